#include "erasing.hpp"

#include "core/text.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint {
namespace {

constexpr std::size_t kRowsAtATime = 500;

enum class Named { no, profile, task };

// Whether it is about this person, or what somebody whom nobody knows said in one visit to a kiosk.
Named names(const journal::KeptEvent& event, const std::string& id) {
  // Cheap first: most rows do not hold these characters at all.
  if (event.json.find(id) == std::string::npos) return Named::no;
  const auto read = sync::read_event(with_chain(event.json, Digest{}));
  if (!read) return Named::no;
  const auto data = sync::reading::Document::parse(read.value().data, "an event");
  if (!data) return Named::no;
  sync::reading::Members::Problem problem;
  const sync::reading::Members members{data.value().root(), "an event", problem};
  if (members.text("profile") == id) return Named::profile;
  return members.text("task_id") == id || members.text("response") == id ? Named::task : Named::no;
}

}  // namespace

struct Erasing::Run {
  std::string id;
  control::ReplyPtr reply;
  Named named = Named::task;
  std::int64_t at = 0;
  std::int64_t erased = 0;
};

void Erasing::erase(std::string id, const control::ReplyPtr& reply) {
  if (!Uuid::parse(id)) return reply->fail(refused("a profile is named by its UUID"));
  look(std::make_shared<Run>(Run{std::move(id), reply}));
}

void Erasing::look(const std::shared_ptr<Run>& run) {
  journal_.scan_after(run->at, {}, kRowsAtATime, [this, run](Result<journal::KeptEvents> kept) {
    if (!kept) return run->reply->fail(kept.error());
    std::vector<std::int64_t> sequences;
    for (const auto& event : kept.value().events) {
      const auto named = names(event, run->id);
      if (named == Named::profile) run->named = named;
      if (named != Named::no) sequences.push_back(event.sequence);
    }
    run->at = kept.value().through;
    const auto go_on = [this, run, more = kept.value().more] {
      if (more) return look(run);
      // Only what there was to erase is worth a row: this one names the profile as well.
      if (run->erased > 0) {
        forget_(run->id);
        record_("touchpoint.profile.erased",
                (run->named == Named::profile ? R"({"profile":)" : R"({"task":)") +
                    json_quoted(run->id) + ",\"rows\":" + std::to_string(run->erased) + "}");
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
