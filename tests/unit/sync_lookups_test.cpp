#include <gmock/gmock.h>

#include "support/memory_replica.hpp"
#include "support/repeatable_random.hpp"
#include "support/run_until.hpp"
#include "sync/lookups.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::run_until;

// Has one page, and gives it to whoever pulls.
class OnePage final : public HubReader {
 public:
  explicit OnePage(Loop& loop) : loop_(loop) {}
  void news(Done<News>) override {}
  void changes(const FeedCursor& cursor, std::size_t, Done<ChangePage> done) override {
    ++pulls;
    ChangePage page;
    page.epoch = "e1";
    page.since = cursor.epoch == "e1" ? cursor.since : 0;
    page.through = through;
    loop_.post([done = std::move(done), page]() mutable { done(std::move(page)); });
  }
  void refusals(const std::string&, std::int64_t, Done<std::vector<Refusal>>) override {}

  int pulls = 0;
  std::int64_t through = 0;

 private:
  Loop& loop_;
};

class LookupsTest : public testing::Test {
 protected:
  LookupsTest() {
    tuning_.pull_gap = 1ms;
    tuning_.news_poll_first = 1h;
    tuning_.replica_refresh = 1h;
    inbox_ =
        std::make_unique<Inbox>(loop_, random_, replica_, reader_, tuning_,
                                Inbox::Callbacks{.on_contact = [] {},
                                                 .on_applied = [this] { lookups_->applied(); },
                                                 .on_problem = [](const std::string&, bool) {}});
    lookups_ = std::make_unique<Lookups>(
        loop_, replica_, *inbox_,
        [this](const Lookup& lookup, std::chrono::milliseconds, Lookups::Done done) {
          asked_.push_back(lookup);
          hub_ = std::move(done);
        });
    inbox_->start();
    EXPECT_TRUE(run_until(loop_, [&] { return replica_.applied == 1; }));
  }

  void ask(Lookup lookup, std::chrono::milliseconds budget = 1h) {
    lookups_->ask(lookup, budget,
                  [this](Result<LookupAnswer> answer) { answers_.push_back(std::move(answer)); });
  }
  static Lookup card() {
    return {.identifiers = {{.kind = IdentifierKind::loyalty, .value = "2900417"}}};
  }
  [[nodiscard]] bool told() {
    return run_until(loop_, [&] { return !answers_.empty(); });
  }

  Loop loop_;
  support::RepeatableRandom random_;
  support::MemoryReplica replica_{loop_};
  OnePage reader_{loop_};
  Tuning tuning_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<Lookups> lookups_;
  std::vector<Lookup> asked_;
  Lookups::Done hub_;
  std::vector<Result<LookupAnswer>> answers_;
};

TEST_F(LookupsTest, WhomTheHubFindsIsInTheReplicaBeforeAnybodyIsTold) {
  ask(card());
  reader_.through = 913;
  hub_(LookupAnswer{.people = 1, .epoch = "e1", .through = 913});
  EXPECT_TRUE(answers_.empty());
  ASSERT_TRUE(told());
  ASSERT_TRUE(answers_[0]);
  EXPECT_EQ(answers_[0].value().people, 1);
  EXPECT_EQ(replica_.cursor().since, 913);
}

TEST_F(LookupsTest, WhoIsThereAlreadyIsPulledForNobody) {
  const int pulls = reader_.pulls;
  ask(card());
  hub_(LookupAnswer{.people = 1, .epoch = "e1", .through = 0});
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_TRUE(answers_[0]);
  EXPECT_EQ(reader_.pulls, pulls);
}

TEST_F(LookupsTest, NobodyAndSeveralNeedNoPage) {
  for (const std::int64_t people : {0, 2}) {
    ask(card());
    hub_(LookupAnswer{.people = people, .epoch = "e1", .through = 913});
    ASSERT_FALSE(answers_.empty());
    EXPECT_EQ(answers_.back().value().people, people);
  }
}

TEST_F(LookupsTest, AHubThatDoesNotAnswerInTimeIsToldOnce) {
  ask(card(), 1ms);
  ASSERT_TRUE(told());
  EXPECT_TRUE(answers_[0].error().is(Condition::retry_later));
  hub_(LookupAnswer{.people = 1, .epoch = "e1", .through = 0});
  EXPECT_EQ(answers_.size(), 1U) << "what comes late is for nobody";
}

TEST_F(LookupsTest, APageThatDoesNotComeInTimeIsToldToo) {
  ask(card(), 30ms);
  hub_(LookupAnswer{.people = 1, .epoch = "e1", .through = 913});  // the page ends before
  ASSERT_TRUE(told());
  EXPECT_TRUE(answers_[0].error().is(Condition::retry_later));
}

TEST_F(LookupsTest, AnErrorOfTheHubIsPassedOn) {
  ask(card());
  hub_(refused("there is nothing here"));
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_TRUE(answers_[0].error().is(Condition::refused));
}

TEST_F(LookupsTest, WhoeverWaitsHearsThatTheWayIsMadeAnew) {
  ask(card());
  ask({.profile = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"});
  lookups_->give_up();
  ASSERT_EQ(answers_.size(), 2U);
  EXPECT_TRUE(answers_[0].error().is(Condition::retry_later));
  EXPECT_TRUE(answers_[1].error().is(Condition::retry_later));
}

}  // namespace
}  // namespace touchpoint::sync
