// A supervisor lets somebody in again who was locked out, at the counter and without the hub.
#include "web_support.hpp"

namespace touchpoint::web {
namespace {

class StaffTest : public WebTest {
 protected:
  StaffTest() { add_staff("sara", StaffRole::supervisor); }
  void signed_in_as(std::string_view name) { cookie_ = cookie_of(sign_in(name)); }
  Reply enable(std::string_view body) {
    return ask(as_staff(post("counter.localhost", "/v1/staff/enabled", body)));
  }
};

TEST_F(StaffTest, ASupervisorSeesWhoIsLockedOutAndLetsThemIn) {
  given_failures("giulia", 9);
  EXPECT_EQ(sign_in("giulia", "111222").status, 403);
  signed_in_as("sara");
  const auto list = ask(as_staff(request(Method::get, "counter.localhost", "/v1/staff")));
  EXPECT_EQ(list.status, 200);
  EXPECT_EQ(
      list.body,
      R"({"staff":[)"
      R"({"name":"giulia","display_name":"Displayed giulia","role":"associate","disabled":true,"badge":false},)"
      R"({"name":"marco","display_name":"Displayed marco","role":"associate","disabled":false,"badge":false},)"
      R"({"name":"sara","display_name":"Displayed sara","role":"supervisor","disabled":false,"badge":false}]})");
  EXPECT_EQ(enable(R"({"name":"giulia"})").status, 204);
  EXPECT_EQ(device_.events.back().type, "touchpoint.staff.enabled");
  EXPECT_EQ(device_.events.back().data, R"({"staff":"giulia","by":"sara"})");
  EXPECT_EQ(sign_in("giulia").status, 200);
}

TEST_F(StaffTest, ItSeesThemTooAndLetsThemIn) {
  add_staff("ivo", StaffRole::it);
  given_failures("giulia", 9);
  EXPECT_EQ(sign_in("giulia", "111222").status, 403);
  signed_in_as("ivo");
  EXPECT_EQ(ask(as_staff(request(Method::get, "counter.localhost", "/v1/staff"))).status, 200);
  EXPECT_EQ(enable(R"({"name":"giulia"})").status, 204);
  EXPECT_EQ(device_.events.back().data, R"({"staff":"giulia","by":"ivo"})");
  EXPECT_EQ(sign_in("giulia").status, 200);
}

TEST_F(StaffTest, AnAssociateLetsNobodyIn) {
  given_failures("marco", 9);
  EXPECT_EQ(sign_in("marco", "111222").status, 403);
  signed_in_as("giulia");
  const auto refused = enable(R"({"name":"marco"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.error(), "not_upkeep");
  EXPECT_EQ(ask(as_staff(request(Method::get, "counter.localhost", "/v1/staff"))).status, 403);
  EXPECT_EQ(sign_in("marco").status, 403);
}

TEST_F(StaffTest, WhoeverIsNotThereIsSaidSo) {
  signed_in_as("sara");
  const auto before = device_.events.size();
  EXPECT_EQ(enable(R"({"name":"nobody"})").status, 422);
  EXPECT_EQ(enable(R"({"name":""})").status, 422);
  EXPECT_EQ(enable(R"({})").status, 400);
  EXPECT_EQ(enable(R"({"name":"giulia","role":"supervisor"})").status, 400);
  EXPECT_EQ(device_.events.size(), before);
}

}  // namespace
}  // namespace touchpoint::web
