#include <array>
#include <map>
#include <optional>
#include <set>

#include "web/routes.hpp"
#include "web_support.hpp"

namespace touchpoint::web {
namespace {

constexpr std::array<std::string_view, 3> kHosts = {"localhost", "counter.localhost",
                                                    "kiosk.localhost"};

struct Row {
  std::string_view method;
  std::string_view path;
  std::array<Who, 3> who;  // on the three hosts
};

constexpr Who no = Who::nobody;
constexpr Who all = Who::anyone;
constexpr Who program = Who::program;
constexpr Who staff = Who::staff;
constexpr Who superv = Who::supervisor;
constexpr Who signed_in = Who::signed_in;
constexpr Who upkeep = Who::upkeep;

// What the device is meant to answer, written a second time on purpose.
constexpr std::array kExpected = {
    Row{"POST", "/v1/interactions", {program, staff, all}},
    Row{"POST", "/v1/scans", {program, staff, no}},
    Row{"POST", "/v1/recognitions", {program, staff, no}},
    Row{"POST", "/v1/people", {no, staff, no}},
    Row{"POST", "/v1/customers", {no, staff, no}},
    Row{"GET", "/v1/profiles/{id}/timeline", {no, staff, no}},
    Row{"GET", "/v1/stream", {no, signed_in, no}},
    Row{"POST", "/v1/card/answer", {no, staff, no}},
    Row{"POST", "/v1/card/park", {no, staff, no}},
    Row{"POST", "/v1/card/return", {no, staff, no}},
    Row{"POST", "/v1/card/wrong_person", {no, staff, no}},
    Row{"POST", "/v1/card", {no, staff, no}},
    Row{"DELETE", "/v1/card", {no, staff, no}},
    Row{"POST", "/v1/tasks/{id}/contact", {no, staff, no}},
    Row{"POST", "/v1/session", {no, all, no}},
    Row{"POST", "/v1/session/badge", {no, all, no}},
    Row{"GET", "/v1/session", {no, signed_in, no}},
    Row{"DELETE", "/v1/session", {no, signed_in, no}},
    Row{"GET", "/v1/staff", {no, upkeep, no}},
    Row{"POST", "/v1/staff/enabled", {no, upkeep, no}},
    Row{"POST", "/v1/staff/badge", {no, superv, no}},
    Row{"DELETE", "/v1/staff/{id}/badge", {no, superv, no}},
    Row{"GET", "/v1/staff/survey", {no, staff, no}},
    Row{"POST", "/v1/staff/survey", {no, staff, no}},
    Row{"POST", "/v1/staff/survey/later", {no, staff, no}},
    Row{"GET", "/v1/board", {no, superv, no}},
    Row{"GET", "/v1/board.csv", {no, superv, no}},
    Row{"GET", "/v1/tablets", {no, upkeep, no}},
    Row{"POST", "/v1/tablets/code", {no, upkeep, no}},
    Row{"DELETE", "/v1/tablets/{id}", {no, upkeep, no}},
    Row{"GET", "/v1/tablet", {no, no, no}},
    Row{"POST", "/v1/tablet/pairing", {no, no, no}},
    Row{"GET", "/v1/tablet/authority", {no, no, no}},
    Row{"GET", "/v1/tablet/authority.crt", {no, no, no}},
    Row{"GET", "/v1/tablet/authority.mobileconfig", {no, no, no}},
    Row{"GET", "/v1/touchpoint", {no, all, all}},
    Row{"GET", "/v1/status", {program, signed_in, no}},
    Row{"POST", "/v1/proof", {program, signed_in, no}},
    Row{"GET", "/v1/proof", {program, signed_in, no}},
    Row{"GET", "/v1/openapi.yaml", {all, no, no}},
    Row{"GET", "/healthz", {all, no, no}},
    Row{"GET", "/metrics", {all, no, no}},
};

class RoutesTest : public WebTest {
 protected:
  static Method method_of(std::string_view text) {
    for (const auto method : {Method::get, Method::post, Method::put, Method::del}) {
      if (to_text(method) == text) return method;
    }
    return Method::options;
  }

  static std::string path_of(std::string_view pattern) {
    std::string path{pattern};
    if (const auto at = path.find("{id}"); at != std::string::npos) path.replace(at, 4, kProfile);
    return path;
  }

  // Who calls: by their role, signed in until that is taken away.
  struct Caller {
    std::string_view name;  // of whom to sign in; empty: a caller without a session
    std::optional<StaffRole> role;
  };
  static constexpr std::array kCallers = {
      Caller{"", {}}, Caller{"program", {}}, Caller{"associate", StaffRole::associate},
      Caller{"supervisor", StaffRole::supervisor}, Caller{"it", StaffRole::it}};

  Request as(const Caller& caller, Request made) {
    if (caller.name == "program") return as_program(std::move(made));
    if (!caller.role) return made;
    auto& held = held_[*caller.role];
    if (held.empty()) {
      if (added_.insert(*caller.role).second) add_staff(caller.name, *caller.role);
      held = cookie_of(sign_in(caller.name));
      EXPECT_FALSE(held.empty());
    }
    return with(std::move(made), "cookie", "touchpoint_session=" + held);
  }

  // Whether the table's word lets them in; 401 and 403 are what they are told else.
  static int told(Who needed, const Caller& caller) {
    if (needed == all) return 0;
    if (needed == program) return caller.name == "program" ? 0 : 401;
    if (!caller.role) return 401;
    const auto role = *caller.role;
    if (needed == staff) return role == StaffRole::it ? 403 : 0;
    if (needed == superv) return role == StaffRole::supervisor ? 0 : 403;
    if (needed == upkeep) return role == StaffRole::associate ? 403 : 0;
    return 0;  // signed in
  }
  std::set<StaffRole> added_;
  std::map<StaffRole, std::string> held_;

  // An empty object: enough to be looked at, never enough to do anything.
  static Request plain(Method method, std::string_view host, std::string_view path) {
    if (method == Method::post || method == Method::put) return post(host, path, "{}");
    return request(method, host, path);
  }
};

TEST_F(RoutesTest, AnswerExactlyWhatIsListed) {
  ASSERT_EQ(routes().size(), kExpected.size());
  for (std::size_t i = 0; i < kExpected.size(); ++i) {
    const auto& route = routes()[i];
    EXPECT_EQ(to_text(route.method), kExpected[i].method) << route.pattern;
    EXPECT_EQ(route.pattern, kExpected[i].path);
    EXPECT_EQ(route.api, kExpected[i].who[0]) << route.pattern;
    EXPECT_EQ(route.counter, kExpected[i].who[1]) << route.pattern;
    EXPECT_EQ(route.kiosk, kExpected[i].who[2]) << route.pattern;
  }
}

// Every route on every surface for every caller: let in exactly where the table says so.
TEST_F(RoutesTest, LetInExactlyWhoIsListed) {
  device_.finding.profile.emplace().id = kProfile;
  device_.to_do.emplace_back().id = kProfile;
  device_.to_do.back().reply.emplace();
  for (const auto& row : kExpected) {
    for (std::size_t surface = 0; surface < kHosts.size(); ++surface) {
      for (const auto& caller : kCallers) {
        auto made = plain(method_of(row.method), kHosts[surface], path_of(row.path));
        const auto status = ask(as(caller, std::move(made))).status;
        if (status == 204) held_.clear();  // perhaps signed out
        const auto where = std::string(row.method) + " " + std::string(row.path) + " on " +
                           std::string(kHosts[surface]) + " as " + std::string(caller.name);
        const auto needed = row.who[surface];
        if (needed == no) {
          // The path may be there with another method that this surface has.
          EXPECT_TRUE(status == 404 || status == 405) << where << ": " << status;
        } else if (const auto refused = told(needed, caller); refused != 0) {
          EXPECT_EQ(status, refused) << where;
        } else {
          EXPECT_TRUE(status != 401 && status != 404 && status != 405) << where << ": " << status;
        }
      }
    }
  }
}

// With every right there is, and the name of another machine that leads here (DNS rebinding).
TEST_F(RoutesTest, NoRouteAnswersToAForeignName) {
  for (const auto& row : kExpected) {
    auto made = plain(method_of(row.method), "evil.example", path_of(row.path));
    EXPECT_EQ(ask(as_staff(as_program(std::move(made)))).status, 421) << row.path;
  }
}

// What changes something, or shows somebody, is asked for by pages of this origin alone.
TEST_F(RoutesTest, NoRouteIsCausedByAnotherOrigin) {
  constexpr std::array<std::string_view, 4> kReadByAll = {"/v1/session", "/v1/touchpoint",
                                                          "/v1/status", "/v1/proof"};
  for (const auto& row : kExpected) {
    for (std::size_t surface = 1; surface < kHosts.size(); ++surface) {
      const bool harmless =
          row.method == "GET" && std::ranges::find(kReadByAll, row.path) != kReadByAll.end();
      if (row.who[surface] == no || harmless) continue;
      for (const auto& [header, value] : {std::pair{"origin", "https://evil.example"},
                                          std::pair{"sec-fetch-site", "cross-site"}}) {
        auto made = plain(method_of(row.method), kHosts[surface], path_of(row.path));
        const auto reply = ask(with(as_staff(std::move(made)), header, value));
        EXPECT_EQ(reply.error(), "foreign_origin")
            << row.method << " " << row.path << " " << header;
      }
    }
  }
  EXPECT_TRUE(device_.closed_visits.empty());
  EXPECT_TRUE(device_.moved_visits.empty());
}

TEST_F(RoutesTest, ASessionThatWasRevokedOpensNothing) {
  const auto cookie = cookie_of(sign_in());
  ASSERT_TRUE(wait<void>([&](auto done) { access_->staff_remove("giulia", std::move(done)); }));
  for (const auto& row : kExpected) {
    if (row.who[1] == no || row.who[1] == all) continue;
    auto made = plain(method_of(row.method), "counter.localhost", path_of(row.path));
    EXPECT_EQ(ask(with(std::move(made), "cookie", "touchpoint_session=" + cookie)).status, 401)
        << row.path;
  }
}

TEST_F(RoutesTest, MissingTokensAreAskedForAndWrongOnesAreNone) {
  const auto none = ask(request(Method::get, "localhost", "/v1/status"));
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.header("WWW-Authenticate"), "Bearer realm=\"touchpoint\"");
  for (const auto& wrong : std::vector<std::string>{"Bearer", "Bearer ", "Bearer wrong",
                                                    "Basic " + token_, "Bearer " + token_ + "x"}) {
    const auto made = with(request(Method::get, "localhost", "/v1/status"), "authorization", wrong);
    EXPECT_EQ(ask(made).status, 401) << wrong;
  }
  EXPECT_EQ(ask(with(request(Method::get, "localhost", "/v1/status"), "authorization",
                     "bearer " + token_))
                .status,
            200);
}

TEST_F(RoutesTest, TheUnixSocketNeedsNoToken) {
  auto made = request(Method::get, "anything", "/v1/status");
  made.peer.via = Peer::Via::unix_socket;
  EXPECT_EQ(ask(made).status, 200);
  made.path = "/v1/session";
  EXPECT_EQ(ask(made).status, 404);
}

TEST_F(RoutesTest, ForeignHostsAreMisdirected) {
  for (const std::string_view host :
       {"", "example.org", "evil.localhost", "counter.localhost.example.org", "127.0.0.2",
        "0.0.0.0", "console.localhost", "localhost.", "10.0.0.7"}) {
    const auto reply = ask(request(Method::get, host, "/healthz"));
    EXPECT_EQ(reply.status, 421) << host;
    EXPECT_EQ(reply.error(), "foreign_host");
  }
  for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) {
    EXPECT_EQ(ask(request(Method::get, host, "/healthz")).status, 200) << host;
  }
}

TEST_F(RoutesTest, UnknownPathsAreNotThere) {
  for (const std::string_view path :
       {"", "/", "/v1", "/v1/", "/v1/interactions/", "/v1/interactions/x", "/V1/interactions",
        "/v2/interactions", "/v1/profiles//timeline", "/v1/profiles/a/b/timeline",
        "/v1/profiles/timeline", "/healthz/", "/index.html"}) {
    EXPECT_EQ(ask(as_program(request(Method::get, "localhost", path))).status, 404) << path;
  }
}

TEST_F(RoutesTest, OtherMethodsAreRefusedWithTheRightOnes) {
  const auto reply = ask(request(Method::put, "counter.localhost", "/v1/session"));
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.header("Allow"), "POST, GET, HEAD, DELETE");
  for (const auto method : {Method::get, Method::head, Method::put, Method::del, Method::options}) {
    const auto other = ask(as_program(request(method, "localhost", "/v1/interactions")));
    EXPECT_EQ(other.status, 405);
    EXPECT_EQ(other.header("Allow"), "POST");
  }
}

TEST_F(RoutesTest, WhatCanBeReadAnswersHead) {
  EXPECT_EQ(ask(request(Method::head, "localhost", "/healthz")).status, 200);
  EXPECT_EQ(ask(request(Method::head, "counter.localhost", "/v1/session")).status, 401);
  EXPECT_EQ(ask(request(Method::head, "kiosk.localhost", "/v1/session")).status, 404);
}

TEST_F(RoutesTest, OtherOriginsMayNotChangeOrListen) {
  for (const std::string_view origin :
       {"null", "http://evil.example", "http://localhost:7080", "http://kiosk.localhost:7080",
        "https://counter.localhost:7080", "http://counter.localhost", "http://counter.localhost:1",
        "HTTP://COUNTER.LOCALHOST:7080/"}) {
    for (const auto& made : {post("counter.localhost", "/v1/session", "{}"),
                             request(Method::del, "counter.localhost", "/v1/card"),
                             request(Method::get, "counter.localhost", "/v1/stream"),
                             request(Method::get, "counter.localhost",
                                     "/v1/profiles/" + std::string(kProfile) + "/timeline")}) {
      const auto reply = ask(as_staff(with(made, "origin", origin)));
      EXPECT_EQ(reply.status, 403) << origin << made.path;
      EXPECT_EQ(reply.error(), "foreign_origin");
    }
  }
  for (const std::string_view site : {"cross-site", "same-site", "nonsense"}) {
    const auto made = post("kiosk.localhost", "/v1/interactions", "{}");
    EXPECT_EQ(ask(with(made, "sec-fetch-site", site)).status, 403) << site;
  }
  EXPECT_TRUE(device_.closed_visits.empty());
}

TEST_F(RoutesTest, ThisOriginMay) {
  auto made = request(Method::del, "counter.localhost", "/v1/card");
  made = with(made, "origin", "http://counter.localhost:7080");
  EXPECT_EQ(ask(as_staff(with(made, "sec-fetch-site", "same-origin"))).status, 204);
  EXPECT_EQ(ask(as_staff(with(made, "sec-fetch-site", "none"))).status, 204);
}

TEST_F(RoutesTest, ClosingMayNameTheVisit) {
  const auto close = [&](std::string_view visit) {
    auto made = as_staff(request(Method::del, "counter.localhost", "/v1/card"));
    made.query = {{"visit", std::string(visit)}};
    return ask(made);
  };
  EXPECT_EQ(close(kProfile).status, 204);
  EXPECT_EQ(close("last").error(), "bad_visit");
  EXPECT_EQ(device_.closed_visits, std::vector{std::string(kProfile)});
}

TEST_F(RoutesTest, AVisitIsPutByAndBroughtBackByItsName) {
  const auto move = [&](std::string_view way, const std::string& body) {
    return ask(
        as_staff(post("counter.localhost", std::string("/v1/card/") + std::string(way), body)));
  };
  const auto named = R"({"visit":")" + std::string(kProfile) + R"("})";
  EXPECT_EQ(move("park", named).status, 204);
  EXPECT_EQ(move("return", named).status, 204);
  EXPECT_EQ(device_.moved_visits,
            (std::vector{"parked " + std::string(kProfile), "returned " + std::string(kProfile)}));
  EXPECT_EQ(move("park", "{}").error(), "missing_member");
  EXPECT_EQ(move("return", R"({"visit":"last"})").error(), "bad_visit");
  EXPECT_EQ(move("park", R"({"visit":"last","all":true})").status, 400);
  const auto event = std::string(kId);
  const auto wrong = move(
      "wrong_person", R"({"id":")" + event + R"(","visit":")" + std::string(kProfile) + R"("})");
  EXPECT_EQ(wrong.status, 202) << wrong.body;
  EXPECT_EQ(move("wrong_person", named).status, 202) << "an id is made when there is none";
  ASSERT_EQ(device_.wrong.size(), 2U);
  EXPECT_EQ(device_.wrong[0].id.text(), event);
  EXPECT_EQ(device_.wrong[0].staff, "giulia");
  EXPECT_EQ(move("wrong_person", "{}").error(), "missing_member");
  device_.failure = refused("that visit does not wait here any more");
  EXPECT_EQ(move("return", named).status, 422);
}

TEST_F(RoutesTest, BodiesMustBeJson) {
  for (const std::string_view type : {"", "text/plain", "application/x-www-form-urlencoded",
                                      "multipart/form-data", "application/json-patch+json"}) {
    auto made = as_program(request(Method::post, "localhost", "/v1/interactions"));
    if (!type.empty()) made = with(made, "content-type", type);
    made.body = "{}";
    EXPECT_EQ(ask(made).status, 415) << type;
  }
  auto made = as_program(post("localhost", "/v1/interactions", "{}"));
  EXPECT_EQ(ask(with(made, "content-encoding", "gzip")).status, 415);
  made = as_program(request(Method::post, "localhost", "/v1/interactions"));
  EXPECT_EQ(ask(with(made, "content-type", "Application/JSON; charset=utf-8")).error(),
            "malformed_json");
}

TEST_F(RoutesTest, EveryAnswerCarriesTheSecurityHeaders) {
  for (const auto& made :
       {request(Method::get, "localhost", "/healthz"), request(Method::get, "evil.example", "/"),
        request(Method::get, "kiosk.localhost", "/nothing"),
        request(Method::put, "localhost", "/healthz"),
        request(Method::get, "counter.localhost", "/v1/stream"),
        as_staff(request(Method::get, "counter.localhost", "/v1/stream")),
        post("kiosk.localhost", "/v1/interactions", "{")}) {
    const auto reply = ask(made);
    EXPECT_EQ(reply.header("Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
              "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
              "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer");
    EXPECT_NE(reply.header("Permissions-Policy").find("camera=()"), std::string::npos);
    EXPECT_EQ(reply.header("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(reply.header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(reply.header("Cache-Control"), "no-store");
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "");
  }
}

TEST_F(RoutesTest, OnlyBatchesMayBeLarge) {
  const auto limit = Api::body_limit();
  EXPECT_EQ(limit(Method::post, "/v1/interactions"), limits::kHttpBodyBatchMax);
  EXPECT_EQ(limit(Method::post, "/v1/scans"), limits::kHttpBodyMax);
  EXPECT_EQ(limit(Method::put, "/v1/interactions"), limits::kHttpBodyMax);
}

}  // namespace
}  // namespace touchpoint::web
