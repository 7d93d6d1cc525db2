#include <deque>

#include <gmock/gmock.h>

#include "support/memory_replica.hpp"
#include "support/repeatable_random.hpp"
#include "support/run_until.hpp"
#include "sync/inbox.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using support::run_ready;
using support::run_until;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Answers what the test has put there, one request at a time.
class ScriptedReader final : public HubReader {
 public:
  explicit ScriptedReader(Loop& loop) : loop_(loop) {}

  void news(Done<News> done) override {
    ++news_asked;
    loop_.post([this, done = std::move(done)]() mutable { done(current_news); });
  }
  void changes(const FeedCursor& cursor, std::size_t limit, Done<ChangePage> done) override {
    asked.push_back(cursor);
    EXPECT_LE(limit, limits::kFeedPageProfiles);
    EXPECT_EQ(++under_way, 1) << "one pull at a time";
    if (held) {
      held_done = std::move(done);
      return;
    }
    loop_.post([this, cursor, done = std::move(done)]() mutable {
      --under_way;
      done(page ? page(cursor) : Result<ChangePage>(retry_later("no page in the script")));
    });
  }
  void refusals(const std::string&, std::int64_t, Done<std::vector<Refusal>>) override {}

  std::vector<FeedCursor> asked;
  std::function<Result<ChangePage>(const FeedCursor&)> page;
  Result<News> current_news = retry_later("no news in the script");
  int news_asked = 0;
  int under_way = 0;
  bool held = false;
  Done<ChangePage> held_done;

 private:
  Loop& loop_;
};

class InboxTest : public testing::Test {
 protected:
  InboxTest() {
    tuning.backoff_first = 1ms;
    tuning.backoff_longest = 10ms;
    tuning.news_poll_first = 1h;
    tuning.replica_refresh = 1h;
    tuning.pull_gap = 1ms;
    reader.page = [this](const FeedCursor& cursor) { return feed(cursor); };
  }

  // A feed of `changes` profiles, three to a page.
  Result<ChangePage> feed(const FeedCursor& cursor) {
    ChangePage page;
    page.epoch = epoch;
    page.since = cursor.epoch == epoch ? cursor.since : 0;
    page.through = std::min(page.since + 3, changes);
    page.more = page.through < changes;
    for (auto number = page.since + 1; number <= page.through; ++number) {
      Profile profile;
      profile.id = std::to_string(number);
      page.profiles.push_back(std::move(profile));
    }
    return page;
  }
  void start() {
    inbox = std::make_unique<Inbox>(
        loop, random, replica, reader, tuning,
        Inbox::Callbacks{.on_contact = [this] { ++contacts; },
                         .on_applied = [this] { ++applied; },
                         .on_problem = [this](const std::string& sentence,
                                              bool) { problems.push_back(sentence); }});
    inbox->start();
  }
  [[nodiscard]] bool up_to(std::int64_t number) {
    return run_until(loop, [&] { return replica.cursor().since == number; });
  }
  void pass(std::chrono::milliseconds time) {
    (void)run_until(
        loop, [] { return false; }, time);
  }

  Loop loop;
  support::RepeatableRandom random;
  support::MemoryReplica replica{loop};
  ScriptedReader reader{loop};
  Tuning tuning;
  std::string epoch = "e1";
  std::int64_t changes = 0;
  int contacts = 0;
  int applied = 0;
  std::vector<std::string> problems;
  std::unique_ptr<Inbox> inbox;
};

TEST_F(InboxTest, PullsPageAfterPageAtTheStart) {
  changes = 10;
  start();
  ASSERT_TRUE(up_to(10));
  pass(5ms);
  EXPECT_THAT(replica.profiles, SizeIs(10));
  EXPECT_THAT(reader.asked, SizeIs(4));
  EXPECT_EQ(reader.asked[0].epoch, "");
  EXPECT_EQ(reader.asked[3].since, 9);
  EXPECT_EQ(applied, 4);
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(InboxTest, PullsWhenThereAreNews) {
  start();
  ASSERT_TRUE(run_until(loop, [&] { return replica.applied == 1; }));
  pass(5ms);
  changes = 2;
  inbox->hear({"e1", 2});
  ASSERT_TRUE(up_to(2));
  pass(5ms);
  const auto asked = reader.asked.size();
  inbox->hear({"e1", 2});
  inbox->hear({"e1", 1});
  pass(5ms);
  EXPECT_THAT(reader.asked, SizeIs(asked)) << "old news are no news";
}

TEST_F(InboxTest, StartsAgainInAnotherEpoch) {
  changes = 4;
  start();
  ASSERT_TRUE(up_to(4));
  epoch = "e2";
  changes = 2;
  inbox->hear({"e2", 2});
  ASSERT_TRUE(run_until(loop, [&] { return replica.cursor().epoch == "e2"; }));
  EXPECT_THAT(replica.profiles, SizeIs(2));
  EXPECT_EQ(replica.cursor().since, 2);
}

TEST_F(InboxTest, PullsOnceMoreWhenNewsComeDuringAPull) {
  reader.held = true;
  start();
  ASSERT_EQ(reader.under_way, 1);
  for (int i = 0; i < 1000; ++i)
    inbox->hear({"e1", 5});
  run_ready(loop);
  EXPECT_EQ(reader.under_way, 1);
  reader.held = false;
  reader.under_way = 0;
  changes = 1;
  reader.held_done(feed({}));
  changes = 5;
  ASSERT_TRUE(up_to(5));
  EXPECT_THAT(reader.asked, SizeIs(3));
}

TEST_F(InboxTest, AStormOfNewsIsFewPulls) {
  tuning.pull_gap = 20ms;
  const auto begin = std::chrono::steady_clock::now();
  start();
  for (int i = 0; i < 60; ++i) {
    inbox->hear({"e1", 1'000'000 + i});  // more than the hub has
    pass(1ms);
  }
  const auto gaps = (std::chrono::steady_clock::now() - begin) / tuning.pull_gap;
  EXPECT_LE(reader.asked.size(), static_cast<std::size_t>(gaps) + 1);
}

TEST_F(InboxTest, TriesAgainAfterAnError) {
  changes = 1;
  int failures = 0;
  reader.page = [&](const FeedCursor& cursor) -> Result<ChangePage> {
    if (++failures <= 5) return retry_later("no route to the hub");
    return feed(cursor);
  };
  start();
  ASSERT_TRUE(up_to(1));
  EXPECT_THAT(problems, SizeIs(5));
  EXPECT_EQ(contacts, 1);
}

TEST_F(InboxTest, TellsWhatIsWrongWithAPageAndAppliesNothing) {
  changes = 3;
  start();
  ASSERT_TRUE(up_to(3));
  pass(5ms);
  const int before = replica.applied;
  const auto spoil = [&](const std::function<void(ChangePage&)>& how) {
    problems.clear();
    reader.page = [&, how](const FeedCursor& cursor) -> Result<ChangePage> {
      auto page = feed(cursor).value();
      how(page);
      return page;
    };
    changes += 1;
    inbox->hear({"e1", changes});
    ASSERT_TRUE(run_until(loop, [&] { return problems.size() >= 2; }));
    EXPECT_EQ(replica.applied, before);
  };
  spoil([](ChangePage& page) { page.since = 0; });
  EXPECT_THAT(problems, Contains(HasSubstr("another page")));
  spoil([](ChangePage& page) { page.epoch = "e2"; });  // of another epoch, but not from its start
  EXPECT_THAT(problems, Contains(HasSubstr("another page")));
  spoil([](ChangePage& page) {
    page.more = true;
    page.through = page.since;
  });
  EXPECT_THAT(problems, Contains(HasSubstr("promises more")));
  reader.page = [this](const FeedCursor& cursor) { return feed(cursor); };
  ASSERT_TRUE(up_to(changes)) << "and it goes on when the hub has mended itself";
}

TEST_F(InboxTest, TriesAgainWhenTheReplicaCannotTakeAPage) {
  changes = 1;
  replica.failing = true;
  start();
  ASSERT_TRUE(run_until(loop, [&] { return problems.size() >= 3; }));
  EXPECT_THAT(problems, Contains("the replica's disk is full"));
  replica.failing = false;
  ASSERT_TRUE(up_to(1));
}

TEST_F(InboxTest, AsksForNewsWhileNobodyPushesThem) {
  tuning.news_poll_first = 2ms;
  tuning.news_poll_longest = 8ms;
  reader.current_news = News{"e1", 0};
  start();
  ASSERT_TRUE(run_until(loop, [&] { return reader.news_asked >= 3; }));
  const auto asked = reader.asked.size();
  changes = 2;
  reader.current_news = News{"e1", 2};
  ASSERT_TRUE(up_to(2));
  EXPECT_GT(reader.asked.size(), asked);
}

TEST_F(InboxTest, AsksNobodyWhileNewsArePushed) {
  tuning.news_poll_first = 2ms;
  tuning.news_poll_longest = 2ms;
  start();
  inbox->pushed(true);
  pass(20ms);
  const int asked = reader.news_asked;
  EXPECT_LE(asked, 1);
  pass(20ms);
  EXPECT_EQ(reader.news_asked, asked);
  inbox->pushed(false);
  ASSERT_TRUE(run_until(loop, [&] { return reader.news_asked > asked + 1; }));
  EXPECT_THAT(problems, Contains("no news in the script"));
}

TEST_F(InboxTest, PullsSometimesWithoutNewsSoThatTheReplicaStaysFresh) {
  tuning.replica_refresh = 3ms;
  start();
  ASSERT_TRUE(run_until(loop, [&] { return replica.applied >= 4; }));
}

TEST_F(InboxTest, IsCalledByNobodyOnceItIsGone) {
  changes = 10;
  start();
  ASSERT_TRUE(run_until(loop, [&] { return replica.applied == 1; }));
  inbox.reset();
  run_ready(loop);
  EXPECT_LE(applied, 1);
}

}  // namespace
}  // namespace touchpoint::sync
