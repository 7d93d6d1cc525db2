// The store board as the app puts it together: a real journal that grows between two looks, the
// store's tasks out of a real replica, and the scores one by one.
#include "store_board.hpp"

#include <gmock/gmock.h>

#include "core/text.hpp"
#include "profiles/replica.hpp"
#include "support/journal_fixture.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

board::BusinessDay turns_at_four() {
  return {TimeZone{}, 4h};
}

class StoreBoardTest : public support::JournalFixture {
 protected:
  void SetUp() override {
    open();
    runner_.on_loop([this] {
      auto opened = profiles::Replica::open({.file = folder_ / "profiles.db", .journal = "j"},
                                            keys_, runner_.loop(), clock_, random_);
      ASSERT_TRUE(opened) << opened.error().sentence();
      replica_ = std::move(opened.value().replica);
      tasks_ = std::make_unique<TaskList>(*replica_, clock_, LowScores{}, [] {});
      board_ = std::make_unique<StoreBoard>(*journal_, *tasks_, clock_, "kiosk", turns_at_four(),
                                            feedback::Fairness{});
    });
  }
  void TearDown() override {
    runner_.on_loop([this] {
      board_.reset();
      tasks_.reset();
      replica_.reset();
    });
    JournalFixture::TearDown();
  }

  NewEvent of(std::string type, std::string data = "{}") {
    auto made = event(std::move(data));
    made.type = "touchpoint." + std::move(type);
    return made;
  }
  Board read() {
    return runner_.wait<Board>([this](auto done) { board_->read(std::move(done)); }).value();
  }
  // Of all days and touchpoints together.
  static BoardRow whole(const Board& board) {
    for (const auto& row : board.rows) {
      if (row.day.empty() && row.touchpoint.empty()) return row;
    }
    return {};
  }

  std::unique_ptr<profiles::Replica> replica_;
  std::unique_ptr<TaskList> tasks_;
  std::unique_ptr<StoreBoard> board_;
};

TEST_F(StoreBoardTest, CountsWhatCameSinceItWasAskedLast) {
  EXPECT_EQ(whole(read()).sales, 0);
  ASSERT_TRUE(record(of("order.completed")));
  ASSERT_TRUE(record(of("note.added")));
  EXPECT_EQ(whole(read()).sales, 1);
  ASSERT_TRUE(record(of("order.completed")));
  const auto board = read();
  EXPECT_EQ(whole(board).sales, 2);
  EXPECT_EQ(board.as_of, clock_.wall());
  EXPECT_EQ(board.time_zone, "UTC");
  EXPECT_EQ(board.day_turns_at, 4);
}

TEST_F(StoreBoardTest, ReadsMoreRowsThanFitInOnePart) {
  std::vector<NewEvent> many;
  for (int n = 0; n < 450; ++n)
    many.push_back(of("order.collected"));
  ASSERT_THAT(record_together(many), SizeIs(450));
  EXPECT_EQ(whole(read()).collections, 450);
}

TEST_F(StoreBoardTest, WhoeverAsksMeanwhileGetsTheSameAnswer) {
  ASSERT_TRUE(record(of("order.completed")));
  const auto both = runner_.wait<std::pair<Board, Board>>([this](auto done) {
    const auto first = std::make_shared<Board>();
    board_->read([first](Result<Board> board) { *first = std::move(board).value(); });
    board_->read([first, done = std::move(done)](Result<Board> board) mutable {
      done(std::make_pair(*first, std::move(board).value()));
    });
  });
  ASSERT_TRUE(both);
  EXPECT_EQ(whole(both.value().first), whole(both.value().second));
  EXPECT_EQ(whole(both.value().first).sales, 1);
}

// They are in no journal; the device where the visit was begun counts them, each once.
TEST_F(StoreBoardTest, AnswersByPhoneCountWhereTheVisitWasBegun) {
  const auto by_phone = [&](const std::string& device, const std::string& question, int score) {
    return TaskStep{.id = ids_.next().text(),
                    .task = ids_.next().text(),
                    .time = clock_.wall(),
                    .type = "survey.answered",
                    .device = device,
                    .touchpoint = "kiosk-1",
                    .kind = "csat",
                    .score = score,
                    .question = question};
  };
  sync::ChangePage page;
  page.epoch = "e";
  page.through = 1;
  page.as_of = clock_.wall();
  page.task_steps = {by_phone("kiosk", "visit", 5), by_phone("kiosk", "staff", 1),
                     by_phone("another", "visit", 5), by_phone("kiosk", "", 5)};
  ASSERT_TRUE(runner_.wait<void>([&](auto done) { replica_->apply(page, std::move(done)); }));
  runner_.on_loop([this] { tasks_->refresh(); });
  ASSERT_TRUE(runner_.wait<profiles::TaskSteps>(
      [this](auto done) { replica_->read_task_steps(std::move(done)); }));
  ASSERT_TRUE(record(of("survey.answered", R"({"kind":"csat","score":4,"question":"visit"})")));
  EXPECT_EQ(whole(read()).csat.n, 3);
  EXPECT_EQ(whole(read()).csat.n, 3) << "asked again";
}

TEST_F(StoreBoardTest, ADayTurnsWhileNobodyLooks) {
  ASSERT_TRUE(record(of("order.completed")));
  EXPECT_EQ(read().rows.front().sales, 1);
  clock_.advance(24h);
  const auto board = read();
  EXPECT_EQ(board.rows.front().day, board.today);
  EXPECT_EQ(board.rows.front().sales, 0);
  EXPECT_EQ(whole(board).sales, 1);
  clock_.advance(24h * board::kDays);
  EXPECT_EQ(whole(read()).sales, 0);
}

TEST_F(StoreBoardTest, AClockThatIsSetBackBringsItsDaysBack) {
  ASSERT_TRUE(record(of("order.completed")));
  clock_.jump(24h * 30);
  EXPECT_EQ(whole(read()).sales, 0);
  clock_.jump(-24h * 30);
  EXPECT_EQ(whole(read()).sales, 1);
}

TEST_F(StoreBoardTest, AfterAnErasureItIsCountedAnew) {
  const auto sale = of("order.completed", R"({"profile":"p-1"})");
  ASSERT_TRUE(record(sale));
  EXPECT_EQ(whole(read()).sales, 1);
  runner_.on_loop([this] { board_->forget(); });
  EXPECT_EQ(whole(read()).sales, 1) << "the row is there, and counts once";
}

TEST_F(StoreBoardTest, TheWrongPersonWasNotRecognised) {
  const auto scan = json_quoted(ids_.next().text());
  auto recognised = of("customer.recognised", R"({"scan":)" + scan + "}");
  ASSERT_TRUE(record(recognised));
  EXPECT_EQ(whole(read()).recognition, (Estimate{.n = 1}));
  ASSERT_TRUE(
      record(of("interaction.undone", R"({"undoes":)" + json_quoted(recognised.id.text()) + "}")));
  EXPECT_EQ(whole(read()).recognition, Estimate{});
  ASSERT_TRUE(
      record(of("customer.unrecognised", R"({"reason":"wrong_person","scan":)" + scan + "}")));
  EXPECT_EQ(whole(read()).recognition, (Estimate{.n = 1}));
}

TEST_F(StoreBoardTest, TheStoresTasksStandBesideTheDevicesFigures) {
  TaskStep call{.id = "e1", .task = "t1", .time = clock_.wall() - 5min, .type = "manager.called"};
  ASSERT_TRUE(
      runner_.wait<void>([&](auto done) { replica_->note_recorded({}, {call}, std::move(done)); }));
  ASSERT_TRUE(eventually([this] {
    return runner_.on_loop([this] {
      tasks_->refresh();
      return tasks_->times() && !tasks_->times()->empty();
    });
  }));
  const auto board = read();
  ASSERT_TRUE(board.store);
  EXPECT_EQ(board.store->front().day, board.today);
  EXPECT_EQ(board.store->front().opened, 1);
  EXPECT_EQ(board.store->front().waiting, 1);
}

// --- scores, one by one -------------------------------------------------------------------------

class OpinionsTest : public ::testing::Test {
 protected:
  static constexpr board::Day kToday{std::chrono::year{2026} / 3 / 2};

  OpinionsTest() { opinions_.begin_at(kToday - std::chrono::days{board::kDays - 1}); }

  Happening answer(int score, std::chrono::minutes after = 0min) {
    auto made = happening(Happening::Kind::answered, after);
    made.scale = Happening::Scale::nps;
    made.score = score;
    made.question = "recommend";
    return made;
  }
  Happening undoing(const Happening& other) {
    auto made = happening(Happening::Kind::undone, 1h);
    made.about = other.id;
    return made;
  }
  void add(const Happening& happening) { opinions_.add(happening, turns_at_four()); }
  std::vector<TrustRow> rows() const { return opinions_.rows({}); }

  support::HeldClock clock_;
  support::RepeatableRandom random_;
  UuidSource ids_{clock_, random_};
  Opinions opinions_;

 private:
  Happening happening(Happening::Kind kind, std::chrono::minutes after) {
    return {
        .id = ids_.next(), .time = clock_.wall() + after, .touchpoint = "kiosk-1", .kind = kind};
  }
};

TEST_F(OpinionsTest, WhatIsDoubtfulStandsBesideWhatWasGiven) {
  EXPECT_THAT(rows(), IsEmpty());
  add(answer(9));
  add(answer(9));  // the same again, at once
  add(answer(3, 60min));
  ASSERT_THAT(rows(), SizeIs(1));
  const auto row = rows().front();
  EXPECT_EQ(row.scale, Happening::Scale::nps);
  EXPECT_EQ(row.raw.n, 3);
  EXPECT_EQ(row.cleaned.n, 2);
  EXPECT_THAT(row.flagged, ElementsAre(Pair("repeated", 1)));
}

TEST_F(OpinionsTest, RepeatsAndOrderDoNotMatterAndWhatWasUndoneDoesNotCount) {
  const auto kept = answer(9);
  const auto taken_back = answer(2, 60min);
  const auto undone = undoing(taken_back);
  for (const auto& one : {undone, kept, taken_back, kept, undone})
    add(one);
  ASSERT_THAT(rows(), SizeIs(1));
  EXPECT_EQ(rows().front().raw.n, 1);
}

TEST_F(OpinionsTest, DaysThatAreOverAreLetGo) {
  add(answer(9, -24h * board::kDays));
  EXPECT_THAT(rows(), IsEmpty()) << "too old when it came";
  add(answer(9));
  opinions_.begin_at(kToday + std::chrono::days{1});
  EXPECT_THAT(rows(), IsEmpty());
}

}  // namespace
}  // namespace touchpoint
