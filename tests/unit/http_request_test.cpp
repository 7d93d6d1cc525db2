#include <random>

#include <gtest/gtest.h>

#include "web/http/request_reader.hpp"
#include "web/http/target.hpp"

namespace touchpoint::web {
namespace {

using Step = RequestReader::Step;

// What became of some bytes, however they arrived.
struct Outcome {
  Step step = Step::more;
  int status = 0;  // when refused
  std::string method_and_path;
  std::string body;
  bool operator==(const Outcome&) const = default;
};

Outcome read_in_pieces(const std::string& bytes, const std::vector<std::size_t>& cuts) {
  const BodyLimit limit = [](Method, std::string_view) { return std::size_t{100}; };
  RequestReader reader(limit);
  Outcome outcome;
  std::string waiting;
  std::size_t begin = 0;
  auto ends = cuts;
  ends.push_back(bytes.size());
  for (const auto end : ends) {
    waiting += bytes.substr(begin, end - begin);
    begin = end;
    std::size_t consumed = 0;
    if (waiting.empty()) continue;
    outcome.step = reader.read(waiting, consumed);
    EXPECT_LE(consumed, waiting.size());
    waiting.erase(0, consumed);
    if (outcome.step == Step::refused) outcome.status = reader.refusal().status;
    if (outcome.step == Step::complete) {
      const auto request = reader.take();
      outcome.method_and_path =
          std::to_string(static_cast<int>(request.method)) + " " + request.path;
      outcome.body = request.body;
    }
    if (outcome.step == Step::complete || outcome.step == Step::refused) break;
  }
  // Whether the sender waits to be told depends on what has come; nothing else does.
  if (outcome.step == Step::proceed) outcome.step = Step::more;
  return outcome;
}

const std::string kRequests[] = {
    "GET /a?b=c HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;x=\"y\"\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\nA: b\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "39;x=\"y\r\n10\r\n0123456789\r\n0\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n\r\n",
    "GET /a/../b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /a HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n",
};

TEST(RequestReaderTest, ReadsTheSameWhereverTheBytesAreCut) {
  for (const auto& request : kRequests) {
    const auto whole = read_in_pieces(request, {});
    for (std::size_t cut = 1; cut < request.size(); ++cut)
      EXPECT_EQ(read_in_pieces(request, {cut}), whole) << request << " cut at " << cut;
    std::vector<std::size_t> everywhere;
    for (std::size_t cut = 1; cut < request.size(); ++cut)
      everywhere.push_back(cut);
    EXPECT_EQ(read_in_pieces(request, everywhere), whole) << request;
  }
}

TEST(RequestReaderTest, SurvivesMutations) {
  std::mt19937 random(20261122);  // the fuzzers take new ones
  const auto below = [&random](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  const std::string pieces[] = {"\r",
                                "\n",
                                "\r\n",
                                std::string(1, '\0'),
                                " ",
                                ":",
                                ";",
                                "0",
                                "%",
                                "Content-Length: 1\r\n",
                                "ffffffffffffffff",
                                "\x80"};
  for (int i = 0; i < 20'000; ++i) {
    auto bytes = kRequests[below(std::size(kRequests))];
    for (auto changes = below(4) + 1; changes > 0; --changes) {
      const auto at = below(bytes.size());
      if (below(2) == 0)
        bytes.insert(at, pieces[below(std::size(pieces))]);
      else
        bytes.erase(at, below(3) + 1);
    }
    const auto outcome = read_in_pieces(bytes, {below(bytes.size() + 1)});
    EXPECT_LE(outcome.body.size(), 100u);
    EXPECT_EQ(outcome.step == Step::refused, outcome.status >= 400) << bytes;
  }
}

TEST(TargetTest, IsTakenApart) {
  const auto target = parse_target("/v1/profiles/01-a/timeline?limit=5&q=%C3%A8+%26&limit=6&&x");
  ASSERT_TRUE(target);
  EXPECT_EQ(target.value().path, "/v1/profiles/01-a/timeline");
  EXPECT_EQ(target.value().query,
            (std::map<std::string, std::string>{{"limit", "5"}, {"q", "è &"}, {"x", ""}}));
  EXPECT_EQ(parse_target("/").value().path, "/");
  EXPECT_EQ(parse_target("/a/").value().path, "/a/");
  EXPECT_EQ(parse_target("/a?").value().path, "/a");
  EXPECT_EQ(parse_target("/.well-known/x..y/...").value().path, "/.well-known/x..y/...");
}

TEST(TargetTest, KeepsTheHostWithoutItsPort) {
  EXPECT_EQ(parse_host("Counter.LocalHost:7080").value(), "counter.localhost");
  EXPECT_EQ(parse_host("localhost").value(), "localhost");
  EXPECT_EQ(parse_host("127.0.0.1:80").value(), "127.0.0.1");
  EXPECT_EQ(parse_host("[::1]:80").value(), "[::1]");
  EXPECT_EQ(parse_host("[FE80::1]").value(), "[fe80::1]");
  for (const auto* host : {"", ":80", "a:", "a:b", "a:123456", "a b", "a/b", "[]", "[::1", "[x]",
                           "a,b", "a:80:80", "user@a", "\xc3\xa4"})
    EXPECT_FALSE(parse_host(host)) << host;
}

}  // namespace
}  // namespace touchpoint::web
