#include "counter_support.hpp"

namespace touchpoint::counter {
namespace {

TEST(VisitTest, AnArticleNeverChangesThePersonNorTheScreen) {
  for (const auto state : {CardState::nobody, CardState::looking, CardState::shown,
                           CardState::unknown, CardState::refused, CardState::asking}) {
    const auto step = next_step(state, VisitInput::product_scanned);
    ASSERT_TRUE(step);
    EXPECT_EQ(step->next, state);
    EXPECT_FALSE(step->new_card);
  }
}

TEST(VisitTest, EveryOpenVisitCanBeClosedAndReplaced) {
  for (const auto state : {CardState::looking, CardState::shown, CardState::unknown,
                           CardState::refused, CardState::asking}) {
    EXPECT_EQ(next_step(state, VisitInput::closed)->next, CardState::nobody);
    EXPECT_EQ(next_step(state, VisitInput::person_scanned)->next, CardState::looking);
    EXPECT_EQ(next_step(state, VisitInput::person_chosen)->next, CardState::looking);
  }
}

TEST(VisitTest, AnswersThatComeTooLateMeanNothing) {
  EXPECT_FALSE(next_step(CardState::nobody, VisitInput::person_found));
  EXPECT_FALSE(next_step(CardState::nobody, VisitInput::person_not_found));
  EXPECT_FALSE(next_step(CardState::refused, VisitInput::person_found));
  EXPECT_FALSE(next_step(CardState::shown, VisitInput::person_not_found));
}

TEST_F(CounterTest, ShowsTheCardWithoutWaitingForTheJournalAndAnswersAfterTheCommit) {
  scan("2900000000018");
  EXPECT_EQ(card().state, CardState::looking);
  finder_.answer(person());
  EXPECT_EQ(card().state, CardState::shown);
  EXPECT_EQ(card().who->given_name, "Anna");
  EXPECT_TRUE(answers_.empty()) << "answered before the commit";
  recorder_.commit();
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_TRUE(answers_[0]);
  EXPECT_EQ(recorder_.types(), (std::vector<std::string>{"touchpoint.scan.received",
                                                         "touchpoint.customer.recognised"}));
}

TEST_F(CounterTest, TheNewestScanWins) {
  scan("11111");
  scan("22222");
  finder_.answer(person("First"));
  EXPECT_EQ(card().state, CardState::looking) << "the first customer's answer came too late";
  finder_.answer(person("Second"));
  EXPECT_EQ(card().who->given_name, "Second");
}

TEST_F(CounterTest, AnAnswerAfterTheVisitWasClosedShowsNobody) {
  scan("11111");
  counter_->close("counter-1");
  finder_.answer(person());
  EXPECT_EQ(card().state, CardState::nobody);
  EXPECT_FALSE(card().who);
}

TEST_F(CounterTest, ClosingAnEarlierVisitLeavesTheNextCustomerThere) {
  scan("11111");
  finder_.answer(person());
  const auto earlier = card().visit;
  counter_->close("counter-1", earlier);
  EXPECT_EQ(card().state, CardState::nobody);
  scan("22222");
  finder_.answer(person());
  counter_->close("counter-1", earlier);  // asked for again, or late
  EXPECT_EQ(card().state, CardState::shown);
  counter_->close("counter-1", card().visit);
  EXPECT_EQ(card().state, CardState::nobody);
}

TEST_F(CounterTest, AnArticleIsRecordedAndLeavesTheCustomerThere) {
  scan("11111");
  finder_.answer(person());
  const auto changes = shown_.size();
  scan("4006381333931");
  EXPECT_EQ(card().state, CardState::shown);
  EXPECT_EQ(shown_.size(), changes);
  EXPECT_NE(recorder_.events.back().data.find("\"kind\":\"product\""), std::string::npos);
}

TEST_F(CounterTest, ARefusedScanIsNeitherKeptNorLookedUp) {
  scan("4111111111111111");
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_FALSE(answers_[0]);
  EXPECT_EQ(card().state, CardState::refused);
  EXPECT_EQ(card().reason, "card_number");
  EXPECT_TRUE(recorder_.events.empty());
  EXPECT_TRUE(finder_.asked.empty());
}

TEST_F(CounterTest, ADeviceThatWasNotConfiguredRecognisesNobodyButRecords) {
  make({.store = "milano-01", .touchpoints = {"counter-1"}, .may_recognise = false});
  scan("11111");
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().reason, "not_configured");
  EXPECT_TRUE(finder_.asked.empty());
  EXPECT_EQ(recorder_.events.size(), 1U);
}

TEST_F(CounterTest, AReplicaThatFailsDoesNotStopTheSale) {
  scan("11111");
  finder_.answer(damaged("the replica cannot be read"));
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().reason, "no_replica");
}

TEST_F(CounterTest, NewDataIsShownOnTheOpenCardAndOldDataIsNotAnnouncedAgain) {
  scan("11111");
  finder_.answer(person("Anna"));
  const auto changes = shown_.size();
  counter_->refresh();
  finder_.answer(person("Anna"));
  EXPECT_EQ(shown_.size(), changes) << "nothing has changed";
  counter_->refresh();
  finder_.answer(person("Annamaria"));
  EXPECT_EQ(card().who->given_name, "Annamaria");
  EXPECT_EQ(recorder_.types().size(), 2U) << "recognised once a visit";
}

TEST_F(CounterTest, SomebodyUnknownIsShownAsSoonAsTheFeedBringsThem) {
  scan("11111");
  finder_.answer(Finding{});
  EXPECT_EQ(card().state, CardState::unknown);
  counter_->refresh();
  finder_.answer(Finding{});
  counter_->refresh();
  finder_.answer(person());
  EXPECT_EQ(card().state, CardState::shown);
  EXPECT_EQ(recorder_.types(), (std::vector<std::string>{"touchpoint.scan.received",
                                                         "touchpoint.customer.unrecognised",
                                                         "touchpoint.customer.recognised"}));
}

TEST_F(CounterTest, SomebodyWhomStaffChoseIsShownWithTheReasonsAndAsAClaim) {
  ASSERT_TRUE(counter_->open(choice()));
  EXPECT_EQ(card().state, CardState::looking);
  finder_.answer(person());
  ASSERT_EQ(card().state, CardState::shown);
  EXPECT_EQ(card().assurance, Assurance::claimed);
  ASSERT_TRUE(card().decision);
  EXPECT_EQ(card().decision->score, 812);
  ASSERT_EQ(recorder_.types(), std::vector<std::string>{"touchpoint.customer.recognised"});
  EXPECT_EQ(recorder_.events[0].data,
            R"({"profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","by":"person",)"
            R"("replica_age_s":3,"assurance":"claimed",)"
            R"("decision":{"verdict":"possible","score":812,"fields":[)"
            R"({"field":"family_name","level":"same","bits":912},)"
            R"({"field":"postal_code","level":"other","bits":-100}],)"
            R"("caps":["birth_date_missing"]}})");
}

TEST_F(CounterTest, ACardThatIsOpenedForATaskRecognisesNobody) {
  auto looked_up = choice();
  looked_up.present = false;
  ASSERT_TRUE(counter_->open(looked_up));
  finder_.answer(person());
  ASSERT_EQ(card().state, CardState::shown);
  EXPECT_TRUE(recorder_.types().empty());
}

TEST_F(CounterTest, AScanAfterAChoiceIsAVisitOfItsOwn) {
  ASSERT_TRUE(counter_->open(choice()));
  scan("11111");
  finder_.answer(person("Chosen"));
  EXPECT_EQ(card().state, CardState::looking) << "the choice's answer came too late";
  finder_.answer(person("Scanned"));
  EXPECT_EQ(card().who->given_name, "Scanned");
  EXPECT_FALSE(card().decision);
  EXPECT_EQ(card().assurance, Assurance::possessed);
  counter_->close("counter-1");
  ASSERT_TRUE(counter_->open(choice()));
  finder_.answer(Finding{});
  EXPECT_EQ(card().state, CardState::unknown);
  counter_->refresh();
  finder_.answer(person());
  EXPECT_TRUE(card().decision) << "the feed has brought whom staff chose";
}

TEST_F(CounterTest, WhatIsTypedIsAClaimAndWhatIsReadIsPossessed) {
  scan("11111", "counter-1", "typed");
  finder_.answer(person());
  EXPECT_EQ(card().assurance, Assurance::claimed);
  scan("11111", "counter-1", "till");
  finder_.answer(person());
  EXPECT_EQ(card().assurance, Assurance::possessed);
}

TEST_F(CounterTest, NobodyIsChosenWhereNobodyMayBeRecognised) {
  EXPECT_TRUE(counter_->open(choice("counter-9")).error().is(Condition::refused));
  make({.store = "milano-01", .touchpoints = {"counter-1"}, .may_recognise = false});
  EXPECT_TRUE(counter_->open(choice()).error().is(Condition::refused));
  EXPECT_EQ(card().state, CardState::nobody);
}

TEST_F(CounterTest, ACounterThatIsNotOursIsRefused) {
  scan("11111", "counter-9");
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_TRUE(answers_[0].error().is(Condition::refused));
}

}  // namespace
}  // namespace touchpoint::counter
