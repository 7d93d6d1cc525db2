// What the journal promises to its callers, through its public face and on a real file.
#include "journal/journal.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <openssl/sha.h>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "support/journal_fixture.hpp"

namespace touchpoint::journal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The contract's chain, computed here by OpenSSL alone.
class ChainReader {
 public:
  explicit ChainReader(const std::string& journal) { hash(journal); }

  // Whether `json` is the next link.
  bool follows(const std::string& json) {
    const auto cut = json.rfind(",\"chain\":\"");
    const auto raw = json.substr(0, cut) + "}";
    std::string link(reinterpret_cast<const char*>(value_), sizeof value_);
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(raw.data()), raw.size(), digest);
    link.append(reinterpret_cast<const char*>(digest), sizeof digest);
    hash(link);
    return json.substr(cut) == ",\"chain\":\"" + to_hex(value_) + "\"}";
  }

 private:
  void hash(const std::string& text) {
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), value_);
  }
  unsigned char value_[SHA256_DIGEST_LENGTH];
};

class JournalTest : public support::JournalFixture {
 protected:
  void SetUp() override { open(); }

  void expect_intact(std::int64_t rows) {
    ChainReader chain{position().journal};
    std::int64_t expected = 0;
    for (const auto& row : outgoing()) {
      EXPECT_EQ(row.sequence, ++expected);
      EXPECT_TRUE(chain.follows(row.json)) << row.sequence;
      EXPECT_THAT(row.json, HasSubstr("\"sequence\":\"" + sequence_text(row.sequence) + "\""));
    }
    EXPECT_EQ(expected, rows);
    EXPECT_EQ(position().last, rows);
  }
};

TEST_F(JournalTest, RecordsWithSequenceAndTime) {
  const auto first = record(event()).value();
  EXPECT_EQ(first.sequence, 1);
  EXPECT_EQ(first.at, clock_.wall());
  EXPECT_FALSE(first.repeated);
  EXPECT_EQ(record(event()).value().sequence, 2);
  EXPECT_EQ(position().last, 2);
}

TEST_F(JournalTest, SendsWhatWasRecordedWithItsStamps) {
  const auto given = event(R"({"order_id":"W-1043","staff":"giulia"})");
  ASSERT_TRUE(record(given));
  const auto rows = outgoing();
  ASSERT_EQ(rows.size(), 1U);
  const auto& json = rows[0].json;
  for (const auto& part : {R"("id":")" + given.id.text(), source_,
                           R"("data":{"order_id":"W-1043","staff":"giulia"})" + std::string{},
                           R"("journal":")" + position().journal, std::string{R"("salt":")"},
                           R"("bootid":")" + clock_.boot_id().text(),
                           std::string{R"("clockquality":"synchronised")"}}) {
    EXPECT_THAT(json, HasSubstr(part));
  }
  expect_intact(1);
}

TEST_F(JournalTest, CountsWithoutGapAcrossRestarts) {
  const auto id = position().journal;
  for (int run = 0; run < 4; ++run) {
    for (int i = 0; i < 5; ++i)
      ASSERT_TRUE(record(event()));
    restart();
  }
  EXPECT_EQ(position().journal, id);
  expect_intact(20);
}

TEST_F(JournalTest, AnswersARepeatWithTheFirstSequence) {
  const auto given = event();
  const auto first = record(given).value();
  clock_.advance(std::chrono::seconds{9});
  const auto again = record(given).value();
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.sequence, first.sequence);
  EXPECT_EQ(again.at, first.at);
  restart();
  const auto after_restart = record(given).value();
  EXPECT_TRUE(after_restart.repeated);
  EXPECT_EQ(after_restart.sequence, first.sequence);
  expect_intact(1);
}

TEST_F(JournalTest, RefusesAnotherEventUnderATakenId) {
  auto given = event();
  ASSERT_TRUE(record(given));
  given.data = R"({"order_id":"W-1044"})";
  const auto other = record(given);
  ASSERT_FALSE(other);
  EXPECT_TRUE(other.error().is(Condition::refused));
  EXPECT_EQ(other.error().sentence(), "this id is taken by another event");
  restart();
  EXPECT_FALSE(record(given));
  expect_intact(1);
}

TEST_F(JournalTest, RecognisesARepeatWithinOneGroup) {
  const auto given = event();
  auto other = given;
  other.data = "{}";
  const auto answers = record_together({given, given, event(), other, given});
  EXPECT_FALSE(answers[0].value().repeated);
  EXPECT_TRUE(answers[1].value().repeated);
  EXPECT_EQ(answers[1].value().sequence, 1);
  EXPECT_EQ(answers[2].value().sequence, 2);
  EXPECT_TRUE(answers[3].error().is(Condition::refused));
  EXPECT_TRUE(answers[4].value().repeated);
  expect_intact(2);
}

TEST_F(JournalTest, ComparesWhatTheCallerOfferedWhenThereIsSuch) {
  auto given = event();
  given.offered = R"({"type":"touchpoint.order.collected","n":1})";
  ASSERT_TRUE(record(given));
  auto stamped_anew = given;
  stamped_anew.data = R"({"order_id":"W-1043","staff":"giulia"})";
  EXPECT_TRUE(record(stamped_anew).value().repeated);
  auto other = given;
  other.offered = R"({"type":"touchpoint.order.collected","n":2})";
  EXPECT_FALSE(record(other));
}

TEST_F(JournalTest, TakesSixtyFourCallersAtOnce) {
  std::set<std::int64_t> sequences;
  for (int round = 0; round < 20; ++round) {
    std::vector<NewEvent> events;
    for (int i = 0; i < 64; ++i)
      events.push_back(event());
    std::int64_t last = 0;
    for (const auto& answer : record_together(events)) {
      EXPECT_GT(answer.value().sequence, last) << "answers come in the order of the calls";
      last = answer.value().sequence;
      sequences.insert(last);
    }
  }
  EXPECT_EQ(sequences.size(), 20U * 64U);
  EXPECT_EQ(*sequences.rbegin(), 20 * 64);
  expect_intact(20 * 64);
}

TEST_F(JournalTest, SaysBusyWhenTheQueueIsFull) {
  const std::vector<NewEvent> events(limits::kJournalQueueMax + 5000, event());
  const auto answers = record_together(events);
  const auto busy = std::ranges::count_if(answers, [](const auto& answer) {
    return !answer && answer.error().is(Condition::retry_later);
  });
  const auto recorded = std::ranges::count_if(answers, [](const auto& a) { return !!a; });
  EXPECT_EQ(busy + recorded, static_cast<std::ptrdiff_t>(events.size()));
  expect_intact(1);
}

TEST_F(JournalTest, RefusesAnEventThatIsTooLargeAndKeepsTheOthers) {
  const auto answers =
      record_together({event(), event("\"" + std::string(limits::kEventStampedMax, 'x') + "\""),
                       event("\"" + std::string(limits::kEventFromCallerMax, 'x') + "\"")});
  EXPECT_TRUE(answers[0]);
  EXPECT_TRUE(answers[1].error().is(Condition::refused));
  EXPECT_EQ(answers[2].value().sequence, 2);
  expect_intact(2);
}

TEST_F(JournalTest, ReadsTheOutboxByBytesAndAtLeastOneRow) {
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(record(event()));
  const auto all = outgoing();
  ASSERT_EQ(all.size(), 10U);
  EXPECT_EQ(outgoing(0, 1000, 1).size(), 1U);
  EXPECT_EQ(outgoing(0, 3).size(), 3U);
  EXPECT_EQ(outgoing(8).size(), 2U);
  EXPECT_TRUE(outgoing(10).empty());
  const auto three = all[0].json.size() + all[1].json.size() + all[2].json.size();
  EXPECT_EQ(outgoing(0, 1000, three).size(), 3U);
  EXPECT_EQ(outgoing(0, 1000, three - 1).size(), 2U);
}

TEST_F(JournalTest, GivesChainValuesForTheEndsOfBatches) {
  EXPECT_TRUE(chain_at(0));
  EXPECT_FALSE(chain_at(1));
  ASSERT_TRUE(record(event()));
  ASSERT_TRUE(record(event()));
  const auto rows = outgoing();
  EXPECT_EQ(to_hex(*chain_at(2)), to_hex(without_chain(rows[1].json)->chain));
  EXPECT_FALSE(chain_at(3));
  EXPECT_FALSE(chain_at(-1));
}

TEST_F(JournalTest, MovesTheCursorUpAndDown) {
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(record(event()));
  EXPECT_EQ(status().to_send(), 5);
  EXPECT_EQ(status().oldest_unsent, clock_.wall());
  ASSERT_TRUE(keep_receipt(5));
  EXPECT_EQ(position().through, 5);
  EXPECT_EQ(status().oldest_unsent, std::nullopt);
  restart();
  EXPECT_EQ(position().through, 5);
  ASSERT_TRUE(keep_receipt(2));
  EXPECT_EQ(position().through, 2);
  restart();
  EXPECT_EQ(position().through, 2);
  EXPECT_EQ(outgoing(position().through).size(), 3U);
}

TEST_F(JournalTest, KeepsAReceiptOnlyWhereItsChainStands) {
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(record(event()));
  EXPECT_FALSE(keep_receipt(3, 0, chain_at(2)).value());
  EXPECT_FALSE(keep_receipt(3, 0, chain_at(2), true).value()) << "it is known, and another";
  EXPECT_EQ(position().through, 0);
  EXPECT_TRUE(keep_receipt(3, 0, chain_at(3)).value());
  EXPECT_EQ(position().through, 3);
  EXPECT_TRUE(keep_receipt(0, 0, chain_at(0)).value());
  EXPECT_EQ(position().through, 0);
}

TEST_F(JournalTest, RefusesAReceiptForRowsThatWereNeverWritten) {
  ASSERT_TRUE(record(event()));
  EXPECT_TRUE(keep_receipt(2).error().is(Condition::refused));
  EXPECT_EQ(position().through, 0);
}

TEST_F(JournalTest, ListsRefusalsOnce) {
  ASSERT_TRUE(record(event()));
  const std::vector<sync::Refusal> refusals{{1, "not JSON"}};
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(keep_refusals(refusals));
  }
  EXPECT_EQ(status().refused, 1);
  restart();
  EXPECT_EQ(status().refused, 1);
}

TEST_F(JournalTest, FindsEventsOfSomeTypesAboveASequence) {
  for (int i = 0; i < 6; ++i) {
    auto each = event();
    if (i % 2 == 1) each.type = "touchpoint.note.added";
    ASSERT_TRUE(record(each));
  }
  const auto scan = [&](std::int64_t after, std::vector<std::string> types, std::size_t rows) {
    return runner_
        .wait<KeptEvents>(
            [&](auto done) { journal_->scan_after(after, types, rows, std::move(done)); })
        .value();
  };
  const auto notes = scan(2, {"touchpoint.note.added", "touchpoint.never.seen"}, 100);
  ASSERT_EQ(notes.events.size(), 2U);
  EXPECT_EQ(notes.events[0].sequence, 4);
  EXPECT_EQ(notes.events[0].type, "touchpoint.note.added");
  EXPECT_THAT(notes.events[0].json, HasSubstr("W-1043"));
  EXPECT_EQ(notes.through, 6);
  EXPECT_FALSE(notes.more);
  const auto first = scan(0, {"touchpoint.note.added"}, 1);
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.through, 2);
  EXPECT_TRUE(scan(0, {"touchpoint.never.seen"}, 1).events.empty());
}

TEST_F(JournalTest, StampsBootAndClockOfTheMoment) {
  clock_.set_quality(ClockQuality::unset);
  clock_.set_wall(WallTime{});
  ASSERT_TRUE(record(event()));
  restart();
  ASSERT_TRUE(record(event()));
  const auto rows = outgoing();
  EXPECT_THAT(rows[0].json, HasSubstr(R"("recordedtime":"1970-01-01T00:00:00.000Z")"));
  EXPECT_THAT(rows[0].json, HasSubstr(R"("clockquality":"unset")"));
  EXPECT_THAT(rows[1].json, HasSubstr(R"("bootid":")" + clock_.boot_id().text()));
  EXPECT_THAT(rows[0].json, Not(HasSubstr(clock_.boot_id().text())));
  expect_intact(2);
}

TEST_F(JournalTest, LeavesNoPlaintextOnTheDisk) {
  ASSERT_TRUE(record(event(R"({"text":"Annamaria wants the walnut one","order_id":"W-104377"})")));
  const auto bytes = [](const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  const auto log = file_.string() + "-wal";
  EXPECT_GT(bytes(log).size(), 0U);
  for (const auto& marker : {"Annamaria", "walnut", "W-104377"})
    EXPECT_THAT(bytes(log), Not(HasSubstr(marker)));
  stop();
  for (const auto& marker : {"Annamaria", "walnut", "W-104377"})
    EXPECT_THAT(bytes(file_), Not(HasSubstr(marker)));
}

TEST_F(JournalTest, FinishesWhatIsQueuedBeforeItStops) {
  std::promise<void> all;
  int answered = 0;
  runner_.on_loop([&] {
    for (int i = 0; i < 500; ++i) {
      journal_->record(event(), [&](const Result<Recorded>& answer) {
        EXPECT_TRUE(answer);
        if (++answered == 500) all.set_value();
      });
    }
    journal_->stop();
  });
  ASSERT_EQ(all.get_future().wait_for(support::kPatience), std::future_status::ready);
  EXPECT_FALSE(sqlite::was_left_open(file_));
  restart();
  expect_intact(500);
}

}  // namespace
}  // namespace touchpoint::journal
