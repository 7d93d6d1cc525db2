// The catalogue of malformed HTTP: raw bytes in, status out, and the handler is never asked.
#include <ostream>

#include "http_fixture.hpp"

namespace touchpoint::testing {
namespace {

struct BadCase {
  const char* name;
  std::string bytes;
  int status;
};

void PrintTo(const BadCase& bad, std::ostream* out) {
  *out << bad.name;
}

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

std::string with(const std::string& headers, const std::string& body = {}) {
  return "POST /v1/scans HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
}

std::string chunked(const std::string& body) {
  return with("Transfer-Encoding: chunked\r\n", body);
}

std::string many_headers(int number) {
  std::string text;
  for (int i = 0; i < number; ++i)
    text += "a: b\r\n";
  return text;
}

using namespace std::string_literals;

const BadCase kBadCases[] = {
    {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
    {"NoHostInOldVersion", "GET / HTTP/1.0\r\n\r\n", 400},
    {"TwoHosts", with("Host: localhost\r\n"), 400},
    {"EmptyHost", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400},
    {"HostWithPath", "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400},
    {"HostWithUser", "GET / HTTP/1.1\r\nHost: me@localhost\r\n\r\n", 400},
    {"HostWithBadPort", "GET / HTTP/1.1\r\nHost: localhost:http\r\n\r\n", 400},
    {"HostList", "GET / HTTP/1.1\r\nHost: localhost, evil\r\n\r\n", 400},
    {"HostUnclosedBracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
    {"AbsoluteForm", get("http://localhost/"), 400},
    {"AbsoluteFormElsewhere", get("http://evil.example/"), 400},
    {"AuthorityForm", get("localhost:80"), 400},
    {"AsteriskForm", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"Connect", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"Trace", "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"Patch", "PATCH / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"UnknownMethod", "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"LowerCaseMethod", "get / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
    {"MethodWithBadCharacter", "GE(T / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"LengthBesideChunks", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"ChunksBesideLength", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
    {"LengthTwice", with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
    {"TwoLengths", with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
    {"LengthList", with("Content-Length: 5, 5\r\n", "hello"), 400},
    {"NegativeLength", with("Content-Length: -1\r\n"), 400},
    {"SignedLength", with("Content-Length: +5\r\n", "hello"), 400},
    {"HexLength", with("Content-Length: 0x5\r\n", "hello"), 400},
    {"EmptyLength", with("Content-Length:\r\n"), 400},
    {"LengthOverflow", with("Content-Length: 18446744073709551617\r\n"), 400},
    {"UnknownCoding", with("Transfer-Encoding: gzip\r\n"), 400},
    {"ChunkedNotLast", with("Transfer-Encoding: chunked, gzip\r\n"), 400},
    {"ChunkedAfterAnother", with("Transfer-Encoding: gzip, chunked\r\n"), 400},
    {"ChunkedTwice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
    {"DisguisedChunked", with("Transfer-Encoding: xchunked\r\n"), 400},
    {"ChunkedInOldVersion",
     "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"ChunkSizeOverflow", chunked("10000000000000000\r\nx"), 400},
    {"ChunkSizeHuge", chunked("FFFFFFFFFFFFFFFF\r\nx"), 413},
    {"ChunkSizeNegative", chunked("-1\r\nx"), 400},
    {"ChunkSizeMissing", chunked("\r\nx\r\n"), 400},
    {"ChunkLongerThanItSays", chunked("2\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkWithBareLineFeed", chunked("3\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkExtensionTooLong", chunked("1;x=" + std::string(2000, 'y') + "\r\na\r\n"), 400},
    {"ChunkHeaderEndless", chunked("1;" + std::string(20'000, 'y')), 431},
    {"TrailersEndless", chunked("0\r\n" + many_headers(3000)), 431},
    {"BareLineFeeds", "GET / HTTP/1.1\nHost: localhost\n\n", 400},
    {"BareLineFeedBetweenHeaders", with("A: b\nC: d\r\n"), 400},
    {"BareCarriageReturn", with("A: b\rC: d\r\n"), 400},
    {"FoldedLine", with("A: b\r\n c\r\n"), 400},
    {"FoldedFirstHeader", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", 400},
    {"NulInTarget", get("/\0"s), 400},
    {"NulInHeader", with("A: b\0c\r\n"s), 400},
    {"NulInHeaderName", with("A\0: b\r\n"s), 400},
    {"EscapeInHeader", with("A: \x1b[31m\r\n"), 400},
    {"DelInHeader", with("A: \x7f\r\n"), 400},
    {"SpaceBeforeColon", with("A : b\r\n"), 400},
    {"SpaceInHeaderName", with("A b: c\r\n"), 400},
    {"NoColon", with("Abc\r\n"), 400},
    {"EmptyHeaderName", with(": b\r\n"), 400},
    {"HeaderNameNotAscii", with("\xc3\xa4: b\r\n"), 400},
    {"HeadTooLong", with("A: " + std::string(8 * 1024, 'b') + "\r\n"), 431},
    {"TargetTooLong", get("/" + std::string(8 * 1024, 'b')), 431},
    {"TenThousandHeaders", with(many_headers(10'000)), 431},
    {"NoSecondLine", "\r\n\r\n", 400},
    {"SpaceFirst", " GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"TlsHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
    {"Binary", "\x80\x2e\x01\x03\x01\r\n\r\n"s, 400},
    {"OldestVersion", "GET /\r\n\r\n", 400},
    {"Version2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"Version12", "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n", 505},
    {"LowerCaseVersion", "GET / http/1.1\r\nHost: localhost\r\n\r\n", 505},
    {"TwoSpaces", "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
    {"SpaceInTarget", get("/a b"), 505},
    {"DotDot", get("/ui/../secret"), 400},
    {"DotDotAtEnd", get("/ui/.."), 400},
    {"EncodedDotDot", get("/ui/%2e%2e/secret"), 400},
    {"HalfEncodedDotDot", get("/ui/.%2E/secret"), 400},
    {"TwiceEncodedDotDot", get("/ui/%252e%252e/secret"), 400},
    {"Dot", get("/./secret"), 400},
    {"EncodedSlash", get("/ui%2f..%2fsecret"), 400},
    {"EncodedBackslash", get("/ui%5csecret"), 400},
    {"Backslash", get("/ui\\..\\secret"), 400},
    {"DoubleSlash", get("//evil.example"), 400},
    {"DoubleSlashInside", get("/ui//x"), 400},
    {"EncodedNul", get("/ui%00.png"), 400},
    {"EncodedNulInQuery", get("/ui?a=%00"), 400},
    {"EncodedLineFeed", get("/ui%0a"), 400},
    {"BadEscape", get("/ui%zz"), 400},
    {"CutEscape", get("/ui%2"), 400},
    {"BadEscapeInQuery", get("/ui?a=%g0"), 400},
    {"OverlongUtf8", get("/%c0%ae%c0%ae/"), 400},
    {"LoneSurrogate", get("/%ed%a0%80"), 400},
    {"BadUtf8InQuery", get("/?a=%ff"), 400},
    {"RawUtf8", get("/\xc3\xa4"), 400},
    {"Fragment", get("/a#b"), 400},
    {"BodyTooLong", with("Content-Length: 65537\r\n", std::string(65'537, 'x')), 413},
    {"GigabyteDeclared", with("Content-Length: 1073741824\r\n"), 413},
    {"GigabyteDeclaredPolitely", with("Content-Length: 1073741824\r\nExpect: 100-continue\r\n"),
     413},
    {"BodyTooLongInChunks", chunked("10000\r\n" + std::string(65'536, 'x') + "\r\n1\r\nx\r\n"),
     413},
    {"UnknownExpectation", with("Expect: 200-maybe\r\n"), 417},
};

class HttpBadInputTest : public HttpFixture, public ::testing::WithParamInterface<BadCase> {};

TEST_P(HttpBadInputTest, IsRefusedAndTheConnectionEnds) {
  serve();
  auto client = connect();
  client.send(GetParam().bytes);  // the server may answer and stop listening half-way
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, GetParam().status) << answer.body;
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_EQ(answer.headers.at("content-type"), "application/json");
  EXPECT_FALSE(answer.headers.contains("server"));
  EXPECT_TRUE(answer.body.starts_with("{\"error\":\"")) << answer.body;
  EXPECT_NE(answer.body.find("\",\"message\":\""), std::string::npos);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(requests(), 0);
}

INSTANTIATE_TEST_SUITE_P(Http, HttpBadInputTest, ::testing::ValuesIn(kBadCases),
                         [](const auto& which) { return which.param.name; });

}  // namespace
}  // namespace touchpoint::testing
