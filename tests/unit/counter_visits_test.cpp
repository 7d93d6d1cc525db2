// Several visits at once: who is put by, who comes back, and what is left of them meanwhile.
#include "counter_support.hpp"

namespace touchpoint::counter {
namespace {

using namespace std::chrono_literals;

constexpr auto kOther = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";

class CounterVisitsTest : public CounterTest {
 protected:
  static Finding named(Finding finding, const std::string& profile, std::string given_name,
                       std::string family_name) {
    finding.profile->id = profile;
    finding.profile->given_name = std::move(given_name);
    finding.profile->family_name = std::move(family_name);
    return finding;
  }
  Finding anna() const { return named(person(), kProfile, "Anna", "Bianchi"); }
  Finding bruno() const { return named(person(), kOther, "Bruno", "Èrcole"); }
  Uuid serve(const std::string& code, Finding finding) {
    scan(code);
    finder_.answer(std::move(finding));
    return card().visit;
  }
  std::vector<std::string> initials() const {
    std::vector<std::string> all;
    for (const auto& each : card().parked)
      all.push_back(each.initials);
    return all;
  }
};

TEST_F(CounterVisitsTest, WhoeverIsServedIsPutByWhenAnotherCustomerStepsIn) {
  const auto first = serve("11111", anna());
  EXPECT_TRUE(card().parked.empty());
  scan("22222");
  ASSERT_EQ(card().parked.size(), 1U);
  EXPECT_EQ(card().parked[0],
            (ParkedVisit{.visit = first, .initials = "A. B.", .since = clock_.wall()}));
  finder_.answer(bruno());
  EXPECT_EQ(card().who->given_name, "Bruno");
  EXPECT_EQ(initials(), std::vector<std::string>{"A. B."});
}

TEST_F(CounterVisitsTest, AVisitComesBackAsItWasWithWhatIsKnownNow) {
  const auto first = serve("11111", anna());
  const auto second = serve("22222", bruno());
  const auto recorded = recorder_.events.size();
  ASSERT_TRUE(counter_->bring_back("counter-1", first));
  EXPECT_EQ(card().state, CardState::looking) << "nothing of what the card said was kept";
  EXPECT_EQ(card().visit, first);
  EXPECT_EQ(initials(), std::vector<std::string>{"B. È."});
  finder_.answer(named(person(), kProfile, "Annamaria", "Bianchi"));
  EXPECT_EQ(card().who->given_name, "Annamaria");
  EXPECT_EQ(card().visit, first);
  EXPECT_EQ(recorder_.events.size(), recorded) << "recognised once a visit";
  ASSERT_TRUE(counter_->bring_back("counter-1", second));
  finder_.answer(bruno());
  EXPECT_EQ(card().who->given_name, "Bruno");
  EXPECT_EQ(card().visit, second);
}

TEST_F(CounterVisitsTest, StaffPutAVisitByAndNothingOfItIsLeft) {
  const auto visit = serve("11111", anna());
  ASSERT_TRUE(counter_->park("counter-1", visit));
  EXPECT_EQ(card().state, CardState::nobody);
  EXPECT_FALSE(card().who);
  EXPECT_EQ(initials(), std::vector<std::string>{"A. B."});
  EXPECT_TRUE(counter_->park("counter-1", visit).error().is(Condition::refused));
  EXPECT_TRUE(counter_->park("counter-9", visit).error().is(Condition::refused));
}

TEST_F(CounterVisitsTest, ANewScanOfSomebodyWhoWaitsGoesOnWithTheirVisit) {
  const auto first = serve("11111", anna());
  serve("22222", bruno());
  EXPECT_EQ(serve("11111", anna()), first);
  EXPECT_EQ(card().who->given_name, "Anna");
  EXPECT_EQ(initials(), std::vector<std::string>{"B. È."});
}

TEST_F(CounterVisitsTest, TheSameCardTwiceIsOneVisit) {
  const auto first = serve("11111", anna());
  EXPECT_EQ(serve("11111", anna()), first);
  EXPECT_TRUE(card().parked.empty());
}

TEST_F(CounterVisitsTest, AnArticleNeitherParksNorChangesThePerson) {
  const auto first = serve("11111", anna());
  scan("4006381333931");
  EXPECT_EQ(card().visit, first);
  EXPECT_TRUE(card().parked.empty());
}

TEST_F(CounterVisitsTest, ACardThatLeadsToNobodyAndACardLookedAtForATaskAreNotKept) {
  serve("33333", Finding{});
  auto looked_up = choice();
  looked_up.present = false;
  ASSERT_TRUE(counter_->open(looked_up));
  finder_.answer(anna());
  EXPECT_TRUE(counter_->park("counter-1", card().visit).error().is(Condition::refused));
  serve("22222", bruno());
  EXPECT_TRUE(card().parked.empty());
}

TEST_F(CounterVisitsTest, SomebodyWhoWaitsAndIsLookedUpForATaskIsStillServed) {
  const auto first = serve("11111", anna());
  ASSERT_TRUE(counter_->park("counter-1", first));
  auto looked_up = choice();
  looked_up.present = false;
  ASSERT_TRUE(counter_->open(looked_up));
  finder_.answer(anna());
  EXPECT_EQ(card().visit, first);
  EXPECT_TRUE(counter_->park("counter-1", first));
}

TEST_F(CounterVisitsTest, FiveWaitAtMostAndTheFirstEnds) {
  for (int i = 0; i < 7; ++i) {
    serve("1111" + std::to_string(i),
          named(person(), std::string(kProfile).replace(0, 1, std::to_string(i)),
                std::string(1, static_cast<char>('A' + i)), ""));
  }
  EXPECT_EQ(initials(), (std::vector<std::string>{"B.", "C.", "D.", "E.", "F."}));
}

TEST_F(CounterVisitsTest, WhoeverWaitsTooLongIsLetGo) {
  make({.store = "milano-01",
        .touchpoints = {"counter-1"},
        .may_recognise = true,
        .visit_max_idle = 1ms});
  const auto first = serve("11111", anna());
  ASSERT_TRUE(counter_->park("counter-1", first));
  changed_ = [this] { loop_.stop(); };
  loop_.run();
  EXPECT_TRUE(card().parked.empty());
  EXPECT_TRUE(counter_->bring_back("counter-1", first).error().is(Condition::refused));
}

TEST_F(CounterVisitsTest, AVisitThatWaitsIsClosedByItsName) {
  const auto first = serve("11111", anna());
  const auto second = serve("22222", bruno());
  const auto announced = shown_.size();
  counter_->close("counter-1", first);
  EXPECT_EQ(shown_.size(), announced + 1);
  EXPECT_TRUE(card().parked.empty());
  EXPECT_EQ(card().visit, second);
  counter_->close("counter-1", first);  // once more, or late
  EXPECT_EQ(shown_.size(), announced + 1);
}

TEST_F(CounterVisitsTest, ClosingKeepsWhoeverWaits) {
  serve("11111", anna());
  serve("22222", bruno());
  counter_->close("counter-1");
  EXPECT_EQ(card().state, CardState::nobody);
  EXPECT_EQ(initials(), std::vector<std::string>{"A. B."});
}

TEST_F(CounterVisitsTest, WhoeverIsNotInTheReplicaAnyMoreComesBackAsUnknown) {
  const auto first = serve("11111", anna());
  ASSERT_TRUE(counter_->park("counter-1", first));
  ASSERT_TRUE(counter_->bring_back("counter-1", first));
  finder_.answer(Finding{});
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_FALSE(card().who);
}

TEST_F(CounterVisitsTest, AnAnswerForAVisitThatWentBackMeanwhileShowsNobody) {
  const auto first = serve("11111", anna());
  const auto second = serve("22222", bruno());
  ASSERT_TRUE(counter_->bring_back("counter-1", first));
  ASSERT_TRUE(counter_->bring_back("counter-1", second));
  finder_.answer(anna());
  EXPECT_EQ(card().state, CardState::looking);
  finder_.answer(bruno());
  EXPECT_EQ(card().who->given_name, "Bruno");
}

}  // namespace
}  // namespace touchpoint::counter
