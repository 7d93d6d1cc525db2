#include "feedback/survey_json.hpp"

#include <boost/json/array.hpp>

namespace touchpoint::feedback {
namespace {

namespace json = boost::json;

json::array conditions_json(const Conditions& conditions) {
  json::array reasons;
  for (const auto& reason : conditions) {
    json::array all;
    for (const auto& condition : reason) {
      json::array one{json::string(condition.question),
                      json::string(to_text(condition.comparison))};
      if (const auto* number = std::get_if<double>(&condition.value)) one.emplace_back(*number);
      if (const auto* text = std::get_if<std::string>(&condition.value)) one.emplace_back(*text);
      all.push_back(std::move(one));
    }
    reasons.push_back(std::move(all));
  }
  return reasons;
}

json::object question_json(const Question& question) {
  json::object object{{"question", question.question},
                      {"kind", json::string(to_text(question.kind))},
                      {"look", json::string(to_text(question.look))},
                      {"title", wording_json(question.title)}};
  if (question.most > 0) {
    object.emplace("least", question.least);
    object.emplace("most", question.most);
    object.emplace("least_words", wording_json(question.least_words));
    object.emplace("most_words", wording_json(question.most_words));
  }
  if (!question.choices.empty()) {
    json::array choices;
    for (const auto& choice : question.choices)
      choices.push_back(
          json::object{{"value", choice.value}, {"words", wording_json(choice.words)}});
    object.emplace("choices", std::move(choices));
  }
  if (question.length_max > 0) object.emplace("length_max", question.length_max);
  if (question.required) object.emplace("required", true);
  if (!question.when.empty()) object.emplace("when", conditions_json(question.when));
  return object;
}

}  // namespace

json::object wording_json(const Wording& wording) {
  json::object texts;
  for (const auto& [language, text] : wording)
    texts.emplace(language, text);
  return texts;
}

json::object survey_json(const Survey& survey) {
  json::array questions;
  for (const auto& question : survey.questions)
    questions.push_back(question_json(question));
  json::object object{
      {"survey", survey.survey}, {"version", survey.version}, {"questions", std::move(questions)}};
  if (!survey.purpose.empty()) object.emplace("purpose", wording_json(survey.purpose));
  if (!survey.thanks.empty()) object.emplace("thanks", wording_json(survey.thanks));
  if (const auto& promise = survey.promise; promise.made()) {
    json::array channels;
    for (const auto channel : promise.channels)
      channels.push_back(json::string(to_text(channel)));
    object.emplace("promise", json::object{{"hours", promise.hours},
                                           {"channels", std::move(channels)},
                                           {"version", promise.version},
                                           {"text", wording_json(promise.text)}});
  }
  if (const auto& identify = survey.identify; identify.asked()) {
    object.emplace("identify", json::object{{"version", identify.version},
                                            {"text", wording_json(identify.text)}});
  }
  return object;
}

}  // namespace touchpoint::feedback
