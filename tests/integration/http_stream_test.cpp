#include "http_fixture.hpp"

namespace touchpoint::testing {
namespace {

using web::EventStream;
using web::Request;
using web::ResponderPtr;

class HttpStreamTest : public HttpFixture {
 protected:
  HttpStreamTest() { serve_stream({}); }
  void serve_stream(web::HttpServer::Options options) {
    serve(
        [this](const Request&, const ResponderPtr& responder) {
          stream_ = responder->stream({{"Cache-Control", "no-store"}});
          asked_ = true;
          if (stream_) stream_->on_closed([this] { ++closed_; });
        },
        std::move(options));
  }
  ~HttpStreamTest() override {
    on_loop([this] { stream_.reset(); });
  }

  RawClient open(int receive_buffer = 0) {
    auto client = connect(receive_buffer);
    client.send("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    head_ = client.until("\r\n\r\n");
    return client;
  }
  bool send(const std::string& event, const std::string& data) {
    return on_loop([&] { return stream_->send(event, data); });
  }
  bool is_open() {
    return on_loop([this] { return stream_->open(); });
  }
  bool wait_for_closed() {
    return wait_until([this] { return closed_ > 0; });
  }

  std::string head_;
  // On the loop:
  std::shared_ptr<EventStream> stream_;
  bool asked_ = false;
  int closed_ = 0;
};

TEST_F(HttpStreamTest, SendsEventsAsTheyHappen) {
  auto client = open();
  EXPECT_TRUE(head_.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"));
  EXPECT_NE(head_.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_EQ(head_.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(send("card", R"({"state":"shown"})"));
  EXPECT_EQ(client.until("\n\n"), "event: card\ndata: {\"state\":\"shown\"}\n\n");
  EXPECT_TRUE(send("", "plain"));
  EXPECT_EQ(client.until("\n\n"), "data: plain\n\n");
  EXPECT_TRUE(is_open());
}

TEST_F(HttpStreamTest, SplitsDataIntoLinesSoThatNothingCanBeForged) {
  auto client = open();
  send("a\nevent: forged", "one\ntwo\r\nthree\rdata: four\n");
  EXPECT_EQ(client.until("\n\n"),
            "event: a\ndata: one\ndata: two\ndata: three\ndata: data: four\ndata: \n\n");
}

TEST_F(HttpStreamTest, NoticesThatTheReaderHasGone) {
  {
    auto client = open();
    EXPECT_TRUE(is_open());
  }
  EXPECT_TRUE(wait_for_closed());
  EXPECT_FALSE(is_open());
  EXPECT_FALSE(send("card", "x"));
  EXPECT_EQ(connections(), 0u);
}

TEST_F(HttpStreamTest, ClosesAReaderThatDoesNotRead) {
  auto client = open(4096);
  const std::string kilobyte(1024, 'x');
  std::size_t sent = 0;
  while (send("card", kilobyte)) {
    sent += kilobyte.size();
    ASSERT_LT(sent, 4u * 1024 * 1024);
  }
  EXPECT_GE(sent, limits::kStreamBacklogMax - 64 * 1024);
  EXPECT_TRUE(wait_for_closed());
  EXPECT_FALSE(is_open());
  EXPECT_EQ(connections(), 0u);
}

TEST_F(HttpStreamTest, DoesNotLetOneSlowReaderDelayAnother) {
  auto slow = open(4096);
  std::shared_ptr<EventStream> slow_stream = on_loop([this] { return stream_; });
  auto quick = open();
  on_loop([&] { slow_stream->send("card", std::string(200'000, 'x')); });
  send("card", "now");
  EXPECT_EQ(quick.until("\n\n"), "event: card\ndata: now\n\n");
  on_loop([&] { slow_stream.reset(); });
}

TEST_F(HttpStreamTest, WritesWhatIsQueuedBeforeItCloses) {
  auto client = open();
  on_loop([this] {
    for (int i = 0; i < 1000; ++i)
      stream_->send("n", std::to_string(i));
    stream_->close();
    EXPECT_FALSE(stream_->open());
    EXPECT_FALSE(stream_->send("n", "late"));
  });
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(client.until("\n\n"), "event: n\ndata: " + std::to_string(i) + "\n\n");
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(wait_for_closed());
  EXPECT_EQ(on_loop([this] { return closed_; }), 1);
}

TEST_F(HttpStreamTest, ClosesWhenNobodyHoldsItAnyMore) {
  auto client = open();
  on_loop([this] { stream_.reset(); });
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(wait_for_connections(0));
}

TEST_F(HttpStreamTest, KeepsASilentStreamAlive) {
  web::HttpServer::Options options;
  options.idle_timeout = std::chrono::milliseconds{40};
  stop();
  serve_stream(options);
  auto client = open();
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(client.until("\n\n"), ":\n\n");
  EXPECT_TRUE(is_open());
}

TEST_F(HttpStreamTest, EndsAReaderThatTalksTooMuch) {
  auto client = open();
  const std::string noise(4096, 'x');
  for (int i = 0; i < 1000 && client.send(noise); ++i) {
  }
  EXPECT_TRUE(wait_for_closed());
}

TEST_F(HttpStreamTest, IsDrainedAndToldSo) {
  auto client = open();
  drain();
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(wait_for_closed());
}

TEST_F(HttpStreamTest, OutlivesTheServerWithoutHarm) {
  auto client = open();
  stop();
  EXPECT_TRUE(client.ended());
  EXPECT_FALSE(is_open());
  EXPECT_FALSE(send("card", "x"));
  EXPECT_EQ(on_loop([this] { return closed_; }), 0);
}

TEST_F(HttpStreamTest, AnswersHeadWithoutOpeningAStream) {
  auto client = connect();
  client.send("HEAD /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.answer(true).status, 200);
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(on_loop([this] { return asked_ && !stream_; }));
}

TEST_F(HttpStreamTest, TellsWhoAsksTooLateThatItIsClosed) {
  auto client = open();
  on_loop([this] {
    stream_->on_closed(nullptr);
    stream_->close();
    stream_->on_closed([this] { ++closed_; });
  });
  EXPECT_TRUE(wait_for_closed());
}

}  // namespace
}  // namespace touchpoint::testing
