#include "sync/hub/settings_door.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "config/central.hpp"
#include "core/pin.hpp"
#include "core/text.hpp"
#include "feedback/survey_json.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/replies.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

constexpr std::size_t kByMax = 64;     // bytes
constexpr std::size_t kNoteMax = 500;  // bytes

// Settings and surveys have lines, which other texts may not have.
std::optional<std::string> lines_member(const json::object& members, std::string_view name) {
  const auto* text = members.if_contains(name);
  if (text == nullptr || !text->is_string()) return std::nullopt;
  return std::string(std::string_view(text->get_string()));
}

std::optional<Error> problem_of(const PublishedSettings& settings) {
  if (settings.body.size() > sync::GivenSettings::kBodyMax) {
    return refused("settings have at most 32 KiB");
  }
  if (settings.by.size() > kByMax) return refused("a name has at most 64 bytes");
  if (settings.note.size() > kNoteMax) return refused("a note has at most 500 bytes");
  if (const auto checked = config::check_central("settings", settings.body); !checked) {
    return refused(checked.error().sentence());
  }
  return std::nullopt;
}

json::object to_json(const PublishedSettings& settings) {
  json::object object{{"number", settings.number},
                      {"ring", settings.ring},
                      {"by", settings.by},
                      {"note", settings.note},
                      {"at", to_rfc3339(settings.at)}};
  if (settings.withdraws) object["withdraws"] = *settings.withdraws;
  return object;
}

json::object to_json(const SettingsRefusal& refusal) {
  json::object object{
      {"version", refusal.version}, {"reason", refusal.reason}, {"at", to_rfc3339(refusal.at)}};
  object["number"] = refusal.number ? json::value(*refusal.number) : json::value(nullptr);
  return object;
}

json::object to_json(const DeviceConfiguration& device) {
  json::object object{
      {"device", device.sender.device}, {"store", device.sender.store}, {"ring", device.ring},
      {"number", device.number},        {"version", device.version},    {"has", device.has}};
  object["has_number"] = device.has_number ? json::value(*device.has_number) : json::value(nullptr);
  object["asked"] = device.asked ? json::value(to_rfc3339(*device.asked)) : json::value(nullptr);
  if (device.refused) object["refused"] = to_json(*device.refused);
  return object;
}

json::object to_json(const Ring& ring) {
  json::array devices;
  json::array stores;
  for (const auto& member : ring.members) {
    auto& names = member.kind == RingMember::Kind::device ? devices : stores;
    names.emplace_back(member.name);
  }
  return {{"name", ring.name}, {"devices", std::move(devices)}, {"stores", std::move(stores)}};
}

json::object to_json(const StoreStaff& one) {
  return {
      {"store", one.store},     {"name", one.staff.name}, {"display_name", one.staff.display_name},
      {"role", one.staff.role}, {"by", one.by},           {"at", to_rfc3339(one.at)}};
}

template <class T>
json::array list_of(const std::vector<T>& all) {
  json::array list;
  for (const auto& each : all)
    list.push_back(to_json(each));
  return list;
}

}  // namespace

Done<std::int64_t> SettingsDoor::answer_number(const control::ReplyPtr& reply) {
  return [this, reply](Result<std::int64_t> number) {
    if (!number) return reply->fail(number.error());
    announce_({});
    reply->ok("{\"number\":" + std::to_string(number.value()) + "}");
  };
}

Done<void> SettingsDoor::answer_empty(const control::ReplyPtr& reply,
                                      std::vector<std::string> stores) {
  return [this, reply, stores = std::move(stores)](Result<void> done) {
    if (!done) return reply->fail(done.error());
    announce_(stores);
    reply->ok("{}");
  };
}

void SettingsDoor::handle(const std::string& verb, const std::string& json,
                          control::ReplyPtr reply) {
  if (verb == "settings.publish") return publish(json, reply);
  if (verb == "settings.widen") return store_.widen(answer_number(reply));
  if (verb == "settings.check") return check(json, reply);
  if (verb == "survey.check") return check_survey(json, reply);
  if (verb == "settings.show") return show(json, reply);
  if (verb == "settings.status") return status(reply);
  if (verb == "ring.put") return put_in_ring(json, reply);
  if (verb == "staff.list") return list_staff(json, reply);
  if (verb == "staff.add" || verb == "staff.reset" || verb == "staff.remove") {
    return change_staff(verb, json, reply);
  }
  const auto members = members_of(json, reply);
  if (!members) return;
  if (verb == "settings.withdraw") {
    return store_.withdraw(text_member(*members, "by").substr(0, kByMax),
                           text_member(*members, "note").substr(0, kNoteMax), answer_number(reply));
  }
  if (verb == "ring.add") {
    const auto name = text_member(*members, "name");
    if (!is_slug(name)) return reply->fail(refused("a ring's name is made of a-z, 0-9 and '-'"));
    return store_.add_ring(name, answer_empty(reply, {}));
  }
  reply->fail(refused("the hub does not know this command; is it an older version?"));
}

// --- settings and rings -------------------------------------------------------------------------

void SettingsDoor::publish(const std::string& json, const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  auto body = lines_member(*members, "body");
  if (!body) return reply->fail(refused("settings are TOML, in \"body\""));
  PublishedSettings settings{.body = std::move(*body),
                             .ring = text_member(*members, "ring"),
                             .by = text_member(*members, "by"),
                             .note = text_member(*members, "note")};
  if (auto problem = problem_of(settings)) return reply->fail(*problem);
  store_.publish(std::move(settings), answer_number(reply));
}

void SettingsDoor::check(const std::string& json, const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  const auto body = lines_member(*members, "body");
  if (!body) return reply->fail(refused("the settings are missing"));
  PublishedSettings settings;
  settings.body = *body;
  if (const auto problem = problem_of(settings)) return reply->fail(*problem);
  reply->ok("{}");
}

// By the definition that devices read it by, too.
void SettingsDoor::check_survey(const std::string& json, const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  const auto text = lines_member(*members, "survey");
  if (!text) return reply->fail(refused("a survey is JSON, in \"survey\""));
  const auto survey = feedback::read_survey(*text);
  if (!survey) return reply->fail(refused(survey.error().sentence()));
  reply->ok(json::serialize(json::object{{"survey", feedback::survey_json(survey.value())}}));
}

void SettingsDoor::show(const std::string& json, const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  const auto number = number_member(*members, "number").value_or(0);
  store_.settings(static_cast<std::int64_t>(number), [reply](Result<PublishedSettings> found) {
    if (!found) return reply->fail(found.error());
    auto object = to_json(found.value());
    object["body"] = found.value().body;
    reply->ok(json::serialize(object));
  });
}

void SettingsDoor::status(const control::ReplyPtr& reply) {
  store_.configuration_status([reply](Result<ConfigurationStatus> status) {
    if (!status) return reply->fail(status.error());
    const auto& found = status.value();
    reply->ok(json::serialize(json::object{{"settings", list_of(found.settings)},
                                           {"rings", list_of(found.rings)},
                                           {"devices", list_of(found.devices)}}));
  });
}

void SettingsDoor::put_in_ring(const std::string& json, const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  const auto device = text_member(*members, "device");
  const auto store = text_member(*members, "store");
  if (device.empty() == store.empty() || !is_slug(device.empty() ? store : device)) {
    return reply->fail(refused("a device or a store is put into a ring, by its name"));
  }
  const auto kind = device.empty() ? RingMember::Kind::store : RingMember::Kind::device;
  store_.put_in_ring(text_member(*members, "ring"),
                     {.kind = kind, .name = device.empty() ? store : device},
                     answer_empty(reply, {}));
}

// --- staff --------------------------------------------------------------------------------------

void SettingsDoor::change_staff(const std::string& verb, const std::string& json,
                                const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  StoreStaff one{.store = text_member(*members, "store"),
                 .staff = {.name = text_member(*members, "name"),
                           .display_name = text_member(*members, "display_name"),
                           .role = text_member(*members, "role")},
                 .by = text_member(*members, "by").substr(0, kByMax)};
  if (!is_slug(one.store)) {
    return reply->fail(refused("a store's name is made of a-z, 0-9 and '-'"));
  }
  if (verb == "staff.remove") {
    return store_.remove_staff(one.store, one.staff.name, answer_empty(reply, {one.store}));
  }
  if (verb == "staff.add") {
    if (const auto problem = sync::problem_of(one.staff); !problem.empty()) {
      return reply->fail(refused(problem));
    }
  }
  stretch(verb, std::move(one), text_member(*members, "pin"), reply);
}

void SettingsDoor::stretch(const std::string& verb, StoreStaff one, std::string pin,
                           const control::ReplyPtr& reply) {
  if (const auto weakness = pin_weakness(pin)) {
    return reply->fail(refused("the PIN " + std::string(*weakness)));
  }
  random_.fill(one.staff.salt);
  const bool taken = slow_.post([&to_loop = loop_, weak = std::weak_ptr(self_), verb,
                                 one = std::move(one), pin = std::move(pin), reply]() mutable {
    one.staff.stretched = crypto::stretch_pin(pin, one.staff.salt);
    to_loop.post([weak, verb, one = std::move(one), reply]() mutable {
      if (const auto self = weak.lock()) (*self)->keep_staff(verb, std::move(one), reply);
    });
  });
  if (!taken) reply->fail(retry_later("the hub is busy; try again in a moment"));
}

void SettingsDoor::keep_staff(const std::string& verb, StoreStaff one,
                              const control::ReplyPtr& reply) {
  auto done = answer_empty(reply, {one.store});
  if (verb == "staff.reset") return store_.reset_staff(std::move(one), std::move(done));
  store_.add_staff(std::move(one), std::move(done));
}

void SettingsDoor::list_staff(const std::string& json, const control::ReplyPtr& reply) {
  const auto members = members_of(json, reply);
  if (!members) return;
  store_.staff(text_member(*members, "store"), [reply](Result<std::vector<StoreStaff>> staff) {
    if (!staff) return reply->fail(staff.error());
    reply->ok(json::serialize(json::object{{"staff", list_of(staff.value())}}));
  });
}

}  // namespace touchpoint::hub
