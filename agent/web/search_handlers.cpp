#include <algorithm>

#include "core/limits.hpp"
#include "web/handlers.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"
#include "web/said.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kWordsMax = 256;  // bytes; eight words

Checked<PeopleQuestion> read_question(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"words", "given_name", "family_name", "birth_date", "postal_code",
                                  "phone", "hub"}));
  const std::size_t said = object->size() - (object->contains("hub") ? 1 : 0);
  if (object->contains("words") && said > 1) {
    return malformed("words_and_fields", "give either \"words\" or what was said by field");
  }
  PeopleQuestion question;
  TP_TRY(question.words, said_member(*object, "words", kWordsMax));
  TP_TRY(question.given_name, said_member(*object, "given_name", kFactMax));
  TP_TRY(question.family_name, said_member(*object, "family_name", kFactMax));
  TP_TRY(question.birth_date, said_member(*object, "birth_date", 10));
  TP_TRY(question.postal_code, said_member(*object, "postal_code", 16));
  TP_TRY(question.phone, said_member(*object, "phone", 32));
  if (const auto* hub = object->if_contains("hub")) {
    if (!hub->is_bool()) return malformed("wrong_type", "\"hub\" must be true or false");
    question.hub = hub->get_bool();
  }
  if (!question.birth_date.empty() && !is_birth_date(question.birth_date)) {
    return unacceptable("bad_birth_date",
                        "\"birth_date\" must be a year, a month or a day: 1984-03-07");
  }
  const bool nothing = question.words.empty() && question.given_name.empty() &&
                       question.family_name.empty() && question.birth_date.empty() &&
                       question.postal_code.empty() && question.phone.empty();
  if (nothing) return malformed("missing_member", "there is nothing to look for");
  return question;
}

Checked<std::string> read_choice(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"profile"}));
  TP_TRY(const auto text, text_member(*object, "profile"));
  const auto id = Uuid::parse(text);
  if (!id) return malformed("bad_profile", "a profile's id is a UUID");
  return id->text();
}

bool is_about(const std::vector<StoreTask>& tasks, const std::string& profile) {
  return std::ranges::find(tasks, profile, &StoreTask::profile) != tasks.end();
}

}  // namespace

// Staff see at once who may be meant; the search is recorded beside, with others of the same burst.
void find_people(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto question = read_question(body.value());
  if (!question) return call.answer.refuse(question.error());
  question.value().asker = to_hex(call.session->key);
  parts.device.find_people(
      std::move(question).value(),
      [weak = parts.weak_from_this(), session = *call.session,
       answer = std::move(call.answer)](Result<PeopleAnswer> found) mutable {
        const auto alive = weak.lock();
        if (!alive) return;
        if (!alive->sessions.has(session.key)) {
          return answer.refuse({401, "not_signed_in", "somebody must sign in first"});
        }
        if (!found) return answer.refuse(not_done(found.error()));
        if (found.value().superseded) {
          return answer.refuse({409, "superseded", "a later search has taken its place"});
        }
        alive->note_search(session, found.value());
        answer.json(200, to_json(found.value()));
      });
}

// Nobody is opened whom neither a search nor a task has named: there is no way past the record of
// it.
void open_visit(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  const auto profile = read_choice(body.value());
  if (!profile) return call.answer.refuse(profile.error());
  auto decision = parts.searches.decision_on(call.session->key, profile.value());
  const bool present = decision.has_value();
  if (!decision && is_about(parts.device.tasks(), profile.value())) {
    decision.emplace().verdict = "task";
  }
  if (!decision) {
    return call.answer.refuse(
        unacceptable("not_found_here",
                     "this person is neither in the answer to your last search nor in a task"));
  }
  parts.record_search(call.session->key);
  const auto opened = parts.device.open_visit({.touchpoint = parts.settings.counter,
                                               .profile = profile.value(),
                                               .decision = std::move(*decision),
                                               .present = present});
  if (!opened) return call.answer.refuse(not_done(opened.error()));
  call.answer.nothing();
}

}  // namespace touchpoint::web
