#include "feedback/survey.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/text.hpp"
#include "feedback/wording.hpp"

extern "C" const unsigned char touchpoint_store_visit_survey[];
extern "C" const unsigned long touchpoint_store_visit_survey_size;

namespace touchpoint::feedback {
namespace {

namespace json = boost::json;

constexpr std::size_t kNameMax = 64;  // bytes
constexpr int kVersionMax = 1'000'000;

// Each thing that is read knows where it stands, for the sentence: "question "wait"".
struct Place {
  std::string name;
  Error wrong(const std::string& what) const { return refused(name + ": " + what); }
};

std::string in_quotes(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

Result<void> only(const json::object& object, std::initializer_list<std::string_view> known,
                  const Place& at) {
  for (const auto& member : object) {
    if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
      return at.wrong("a kiosk does not know " + in_quotes(member.key()));
    }
  }
  return success();
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(std::string_view(value->get_string()));
}

Result<Wording> wording(const json::value& value, const Place& at) {
  return read_wording(value, at.name, {.characters = kWordsMax});
}

Result<Wording> optional_wording(const json::object& object, std::string_view name,
                                 const Place& at) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return Wording{};
  return wording(*value, {at.name + ", " + std::string(name)});
}

Result<int> integer(const json::object& object, std::string_view name, int fallback, int least,
                    int most, const Place& at) {
  const auto* value = object.if_contains(name);
  if (value == nullptr) return fallback;
  if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most) {
    return at.wrong(in_quotes(name) + " must be from " + std::to_string(least) + " to " +
                    std::to_string(most));
  }
  return static_cast<int>(value->get_int64());
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Result<void> read_scale_kind(Question& question, const json::object& object, const Place& at) {
  question.kind = AnswerKind::rating;
  if (!object.contains("metric")) return success();
  const auto metric = text_of(object, "metric").value_or("");
  struct Scale {
    AnswerKind kind;
    int least;
    int most;
  };
  constexpr std::array kScales = {Scale{AnswerKind::nps, 0, 10}, Scale{AnswerKind::csat, 1, 5},
                                  Scale{AnswerKind::ces, 1, 7}, Scale{AnswerKind::enps, 0, 10}};
  const auto scale =
      std::ranges::find(kScales, metric, [](const Scale& each) { return to_text(each.kind); });
  if (scale == kScales.end()) {
    return at.wrong("\"metric\" is nps, csat or ces, of staff enps");
  }
  if (question.least != scale->least || question.most != scale->most) {
    return at.wrong(metric + " is asked from " + std::to_string(scale->least) + " to " +
                    std::to_string(scale->most) + " (rateMin, rateMax), nothing else is called so");
  }
  question.kind = scale->kind;
  return success();
}

// NPS, CSAT and CES are what customers say of the shop; eNPS is what staff say of their employer.
Result<void> check_metric_of_staff(const Question& question, const Place& at) {
  switch (question.kind) {
    case AnswerKind::nps:
      return at.wrong("what staff answer is eNPS (\"metric\": \"enps\") and never NPS");
    case AnswerKind::csat:
    case AnswerKind::ces:
      return at.wrong(std::string(to_text(question.kind)) + " is a figure of customers");
    case AnswerKind::rating:
    case AnswerKind::choice:
    case AnswerKind::choices:
    case AnswerKind::text:
    case AnswerKind::enps:
      break;
  }
  return success();
}

Result<void> read_scale(Question& question, const json::object& object, const Place& at) {
  TP_CHECK(only(object,
                {"type", "name", "title", "isRequired", "visibleIf", "metric", "rateMin", "rateMax",
                 "rateType", "minRateDescription", "maxRateDescription"},
                at));
  TP_TRY(question.least, integer(object, "rateMin", 1, 0, 1, at));
  TP_TRY(question.most, integer(object, "rateMax", 5, 2, 10, at));
  TP_TRY(question.least_words, optional_wording(object, "minRateDescription", at));
  TP_TRY(question.most_words, optional_wording(object, "maxRateDescription", at));
  const auto look =
      object.contains("rateType") ? text_of(object, "rateType").value_or("") : "labels";
  if (look == "smileys") {
    question.look = Look::faces;
  } else if (look == "stars") {
    question.look = Look::stars;
  } else if (look == "labels") {
    question.look = Look::numbers;
  } else {
    return at.wrong("\"rateType\" is labels, smileys or stars");
  }
  if (question.look != Look::numbers && (question.least != 1 || question.most != 5)) {
    return at.wrong("smileys and stars go from 1 to 5");
  }
  return read_scale_kind(question, object, at);
}

Result<Choice> read_choice(const json::value& value, const Place& at) {
  Choice choice;
  if (value.is_object()) {
    const auto& object = value.get_object();
    TP_CHECK(only(object, {"value", "text"}, at));
    choice.value = text_of(object, "value").value_or("");
    TP_TRY(choice.words, optional_wording(object, "text", at));
  } else if (value.is_string()) {
    choice.value = std::string_view(value.get_string());
  }
  if (!is_name(choice.value)) {
    return at.wrong(
        "a choice's value is 1 to 64 letters, digits, '_' and '-'; what is shown is its text");
  }
  if (choice.words.empty()) choice.words.emplace_back("default", choice.value);
  return choice;
}

Result<void> read_choices(Question& question, const json::object& object, const Place& at) {
  TP_CHECK(only(object, {"type", "name", "title", "isRequired", "visibleIf", "choices"}, at));
  question.look = Look::list;
  const auto* choices = object.if_contains("choices");
  if (choices == nullptr || !choices->is_array() || choices->get_array().size() < 2 ||
      choices->get_array().size() > kChoicesMax) {
    return at.wrong("\"choices\" must be 2 to 20");
  }
  for (const auto& each : choices->get_array()) {
    TP_TRY(auto choice, read_choice(each, at));
    if (std::ranges::find(question.choices, choice.value, &Choice::value) !=
        question.choices.end()) {
      return at.wrong("two choices have the value " + in_quotes(choice.value));
    }
    question.choices.push_back(std::move(choice));
  }
  return success();
}

Result<void> read_text(Question& question, const json::object& object, Look look, const Place& at) {
  TP_CHECK(only(object, {"type", "name", "title", "isRequired", "visibleIf", "maxLength"}, at));
  question.kind = AnswerKind::text;
  question.look = look;
  TP_TRY(question.length_max, integer(object, "maxLength", kTextMax, 1, kTextMax, at));
  return success();
}

Result<void> read_kind(Question& question, const json::object& object, const Place& at) {
  const auto type = text_of(object, "type").value_or("");
  if (type == "rating") return read_scale(question, object, at);
  if (type == "radiogroup" || type == "checkbox") {
    question.kind = type == "checkbox" ? AnswerKind::choices : AnswerKind::choice;
    return read_choices(question, object, at);
  }
  if (type == "text") return read_text(question, object, Look::line, at);
  if (type == "comment") return read_text(question, object, Look::lines, at);
  return at.wrong("a kiosk cannot ask the type " + in_quotes(type) +
                  "; it knows rating, radiogroup, checkbox, text and comment");
}

// What is compared must have been asked before, and can be answered so.
Result<void> check_condition(const Condition& condition, const Survey& survey, const Place& at) {
  const auto asked = std::ranges::find(survey.questions, condition.question, &Question::question);
  if (asked == survey.questions.end()) {
    return at.wrong("its visibleIf asks for {" + condition.question +
                    "}, which is not asked before it");
  }
  if (std::holds_alternative<std::monostate>(condition.value)) return success();
  const auto what = "its visibleIf compares {" + condition.question + "} ";
  const bool score = asked->look <= Look::stars;
  if (score != std::holds_alternative<double>(condition.value)) {
    return at.wrong(what + (score ? "with what is no number" : "with a number"));
  }
  const bool several = asked->kind == AnswerKind::choices;
  const bool by_order =
      condition.comparison >= Comparison::less && condition.comparison <= Comparison::at_least;
  if ((by_order && !score) || several != (condition.comparison == Comparison::contains)) {
    return at.wrong(what + "in a way that its answers do not have (" +
                    std::string(to_text(condition.comparison)) + ")");
  }
  if (const auto* value = std::get_if<std::string>(&condition.value);
      value != nullptr && !asked->choices.empty()) {
    if (std::ranges::find(asked->choices, *value, &Choice::value) == asked->choices.end()) {
      return at.wrong(what + "with " + in_quotes(*value) + ", which is none of its choices");
    }
  }
  return success();
}

Result<Conditions> conditions_of(const json::object& object, const Survey& survey,
                                 const Place& at) {
  const auto* written = object.if_contains("visibleIf");
  if (written == nullptr) return Conditions{};
  auto conditions = read_conditions(text_of(object, "visibleIf").value_or(""));
  if (!conditions) return at.wrong("its visibleIf " + conditions.error().sentence());
  for (const auto& reason : conditions.value()) {
    for (const auto& condition : reason) {
      TP_CHECK(check_condition(condition, survey, at));
    }
  }
  return conditions;
}

// A page's condition holds for each of its questions.
Conditions joined(const Conditions& page, Conditions own) {
  if (page.empty()) return own;
  if (own.empty()) return page;
  Conditions all;
  for (const auto& one : page) {
    for (const auto& other : own) {
      auto& reason = all.emplace_back(one);
      reason.insert(reason.end(), other.begin(), other.end());
    }
  }
  return all;
}

Result<void> read_question(const json::value& value, const Conditions& page, Survey& survey) {
  const Place unnamed{"question " + std::to_string(survey.questions.size() + 1)};
  if (!value.is_object()) return unnamed.wrong("it must be an object");
  const auto& object = value.get_object();
  Question question;
  question.question = text_of(object, "name").value_or("");
  if (!is_name(question.question)) {
    return unnamed.wrong("its name is 1 to 64 letters, digits, '_' and '-'");
  }
  const Place at{"question " + in_quotes(question.question)};
  if (std::ranges::find(survey.questions, question.question, &Question::question) !=
      survey.questions.end()) {
    return at.wrong("there are two of this name");
  }
  if (survey.questions.size() == kQuestionsMax)
    return at.wrong("a kiosk asks at most 20 questions");
  TP_CHECK(read_kind(question, object, at));
  const auto* title = object.if_contains("title");
  if (title == nullptr) return at.wrong("it has no title");
  TP_TRY(question.title, wording(*title, at));
  if (const auto* required = object.if_contains("isRequired")) {
    if (!required->is_bool()) return at.wrong("\"isRequired\" is true or false");
    question.required = required->get_bool();
  }
  TP_TRY(auto own, conditions_of(object, survey, at));
  question.when = joined(page, std::move(own));
  survey.questions.push_back(std::move(question));
  return success();
}

Result<void> read_page(const json::value& value, Survey& survey, std::size_t number) {
  const Place at{"page " + std::to_string(number)};
  if (!value.is_object()) return at.wrong("it must be an object");
  const auto& page = value.get_object();
  TP_CHECK(only(page, {"name", "visibleIf", "elements"}, at));
  TP_TRY(const auto conditions, conditions_of(page, survey, at));
  const auto* elements = page.if_contains("elements");
  if (elements == nullptr || !elements->is_array()) return at.wrong("it has no \"elements\"");
  for (const auto& element : elements->get_array()) {
    TP_CHECK(read_question(element, conditions, survey));
  }
  return success();
}

Result<Promise> read_promise(const json::object& object) {
  Promise promise;
  const auto* written = object.if_contains("promise");
  if (written == nullptr) return promise;
  const Place at{"the survey's promise"};
  if (!written->is_object()) return at.wrong("it is no object");
  const auto& members = written->get_object();
  TP_CHECK(only(members, {"hours", "channels", "version", "text"}, at));
  if (!members.contains("hours")) return at.wrong("it has no \"hours\"");
  TP_TRY(promise.hours, integer(members, "hours", 0, 1, kPromiseHoursMax, at));
  const auto* channels = members.if_contains("channels");
  if (channels == nullptr || !channels->is_array() || channels->get_array().empty()) {
    return at.wrong("\"channels\" names email, phone or both");
  }
  for (const auto& each : channels->get_array()) {
    const auto known = {ReplyChannel::email, ReplyChannel::phone};
    const auto* const channel = std::ranges::find_if(known, [&](ReplyChannel one) {
      return each.is_string() && std::string_view(each.get_string()) == to_text(one);
    });
    if (channel == known.end() ||
        std::ranges::find(promise.channels, *channel) != promise.channels.end()) {
      return at.wrong("\"channels\" names email, phone or both, each once");
    }
    promise.channels.push_back(*channel);
  }
  promise.version = text_of(members, "version").value_or("");
  if (!is_slug(promise.version)) {
    return at.wrong(
        "its \"version\" is 1 to 64 of a-z, 0-9 and '-': a request names the text by it");
  }
  TP_TRY(promise.text, optional_wording(members, "text", at));
  if (promise.text.empty()) {
    return at.wrong("it has no \"text\": what an address is used for is said before it is asked");
  }
  return promise;
}

Result<Identify> read_identify(const json::object& object) {
  Identify identify;
  const auto* written = object.if_contains("identify");
  if (written == nullptr) return identify;
  const Place at{"the survey's identify"};
  if (!written->is_object()) return at.wrong("it is no object");
  const auto& members = written->get_object();
  TP_CHECK(only(members, {"version", "text"}, at));
  identify.version = text_of(members, "version").value_or("");
  if (!is_slug(identify.version)) {
    return at.wrong(
        "its \"version\" is 1 to 64 of a-z, 0-9 and '-': a consent names the text by it");
  }
  TP_TRY(identify.text, optional_wording(members, "text", at));
  if (identify.text.empty()) {
    return at.wrong("it has no \"text\": what a number is used for is said before it is asked");
  }
  return identify;
}

}  // namespace

std::string_view to_text(ReplyChannel channel) {
  return channel == ReplyChannel::email ? "email" : "phone";
}

std::string_view to_text(AnswerKind kind) {
  constexpr std::array<std::string_view, 8> kTexts = {"nps",    "csat",    "ces",  "rating",
                                                      "choice", "choices", "text", "enps"};
  return kTexts.at(static_cast<std::size_t>(kind));
}

std::string_view to_text(Look look) {
  constexpr std::array<std::string_view, 6> kTexts = {"numbers", "faces", "stars",
                                                      "list",    "line",  "lines"};
  return kTexts.at(static_cast<std::size_t>(look));
}

namespace {

Result<Survey> read_any(std::string_view text) {
  const Place at{"the survey"};
  if (text.size() > kSurveyMax) return at.wrong("it has more than 16 KiB");
  json::error_code error;
  const auto value = json::parse(text, error);
  if (error || !value.is_object()) return at.wrong("it is not JSON of an object");
  const auto& object = value.get_object();
  TP_CHECK(only(
      object,
      {"title", "id", "version", "purpose", "completedHtml", "promise", "identify", "pages"}, at));
  Survey survey;
  survey.survey = text_of(object, "id").value_or("");
  if (!is_slug(survey.survey)) return at.wrong("its \"id\" is 1 to 64 of a-z, 0-9 and '-'");
  TP_TRY(survey.version, integer(object, "version", 1, 1, kVersionMax, at));
  TP_TRY(survey.purpose, optional_wording(object, "purpose", at));
  TP_TRY(survey.thanks, optional_wording(object, "completedHtml", at));
  TP_TRY(survey.promise, read_promise(object));
  TP_TRY(survey.identify, read_identify(object));
  const auto* pages = object.if_contains("pages");
  if (pages == nullptr || !pages->is_array()) return at.wrong("it has no \"pages\"");
  for (const auto& page : pages->get_array()) {
    TP_CHECK(
        read_page(page, survey, static_cast<std::size_t>(&page - pages->get_array().data()) + 1));
  }
  if (survey.questions.empty()) return at.wrong("it asks nothing");
  survey.written = text;
  return survey;
}

// What is typed into one line is a name, an address or a number.
Result<void> check_unnamed(const Survey& survey) {
  const Place at{"the staff survey"};
  if (survey.promise.made()) {
    return at.wrong("it has a \"promise\", which needs an address: staff answer without a name");
  }
  if (survey.identify.asked()) {
    return at.wrong("it has \"identify\", which asks who they are: staff answer without a name");
  }
  for (const auto& question : survey.questions) {
    const Place here{"question " + in_quotes(question.question)};
    if (question.look == Look::line) {
      return here.wrong(
          "a line of \"text\" is where a name or an address is typed, and staff answer without "
          "one; what they want to say goes into a \"comment\"");
    }
    TP_CHECK(check_metric_of_staff(question, here));
  }
  return success();
}

}  // namespace

Result<Survey> read_survey(std::string_view text) {
  TP_TRY(auto survey, read_any(text));
  const auto of_staff = std::ranges::find(survey.questions, AnswerKind::enps, &Question::kind);
  if (of_staff == survey.questions.end()) return survey;
  return refused("question " + in_quotes(of_staff->question) +
                 ": enps is asked of staff, in [staff_survey]");
}

Result<Survey> read_staff_survey(std::string_view text) {
  TP_TRY(auto survey, read_any(text));
  TP_CHECK(check_unnamed(survey));
  return survey;
}

const Survey& store_visit_survey() {
  static const Survey survey = [] {
    const std::string_view text{reinterpret_cast<const char*>(touchpoint_store_visit_survey),
                                touchpoint_store_visit_survey_size};
    auto read = read_survey(text);
    return read ? std::move(read).value() : Survey{};  // a test reads it
  }();
  return survey;
}

}  // namespace touchpoint::feedback
