#include "sync/hub/approval_door.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/text.hpp"
#include "sync/enrol/key_print.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/replies.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kPrintDigitsMin = 16;  // fewer could be matched by trying keys

Result<std::vector<Expected>> devices_in(const boost::json::object& members) {
  std::vector<Expected> devices;
  const auto* list = array_member(members, "devices");
  if (list == nullptr || list->empty()) return refused("there is no device in the list");
  for (const auto& element : *list) {
    const auto* entry = element.if_object();
    if (entry == nullptr) return refused("an entry of the list is no device");
    Expected device{
        .sender = {.device = text_member(*entry, "device"), .store = text_member(*entry, "store")},
        .key = {}};
    if (!is_slug(device.sender.device) || !is_slug(device.sender.store)) {
      return refused("device and store are names of a-z, 0-9 and '-'");
    }
    if (const auto print = text_member(*entry, "fingerprint"); !print.empty()) {
      device.key = sync::print_from_text(print);
      if (!device.key) return refused("a fingerprint has 64 hex digits");
    }
    devices.push_back(std::move(device));
  }
  return devices;
}

std::string to_json(const std::vector<PendingKey>& keys) {
  std::string json;
  for (const auto& key : keys) {
    json += std::string(json.empty() ? "" : ",") + "{\"device\":" + json_quoted(key.sender.device) +
            ",\"store\":" + json_quoted(key.sender.store) +
            ",\"fingerprint\":" + json_quoted(sync::print_text(key.key)) +
            ",\"first\":" + json_quoted(to_rfc3339(key.first)) +
            ",\"last\":" + json_quoted(to_rfc3339(key.last)) +
            ",\"refused\":" + (key.refused ? "true" : "false") + "}";
  }
  return "{\"pending\":[" + json + "]}";
}

}  // namespace

void ApprovalDoor::handle(const std::string& verb, const std::string& json,
                          const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  if (verb == "approval.expect") {
    auto devices = devices_in(*members);
    if (!devices) return reply->fail(devices.error());
    return store_.expect(std::move(devices).value(), done_with(reply));
  }
  if (verb == "approval.list") {
    return store_.pending_keys([reply](Result<std::vector<PendingKey>> keys) {
      keys ? reply->ok(to_json(keys.value())) : reply->fail(keys.error());
    });
  }
  if (verb == "approval.decide") {
    const auto digits = sync::print_digits(text_member(*members, "fingerprint"));
    if (!digits || digits->size() < kPrintDigitsMin) {
      return reply->fail(
          refused("give the fingerprint that the device itself shows, at least its first 16 hex "
                  "digits (touchpointctl identity)"));
    }
    return store_.decide({.device = text_member(*members, "device"),
                          .print = *digits,
                          .approved = bool_member(*members, "approved").value_or(false)},
                         done_with(reply));
  }
  if (verb == "approval.line") {
    const auto line = enrolment_.open_line(text_member(*members, "url"));
    if (!line) return reply->fail(line.error());
    return reply->ok("{\"line\":" + json_quoted(line.value()) + "}");
  }
  reply->fail(refused("the hub does not know this command; is it an older version?"));
}

}  // namespace touchpoint::hub
