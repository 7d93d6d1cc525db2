// A staff badge says who it is; alone it is enough only for as long as configured, and it is never
// a customer's code.
#include <fstream>
#include <iterator>

#include "web/access/badge.hpp"
#include "web_support.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;
using Outcome = BadgeTry::Outcome;

constexpr std::string_view kBadge = "04:a2:2b:1c:77:80";
constexpr std::string_view kOther = "04:a2:2b:1c:77:81";

class BadgeTest : public WebTest {
 protected:
  BadgeTest() { add_staff("sara", StaffRole::supervisor); }
  Result<void> give(const std::string& name, std::string_view code = kBadge) {
    return wait<void>(
        [&](auto done) { access_->give_badge(name, std::string(code), std::move(done)); });
  }
  Result<void> take(const std::string& name) {
    return wait<void>([&](auto done) { access_->take_badge(name, std::move(done)); });
  }
  BadgeTry attempt(std::string_view code = kBadge, std::chrono::seconds alone_for = 0s) {
    return on_loop([&] { return access_->try_badge(code, alone_for); });
  }
  Reply show(std::string_view code) {
    return ask(post("counter.localhost", "/v1/session/badge",
                    R"({"code":")" + std::string(code) + R"("})"));
  }
  Reply scan(std::string_view code) {
    return ask(as_staff(
        post("counter.localhost", "/v1/scans", R"({"code":")" + std::string(code) + R"("})")));
  }
  void signed_in_as(std::string_view name) { cookie_ = cookie_of(sign_in(name)); }
  std::string file() const {
    std::ifstream in(folder_ / "access.json");
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(BadgeTest, IsOneHoweverAReaderWritesIt) {
  const Digest key{1};
  const auto badge = badge_digest(kBadge, key);
  ASSERT_TRUE(badge);
  for (const auto* same :
       {"04A22B1C7780", "04a22b1c7780", " 04-A2-2B-1C-77-80 ", "04 a2 2b 1c 77 80"})
    EXPECT_EQ(badge_digest(same, key), badge) << same;
  EXPECT_NE(badge_digest(kOther, key), badge);
  EXPECT_NE(badge_digest(kBadge, Digest{2}), badge) << "another device's key";
  for (const auto* none : {"", "12345", "12:34:5", "https://shop.example/1", "04A22B1C_7780",
                           "4111111111111111", "RSSMRA85T10A562S"})
    EXPECT_FALSE(badge_digest(none, key)) << none;
  EXPECT_FALSE(badge_digest(std::string(65, 'A'), key));
}

TEST_F(BadgeTest, SaysWhoItIsAndAsksForThePin) {
  ASSERT_TRUE(give("giulia"));
  const auto reply = show("04A22B1C7780");
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(reply.body, R"({"name":"giulia","display_name":"Displayed giulia"})");
  EXPECT_TRUE(reply.header("Set-Cookie").empty());
  EXPECT_EQ(show(kOther).status, 401);
  EXPECT_EQ(show(kOther).error(), "unknown_badge");
  EXPECT_TRUE(device_.events.empty()) << "and nothing of it is recorded";
}

TEST_F(BadgeTest, AloneIsEnoughOnlyForAWhileAfterThePin) {
  ASSERT_TRUE(give("giulia"));
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::pin) << "no PIN was given yet";
  EXPECT_EQ(sign_in("giulia").status, 200);
  EXPECT_EQ(attempt(kBadge, 0s).outcome, Outcome::pin) << "not configured";
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::accepted);
  clock_.jump(24h);  // setting the clock changes nothing
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::accepted);
  clock_.advance(4h);
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::pin);
  EXPECT_EQ(sign_in("giulia").status, 200);
  EXPECT_EQ(sign_in("giulia", "111222").status, 401);
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::pin) << "somebody guesses";
  EXPECT_EQ(sign_in("giulia").status, 200);
  restart();
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::pin) << "another run";
}

TEST_F(BadgeTest, AloneItBeginsASessionAndSaysSo) {
  alone_for_ = 4h;
  restart();
  ASSERT_TRUE(give("giulia"));
  EXPECT_EQ(show(kBadge).status, 202);
  EXPECT_EQ(sign_in("giulia").status, 200);
  const auto reply = show(kBadge);
  EXPECT_EQ(reply.status, 200);
  EXPECT_FALSE(cookie_of(reply).empty());
  EXPECT_EQ(device_.events.back().type, "touchpoint.staff.signed_in");
  EXPECT_EQ(device_.events.back().data, R"({"staff":"giulia","how":"badge"})");
}

TEST_F(BadgeTest, TenUnknownOnesAndNoBadgeIsEnough) {
  ASSERT_TRUE(give("giulia"));
  EXPECT_EQ(sign_in("giulia").status, 200);
  for (int n = 0; n < 9; ++n)
    EXPECT_EQ(attempt("0000000" + std::to_string(n), 4h).outcome, Outcome::unknown);
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::accepted);
  EXPECT_EQ(attempt("00000009", 4h).outcome, Outcome::unknown);
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::pin);
}

TEST_F(BadgeTest, WhoeverIsDisabledIsNotLetIn) {
  ASSERT_TRUE(give("giulia"));
  given_failures("giulia", 9);
  EXPECT_EQ(show(kBadge).status, 202);
  EXPECT_EQ(sign_in("giulia", "111222").status, 403) << "the tenth";
  const auto reply = show(kBadge);
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.error(), "disabled");
  EXPECT_EQ(device_.events.back().type, "touchpoint.staff.refused");
}

TEST_F(BadgeTest, IsNeverACustomersCode) {
  ASSERT_TRUE(give("giulia"));
  signed_in_as("marco");
  const auto before = device_.events.size();
  for (const bool taken_away : {false, true}) {
    if (taken_away) {
      ASSERT_TRUE(take("giulia"));
    }
    const auto scanned = scan(kBadge);
    EXPECT_EQ(scanned.status, 200);
    EXPECT_EQ(scanned.body, R"({"badge":true})");
    EXPECT_EQ(ask(as_program(post("localhost", "/v1/scans", R"({"code":"04a22b1c7780"})"))).status,
              200);
    const auto asked =
        ask(as_staff(post("counter.localhost", "/v1/recognitions",
                          R"({"identifiers":[{"kind":"loyalty","value":"04A22B1C7780"}]})")));
    EXPECT_EQ(asked.status, 422);
    EXPECT_EQ(asked.error(), "staff_badge");
    const auto announced = ask(
        post("kiosk.localhost", "/v1/interactions",
             R"({"type":"touchpoint.collection.announced","data":{"order_id":"04A22B1C7780"}})"));
    EXPECT_EQ(announced.error(), "staff_badge");
  }
  EXPECT_TRUE(device_.scans.empty());
  EXPECT_TRUE(device_.asked.empty());
  EXPECT_EQ(device_.events.size(), before);
  EXPECT_EQ(scan(kOther).status, 202) << "what is no badge goes its way";
}

TEST_F(BadgeTest, ALostOneLetsNobodyInAndSaysSo) {
  ASSERT_TRUE(give("giulia"));
  EXPECT_EQ(sign_in("giulia").status, 200);
  ASSERT_TRUE(take("giulia"));
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::taken_away);
  EXPECT_EQ(show(kBadge).error(), "badge_taken_away");
  EXPECT_FALSE(take("giulia"));
  restart();
  EXPECT_EQ(attempt(kBadge, 4h).outcome, Outcome::taken_away) << "it is on the disk";
  ASSERT_TRUE(give("marco"));
  EXPECT_EQ(attempt().staff.name, "marco") << "found again";
}

TEST_F(BadgeTest, IsOnePersonsAndEachHasOne) {
  ASSERT_TRUE(give("giulia"));
  EXPECT_FALSE(give("marco"));
  EXPECT_FALSE(give("nobody", kOther));
  EXPECT_FALSE(give("marco", "12345"));
  EXPECT_TRUE(give("giulia"));
  ASSERT_TRUE(give("giulia", kOther));
  EXPECT_EQ(attempt(kBadge).outcome, Outcome::taken_away);
  EXPECT_EQ(attempt(kOther).staff.name, "giulia");
  ASSERT_TRUE(wait<void>([&](auto done) { access_->staff_remove("giulia", std::move(done)); }));
  EXPECT_EQ(attempt(kOther).outcome, Outcome::taken_away);
}

TEST_F(BadgeTest, OutlivesWhatTheHubSays) {
  const auto hub = [&](std::vector<std::string> names) {
    std::vector<HubStaff> staff;
    for (auto& name : names)
      staff.push_back({.staff = {std::move(name), "Of the hub", StaffRole::associate}});
    return wait<void>(
        [&](auto done) { access_->take_hub_staff(std::move(staff), 7, std::move(done)); });
  };
  ASSERT_TRUE(give("giulia", kOther));
  ASSERT_TRUE(hub({"anna", "giulia"}));
  EXPECT_EQ(attempt(kOther).outcome, Outcome::taken_away) << "a namesake of whoever had it";
  ASSERT_TRUE(give("anna"));
  ASSERT_TRUE(hub({"anna"}));
  EXPECT_EQ(attempt().staff.name, "anna");
  ASSERT_TRUE(hub({}));
  EXPECT_EQ(attempt().outcome, Outcome::taken_away) << "dismissed";
}

TEST_F(BadgeTest, ASupervisorGivesAndTakesThemAtTheCounter) {
  const std::string given = R"({"name":"giulia","code":")" + std::string(kBadge) + R"("})";
  signed_in_as("marco");
  EXPECT_EQ(ask(as_staff(post("counter.localhost", "/v1/staff/badge", given))).status, 403);
  signed_in_as("sara");
  EXPECT_EQ(ask(as_staff(post("counter.localhost", "/v1/staff/badge", given))).status, 204);
  EXPECT_EQ(device_.events.back().type, "touchpoint.staff.badge_given");
  EXPECT_EQ(device_.events.back().data, R"({"staff":"giulia","by":"sara"})");
  const auto list = ask(as_staff(request(Method::get, "counter.localhost", "/v1/staff")));
  EXPECT_NE(list.body.find(R"("disabled":false,"badge":true)"), std::string::npos) << list.body;
  EXPECT_EQ(ask(as_staff(post("counter.localhost", "/v1/staff/badge",
                              R"({"name":"giulia","code":"4111111111111111"})")))
                .status,
            422);
  const auto remove = request(Method::del, "counter.localhost", "/v1/staff/giulia/badge");
  EXPECT_EQ(ask(as_staff(remove)).status, 204);
  EXPECT_EQ(device_.events.back().type, "touchpoint.staff.badge_taken");
  EXPECT_EQ(ask(as_staff(remove)).status, 422);
}

TEST_F(BadgeTest, ItsCodeStandsNowhere) {
  ASSERT_TRUE(give("giulia"));
  EXPECT_EQ(show(kBadge).status, 202);
  for (const std::string_view code : {"04:a2:2b:1c:77:80", "04A22B1C7780", "04a22b1c7780"}) {
    EXPECT_EQ(file().find(code), std::string::npos);
    EXPECT_EQ(api_->metrics().find(code), std::string::npos);
    for (const auto& event : device_.events)
      EXPECT_EQ(event.data.find(code), std::string::npos);
  }
}

}  // namespace
}  // namespace touchpoint::web
