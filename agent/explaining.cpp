#include "explaining.hpp"

#include <vector>

#include <boost/json/serialize.hpp>

#include "core/text.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint {
namespace {

namespace json = boost::json;
using sync::reading::Document;

constexpr std::size_t kRowsAtATime = 500;
constexpr std::string_view kScan = "touchpoint.scan.received";
constexpr std::string_view kNamed = "touchpoint.scan.named";
const std::vector<std::string>& types() {
  static const std::vector<std::string> kTypes = {std::string(kScan), std::string(kNamed),
                                                  "touchpoint.customer.recognised",
                                                  "touchpoint.customer.unrecognised"};
  return kTypes;
}

struct Told {
  std::string id;
  std::string type;
  std::string touchpoint;
  std::string time;
  std::string data;
  std::string scan;  // what it is about; its own id when it is the scan
};

std::optional<Told> read(const journal::KeptEvent& event) {
  const auto read = sync::read_event(with_chain(event.json, Digest{}));
  if (!read) return std::nullopt;
  const auto& it = read.value();
  Told told{.id = it.id,
            .type = it.type,
            .touchpoint = it.touchpoint,
            .time = to_rfc3339(it.time),
            .data = it.data,
            .scan = it.id};
  const auto data = Document::parse(told.data, "an event");
  if (!data) return std::nullopt;
  if (told.type == kScan) return told;
  const auto* scan = data.value().root().if_contains("scan");
  if (scan != nullptr && scan->is_string()) told.scan = std::string(scan->get_string());
  return told;
}

// These members of the event's data, as they are: no other leaves the journal.
std::string members_of(const Told& told, std::initializer_list<std::string_view> names) {
  std::string text;
  const auto data = Document::parse(told.data, "an event");
  for (const auto name : names) {
    const auto* value =
        data ? data.value().root().if_contains({name.data(), name.size()}) : nullptr;
    if (value == nullptr) continue;
    text += "," + json_quoted(name) + ":" + json::serialize(*value);
  }
  return text;
}

}  // namespace

struct Explaining::Run {
  control::ReplyPtr reply;
  std::string wanted{};               // an id
  std::optional<std::int64_t> row{};  // where the id stands, if it is not known yet; else the last
  std::int64_t at = 0;
  std::vector<Told> found{};  // of the scan that is wanted
};

namespace {

Error not_here() {
  return refused(
      "no such decision is in this device's journal (rows go once the hub has them for seven "
      "days)");
}

}  // namespace

void Explaining::explain(const std::string& decision, const control::ReplyPtr& reply) {
  auto run = std::make_shared<Run>(Run{.reply = reply});
  if (const auto id = Uuid::parse(decision)) {
    run->wanted = id->text();
    return look(run);
  }
  run->row = whole_number(decision);
  if (!decision.empty() && !run->row) {
    return reply->fail(
        refused("a decision is named by its row, as tail shows it, or by the UUID "
                "of its event"));
  }
  run->at = run->row ? std::max<std::int64_t>(*run->row - 1, 0) : 0;
  locate(run);
}

void Explaining::locate(const std::shared_ptr<Run>& run) {
  const auto rows = run->row ? 1 : kRowsAtATime;
  journal_.scan_after(run->at, types(), rows, [this, run](Result<journal::KeptEvents> kept) {
    if (!kept) return run->reply->fail(kept.error());
    const auto& events = kept.value().events;
    if (!events.empty() && (!run->row || events.back().sequence == *run->row)) {
      if (const auto told = read(events.back())) run->wanted = told->scan;
    }
    run->at = kept.value().through;
    if (!run->row && kept.value().more) return locate(run);
    if (run->wanted.empty()) return run->reply->fail(not_here());
    run->at = 0;
    look(run);
  });
}

void Explaining::look(const std::shared_ptr<Run>& run) {
  journal_.scan_after(
      run->at, types(), kRowsAtATime, [this, run](Result<journal::KeptEvents> kept) {
        if (!kept) return run->reply->fail(kept.error());
        for (const auto& event : kept.value().events) {
          // Cheap first: most rows do not hold these characters at all.
          if (event.json.find(run->wanted) == std::string::npos) continue;
          auto told = read(event);
          if (!told || (told->id != run->wanted && told->scan != run->wanted)) continue;
          if (told->scan != run->wanted) {  // it is about a scan, which stands before it
            run->wanted = told->scan;
            run->found.clear();
            run->at = 0;
            return look(run);
          }
          run->found.push_back(std::move(*told));
        }
        run->at = kept.value().through;
        if (kept.value().more) return look(run);
        conclude(run);
      });
}

void Explaining::conclude(const std::shared_ptr<Run>& run) {
  if (run->found.empty()) {
    return run->reply->fail(not_here());
  }
  std::string scan;
  std::string named;
  std::string verdicts;
  for (const auto& told : run->found) {
    const auto when = "\"time\":" + json_quoted(told.time);
    if (told.type == kScan) {
      scan = "{\"id\":" + json_quoted(told.id) + "," + when +
             ",\"touchpoint\":" + json_quoted(told.touchpoint) +
             members_of(told, {"kind", "via", "fits"}) + "}";
    } else if (told.type == kNamed) {
      named = "{" + when + members_of(told, {"kind", "fits", "staff"}) + "}";
    } else {
      verdicts += std::string(verdicts.empty() ? "" : ",") + "{\"id\":" + json_quoted(told.id) +
                  "," + when +
                  members_of(told, {"profile", "reason", "by", "strength", "assurance", "people",
                                    "replica_age_s", "staff", "decision"}) +
                  "}";
    }
  }
  std::string answer = "{";
  if (!scan.empty()) answer += "\"scan\":" + scan + ",";
  if (!named.empty()) answer += "\"named\":" + named + ",";
  run->reply->ok(answer + "\"verdicts\":[" + verdicts + "]}");
}

}  // namespace touchpoint
