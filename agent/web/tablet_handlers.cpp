// Tablets: how staff pair and revoke them, and what an unpaired one is told. Everything else that a
// tablet may do is the kiosk's.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "web/handlers.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

// As long as browsers keep a cookie at all; it is given anew whenever the page is opened.
constexpr std::int64_t kCookieLifeS = 400LL * 24 * 3600;

std::string cookie(std::string_view token) {
  std::string text{kTabletCookie};
  return text.append("=").append(token).append(
      "; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=" + std::to_string(kCookieLifeS));
}

Checked<std::string> read_member(const json::value& body, std::string_view name) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  for (const auto& member : *object) {
    if (member.key() != name)
      return malformed("unknown_member", "there is a member that is not known");
  }
  TP_TRY(const auto text, text_member(*object, name, {.max = limits::kSlugMax}));
  return std::string(text);
}

ApiRefusal no_door() {
  return {503, "no_door", "there is no door for tablets, or it is not open yet", 5};
}

// The letters of a PEM certificate between its lines: its DER form as base64.
std::string base64_of(const std::string& pem) {
  const auto begin = pem.find('\n');
  const auto end = pem.find("-----END");
  if (begin == std::string::npos || end == std::string::npos || end <= begin) return {};
  auto text = pem.substr(begin + 1, end - begin - 1);
  std::erase(text, '\n');
  return text;
}

// A UUID that is always the same for one authority: Apple's devices replace a profile by it.
std::string uuid_of(std::string_view fingerprint, char kind) {
  std::string hex(fingerprint.substr(0, 32));
  hex[0] = kind;
  hex[12] = '8';  // RFC 9562 section 5.8: ours
  hex[16] = 'a';
  for (const std::size_t at : {20U, 16U, 12U, 8U})
    hex.insert(at, "-");
  return hex;
}

std::string escaped(std::string_view text) {
  std::string xml;
  for (const char c : text) {
    if (c == '<') {
      xml += "&lt;";
    } else if (c == '&') {
      xml += "&amp;";
    } else {
      xml += c;
    }
  }
  return xml;
}

// Apple, "Configuration Profile Reference": one payload, a root certificate.
std::string apple_profile(const TabletAuthorityFacts& facts, const ApiSettings& settings) {
  const auto name = escaped("Touchpoint, " + settings.store_name);
  const auto id = "touchpoint." + settings.store + "." + settings.device;
  const auto entry = [](std::string_view key, const std::string& value) {
    return "<key>" + std::string(key) + "</key><string>" + value + "</string>\n";
  };
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
)" + entry("PayloadType", "Configuration") +
         entry("PayloadDisplayName", name) + entry("PayloadIdentifier", id) +
         entry("PayloadUUID", uuid_of(facts.fingerprint, 'a')) +
         "<key>PayloadVersion</key><integer>1</integer>\n<key>PayloadContent</key><array><dict>\n" +
         entry("PayloadType", "com.apple.security.root") + entry("PayloadDisplayName", name) +
         entry("PayloadIdentifier", id + ".authority") +
         entry("PayloadUUID", uuid_of(facts.fingerprint, 'b')) +
         "<key>PayloadVersion</key><integer>1</integer>\n<key>PayloadContent</key><data>" +
         base64_of(facts.certificate) + "</data>\n</dict></array>\n</dict></plist>\n";
}

void send_file(Answer answer, std::string type, std::string name, std::string body) {
  Response response;
  response.content_type = std::move(type);
  response.body = std::move(body);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  answer.send(std::move(response));
}

void finish_pairing(Parts& parts, const Pairing::Try& accepted, Answer answer) {
  parts.access.tablet_add(
      accepted.tablet, [weak = parts.weak_from_this(), answer = std::move(answer),
                        accepted](Result<std::string> token) mutable {
        const auto alive = weak.lock();
        if (!alive) return;
        if (!token) return answer.refuse(not_done(token.error()));
        alive->record_tablet_event("touchpoint.tablet.paired", accepted.tablet, accepted.by);
        answer.json(201, to_text(json::object{{"name", accepted.tablet}}),
                    {{"Set-Cookie", cookie(token.value())}});
      });
}

}  // namespace

Result<PairingOffer> offer_pairing_for(Parts& parts, const std::string& tablet,
                                       const std::string& by) {
  if (!is_slug(tablet)) {
    return refused("a tablet's name may only hold a-z, 0-9 and '-', at most 64, no '-' at an end");
  }
  if (tablet == parts.settings.counter || tablet == parts.settings.kiosk) {
    return refused("this device has a screen of that name; tablets need names of their own");
  }
  if (!parts.authority) {
    return retry_later(
        "no door for tablets is open: set \"listen\" and \"names\" in [lan], and look "
        "at touchpointctl status");
  }
  auto code = parts.pairing.offer(tablet, by);
  return PairingOffer{tablet, std::move(code), parts.clock.wall() + limits::kPairingCodeLife,
                      parts.authority->url};
}

void revoke_tablet_by(Parts& parts, std::string tablet, std::string by, Done<void> done) {
  parts.access.tablet_remove(tablet, [weak = parts.weak_from_this(), tablet, by = std::move(by),
                                      done = std::move(done)](Result<void> result) mutable {
    const auto alive = weak.lock();
    if (result && alive) alive->record_tablet_event("touchpoint.tablet.revoked", tablet, by);
    done(std::move(result));
  });
}

std::string to_json(const PairingOffer& offer) {
  return to_text(json::object{{"tablet", offer.tablet},
                              {"code", offer.code},
                              {"expires_at", to_rfc3339(offer.expires)},
                              {"url", offer.url}});
}

std::string tablets_json(const Parts& parts) {
  json::array tablets;
  for (const auto& entry : parts.access.tablet_list()) {
    tablets.push_back(json::object{{"name", entry.name},
                                   {"paired_at", to_rfc3339(entry.paired)},
                                   {"seen_at", to_rfc3339(entry.seen)}});
  }
  json::object object{{"configured", !parts.settings.lan_names.empty()},
                      {"tablets", std::move(tablets)}};
  if (parts.authority) {
    object.emplace("url", parts.authority->url);
    object.emplace("fingerprint", parts.authority->fingerprint);
    object.emplace("authority", parts.authority->certificate);
  }
  return to_text(object);
}

void show_tablets(Parts& parts, Call call) {
  call.answer.json(200, tablets_json(parts));
}

void offer_pairing(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  const auto name = read_member(body.value(), "name");
  if (!name) return call.answer.refuse(name.error());
  const auto offer = offer_pairing_for(parts, name.value(), call.session->staff.name);
  if (!offer) return call.answer.refuse(not_done(offer.error()));
  call.answer.json(201, to_json(offer.value()));
}

void revoke_tablet(Parts& parts, Call call) {
  revoke_tablet_by(parts, call.parameter, call.session->staff.name,
                   [answer = std::move(call.answer)](Result<void> done) mutable {
                     if (!done) return answer.refuse(not_done(done.error()));
                     answer.nothing();
                   });
}

void show_tablet(Parts&, Call call) {
  const auto body = to_text(json::object{{"name", call.tablet}});
  const auto token = cookie(call.request.cookie(kTabletCookie));
  call.answer.json(200, body, {{"Set-Cookie", token}});
}

void pair_tablet(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  const auto code = read_member(body.value(), "code");
  if (!code) return call.answer.refuse(code.error());
  const auto attempt = parts.pairing.attempt(code.value());
  switch (attempt.outcome) {
    case Pairing::Try::Outcome::wait:
      return call.answer.refuse({429, "wait", "wait a moment before the next try", 1});
    case Pairing::Try::Outcome::wrong:
      return call.answer.refuse(
          {403, "wrong_code", "the code is not right, or not valid any more: ask for another one"});
    case Pairing::Try::Outcome::accepted:
      break;
  }
  finish_pairing(parts, attempt, std::move(call.answer));
}

void show_authority(Parts& parts, Call call) {
  if (!parts.authority) return call.answer.refuse(no_door());
  call.answer.json(200,
                   to_text(json::object{{"store_name", parts.settings.store_name},
                                        {"language", parts.settings.language},
                                        {"fingerprint", parts.authority->fingerprint},
                                        {"expires_at", to_rfc3339(parts.authority->not_after)}}));
}

void fetch_authority(Parts& parts, Call call) {
  if (!parts.authority) return call.answer.refuse(no_door());
  send_file(std::move(call.answer), "application/x-x509-ca-cert",
            "touchpoint-" + parts.settings.store + ".crt", parts.authority->certificate);
}

void fetch_profile(Parts& parts, Call call) {
  if (!parts.authority) return call.answer.refuse(no_door());
  send_file(std::move(call.answer), "application/x-apple-aspen-config",
            "touchpoint-" + parts.settings.store + ".mobileconfig",
            apple_profile(*parts.authority, parts.settings));
}

}  // namespace touchpoint::web
