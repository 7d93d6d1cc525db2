// The console's door: who may come in, by which name, from which page, and what a wrong password
// costs. Real sockets, real scrypt, a hub as `init` makes it.
#include "http_client.hpp"
#include "hub_world.hpp"
#include "sync/hub/console/routes.hpp"

namespace touchpoint::hub {
namespace {

using touchpoint::testing::Answer;
using touchpoint::testing::RawClient;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kPassword = "correct horse battery";

constexpr web::Asset kPages[] = {{.path = "/index.html",
                                  .content_type = "text/html",
                                  .gzip = {},
                                  .plain = "<!doctype html>",
                                  .etag = "1",
                                  .immutable = false}};

std::string_view name_of(web::Method method) {
  if (method == web::Method::get) return "GET";
  return method == web::Method::post ? "POST" : "DELETE";
}

class HubConsoleTest : public HubWorld {
 protected:
  HubConsoleTest() {
    settings_.console_pages = kPages;
    again();
    add_operator("anna");
  }

  void again() {
    stop();
    start();
  }
  void add_operator(const std::string& name) {
    command(R"({"verb":"operator.add","name":")" + name + R"(","password":")" + kPassword +
            R"("})");
  }

  virtual RawClient connect() { return RawClient::tcp(hub_->console_port()); }
  std::string own_host() { return "console.localhost:" + std::to_string(hub_->console_port()); }

  Answer ask(std::string_view method, std::string_view path, const Headers& headers = {},
             std::string_view body = {}, std::string host = {}) {
    if (host.empty()) host = own_host();
    std::string text = std::string(method) + " " + std::string(path) +
                       " HTTP/1.1\r\nHost: " + host +
                       "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers)
      text += name + ": " + value + "\r\n";
    auto client = connect();
    EXPECT_TRUE(client.send(text + "\r\n" + std::string(body)));
    return client.answer(method == "HEAD");
  }
  Answer post(std::string_view path, std::string_view body, Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return ask("POST", path, headers, body);
  }
  Answer sign_in(const std::string& name, const std::string& password, Headers headers = {}) {
    return post("/v1/session", R"({"name":")" + name + R"(","password":")" + password + R"("})",
                std::move(headers));
  }
  // "name=token", as a browser sends it back.
  static std::string cookie_of(const Answer& answer) {
    const auto header = answer.headers.find("set-cookie");
    return header == answer.headers.end() ? "" : header->second.substr(0, header->second.find(';'));
  }
  Headers signed_in() { return {{"Cookie", cookie_of(sign_in("anna", kPassword))}}; }

  std::vector<std::string> noted() {
    std::vector<std::string> words;
    auto answer = command(R"({"verb":"action.list"})");
    for (const auto& action : answer["actions"].as_array()) {
      words.push_back(text_of(action.at("by")) + " " + text_of(action.at("what")) + " " +
                      text_of(action.at("about")));
    }
    return words;
  }
};

TEST_F(HubConsoleTest, EveryRouteButTheSignInIsClosedToStrangers) {
  for (const auto& route : console_routes()) {
    const auto answer =
        ask(name_of(route.method), route.path, {{"Content-Type", "application/json"}},
            route.method == web::Method::post ? "{}" : "");
    if (route.verb == kSignIn) {
      EXPECT_EQ(answer.status, 400) << route.path << ": only an empty sign-in is wrong";
      continue;
    }
    EXPECT_EQ(answer.status, 401) << name_of(route.method) << " " << route.path;
  }
}

TEST_F(HubConsoleTest, EveryRouteIsClosedToPagesOfOtherOriginsEvenWithACookie) {
  const auto cookie = signed_in();
  for (const auto& route : console_routes()) {
    for (const auto& foreign :
         {Headers{{"Origin", "http://evil.example"}}, Headers{{"Origin", "null"}},
          Headers{{"Sec-Fetch-Site", "cross-site"}}, Headers{{"Sec-Fetch-Site", "same-site"}}}) {
      auto headers = foreign;
      headers.insert(headers.end(), cookie.begin(), cookie.end());
      headers.emplace_back("Content-Type", "application/json");
      const auto answer = ask(name_of(route.method), route.path, headers,
                              route.method == web::Method::post ? "{}" : "");
      EXPECT_EQ(answer.status, 403) << name_of(route.method) << " " << route.path;
    }
  }
  EXPECT_EQ(ask("GET", "/v1/session", cookie).status, 200) << "and the session is still there";
}

TEST_F(HubConsoleTest, ForeignNamesAreRefusedForPagesAndRoutesAlike) {
  const auto cookie = signed_in();
  for (const auto* host : {"evil.example", "console.localhost.evil.example", "counter.localhost"}) {
    for (const auto* path : {"/", "/v1/fleet", "/v1/session"}) {
      EXPECT_EQ(ask("GET", path, cookie, {}, host).status, 421) << host << path;
    }
  }
  for (const auto* host : {"localhost", "127.0.0.1", "console.localhost"}) {
    EXPECT_EQ(ask("GET", "/", {}, {}, host).status, 200) << host;
  }
}

TEST_F(HubConsoleTest, WhateverIsAnsweredCarriesTheSecurityHeaders) {
  const auto cookie = signed_in();
  for (const auto& answer :
       {ask("GET", "/"), ask("GET", "/none"), ask("GET", "/v1/fleet"),
        ask("GET", "/v1/fleet", cookie), ask("PUT", "/v1/fleet", cookie),
        ask("GET", "/", {}, {}, "evil.example"), post("/v1/tokens", "{}", cookie)}) {
    EXPECT_TRUE(answer.headers.contains("content-security-policy")) << answer.status;
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_FALSE(answer.headers.contains("access-control-allow-origin"));
  }
  EXPECT_EQ(ask("GET", "/v1/fleet", cookie).headers.at("cache-control"), "no-store");
}

TEST_F(HubConsoleTest, OtherDoorsDoNotAnswerAtTheConsoleAndTheConsoleNotAtTheirs) {
  EXPECT_EQ(ask("GET", "/metrics").status, 404);
  EXPECT_EQ(ask("POST", "/v1/track").status, 404);
  auto sources = RawClient::tcp(hub_->sources_port());
  ASSERT_TRUE(sources.send("GET /v1/fleet HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_EQ(sources.answer().status, 404);
}

TEST_F(HubConsoleTest, TheCookieIsForThisPageAloneAndItsTokenIsAlwaysNew) {
  const auto first = sign_in("anna", kPassword);
  ASSERT_EQ(first.status, 200);
  const auto& header = first.headers.at("set-cookie");
  EXPECT_NE(header.find("HttpOnly"), std::string::npos);
  EXPECT_NE(header.find("SameSite=Strict"), std::string::npos);
  EXPECT_NE(header.find("Path=/"), std::string::npos);
  // A token that somebody else put into the browser is never taken over.
  const std::string planted = "touchpoint_console=planted-by-somebody-else";
  EXPECT_EQ(ask("GET", "/v1/session", {{"Cookie", planted}}).status, 401);
  const auto second = sign_in("anna", kPassword, {{"Cookie", planted}});
  EXPECT_NE(cookie_of(second), planted);
  EXPECT_EQ(ask("GET", "/v1/session", {{"Cookie", planted}}).status, 401);
  // Signing in again ends the session that was shown.
  const auto third = sign_in("anna", kPassword, {{"Cookie", cookie_of(second)}});
  EXPECT_EQ(ask("GET", "/v1/session", {{"Cookie", cookie_of(second)}}).status, 401);
  EXPECT_EQ(ask("GET", "/v1/session", {{"Cookie", cookie_of(third)}}).status, 200);
}

TEST_F(HubConsoleTest, SigningOutEndsTheSession) {
  const auto cookie = signed_in();
  EXPECT_EQ(ask("GET", "/v1/fleet", cookie).status, 200);
  EXPECT_EQ(ask("DELETE", "/v1/session", cookie).status, 204);
  EXPECT_EQ(ask("GET", "/v1/fleet", cookie).status, 401);
}

TEST_F(HubConsoleTest, RemovingAnOperatorEndsTheirSessions) {
  add_operator("bruno");
  const Headers bruno{{"Cookie", cookie_of(sign_in("bruno", kPassword))}};
  const auto anna = signed_in();
  ASSERT_EQ(ask("GET", "/v1/fleet", bruno).status, 200);
  command(R"({"verb":"operator.remove","name":"bruno"})");
  EXPECT_EQ(ask("GET", "/v1/fleet", bruno).status, 401);
  EXPECT_EQ(ask("GET", "/v1/fleet", anna).status, 200);
  EXPECT_EQ(sign_in("bruno", kPassword).status, 401);
}

TEST_F(HubConsoleTest, AThirdWrongPasswordMakesTheNextTryWaitForAnybodysName) {
  for (const auto* name : {"anna", "nobody"}) {
    for (int i = 0; i < 3; ++i) {
      const auto answer = sign_in(name, "a wrong password");
      EXPECT_EQ(answer.status, 401) << name << i;
      EXPECT_EQ(answer.body.find("nobody"), std::string::npos);
    }
    const auto answer = sign_in(name, kPassword);
    EXPECT_EQ(answer.status, 429) << name << ": the right one waits, too";
    EXPECT_TRUE(answer.headers.contains("retry-after"));
  }
  EXPECT_EQ(sign_in("carla", kPassword).status, 401) << "others do not wait";
}

TEST_F(HubConsoleTest, StartingTheHubAgainBuysNoTries) {
  for (int i = 0; i < 4; ++i)
    static_cast<void>(sign_in("anna", "a wrong password"));
  again();
  EXPECT_EQ(sign_in("anna", kPassword).status, 429);
}

TEST_F(HubConsoleTest, StartingTheHubAgainEndsSessionsAndKeepsOperators) {
  const auto cookie = signed_in();
  again();
  EXPECT_EQ(ask("GET", "/v1/fleet", cookie).status, 401);
  EXPECT_EQ(sign_in("anna", kPassword).status, 200);
}

TEST_F(HubConsoleTest, WhatIsWrongIsSaidAndNothingIsRepeated) {
  EXPECT_EQ(post("/v1/session", "not json").status, 400);
  EXPECT_EQ(post("/v1/session", R"({"name":"anna"})").status, 400);
  EXPECT_EQ(post("/v1/session", R"({"name":"anna","password":7})").status, 400);
  EXPECT_EQ(ask("POST", "/v1/session", {{"Content-Type", "text/plain"}}, "{}").status, 415);
  EXPECT_EQ(ask("PUT", "/v1/session").status, 405);
  const auto cookie = signed_in();
  const auto answer = post("/v1/tokens", R"({"device":"A B","store":"x","valid_s":60})", cookie);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.body.find("A B"), std::string::npos);
  EXPECT_EQ(post("/v1/devices/revoke", R"({"device":"none"})", cookie).status, 422);
  EXPECT_EQ(post("/v1/tokens/withdraw", R"({"token":"none"})", cookie).status, 422);
}

TEST_F(HubConsoleTest, PasswordsThatAreTooShortAreRefusedAndNamesAreTakenOnce) {
  auto client = control::ControlClient::connect(folder_.control_socket());
  EXPECT_FALSE(client.value().call(R"({"verb":"operator.add","name":"c","password":"short"})"));
  EXPECT_FALSE(
      client.value().call(R"({"verb":"operator.add","name":"C","password":"long enough!"})"));
  EXPECT_FALSE(
      client.value().call(R"({"verb":"operator.add","name":"anna","password":"long enough!"})"));
  EXPECT_FALSE(client.value().call(R"({"verb":"operator.remove","name":"nobody"})"));
}

TEST_F(HubConsoleTest, ATokenIsMadeListedAndWithdrawnAndAnotherLetsADeviceIn) {
  const auto cookie = signed_in();
  const std::string wish = R"({"device":"milano-01-pos-9","store":"milano-01","valid_s":3600})";
  auto made = json_of(post("/v1/tokens", wish, cookie).body);
  EXPECT_TRUE(text_of(made["hub"]).starts_with("https://"));
  auto open = json_of(ask("GET", "/v1/tokens", cookie).body)["tokens"].as_array();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].at("device"), "milano-01-pos-9");
  EXPECT_EQ(text_of(made["token"]).find(text_of(open[0].at("token"))), std::string::npos);
  EXPECT_EQ(
      post("/v1/tokens/withdraw", R"({"token":")" + text_of(open[0].at("token")) + R"("})", cookie)
          .status,
      200);
  EXPECT_TRUE(json_of(ask("GET", "/v1/tokens", cookie).body)["tokens"].as_array().empty());
  const auto read = sync::token_from_text(text_of(made["token"]));
  const auto key = sync::new_private_key();
  const auto csr = sync::new_request(key, {"milano-01-pos-9", "milano-01"}).value();
  const Sender sender{.device = "milano-01-pos-9", .store = "milano-01"};
  EXPECT_EQ(ask_to_enrol(read.value().secret, sender, csr).status, 401);
  made = json_of(post("/v1/tokens", wish, cookie).body);
  const auto good = sync::token_from_text(text_of(made["token"]));
  EXPECT_EQ(ask_to_enrol(good.value().secret, sender, csr).status, 201);
}

TEST_F(HubConsoleTest, WhatOperatorsChangeIsNotedWithTheirName) {
  enrol("milano-01-pos-3", "milano-01");
  const auto cookie = signed_in();
  EXPECT_EQ(post("/v1/devices/revoke", R"({"device":"milano-01-pos-3"})", cookie).status, 200);
  EXPECT_EQ(
      post("/v1/sources", R"({"name":"shop","user_id":"loyalty","home_store":"milano-01"})", cookie)
          .status,
      200);
  static_cast<void>(sign_in("anna", "a wrong password"));
  const auto actions = noted();
  for (const auto* expected :
       {"anna device.revoke milano-01-pos-3", "anna source.add shop", "anna signed_in ",
        "anna sign_in.refused ", " operator.add anna", " token milano-01-pos-3"}) {
    EXPECT_EQ(std::count(actions.begin(), actions.end(), expected), 1) << expected;
  }
}

TEST_F(HubConsoleTest, WhoSignedInIsWhoDidItWhateverThePageSays) {
  const auto cookie = signed_in();
  const std::string somebody =
      R"({"store":"milano-01","name":"marco","display_name":"Marco B.","role":"associate",)";
  const auto staff = [&] {
    return json_of(ask("GET", "/v1/staff", cookie).body)["staff"].as_array();
  };
  EXPECT_EQ(post("/v1/staff", somebody + R"("pin":"123456","by":"eve"})", cookie).status, 422);
  EXPECT_TRUE(staff().empty()) << "a PIN that only counts";
  EXPECT_EQ(post("/v1/staff", somebody + R"("pin":"739164","by":"eve"})", cookie).status, 200);
  ASSERT_EQ(staff().size(), 1);
  EXPECT_EQ(text_of(staff().at(0).at("by")), "anna");
  EXPECT_EQ(
      post("/v1/settings",
           R"({"body":"[kiosk]\nidle = \"30s\"\n","ring":"all","note":"","by":"eve"})", cookie)
          .status,
      200);
  auto status = json_of(ask("GET", "/v1/settings", cookie).body);
  EXPECT_EQ(text_of(status["settings"].as_array().at(0).at("by")), "anna");
}

TEST_F(HubConsoleTest, SettingsAreCheckedWithoutBeingPublished) {
  const auto cookie = signed_in();
  const auto wrong = post("/v1/settings/check", R"({"body":"[web]\nlisten = \"x\"\n"})", cookie);
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(wrong.body.find("cannot be given by the hub"), std::string::npos) << wrong.body;
  const auto right = R"({"body":"[kiosk]\nidle = \"30s\"\n"})";
  EXPECT_EQ(post("/v1/settings/check", right, cookie).status, 200);
  auto status = json_of(ask("GET", "/v1/settings", cookie).body);
  EXPECT_TRUE(status["settings"].as_array().empty());
}

TEST_F(HubConsoleTest, ASurveyIsCheckedByWhatDevicesReadItBy) {
  const auto cookie = signed_in();
  const auto check = [&](const std::string& survey) {
    return post("/v1/surveys/check", R"({"survey":)" + json_quoted(survey) + "}", cookie);
  };
  const auto right = check(
      R"({"id":"a","pages":[{"elements":[{"type":"rating","name":"q","title":{"it":"Q"},"metric":"nps","rateMin":0,"rateMax":10}]}]})");
  EXPECT_EQ(right.status, 200);
  EXPECT_NE(right.body.find(R"("kind":"nps","look":"numbers")"), std::string::npos) << right.body;
  const auto wrong = check(
      R"({"id":"a","pages":[{"elements":[{"type":"rating","name":"q","title":"Q","metric":"nps","rateMin":1,"rateMax":10}]}]})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(wrong.body.find("nps is asked from 0 to 10"), std::string::npos) << wrong.body;
  EXPECT_EQ(post("/v1/surveys/check", "{}", cookie).status, 422);
  EXPECT_EQ(post("/v1/surveys/check", "{}").status, 401);
}

TEST_F(HubConsoleTest, ANewWriteKeyEndsTheOneBeforeAndARemovalAll) {
  const auto cookie = signed_in();
  const auto key = [&](std::string_view path, const std::string& body) {
    return text_of(json_of(post(path, body, cookie).body)["write_key"]);
  };
  const auto calls = [&](const std::string& with) {
    auto client = RawClient::tcp(hub_->sources_port());
    const std::string body = R"({"userId":"1","event":"Product Viewed"})";
    EXPECT_TRUE(client.send("POST /v1/track HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
                            to_base64(as_bytes(with + ":")) +
                            "\r\nContent-Type: application/json\r\nContent-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n" + body));
    return client.answer().status;
  };
  const auto first = key("/v1/sources", R"({"name":"shop","user_id":"loyalty","home_store":""})");
  EXPECT_EQ(calls(first), 200);
  const auto second = key("/v1/sources/rotate", R"({"name":"shop"})");
  EXPECT_EQ(calls(first), 401);
  EXPECT_EQ(calls(second), 200);
  EXPECT_EQ(post("/v1/sources/remove", R"({"name":"shop"})", cookie).status, 200);
  EXPECT_EQ(calls(second), 401);
  EXPECT_EQ(post("/v1/sources/remove", R"({"name":"shop"})", cookie).status, 422);
  EXPECT_TRUE(json_of(ask("GET", "/v1/sources", cookie).body)["sources"].as_array().empty());
}

TEST_F(HubConsoleTest, RingsAndAnnouncedDevicesAreTheCommandLines) {
  enrol("milano-01-pos-3", "milano-01");
  const auto cookie = signed_in();
  EXPECT_EQ(post("/v1/rings", R"({"name":"pilot"})", cookie).status, 200);
  EXPECT_EQ(post("/v1/rings", R"({"name":"pilot"})", cookie).status, 422);
  const auto put = R"({"ring":"pilot","device":"milano-01-pos-3"})";
  EXPECT_EQ(post("/v1/rings/put", put, cookie).status, 200);
  auto status = json_of(ask("GET", "/v1/settings", cookie).body);
  EXPECT_EQ(text_of(status["devices"].as_array().at(0).at("ring")), "pilot");
  const auto device = R"({"devices":[{"device":"bari-04-pos-1","store":"bari-04"}]})";
  EXPECT_EQ(post("/v1/waiting/expect", device, cookie).status, 200);
  EXPECT_EQ(post("/v1/waiting/expect", R"({"devices":[{"device":"Bari!"}]})", cookie).status, 422);
}

class HubConsoleTlsTest : public HubConsoleTest {
 protected:
  HubConsoleTlsTest() {
    settings_.console_listen = "0.0.0.0:0";
    again();
  }
  RawClient connect() override {
    return RawClient::tls(hub_->console_port(), read_keys(folder_).value().authority.certificate);
  }
};

TEST_F(HubConsoleTlsTest, OutsideThisMachineThereIsOnlyTlsAndTheCookieSaysSo) {
  const auto answer = sign_in("anna", kPassword);
  ASSERT_EQ(answer.status, 200);
  EXPECT_TRUE(cookie_of(answer).starts_with("__Host-"));
  EXPECT_NE(answer.headers.at("set-cookie").find("Secure"), std::string::npos);
  EXPECT_EQ(ask("GET", "/v1/fleet", {{"Cookie", cookie_of(answer)}}).status, 200);
  EXPECT_EQ(ask("GET", "/", {}, {}, "evil.example").status, 421);
  auto plain = RawClient::tcp(hub_->console_port());
  EXPECT_TRUE(plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_NE(plain.answer().status, 200);
}

}  // namespace
}  // namespace touchpoint::hub
