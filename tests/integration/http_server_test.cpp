#include <fstream>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/clock.hpp"
#include "http_fixture.hpp"

namespace touchpoint::testing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using web::HttpServer;
using web::Method;
using web::Peer;
using web::Request;
using web::ResponderPtr;
using web::Response;

class HttpServerTest : public HttpFixture {
 protected:
  // A handler that answers when the test says so.
  void serve_later(HttpServer::Options options = {}) {
    serve([this](const Request&, ResponderPtr responder) { held_.push_back(std::move(responder)); },
          std::move(options));
  }
  bool wait_for_held(std::size_t number) {
    return wait_until([this, number] { return held_.size() == number; });
  }
  void answer_held() {
    on_loop([this] {
      auto held = std::exchange(held_, {});
      for (auto& responder : held)
        responder->respond(text_response("later"));
    });
  }
  ~HttpServerTest() override {
    on_loop([this] { held_.clear(); });
  }

  std::vector<ResponderPtr> held_;  // on the loop
};

TEST_F(HttpServerTest, GivesTheHandlerARequestTakenApart) {
  serve();
  auto client = connect();
  client.send(
      "PUT /caff%C3%A8/x?q=a+b%26c&q=other&empty&n=1 HTTP/1.1\r\n"
      "Host: Counter.LOCALHOST:7080\r\nX-One:  spaced \r\nCookie: a=1; session=xyz\r\n"
      "Content-Length: 5\r\n\r\nhello");
  EXPECT_EQ(client.answer().status, 200);
  const auto request = last_request();
  EXPECT_EQ(request.method, Method::put);
  EXPECT_EQ(request.path, "/caffè/x");
  EXPECT_EQ(request.query,
            (std::map<std::string, std::string>{{"q", "a b&c"}, {"empty", ""}, {"n", "1"}}));
  EXPECT_EQ(request.host, "counter.localhost");
  EXPECT_EQ(request.header("x-one"), "spaced");
  EXPECT_EQ(request.header("absent"), "");
  EXPECT_EQ(request.cookie("session"), "xyz");
  EXPECT_EQ(request.cookie("ession"), "");
  EXPECT_EQ(request.body, "hello");
  EXPECT_EQ(request.peer.via, Peer::Via::tcp);
  EXPECT_EQ(request.peer.listener, "api");
  EXPECT_EQ(request.peer.common_name, "");
}

TEST_F(HttpServerTest, KeepsTheConnectionForTheNextRequest) {
  serve();
  auto client = connect();
  for (int i = 0; i < 3; ++i) {
    client.send(kGet);
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.headers.contains("connection"));
    EXPECT_FALSE(answer.headers.contains("server"));
  }
  EXPECT_EQ(connections(), 1u);
}

TEST_F(HttpServerTest, ClosesWhenTheClientAsksForIt) {
  serve();
  auto client = connect();
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.answer().headers.at("connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServerTest, SpeaksTheOldVersionWithAndWithoutKeepAlive) {
  serve();
  auto client = connect();
  client.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.answer().headers.at("connection"), "keep-alive");
  client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.answer().headers.at("connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServerTest, AnswersHeadWithTheLengthAndWithoutTheBody) {
  serve();
  auto client = connect();
  client.send("HEAD /twelve HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.answer(true).headers.at("content-length"), "7");
  client.send(kGet);
  EXPECT_EQ(client.answer().body, "/");
}

TEST_F(HttpServerTest, SendsBodiesOfEverySize) {
  static const std::string kEmbedded(300'000, 'e');
  serve([](const Request& request, const ResponderPtr& responder) {
    Response response;
    response.content_type = "text/plain";
    if (request.path == "/embedded")
      response.static_body = kEmbedded;
    else
      response.body.assign(std::stoul(request.path.substr(1)), 'x');
    responder->respond(std::move(response));
  });
  auto client = connect();
  for (const std::size_t size : {0u, 1u, 4096u, 4097u, 5'000'000u}) {
    client.send("GET /" + std::to_string(size) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.answer().body, std::string(size, 'x'));
  }
  client.send("GET /embedded HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.answer().body, kEmbedded);
}

TEST_F(HttpServerTest, SendsNoLengthWithNoContent) {
  serve([](const Request&, const ResponderPtr& responder) { responder->respond({.status = 204}); });
  auto client = connect();
  client.send(std::string(kGet) + std::string(kGet));
  const auto head = client.until("\r\n\r\n");
  EXPECT_THAT(head, ::testing::MatchesRegex("HTTP/1.1 204 No Content\r\nDate: [^\r]*\r\n\r\n"));
  EXPECT_EQ(client.answer().status, 204);
}

TEST_F(HttpServerTest, SaysWhatItsClockTells) {
  serve([](const Request&, const ResponderPtr& responder) { responder->respond({.status = 204}); });
  auto client = connect();
  const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  client.send(std::string(kGet));
  const auto head = client.until("\r\n\r\n");
  constexpr std::string_view kDate = "\r\nDate: ";
  const auto begin = head.find(kDate);
  ASSERT_NE(begin, std::string::npos) << head;
  const auto at = begin + kDate.size();
  const auto said = from_http_date(head.substr(at, head.find('\r', at) - at));
  ASSERT_TRUE(said) << head;
  EXPECT_GE(*said, before);
  EXPECT_LE(*said, std::chrono::system_clock::now());
}

TEST_F(HttpServerTest, KeepsLineBreaksOutOfHeaders) {
  serve([](const Request&, const ResponderPtr& responder) {
    auto response = text_response("x");
    response.headers.emplace_back("X-Name", "a\r\nSet-Cookie: stolen=1");
    responder->respond(std::move(response));
  });
  auto client = connect();
  client.send(kGet);
  const auto answer = client.answer();
  EXPECT_EQ(answer.headers.at("x-name"), "a  Set-Cookie: stolen=1");
  EXPECT_FALSE(answer.headers.contains("set-cookie"));
}

TEST_F(HttpServerTest, ReadsChunkedBodiesAndPassesOverTrailers) {
  serve();
  auto client = connect();
  client.send(
      "POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5\r\nhello\r\n6;x=\"y\"\r\n world\r\n0\r\nAuthorization: Bearer stolen\r\n\r\n");
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(last_request().body, "hello world");
  EXPECT_EQ(last_request().header("authorization"), "");
  client.send(kGet);
  EXPECT_EQ(client.answer().body, "/");
}

TEST_F(HttpServerTest, UnderstandsARequestThatComesByteByByte) {
  serve();
  auto client = connect();
  const std::string requests =
      "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"
      "POST /b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nho\r\n0\r\n\r\n";
  for (const char c : requests)
    client.send({&c, 1});
  EXPECT_EQ(client.answer().body, "/a");
  EXPECT_EQ(client.answer().body, "/b");
  EXPECT_EQ(last_request().body, "ho");
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsOneByOne) {
  serve();
  auto client = connect();
  constexpr int kRequests = 10'000;
  std::thread sender([&client] {
    for (int i = 0; i < kRequests; ++i)
      client.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  });
  for (int i = 0; i < kRequests; ++i)
    ASSERT_EQ(client.answer().body, "/" + std::to_string(i));
  sender.join();
}

TEST_F(HttpServerTest, AsksForTheBodyThatAClientHoldsBack) {
  serve();
  auto client = connect();
  client.send(
      "POST /e HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(last_request().body, "hi");
}

TEST_F(HttpServerTest, TakesAsMuchBodyAsThePathAllows) {
  HttpServer::Options options;
  options.body_limit = [](Method, std::string_view path) -> std::size_t {
    return path == "/large" ? 200'000 : 10;
  };
  serve(
      [](const Request& request, const ResponderPtr& responder) {
        responder->respond(text_response(std::to_string(request.body.size())));
      },
      options);
  auto client = connect();
  client.send("POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n" +
              std::string(200'000, 'x'));
  EXPECT_EQ(client.answer().body, "200000");
  client.send("POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n0123456789");
  EXPECT_EQ(client.answer().body, "10");
  client.send("POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(client.answer().status, 413);
}

TEST_F(HttpServerTest, AnswersLaterAndOnlyOnce) {
  serve_later();
  auto client = connect();
  client.send(kGet);
  ASSERT_TRUE(wait_for_held(1));
  on_loop([this] {
    held_[0]->respond(text_response("first"));
    held_[0]->respond(text_response("second"));
    held_.clear();
  });
  EXPECT_EQ(client.answer().body, "first");
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  ASSERT_TRUE(wait_for_held(1));
  answer_held();
  EXPECT_EQ(client.answer().body, "later");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServerTest, SaysSoWhenTheHandlerForgotToAnswer) {
  serve([](const Request&, const ResponderPtr&) {});
  auto client = connect();
  client.send(kGet);
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 500);
  EXPECT_TRUE(answer.body.starts_with("{\"error\":\"internal\""));
}

TEST_F(HttpServerTest, RefusesARequestThatDoesNotArriveInTime) {
  HttpServer::Options options;
  options.read_timeout = 50ms;
  serve([](const Request&, const ResponderPtr&) {}, options);
  auto slow_head = connect();
  slow_head.send("GET / HTTP/1.1\r\nHo");
  auto slow_body = connect();
  slow_body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel");
  EXPECT_EQ(slow_head.answer().status, 408);
  EXPECT_TRUE(slow_head.ended());
  EXPECT_EQ(slow_body.answer().status, 408);
  EXPECT_TRUE(slow_body.ended());
  EXPECT_EQ(requests(), 0);
}

TEST_F(HttpServerTest, EndsAnIdleConnectionWithoutAWord) {
  HttpServer::Options options;
  options.idle_timeout = 50ms;
  serve([](const Request&, const ResponderPtr& r) { r->respond(text_response("x")); }, options);
  auto silent = connect();
  auto polite = connect();
  polite.send(kGet);
  EXPECT_EQ(polite.answer().status, 200);
  EXPECT_TRUE(polite.ended());
  EXPECT_TRUE(silent.ended());
}

TEST_F(HttpServerTest, EndsAConnectionWhoseReaderHasStopped) {
  HttpServer::Options options;
  options.idle_timeout = 50ms;
  serve(
      [](const Request&, const ResponderPtr& responder) {
        responder->respond(text_response(std::string(15'000, 'x')));
      },
      options);
  auto client = connect(4096);
  std::string requests_ahead;
  for (int i = 0; i < 1000; ++i)
    requests_ahead += kGet;
  client.send(requests_ahead);  // 15 MB of answers, more than the kernel keeps
  EXPECT_TRUE(wait_until([this] { return requests() > 1; }));
  EXPECT_TRUE(wait_for_connections(0));
  EXPECT_LT(requests(), 1000);
}

TEST_F(HttpServerTest, ServesOthersWhileOneIsSlow) {
  serve_later();
  auto waiting = connect();
  waiting.send(kGet);
  auto half = connect();
  half.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx");
  ASSERT_TRUE(wait_for_held(1));
  auto quick = connect();
  quick.send(kGet);
  ASSERT_TRUE(wait_for_held(2));
  on_loop([this] { held_[1]->respond(text_response("quick")); });
  EXPECT_EQ(quick.answer().body, "quick");
}

TEST_F(HttpServerTest, TurnsAwayWhoComesWhileEverybodyIsOwedAnAnswer) {
  HttpServer::Options options;
  options.connections_max = 4;
  serve_later(std::move(options));
  std::vector<RawClient> clients;
  for (std::size_t i = 0; i < 4; ++i) {
    clients.push_back(connect());
    clients.back().send(kGet);
  }
  ASSERT_TRUE(wait_for_held(4));
  auto late = connect();
  const auto answer = late.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(late.ended());
  answer_held();
  for (auto& client : clients)
    EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpServerTest, WhoHasBeenSilentForTheLongestMakesRoom) {
  serve();
  std::vector<RawClient> silent;
  for (std::size_t i = 0; i < limits::kHttpConnectionsMax; ++i) {
    silent.push_back(connect());
    // In the order in which they came, and half of them with the beginning of a request.
    if (i % 2 == 1) silent.back().send("GET / HT");
    if (i == 0) {
      ASSERT_TRUE(wait_for_connections(1));
    }
  }
  ASSERT_TRUE(wait_for_connections(limits::kHttpConnectionsMax));
  silent.back().send("TP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_EQ(silent.back().answer().status, 200);

  auto late = connect();
  late.send(kGet);
  EXPECT_EQ(late.answer().status, 200);
  EXPECT_TRUE(silent.front().ended());
  EXPECT_EQ(connections(), limits::kHttpConnectionsMax);
  silent.back().send(kGet);  // it came later than those that are still silent
  EXPECT_EQ(silent.back().answer().status, 200);
}

TEST_F(HttpServerTest, GivesOneClientNoMoreThanItsPlacesAndGivesThemBack) {
  web::HttpServer::Options options;
  options.per_address_max = 2;
  serve([](const web::Request&, web::ResponderPtr responder) { responder->respond({}); },
        std::move(options));
  auto first = RawClient::tcp(port());
  {
    auto second = RawClient::tcp(port());
    ASSERT_TRUE(wait_for_connections(2));
    EXPECT_EQ(RawClient::tcp(port()).answer().status, 503);
  }
  ASSERT_TRUE(wait_for_connections(1));
  auto third = RawClient::tcp(port());
  EXPECT_TRUE(wait_for_connections(2));
}

TEST_F(HttpServerTest, DrainsIdleConnectionsAtOnceAndOthersAfterTheirAnswer) {
  serve_later();
  auto idle = connect();
  auto asking = connect();
  asking.send(kGet);
  auto half = connect();
  half.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nh");
  ASSERT_TRUE(wait_for_held(1) && wait_for_connections(3));
  const auto old_port = port();
  drain();
  EXPECT_TRUE(idle.ended());
  EXPECT_FALSE(RawClient::tcp(old_port).connected());
  answer_held();
  const auto answer = asking.answer();
  EXPECT_EQ(answer.body, "later");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  half.send("i");
  ASSERT_TRUE(wait_for_held(1));
  answer_held();
  EXPECT_EQ(half.answer().body, "later");
  EXPECT_TRUE(half.ended());
  EXPECT_TRUE(asking.ended());
}

TEST_F(HttpServerTest, MayBeDestroyedWithEverythingOpen) {
  serve_later();
  auto idle = connect();
  auto asking = connect();
  asking.send(kGet);
  auto half = connect();
  half.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nh");
  ASSERT_TRUE(wait_for_held(1) && wait_for_connections(3));
  stop();
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(asking.ended());
  EXPECT_TRUE(half.ended());
  answer_held();  // into the void
}

TEST_F(HttpServerTest, MayBeDestroyedByItsOwnHandler) {
  serve([this](const Request&, const ResponderPtr& responder) {
    stop_on_loop();
    responder->respond(text_response("too late"));
  });
  auto client = connect();
  client.send(kGet);
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServerTest, FreesAConnectionWhoseClientHasGone) {
  serve();
  {
    auto client = connect();
    client.send("GET / HTTP/1.1\r\nHo");
    ASSERT_TRUE(wait_for_connections(1));
  }
  EXPECT_TRUE(wait_for_connections(0));
}

TEST_F(HttpServerTest, AnswersAClientThatHasEndedItsSide) {
  serve();
  auto client = connect();
  client.send(kGet);
  client.end_sending();
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServerTest, ListensOnSeveralPlacesAndSaysWhich) {
  serve();
  ASSERT_TRUE(listen({.name = "six", .address = "[::1]:0"}));
  EXPECT_NE(port("six"), 0);
  EXPECT_NE(port("six"), port("api"));
  EXPECT_EQ(port("absent"), 0);
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  serve();
  const auto taken = "127.0.0.1:" + std::to_string(port());
  for (const std::string& address :
       {taken, "localhost:80"s, "127.0.0.1"s, "127.0.0.1:x"s, "127.0.0.1:70000"s, "::1:80"s, ""s,
        "[127.0.0.1]:80"s, "unix:"s, "unix:" + std::string(200, 'x'), "unix:/nowhere/at/all"s}) {
    const auto done = listen({.name = "x", .address = address});
    ASSERT_FALSE(done) << address;
    EXPECT_TRUE(done.error().is(Condition::misconfigured));
    EXPECT_NE(done.error().sentence().find(address), std::string::npos);
  }
}

class HttpUnixSocketTest : public HttpFixture {
 protected:
  HttpUnixSocketTest() : path_((folder_ / "api.sock").string()) { serve(); }
  Result<void> open(unsigned mode = 0660) {
    return listen({.name = "socket", .address = "unix:" + path_, .unix_mode = mode});
  }
  std::string path_;
};

TEST_F(HttpUnixSocketTest, ServesWithTheModeAskedForAndCleansUp) {
  const auto umask_before = ::umask(0);
  ASSERT_TRUE(open(0620));
  ::umask(umask_before);
  struct stat file {};
  ASSERT_EQ(::stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0620u);
  auto client = RawClient::unix_socket(path_);
  ASSERT_TRUE(client.connected());
  client.send(kGet);
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(last_request().peer.via, Peer::Via::unix_socket);
  EXPECT_EQ(last_request().peer.listener, "socket");
  stop();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(HttpUnixSocketTest, ReplacesAFileThatNobodyAnswers) {
  const int left_behind = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(left_behind, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(left_behind);
  ASSERT_TRUE(open());
  auto client = RawClient::unix_socket(path_);
  client.send(kGet);
  EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpUnixSocketTest, LeavesWhatIsInUseOrIsNoSocket) {
  ASSERT_TRUE(open());
  EXPECT_FALSE(open());
  EXPECT_TRUE(RawClient::unix_socket(path_).connected());
  stop();
  std::ofstream(path_) << "precious";
  serve();
  EXPECT_FALSE(open());
  EXPECT_EQ(std::filesystem::file_size(path_), 8u);
}

TEST_F(HttpUnixSocketTest, DoesNotRemoveWhatIsNoLongerItsOwn) {
  ASSERT_TRUE(open());
  std::filesystem::remove(path_);
  std::ofstream(path_) << "precious";
  stop();
  EXPECT_TRUE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace touchpoint::testing
