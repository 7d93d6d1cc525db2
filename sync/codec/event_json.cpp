#include "sync/codec/event_json.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "core/uuid.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/scan.hpp"

namespace touchpoint::sync {
namespace {

constexpr const char* kTooLarge = "the event is larger than 80 KiB";

// In the one form that is written and hashed: another spelling would be another event.
bool is_uuid(std::string_view text) {
  return Uuid::parse(text) &&
         std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'F'; });
}

bool is_source(std::string_view text) {
  constexpr std::string_view kStores = "/stores/";
  constexpr std::string_view kDevices = "/devices/";
  if (!text.starts_with(kStores)) return false;
  text.remove_prefix(kStores.size());
  const auto store_end = text.find('/');
  if (store_end == std::string_view::npos || !is_slug(text.substr(0, store_end))) return false;
  text.remove_prefix(store_end);
  return text.starts_with(kDevices) && is_slug(text.substr(kDevices.size()));
}

// All but `raw` and `chain`.
Result<ReceivedEvent> read_members(const boost::json::object& object, std::string_view json) {
  reading::Members::Problem problem;
  const reading::Members members{object, "the event", problem};
  const auto required = [&](std::string_view name, auto is_well, std::string_view must_be) {
    const auto value = members.text(name);
    if (!is_well(value)) members.wrong(name, must_be);
    return std::string(value);
  };
  ReceivedEvent event;
  required(
      "specversion", [](auto text) { return text == "1.0"; }, "\"1.0\"");
  event.id = required("id", is_uuid, "a UUID in lower case");
  event.source = required("source", is_source, "/stores/<store>/devices/<device>");
  event.type = required("type", is_event_type, "touchpoint.<noun>.<verb>");
  event.actor = required(
      "actor", [](auto text) { return actor_from_text(text).has_value(); },
      "customer, employee, partner or environment");
  event.journal = required("journal", is_uuid, "a UUID in lower case");
  event.touchpoint = required("touchpoint", is_slug, "a name of a-z, 0-9 and '-'");
  event.salvaged_from = members.text("salvagedfrom");
  event.sequence = sequence_from_text(members.text("sequence")).value_or(0);
  if (event.sequence == 0) members.wrong("sequence", "20 digits and at least 1");
  const auto time_of = [&](std::string_view name) {
    const auto time = members.time(name);
    if (!time) members.wrong(name, "a time as in RFC 3339");
    return time.value_or(WallTime{});
  };
  event.time = time_of("time");
  event.recorded = time_of("recordedtime");
  const auto data = scan::member(json, "data");
  if (members.object("data") == nullptr || !data) members.wrong("data", "an object");
  if (problem.found()) return refused(std::move(problem.sentence));

  event.data = *data;
  return event;
}

}  // namespace

Result<ReceivedEvent> read_event(std::string_view json) {
  if (json.size() > limits::kEventStampedMax) return refused(kTooLarge);
  TP_TRY(const auto document, reading::Document::parse(json, "the event"));
  auto unchained = without_chain(json);
  if (!unchained) return refused("the event does not end in its member `chain`");
  TP_TRY(auto event, read_members(document.root(), json));
  event.raw = std::move(unchained->raw);
  event.chain = unchained->chain;
  return event;
}

Result<ReceivedEvent> read_event_of_run(std::string_view json) {
  if (json.size() + kChainMemberSize > limits::kEventStampedMax) return refused(kTooLarge);
  TP_TRY(const auto document, reading::Document::parse(json, "the event"));
  if (document.root().contains("chain")) {
    return refused("the event does not end in its member `chain`");
  }
  TP_TRY(auto event, read_members(document.root(), json));
  event.raw = json;
  return event;
}

}  // namespace touchpoint::sync
