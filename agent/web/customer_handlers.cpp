// Registering somebody new: what staff typed is checked member by member, whoever may be meant by
// it is told first, and only then it is recorded. Their id is the event's, so that the same request
// registers one person, however often it is sent.
#include <boost/json/array.hpp>

#include "core/limits.hpp"
#include "web/handlers.hpp"
#include "web/interactions.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"
#include "web/said.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kContactMax = 254;  // bytes; the longest e-mail address (RFC 5321)
constexpr std::size_t kLanguageMax = 35;  // BCP 47 section 4.4.1
constexpr int kOldestYear = 1900;

struct NewCustomer {
  Uuid id;
  PeopleQuestion said;  // what may be somebody's who is known already
  std::string language;
  std::vector<Identifier> identifiers;
  bool anyway = false;  // staff have seen who may be meant
};

Checked<void> check_day(const std::string& text, WallTime now) {
  if (text.empty()) return success();
  const auto day = text.size() == 10 ? from_rfc3339(text + "T00:00:00Z") : std::nullopt;
  const auto year = is_birth_date(text) ? std::stoi(text.substr(0, 4)) : 0;
  const bool right = year >= kOldestYear && (text.size() == 4 || (day && *day <= now));
  if (right && text <= to_rfc3339(now)) return success();
  return unacceptable("bad_birth_date",
                      "\"birth_date\" must be a day or a year that was: 1984-03-07");
}

Checked<void> add_identifier(NewCustomer& customer, const Parts& parts, IdentifierKind kind,
                             const std::string& value, std::string_view code) {
  if (value.empty()) return success();
  auto identifier = parts.device.normalise(kind, value);
  if (!identifier) return unacceptable(code, identifier.error().sentence());
  customer.identifiers.push_back(std::move(identifier).value());
  return success();
}

Checked<NewCustomer> read_customer(const json::value& body, const Parts& parts) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"id", "given_name", "family_name", "phone", "email", "birth_date",
                                  "postal_code", "language", "card", "anyway"}));
  NewCustomer customer;
  auto& said = customer.said;
  TP_TRY(const auto id, text_member(*object, "id"));
  TP_TRY(customer.id, read_event_id(id));
  TP_TRY(said.given_name, said_member(*object, "given_name", kFactMax, "bad_name"));
  TP_TRY(said.family_name, said_member(*object, "family_name", kFactMax, "bad_name"));
  TP_TRY(said.phone, said_member(*object, "phone", 32, "bad_phone"));
  TP_TRY(said.email, said_member(*object, "email", kContactMax, "bad_email"));
  TP_TRY(said.birth_date, said_member(*object, "birth_date", 10, "bad_birth_date"));
  TP_TRY(said.postal_code, said_member(*object, "postal_code", 16, "bad_postal_code"));
  TP_TRY(said.card, said_member(*object, "card", 64, "bad_card"));
  TP_TRY(customer.language, said_member(*object, "language", kLanguageMax, "bad_language"));
  if (const auto* anyway = object->if_contains("anyway")) {
    if (!anyway->is_bool()) return malformed("wrong_type", "\"anyway\" must be true or false");
    customer.anyway = anyway->get_bool();
  }
  if (said.given_name.empty() && said.family_name.empty()) {
    return unacceptable("missing_name", "a name is needed");
  }
  if (said.phone.empty() && said.email.empty() && said.card.empty()) {
    return unacceptable("missing_contact", "a phone, an e-mail address or a card is needed");
  }
  TP_CHECK(check_day(said.birth_date, parts.clock.wall()));
  TP_CHECK(add_identifier(customer, parts, IdentifierKind::loyalty, said.card, "bad_card"));
  TP_CHECK(add_identifier(customer, parts, IdentifierKind::phone, said.phone, "bad_phone"));
  TP_CHECK(add_identifier(customer, parts, IdentifierKind::email, said.email, "bad_email"));
  return customer;
}

NewEvent event_of(const NewCustomer& customer, const Parts& parts, const std::string& staff) {
  json::object data{{"profile", customer.id.text()}};
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) data.emplace(name, text);
  };
  add("given_name", customer.said.given_name);
  add("family_name", customer.said.family_name);
  add("language", customer.language);
  add("birth_date", customer.said.birth_date);
  add("postal_code", customer.said.postal_code);
  json::array identifiers;
  for (const auto& [kind, value] : customer.identifiers)
    identifiers.push_back(json::object{{"kind", json::string(to_text(kind))}, {"value", value}});
  data.emplace("identifiers", std::move(identifiers));
  data.emplace("notice", parts.settings.notice.version);
  data.emplace("staff", staff);
  return {.id = customer.id,
          .type = "touchpoint.customer.registered",
          .time = parts.clock.wall(),
          .actor = Actor::employee,
          .touchpoint = parts.settings.counter,
          .data = to_text(data)};
}

void record_customer(Parts& parts, const NewCustomer& customer, const Session& session,
                     Answer answer) {
  parts.device.record(
      event_of(customer, parts, session.staff.name),
      [weak = parts.weak_from_this(), profile = customer.id.text(), key = session.key,
       answer = std::move(answer)](Result<Recorded> recorded) mutable {
        const auto alive = weak.lock();
        if (!alive) return;
        if (!recorded) return answer.refuse(not_recorded(recorded.error()));
        alive->searches.registered(key, profile);
        answer.json(recorded.value().repeated ? 200 : 201,
                    R"({"outcome":"registered","profile":")" + profile + R"(","recorded":)" +
                        to_json(recorded.value()) + "}");
      });
}

// Neighbours of one age share a birth date and a postcode: with another name they are not meant,
// but where a phone, an address or a card is the same.
bool is_meant(const PersonCandidate& candidate) {
  int other_names = 0;
  for (const auto& [field, level, bits] : candidate.fields) {
    const bool name = field == "given_name" || field == "family_name";
    if (name && level == "other") ++other_names;
    if ((field == "phone" || field == "email" || field == "loyalty") && level == "same")
      return true;
  }
  return other_names < 2;
}

// Whoever is meant is themselves when the same request comes again.
void keep_meant(PeopleAnswer& answer, const std::string& profile) {
  std::erase_if(answer.candidates, [&](const PersonCandidate& each) {
    return each.profile == profile || !is_meant(each);
  });
}

}  // namespace

void register_customer(Parts& parts, Call call) {
  if (!has_notice(parts.settings)) return call.answer.refuse(no_notice());
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto read = read_customer(body.value(), parts);
  if (!read) return call.answer.refuse(read.error());
  auto customer = std::move(read).value();
  if (customer.anyway) {
    return record_customer(parts, customer, *call.session, std::move(call.answer));
  }
  auto question = customer.said;
  question.asker = to_hex(call.session->key);
  parts.device.find_people(
      std::move(question),
      [weak = parts.weak_from_this(), customer = std::move(customer), session = *call.session,
       answer = std::move(call.answer)](Result<PeopleAnswer> found) mutable {
        const auto alive = weak.lock();
        if (!alive) return;
        if (!alive->sessions.has(session.key)) {
          return answer.refuse({401, "not_signed_in", "somebody must sign in first"});
        }
        // A replica that cannot be asked keeps nobody from being registered.
        if (found) keep_meant(found.value(), customer.id.text());
        if (!found || found.value().candidates.empty()) {
          return record_customer(*alive, customer, session, std::move(answer));
        }
        alive->note_search(session, found.value());
        answer.json(200, R"({"outcome":"maybe_known","people":)" + to_json(found.value()) + "}");
      });
}

}  // namespace touchpoint::web
