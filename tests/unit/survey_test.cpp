#include "feedback/survey.hpp"

#include <gtest/gtest.h>

namespace touchpoint::feedback {
namespace {

std::string survey_with(std::string_view questions, std::string_view more = {}) {
  return R"({"id":"autumn","version":2,"pages":[{"elements":[)" + std::string(questions) + "]}]" +
         std::string(more) + "}";
}

constexpr std::string_view kScore =
    R"({"type":"rating","name":"recommend","metric":"nps","title":"Would you?","rateMin":0,"rateMax":10})";
constexpr std::string_view kReasons =
    R"({"type":"checkbox","name":"reasons","title":"Why?","choices":["wait",{"value":"price","text":{"it":"Prezzo"}}]})";

std::string refusal(std::string_view json) {
  const auto survey = read_survey(json);
  EXPECT_FALSE(survey) << json;
  return survey ? "" : survey.error().sentence();
}

TEST(Survey, TheShippedOneCanBeAsked) {
  const auto& survey = store_visit_survey();
  ASSERT_EQ(survey.questions.size(), 2U);
  EXPECT_EQ(survey.survey, "store-visit");
  EXPECT_EQ(survey.questions[0].kind, AnswerKind::nps);
  EXPECT_EQ(survey.questions[0].most, 10);
  EXPECT_EQ(survey.questions[1].look, Look::faces);
  for (const auto& question : survey.questions)
    EXPECT_EQ(question.title.size(), 2U);  // Italian and English
}

TEST(Survey, KeepsWhatIsWritten) {
  const auto read = read_survey(R"({"id":"autumn","version":2,"title":"For us","purpose":"To learn",
      "completedHtml":{"it":"Grazie","en":"Thanks"},"pages":[
      {"elements":[)" + std::string(kScore) +
                                R"(]},
      {"visibleIf":"{recommend} <= 6","elements":[)" +
                                std::string(kReasons) +
                                R"(,{"type":"comment","name":"tell","title":{"it":"Dica a {store}"},
      "maxLength":200,"isRequired":true,"visibleIf":"{reasons} contains 'price' or {reasons} empty"}]}]})");
  ASSERT_TRUE(read) << read.error().sentence();
  const auto& survey = read.value();
  EXPECT_EQ(survey.version, 2);
  EXPECT_EQ(survey.purpose, (Wording{{"default", "To learn"}}));
  EXPECT_EQ(survey.thanks, (Wording{{"it", "Grazie"}, {"en", "Thanks"}}));
  ASSERT_EQ(survey.questions.size(), 3U);
  const auto& reasons = survey.questions[1];
  EXPECT_EQ(reasons.kind, AnswerKind::choices);
  EXPECT_EQ(reasons.choices[0].words, (Wording{{"default", "wait"}}));
  EXPECT_EQ(reasons.choices[1].words, (Wording{{"it", "Prezzo"}}));
  ASSERT_EQ(reasons.when.size(), 1U);
  EXPECT_EQ(reasons.when[0][0].comparison, Comparison::at_most);
  const auto& tell = survey.questions[2];
  EXPECT_EQ(tell.length_max, 200);
  EXPECT_TRUE(tell.required);
  ASSERT_EQ(tell.when.size(), 2U);  // the page's condition with either of its own
  EXPECT_EQ(tell.when[0].size(), 2U);
}

TEST(Survey, AScaleIsCalledOnlyWhatItIs) {
  const auto rating = [](std::string_view rest) {
    return survey_with(R"({"type":"rating","name":"q","title":"t",)" + std::string(rest) + "}");
  };
  EXPECT_EQ(
      refusal(rating(R"("metric":"nps","rateMin":1,"rateMax":10)")),
      "question \"q\": nps is asked from 0 to 10 (rateMin, rateMax), nothing else is called so");
  EXPECT_NE(refusal(rating(R"("metric":"csat","rateMin":0,"rateMax":5)")).find("from 1 to 5"),
            std::string::npos);
  EXPECT_NE(refusal(rating(R"("metric":"ces")")).find("from 1 to 7"), std::string::npos);
  EXPECT_NE(refusal(rating(R"("metric":"fun")")).find("nps, csat or ces"), std::string::npos);
  EXPECT_NE(refusal(rating(R"("rateMin":0,"rateType":"stars")")).find("from 1 to 5"),
            std::string::npos);
  EXPECT_EQ(read_survey(rating(R"("rateMax":10)")).value().questions[0].kind, AnswerKind::rating);
}

TEST(Survey, WhatAKioskCannotAskIsRefusedWithItsName) {
  struct Case {
    std::string json;
    std::string_view says;
  };
  const std::string score(kScore);
  const Case cases[] = {
      {"", "the survey: it is not JSON"},
      {"[]", "the survey: it is not JSON of an object"},
      {"{}", "the survey: its \"id\""},
      {R"({"id":"a"})", "the survey: it has no \"pages\""},
      {R"({"id":"a","pages":[]})", "the survey: it asks nothing"},
      {R"({"id":"a","pages":[7]})", "page 1: it must be an object"},
      {R"({"id":"a","pages":[{"elements":[],"timeLimit":5}]})",
       "page 1: a kiosk does not know \"timeLimit\""},
      {survey_with(score, R"(,"triggers":[])"), "the survey: a kiosk does not know \"triggers\""},
      {survey_with(R"({"type":"matrix","name":"m","title":"t"})"),
       "question \"m\": a kiosk cannot ask the type \"matrix\"; it knows rating, radiogroup, "
       "checkbox, text and comment"},
      {survey_with(R"({"type":"text","title":"t"})"), "question 1: its name is"},
      {survey_with(R"({"type":"text","name":"a"})"), "question \"a\": it has no title"},
      {survey_with(R"({"type":"text","name":"a","title":"t","inputType":"date"})"),
       "question \"a\": a kiosk does not know \"inputType\""},
      {survey_with(R"({"type":"text","name":"a","title":"<b>t</b>"})"),
       "question \"a\": a text is plain, without HTML"},
      {survey_with(R"({"type":"text","name":"a","title":"{recommend}?"})"),
       "question \"a\": only {store} can stand for something in a text"},
      {survey_with(R"({"type":"text","name":"a","title":"t","maxLength":501})"),
       "question \"a\": \"maxLength\" must be from 1 to 500"},
      {survey_with(R"({"type":"radiogroup","name":"a","title":"t","choices":["x"]})"),
       "question \"a\": \"choices\" must be 2 to 20"},
      {survey_with(R"({"type":"radiogroup","name":"a","title":"t","choices":["x","x"]})"),
       "question \"a\": two choices have the value \"x\""},
      {survey_with(score + "," + score), "question \"recommend\": there are two of this name"},
      {survey_with(R"({"type":"text","name":"a","title":"t","visibleIf":"{b} = 1"})"),
       "question \"a\": its visibleIf asks for {b}, which is not asked before it"},
      {survey_with(score +
                   R"(,{"type":"text","name":"a","title":"t","visibleIf":"{recommend} = 'x'"})"),
       "question \"a\": its visibleIf compares {recommend} with what is no number"},
      {survey_with(
           std::string(kReasons) +
           R"(,{"type":"text","name":"a","title":"t","visibleIf":"{reasons} contains 'sun'"})"),
       "question \"a\": its visibleIf compares {reasons} with \"sun\", which is none of its "
       "choices"},
      {survey_with(score +
                   R"(,{"type":"text","name":"a","title":"t","visibleIf":"{recommend} ~ 1"})"),
       "question \"a\": its visibleIf is not understood at \"~ 1\""},
      {std::string(kSurveyMax + 1, ' '), "the survey: it has more than 16 KiB"},
  };
  for (const auto& each : cases) {
    const auto said = refusal(each.json);
    EXPECT_EQ(said.substr(0, each.says.size()), each.says) << said;
  }
}

std::string promising(std::string_view promise) {
  auto json = survey_with(kScore);
  json.insert(1, "\"promise\":" + std::string(promise) + ",");
  return json;
}

TEST(Survey, MayPromiseAnAnswer) {
  const auto survey = read_survey(promising(
      R"({"hours":48,"channels":["phone","email"],"version":"2026-1","text":{"it":"Solo per questo."}})"));
  ASSERT_TRUE(survey) << survey.error().sentence();
  const auto& promise = survey.value().promise;
  EXPECT_TRUE(promise.made());
  EXPECT_EQ(promise.hours, 48);
  EXPECT_EQ(promise.channels, (std::vector{ReplyChannel::phone, ReplyChannel::email}));
  EXPECT_EQ(promise.version, "2026-1");
  EXPECT_EQ(promise.text.front().second, "Solo per questo.");
  EXPECT_FALSE(store_visit_survey().promise.made());
}

TEST(Survey, AsksWhoAnswersOnlyBehindWhatItMeans) {
  const auto with = [](std::string_view identify) {
    return read_survey(R"({"id":"a","identify":)" + std::string(identify) +
                       R"(,"pages":[{"elements":[{"type":"text","name":"q","title":"Q"}]}]})");
  };
  const auto read = with(R"({"version":"2026-1","text":{"it":"Sue."}})");
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_TRUE(read.value().identify.asked());
  EXPECT_EQ(read.value().identify.version, "2026-1");
  for (const std::string_view wrong :
       {"true", R"({"text":"T"})", R"({"version":"1"})", R"({"version":"A b","text":"T"})",
        R"({"version":"1","text":""})", R"({"version":"1","text":"T","hours":1})"}) {
    const auto refused = with(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().sentence().find("the survey's identify"), std::string::npos);
  }
}

TEST(Survey, PromisesNothingByHalves) {
  for (const std::string_view wrong :
       {R"("soon")", R"({"channels":["email"],"version":"1","text":"t"})",
        R"({"hours":0,"channels":["email"],"version":"1","text":"t"})",
        R"({"hours":721,"channels":["email"],"version":"1","text":"t"})",
        R"({"hours":48,"version":"1","text":"t"})",
        R"({"hours":48,"channels":[],"version":"1","text":"t"})",
        R"({"hours":48,"channels":["post"],"version":"1","text":"t"})",
        R"({"hours":48,"channels":["email","email"],"version":"1","text":"t"})",
        R"({"hours":48,"channels":["email"],"text":"t"})",
        R"({"hours":48,"channels":["email"],"version":"No. 1","text":"t"})",
        R"({"hours":48,"channels":["email"],"version":"1"})",
        R"({"hours":48,"channels":["email"],"version":"1","text":"t","days":2})"}) {
    const auto said = refusal(promising(wrong));
    EXPECT_EQ(said.substr(0, 21), "the survey's promise:") << wrong << " " << said;
  }
}

TEST(Survey, EveryPrefixIsRefusedInWords) {
  const auto whole = survey_with(std::string(kScore) + "," + std::string(kReasons));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(refusal(std::string_view(whole).substr(0, size)).empty());
}

TEST(Condition, IsResolvedIntoReasons) {
  const auto read = read_conditions("({a} = 1 or {b} <> 'x') and ({c} notempty or {d} >= 2.5)");
  ASSERT_TRUE(read);
  ASSERT_EQ(read.value().size(), 4U);
  for (const auto& reason : read.value())
    EXPECT_EQ(reason.size(), 2U);
  EXPECT_EQ(std::get<double>(read.value()[3][1].value), 2.5);
  EXPECT_EQ(std::get<std::string>(read.value()[3][0].value), "x");
}

TEST(Condition, SaysWhatItDoesNotUnderstand) {
  for (const auto* wrong :
       {"", "a = 1", "{a}", "{a} =", "{a} = 'x", "{a = 1", "({a} = 1", "{a} = 1)", "{a} = 1 and",
        "{a} = 1 {b} = 2", "{a} between 1", "{a} anyof ['x']", "not {a} empty"}) {
    EXPECT_FALSE(read_conditions(wrong)) << wrong;
  }
  std::string deep;
  for (int i = 0; i < 20; ++i)
    deep += "(";
  EXPECT_FALSE(read_conditions(deep + "{a} empty"));
  std::string many = "({a} empty or {b} empty)";
  for (int i = 0; i < 5; ++i)
    many += " and ({a} empty or {b} empty)";
  EXPECT_EQ(read_conditions(many).error().sentence(), "has too many combinations");
  EXPECT_FALSE(read_conditions(std::string(501, ' ')));
}

// What is asked of staff, and the sentence that refuses it; empty: it is asked.
struct StaffCase {
  std::string_view question;
  std::string_view more;
  std::string_view sentence;
};
class StaffSurvey : public ::testing::TestWithParam<StaffCase> {};

TEST_P(StaffSurvey, IsAskedOnlyWithoutWhateverWouldNameThePerson) {
  const auto& [question, more, sentence] = GetParam();
  const auto read = read_staff_survey(survey_with(question, more));
  EXPECT_EQ(read ? std::string() : read.error().sentence(), sentence);
}
INSTANTIATE_TEST_SUITE_P(
    Table, StaffSurvey,
    ::testing::Values(
        StaffCase{
            R"({"type":"rating","name":"r","title":"R","metric":"enps","rateMin":0,"rateMax":10})",
            "", ""},
        StaffCase{R"({"type":"rating","name":"mood","title":"M","rateType":"smileys"})", "", ""},
        StaffCase{R"({"type":"comment","name":"tell","title":"T"})", "", ""},
        StaffCase{kReasons, "", ""},
        StaffCase{
            R"({"type":"rating","name":"r","title":"R","metric":"enps","rateMin":1,"rateMax":10})",
            "",
            "question \"r\": enps is asked from 0 to 10 (rateMin, rateMax), nothing else is "
            "called so"},
        StaffCase{kScore, "",
                  "question \"recommend\": what staff answer is eNPS (\"metric\": \"enps\") and "
                  "never NPS"},
        StaffCase{R"({"type":"rating","name":"c","title":"C","metric":"csat"})", "",
                  "question \"c\": csat is a figure of customers"},
        StaffCase{
            R"({"type":"text","name":"who","title":"Name"})", "",
            "question \"who\": a line of \"text\" is where a name or an address is typed, and "
            "staff answer without one; what they want to say goes into a \"comment\""},
        StaffCase{kReasons,
                  R"(,"promise":{"hours":48,"channels":["email"],"version":"1","text":"Why"})",
                  "the staff survey: it has a \"promise\", which needs an address: staff answer "
                  "without a name"},
        StaffCase{kReasons, R"(,"identify":{"version":"1","text":"Why"})",
                  "the staff survey: it has \"identify\", which asks who they are: staff answer "
                  "without a name"}));

TEST(Survey, WhatIsAskedOfStaffIsNotAskedAtAKiosk) {
  EXPECT_EQ(
      refusal(survey_with(
          R"({"type":"rating","name":"r","title":"R","metric":"enps","rateMin":0,"rateMax":10})")),
      "question \"r\": enps is asked of staff, in [staff_survey]");
}

}  // namespace
}  // namespace touchpoint::feedback
