#include "sync/enrol/contact.hpp"

#include <algorithm>

#include "core/files.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint::sync {
namespace {

using std::chrono::seconds;

constexpr auto kKeptEvery = std::chrono::hours{24};  // of floor: flash is written to no more often
constexpr auto kOutageKeptFrom = seconds{60};        // of growth

}  // namespace

Contact::Contact(std::filesystem::path file, const Clock& clock)
    : file_(std::move(file)), clock_(clock), put_(clock.since_boot()) {
  const auto text = files::read(file_);
  if (!text) return;
  const auto document = reading::Document::parse(text.value(), "contact.json");
  if (!document) return;
  reading::Members::Problem problem;
  const reading::Members members{document.value().root(), "contact.json", problem};
  floor_ = kept_floor_ = members.time("time_floor").value_or(WallTime{});
  longest_outage_ = kept_outage_ = seconds{members.count("longest_outage_s")};
}

WallTime Contact::floor() const {
  return floor_ == WallTime{} ? floor_ : floor_ + (clock_.since_boot() - put_);
}

WallTime Contact::now() const {
  return std::max(clock_.wall(), floor());
}

void Contact::has_certificate(WallTime begins, WallTime ends) {
  ends_ = ends;
  raise(begins);
  if (kept_floor_ < begins) keep();
}

void Contact::heard_at(WallTime at) {
  raise(at);
  if (clock_.quality() == ClockQuality::synchronised) raise(clock_.wall());
  if (floor() - kept_floor_ >= kKeptEvery) keep();
}

void Contact::away_for(seconds outage) {
  longest_outage_ = std::max(longest_outage_, outage);
  if (longest_outage_ - kept_outage_ >= kOutageKeptFrom) keep();
}

void Contact::raise(WallTime moment) {
  const auto possible = std::min(moment, ends_);
  if (possible <= floor()) return;
  floor_ = possible;
  put_ = clock_.since_boot();
}

void Contact::keep() {
  const auto floor_now = floor();
  const auto json = "{\"time_floor\":\"" + to_rfc3339(floor_now) +
                    "\",\"longest_outage_s\":" + std::to_string(longest_outage_.count()) + "}\n";
  // A disk that takes nothing is told of by the journal; the floor is kept another time.
  if (!files::replace(file_, json)) return;
  kept_floor_ = floor_now;
  kept_outage_ = longest_outage_;
}

}  // namespace touchpoint::sync
