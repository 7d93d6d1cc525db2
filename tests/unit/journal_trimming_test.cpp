// What leaves the journal and what never does: rows that the hub has had long enough, bodies that
// were erased, rows that the hub refuses.
#include <fstream>

#include <gmock/gmock.h>

#include "crypto/hash.hpp"
#include "support/journal_fixture.hpp"
#include "sync/codec/event_json.hpp"

namespace touchpoint::journal {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class JournalTrimmingTest : public support::JournalFixture {
 protected:
  void SetUp() override { open(); }

  void record_many(int rows) {
    std::vector<NewEvent> events;
    for (int i = 0; i < rows; ++i)
      events.push_back(event());
    for (const auto& answer : record_together(events))
      ASSERT_TRUE(answer);
  }
  // Lets time pass and something happen, until nothing more is trimmed.
  void pass(std::chrono::milliseconds time) {
    clock_.advance(time);
    std::int64_t before = 0;
    do {
      before = position().first_kept;
      ASSERT_TRUE(record(event()));
      static_cast<void>(outgoing(position().last).size());  // a group later, its trimming is known
    } while (position().first_kept != before);
  }
  Result<Verified> verify(Verified from = {}, std::int64_t rows = 100'000) {
    return runner_.wait<Verified>(
        [&](auto done) { journal_->verify(from, rows, std::move(done)); });
  }
  std::int64_t erase(std::vector<std::int64_t> rows) {
    return runner_.wait<std::int64_t>([&](auto done) { journal_->erase(rows, std::move(done)); })
        .value();
  }
  std::vector<RefusedRow> refused() {
    return runner_
        .wait<std::vector<RefusedRow>>(
            [&](auto done) { journal_->refused_after(0, 1000, std::move(done)); })
        .value();
  }
};

TEST_F(JournalTrimmingTest, LetsGoOfWhatTheHubHasHadForAWeek) {
  record_many(1000);
  ASSERT_TRUE(keep_receipt(600));
  pass(6 * 24h);
  EXPECT_EQ(position().first_kept, 1) << "within the resend window";
  pass(2 * 24h);
  EXPECT_EQ(position().first_kept, 601) << "the rest is not stored yet";
  EXPECT_EQ(outgoing().front().sequence, 601);
  const auto last = position().last;
  restart();
  EXPECT_EQ(position().first_kept, 601);
  EXPECT_EQ(position().last, last);
  EXPECT_EQ(record(event()).value().sequence, last + 1);
  EXPECT_TRUE(verify());
}

TEST_F(JournalTrimmingTest, KeepsTheChainAcrossATrimmedBeginning) {
  record_many(300);
  const auto chain = chain_at(300);
  ASSERT_TRUE(keep_receipt(300));
  pass(8 * 24h);
  ASSERT_EQ(position().first_kept, 301);
  EXPECT_EQ(chain_at(300), chain) << "the value before the first row that is kept";
  EXPECT_FALSE(chain_at(299));
  EXPECT_FALSE(keep_receipt(299, 0, chain).value()) << "nobody can tell any more";
  EXPECT_TRUE(keep_receipt(299, 0, chain, true).value()) << "a restored hub's signature is enough";
  EXPECT_TRUE(keep_receipt(300, 0, chain).value());
  restart();
  EXPECT_EQ(chain_at(300), chain);
}

TEST_F(JournalTrimmingTest, GoesOnWhenEverythingIsTrimmed) {
  record_many(10);
  ASSERT_TRUE(keep_receipt(10));
  pass(8 * 24h);  // records rows 11 and on
  ASSERT_TRUE(keep_receipt(position().last));
  pass(8 * 24h);
  const auto last = position().last;
  EXPECT_GT(position().first_kept, 10);
  restart();
  EXPECT_EQ(record(event()).value().sequence, last + 1);
}

TEST_F(JournalTrimmingTest, TrustsNoAgeWhileTheClockCannotBeTrusted) {
  record_many(100);
  ASSERT_TRUE(keep_receipt(100));
  clock_.set_quality(ClockQuality::unsynchronised);
  pass(10 * 365 * 24h);
  EXPECT_EQ(position().first_kept, 1) << "the clock may have jumped by ten years";
}

TEST_F(JournalTrimmingTest, RowsOfAnUnsetClockGoWithTheRowsBehindThem) {
  const auto right = clock_.wall();
  clock_.set_quality(ClockQuality::unset);
  clock_.set_wall(WallTime{});
  record_many(300);
  ASSERT_TRUE(keep_receipt(300));
  clock_.set_wall(right);
  clock_.set_quality(ClockQuality::synchronised);
  pass(1h);
  EXPECT_EQ(position().first_kept, 1) << "1970 is no age";
  ASSERT_TRUE(keep_receipt(position().last));
  pass(8 * 24h);
  EXPECT_GT(position().first_kept, 300);
}

TEST_F(JournalTrimmingTest, NeverTrimsARefusedRow) {
  record_many(50);
  const auto twelve = outgoing(11, 1).at(0).json;
  ASSERT_TRUE(keep_receipt(50, 1));
  pass(8 * 24h);
  EXPECT_EQ(position().first_kept, 1) << "which row is refused is not known yet";
  ASSERT_TRUE(keep_refusals({{12, "its time has no zone"}}));
  pass(1h);
  ASSERT_EQ(position().first_kept, 51);
  ASSERT_EQ(refused().size(), 1U);
  EXPECT_EQ(refused()[0].json, twelve) << "byte for byte what was sent";
  EXPECT_EQ(refused()[0].reason, "its time has no zone");
  restart();
  EXPECT_EQ(refused().at(0).json, twelve);
  ASSERT_TRUE(keep_refusals({}));
  EXPECT_TRUE(refused().empty()) << "the hub has taken it";
}

TEST_F(JournalTrimmingTest, APageOfRefusalsTakesThePlaceOfWhatWasKnown) {
  record_many(5);
  ASSERT_TRUE(keep_refusals({{2, "a"}, {4, "b"}}));
  const auto page = [&](sync::RefusalPage given) {
    ASSERT_TRUE(
        runner_.wait<void>([&](auto done) { journal_->keep_refusals(given, std::move(done)); }));
  };
  page({.since = 2, .through = 4, .refusals = {{3, "c"}, {4, "d"}}});
  ASSERT_EQ(refused().size(), 3U);
  EXPECT_EQ(refused()[0].reason, "a");
  EXPECT_EQ(refused()[2].reason, "d");
  page({.since = 2, .refusals = {}});
  EXPECT_EQ(refused().size(), 1U);
}

TEST_F(JournalTrimmingTest, AnErasedRowKeepsItsPlaceAndGoesUpAsATombstone) {
  record_many(20);
  const auto whole = sync::read_event(outgoing(14, 1).at(0).json).value();
  EXPECT_EQ(erase({15, 15, 99}), 1);
  const auto rows = outgoing();
  ASSERT_EQ(rows.size(), 20U);
  const auto tombstone = sync::read_event(rows[14].json);
  ASSERT_TRUE(tombstone) << tombstone.error().sentence();
  EXPECT_EQ(tombstone.value().type, kTombstoneType);
  EXPECT_EQ(tombstone.value().id, whole.id);
  EXPECT_EQ(tombstone.value().time, whole.time);
  EXPECT_EQ(tombstone.value().recorded, whole.recorded);
  EXPECT_EQ(tombstone.value().chain, whole.chain);
  EXPECT_THAT(tombstone.value().data, HasSubstr(to_hex(crypto::sha256(as_bytes(whole.raw)))));
  EXPECT_THAT(tombstone.value().data, HasSubstr(whole.type));
  EXPECT_THAT(rows[14].json, Not(HasSubstr("W-1043")));
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(rows[i].follows, i > 0) << "the chain goes through the tombstone";
  const auto verified = verify();
  ASSERT_TRUE(verified) << verified.error().sentence();
  EXPECT_EQ(verified.value().erased, 1);
  restart();
  EXPECT_EQ(verify().value().erased, 1);
}

TEST_F(JournalTrimmingTest, NothingOfAnErasedBodyIsLeftOnTheDisk) {
  const auto on_disk = [&](BytesView needle) {
    for (const std::string ending : {"", "-wal"}) {
      std::ifstream file(file_.string() + ending, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
      if (bytes.find(std::string{as_text(needle)}) != std::string::npos) return true;
    }
    return false;
  };
  record_many(3);
  // Copies of the sealed body are what could be left behind: read it from the file beforehand.
  stop();
  Bytes body;
  {
    auto database = sqlite::Database::open(file_, {}).value();
    auto select = database.prepare("SELECT body FROM events WHERE sequence = 2").value();
    auto rows = select.query();
    ASSERT_TRUE(rows.next().value());
    body.assign(rows.blob(0).begin(), rows.blob(0).end());
  }
  open();
  record_many(3);
  ASSERT_TRUE(on_disk(body));
  EXPECT_EQ(erase({2}), 1);
  EXPECT_FALSE(on_disk(body));
}

TEST_F(JournalTrimmingTest, VerifiesInPartsAndFindsTheFirstWrongRow) {
  record_many(100);
  const auto whole = verify().value();
  EXPECT_EQ(whole.through, 100);
  EXPECT_EQ(whole.chain, chain_at(100));
  Verified at;
  for (int i = 0; i < 10; ++i)
    at = verify(at, 10).value();
  EXPECT_EQ(at.chain, whole.chain);
  EXPECT_EQ(verify(at).value().through, 100) << "there is no more";

  at.chain = Digest{};
  at.through = 50;
  const auto wrong = verify(at);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().sentence(), HasSubstr("row 51"));
}

}  // namespace
}  // namespace touchpoint::journal
