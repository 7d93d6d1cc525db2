#include "sync/enrol/contact.hpp"

#include <algorithm>

#include "sync/codec/reading.hpp"
#include "sync/enrol/files.hpp"

namespace touchpoint::sync {
namespace {

using std::chrono::seconds;

constexpr auto kKeptEvery = std::chrono::hours{24};  // of floor: flash is written to no more often
constexpr auto kOutageKeptFrom = seconds{60};        // of growth

}  // namespace

Contact::Contact(std::filesystem::path file, const Clock& clock)
    : file_(std::move(file)), clock_(clock) {
  const auto text = files::read(file_);
  if (!text) return;
  const auto document = reading::Document::parse(text.value(), "contact.json");
  if (!document) return;
  reading::Members::Problem problem;
  const reading::Members members{document.value().root(), "contact.json", problem};
  floor_ = kept_floor_ = members.time("time_floor").value_or(WallTime{});
  longest_outage_ = kept_outage_ = seconds{members.count("longest_outage_s")};
}

WallTime Contact::now() const {
  return std::max(clock_.wall(), floor_);
}

void Contact::has_certificate(WallTime begins, WallTime ends) {
  ends_ = ends;
  raise(begins);
  keep();
}

void Contact::heard_at(WallTime at) {
  raise(at);
  if (clock_.quality() == ClockQuality::synchronised) raise(clock_.wall());
  if (floor_ - kept_floor_ >= kKeptEvery) keep();
}

void Contact::away_for(seconds outage) {
  longest_outage_ = std::max(longest_outage_, outage);
  if (longest_outage_ - kept_outage_ >= kOutageKeptFrom) keep();
}

void Contact::raise(WallTime moment) {
  floor_ = std::max(floor_, std::min(moment, ends_));
}

void Contact::keep() {
  if (floor_ == kept_floor_ && longest_outage_ == kept_outage_) return;
  const auto json = "{\"time_floor\":\"" + to_rfc3339(floor_) +
                    "\",\"longest_outage_s\":" + std::to_string(longest_outage_.count()) + "}\n";
  // A disk that takes nothing is told of by the journal; the floor is kept another time.
  if (!files::replace(file_, json)) return;
  kept_floor_ = floor_;
  kept_outage_ = longest_outage_;
}

}  // namespace touchpoint::sync
