// Tablets at the local API: paired by a code, let in by their own token to what the kiosk has, and
// to nothing else, whatever they call themselves.
#include <array>

#include "web/routes.hpp"
#include "web_support.hpp"

namespace touchpoint::web {
namespace {

constexpr std::string_view kHost = "tablets.example.org";
constexpr std::string_view kPrint =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

class TabletsTest : public WebTest {
 protected:
  TabletsTest() {
    add_staff("sara", StaffRole::supervisor);
    open_door();
    cookie_ = cookie_of(sign_in("sara"));
  }

  void open_door() {
    on_loop([&] {
      api_->set_tablet_authority(
          {.certificate = "-----BEGIN CERTIFICATE-----\nAAEC\nAwQ=\n-----END CERTIFICATE-----\n",
           .fingerprint = std::string(kPrint),
           .not_after = {},
           .url = "https://tablets.example.org:7443/"});
    });
  }

  static Request by_lan(Request made) {
    made.peer.via = Peer::Via::tls;
    made.peer.listener = kLanListener;
    return made;
  }
  static Request lan(Method method, std::string_view path, std::string_view body = "{}") {
    return by_lan(method == Method::post ? post(kHost, path, body) : request(method, kHost, path));
  }
  Request as_tablet(Request made) const {
    return with(std::move(made), "cookie", "__Host-touchpoint_tablet=" + tablet_);
  }

  std::string code_for(std::string_view name) {
    const auto reply = ask(as_staff(
        post("counter.localhost", "/v1/tablets/code", R"({"name":")" + std::string(name) + "\"}")));
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.body.substr(reply.body.find("\"code\":\"") + 8, 8);
  }
  Reply type(std::string_view code) {
    clock_.advance(std::chrono::seconds{1});
    return ask(lan(Method::post, "/v1/tablet/pairing", R"({"code":")" + std::string(code) + "\"}"));
  }
  static std::string other_than(std::string code) {
    code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return code;
  }
  void pair(std::string_view name = "shelf-1") {
    const auto reply = type(code_for(name));
    EXPECT_EQ(reply.status, 201) << reply.body;
    tablet_ = cookie_of(reply);
  }
  std::string list() {
    return ask(as_staff(request(Method::get, "counter.localhost", "/v1/tablets"))).body;
  }
  static std::string an_answer(int version = 1) {
    return R"({"id":")" + std::string(kId) +
           R"(","type":"touchpoint.survey.answered","data":{"survey":"visit","version":)" +
           std::to_string(version) +
           R"(,"question":"recommend","kind":"nps","language":"it","score":9}})";
  }

  std::string tablet_;
};

TEST_F(TabletsTest, ACodePairsOnceAndIsRecordedWithWhoGaveIt) {
  const auto code = code_for("shelf-1");
  const auto reply = type(code);
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, R"({"name":"shelf-1"})");
  const auto cookie = reply.header("Set-Cookie");
  for (const auto* part : {"; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(device_.events.back().type, "touchpoint.tablet.paired");
  EXPECT_EQ(device_.events.back().data, R"({"tablet":"shelf-1","by":"sara"})");
  EXPECT_EQ(type(code).status, 403);
}

TEST_F(TabletsTest, WhoeverGuessesHasFiveTriesAndOneASecond) {
  const auto code = code_for("shelf-1");
  for (int i = 0; i < limits::kPairingTriesMax; ++i) {
    const auto wrong = type(other_than(code));
    EXPECT_EQ(wrong.status, 403);
    EXPECT_EQ(wrong.error(), "wrong_code");
  }
  EXPECT_EQ(type(code).status, 403);

  const auto other = code_for("shelf-1");
  EXPECT_EQ(type(other_than(other)).status, 403);
  const auto at_once = ask(lan(Method::post, "/v1/tablet/pairing", R"({"code":")" + other + "\"}"));
  EXPECT_EQ(at_once.status, 429);
  EXPECT_EQ(at_once.header("Retry-After"), "1");
  EXPECT_EQ(type(other).status, 201);
}

TEST_F(TabletsTest, ACodeIsOverInTimeAndWithTheNextOne) {
  const auto first = code_for("shelf-1");
  const auto second = code_for("shelf-2");
  EXPECT_EQ(type(first).status, 403);
  clock_.advance(limits::kPairingCodeLife);
  EXPECT_EQ(type(second).status, 403);
}

TEST_F(TabletsTest, OnlyASupervisorPairsAndRevokes) {
  cookie_ = cookie_of(sign_in("giulia"));
  for (auto made : {post("counter.localhost", "/v1/tablets/code", R"({"name":"shelf-1"})"),
                    request(Method::get, "counter.localhost", "/v1/tablets"),
                    request(Method::del, "counter.localhost", "/v1/tablets/shelf-1")}) {
    const auto reply = ask(as_staff(std::move(made)));
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.error(), "not_upkeep");
  }
}

TEST_F(TabletsTest, ATabletHasANameOfItsOwnAndNoScreenHasIt) {
  for (const auto* name : {"counter-1", "kiosk-1", "Shelf", "", "a b"}) {
    const auto reply = ask(as_staff(
        post("counter.localhost", "/v1/tablets/code", R"({"name":")" + std::string(name) + "\"}")));
    EXPECT_EQ(reply.status, 422) << name << reply.body;
  }
}

TEST_F(TabletsTest, WhatItsCustomersSayIsRecordedUnderItsName) {
  pair();
  const auto reply = ask(as_tablet(lan(Method::post, "/v1/interactions", an_answer())));
  EXPECT_EQ(reply.status, 201) << reply.body;
  EXPECT_EQ(device_.events.back().touchpoint, "shelf-1");
  EXPECT_EQ(device_.events.back().actor, Actor::customer);
  const auto again = ask(as_tablet(lan(Method::post, "/v1/interactions", an_answer())));
  EXPECT_EQ(again.status, 200);
}

TEST_F(TabletsTest, AnAnswerThatWaitedMayBeToASurveyThatIsAskedNoMore) {
  pair();
  EXPECT_EQ(answer(an_answer(7)).status, 422);  // on the device's own screen
  EXPECT_EQ(ask(as_tablet(lan(Method::post, "/v1/interactions", an_answer(7)))).status, 201);
  auto wrong = an_answer(7);
  wrong.replace(wrong.find(":9}"), 3, ":19}");
  wrong.replace(wrong.find(kId), kId.size(), "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11");
  EXPECT_EQ(ask(as_tablet(lan(Method::post, "/v1/interactions", wrong))).status, 422);
}

TEST_F(TabletsTest, NothingIsRecordedForWhoeverIsNotPaired) {
  const auto before = device_.events.size();
  EXPECT_EQ(ask(lan(Method::post, "/v1/interactions", an_answer())).error(), "not_paired");
  EXPECT_EQ(ask(lan(Method::get, "/v1/touchpoint")).status, 401);
  tablet_ = "somebody";
  EXPECT_EQ(ask(as_tablet(lan(Method::post, "/v1/interactions", an_answer()))).status, 401);
  EXPECT_EQ(device_.events.size(), before);
}

TEST_F(TabletsTest, ARevokedOneIsLetInNoMore) {
  pair();
  EXPECT_NE(list().find(R"("name":"shelf-1")"), std::string::npos);
  const auto gone = request(Method::del, "counter.localhost", "/v1/tablets/shelf-1");
  EXPECT_EQ(ask(as_staff(gone)).status, 204);
  EXPECT_EQ(device_.events.back().type, "touchpoint.tablet.revoked");
  EXPECT_EQ(ask(as_tablet(lan(Method::get, "/v1/touchpoint"))).status, 401);
  EXPECT_EQ(ask(as_staff(gone)).status, 422);
  EXPECT_EQ(list().find("shelf-1"), std::string::npos);
}

TEST_F(TabletsTest, PairedAgainUnderItsNameTheOneBeforeIsLetInNoMore) {
  pair();
  const auto before = tablet_;
  pair();
  EXPECT_NE(tablet_, before);
  EXPECT_EQ(ask(as_tablet(lan(Method::get, "/v1/tablet"))).status, 200);
  tablet_ = before;
  EXPECT_EQ(ask(as_tablet(lan(Method::get, "/v1/tablet"))).status, 401);
}

TEST_F(TabletsTest, ItIsKnownAfterARestartAndWhenItWasSeen) {
  pair();
  clock_.advance(std::chrono::hours{1});
  EXPECT_EQ(ask(as_tablet(lan(Method::get, "/v1/touchpoint"))).status, 200);
  const auto seen = to_rfc3339(clock_.wall());
  // What is written down beside comes before what is asked for behind it.
  EXPECT_TRUE(wait<void>([&](auto done) { access_->staff_enable("giulia", std::move(done)); }));
  restart();
  open_door();
  cookie_ = cookie_of(sign_in("sara"));
  EXPECT_NE(list().find("\"seen_at\":\"" + seen), std::string::npos) << list();
  EXPECT_EQ(ask(as_tablet(lan(Method::get, "/v1/touchpoint"))).status, 200);
}

// Every route there is, by the door for tablets, for a paired tablet that also has a program's
// token and a supervisor's session.
TEST_F(TabletsTest, NothingButTheKiosksRoutesIsBehindTheDoor) {
  pair();
  constexpr std::array<std::string_view, 7> kThere = {"/v1/interactions",
                                                      "/v1/touchpoint",
                                                      "/v1/tablet",
                                                      "/v1/tablet/pairing",
                                                      "/v1/tablet/authority",
                                                      "/v1/tablet/authority.crt",
                                                      "/v1/tablet/authority.mobileconfig"};
  for (const auto& route : routes()) {
    auto made = lan(route.method, route.pattern);
    made =
        as_program(with(std::move(made), "cookie",
                        "touchpoint_session=" + cookie_ + "; __Host-touchpoint_tablet=" + tablet_));
    const auto status = ask(std::move(made)).status;
    const bool there = std::ranges::find(kThere, route.pattern) != kThere.end();
    EXPECT_EQ(status == 404 || status == 405, !there) << route.pattern << ": " << status;
  }
}

TEST_F(TabletsTest, TheDoorAnswersToItsNamesOnlyAndIsNoOtherFace) {
  for (const std::string_view host : {"localhost", "counter.localhost", "kiosk.localhost",
                                      "127.0.0.1", "evil.example", "192.168.1.21"}) {
    EXPECT_EQ(ask(by_lan(request(Method::get, host, "/v1/tablet/authority"))).status, 421) << host;
  }
  EXPECT_EQ(ask(by_lan(request(Method::get, "192.168.1.20", "/v1/tablet/authority"))).status, 200);
  // And what is no tablet's door does not answer to the tablets' names.
  EXPECT_EQ(ask(request(Method::get, kHost, "/healthz")).status, 421);
}

TEST_F(TabletsTest, PagesOfOtherOriginsMayNotPairOrRecord) {
  pair();
  for (const auto* path : {"/v1/tablet/pairing", "/v1/interactions"}) {
    const auto made = as_tablet(lan(Method::post, path));
    EXPECT_EQ(ask(with(made, "origin", "https://evil.example")).status, 403) << path;
    EXPECT_EQ(ask(with(made, "sec-fetch-site", "same-site")).status, 403) << path;
  }
}

TEST_F(TabletsTest, WhomToTrustIsToldInTheThreeFormsThatTabletsTake) {
  const auto facts = ask(lan(Method::get, "/v1/tablet/authority"));
  EXPECT_NE(facts.body.find(kPrint), std::string::npos);
  const auto file = ask(lan(Method::get, "/v1/tablet/authority.crt"));
  EXPECT_EQ(file.content_type, "application/x-x509-ca-cert");
  const auto profile = ask(lan(Method::get, "/v1/tablet/authority.mobileconfig"));
  EXPECT_EQ(profile.content_type, "application/x-apple-aspen-config");
  EXPECT_NE(profile.body.find("<data>AAECAwQ=</data>"), std::string::npos) << profile.body;
  EXPECT_EQ(profile.body.find("BEGIN"), std::string::npos);
}

TEST_F(TabletsTest, WithoutADoorNoCodeIsGiven) {
  restart();
  cookie_ = cookie_of(sign_in("sara"));
  const auto reply =
      ask(as_staff(post("counter.localhost", "/v1/tablets/code", R"({"name":"shelf-1"})")));
  EXPECT_EQ(reply.status, 503) << reply.body;
}

}  // namespace
}  // namespace touchpoint::web
