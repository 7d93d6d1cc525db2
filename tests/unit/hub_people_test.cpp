// People as the hub's store keeps them: what joins records, what splits them, and what stores see.
#include <gmock/gmock.h>

#include "support/hub_people_fixture.hpp"

namespace touchpoint::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(HubPeopleTest, AMergedProfileHasBothHistoriesAndTheOlderId) {
  two_annas();
  EXPECT_EQ(merge(newer_, older_).value(), older_);
  const auto page = pull();
  ASSERT_EQ(page.profiles.size(), 1U);
  const auto& whole = page.profiles.at(0);
  EXPECT_EQ(whole.id, older_);
  EXPECT_THAT(whole.merged, ElementsAre(newer_));
  EXPECT_EQ(whole.history.size(), 2U);
  EXPECT_EQ(whole.orders.size(), 2U);
  EXPECT_EQ(whole.order_count, 2);
  EXPECT_EQ(whole.given_name, "Annamaria") << "told last";
  EXPECT_EQ(status().profiles, 1);
  EXPECT_EQ(status().stores.at("milano-01").profiles, 1);
}

TEST_F(HubPeopleTest, StoresAreToldThatTheOtherIsGone) {
  two_annas();
  const auto before = pull().through;
  ASSERT_TRUE(merge(older_, newer_));
  const auto page = pull(before);
  EXPECT_THAT(changed_, ElementsAre("milano-01"));
  EXPECT_THAT(page.gone, ElementsAre(newer_));
  ASSERT_EQ(page.profiles.size(), 1U);
  EXPECT_THAT(page.profiles.at(0).merged, ElementsAre(newer_));
  ASSERT_TRUE(split(older_, newer_));
  const auto after = pull(page.through);
  EXPECT_EQ(after.profiles.size(), 2U);
  EXPECT_THAT(after.gone, IsEmpty());
}

TEST_F(HubPeopleTest, EveryStoreIsToldOfAMergeAndOfASplit) {
  two_annas();
  for (const auto* const whose : {"2900417", "77"}) {
    call(whose[0] == '7' ? app_ : shop_, CallKind::track,
         R"({"userId":")" + std::string(whose) +
             R"(","event":"Order Completed","properties":{"order_id":"R-)" + whose +
             R"(","total":10,"fulfilment":"collect","store":"roma-01"}})");
  }
  const Sender there{.device = "roma-01-pos-1", .store = "roma-01"};
  enrol(there);
  auto here = pull();
  auto roma = pull_as(there);
  ASSERT_EQ(roma.profiles.size(), 2U);
  ASSERT_TRUE(merge(older_, newer_));
  for (auto [sender, seen] : {std::pair{till_, &here}, std::pair{there, &roma}}) {
    *seen = pull_as(sender, seen->through);
    EXPECT_THAT(seen->gone, ElementsAre(newer_)) << sender.store;
    ASSERT_EQ(seen->profiles.size(), 1U) << sender.store;
    EXPECT_THAT(seen->profiles.at(0).merged, ElementsAre(newer_)) << sender.store;
  }
  ASSERT_TRUE(split(older_, newer_));
  for (auto [sender, seen] : {std::pair{till_, &here}, std::pair{there, &roma}}) {
    *seen = pull_as(sender, seen->through);
    EXPECT_THAT(seen->gone, IsEmpty()) << sender.store;
    ASSERT_EQ(seen->profiles.size(), 2U) << sender.store;
    for (const auto& profile : seen->profiles)
      EXPECT_THAT(profile.merged, IsEmpty()) << sender.store;
  }
}

TEST_F(HubPeopleTest, MergeAndSplitGiveBackWhatWas) {
  two_annas();
  identify(app_, "77", R"({"phone":"3331234567","birthday":"1984-03-07"})",
           R"(,"context":{"consent":{"categoryPreferences":{"marketing":false}}})");
  const auto before = exported();
  ASSERT_TRUE(merge(older_, newer_));
  EXPECT_EQ(exported().size(), 1U);
  restart();
  ASSERT_TRUE(split(older_, newer_));
  EXPECT_EQ(exported(), before);
}

TEST_F(HubPeopleTest, WhatComesWhileMergedReturnsToWhomItWasTold) {
  two_annas();
  ASSERT_TRUE(merge(older_, newer_));
  bought(app_, "77", "A-2");
  auto journal = new_journal();
  journal.write("touchpoint.note.added",
                R"({"profile":")" + newer_ + R"(","text":"from a till that did not know yet"})");
  journal.write("touchpoint.note.added", R"({"profile":")" + older_ + R"(","text":"by the id"})");
  ASSERT_TRUE(send(journal, 1, 2));
  EXPECT_EQ(exported().at(older_).history.size(), 5U);
  ASSERT_TRUE(split(newer_, older_));
  EXPECT_EQ(exported().at(older_).history.size(), 2U);
  EXPECT_EQ(exported().at(newer_).history.size(), 3U);
}

TEST_F(HubPeopleTest, WhoIsNotTheSameIsNeitherJoinedNorProposedAgain) {
  two_annas();
  ASSERT_EQ(twins().size(), 1U);
  ASSERT_TRUE(split(older_, newer_));
  EXPECT_THAT(twins(), IsEmpty());
  const auto refused = merge(older_, newer_);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is(Condition::refused));
  restart();
  EXPECT_FALSE(merge(newer_, older_));
  ASSERT_TRUE(reconsider(older_, newer_));
  EXPECT_EQ(twins().size(), 1U);
  EXPECT_TRUE(merge(older_, newer_));
}

TEST_F(HubPeopleTest, WithdrawnInOneIsWithdrawnForBoth) {
  const auto says = [](bool granted, const std::string& at) {
    return R"(,"timestamp":")" + at +
           R"(","context":{"consent":{"categoryPreferences":{"marketing":)" +
           (granted ? "true" : "false") + "}}}";
  };
  two_annas();
  identify(shop_, "2900417", "{}", says(false, "2025-01-01T00:00:00Z"));
  identify(app_, "77", "{}", says(true, "2025-06-01T00:00:00Z"));
  ASSERT_TRUE(merge(older_, newer_));
  EXPECT_FALSE(exported().at(older_).consents.at(0).granted);
  ASSERT_TRUE(split(older_, newer_));
  EXPECT_TRUE(exported().at(newer_).consents.at(0).granted);
}

TEST_F(HubPeopleTest, AProposalNamesEachPairOnceAndSaysWhatIsShared) {
  identify(shop_, "1", R"({"email":"a@example.org","phone":"3331234567"})");
  identify(shop_, "2", R"({"email":"a@example.org","phone":"3331234567"})");
  identify(shop_, "3", R"({"email":"other@example.org"})");
  for (const std::int64_t rows : {2, 3, 100}) {
    const auto found = twins(rows);
    ASSERT_EQ(found.size(), 1U) << rows;
    ASSERT_EQ(found.at(0).shared.size(), 2U);
    EXPECT_EQ(found.at(0).shared.at(0).what, "email");
    EXPECT_EQ(found.at(0).shared.at(1).people, 2);
  }
}

TEST_F(HubPeopleTest, NamesakesOfOneBirthDateAreProposed) {
  identify(shop_, "1", R"({"firstName":"Anna","lastName":"Rossi","birthday":"1984-03-07"})");
  identify(shop_, "2", R"({"firstName":"ANNA","lastName":"rossi","birthday":"1984-03-07"})");
  identify(shop_, "3", R"({"firstName":"Bruno","lastName":"Rossi","birthday":"1984-03-07"})");
  const auto found = twins();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.at(0).shared.at(0).what, "name_and_birth");
}

TEST_F(HubPeopleTest, AnAddressThatTooManyHaveSpeaksForNobody) {
  for (const auto* user : {"1", "2", "3", "4"})
    identify(shop_, user, R"({"email":"info@example.org"})");
  EXPECT_EQ(twins().size(), 6U);
  identify(shop_, "5", R"({"email":"info@example.org"})");
  EXPECT_THAT(twins(), IsEmpty());
  const auto id = pull().profiles.at(0).id;
  ASSERT_EQ(view(id).shared.size(), 1U);
  EXPECT_EQ(view(id).shared.at(0).value, "info@example.org");
}

TEST_F(HubPeopleTest, WhatIsBlockedIsNobodys) {
  identify(shop_, "1", R"({"email":"noreply@example.org","phone":"+390000000000"})");
  EXPECT_THAT(pull().profiles.at(0).identifiers,
              ElementsAre(Identifier{IdentifierKind::loyalty, "1"}));
  identify(shop_, "0000000");
  EXPECT_EQ(pull().profiles.size(), 1U);
}

TEST_F(HubPeopleTest, EdgesAreKeptWithWhoSaidSoAndWhy) {
  two_annas();
  ASSERT_TRUE(merge(older_, newer_));
  ASSERT_TRUE(split(older_, newer_));
  const auto edges = view(older_).edges;
  ASSERT_EQ(edges.size(), 2U);
  for (const auto& edge : edges) {
    EXPECT_EQ(edge.by, "anna");
    EXPECT_EQ(edge.reason, "they said so");
    EXPECT_EQ(edge.ended.has_value(), edge.kind == EdgeKind::decision);
  }
}

// --- browsers -----------------------------------------------------------------------------------

TEST_F(HubPeopleTest, WhatABrowserDidBeforeTheSignInBelongsToThePerson) {
  viewed(R"("anonymousId":"b-1")", "before");
  identify(shop_, "1", "{}", R"(,"anonymousId":"b-1")");
  viewed(R"("anonymousId":"b-1")", "after");
  viewed(R"("anonymousId":"b-2")", "somebody else");
  EXPECT_EQ(pull().profiles.at(0).history.size(), 2U);
}

TEST_F(HubPeopleTest, ASharedBrowserMergesNobody) {
  viewed(R"("anonymousId":"b-1","timestamp":"2025-01-01T10:00:00Z")", "before anybody");
  identify(shop_, "1", "{}", R"(,"anonymousId":"b-1","timestamp":"2025-01-01T11:00:00Z")");
  identify(shop_, "2", "{}", R"(,"anonymousId":"b-1","timestamp":"2025-01-01T13:00:00Z")");
  viewed(R"("anonymousId":"b-1","timestamp":"2025-01-01T12:00:00Z")", "late news of the first");
  viewed(R"("anonymousId":"b-1","timestamp":"2025-01-01T14:00:00Z")", "the second");
  std::map<std::string, std::vector<std::string>> titles;
  for (const auto& profile : pull().profiles) {
    for (const auto& experience : profile.history)
      titles[profile.identifiers.at(0).value].push_back(experience.title);
  }
  EXPECT_THAT(titles["1"], ElementsAre("late news of the first", "before anybody"));
  EXPECT_THAT(titles["2"], ElementsAre("the second"));
  EXPECT_THAT(twins(), IsEmpty());
}

// --- customers who were registered offline ------------------------------------------------------

class HubRegisteredTest : public HubPeopleTest {
 protected:
  void registered(const std::string& card) {
    auto journal = new_journal();
    journal.write("touchpoint.customer.registered",
                  R"({"profile":")" + std::string(kId) +
                      R"(","given_name":"Carla","identifiers":[{"kind":"loyalty","value":")" +
                      card + R"("}],"staff":"giulia"})");
    journal.write("touchpoint.order.completed",
                  R"({"profile":")" + std::string(kId) + R"(","order_id":"T-1","total":5})");
    ASSERT_TRUE(send(journal, 1, 2));
  }
  static constexpr const char* kId = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b77";
};

TEST_F(HubRegisteredTest, TheIdThatTheDeviceMadeStays) {
  registered("2900500");
  const auto profile = exported().at(kId);
  EXPECT_EQ(profile.given_name, "Carla");
  EXPECT_EQ(profile.history.size(), 1U);
  EXPECT_THAT(profile.identifiers, ElementsAre(Identifier{IdentifierKind::loyalty, "2900500"}));
}

TEST_F(HubPeopleTest, WhatIsShownInStoresReachesTheReplicaBesideTheAddress) {
  const auto identified = [&](const std::string& traits, const std::string& ids = "") {
    clock_.advance(std::chrono::minutes{1});
    identify(shop_, "u-1", traits, R"(,"context":{"externalIds":[)" + ids + "]}");
    return pull().profiles.at(0).identifiers;
  };
  using I = Identifier;
  const I mail{IdentifierKind::email, "a@example.org"};
  const I verified{IdentifierKind::verified_email, "a@example.org"};
  const I own{IdentifierKind::loyalty, "u-1"};
  const I wallet{IdentifierKind::wallet, "WP-1"};
  const auto told = R"({"email":"a@example.org"})";
  EXPECT_THAT(identified(told), UnorderedElementsAre(own, mail));
  EXPECT_THAT(identified(R"({"email":"a@example.org","email_verified":true})"),
              UnorderedElementsAre(own, mail, verified));
  EXPECT_THAT(identified(told, R"({"type":"wallet","id":"WP-1"})"),
              UnorderedElementsAre(own, mail, verified, wallet));
  EXPECT_THAT(identified(R"({"email":"b@example.org"})"),
              UnorderedElementsAre(own, wallet, I{IdentifierKind::email, "b@example.org"}));
}

TEST_F(HubPeopleTest, OfOneKindNotMoreThanSixteenAreKept) {
  for (int i = 0; i < 20; ++i) {
    identify(
        shop_, "u-1", "{}",
        R"(,"context":{"externalIds":[{"type":"wallet","id":"WP-)" + std::to_string(i) + "\"}]}");
  }
  EXPECT_EQ(pull().profiles.at(0).identifiers.size(), 17U);
}

TEST_F(HubRegisteredTest, TheSameCardIsTheSamePersonWhoeverComesFirst) {
  registered("2900500");
  identify(shop_, "2900500", R"({"email":"carla@example.org"})");
  bought(shop_, "2900500", "W-9");
  ASSERT_EQ(exported().size(), 1U);
  EXPECT_EQ(exported().at(kId).history.size(), 2U);
  EXPECT_EQ(view(kId).records.size(), 2U);
}

// A number that tills type for everybody: from the 65th on they stay apart, and nobody is caught.
TEST_F(HubRegisteredTest, OneCardOfManyCanStillBeSplit) {
  std::vector<std::string> ids;
  for (int i = 0; i < 70; ++i) {
    ids.push_back(std::string(kId).substr(0, 34) + std::to_string(10 + i));
    auto journal = new_journal();
    journal.write(
        "touchpoint.customer.registered",
        R"({"profile":")" + ids.back() +
            R"(","given_name":"P","identifiers":[{"kind":"loyalty","value":"2900500"}]})");
    ASSERT_TRUE(send(journal, 1, 1));
  }
  EXPECT_EQ(status().profiles, 70 - 63) << "64 are one";
  ASSERT_TRUE(split(ids.at(0), ids.at(1)));
  EXPECT_NE(view(ids.at(0)).records.front().profile.id, view(ids.at(1)).records.front().profile.id);
  EXPECT_EQ(status().profiles, 70 - 62);
}

TEST_F(HubRegisteredTest, AWronglyScannedCardIsSplitAndStaysSo) {
  identify(shop_, "2900500", R"({"firstName":"Dora"})");
  const auto dora = pull().profiles.at(0).id;
  registered("2900500");
  EXPECT_EQ(exported().size(), 1U);
  ASSERT_TRUE(split(dora, kId));
  EXPECT_EQ(exported().size(), 2U);
  EXPECT_EQ(view(kId).shared.size(), 1U) << "a card is one person's";
  bought(shop_, "2900500", "W-9");
  EXPECT_EQ(exported().at(dora).history.size(), 1U);
  EXPECT_EQ(exported().at(kId).history.size(), 1U);
}

// Random merges, splits and news of a handful of people, in worlds made by chance: whatever was
// decided, taking all of it back gives what the sources told.
TEST_F(HubPeopleTest, AnyDecisionsTakenBackLeaveWhatTheSourcesTold) {
  constexpr int kPeople = 6;
  std::vector<std::string> ids;
  for (int i = 1; i <= kPeople; ++i) {
    identify(app_, std::to_string(i), R"({"firstName":"P)" + std::to_string(i) + "\"}");
    bought(app_, std::to_string(i), "O-" + std::to_string(i));
  }
  const auto before = exported();
  for (const auto& [id, profile] : before)
    ids.push_back(id);
  ASSERT_EQ(ids.size(), static_cast<std::size_t>(kPeople));
  support::RepeatableRandom random{11};
  for (int round = 0; round < 40; ++round) {
    const auto& one = ids[random.below(kPeople)];
    const auto& other = ids[random.below(kPeople)];
    if (one == other) continue;
    static_cast<void>(random.below(2) == 0 ? merge(one, other).has_value()
                                           : split(one, other).has_value());
    std::size_t experiences = 0;
    for (const auto& [id, profile] : exported())
      experiences += profile.history.size();
    EXPECT_EQ(experiences, static_cast<std::size_t>(kPeople)) << "nothing is lost or doubled";
  }
  for (const auto& one : ids) {
    for (const auto& other : ids) {
      if (one < other) {
        ASSERT_TRUE(split(one, other));
      }
    }
  }
  EXPECT_EQ(exported(), before);
}

}  // namespace
}  // namespace touchpoint::hub
