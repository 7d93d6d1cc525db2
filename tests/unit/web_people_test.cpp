#include <boost/json/parse.hpp>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

class PeopleTest : public WebTest {
 protected:
  Reply scan(std::string_view body) {
    return ask(as_program(post("localhost", "/v1/scans", body)));
  }
  Reply recognise(std::string_view body) {
    return ask(as_program(post("localhost", "/v1/recognitions", body)));
  }
  Reply timeline(std::string_view id, std::string_view limit = {}) {
    auto made =
        request(Method::get, "counter.localhost", "/v1/profiles/" + std::string(id) + "/timeline");
    if (!limit.empty()) made.query["limit"] = limit;
    return ask(as_staff(std::move(made)));
  }
  void know_somebody(int experiences = 3) {
    Profile profile;
    profile.id = kProfile;
    profile.given_name = "Anna";
    for (int i = 0; i < experiences; ++i) {
      Experience experience;
      experience.id = "e" + std::to_string(i);
      experience.time = clock_.wall() - std::chrono::hours{i};
      experience.channel = "web";
      experience.type = "product.viewed";
      profile.history.push_back(experience);
    }
    device_.finding.profile = profile;
    device_.finding.by = IdentifierKind::loyalty;
    device_.finding.freshness = {clock_.wall(), 7};
  }
};

TEST_F(PeopleTest, ScansArePassedOn) {
  const auto reply = scan(R"({"code":"2900417\u001dX","via":"till","touchpoint":"counter-1",)"
                          R"("id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"})");
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(json::parse(reply.body).as_object().at("id").as_string(), kId);
  ASSERT_EQ(device_.scans.size(), 1U);
  EXPECT_EQ(device_.scans[0].code, "2900417\x1dX");  // what it is, the device judges
  EXPECT_EQ(device_.scans[0].via, "till");
  EXPECT_EQ(device_.scans[0].touchpoint, "counter-1");

  EXPECT_EQ(scan(R"({"code":"1"})").status, 202);
  EXPECT_EQ(device_.scans[1].via, "program");
  EXPECT_EQ(device_.scans[1].touchpoint, "counter-1");
  EXPECT_EQ(device_.scans[1].id.version(), 7);
}

TEST_F(PeopleTest, ScansOfTheWrongShapeAreRefused) {
  for (const std::string_view body :
       {R"({})", R"([])", R"({"code":""})", R"({"code":7})", R"({"code":"1","via":"camera"})",
        R"({"code":"1","touchpoint":"kiosk-1"})", R"({"code":"1","touchpoint":"counter-2"})",
        R"({"code":"1","id":"7"})", R"({"code":"1","profile":"x"})"}) {
    const auto reply = scan(body);
    EXPECT_TRUE(reply.status == 400 || reply.status == 422) << body;
    EXPECT_NE(reply.error(), "") << body;
  }
  EXPECT_EQ(scan("{\"code\":\"" + std::string(4096, '1') + "\"}").status, 202);
  EXPECT_EQ(scan("{\"code\":\"" + std::string(4097, '1') + "\"}").status, 400);
  EXPECT_EQ(device_.scans.size(), 1U);
}

TEST_F(PeopleTest, ScansThatTheDeviceRefusesAreRefusedInItsWords) {
  device_.failure = refused("this looks like a payment card number and is not kept");
  const auto reply = scan(R"({"code":"4111111111111111"})");
  EXPECT_EQ(reply.status, 422);
  EXPECT_NE(reply.body.find("a payment card number"), std::string::npos);
  device_.failure = retry_later("the journal's queue is full");
  EXPECT_EQ(scan(R"({"code":"1"})").status, 503);
}

TEST_F(PeopleTest, RecognitionSaysTheIdAndNothingOfThePerson) {
  know_somebody();
  const auto reply = recognise(R"({"identifiers":[{"kind":"loyalty","value":"2900417"},)"
                               R"({"kind":"email","value":"anna@example.org"}]})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(
      reply.body,
      R"({"outcome":"matched","profile":"0197a2c0-0000-7000-8000-000000000001",)"
      R"("by":"loyalty","assurance":"possessed","strength":"strong","as_of":"2026-03-02T10:41:07.120Z","age_s":7,"source":"replica"})");
  ASSERT_EQ(device_.asked.size(), 2U);
  EXPECT_EQ(device_.asked[1], (Identifier{IdentifierKind::email, "anna@example.org"}));
}

TEST_F(PeopleTest, RecognitionSaysWhyNobodyIsKnown) {
  for (const auto why :
       {WhyUnknown::not_in_replica, WhyUnknown::ambiguous, WhyUnknown::shared, WhyUnknown::blocked,
        WhyUnknown::not_configured, WhyUnknown::lease_expired, WhyUnknown::no_replica}) {
    device_.finding.why = why;
    const auto reply = recognise(R"({"identifiers":[{"kind":"phone","value":"+39 02 1234567"}]})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"outcome":"unknown","reason":")" + std::string(to_text(why)) +
                              R"(","as_of":null,"age_s":null,"source":"replica"})");
  }
}

TEST_F(PeopleTest, WhatIsSaidIsWorthLessThanWhatIsShown) {
  know_somebody();
  EXPECT_EQ(recognise(R"({"identifiers":[{"kind":"wallet","value":"WP1"}]})").status, 200);
  EXPECT_EQ(device_.asked_given, Assurance::claimed) << "nobody says that it was shown";
  const auto shown =
      recognise(R"({"assurance":"possessed","identifiers":[{"kind":"wallet","value":"WP1"}]})");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(device_.asked_given, Assurance::possessed);
  EXPECT_EQ(
      recognise(R"({"assurance":"sure","identifiers":[{"kind":"wallet","value":"W"}]})").status,
      422);
  device_.finding.strength = Strength::weak;
  device_.finding.by = IdentifierKind::phone;
  const auto weak = recognise(R"({"identifiers":[{"kind":"phone","value":"+39 02 1234567"}]})");
  EXPECT_NE(weak.body.find(R"({"outcome":"possible",)"), std::string::npos);
  EXPECT_NE(weak.body.find(R"("strength":"weak")"), std::string::npos);
}

TEST_F(PeopleTest, StaffSayWhatTheCounterAsked) {
  const auto tap = [&](std::string_view body) {
    return ask(as_staff(post("counter.localhost", "/v1/card/answer", body)));
  };
  const std::string question(kId);
  EXPECT_EQ(tap(R"({"question":")" + question + R"(","choice":"gift_card"})").status, 202);
  ASSERT_EQ(device_.taps.size(), 1U);
  EXPECT_EQ(device_.taps[0].question.text(), kId);
  EXPECT_EQ(device_.taps[0].choice, "gift_card");
  EXPECT_EQ(device_.taps[0].staff, "giulia");
  for (const std::string_view body :
       {R"({})", R"([])", R"({"question":"7","choice":"yes"})", R"({"choice":"yes"})",
        R"({"question":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"})",
        R"({"question":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","choice":"yes","x":1})"}) {
    const auto status = tap(body).status;
    EXPECT_TRUE(status == 400 || status == 422) << body;
  }
  device_.failure = refused("this is not asked any more");
  EXPECT_EQ(tap(R"({"question":")" + question + R"(","choice":"yes"})").status, 422);
  EXPECT_NE(ask(as_program(post("localhost", "/v1/card/answer",
                                R"({"question":")" + question + R"(","choice":"yes"})")))
                .status,
            202)
      << "a program has not seen what staff are asked";
}

TEST_F(PeopleTest, IdentifiersOfTheWrongShapeAreRefused) {
  for (const std::string_view body :
       {R"({})", R"({"identifiers":[]})", R"({"identifiers":{}})", R"({"identifiers":["x"]})",
        R"({"identifiers":[{"kind":"loyalty"}]})", R"({"identifiers":[{"value":"1"}]})",
        R"({"identifiers":[{"kind":"face","value":"1"}]})",
        R"({"identifiers":[{"kind":"loyalty","value":""}]})",
        R"({"identifiers":[{"kind":"loyalty","value":1}]})",
        R"({"identifiers":[{"kind":"loyalty","value":"1","extra":1}]})",
        R"({"identifiers":[{"kind":"loyalty","value":"4111111111111111"}]})",
        R"({"identifiers":[{"kind":"loyalty","value":"1\u0000"}]})"}) {
    const auto reply = recognise(body);
    EXPECT_TRUE(reply.status == 400 || reply.status == 422) << body;
    EXPECT_EQ(reply.body.find("4111"), std::string::npos);
  }
  std::string nine = R"({"identifiers":[)";
  for (int i = 0; i < 9; ++i)
    nine += std::string(i == 0 ? "" : ",") + R"({"kind":"loyalty","value":"1"})";
  EXPECT_EQ(recognise(nine + "]}").status, 422);
  EXPECT_EQ(recognise("{\"identifiers\":[{\"kind\":\"email\",\"value\":\"" + std::string(255, 'a') +
                      "\"}]}")
                .status,
            422);
  EXPECT_TRUE(device_.asked.empty());
  device_.failure = refused("this is not an e-mail address");
  EXPECT_EQ(recognise(R"({"identifiers":[{"kind":"email","value":"x"}]})").status, 422);
}

TEST_F(PeopleTest, ALookAtATimelineIsRecordedBeforeItIsShown) {
  know_somebody();
  as_staff({});
  device_.holding = true;
  auto reply = start(as_staff(request(Method::get, "counter.localhost",
                                      "/v1/profiles/" + std::string(kProfile) + "/timeline")));
  EXPECT_EQ(reply.wait_for(std::chrono::milliseconds{0}), std::future_status::timeout);
  on_loop([&] { device_.commit(); });
  const auto shown = reply.get();
  EXPECT_EQ(shown.status, 200);
  const auto body = json::parse(shown.body).as_object();
  EXPECT_EQ(body.at("profile").as_string(), kProfile);
  EXPECT_EQ(body.at("source").as_string(), "replica");
  EXPECT_EQ(body.at("experiences").as_array().size(), 3U);
  const auto& look = device_.events.back();
  EXPECT_EQ(look.type, "touchpoint.profile.viewed");
  EXPECT_EQ(look.actor, Actor::employee);
  EXPECT_EQ(look.data, R"({"profile":"0197a2c0-0000-7000-8000-000000000001",)"
                       R"("staff":"giulia","why":"timeline"})");
}

TEST_F(PeopleTest, ALookThatCannotBeRecordedShowsNothing) {
  know_somebody();
  as_staff({});
  device_.fail_records = damaged("the journal has failed");
  const auto refused = timeline(kProfile);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body.find("experiences"), std::string::npos);
}

TEST_F(PeopleTest, ATimelineIsAsLongAsAskedFor) {
  know_somebody(60);
  const auto length = [&](std::string_view limit) {
    return json::parse(timeline(kProfile, limit).body)
        .as_object()
        .at("experiences")
        .as_array()
        .size();
  };
  EXPECT_EQ(length({}), 50U);
  EXPECT_EQ(length("1"), 1U);
  EXPECT_EQ(length("200"), 60U);
  for (const std::string_view limit :
       {"0", "-1", "201", "1e2", "x", "18446744073709551616", " 1"}) {
    EXPECT_EQ(timeline(kProfile, limit).status, 400) << limit;
  }
}

TEST_F(PeopleTest, ATimelineOfNobodyIsNotThere) {
  EXPECT_EQ(timeline("anna").status, 400);
  const auto events = device_.events.size();
  for (const auto why : {WhyUnknown::not_in_replica, WhyUnknown::not_configured,
                         WhyUnknown::lease_expired, WhyUnknown::no_replica}) {
    device_.finding.why = why;
    const auto reply = timeline(kProfile);
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.error(), "unknown_profile");
  }
  EXPECT_EQ(device_.events.size(), events);
}

}  // namespace
}  // namespace touchpoint::web
