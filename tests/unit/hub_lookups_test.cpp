// A device asks for somebody whom its replica does not know.
#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

class HubLookupsTest : public HubStoreTest {
 protected:
  HubLookupsTest() {
    enrol(till_);
    enrol(torino_);
    shop_ = add_source("shop", UserIdKind::loyalty, "torino-02");
  }
  void identify(const std::string& user, const std::string& traits) {
    call(shop_, CallKind::identify, R"({"userId":")" + user + R"(","traits":)" + traits + "}");
  }
  LookupAnswer look_up(const Lookup& lookup) {
    auto answer =
        ask<LookupAnswer>([&](auto done) { store_->look_up(till_, lookup, std::move(done)); });
    EXPECT_TRUE(answer) << answer.error().sentence();
    return answer ? std::move(answer).value() : LookupAnswer{};
  }
  static Lookup by(IdentifierKind kind, const std::string& value) {
    return {.identifiers = {{.kind = kind, .value = value}}};
  }

  Source shop_;
  Sender torino_{.device = "torino-02-pos-1", .store = "torino-02"};
};

constexpr auto kAnna = R"({"firstName":"Anna","lastName":"Bugnon","birthday":"1984-03-07",)"
                       R"("address":{"postalCode":"11020"},"email":"anna@example.org"})";

TEST_F(HubLookupsTest, WhomACardLeadsToComesToTheStoreThatAsked) {
  identify("2900417", kAnna);
  const auto before = pull();
  ASSERT_TRUE(before.profiles.empty());
  EXPECT_EQ(look_up(by(IdentifierKind::loyalty, "2900417")).people, 1);
  const auto after = pull(before.through);
  EXPECT_EQ(changed_, (std::vector<std::string>{"milano-01", "torino-02"}));
  ASSERT_EQ(after.profiles.size(), 1U);
  EXPECT_EQ(after.profiles[0].given_name, "Anna");
}

TEST_F(HubLookupsTest, AnAddressThatOneHasVerifiedIsTheirsAsOnADevice) {
  identify("2900417", R"({"email":"anna@example.org","email_verified":true})");
  identify("2900418", R"({"email":"anna@example.org"})");
  const Lookup both{.identifiers = {{IdentifierKind::verified_email, "anna@example.org"},
                                    {IdentifierKind::email, "anna@example.org"}}};
  EXPECT_EQ(look_up(both).people, 1);
  ASSERT_EQ(pull().profiles.size(), 1U);
  EXPECT_EQ(pull().profiles[0].identifiers.front().value, "anna@example.org");
  EXPECT_EQ(look_up(by(IdentifierKind::email, "anna@example.org")).people, 2);
}

TEST_F(HubLookupsTest, AnOrderNumberIsFoundHoweverItWasWritten) {
  identify("2900417", kAnna);
  call(
      shop_, CallKind::track,
      R"({"userId":"2900417","event":"Order Completed","properties":{"order_id":"w-1043","total":9}})");
  EXPECT_EQ(look_up(by(IdentifierKind::order, "W-1043")).people, 1);
  const auto page = pull();
  ASSERT_EQ(page.profiles.size(), 1U);
  EXPECT_EQ(page.profiles[0].orders.at(0).order_id, "w-1043");
  const auto& known = page.profiles[0].identifiers;
  EXPECT_NE(std::ranges::find(known, Identifier{IdentifierKind::order, "W-1043"}), known.end());
}

TEST_F(HubLookupsTest, AskingAgainChangesNothing) {
  identify("2900417", kAnna);
  look_up(by(IdentifierKind::loyalty, "2900417"));
  const auto page = pull();
  look_up(by(IdentifierKind::email, "anna@example.org"));
  EXPECT_TRUE(pull(page.through).profiles.empty());
}

TEST_F(HubLookupsTest, AStoreLetsGoOfWhomItOnlyAskedFor) {
  identify("2900417", kAnna);
  look_up(by(IdentifierKind::loyalty, "2900417"));
  const auto page = pull();
  ASSERT_EQ(page.profiles.size(), 1U);
  clock_.advance(std::chrono::hours{25});
  ASSERT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
  EXPECT_EQ(pull(page.through).gone, (std::vector<std::string>{page.profiles[0].id}));
  EXPECT_EQ(pull_as(torino_).profiles.size(), 1U) << "their home keeps them";
}

TEST_F(HubLookupsTest, WhatSeveralPeopleHaveGivesNobodyAway) {
  identify("1", R"({"firstName":"Anna","email":"family@example.org"})");
  identify("2", R"({"firstName":"Bea","email":"family@example.org"})");
  EXPECT_EQ(look_up(by(IdentifierKind::email, "family@example.org")).people, 2);
  EXPECT_TRUE(pull().profiles.empty());
}

TEST_F(HubLookupsTest, NobodyIsAnAnswer) {
  EXPECT_EQ(look_up(by(IdentifierKind::loyalty, "7")).people, 0);
  EXPECT_EQ(look_up({.profile = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"}).people, 0);
}

TEST_F(HubLookupsTest, AnOrderLeadsToWhoeverOrdered) {
  identify("2900417", kAnna);
  call(shop_, CallKind::track,
       R"({"userId":"2900417","event":"Order Completed","properties":{"order_id":"W-1043",)"
       R"("products":[{"name":"Bag"}]}})");
  EXPECT_EQ(look_up(by(IdentifierKind::order, "W-1043")).people, 1);
}

TEST_F(HubLookupsTest, SaysWhoMayBeMeantAndGivesNobodyAway) {
  identify("2900417", kAnna);
  identify("2900418", R"({"firstName":"Bruno","lastName":"Bugnon","birthday":"1984-03-07"})");
  const auto answer = look_up({.given_name = "Anna",
                               .family_name = "Bugnon",
                               .birth_date = "1984-03-07",
                               .postal_code = "11020"});
  ASSERT_FALSE(answer.found.candidates.empty());
  const auto& best = answer.found.candidates[0];
  EXPECT_EQ(best.given_name, "Anna");
  EXPECT_EQ(best.area, "110");
  std::int32_t sum = 0;
  for (const auto& field : best.fields)
    sum += field.bits;
  EXPECT_EQ(best.score, sum);
  EXPECT_TRUE(pull().profiles.empty());
  EXPECT_EQ(look_up({.profile = best.profile}).people, 1);
  EXPECT_EQ(pull().profiles.size(), 1U);
}

TEST_F(HubLookupsTest, NamesThatWereTypedInAnyOrderAreReadBothWays) {
  identify("2900417", kAnna);
  Lookup lookup{.given_name = "Bugnon", .family_name = "Anna", .birth_date = "1984-03-07"};
  lookup.names_in_order = false;
  const auto answer = look_up(lookup);
  ASSERT_EQ(answer.found.candidates.size(), 1U);
  for (const auto& field : answer.found.candidates[0].fields) {
    if (field.field == "given_name") {
      EXPECT_EQ(field.level, "same");
    }
  }
}

TEST_F(HubLookupsTest, TwoRecordsOfOnePersonAreNoNamesakes) {
  identify("2900417", kAnna);
  const auto web = add_source("web", UserIdKind::account, "torino-02");
  call(web, CallKind::identify, std::string(R"({"userId":"a-1","traits":)") + kAnna + "}");
  const Lookup lookup{.given_name = "Anna",
                      .family_name = "Bugnon",
                      .birth_date = "1984-03-07",
                      .postal_code = "11020"};
  const auto two = look_up(lookup).found.candidates;
  ASSERT_EQ(two.size(), 2U);
  const auto joined = ask<std::string>([&](auto done) {
    store_->join_profiles(
        {.one = two[0].profile, .other = two[1].profile, .by = "anna", .reason = "same"},
        std::move(done));
  });
  ASSERT_TRUE(joined);
  const auto one = look_up(lookup).found.candidates;
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].profile, joined.value());
}

TEST_F(HubLookupsTest, ADeviceThatIsNotLetInLearnsNothing) {
  const auto answer = ask<LookupAnswer>([&](auto done) {
    store_->look_up({.device = "stranger", .store = "milano-01"},
                    by(IdentifierKind::loyalty, "2900417"), std::move(done));
  });
  ASSERT_FALSE(answer);
  EXPECT_TRUE(answer.error().is(Condition::refused));
}

}  // namespace
}  // namespace touchpoint::hub
