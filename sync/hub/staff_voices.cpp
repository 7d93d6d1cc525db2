#include "sync/hub/staff_voices.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "board/estimates.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

constexpr std::string_view kEnps = "enps";
constexpr std::int64_t kPromoterFrom = 9;  // Reichheld 2003, asked of staff
constexpr std::int64_t kDetractorTo = 6;
constexpr std::int64_t kScoreMax = 10;

using Answers = std::vector<const StaffAnswer*>;

std::string class_of(std::int64_t score) {
  if (score >= kPromoterFrom) return "promoters";
  return score <= kDetractorTo ? "detractors" : "passives";
}

// Where a text stands is drawn: neither the store's order nor the journal's is left.
void shuffle(std::vector<std::string>& texts, Random& random) {
  std::vector<std::pair<std::array<std::uint8_t, 16>, std::string>> drawn;
  for (auto& text : texts) {
    auto& one = drawn.emplace_back(std::array<std::uint8_t, 16>{}, std::move(text));
    random.fill(one.first);
  }
  std::ranges::sort(drawn);
  texts.clear();
  for (auto& [place, text] : drawn)
    texts.push_back(std::move(text));
}

VoiceGroup group_of(const Answers& answers, const VoiceQuestion& question, Random& random) {
  VoiceGroup group{.n = static_cast<std::int64_t>(answers.size())};
  group.enough = group.n >= question.minimum;
  if (!group.enough) return group;
  for (const auto* answer : answers) {
    if (answer->score) {
      ++group.counts[question.kind == kEnps ? class_of(*answer->score)
                                            : std::to_string(*answer->score)];
    }
    for (const auto& choice : answer->choices)
      ++group.counts[choice];
    if (!answer->text.empty()) group.texts.push_back(answer->text);
  }
  shuffle(group.texts, random);
  if (question.kind == kEnps) {
    group.enps = board::nps(group.counts["promoters"], group.counts["detractors"], group.n,
                            question.minimum);
    static_cast<void>(group.counts["passives"]);  // none is a figure, too
  }
  return group;
}

VoiceQuestion question_of(const Answers& answers, Random& random) {
  VoiceQuestion question{.question = answers.front()->question, .kind = answers.front()->kind};
  std::map<std::string, Answers> stores;
  for (const auto* answer : answers) {
    question.minimum = std::max(question.minimum, answer->minimum);
    stores[answer->store].push_back(answer);
  }
  Answers small;
  Answers shown;
  for (const auto& [store, its] : stores) {
    auto& group = question.stores[store] = group_of(its, question, random);
    question.small_stores += group.enough ? 0 : 1;
    std::ranges::copy(its, std::back_inserter(group.enough ? shown : small));
  }
  if (question.small_stores >= 2) {
    auto together = group_of(small, question, random);
    if (together.enough) question.small = std::move(together);
  }
  if (question.small) std::ranges::copy(small, std::back_inserter(shown));
  question.all = group_of(shown, question, random);
  return question;
}

json::object to_json(const VoiceGroup& group, std::string_view of) {
  json::object object{{"of", json::string(of)}, {"enough", group.enough}};
  if (!group.enough) return object;
  object.emplace("n", group.n);
  if (const auto& enps = group.enps.of) {
    object.emplace("enps",
                   json::object{{"value", enps->value}, {"low", enps->low}, {"high", enps->high}});
  }
  json::array counts;
  for (const auto& [what, n] : group.counts)
    counts.push_back(json::object{{"what", what}, {"n", n}});
  if (!counts.empty()) object.emplace("counts", std::move(counts));
  if (!group.texts.empty()) {
    object.emplace("texts", json::array(group.texts.begin(), group.texts.end()));
  }
  return object;
}

json::object to_json(const VoiceQuestion& question) {
  json::array groups;
  for (const auto& [store, group] : question.stores) {
    auto object = to_json(group, "store");
    object.emplace("store", store);
    groups.push_back(std::move(object));
  }
  if (question.small) {
    auto object = to_json(*question.small, "small_stores");
    object.emplace("stores", question.small_stores);
    groups.push_back(std::move(object));
  }
  if (question.all.enough) {
    auto object = to_json(question.all, "all");
    object.emplace("left_out", question.small ? 0 : question.small_stores);
    groups.push_back(std::move(object));
  }
  return {{"question", question.question},
          {"kind", question.kind},
          {"minimum", question.minimum},
          {"groups", std::move(groups)}};
}

}  // namespace

std::optional<StaffAnswer> staff_answer_of(std::string store, std::string_view data) {
  const auto members = parse_object(data);
  if (!members) return std::nullopt;
  const auto& object = members.value();
  StaffAnswer answer{
      .store = std::move(store),
      .survey = text_member(object, "survey"),
      .version = static_cast<std::int64_t>(number_member(object, "version").value_or(0)),
      .question = text_member(object, "question"),
      .kind = text_member(object, "kind")};
  answer.minimum = std::max<std::int64_t>(
      kVoicesLeast, static_cast<std::int64_t>(number_member(object, "minimum").value_or(0)));
  if (answer.survey.empty() || answer.question.empty()) return std::nullopt;
  if (answer.kind == kEnps || answer.kind == "rating") {
    const auto score = number_member(object, "score");
    if (!score || *score < 0 || *score > kScoreMax) return std::nullopt;
    answer.score = static_cast<std::int64_t>(*score);
    return answer;
  }
  if (answer.kind == "text") {
    const auto* text = object.if_contains("text");
    if (text == nullptr || !text->is_string()) return std::nullopt;
    answer.text = std::string_view(text->get_string());
    return answer;
  }
  const auto* choices = array_member(object, "choices");
  if (choices == nullptr || choices->empty()) return std::nullopt;
  for (const auto& choice : *choices) {
    if (choice.is_string()) answer.choices.emplace_back(std::string_view(choice.get_string()));
  }
  return answer;
}

std::vector<VoiceWaveFigures> voice_figures(const std::vector<StaffAnswer>& answers,
                                            Random& random) {
  // A question that changed its kind within a wave, on some device, is two questions.
  std::map<std::pair<std::string, std::int64_t>,
           std::map<std::pair<std::string, std::string>, Answers>>
      waves;
  for (const auto& answer : answers) {
    waves[{answer.survey, -answer.version}][{answer.question, answer.kind}].push_back(&answer);
  }
  std::vector<VoiceWaveFigures> figures;
  for (const auto& [wave, questions] : waves) {
    auto& made = figures.emplace_back(VoiceWaveFigures{wave.first, -wave.second, {}});
    for (const auto& [question, its] : questions)
      made.questions.push_back(question_of(its, random));
  }
  return figures;
}

std::string to_json(const std::vector<VoiceWaveFigures>& waves) {
  json::array list;
  for (const auto& wave : waves) {
    json::array questions;
    for (const auto& question : wave.questions)
      questions.push_back(to_json(question));
    list.push_back(json::object{
        {"survey", wave.survey}, {"version", wave.version}, {"questions", std::move(questions)}});
  }
  return json::serialize(json::object{{"waves", std::move(list)}});
}

}  // namespace touchpoint::hub
