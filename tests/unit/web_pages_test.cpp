#include "web_support.hpp"

namespace touchpoint::web {
namespace {

class PagesTest : public WebTest {
 protected:
  PagesTest() {
    counter_assets_ = {
        {"/index.html", "text/html; charset=utf-8", "<gzip>", "<html>counter", "a1", false},
        {"/assets/app-5f1c.js", "text/javascript", "<gzip js>", "run()", "b2", true},
        {"/icon.png", "image/png", {}, "<png>", "c3", false}};
    kiosk_assets_ = {{"/index.html", "text/html; charset=utf-8", {}, "<html>kiosk", "d4", false}};
    restart();
  }
  Reply page(std::string_view host, std::string_view path) {
    return ask(request(Method::get, host, path));
  }
};

TEST_F(PagesTest, AreEachOriginsOwn) {
  EXPECT_EQ(page("counter.localhost", "/").body, "<html>counter");
  EXPECT_EQ(page("counter.localhost", "/index.html").body, "<html>counter");
  EXPECT_EQ(page("kiosk.localhost", "/").body, "<html>kiosk");
  EXPECT_EQ(page("kiosk.localhost", "/assets/app-5f1c.js").status, 404);
  EXPECT_EQ(page("localhost", "/").status, 404);
  EXPECT_EQ(page("localhost", "/index.html").status, 404);
}

TEST_F(PagesTest, AreSentInGzipToThoseWhoTakeIt) {
  const auto encoded = [&](std::string_view accept) {
    const auto reply =
        ask(with(request(Method::get, "counter.localhost", "/"), "accept-encoding", accept));
    EXPECT_EQ(reply.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(reply.body == "<gzip>", reply.header("Content-Encoding") == "gzip");
    return reply.header("Content-Encoding");
  };
  for (const std::string_view accept : {"gzip", "br, gzip", "deflate,gzip;q=0.5", "*"}) {
    EXPECT_EQ(encoded(accept), "gzip") << accept;
  }
  for (const std::string_view accept : {"", "br", "gzip;q=0", "gzip; q=0.0, br", "x-gzip"}) {
    EXPECT_EQ(encoded(accept), "") << accept;
  }
  const auto icon =
      ask(with(request(Method::get, "counter.localhost", "/icon.png"), "accept-encoding", "gzip"));
  EXPECT_EQ(icon.body, "<png>");
}

TEST_F(PagesTest, AreNotSentTwice) {
  const auto first = page("counter.localhost", "/");
  EXPECT_EQ(first.header("ETag"), "\"a1\"");
  EXPECT_EQ(first.header("Cache-Control"), "no-cache");
  for (const std::string_view match : {"\"a1\"", "W/\"a1\"", "\"x\", \"a1\"", "*"}) {
    const auto again =
        ask(with(request(Method::get, "counter.localhost", "/"), "if-none-match", match));
    EXPECT_EQ(again.status, 304) << match;
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), "\"a1\"");
  }
  auto other_form = with(request(Method::get, "counter.localhost", "/"), "if-none-match", "\"a1\"");
  EXPECT_EQ(ask(with(other_form, "accept-encoding", "gzip")).status, 200);
}

TEST_F(PagesTest, WithTheirHashInTheNameAreKeptForEver) {
  const auto script = page("counter.localhost", "/assets/app-5f1c.js");
  EXPECT_EQ(script.header("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(script.content_type, "text/javascript");
}

TEST_F(PagesTest, AreOnlyRead) {
  EXPECT_EQ(ask(request(Method::head, "counter.localhost", "/")).header("ETag"), "\"a1\"");
  const auto reply = ask(request(Method::del, "counter.localhost", "/index.html"));
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.header("Allow"), "GET, HEAD");
}

TEST_F(PagesTest, AreNotFoundByOtherNames) {
  for (const std::string_view path :
       {"/INDEX.HTML", "/index.html/", "//index.html", "/assets/../index.html", "/assets", "",
        "/..", "/etc/passwd", "index.html"}) {
    EXPECT_EQ(page("counter.localhost", path).status, 404) << path;
  }
}

}  // namespace
}  // namespace touchpoint::web
