#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "http_fixture.hpp"
#include "https_scripted_server.hpp"
#include "sync/https/client.hpp"

namespace touchpoint::testing {
namespace {

using namespace std::chrono_literals;
using sync::HttpsAnswer;
using sync::HttpsClient;
using sync::HttpsIdentity;
using sync::HttpsRequest;
using web::Request;
using web::ResponderPtr;

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class HttpsClientTest : public HttpFixture {
 protected:
  HttpsClientTest()
      : authority_(make_authority("Hub CA")),
        other_(make_authority("Other CA")),
        hub_(
            issue(authority_,
                  {.common_name = "hub", .hosts = {"localhost", "127.0.0.1"}, .for_server = true})),
        device_(issue(authority_, {.common_name = "milano-01-pos-3", .unit = "milano-01"})) {
    trusting_.ca = authority_.certificate;
    known_ = {authority_.certificate, device_.certificate, device_.private_key};
  }
  ~HttpsClientTest() override {
    on_loop([this] { client_.reset(); });
  }

  // Our own server, with a listener "hub" that asks for client certificates.
  void serve_hub() {
    serve([](const Request& request, const ResponderPtr& responder) {
      auto response = text_response(request.path + request.peer.common_name + request.body);
      response.headers.emplace_back("X-Method", std::to_string(static_cast<int>(request.method)));
      responder->respond(std::move(response));
    });
    ASSERT_TRUE(
        listen({.name = "hub",
                .address = "127.0.0.1:0",
                .tls = web::TlsFiles{hub_.certificate, hub_.private_key, authority_.certificate}}));
  }

  void talk_to(std::uint16_t server_port, const HttpsIdentity& identity,
               const std::string& host = "localhost") {
    on_loop([&] {
      auto made = HttpsClient::make(loop(), "https://" + host + ":" + std::to_string(server_port),
                                    identity);
      ASSERT_TRUE(made) << made.error().sentence();
      client_ = std::move(made).value();
    });
  }

  std::future<Result<HttpsAnswer>> begin(HttpsRequest request) {
    std::promise<Result<HttpsAnswer>> promise;
    auto future = promise.get_future();
    on_loop([&] {
      client_->request(std::move(request), [promise = std::move(promise)](auto result) mutable {
        promise.set_value(std::move(result));
      });
    });
    return future;
  }
  Result<HttpsAnswer> ask(HttpsRequest request) { return begin(std::move(request)).get(); }
  Result<HttpsAnswer> get(const std::string& target = "/") { return ask({.target = target}); }

  void expect_failure(const Result<HttpsAnswer>& result, Condition condition,
                      const std::string& words) {
    ASSERT_FALSE(result) << result.value().status;
    EXPECT_TRUE(result.error().is(condition)) << result.error().sentence();
    EXPECT_NE(result.error().sentence().find(words), std::string::npos)
        << result.error().sentence();
  }

  ScriptedServer::Tls as_hub(int version_max = 0) { return {hub_, version_max}; }

  KeyPair authority_;
  KeyPair other_;
  KeyPair hub_;
  KeyPair device_;
  HttpsIdentity trusting_;  // knows the CA, has no certificate
  HttpsIdentity known_;     // … and has one
  std::unique_ptr<HttpsClient> client_;
};

TEST_F(HttpsClientTest, AsksAndIsAnswered) {
  serve_hub();
  talk_to(port("hub"), trusting_);
  const auto answer =
      ask({.method = "POST", .target = "/v1/x?a=1", .headers = {{"X-A", "b"}}, .body = "hello"});
  ASSERT_TRUE(answer) << answer.error().sentence();
  EXPECT_EQ(answer.value().status, 200);
  EXPECT_EQ(answer.value().body, "/v1/xhello");
  EXPECT_EQ(answer.value().header("content-type"), "text/plain");
  EXPECT_EQ(answer.value().header("absent"), "");
  EXPECT_EQ(last_request().header("x-a"), "b");
  EXPECT_EQ(last_request().host, "localhost");
}

TEST_F(HttpsClientTest, SaysWhoItIs) {
  serve_hub();
  talk_to(port("hub"), known_);
  EXPECT_EQ(get().value().body, "/milano-01-pos-3");
  EXPECT_EQ(last_request().peer.unit, "milano-01");
}

TEST_F(HttpsClientTest, ChecksAnAddressAsItChecksAName) {
  serve_hub();
  talk_to(port("hub"), trusting_, "127.0.0.1");
  EXPECT_EQ(get().value().status, 200);
}

TEST_F(HttpsClientTest, AsksInOrderOnOneConnection) {
  serve_hub();
  talk_to(port("hub"), trusting_);
  std::vector<std::future<Result<HttpsAnswer>>> answers;
  for (int i = 0; i < 20; ++i)
    answers.push_back(begin({.target = "/" + std::to_string(i)}));
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(answers[static_cast<std::size_t>(i)].get().value().body, "/" + std::to_string(i));
  EXPECT_EQ(connections(), 1u);
}

TEST_F(HttpsClientTest, ForgetsItsConnectionWhenAsked) {
  ScriptedServer server(as_hub(), {{kOk, kOk}, {kOk}});
  talk_to(server.port(), trusting_);
  EXPECT_TRUE(get());
  on_loop([this] { client_->reset(); });
  EXPECT_TRUE(get());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpsClientTest, AsksAgainWhenTheKeptConnectionWasClosed) {
  ScriptedServer server(as_hub(), {{kOk}, {kOk}, {kOk}});
  talk_to(server.port(), trusting_);
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(get());
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpsClientTest, AsksAgainOnlyOnce) {
  ScriptedServer server(as_hub(), {{kOk}, {}, {kOk}});
  talk_to(server.port(), trusting_);
  EXPECT_TRUE(get());
  expect_failure(get(), Condition::retry_later, "closed the connection before it had answered");
  EXPECT_EQ(server.connections(), 2);
  EXPECT_TRUE(get());
}

TEST_F(HttpsClientTest, ReadsEveryFormOfAnswer) {
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX: "
      "y\r\n\r\n";
  const std::string early = "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + kOk;
  const std::string none = "HTTP/1.1 204 No Content\r\n\r\n";
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";
  const std::string to_the_end = "HTTP/1.1 200 OK\r\n\r\nall of this";
  ScriptedServer server(as_hub(), {{chunked, early, none, head, to_the_end}});
  talk_to(server.port(), trusting_);
  EXPECT_EQ(get().value().body, "abcde");
  EXPECT_EQ(get().value().body, "ok");
  EXPECT_EQ(get().value().status, 204);
  EXPECT_EQ(ask({.method = "HEAD", .target = "/"}).value().body, "");
  EXPECT_EQ(get().value().body, "all of this");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpsClientTest, FollowsNoRedirect) {
  ScriptedServer server(as_hub(), {{"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n"
                                    "Content-Length: 0\r\n\r\n"}});
  talk_to(server.port(), trusting_);
  const auto answer = get();
  EXPECT_EQ(answer.value().status, 302);
  EXPECT_EQ(answer.value().header("location"), "https://evil.example/");
}

TEST_F(HttpsClientTest, DoesNotAskForThePortThatEveryoneHas) {
  ScriptedServer server(as_hub(), {{kOk}});
  talk_to(server.port(), trusting_);
  EXPECT_TRUE(get());
  EXPECT_NE(server.first_request().find("Host: localhost:" + std::to_string(server.port())),
            std::string::npos);
  EXPECT_EQ(server.first_request().find("Content-Length"), std::string::npos);
}

struct BadAnswer {
  std::string bytes;
  std::string words;
};

TEST_F(HttpsClientTest, RefusesAnswersThatAreNone) {
  for (const auto& bad : std::vector<BadAnswer>{
           {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "not HTTP"},
           {"<html>Welcome to our hotel</html>\r\n\r\n", "not HTTP"},
           {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "in the middle of its answer"},
           {"HTTP/1.1 200 OK\r\nContent-Le", "before it had answered"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not HTTP"},
           {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "not HTTP"},
           {"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "more than 100 bytes"},
           {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n", "more than 100 bytes"},
           {"HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'), "more than 100 bytes"},
           {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'), "not HTTP"},
       }) {
    ScriptedServer server(as_hub(), {{bad.bytes}});
    talk_to(server.port(), trusting_);
    expect_failure(ask({.target = "/", .answer_max = 100}), Condition::retry_later, bad.words);
    on_loop([this] { client_.reset(); });
  }
}

TEST_F(HttpsClientTest, NamesAServerThatRefusesOrCannotBeFound) {
  std::uint16_t free_port = 0;
  {
    const ScriptedServer server(std::nullopt, {});
    free_port = server.port();
  }
  talk_to(free_port, trusting_);
  expect_failure(get(), Condition::retry_later,
                 "localhost:" + std::to_string(free_port) + " refuses connections");
  talk_to(443, trusting_, "nowhere.invalid");
  expect_failure(get(), Condition::retry_later, "cannot find the address of nowhere.invalid");
}

TEST_F(HttpsClientTest, NoticesAServerThatDoesNotSpeakTls) {
  ScriptedServer server(std::nullopt, {{"HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n\r\n"}});
  talk_to(server.port(), trusting_);
  expect_failure(get(), Condition::retry_later, "does not speak TLS");
}

TEST_F(HttpsClientTest, NoticesAServerThatIsTooOld) {
  ScriptedServer server(as_hub(TLS1_1_VERSION), {{kOk}});
  talk_to(server.port(), trusting_);
  expect_failure(get(), Condition::misconfigured, "no TLS newer than 1.1");
}

TEST_F(HttpsClientTest, TrustsNoOtherCertificate) {
  struct Bad {
    KeyPair identity;
    Condition condition;
    std::string words;
  };
  const std::vector<std::string> here{"localhost"};
  const std::vector<Bad> all{
      {issue(other_, {.common_name = "hub", .hosts = here, .for_server = true}),
       Condition::misconfigured, "not signed by the hub's CA"},
      {other_, Condition::misconfigured, "not signed by the hub's CA"},
      {issue(authority_,
             {.common_name = "localhost", .hosts = {"hub.example"}, .for_server = true}),
       Condition::misconfigured, "is for another name"},
      {issue(authority_, {.common_name = "localhost", .for_server = true}),
       Condition::misconfigured, "is for another name"},  // in the old place only
      {issue(authority_, {.common_name = "hub", .hosts = {"*.localhost"}, .for_server = true}),
       Condition::misconfigured, "is for another name"},
      {issue(authority_,
             {.common_name = "hub", .hosts = here, .for_server = true, .valid_until = -1h}),
       Condition::retry_later, "has expired, or this device's clock is wrong"},
      {issue(authority_,
             {.common_name = "hub", .hosts = here, .for_server = true, .valid_from = 1h}),
       Condition::retry_later, "is not valid yet, or this device's clock is wrong"},
      {issue(authority_, {.common_name = "hub", .hosts = here}), Condition::misconfigured,
       "cannot be trusted"},  // a client's certificate
  };
  for (const auto& bad : all) {
    ScriptedServer server(ScriptedServer::Tls{bad.identity}, {{kOk}});
    talk_to(server.port(), known_);
    expect_failure(get(), bad.condition, bad.words);
    on_loop([this] { client_.reset(); });
  }
}

// A clock that was never set is behind the time that the device knows of; one that was set is not.
TEST_F(HttpsClientTest, JudgesTimeByTheLaterOfClockAndFloor) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  ScriptedServer server(ScriptedServer::Tls{hub_}, {{kOk}, {kOk}, {kOk}});
  const auto with_floor = [&](WallTime floor) {
    on_loop([this] { client_.reset(); });
    auto identity = trusting_;
    identity.time_floor = floor;
    talk_to(server.port(), identity);
  };
  with_floor(now + std::chrono::days{2});
  expect_failure(get(), Condition::retry_later, "has expired, or this device's clock is wrong");
  with_floor(WallTime{std::chrono::sys_days{std::chrono::year{2039} / 1 / 1}});  // beyond 32 bits
  expect_failure(get(), Condition::retry_later, "has expired, or this device's clock is wrong");
  with_floor(now - std::chrono::days{2});  // before it began
  const auto answer = get();
  ASSERT_TRUE(answer) << answer.error().sentence();
  EXPECT_EQ(answer.value().status, 200);
}

TEST_F(HttpsClientTest, TellsThatItsOwnCertificateWasRefused) {
  serve_hub();
  const auto present = [this](const KeyPair& pair) {
    return HttpsIdentity{authority_.certificate, pair.certificate, pair.private_key};
  };
  talk_to(port("hub"), present(issue(other_, {.common_name = "milano-01-pos-3"})));
  expect_failure(get(), Condition::misconfigured,
                 "refused this device's certificate: it is signed by another CA");
  talk_to(port("hub"), present(issue(authority_, {.common_name = "x", .valid_until = -1h})));
  expect_failure(get(), Condition::misconfigured,
                 "refused this device's certificate: it has expired");
  EXPECT_EQ(requests(), 0);

  ScriptedServer older({{hub_, TLS1_2_VERSION, authority_.certificate}}, {{kOk}});
  talk_to(older.port(), present(issue(other_, {.common_name = "milano-01-pos-3"})));
  expect_failure(get(), Condition::misconfigured, "refused this device's certificate");

  ScriptedServer strict({{hub_, 0, authority_.certificate}}, {{kOk}});
  talk_to(strict.port(), trusting_);
  expect_failure(get(), Condition::misconfigured, "it wants one, and none was presented");
}

TEST_F(HttpsClientTest, TrustsAnybodyOnlyWithoutACertificateOfItsOwn) {
  ScriptedServer server(
      ScriptedServer::Tls{issue(other_, {.common_name = "x", .for_server = true})}, {{kOk}});
  talk_to(server.port(), {});
  EXPECT_EQ(get("/v1/ca").value().body, "ok");
  on_loop([this] {
    const auto made = HttpsClient::make(loop(), "https://localhost",
                                        {"", device_.certificate, device_.private_key});
    ASSERT_FALSE(made);
    EXPECT_TRUE(made.error().is(Condition::misconfigured));
  });
}

TEST_F(HttpsClientTest, WaitsOnlySoLongWhateverItWaitsFor) {
  ScriptedServer silent(as_hub(), {{kOk, kSilence}});
  talk_to(silent.port(), trusting_);
  EXPECT_TRUE(get());
  auto first = begin({.target = "/", .timeout = 100ms});
  auto second = begin({.target = "/", .timeout = 50ms});
  expect_failure(second.get(), Condition::retry_later, "within 50 ms (still waiting for its turn)");
  expect_failure(first.get(), Condition::retry_later,
                 "within 100 ms (still waiting for the answer)");

  ScriptedServer mute(std::nullopt, {{kSilence}});
  talk_to(mute.port(), trusting_);
  expect_failure(ask({.target = "/", .timeout = 50ms}), Condition::retry_later,
                 "(still in the TLS handshake)");
}

TEST_F(HttpsClientTest, GoesOnAfterATimeout) {
  ScriptedServer server(as_hub(), {{kSilence}, {kOk}});
  talk_to(server.port(), trusting_);
  auto late = begin({.target = "/", .timeout = 50ms});
  auto next = begin({.target = "/"});
  EXPECT_FALSE(late.get());
  EXPECT_TRUE(next.get());
}

TEST_F(HttpsClientTest, HearsAnEarlyRefusalOfALongBody) {
  serve_hub();
  talk_to(port("hub"), trusting_);
  const auto answer = ask({.method = "POST", .target = "/", .body = std::string(3'000'000, 'x')});
  ASSERT_TRUE(answer) << answer.error().sentence();
  EXPECT_EQ(answer.value().status, 413);
  EXPECT_TRUE(get());
}

TEST_F(HttpsClientTest, DestroysTheCallbacksOfAClientThatIsGone) {
  ScriptedServer server(as_hub(), {{kSilence}});
  talk_to(server.port(), trusting_);
  auto under_way = begin({.target = "/"});
  auto queued = begin({.target = "/"});
  on_loop([this] { client_.reset(); });
  EXPECT_THROW((void)under_way.get(), std::future_error);  // a broken promise
  EXPECT_THROW((void)queued.get(), std::future_error);
}

TEST_F(HttpsClientTest, MayBeDestroyedByItsOwnAnswer) {
  ScriptedServer server(as_hub(), {{kOk}});
  talk_to(server.port(), trusting_);
  std::promise<int> status;
  on_loop([&] {
    client_->request({.target = "/"}, [&](Result<HttpsAnswer> answer) {
      client_.reset();
      status.set_value(answer ? answer.value().status : 0);
    });
  });
  EXPECT_EQ(status.get_future().get(), 200);
}

TEST_F(HttpsClientTest, SendsNothingThatWouldBreakALine) {
  talk_to(1, trusting_);
  for (HttpsRequest request : std::vector<HttpsRequest>{
           {.target = "/a\r\nX: y"},
           {.target = "/a b"},
           {.target = "relative"},
           {.method = "GET /x", .target = "/"},
           {.target = "/", .headers = {{"A", "b\r\nC: d"}}},
       })
    expect_failure(ask(std::move(request)), Condition::misconfigured, "line breaks");
}

TEST_F(HttpsClientTest, SaysWhatIsWrongWithItsSettings) {
  const auto cannot = [this](const std::string& url, const HttpsIdentity& identity,
                             const std::string& words) {
    on_loop([&] {
      const auto made = HttpsClient::make(loop(), url, identity);
      ASSERT_FALSE(made) << url;
      EXPECT_TRUE(made.error().is(Condition::misconfigured));
      EXPECT_NE(made.error().sentence().find(words), std::string::npos) << made.error().sentence();
    });
  };
  for (const auto* url :
       {"", "hub.example", "http://hub.example", "https://", "https://hub.example/", "https://a b",
        "https://hub:0", "https://hub:70000", "https://hub:", "https://hub:x", "https://[::1",
        "https://[]", "https://[hub]", "https://me@hub", "https://hub?x", "HTTPS://hub"})
    cannot(url, trusting_, "is not a server's URL");
  const std::string url = "https://hub.example:8443";
  cannot(url, {"nonsense", "", ""}, "CA certificate is not PEM");
  cannot(url, {authority_.certificate, "nonsense", ""}, "certificate is not PEM");
  cannot(url, {authority_.certificate, device_.certificate, "nonsense"}, "key is not PEM");
  cannot(url, {authority_.certificate, device_.certificate, hub_.private_key}, "does not belong");
}

}  // namespace
}  // namespace touchpoint::testing
