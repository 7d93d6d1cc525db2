#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "feedback/survey_json.hpp"
#include "web/handlers.hpp"
#include "web/json/encode.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

// The counter's touchpoint, which is the only one whose screen shows cards.
Checked<std::string> read_touchpoint(const Request& request, const ApiSettings& settings) {
  const auto given = request.query.find("touchpoint");
  if (given == request.query.end() || given->second == settings.counter) return settings.counter;
  return unacceptable("other_touchpoint", "\"touchpoint\" is not this device's counter");
}

json::array staff_to_tap(const Access& access) {
  json::array names;
  for (const auto& entry : access.staff_list()) {
    if (entry.disabled) continue;
    names.push_back(
        json::object{{"name", entry.staff.name}, {"display_name", entry.staff.display_name}});
  }
  return names;
}

json::object notice_json(const ApiSettings& settings) {
  json::array purposes;
  for (const auto& each : settings.notice.purposes) {
    purposes.push_back(json::object{{"purpose", each.purpose},
                                    {"title", feedback::wording_json(each.title)},
                                    {"text", feedback::wording_json(each.text)}});
  }
  return {{"version", settings.notice.version},
          {"controller", settings.controller},
          {"text", feedback::wording_json(settings.notice.text)},
          {"purposes", std::move(purposes)}};
}

// Who can know at once what is told at the kiosk: somebody at this device's counter, the other
// counters of the store by the centre, or nobody yet.
std::string_view staff_hear(const Parts& parts) {
  if (parts.streams.any_serving()) return "here";
  return parts.device.status().hub.online ? "elsewhere" : "nobody";
}

}  // namespace

void open_stream(Parts& parts, Call call) {
  const auto touchpoint = read_touchpoint(call.request, parts.settings);
  if (!touchpoint) return call.answer.refuse(touchpoint.error());
  if (parts.streams.full()) {
    return call.answer.refuse({503, "too_many_streams", "too many pages are open", 5});
  }
  auto stream = call.answer.stream();
  if (!stream) return;
  stream->send("status", to_json(parts.device.status()));
  if (call.session->staff.role == StaffRole::it) {  // the device alone, nothing of customers
    if (stream->open()) parts.streams.add(std::move(stream), call.session->key, {});
    return;
  }
  const auto& card = parts.device.card(touchpoint.value());
  stream->send("card", to_json(card));
  stream->send("tasks", to_json(parts.device.tasks()));
  if (!stream->open()) return;
  parts.streams.add(std::move(stream), call.session->key, touchpoint.value());
  parts.record_views(card, {call.session->key});
}

void close_visit(Parts& parts, Call call) {
  const auto touchpoint = read_touchpoint(call.request, parts.settings);
  if (!touchpoint) return call.answer.refuse(touchpoint.error());
  std::optional<Uuid> visit;
  if (const auto named = call.request.query.find("visit"); named != call.request.query.end()) {
    visit = Uuid::parse(named->second);
    if (!visit) return call.answer.refuse(unacceptable("bad_visit", "\"visit\" is not a UUID"));
  }
  parts.device.close_visit(touchpoint.value(), visit);
  call.answer.nothing();
}

void show_touchpoint(Parts& parts, Call call) {
  const auto& settings = parts.settings;
  const bool tablet = call.surface == Surface::tablet;
  const bool kiosk = tablet || call.surface == Surface::kiosk;
  json::array languages;
  for (const auto& language : settings.languages)
    languages.push_back(json::string(language));
  json::object object{{"store", settings.store},
                      {"store_name", settings.store_name},
                      {"device", settings.device},
                      {"touchpoint", tablet  ? call.tablet
                                     : kiosk ? settings.kiosk
                                             : settings.counter},
                      {"kind", kiosk ? "kiosk" : "counter"},
                      {"languages", std::move(languages)},
                      {"language", settings.language},
                      {"currency", settings.currency},
                      {"idle_s", settings.idle.count()},
                      {"recording", parts.device.status().journal.records()}};
  if (!kiosk) {
    object.emplace("staff", staff_to_tap(parts.access));
    object.emplace("time_zone", settings.time_zone);
    object.emplace("day_turns_at", settings.day_turns_at.count());
  }
  if (!kiosk && has_notice(settings)) object.emplace("notice", notice_json(settings));
  if (kiosk) {
    object.emplace("collections", settings.collections);
    object.emplace("staff_hear", staff_hear(parts));
  }
  object.emplace("survey", feedback::survey_json(settings.survey));
  call.answer.json(200, to_text(object));
}

}  // namespace touchpoint::web
