#include "web/survey_answers.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "core/identifier.hpp"
#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "core/uuid.hpp"
#include "web/facts.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;
using feedback::AnswerKind;

constexpr std::int64_t kVersionMax = 1'000'000'000;
constexpr std::size_t kLanguageMax = 35;  // BCP 47 section 4.4.1

constexpr std::size_t kRequestTextMax = 2000;
constexpr std::size_t kAddressMax = 254;  // RFC 5321, 4.5.3.1.3, less the brackets

// As rough as the page's own check, and no more: what a tablet has thanked for is not refused when
// it comes. Whoever mistypes their own address is not found out here.
bool is_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) {
    return false;
  }
  const auto domain = text.substr(at + 1);
  const auto dot = domain.find('.');
  return text.find(' ') == std::string_view::npos && dot != 0 && dot != std::string_view::npos &&
         domain.back() != '.';
}

bool is_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      ++digits;
    } else if (std::string_view(" +-().").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return digits >= 6 && digits <= 15;  // E.164
}

struct Scale {
  AnswerKind kind;
  int least;
  int most;
};
constexpr std::array kScales = {Scale{AnswerKind::nps, 0, 10}, Scale{AnswerKind::csat, 1, 5},
                                Scale{AnswerKind::ces, 1, 7}, Scale{AnswerKind::rating, 0, 10}};

std::string_view text_at(const json::object& data, std::string_view name) {
  return data.at(name).get_string();
}

Checked<std::vector<std::string_view>> choices_member(const json::object& data) {
  const auto wrong = [] {
    return unacceptable("bad_choices", "\"choices\" must be 1 to 20 different texts");
  };
  const auto* choices = data.if_contains("choices");
  if (choices == nullptr || !choices->is_array()) return wrong();
  std::vector<std::string_view> values;
  for (const auto& choice : choices->get_array()) {
    if (!choice.is_string() || choice.get_string().empty()) return wrong();
    const std::string_view value = choice.get_string();
    if (std::ranges::find(values, value) != values.end()) return wrong();
    values.push_back(value);
  }
  if (values.empty() || values.size() > feedback::kChoicesMax) return wrong();
  return values;
}

Checked<void> check_text(const json::object& data) {
  TP_TRY(const auto text, text_member(data, "text", {.max = limits::kJsonStringMax}));
  if (trimmed(text).empty()) return unacceptable("empty", "\"text\" is empty");
  return success();
}

// What the visitor has answered, by the question that was asked.
Checked<void> check_choices(const json::object& data, const feedback::Question& question) {
  TP_TRY(const auto values, choices_member(data));
  if (question.kind == AnswerKind::choice && values.size() > 1) {
    return unacceptable("bad_choices", "this question has one answer");
  }
  for (const auto value : values) {
    if (std::ranges::find(question.choices, value, &feedback::Choice::value) ==
        question.choices.end()) {
      return unacceptable("not_offered", "this choice was not offered");
    }
  }
  return success();
}

Checked<void> check_by(const feedback::Question& question, const json::object& data) {
  switch (question.kind) {
    case AnswerKind::choice:
    case AnswerKind::choices:
      return check_choices(data, question);
    case AnswerKind::text: {
      if (holds_iban(text_at(data, "text"))) {
        return unacceptable("forbidden_content", "this looks like a bank account and is not kept");
      }
      const auto length = static_cast<std::int64_t>(character_count(text_at(data, "text")));
      if (length > question.length_max) {
        return unacceptable("too_long", "this text is longer than what was asked for");
      }
      return success();
    }
    case AnswerKind::nps:
    case AnswerKind::csat:
    case AnswerKind::ces:
    case AnswerKind::rating:
    case AnswerKind::enps:
      TP_CHECK(integer_member(data, "score", question.least, question.most));
      return success();
  }
  return success();
}

std::string_view answer_member(AnswerKind kind) {
  if (kind == AnswerKind::text) return "text";
  return kind == AnswerKind::choice || kind == AnswerKind::choices ? "choices" : "score";
}

// By question what was answered there.
Checked<void> check_answers_so_far(const json::object& answers, const feedback::Survey& survey) {
  for (const auto& [name, given] : answers) {
    const auto asked =
        std::ranges::find(survey.questions, std::string_view(name), &feedback::Question::question);
    if (asked == survey.questions.end()) {
      return unacceptable("not_asked", "this question was not asked");
    }
    const json::object answer{{answer_member(asked->kind), given}};
    if (asked->kind == AnswerKind::text) {
      TP_CHECK(check_text(answer));
    }
    TP_CHECK(check_by(*asked, answer));
  }
  return success();
}

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

Checked<void> check_survey_answer(const json::object& data) {
  TP_CHECK(text_member(data, "survey", {.max = limits::kSlugMax}));
  TP_CHECK(integer_member(data, "version", 1, kVersionMax));
  TP_CHECK(text_member(data, "question", {.max = limits::kSlugMax}));
  TP_CHECK(text_member(data, "language", {.max = kLanguageMax}));
  TP_TRY(const auto response, optional_text_member(data, "response"));
  if (response && !Uuid::parse(*response)) {
    return unacceptable("bad_response", "\"response\" must be a UUID");
  }
  TP_TRY(const auto kind, text_member(data, "kind"));
  const auto scale = std::ranges::find(
      kScales, kind, [](const Scale& each) { return feedback::to_text(each.kind); });
  if (scale != kScales.end()) {
    TP_CHECK(integer_member(data, "score", scale->least, scale->most));
    return success();
  }
  if (kind == feedback::to_text(AnswerKind::text)) return check_text(data);
  if (kind == feedback::to_text(AnswerKind::choice) ||
      kind == feedback::to_text(AnswerKind::choices)) {
    TP_CHECK(choices_member(data));
    return success();
  }
  return unacceptable("bad_kind",
                      "\"kind\" must be nps, csat, ces, rating, choice, choices or text");
}

Checked<void> check_visitors_answer(const json::object& data, const ApiSettings& settings,
                                    bool of_another_day) {
  TP_CHECK(only_members(data, {"survey", "version", "question", "kind", "language", "response",
                               "score", "choices", "text"}));
  TP_CHECK(check_facts("touchpoint.survey.answered", data));
  const auto& survey = settings.survey;
  if (text_at(data, "survey") != survey.survey ||
      data.at("version").get_int64() != survey.version) {
    if (of_another_day) return success();
    return unacceptable("other_survey", "this is not the survey that is asked here now");
  }
  const auto asked =
      std::ranges::find(survey.questions, text_at(data, "question"), &feedback::Question::question);
  if (asked == survey.questions.end() || text_at(data, "kind") != feedback::to_text(asked->kind)) {
    return unacceptable("not_asked", "this question was not asked");
  }
  for (const std::string_view member : {"score", "choices", "text"}) {
    if (data.contains(member) && member != answer_member(asked->kind)) {
      return unacceptable("other_answer", "this question is not answered so");
    }
  }
  TP_CHECK(check_by(*asked, data));
  if (std::ranges::find(settings.languages, text_at(data, "language")) ==
      settings.languages.end()) {
    return unacceptable("other_language", "this language is not spoken here");
  }
  return success();
}

Checked<std::vector<Voice>> read_voices(const json::object& data, const feedback::Survey& survey) {
  TP_CHECK(only_members(data, {"survey", "version", "answers"}));
  TP_TRY(const auto name, text_member(data, "survey", {.max = limits::kSlugMax}));
  TP_TRY(const auto version, integer_member(data, "version", 1, kVersionMax));
  if (name != survey.survey || version != survey.version) {
    return unacceptable("other_survey", "this is not the survey that is asked here now");
  }
  const auto* answers = data.if_contains("answers");
  if (answers == nullptr || !answers->is_array() || answers->get_array().empty() ||
      answers->get_array().size() > survey.questions.size()) {
    return unacceptable("bad_answers", "\"answers\" must be one to as many as there are questions");
  }
  std::vector<Voice> voices;
  for (const auto& each : answers->get_array()) {
    TP_TRY(const auto* answer, as_object(each, "each of \"answers\""));
    TP_TRY(const auto asked, text_member(*answer, "question", {.max = limits::kSlugMax}));
    const auto question = std::ranges::find(survey.questions, asked, &feedback::Question::question);
    if (question == survey.questions.end()) {
      return unacceptable("not_asked", "this question was not asked");
    }
    if (std::ranges::find(voices, asked, &Voice::question) != voices.end()) {
      return unacceptable("answered_twice", "a question has one answer");
    }
    const auto member = answer_member(question->kind);
    TP_CHECK(only_members(*answer, {"question", member}));
    if (question->kind == AnswerKind::text) {
      TP_CHECK(check_text(*answer));
    }
    TP_CHECK(check_by(*question, *answer));
    TP_CHECK(check_nothing_forbidden(*answer));
    const auto alone = to_text(json::object{{member, answer->at(member)}});
    voices.push_back({.question = std::string(asked),
                      .kind = std::string(feedback::to_text(question->kind)),
                      .answer = alone.substr(1, alone.size() - 2)});
  }
  return voices;
}

Checked<void> check_visitors_request(const json::object& data, WallTime time,
                                     const ApiSettings& settings, bool of_another_day) {
  TP_CHECK(only_members(data, {"task_id", "text", "due", "channel", "address", "text_version",
                               "survey", "version", "language"}));
  TP_CHECK(check_facts("touchpoint.task.opened", data));
  TP_TRY(const auto visit, text_member(data, "task_id"));
  if (!Uuid::parse(visit)) return unacceptable("bad_response", "\"task_id\" must be a UUID");
  TP_CHECK(text_member(data, "text", {.max = kRequestTextMax}));
  TP_CHECK(text_member(data, "survey", {.max = limits::kSlugMax}));
  TP_CHECK(integer_member(data, "version", 1, kVersionMax));
  TP_CHECK(text_member(data, "text_version", {.max = limits::kSlugMax}));
  TP_CHECK(text_member(data, "language", {.max = kLanguageMax}));
  TP_TRY(const auto channel, text_member(data, "channel"));
  TP_TRY(const auto address, text_member(data, "address", {.max = kAddressMax}));
  if (channel == "email" ? !is_address(address) : !is_number(address)) {
    return unacceptable("bad_address", "nobody can be reached at this \"address\"");
  }
  if (holds_iban(address) || holds_iban(text_at(data, "text"))) {
    return unacceptable("forbidden_content", "this looks like a bank account and is not kept");
  }
  TP_TRY(const auto due_text, text_member(data, "due"));
  const auto due = from_rfc3339(due_text);
  if (!due || *due <= time || *due > time + std::chrono::hours{feedback::kPromiseHoursMax}) {
    return unacceptable("bad_due", "\"due\" must be within 30 days");
  }
  const auto& survey = settings.survey;
  if (text_at(data, "survey") != survey.survey ||
      data.at("version").get_int64() != survey.version) {
    if (of_another_day) return success();
    return unacceptable("other_survey", "this is not the survey that is asked here now");
  }
  const auto& promise = survey.promise;
  if (std::ranges::none_of(promise.channels,
                           [&](auto one) { return feedback::to_text(one) == channel; })) {
    return unacceptable("not_promised", "nobody promised an answer in this way");
  }
  if (text_at(data, "text_version") != promise.version) {
    return unacceptable("other_text", "\"text_version\" is not the promise's");
  }
  if (*due > time + std::chrono::hours{promise.hours}) {
    return unacceptable("bad_due", "\"due\" is later than what was promised");
  }
  return success();
}

Checked<void> check_visitors_handover(const json::object& data, WallTime now,
                                      const ApiSettings& settings) {
  TP_CHECK(only_members(data,
                        {"response", "survey", "version", "language", "code", "until", "answers"}));
  TP_TRY(const auto code, text_member(data, "code", {.max = 2 * sizeof(Digest)}));
  if (code.size() != 2 * sizeof(Digest) || !is_lower_hex(code)) {
    return unacceptable("bad_code", "\"code\" must be a SHA-256, in 64 digits of hex");
  }
  auto facts = data;  // the digits of a digest can look like anything
  facts.erase("code");
  TP_CHECK(check_nothing_forbidden(facts));
  TP_CHECK(check_release(data));
  TP_TRY(const auto survey, text_member(data, "survey", {.max = limits::kSlugMax}));
  TP_TRY(const auto version, integer_member(data, "version", 1, kVersionMax));
  if (survey != settings.survey.survey || version != settings.survey.version) {
    return unacceptable("other_survey", "this is not the survey that is asked here now");
  }
  TP_TRY(const auto language, text_member(data, "language", {.max = kLanguageMax}));
  if (std::ranges::find(settings.languages, language) == settings.languages.end()) {
    return unacceptable("other_language", "this language is not spoken here");
  }
  TP_TRY(const auto until_text, text_member(data, "until"));
  const auto until = from_rfc3339(until_text);
  if (!until || *until <= now || *until > now + kHandoverFor) {
    return unacceptable("bad_until", "\"until\" must be within 24 hours");
  }
  const auto* answers = data.if_contains("answers");
  if (answers == nullptr) return malformed("missing_member", "the member \"answers\" is missing");
  TP_TRY(const auto* given, as_object(*answers, "\"answers\""));
  return check_answers_so_far(*given, settings.survey);
}

void add_what_is_asked(json::object& data, const ApiSettings& settings) {
  json::array languages;
  for (const auto& language : settings.languages)
    languages.push_back(json::string(language));
  boost::system::error_code ignored;  // it was read before
  data["asked"] = json::parse(settings.survey.written, ignored);
  data["store_name"] = settings.store_name;
  data["store_language"] = settings.language;
  data["languages"] = std::move(languages);
}

Checked<void> check_release(const json::object& data) {
  TP_TRY(const auto response, text_member(data, "response"));
  if (!Uuid::parse(response)) return unacceptable("bad_response", "\"response\" must be a UUID");
  return success();
}

Checked<void> check_claim(const json::object& data) {
  TP_CHECK(check_release(data));
  TP_CHECK(text_member(data, "text_version", {.max = limits::kSlugMax}));
  TP_CHECK(text_member(data, "language", {.max = kLanguageMax}));
  TP_TRY(const auto via, text_member(data, "via"));
  if (via != "wedge" && via != "camera" && via != "typed") {
    return unacceptable("bad_via", "\"via\" must be wedge, camera or typed");
  }
  const auto* identifiers = data.if_contains("identifiers");
  if (identifiers == nullptr || !identifiers->is_array()) {
    return malformed("missing_member", "the member \"identifiers\" is missing or no list");
  }
  for (const auto& each : identifiers->get_array()) {
    TP_TRY(const auto* identifier, as_object(each, "each of \"identifiers\""));
    TP_TRY(const auto kind, text_member(*identifier, "kind"));
    TP_CHECK(text_member(*identifier, "value"));
    const auto known = identifier_kind_from_text(kind);
    if (!known || *known >= IdentifierKind::email) {
      return unacceptable("bad_kind", "\"kind\" must be of what can be shown: loyalty, order …");
    }
  }
  return success();
}

Checked<void> check_visitors_release(const json::object& data) {
  TP_CHECK(only_members(data, {"response"}));
  return check_facts("touchpoint.answers.released", data);
}

Checked<void> check_visitors_claim(const json::object& data, const ApiSettings& settings,
                                   bool of_another_day) {
  TP_CHECK(only_members(data, {"response", "code", "via", "text_version", "language"}));
  TP_CHECK(text_member(data, "code", {.max = limits::kScanMax}));
  auto facts = data;
  facts["identifiers"] = json::array{};
  TP_CHECK(check_facts("touchpoint.answers.claimed", facts));
  if (text_at(data, "text_version") != settings.survey.identify.version && !of_another_day) {
    return unacceptable("other_text", "\"text_version\" is not what is asked here now");
  }
  return success();
}

}  // namespace touchpoint::web
