// Whom the replica does not know the hub is asked for, and no screen waits.
#include "counter_support.hpp"

namespace touchpoint::counter {
namespace {

class CounterHubTest : public CounterTest {
 protected:
  CounterHubTest() { hub_.there = true; }

  static Finding nobody(WhyUnknown why = WhyUnknown::not_in_replica) {
    Finding finding;
    finding.why = why;
    return finding;
  }
  static LookupAnswer people(std::int64_t count) {
    return {.people = count, .epoch = "e1", .through = 7};
  }
};

TEST_F(CounterHubTest, TheScreenSaysWhatThisDeviceKnowsWhileTheHubIsAsked) {
  scan("11111");
  finder_.answer(nobody());
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().hub, HubSays::asking);
  ASSERT_EQ(hub_.asked.size(), 1U);
  EXPECT_EQ(hub_.asked[0].identifiers,
            (std::vector<Identifier>{{IdentifierKind::loyalty, "11111"}}));
  EXPECT_EQ(recorder_.types().size(), 1U) << "whether they are known is not settled";
}

TEST_F(CounterHubTest, WhomTheHubFindsIsShownFromTheReplica) {
  scan("11111");
  finder_.answer(nobody());
  hub_.answer(people(1));
  finder_.answer(person());
  EXPECT_EQ(card().state, CardState::shown);
  EXPECT_EQ(card().who->given_name, "Anna");
  EXPECT_EQ(recorder_.types(), (std::vector<std::string>{"touchpoint.scan.received",
                                                         "touchpoint.customer.recognised"}));
}

TEST_F(CounterHubTest, TheFeedMayBeFasterThanTheAnswer) {
  scan("11111");
  finder_.answer(nobody());
  counter_->refresh();
  finder_.answer(person());
  ASSERT_EQ(card().state, CardState::shown);
  const auto changes = shown_.size();
  hub_.answer(people(1));
  EXPECT_TRUE(finder_.waiting.empty());
  EXPECT_EQ(shown_.size(), changes);
}

TEST_F(CounterHubTest, SomebodyWhomNobodyKnowsIsRecordedOnceWithWhatTheHubSaid) {
  scan("11111");
  finder_.answer(nobody());
  hub_.answer(people(0));
  finder_.answer(nobody());
  EXPECT_EQ(card().hub, HubSays::unknown);
  counter_->refresh();
  finder_.answer(nobody());
  ASSERT_EQ(recorder_.types(), (std::vector<std::string>{"touchpoint.scan.received",
                                                         "touchpoint.customer.unrecognised"}));
  EXPECT_NE(recorder_.events.back().data.find(R"("hub":"unknown")"), std::string::npos);
  EXPECT_EQ(hub_.asked.size(), 1U) << "once a visit";
}

TEST_F(CounterHubTest, WhatSeveralPeopleHaveSaysOfNobodyWhoTheyAre) {
  scan("11111");
  finder_.answer(nobody());
  hub_.answer(people(2));
  finder_.answer(nobody());
  EXPECT_EQ(card().hub, HubSays::shared);
}

TEST_F(CounterHubTest, AHubThatIsAwayMakesNobodyUnknown) {
  scan("11111");
  finder_.answer(nobody());
  hub_.answer(retry_later("the hub did not answer in time"));
  finder_.answer(nobody());
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().hub, HubSays::no_answer);
  EXPECT_NE(recorder_.events.back().data.find(R"("hub":"no_answer")"), std::string::npos);
}

TEST_F(CounterHubTest, AnAnswerForSomebodyWhoHasLeftChangesNothing) {
  scan("11111");
  finder_.answer(nobody());
  scan("22222");
  finder_.answer(person("Bea"));
  hub_.answer(people(0));
  EXPECT_EQ(card().state, CardState::shown);
  EXPECT_EQ(card().who->given_name, "Bea");
}

TEST_F(CounterHubTest, ItIsNotAskedForWhatItCouldNotTellBetter) {
  for (const auto why : {WhyUnknown::shared, WhyUnknown::ambiguous}) {
    scan("11111");
    finder_.answer(nobody(why));
  }
  scan("00000");  // on the block list
  scan("whatever");
  EXPECT_TRUE(hub_.asked.empty());
}

TEST_F(CounterHubTest, WhomStaffChoseFromItsAnswerIsAskedForById) {
  ASSERT_TRUE(counter_->open(choice()));
  finder_.answer(nobody());
  ASSERT_EQ(hub_.asked.size(), 1U);
  EXPECT_EQ(hub_.asked[0].profile, kProfile);
  hub_.answer(people(1));
  finder_.answer(person());
  EXPECT_EQ(card().state, CardState::shown);
  EXPECT_EQ(card().assurance, Assurance::claimed);
}

TEST_F(CounterHubTest, AWeakIdentifierThatTheHubKnowsIsAskedAbout) {
  type("R123456");
  finder_.answer(nobody());
  EXPECT_TRUE(hub_.asked.empty()) << "a receipt is a thing";
  EXPECT_EQ(card().state, CardState::nobody);
  scan("11111");
  finder_.answer(nobody());
  hub_.answer(people(1));
  finder_.answer(person("Anna", IdentifierKind::phone));
  EXPECT_EQ(card().state, CardState::asking);
}

}  // namespace
}  // namespace touchpoint::counter
