#include "web/interactions.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "web/facts.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"
#include "web/survey_answers.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr std::string_view kAnswered = "touchpoint.survey.answered";
constexpr std::string_view kRequested =
    "touchpoint.task.opened";  // an answer, as the survey promises
constexpr std::string_view kAnnounced = "touchpoint.collection.announced";
constexpr std::string_view kClaimed = "touchpoint.answers.claimed";
constexpr std::string_view kReleased = "touchpoint.answers.released";
constexpr std::string_view kHandedOver = "touchpoint.survey.handed_over";  // to their phone

constexpr std::array<std::string_view, 7> kMembers = {"specversion", "id",         "type", "time",
                                                      "actor",       "touchpoint", "data"};

// What the journal says of an event; from a caller it would be a forgery.
constexpr std::array<std::string_view, 11> kStamps = {
    "source",   "recordedtime", "journal",         "sequence",   "clockquality", "bootid",
    "uptimems", "salt",         "datacontenttype", "dataschema", "chain"};

bool is_customers(const Sender& sender) {
  return is_kiosk(sender.surface);
}

bool takes_from_visitors(std::string_view type, const Sender& sender, const ApiSettings& settings) {
  if (type == kAnnounced) return settings.collections;
  // A tablet may have kept it while another survey came.
  if (type == kRequested) {
    return settings.survey.promise.made() || sender.surface == Surface::tablet;
  }
  if (type == kClaimed || type == kReleased) {
    return settings.survey.identify.asked() || sender.surface == Surface::tablet;
  }
  if (type == kHandedOver) return !settings.carry_on.empty();
  return type == kAnswered;
}

Checked<void> check_members(const json::object& interaction) {
  for (const auto stamp : kStamps) {
    if (!interaction.contains(stamp)) continue;
    return malformed("stamp", "\"" + std::string(stamp) + "\" is added by the device");
  }
  TP_CHECK(only_members(interaction, kMembers));
  TP_TRY(const auto specversion, optional_text_member(interaction, "specversion"));
  if (specversion && *specversion != "1.0") {
    return unacceptable("bad_specversion", "\"specversion\" must be \"1.0\"");
  }
  return success();
}

Checked<std::string> read_type(const json::object& interaction, const Sender& sender,
                               const ApiSettings& settings) {
  TP_TRY(const auto type, text_member(interaction, "type"));
  if (!is_event_type(type) || find_forbidden(type)) {
    return unacceptable("bad_type",
                        "\"type\" must be touchpoint.<noun>.<verb> of a-z, 0-9 and '_'");
  }
  if (is_customers(sender) && !takes_from_visitors(type, sender, settings)) {
    return not_allowed("not_here", "on the kiosk only what customers say there is recorded");
  }
  if (is_own_type(type) || (type == kHandedOver && !is_customers(sender))) {
    return not_allowed("own_type", "events of this type are recorded by the device itself");
  }
  return std::string(type);
}

Checked<WallTime> read_time(const json::object& interaction, WallTime now) {
  constexpr WallTime kFirst{};
  constexpr WallTime kBeyond{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};
  TP_TRY(const auto text, optional_text_member(interaction, "time"));
  if (!text) return now;
  const auto time = from_rfc3339(*text);
  if (!time || *time < kFirst || *time >= kBeyond) {
    return unacceptable("bad_time",
                        "\"time\" must be RFC 3339 with a zone, from the years 1970 to 9999");
  }
  return *time;
}

Checked<Actor> read_actor(const json::object& interaction, const Sender& sender) {
  const auto usual = is_customers(sender) ? Actor::customer : Actor::employee;
  TP_TRY(const auto text, optional_text_member(interaction, "actor"));
  if (!text) return usual;
  const auto actor = actor_from_text(*text);
  if (!actor) {
    return unacceptable("bad_actor",
                        "\"actor\" must be customer, employee, partner or environment");
  }
  if (is_customers(sender) && *actor != Actor::customer) {
    return not_allowed("bad_actor", "on the kiosk the actor is the customer");
  }
  return *actor;
}

Checked<std::string> read_touchpoint(const json::object& interaction, const Sender& sender,
                                     const ApiSettings& settings) {
  const bool kiosk = is_customers(sender) || settings.counter.empty();
  const auto& device = kiosk ? settings.kiosk : settings.counter;
  const auto& own = sender.tablet.empty() ? device : sender.tablet;
  TP_TRY(const auto text, optional_text_member(interaction, "touchpoint"));
  if (!text) return own;
  const bool other = !is_customers(sender) && !text->empty() &&
                     (*text == settings.counter || *text == settings.kiosk);
  if (*text != own && !other) {
    return unacceptable("other_touchpoint", "\"touchpoint\" is not one of this device's");
  }
  return std::string(*text);
}

// A withdrawal needs no ground: it is taken whatever is configured.
Checked<void> check_ground(std::string_view type, const json::object& data,
                           const ApiSettings& settings) {
  const bool consents = type == "touchpoint.consent.given";
  if (!consents && type != "touchpoint.customer.registered") return success();
  if (!has_notice(settings)) return no_notice();
  if (!consents) return success();
  TP_TRY(const auto purpose, text_member(data, "purpose"));
  TP_TRY(const auto version, text_member(data, "text_version"));
  if (!settings.notice.asks(purpose)) {
    return unacceptable("bad_purpose", "\"purpose\" is none of the notice's");
  }
  if (version != settings.notice.version) {
    return unacceptable("other_notice", "\"text_version\" is not the notice that is in force");
  }
  return success();
}

// The facts as they are recorded: with the name of who is signed in, which nobody else may give.
Checked<json::object> read_data(const json::object& interaction, const NewEvent& event,
                                const Sender& sender, const ApiSettings& settings, WallTime now) {
  const auto& type = event.type;
  const auto* given = interaction.if_contains("data");
  if (given == nullptr) return malformed("missing_member", "the member \"data\" is missing");
  TP_TRY(const auto* facts, as_object(*given, "\"data\""));
  auto data = *facts;
  if (!sender.staff.empty()) {
    TP_TRY(const auto staff, optional_text_member(data, "staff"));
    if (staff && *staff != sender.staff) {
      return not_allowed("other_staff", "\"staff\" is not who is signed in");
    }
    data["staff"] = sender.staff;
  }
  if (is_customers(sender) && type == kAnnounced) {
    TP_CHECK(only_members(data, {"order_id"}));
    TP_CHECK(check_facts(type, data));
  } else if (is_customers(sender) && type == kRequested) {
    TP_CHECK(check_visitors_request(data, event.time, settings, sender.surface == Surface::tablet));
  } else if (is_customers(sender) && type == kClaimed) {
    TP_CHECK(check_visitors_claim(data, settings, sender.surface == Surface::tablet));
  } else if (is_customers(sender) && type == kReleased) {
    TP_CHECK(check_visitors_release(data));
  } else if (is_customers(sender) && type == kHandedOver) {
    TP_CHECK(check_visitors_handover(data, now, settings));
    add_what_is_asked(data, settings);
  } else if (is_customers(sender)) {
    TP_CHECK(check_visitors_answer(data, settings, sender.surface == Surface::tablet));
  } else {
    TP_CHECK(check_facts(type, data));
    TP_CHECK(check_ground(type, data, settings));
  }
  return data;
}

}  // namespace

Checked<Uuid> read_event_id(std::string_view text) {
  const auto id = Uuid::parse(text);
  if (!id || id->version() != 7 || (id->bytes()[8] & 0xc0U) != 0x80U) {
    return unacceptable("bad_id", "\"id\" must be a UUID of version 7 (RFC 9562)");
  }
  return *id;
}

Checked<NewEvent> read_interaction(const json::value& sent, const Sender& sender,
                                   const ApiSettings& settings, WallTime now, UuidSource& ids) {
  TP_TRY(const auto* interaction, as_object(sent, "an interaction"));
  NewEvent event;
  event.offered = to_text(sent);
  if (event.offered.size() > limits::kEventFromCallerMax) {
    return unacceptable("too_large", "an interaction may be at most 64 KiB");
  }
  TP_CHECK(check_members(*interaction));
  TP_TRY(event.type, read_type(*interaction, sender, settings));
  TP_TRY(const auto id, optional_text_member(*interaction, "id"));
  if (id) {
    TP_TRY(event.id, read_event_id(*id));
  } else {
    event.id = ids.next();
  }
  TP_TRY(event.time, read_time(*interaction, now));
  TP_TRY(event.actor, read_actor(*interaction, sender));
  TP_TRY(event.touchpoint, read_touchpoint(*interaction, sender, settings));
  TP_TRY(const auto data, read_data(*interaction, event, sender, settings, now));
  event.data = to_text(data);
  return event;
}

}  // namespace touchpoint::web
