// What the counter asks with one tap, instead of guessing.
#include <gmock/gmock.h>

#include "counter_support.hpp"

namespace touchpoint::counter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using S = CardState;

class CounterQuestionTest : public CounterTest {
 protected:
  void tap(const std::string& choice) {
    tap(choice, card().question ? card().question->scan : Uuid{});
  }
  void tap(const std::string& choice, Uuid question) {
    counter_->answer({.id = ids_.next(),
                      .touchpoint = "counter-1",
                      .question = question,
                      .choice = choice,
                      .staff = "giulia"},
                     [this](Result<Recorded> result) { answers_.push_back(std::move(result)); });
  }
  const std::string& last_data() const { return recorder_.events.back().data; }
};

TEST_F(CounterQuestionTest, WhatOnlyOneReadingLeadsToSomebodyIsNotAsked) {
  scan("7712345");
  EXPECT_EQ(finder_.asked.back().size(), 2U);
  finder_.answer(person("Anna", IdentifierKind::order));
  EXPECT_EQ(card().state, S::shown);
  EXPECT_EQ(card().by, IdentifierKind::order) << "and the card says which";
  EXPECT_FALSE(card().question);
  EXPECT_THAT(recorder_.events.front().data, HasSubstr(R"("fits":["loyalty","order"])"));
}

TEST_F(CounterQuestionTest, WhatTheReplicaDoesNotTellStaffAreAsked) {
  scan("7712345");
  finder_.answer(Finding{});
  ASSERT_EQ(card().state, S::asking);
  EXPECT_EQ(card().question->kind, CardQuestion::Kind::what);
  EXPECT_THAT(card().question->choices, ElementsAre("loyalty", "order"));
  EXPECT_EQ(recorder_.types().size(), 1U) << "nothing is decided yet";

  tap("order");
  EXPECT_EQ(recorder_.types().back(), "touchpoint.scan.named");
  EXPECT_THAT(last_data(), HasSubstr(R"("kind":"order")"));
  EXPECT_THAT(last_data(), HasSubstr(R"("staff":"giulia")"));
  EXPECT_EQ(card().state, S::looking);
  EXPECT_THAT(finder_.asked.back(), ElementsAre(Identifier{IdentifierKind::order, "7712345"}));
  finder_.answer(Finding{});
  EXPECT_EQ(card().state, S::unknown) << "asked once";
  EXPECT_EQ(recorder_.types().back(), "touchpoint.customer.unrecognised");
}

TEST_F(CounterQuestionTest, TwoPeopleByTwoReadingsAreAskedToo) {
  scan("7712345");
  Finding both;
  both.why = WhyUnknown::ambiguous;
  finder_.answer(both);
  EXPECT_EQ(card().state, S::asking);
}

TEST_F(CounterQuestionTest, WithoutAReplicaNothingIsAsked) {
  scan("7712345");
  finder_.answer(damaged("the replica cannot be read"));
  EXPECT_EQ(card().state, S::unknown);
  EXPECT_EQ(card().reason, "no_replica");
}

TEST_F(CounterQuestionTest, AGiftCardNeverChangesThePersonAndIsNotKeptWhole) {
  scan("11111");
  finder_.answer(person());
  scan("6039123456");  // also fits the loyalty pattern
  EXPECT_EQ(card().state, S::shown) << "the person stays while the replica is asked";
  finder_.answer(Finding{});
  EXPECT_EQ(card().state, S::shown);
  EXPECT_EQ(card().who->given_name, "Anna");
  ASSERT_TRUE(card().question);
  EXPECT_THAT(card().question->choices, ElementsAre("loyalty", "gift_card"));
  tap("gift_card");
  EXPECT_EQ(card().state, S::shown);
  EXPECT_EQ(card().who->given_name, "Anna");
  EXPECT_FALSE(card().question);
  for (const auto& event : recorder_.events)
    EXPECT_THAT(event.data, Not(HasSubstr("6039123456")));
}

TEST_F(CounterQuestionTest, WhatTurnsOutToBeAKnownCardBringsItsPerson) {
  scan("11111");
  finder_.answer(person("Anna"));
  scan("8812345");
  finder_.answer(person("Marco"));
  EXPECT_EQ(card().state, S::shown);
  EXPECT_EQ(card().who->given_name, "Marco");
}

TEST_F(CounterQuestionTest, AQuestionAboveAPersonOutlivesFreshDataAndEndsWithTheVisit) {
  scan("11111");
  finder_.answer(person("Anna"));
  scan("8812345");
  finder_.answer(Finding{});
  counter_->refresh();
  finder_.answer(person("Annamaria"));
  EXPECT_EQ(card().who->given_name, "Annamaria");
  EXPECT_TRUE(card().question);
  const auto asked = card().question->scan;
  counter_->close("counter-1");
  tap("gift_card", asked);
  EXPECT_TRUE(answers_.back().error().is(Condition::refused));
}

TEST_F(CounterQuestionTest, AnAnswerThatWasNotAskedForIsRefused) {
  scan("7712345");
  finder_.answer(Finding{});
  tap("gift_card");
  EXPECT_TRUE(answers_.back().error().is(Condition::refused));
  tap("order", ids_.next());
  EXPECT_TRUE(answers_.back().error().is(Condition::refused));
  EXPECT_EQ(card().state, S::asking);
}

TEST_F(CounterQuestionTest, AReceiptLeadsToItsOrdersPersonWhereNobodyIs) {
  scan("R104310");
  EXPECT_THAT(finder_.asked.back(), ElementsAre(Identifier{IdentifierKind::order, "104310"}));
  finder_.answer(person("Anna", IdentifierKind::order));
  EXPECT_EQ(card().state, S::shown);
  scan("R104311");
  EXPECT_EQ(finder_.asked.size(), 1U) << "somebody stands there";
  EXPECT_EQ(card().who->given_name, "Anna");
}

TEST_F(CounterQuestionTest, AReceiptThatLeadsToNobodyIsLikeAnArticle) {
  scan("R104310");
  finder_.answer(Finding{});
  EXPECT_EQ(card().state, S::nobody);
}

TEST_F(CounterQuestionTest, ASaidPhoneNumberIsPossibleUntilStaffConfirm) {
  type("+39 02 1234567");
  auto found = person("Anna", IdentifierKind::phone);
  found.profile->family_name = "Bianchi";
  found.profile->history.resize(2);
  finder_.answer(found);
  ASSERT_EQ(card().state, S::asking);
  EXPECT_EQ(card().question->kind, CardQuestion::Kind::who);
  EXPECT_EQ(card().who->family_name, "Bianchi");
  EXPECT_TRUE(card().who->history.empty()) << "nothing of the person but the name";
  EXPECT_EQ(recorder_.types().size(), 1U);
  tap("yes");
  EXPECT_EQ(card().state, S::shown);
  EXPECT_EQ(card().assurance, Assurance::verified);
  EXPECT_EQ(card().who->history.size(), 2U);
  EXPECT_EQ(recorder_.types().back(), "touchpoint.customer.recognised");
  EXPECT_THAT(last_data(), HasSubstr(R"("assurance":"verified","strength":"medium")"));
  EXPECT_THAT(last_data(), HasSubstr(R"("scan":")" + scanned_.text()));
}

TEST_F(CounterQuestionTest, ASecondIdentifierOfTheSamePersonIsEnough) {
  type("+39 02 1234567");
  finder_.answer(person("Anna", IdentifierKind::phone));
  type("+39 02 1234568");
  finder_.answer(person("Anna", IdentifierKind::phone));
  EXPECT_EQ(card().state, S::asking) << "another phone is the same household's";
  type("anna@example.org");
  finder_.answer(person("Anna", IdentifierKind::email));
  EXPECT_EQ(card().state, S::shown);
  EXPECT_EQ(card().strength, Strength::medium);
  EXPECT_EQ(card().assurance, Assurance::claimed);

  type("+39 02 1234567");
  finder_.answer(person("Anna", IdentifierKind::phone));
  type("marco@example.org");
  auto other = person("Marco", IdentifierKind::email);
  other.profile->id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b99";
  finder_.answer(other);
  EXPECT_EQ(card().state, S::asking) << "it is another person's";
}

TEST_F(CounterQuestionTest, StaffWhoSayNoLeaveNothingOfThePerson) {
  type("anna@example.org");
  finder_.answer(person("Anna", IdentifierKind::email));
  tap("no");
  EXPECT_EQ(card().state, S::unknown);
  EXPECT_EQ(card().reason, "denied");
  EXPECT_FALSE(card().who);
  EXPECT_EQ(recorder_.types().back(), "touchpoint.customer.unrecognised");
  EXPECT_THAT(last_data(), Not(HasSubstr(kProfile)));
  const auto asked = finder_.asked.size();
  counter_->refresh();
  EXPECT_EQ(finder_.asked.size(), asked) << "the feed has nothing to say about it any more";
}

TEST_F(CounterQuestionTest, AShownCardAndASaidNumberAreNotTheSame) {
  scan("11111");
  finder_.answer(person());
  EXPECT_EQ(card().assurance, Assurance::possessed);
  EXPECT_EQ(card().strength, Strength::strong);
  EXPECT_THAT(last_data(), HasSubstr(R"("assurance":"possessed","strength":"strong","people":1)"));
  type("11111");
  finder_.answer(person());
  EXPECT_EQ(card().assurance, Assurance::claimed);
  EXPECT_EQ(card().strength, Strength::medium);
}

TEST_F(CounterQuestionTest, WhatIsBlockedIsNeverLookedUp) {
  scan("0000000");
  EXPECT_TRUE(finder_.asked.empty());
  EXPECT_EQ(card().state, S::unknown);
  EXPECT_EQ(card().reason, "blocked");
}

}  // namespace
}  // namespace touchpoint::counter
