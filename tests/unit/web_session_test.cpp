#include <boost/json/parse.hpp>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;

class SessionTest : public WebTest {
 protected:
  Reply session(const std::string& cookie) {
    return ask(with(request(Method::get, "counter.localhost", "/v1/session"), "cookie",
                    "touchpoint_session=" + cookie));
  }
  std::vector<std::string> staff_events() const {
    std::vector<std::string> events;
    for (const auto& event : device_.events)
      events.push_back(event.type + " " + event.data);
    return events;
  }
};

TEST_F(SessionTest, BeginsWithNameAndPin) {
  const auto reply = sign_in();
  EXPECT_EQ(reply.status, 200);
  const auto session = boost::json::parse(reply.body).as_object();
  EXPECT_EQ(session.at("name").as_string(), "giulia");
  EXPECT_EQ(session.at("display_name").as_string(), "Displayed giulia");
  EXPECT_EQ(session.at("role").as_string(), "associate");
  EXPECT_EQ(session.at("expires_at").as_string(), to_rfc3339(clock_.wall() + 2min));
  const auto cookie = reply.header("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("touchpoint_session="));
  EXPECT_TRUE(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"));
  EXPECT_EQ(cookie_of(reply).size(), 43U);
  EXPECT_EQ(this->session(cookie_of(reply)).body, reply.body);
  EXPECT_EQ(staff_events(),
            std::vector<std::string>{R"(touchpoint.staff.signed_in {"staff":"giulia"})"});
}

TEST_F(SessionTest, OverTlsIsOnlyForTls) {
  auto made = post("counter.localhost", "/v1/session", R"({"name":"giulia","pin":"493817"})");
  made.peer.via = Peer::Via::tls;
  EXPECT_TRUE(ask(made).header("Set-Cookie").ends_with("; Secure"));
}

TEST_F(SessionTest, DoesNotBeginWithWhatIsWrong) {
  EXPECT_EQ(sign_in("giulia", "493818").status, 401);
  EXPECT_EQ(sign_in("nobody", "493817").status, 401);
  EXPECT_EQ(sign_in("giulia", "493818").error(), sign_in("nobody", "493817").error());
  for (const std::string_view body :
       {R"({})", R"({"name":"giulia"})", R"({"name":"giulia","pin":493817})",
        R"({"name":"giulia","pin":"493817","role":"supervisor"})", R"([])"}) {
    EXPECT_EQ(ask(post("counter.localhost", "/v1/session", body)).status, 400) << body;
  }
  for (const std::string_view body :
       {R"({"name":"giulia","pin":"12345"})", R"({"name":"giulia","pin":"1234567890123"})",
        R"({"name":"giulia","pin":"49381x"})", R"({"name":"","pin":"493817"})"}) {
    EXPECT_EQ(ask(post("counter.localhost", "/v1/session", body)).status, 422) << body;
  }
}

TEST_F(SessionTest, RefusalsAreRecordedForThoseWhoExist) {
  sign_in("nobody", "493818");
  EXPECT_TRUE(device_.events.empty());
  sign_in("giulia", "493818");
  EXPECT_EQ(staff_events(),
            std::vector<std::string>{R"(touchpoint.staff.refused {"staff":"giulia"})"});
}

TEST_F(SessionTest, AnswersASlowingDownAndADisabledName) {
  given_failures("giulia", 2);
  EXPECT_EQ(sign_in("giulia", "111222").status, 401);
  const auto wait = sign_in();
  EXPECT_EQ(wait.status, 429);
  EXPECT_EQ(wait.header("Retry-After"), "2");
  given_failures("giulia", 9);
  EXPECT_EQ(sign_in("giulia", "111222").status, 403);
  clock_.advance(24h);
  EXPECT_EQ(sign_in().status, 403);
  EXPECT_EQ(sign_in("marco").status, 200);
}

TEST_F(SessionTest, EndsWhenNobodyIsThereForTwoMinutes) {
  const auto cookie = cookie_of(sign_in());
  for (int i = 0; i < 5; ++i) {
    clock_.advance(2min - 1ms);
    EXPECT_EQ(session(cookie).status, 200);  // each look keeps it
  }
  clock_.advance(2min);
  EXPECT_EQ(session(cookie).status, 401);
  EXPECT_EQ(device_.recorded_types().back(), "touchpoint.staff.signed_out");
}

TEST_F(SessionTest, EndsAfterTwelveHours) {
  const auto cookie = cookie_of(sign_in());
  for (int i = 0; i < 12 * 60 - 1; ++i) {
    clock_.advance(1min);
    ASSERT_EQ(session(cookie).status, 200) << i;
  }
  clock_.advance(1min);
  EXPECT_EQ(session(cookie).status, 401);
}

TEST_F(SessionTest, IsNotMovedByAWallClockThatJumps) {
  const auto cookie = cookie_of(sign_in());
  for (const auto jump : {std::chrono::hours{24 * 3650}, std::chrono::hours{-48 * 3650}}) {
    clock_.jump(jump);
    EXPECT_EQ(session(cookie).status, 200);
  }
}

TEST_F(SessionTest, EndsWithSigningOut) {
  const auto cookie = cookie_of(sign_in());
  const auto reply = ask(with(request(Method::del, "counter.localhost", "/v1/session"), "cookie",
                              "touchpoint_session=" + cookie));
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("Set-Cookie"),
            "touchpoint_session=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
  EXPECT_EQ(session(cookie).status, 401);
  EXPECT_EQ(device_.recorded_types().back(), "touchpoint.staff.signed_out");
}

TEST_F(SessionTest, EndsWhenSomebodyElseSignsInAtThePage) {
  const auto first = cookie_of(sign_in());
  const auto slip = post("counter.localhost", "/v1/session", R"({"name":"marco","pin":"493818"})");
  EXPECT_EQ(ask(with(slip, "cookie", "touchpoint_session=" + first)).status, 401);
  EXPECT_EQ(session(first).status, 200);
  const auto reply =
      ask(with(post("counter.localhost", "/v1/session", R"({"name":"marco","pin":"493817"})"),
               "cookie", "touchpoint_session=" + first));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(session(first).status, 401);
  EXPECT_EQ(session(cookie_of(reply)).status, 200);
}

TEST_F(SessionTest, IsNotTakenFromACookieThatSomebodyChose) {
  const std::string fixed(43, 'A');
  EXPECT_EQ(session(fixed).status, 401);
  const auto reply =
      ask(with(post("counter.localhost", "/v1/session", R"({"name":"giulia","pin":"493817"})"),
               "cookie", "touchpoint_session=" + fixed));
  EXPECT_NE(cookie_of(reply), fixed);
  EXPECT_EQ(session(fixed).status, 401);
}

TEST_F(SessionTest, IsNoGoodOnOtherSurfaces) {
  const auto cookie = cookie_of(sign_in());
  for (const std::string_view host : {"localhost", "kiosk.localhost"}) {
    const auto status = ask(with(request(Method::get, host, "/v1/status"), "cookie",
                                 "touchpoint_session=" + cookie))
                            .status;
    EXPECT_EQ(status, host == "localhost" ? 401 : 404);
  }
}

TEST_F(SessionTest, EndsWhenThePersonIsRemoved) {
  const auto cookie = cookie_of(sign_in());
  EXPECT_TRUE(wait<void>([&](auto done) { access_->staff_remove("giulia", std::move(done)); }));
  EXPECT_EQ(session(cookie).status, 401);
}

TEST_F(SessionTest, DoesNotSurviveARestart) {
  const auto cookie = cookie_of(sign_in());
  restart();
  EXPECT_EQ(session(cookie).status, 401);
}

TEST_F(SessionTest, KeepsWorkingWhenTheJournalDoesNot) {
  device_.failure = damaged("the journal has failed");
  const auto reply = sign_in();
  EXPECT_EQ(reply.status, 200);
  const auto metrics = ask(request(Method::get, "localhost", "/metrics")).body;
  EXPECT_NE(metrics.find("\ntouchpoint_audits_failed_total 1\n"), std::string::npos);
}

}  // namespace
}  // namespace touchpoint::web
