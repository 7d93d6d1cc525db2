// Staff register somebody new: POST /v1/customers; what customers decide is an interaction.
#include <boost/json/parse.hpp>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

class CustomersTest : public WebTest {
 protected:
  Reply enter(std::string_view members, std::string_view id = kId) {
    return ask(as_staff(post("counter.localhost", "/v1/customers",
                             R"({"id":")" + std::string(id) + "\"" + (members.empty() ? "" : ",") +
                                 std::string(members) + "}")));
  }
  Reply decide(std::string_view what, std::string_view changes) {
    return interaction(R"({"type":"touchpoint.consent.)" + std::string(what) + R"(","data":{)" +
                       R"("profile":")" + std::string(kProfile) + R"(",)" + std::string(changes) +
                       "}}");
  }
  static PersonCandidate candidate(std::string_view profile) {
    PersonCandidate candidate;
    candidate.profile = profile;
    return candidate;
  }
  std::size_t registered() const {
    return static_cast<std::size_t>(
        std::ranges::count(device_.events, "touchpoint.customer.registered", &NewEvent::type));
  }
  void without_notice() {
    bare_ = true;
    restart();
  }
};

constexpr std::string_view kIrene =
    R"("given_name":" Irene ","family_name":"Colombo","phone":"340 1234567","email":"i@example.org",)"
    R"("birth_date":"1984-03-07","postal_code":"20121","language":"it","card":"2900700")";

TEST_F(CustomersTest, SomebodyNewIsRecordedAsTheyAreComparedUnderTheEventsId) {
  const auto reply = enter(kIrene);
  EXPECT_EQ(reply.status, 201) << reply.body;
  const auto said = json::parse(reply.body).as_object();
  EXPECT_EQ(said.at("outcome").as_string(), "registered");
  EXPECT_EQ(said.at("profile").as_string(), kId);
  ASSERT_EQ(registered(), 1U);
  const auto& event =
      *std::ranges::find(device_.events, "touchpoint.customer.registered", &NewEvent::type);
  EXPECT_EQ(event.id.text(), kId);
  EXPECT_EQ(event.data,
            R"({"profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","given_name":"Irene",)"
            R"("family_name":"Colombo","language":"it","birth_date":"1984-03-07",)"
            R"("postal_code":"20121","identifiers":[{"kind":"loyalty","value":"2900700"},)"
            R"({"kind":"phone","value":"340 1234567"},{"kind":"email","value":"i@example.org"}],)"
            R"("notice":"2026-01","staff":"giulia"})");
  ASSERT_EQ(device_.questions.size(), 1U);
  EXPECT_EQ(device_.questions[0].email, "i@example.org");
  EXPECT_EQ(device_.questions[0].card, "2900700");
}

TEST_F(CustomersTest, TheSameRequestRegistersOnePersonAndTheyCanBeOpened) {
  EXPECT_EQ(enter(kIrene).status, 201);
  // Whoever is found then is themselves.
  device_.people.verdict = "matched";
  device_.people.candidates = {candidate(kId)};
  const auto again = enter(kIrene);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(json::parse(again.body).as_object().at("outcome").as_string(), "registered");
  EXPECT_EQ(registered(), 1U);
  const auto opened = ask(as_staff(
      post("counter.localhost", "/v1/card", R"({"profile":")" + std::string(kId) + "\"}")));
  EXPECT_EQ(opened.status, 204) << opened.body;
  ASSERT_EQ(device_.chosen.size(), 1U);
  EXPECT_EQ(device_.chosen[0].decision.verdict, "registered");
}

TEST_F(CustomersTest, WhoeverMayBeMeantIsToldBeforeAnythingIsRecorded) {
  device_.people.verdict = "possible";
  device_.people.candidates = {candidate(kProfile)};
  const auto reply = enter(kIrene);
  EXPECT_EQ(reply.status, 200);
  const auto said = json::parse(reply.body).as_object();
  EXPECT_EQ(said.at("outcome").as_string(), "maybe_known");
  EXPECT_EQ(said.at("people").as_object().at("candidates").as_array().size(), 1U);
  EXPECT_EQ(registered(), 0U);
  EXPECT_EQ(ask(as_staff(post("counter.localhost", "/v1/card",
                              R"({"profile":")" + std::string(kProfile) + "\"}")))
                .status,
            204)
      << "one tap takes them instead";
  EXPECT_EQ(enter(std::string(kIrene) + R"(,"anyway":true)").status, 201);
  EXPECT_EQ(registered(), 1U);
}

TEST_F(CustomersTest, WhoSharesNoNameIsMeantOnlyByAPhoneAnAddressOrACard) {
  auto neighbour = candidate(kProfile);
  neighbour.fields = {
      {"given_name", "other", -500}, {"family_name", "other", -400}, {"birth_date", "same", 1200}};
  device_.people.candidates = {neighbour};
  EXPECT_EQ(enter(kIrene).status, 201);
  device_.people.candidates[0].fields.push_back({"email", "same", 0});
  EXPECT_EQ(enter(kIrene, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11").status, 200);
}

TEST_F(CustomersTest, AReplicaThatCannotBeAskedKeepsNobodyFromBeingRegistered) {
  device_.people.why = WhyUnknown::no_replica;
  EXPECT_EQ(enter(kIrene).status, 201);
}

TEST_F(CustomersTest, EachFieldIsRefusedByItsOwnName) {
  struct Case {
    std::string_view members;
    std::string_view error;
  };
  constexpr Case kCases[] = {
      {R"("phone":"1")", "missing_name"},
      {R"("given_name":"  ","phone":"1")", "missing_name"},
      {R"("given_name":"Irene")", "missing_contact"},
      {R"("given_name":"4111 1111 1111 1111","phone":"1")", "bad_name"},
      {R"("given_name":"I\u0007","phone":"1")", "bad_name"},
      {R"("given_name":"I","phone":"no")", "bad_phone"},
      {R"("given_name":"I","email":"no")", "bad_email"},
      {R"("given_name":"I","card":"no")", "bad_card"},
      {R"("given_name":"I","phone":"1","birth_date":"1990-02-31")", "bad_birth_date"},
      {R"("given_name":"I","phone":"1","birth_date":"7/3/1984")", "bad_birth_date"},
      {R"("given_name":"I","phone":"1","birth_date":"1799-01-01")", "bad_birth_date"},
      {R"("given_name":"I","phone":"1","birth_date":"2099-01-01")", "bad_birth_date"},
      {R"("given_name":"I","phone":"1","surname":"C")", "unknown_member"},
      {R"("given_name":"I","phone":"1","anyway":1)", "wrong_type"},
  };
  for (const auto& one : kCases) {
    const auto reply = enter(one.members);
    EXPECT_EQ(reply.error(), one.error) << one.members << " " << reply.body;
    EXPECT_TRUE(reply.status == 400 || reply.status == 422) << reply.status;
  }
  EXPECT_EQ(enter(kIrene, "7").error(), "bad_id");
  EXPECT_EQ(registered(), 0U);
  EXPECT_EQ(enter(R"("given_name":"I","phone":"1","birth_date":"1984")").status, 201);
}

// The catalogue "Answers / staff input": names as people have them.
TEST_F(CustomersTest, TakesNamesAsTheyAreAndNobodyWithoutOne) {
  int tail = 10;
  for (const std::string_view name :
       {"Null", "O'Brien", "X", "None", "Robert'); DROP TABLE x;--"}) {
    const auto id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b" + std::to_string(tail++);
    const auto member = R"("family_name":")" + std::string(name) + R"(","phone":"340 12345)" +
                        std::to_string(tail) + "\"";
    EXPECT_EQ(enter(member, id).status, 201) << name;
    EXPECT_NE(device_.events.back().data.find(name), std::string::npos) << name;
  }
  const auto before = device_.events.size();
  for (const std::string_view members :
       {"", R"("given_name":"")", R"("given_name":" ","family_name":"\t")"}) {
    EXPECT_EQ(enter(members).status / 100, 4) << members;
  }
  EXPECT_EQ(device_.events.size(), before);
}

TEST_F(CustomersTest, WithoutANoticeNobodyIsRegisteredAndItSaysWhatToSet) {
  without_notice();
  const auto reply = enter(kIrene);
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.error(), "no_notice");
  EXPECT_NE(reply.body.find(R"(\"notice\" in [privacy])"), std::string::npos) << reply.body;
  EXPECT_EQ(interaction(R"({"type":"touchpoint.customer.registered","data":{"profile":")" +
                        std::string(kProfile) + R"("}})")
                .error(),
            "no_notice");
  constexpr std::string_view kDecided =
      R"("purpose":"marketing","text_version":"2026-01","language":"it","channel":"screen")";
  EXPECT_EQ(decide("given", kDecided).error(), "no_notice");
  EXPECT_EQ(decide("withdrawn", kDecided).status, 201) << "what is taken back needs no ground";
}

TEST_F(CustomersTest, AConsentIsToAPurposeOfTheNoticeThatWasShown) {
  EXPECT_EQ(decide("given", R"("purpose":"marketing","text_version":"2026-01","language":"it",)"
                            R"("channel":"screen")")
                .status,
            201);
  struct Case {
    std::string_view members;
    std::string_view error;
  };
  constexpr Case kCases[] = {
      {R"("purpose":"sale","text_version":"2026-01","language":"it","channel":"screen")",
       "bad_purpose"},
      {R"("purpose":"marketing","text_version":"2025-01","language":"it","channel":"screen")",
       "other_notice"},
      {R"("purpose":"Marketing!","text_version":"2026-01","language":"it","channel":"screen")",
       "bad_purpose"},
      {R"("purpose":"marketing","language":"it","channel":"screen")", "missing_member"},
      {R"("purpose":"marketing","text_version":"2026-01","channel":"screen")", "missing_member"},
      {R"("purpose":"marketing","text_version":"2026-01","language":"it")", "missing_member"},
  };
  for (const auto& one : kCases)
    EXPECT_EQ(decide("given", one.members).error(), one.error);
}

TEST_F(CustomersTest, ThePageIsToldTheNoticeAndTheKioskIsNot) {
  const auto counter = ask(request(Method::get, "counter.localhost", "/v1/touchpoint"));
  const auto notice = json::parse(counter.body).as_object().at("notice").as_object();
  EXPECT_EQ(notice.at("version").as_string(), "2026-01");
  EXPECT_EQ(notice.at("controller").as_string(), "Rossi Moda S.p.A.");
  EXPECT_EQ(notice.at("purposes").as_array().size(), 2U);
  const auto kiosk = ask(request(Method::get, "kiosk.localhost", "/v1/touchpoint"));
  EXPECT_FALSE(json::parse(kiosk.body).as_object().contains("notice"));
}

}  // namespace
}  // namespace touchpoint::web
