#include "sync/codec/device_json.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

using reading::Document;
using reading::Members;
using reading::read_all;

constexpr int kPortMax = 65'535;

std::string key_json(const PinnedKey& key) {
  ObjectWriter json;
  json.text("kid", key.kid).text("x", to_base64url(key.key));
  return json.done();
}

std::string broker_json(const BrokerAddress& broker) {
  ObjectWriter json;
  json.text("host", broker.host).integer("port", broker.port);
  return json.done();
}

std::string required(const Members& members, std::string_view name) {
  auto text = std::string(members.text(name));
  if (text.empty()) members.wrong(name, "there");
  return text;
}

std::vector<PinnedKey> read_keys(const Members& members) {
  auto keys = members.each<PinnedKey>("keys", "a key", [](const Members& each) {
    PinnedKey key{required(each, "kid"), {}};
    const auto bytes = from_base64url(each.text("x"));
    if (bytes && bytes->size() == key.key.size()) std::ranges::copy(*bytes, key.key.begin());
    if (key_id(key.key) != key.kid) each.wrong("kid", "the hash of the key");
    return std::optional{std::move(key)};
  });
  if (keys.empty()) members.wrong("keys", "a list of at least one key");
  return keys;
}

std::optional<BrokerAddress> read_broker(const Members& members, Members::Problem& problem) {
  const auto* object = members.object("mqtt");
  if (object == nullptr) return std::nullopt;
  const Members inner{*object, "`mqtt`", problem};
  const auto port = inner.count("port");
  if (port < 1 || port > kPortMax) inner.wrong("port", "a port number");
  return BrokerAddress{required(inner, "host"), static_cast<int>(port)};
}

}  // namespace

std::string to_json(const DeviceState& state) {
  ObjectWriter json;
  json.flag("online", true)
      .text("version", state.version)
      .text("journal", state.journal)
      .integer("first_kept", state.first_kept)
      .integer("last", state.last)
      .integer("queue", state.queue)
      .text("clockquality", to_text(state.clock_quality))
      .time("at", state.at);
  const auto& condition = state.condition;
  if (state.certificate_until) json.time("certificate_until", state.certificate_until);
  if (condition.oldest_unsent) json.time("oldest_unsent", condition.oldest_unsent);
  if (condition.profiles_as_of) json.time("profiles_as_of", condition.profiles_as_of);
  if (condition.disk_free) json.integer("disk_free", *condition.disk_free);
  return json.done();
}

std::string to_json(const std::vector<Refusal>& refusals) {
  ObjectWriter json;
  json.full_list("refused", refusals, [](const Refusal& refusal) {
    ObjectWriter each;
    each.integer("sequence", refusal.sequence).text("reason", refusal.reason);
    return each.done();
  });
  return json.done();
}

Result<std::vector<Refusal>> refusals_from_json(std::string_view json) {
  TP_TRY(const auto document, Document::parse(json, "the list of refusals"));
  Members::Problem problem;
  const Members members{document.root(), "the list of refusals", problem};
  if (!members.has("refused")) members.wrong("refused", "there");
  auto refusals = members.each<Refusal>("refused", "a refusal", [](const Members& each) {
    Refusal refusal{each.count("sequence"), std::string(each.text("reason"))};
    if (refusal.sequence < 1) each.wrong("sequence", "at least 1");
    return std::optional{std::move(refusal)};
  });
  // Who asks on from the last row would else ask for ever.
  const auto not_above = [](const Refusal& one, const Refusal& next) {
    return next.sequence <= one.sequence;
  };
  if (std::ranges::adjacent_find(refusals, not_above) != refusals.end()) {
    members.wrong("refused", "ascending");
  }
  if (problem.found()) return refused(std::move(problem.sentence));
  return refusals;
}

std::string to_json(const StoreDevices& devices) {
  ObjectWriter json;
  json.time("at", devices.at).integer("devices", devices.devices);
  json.full_list("unwell", devices.unwell, [](const StoreDevices::Unwell& unwell) {
    ObjectWriter each;
    each.text("device", unwell.device).text("code", unwell.code);
    if (unwell.since) each.time("since", unwell.since);
    return each.done();
  });
  return json.done();
}

Result<StoreDevices> store_devices_from_json(std::string_view json) {
  return read_all<StoreDevices>(
      json, "the list of the store's devices", [](const Members& members) {
        StoreDevices devices;
        devices.at = members.time("at").value_or(WallTime{});
        if (!members.has("at")) members.wrong("at", "there");
        devices.devices = members.count("devices");
        devices.unwell =
            members.each<StoreDevices::Unwell>("unwell", "a device", [](const Members& each) {
              return std::optional(StoreDevices::Unwell{.device = required(each, "device"),
                                                        .code = required(each, "code"),
                                                        .since = each.time("since")});
            });
        if (std::ssize(devices.unwell) > devices.devices) {
          members.wrong("unwell", "no more than there are devices");
        }
        return std::optional(std::move(devices));
      });
}

std::string enrolment_request(const std::string& device, const std::string& store,
                              const std::string& csr) {
  ObjectWriter json;
  json.text("device", device).text("store", store).text("csr", csr);
  return json.done();
}

std::string reenrolment_request(const std::string& csr) {
  ObjectWriter json;
  json.text("csr", csr);
  return json.done();
}

std::string reenrolment_request(const std::string& csr, const std::string& certificate,
                                BytesView proof) {
  ObjectWriter json;
  json.text("csr", csr).text("certificate", certificate).text("proof", to_base64url(proof));
  return json.done();
}

Result<EnrolmentAnswer> enrolment_answer_from_json(std::string_view json) {
  TP_TRY(const auto document, Document::parse(json, "the hub's answer"));
  Members::Problem problem;
  const Members members{document.root(), "the hub's answer", problem};
  EnrolmentAnswer answer;
  answer.device = required(members, "device");
  answer.store = required(members, "store");
  answer.certificate = required(members, "certificate");
  answer.ca = required(members, "ca");
  answer.keys = read_keys(members);
  answer.mqtt = read_broker(members, problem);
  if (problem.found()) return refused(std::move(problem.sentence));
  return answer;
}

Result<std::string> ca_from_json(std::string_view json) {
  TP_TRY(const auto document, Document::parse(json, "the hub's answer"));
  Members::Problem problem;
  auto ca = required(Members{document.root(), "the hub's answer", problem}, "ca");
  if (problem.found()) return refused(std::move(problem.sentence));
  return ca;
}

std::string to_json(const HubFile& file) {
  ObjectWriter json;
  json.text("url", file.url).full_list("keys", file.keys, key_json);
  if (file.mqtt) json.json("mqtt", broker_json(*file.mqtt));
  json.time("enrolled_at", file.enrolled_at).text("replaces", file.replaces);
  return json.done();
}

Result<HubFile> hub_file_from_json(std::string_view json) {
  TP_TRY(const auto document, Document::parse(json, "hub.json"));
  Members::Problem problem;
  const Members members{document.root(), "hub.json", problem};
  HubFile file;
  file.url = required(members, "url");
  file.keys = read_keys(members);
  file.mqtt = read_broker(members, problem);
  file.enrolled_at = members.time("enrolled_at").value_or(WallTime{});
  file.replaces = members.text("replaces");
  if (problem.found()) return damaged(std::move(problem.sentence));
  return file;
}

}  // namespace touchpoint::sync
