// Staff look for people by what they say: POST /v1/people, POST /v1/card.
#include <boost/json/parse.hpp>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

class SearchTest : public WebTest {
 protected:
  Reply search(std::string_view body) {
    return ask(as_staff(post("counter.localhost", "/v1/people", body)));
  }
  Reply choose(std::string_view body) {
    return ask(as_staff(post("counter.localhost", "/v1/card", body)));
  }
  static std::string choice(std::string_view profile = kProfile) {
    return R"({"profile":")" + std::string(profile) + "\"}";
  }
  void find_anna() {
    PersonCandidate anna;
    anna.profile = kProfile;
    anna.given_name = "Anna";
    anna.family_name = "Bianchi";
    anna.area = "201";
    anna.score = 1540;
    anna.fields = {{"given_name", "same", 640}, {"family_name", "same", 900}};
    anna.caps = {"birth_date_missing"};
    device_.people.verdict = "possible";
    device_.people.candidates = {anna};
    device_.people.ask = "birth_month";
    device_.people.freshness = {clock_.wall(), 7};
  }
  // What was recorded of searches.
  std::vector<std::string> records() {
    std::vector<std::string> data;
    for (const auto& event : device_.events) {
      if (event.type == "touchpoint.profiles.searched") data.push_back(event.data);
    }
    return data;
  }
};

TEST_F(SearchTest, SaysWhoMayBeMeantAndWhy) {
  find_anna();
  const auto reply = search(R"({"words":" bianchi an "})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body,
            R"({"verdict":"possible","candidates":[{"profile":")" + std::string(kProfile) +
                R"(","given_name":"Anna","family_name":"Bianchi","area":"201","last_bought":null,)"
                R"("score":1540,"fields":[{"field":"given_name","level":"same","bits":640},)"
                R"({"field":"family_name","level":"same","bits":900}],)"
                R"("caps":["birth_date_missing"]}],"more":false,"ask":"birth_month",)"
                R"("partial":false,"assurance":"claimed","as_of":"2026-03-02T10:41:07.120Z",)"
                R"("age_s":7,"source":"replica"})");
  ASSERT_EQ(device_.questions.size(), 1U);
  EXPECT_EQ(device_.questions[0].words, "bianchi an");
  EXPECT_FALSE(device_.questions[0].asker.empty());
}

TEST_F(SearchTest, TakesWhatWasSaidFieldByField) {
  EXPECT_EQ(search(R"({"given_name":"Anna","family_name":"Bianchi","birth_date":"1984-03",)"
                   R"("postal_code":"20121","phone":"333 1234567"})")
                .status,
            200);
  const auto& question = device_.questions.at(0);
  EXPECT_EQ(question.given_name, "Anna");
  EXPECT_EQ(question.birth_date, "1984-03");
  EXPECT_EQ(question.phone, "333 1234567");
}

TEST_F(SearchTest, SaysWhyNobodyCanBeFound) {
  device_.people.why = WhyUnknown::lease_expired;
  const auto reply = search(R"({"words":"bianchi"})");
  EXPECT_EQ(reply.status, 200);
  const auto body = json::parse(reply.body).as_object();
  EXPECT_EQ(body.at("verdict").as_string(), "unknown");
  EXPECT_EQ(body.at("reason").as_string(), "lease_expired");
}

TEST_F(SearchTest, RefusesWhatIsNoQuestionInOneSentence) {
  for (const std::string_view body :
       {R"({})", R"([])", R"({"words":""})", R"({"words":7})", R"({"words":["anna"]})",
        R"({"words":"anna","phone":"1"})", R"({"name":"anna"})", R"({"words":"a\u0000b"})",
        R"({"words":"4111111111111111"})", R"({"words":"XYZWKJ80A01H501P"})",
        R"({"birth_date":"7.3.1984"})", R"({"birth_date":"1984-3"})",
        R"({"birth_date":"1984-03-071"})", R"({"given_name":"  "})", R"({"words":"\ud800"})"}) {
    const auto reply = search(body);
    EXPECT_TRUE(reply.status == 400 || reply.status == 422) << body << " " << reply.status;
    EXPECT_NE(reply.error(), "") << body;
    EXPECT_EQ(reply.body.find("4111"), std::string::npos);
  }
  EXPECT_EQ(search("{\"words\":\"" + std::string(257, 'a') + "\"}").status, 422);
  EXPECT_EQ(search("{\"words\":\"" + std::string(256, 'a') + "\"}").status, 200);
  EXPECT_EQ(device_.questions.size(), 1U);
}

TEST_F(SearchTest, AnOlderSearchIsToldThatItIsOfNoInterestAnyMore) {
  device_.people.superseded = true;
  const auto reply = search(R"({"words":"bianchi"})");
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.error(), "superseded");
  EXPECT_TRUE(records().empty());
}

TEST_F(SearchTest, ABurstOfSearchesIsRecordedOnceWithoutAWordOfIt) {
  find_anna();
  search(R"({"words":"bi"})");
  search(R"({"words":"bianchi"})");
  EXPECT_TRUE(records().empty());
  EXPECT_EQ(choose(choice()).status, 204);
  ASSERT_EQ(records().size(), 1U);
  EXPECT_EQ(records()[0], R"({"staff":"giulia","searches":2,"people":1})");
  search(R"({"words":"bianchi"})");
  EXPECT_EQ(ask(as_staff(request(Method::del, "counter.localhost", "/v1/session"))).status, 204);
  ASSERT_EQ(records().size(), 2U);
  EXPECT_EQ(records()[1], R"({"staff":"giulia","searches":1,"people":1})");
}

TEST_F(SearchTest, AnEndOfTheProgramLosesNoRecordOfASearch) {
  find_anna();
  search(R"({"words":"bianchi"})");
  on_loop([&] { api_->close_streams(); });
  EXPECT_EQ(records().size(), 1U);
}

TEST_F(SearchTest, OnlySomebodyFromTheLastAnswerIsOpened) {
  find_anna();
  EXPECT_EQ(choose(choice()).status, 422);
  search(R"({"words":"bianchi"})");
  EXPECT_EQ(choose(choice("0197a2c0-0000-7000-8000-000000000002")).status, 422);
  EXPECT_EQ(choose(choice("anna")).status, 400);
  EXPECT_EQ(choose(R"({})").status, 400);
  EXPECT_TRUE(device_.chosen.empty());
  EXPECT_EQ(choose(choice()).status, 204);
  ASSERT_EQ(device_.chosen.size(), 1U);
  EXPECT_EQ(device_.chosen[0].touchpoint, "counter-1");
  EXPECT_EQ(device_.chosen[0].profile, kProfile);
  EXPECT_EQ(device_.chosen[0].decision.score, 1540);
  device_.people.candidates.clear();
  search(R"({"words":"rossi"})");
  EXPECT_EQ(choose(choice()).status, 422);
  EXPECT_EQ(device_.chosen.size(), 1U);
}

TEST_F(SearchTest, WhoeverATaskIsAboutIsOpenedAndNotRecognised) {
  StoreTask task{.id = "t1", .kind = TaskKind::promise};
  task.profile = kProfile;
  on_loop([&] { device_.to_do = {task}; });
  EXPECT_EQ(choose(choice("0197a2c0-0000-7000-8000-000000000002")).status, 422);
  EXPECT_EQ(choose(choice()).status, 204);
  ASSERT_EQ(device_.chosen.size(), 1U);
  EXPECT_FALSE(device_.chosen[0].present);
  EXPECT_EQ(device_.chosen[0].decision.verdict, "task");
  find_anna();
  search(R"({"words":"bianchi"})");
  EXPECT_EQ(choose(choice()).status, 204);
  EXPECT_TRUE(device_.chosen[1].present) << "they said who they are";
}

}  // namespace
}  // namespace touchpoint::web
