
#include <boost/json/array.hpp>

#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "web/handlers.hpp"
#include "web/interactions.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdentifiersMax = 8;
constexpr std::size_t kIdentifierMax = 254;  // bytes; the longest e-mail address (RFC 5321)
constexpr std::size_t kTimelineDefault = 50;
constexpr std::size_t kTimelineMax = 200;

Checked<Scan> read_scan(const json::value& body, Parts& parts) {
  TP_TRY(const auto* object, as_object(body, "a scan"));
  TP_CHECK(only_members(*object, {"id", "touchpoint", "code", "via"}));
  Scan scan;
  TP_TRY(const auto id, optional_text_member(*object, "id"));
  if (id) {
    TP_TRY(scan.id, read_event_id(*id));
  } else {
    scan.id = parts.ids.next();
  }
  // Cards are shown at the counter and nowhere else: a kiosk stands in public.
  TP_TRY(const auto touchpoint, optional_text_member(*object, "touchpoint"));
  scan.touchpoint = touchpoint.value_or(parts.settings.counter);
  if (scan.touchpoint.empty() || scan.touchpoint != parts.settings.counter) {
    return unacceptable("other_touchpoint", "\"touchpoint\" is not this device's counter");
  }
  TP_TRY(scan.code, text_member(*object, "code", {.max = limits::kScanMax}));
  TP_TRY(const auto via, optional_text_member(*object, "via"));
  scan.via = via.value_or("program");
  if (scan.via != "wedge" && scan.via != "till" && scan.via != "program" && scan.via != "typed") {
    return unacceptable("bad_via", "\"via\" must be wedge, till, program or typed");
  }
  return scan;
}

Checked<std::vector<Identifier>> read_identifiers(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"identifiers", "assurance"}));
  const auto* list = object->if_contains("identifiers");
  if (list == nullptr) {
    return malformed("missing_member", "the member \"identifiers\" is missing");
  }
  if (!list->is_array()) return malformed("wrong_type", "\"identifiers\" must be a list");
  const auto& array = list->get_array();
  if (array.empty() || array.size() > kIdentifiersMax) {
    return unacceptable("out_of_range", "\"identifiers\" holds 1 to 8 of them");
  }
  std::vector<Identifier> identifiers;
  for (const auto& element : array) {
    TP_TRY(const auto* each, as_object(element, "an identifier"));
    TP_CHECK(only_members(*each, {"kind", "value"}));
    TP_TRY(const auto kind_text, text_member(*each, "kind"));
    const auto kind = identifier_kind_from_text(kind_text);
    if (!kind || *kind == IdentifierKind::verified_email) {  // that it is verified the centre says
      return unacceptable(
          "bad_kind",
          "\"kind\" must be loyalty, order, account, wallet, payment_account, email "
          "or phone");
    }
    TP_TRY(const auto value, text_member(*each, "value", {.max = kIdentifierMax}));
    if (has_control_characters(value)) {
      return unacceptable("control_characters", "an identifier holds control characters");
    }
    if (const auto what = find_forbidden(value)) {
      return unacceptable("forbidden_content", "this looks like " + std::string(describe(*what)) +
                                                   " and is not looked up");
    }
    identifiers.push_back({*kind, std::string(value)});
  }
  return identifiers;
}

// How they were given. What nobody says anything of was said, not shown.
Checked<Assurance> read_assurance(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_TRY(const auto text, optional_text_member(*object, "assurance"));
  if (!text || *text == to_text(Assurance::claimed)) return Assurance::claimed;
  if (*text == to_text(Assurance::possessed)) return Assurance::possessed;
  return unacceptable("bad_assurance", "\"assurance\" must be claimed or possessed");
}

Checked<std::size_t> read_limit(const Request& request) {
  const auto given = request.query.find("limit");
  if (given == request.query.end()) return kTimelineDefault;
  const auto limit = static_cast<std::size_t>(whole_number(given->second).value_or(0));
  if (limit < 1 || limit > kTimelineMax) {
    return malformed("out_of_range", "\"limit\" must be from 1 to 200");
  }
  return limit;
}

std::string why_not_shown(WhyUnknown why) {
  switch (why) {
    case WhyUnknown::not_configured:
      return "this device is not configured to recognise anybody";
    case WhyUnknown::lease_expired:
      return "the profiles here are too old to be shown";
    case WhyUnknown::no_replica:
      return "there are no profiles on this device yet";
    case WhyUnknown::not_in_replica:
    case WhyUnknown::ambiguous:
    case WhyUnknown::shared:
    case WhyUnknown::blocked:
      break;
  }
  return "this device holds no such profile";
}

}  // namespace

void pass_on_scan(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto scan = read_scan(body.value(), parts);
  if (!scan) return call.answer.refuse(scan.error());
  // A member of staff, and no customer: it is neither recorded nor looked up. The page asks who.
  if (parts.access.is_badge(scan.value().code)) {
    return call.answer.json(200, R"({"badge":true})");
  }
  parts.device.scan(std::move(scan).value(),
                    [answer = std::move(call.answer)](Result<Recorded> recorded) mutable {
                      if (!recorded) return answer.refuse(not_done(recorded.error()));
                      answer.json(202, to_json(recorded.value()));
                    });
}

void recognise(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto identifiers = read_identifiers(body.value());
  if (!identifiers) return call.answer.refuse(identifiers.error());
  const auto given = read_assurance(body.value());
  if (!given) return call.answer.refuse(given.error());
  for (const auto& identifier : identifiers.value()) {
    if (parts.access.is_badge(identifier.value)) return call.answer.refuse(staff_badge());
  }
  parts.device.recognise(std::move(identifiers).value(), given.value(),
                         [answer = std::move(call.answer)](Result<Finding> finding) mutable {
                           if (!finding) return answer.refuse(not_done(finding.error()));
                           answer.json(200, recognition_json(finding.value()));
                         });
}

// The look is on stable storage before anything is shown: there is no way to look without a trace.
void show_timeline(Parts& parts, Call call) {
  const auto id = Uuid::parse(call.parameter);
  if (!id) return call.answer.refuse(malformed("bad_profile", "a profile's id is a UUID"));
  const auto limit = read_limit(call.request);
  if (!limit) return call.answer.refuse(limit.error());
  parts.device.read_profile(id->text(), [weak = parts.weak_from_this(),
                                         answer = std::move(call.answer),
                                         staff = call.session->staff.name,
                                         limit = limit.value()](Result<Finding> found) mutable {
    const auto alive = weak.lock();
    if (!alive) return;
    if (!found) return answer.refuse(not_done(found.error()));
    const auto& finding = found.value();
    if (!finding.profile) {
      return answer.refuse(not_found("unknown_profile", why_not_shown(finding.why)));
    }
    auto event = alive->view_of(finding.profile->id, staff, "timeline");
    alive->device.record(std::move(event),
                         [answer = std::move(answer),
                          body = timeline_json(finding, limit)](Result<Recorded> recorded) mutable {
                           if (!recorded) return answer.refuse(not_recorded(recorded.error()));
                           answer.json(200, std::move(body));
                         });
  });
}

}  // namespace touchpoint::web
