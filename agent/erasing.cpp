#include "erasing.hpp"

#include "core/text.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint {
namespace {

constexpr std::size_t kRowsAtATime = 500;

bool names(const journal::KeptEvent& event, const std::string& profile) {
  // Cheap first: most rows do not hold these characters at all.
  if (event.json.find(profile) == std::string::npos) return false;
  const auto read = sync::read_event(with_chain(event.json, Digest{}));
  if (!read) return false;
  const auto data = sync::reading::Document::parse(read.value().data, "an event");
  if (!data) return false;
  sync::reading::Members::Problem problem;
  return sync::reading::Members{data.value().root(), "an event", problem}.text("profile") ==
         profile;
}

}  // namespace

struct Erasing::Run {
  std::string profile;
  control::ReplyPtr reply;
  std::int64_t at = 0;
  std::int64_t erased = 0;
};

void Erasing::erase(std::string profile, const control::ReplyPtr& reply) {
  if (!Uuid::parse(profile)) return reply->fail(refused("a profile is named by its UUID"));
  look(std::make_shared<Run>(Run{std::move(profile), reply}));
}

void Erasing::look(const std::shared_ptr<Run>& run) {
  journal_.scan_after(run->at, {}, kRowsAtATime, [this, run](Result<journal::KeptEvents> kept) {
    if (!kept) return run->reply->fail(kept.error());
    std::vector<std::int64_t> sequences;
    for (const auto& event : kept.value().events) {
      if (names(event, run->profile)) sequences.push_back(event.sequence);
    }
    run->at = kept.value().through;
    const auto go_on = [this, run, more = kept.value().more] {
      if (more) return look(run);
      // Only what there was to erase is worth a row: this one names the profile as well.
      if (run->erased > 0) {
        forget_(run->profile);
        record_("touchpoint.profile.erased", R"({"profile":)" + json_quoted(run->profile) +
                                                 ",\"rows\":" + std::to_string(run->erased) + "}");
      }
      run->reply->ok("{\"rows\":" + std::to_string(run->erased) + "}");
    };
    if (sequences.empty()) return go_on();
    journal_.erase(std::move(sequences), [run, go_on](Result<std::int64_t> erased) {
      if (!erased) return run->reply->fail(erased.error());
      run->erased += erased.value();
      go_on();
    });
  });
}

}  // namespace touchpoint
