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

class WrongPersonTest : public CounterVisitsTest {
 protected:
  Result<Recorded> let_go(const Uuid& visit) {
    Result<Recorded> answer = Recorded{};
    const auto id = ids_.next();
    counter_->let_go({.id = id, .touchpoint = "counter-1", .visit = visit, .staff = "giulia"},
                     [&](Result<Recorded> result) { answer = std::move(result); });
    recorder_.commit();
    return answer;
  }
  Uuid note(std::string_view type, const std::string& profile = kProfile) {
    const auto id = ids_.next();
    counter_->note({.event = id,
                    .touchpoint = "counter-1",
                    .profile = profile,
                    .type = std::string(type),
                    .time = clock_.wall()});
    return id;
  }
};

TEST_F(WrongPersonTest, TakesTheRecognitionBackAndLetsThemGo) {
  const auto visit = serve("11111", anna());
  const auto recognised = recorder_.events.back().id;
  ASSERT_TRUE(let_go(visit));
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().reason, "wrong_person");
  EXPECT_EQ(card().visit, visit);
  EXPECT_FALSE(card().who);
  const auto& undone = recorder_.events[recorder_.events.size() - 2];
  EXPECT_EQ(undone.type, "touchpoint.interaction.undone");
  EXPECT_EQ(undone.data, R"({"profile":")" + std::string(kProfile) + R"(","undoes":")" +
                             recognised.text() + R"(","staff":"giulia"})");
  EXPECT_EQ(recorder_.events.back().type, "touchpoint.customer.unrecognised");
  EXPECT_NE(recorder_.events.back().data.find(R"("reason":"wrong_person")"), std::string::npos);
  EXPECT_TRUE(let_go(visit).error().is(Condition::refused)) << "once";
}

TEST_F(WrongPersonTest, TheSameCodeDoesNotBringThemBackInThisVisit) {
  ASSERT_TRUE(let_go(serve("11111", anna())));
  serve("11111", anna());
  EXPECT_EQ(card().state, CardState::unknown);
  EXPECT_EQ(card().reason, "wrong_person");
  EXPECT_FALSE(card().who);
  counter_->refresh();
  EXPECT_TRUE(finder_.waiting.empty()) << "nor does the feed";
  serve("22222", bruno());
  EXPECT_EQ(card().who->given_name, "Bruno");
  EXPECT_TRUE(card().parked.empty()) << "whoever was let go does not wait";
  serve("11111", anna());
  EXPECT_EQ(card().who->given_name, "Anna") << "the next customer";
}

TEST_F(WrongPersonTest, AnotherVisitOrAChoiceOfStaffMayBringThemBack) {
  ASSERT_TRUE(let_go(serve("11111", anna())));
  ASSERT_TRUE(counter_->open(choice()));
  finder_.answer(anna());
  EXPECT_EQ(card().state, CardState::shown);
  ASSERT_TRUE(let_go(card().visit));
  counter_->close("counter-1");
  serve("11111", anna());
  EXPECT_EQ(card().state, CardState::shown);
}

TEST_F(WrongPersonTest, NamesWhatWasRecordedForThemUntilItIsUndoneOrTheVisitIsOver) {
  const auto visit = serve("11111", anna());
  note("touchpoint.note.added", kOther);
  const auto first = note("touchpoint.note.added");
  const auto second = note("touchpoint.order.completed");
  ASSERT_TRUE(counter_->park("counter-1", visit));
  ASSERT_TRUE(counter_->bring_back("counter-1", visit));
  finder_.answer(anna());
  EXPECT_TRUE(card().in_error.empty());
  ASSERT_TRUE(let_go(visit));
  ASSERT_EQ(card().in_error.size(), 2U);
  EXPECT_EQ(card().in_error[0], (RecordedInError{.event = first,
                                                 .profile = kProfile,
                                                 .type = "touchpoint.note.added",
                                                 .time = clock_.wall()}));
  serve("22222", bruno());
  ASSERT_EQ(card().in_error.size(), 2U) << "the same visit, with the right person";
  const auto announced = shown_.size();
  counter_->note({.event = ids_.next(),
                  .touchpoint = "counter-1",
                  .profile = kProfile,
                  .type = "touchpoint.interaction.undone",
                  .time = clock_.wall(),
                  .undoes = first.text()});
  ASSERT_EQ(card().in_error.size(), 1U);
  EXPECT_EQ(card().in_error[0].event, second);
  EXPECT_EQ(shown_.size(), announced + 1);
  scan("33333");
  EXPECT_TRUE(card().in_error.empty()) << "another customer";
}

TEST_F(WrongPersonTest, EveryRecognitionOfTheVisitIsTakenBack) {
  const auto visit = serve("11111", anna());
  ASSERT_EQ(serve("11111", anna()), visit);
  ASSERT_TRUE(let_go(visit));
  EXPECT_EQ(std::ranges::count(recorder_.types(), "touchpoint.interaction.undone"), 2);
}

TEST_F(WrongPersonTest, IsNothingToSayOfACardThatIsLookedAtForATask) {
  auto looked_up = choice();
  looked_up.present = false;
  ASSERT_TRUE(counter_->open(looked_up));
  finder_.answer(anna());
  EXPECT_TRUE(let_go(card().visit).error().is(Condition::refused));
  EXPECT_EQ(card().state, CardState::shown);
}

}  // namespace
}  // namespace touchpoint::counter
