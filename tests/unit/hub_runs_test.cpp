// Batches whose rows leave their chain out (CONTRACT.md, "Runs"): what is kept is the same as if
// every row had said it.
#include <random>

#include "core/limits.hpp"
#include "sqlite/sqlite.hpp"
#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

using Rows = std::vector<std::string>;

class HubRunsTest : public HubStoreTest {
 protected:
  HubRunsTest() {
    enrol(till_);
    journal_.write_many(12);
  }

  Rows rows(std::size_t first, std::size_t last) const {
    return {journal_.rows.begin() + static_cast<std::ptrdiff_t>(first - 1),
            journal_.rows.begin() + static_cast<std::ptrdiff_t>(last)};
  }
  static Rows as_run(Rows rows) {
    for (std::size_t i = 1; i + 1 < rows.size(); ++i)
      drop_chain(rows[i]);
    return rows;
  }
  // Row `at` of `rows`, as it never was.
  static Rows changed(Rows rows, std::size_t at) {
    rows[at].replace(rows[at].find("wedge"), 5, "xedge");
    return rows;
  }
  void retry(const Rows& of_all) {
    Rows again;
    for (const auto& refusal : refusals(journal_))
      again.push_back(of_all.at(static_cast<std::size_t>(refusal.sequence - 1)));
    if (again.empty()) return;
    ASSERT_TRUE(send_rows(again));
  }
  void begin_anew() {
    close();
    std::filesystem::remove(folder_ / "hub.db");
    open();
    enrol(till_);
  }
  // All that is kept of the journal.
  std::string kept() {
    close();
    std::string text;
    {
      auto database = sqlite::Database::open(folder_ / "hub.db", {}).value();
      for (const auto* sql :
           {"SELECT sequence||' '||type||' '||hex(event)||hex(digest)||hex(chain)||hex(raw)"
            " FROM events ORDER BY sequence",
            "SELECT sequence||' '||reason||' '||hex(chain) FROM refused ORDER BY sequence",
            "SELECT through||' '||hex(chain)||' '||last||' '||stored||' '||refused FROM journals",
            "SELECT first||' '||last FROM holes ORDER BY first",
            "SELECT what||' '||sequence FROM audit"}) {
        auto select = database.prepare(sql).value();
        auto found = select.query();
        while (found.next().value())
          text.append(found.text(0)).append("\n");
      }
    }
    open();
    return text;
  }

  FakeJournal journal_ = new_journal();
};

TEST_F(HubRunsTest, ARunIsKeptAsIfEveryRowHadSaidItsChain) {
  const auto stored = send_rows(as_run(rows(1, 12)));
  ASSERT_TRUE(stored) << stored.error().sentence();
  EXPECT_EQ(stored.value().through, 12);
  EXPECT_EQ(stored.value().chain, journal_.chain_at(12));
  EXPECT_EQ(stored.value().refused, 0);
  const auto by_runs = kept();
  begin_anew();
  ASSERT_TRUE(send_rows(rows(1, 12)));
  EXPECT_EQ(kept(), by_runs);
}

TEST_F(HubRunsTest, ATombstoneCarriesARunOn) {
  auto all = rows(1, 6);
  const auto event = sync::read_event(all[2]).value();
  all[2] = with_chain(to_json(Tombstone{.id = *Uuid::parse(event.id),
                                        .source = event.source,
                                        .type = event.type,
                                        .time = event.time,
                                        .recorded = event.recorded,
                                        .journal = event.journal,
                                        .sequence = event.sequence,
                                        .touchpoint = event.touchpoint,
                                        .digest = crypto::sha256(as_bytes(event.raw))}),
                      event.chain);
  ASSERT_TRUE(send_rows(as_run(all)));
  EXPECT_TRUE(refusals(journal_).empty());
  const auto by_runs = kept();
  begin_anew();
  ASSERT_TRUE(send_rows(all));
  EXPECT_EQ(kept(), by_runs);
}

TEST_F(HubRunsTest, ARowThatIsWrongInItselfIsRefusedAloneInARun) {
  FakeJournal wrong{till_, journal_.journal(), ids_, clock_};
  for (int i = 1; i <= 6; ++i)
    wrong.write(i == 3 ? "noun" : "touchpoint.note.added", R"({"text":"x"})");
  const auto stored = send_rows(as_run(wrong.rows));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored.value().through, 6);
  EXPECT_EQ(stored.value().chain, wrong.chain_at(6));
  ASSERT_EQ(refusals(journal_).size(), 1U);
  EXPECT_EQ(refusals(journal_)[0].sequence, 3);
  const auto by_runs = kept();
  begin_anew();
  ASSERT_TRUE(send_rows(wrong.rows));
  EXPECT_EQ(kept(), by_runs);
}

TEST_F(HubRunsTest, ARunThatDoesNotAgreeIsRefusedFromItsSecondRowAndHoldsNothingUp) {
  const auto stored = send_rows(as_run(changed(rows(1, 6), 3)));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored.value().through, 6);
  EXPECT_EQ(stored.value().chain, journal_.chain_at(6)) << "it goes on from what the last one says";
  const auto refused = refusals(journal_);
  ASSERT_EQ(refused.size(), 5U);
  EXPECT_EQ(refused.front().sequence, 2);
  EXPECT_EQ(refused.back().sequence, 6);
  for (const auto& each : refused)
    EXPECT_EQ(each.reason, kChainBroken);
  EXPECT_EQ(send_rows(as_run(rows(7, 12))).value().stored_now, 6U);
}

// However a run arrives and whichever row of it was changed, on the way or for good: once the
// refused rows came again with their chains, the hub has what it has of a device that says all.
TEST_F(HubRunsTest, WhatIsSentAgainEndsAsInABatchWithoutRuns) {
  const auto good = rows(1, 12);
  for (const bool in_turn : {true, false}) {
    for (const bool for_good : {true, false}) {
      for (std::size_t at = 3; at < 9; ++at) {
        SCOPED_TRACE(testing::Message() << "row " << at + 1 << (in_turn ? " in turn" : " early")
                                        << (for_good ? " for good" : " on the way"));
        const auto of_device = for_good ? changed(good, at) : good;
        const auto sent = changed(good, at);
        const auto part = [](const Rows& all, std::size_t first, std::size_t last) {
          return Rows{all.begin() + static_cast<std::ptrdiff_t>(first - 1),
                      all.begin() + static_cast<std::ptrdiff_t>(last)};
        };
        const auto send_all = [&](const Rows& middle) {
          if (in_turn) {
            ASSERT_TRUE(send_rows(part(good, 1, 3)));
          }
          ASSERT_TRUE(send_rows(middle));
          if (!in_turn) {
            ASSERT_TRUE(send_rows(part(good, 1, 3)));
          }
          ASSERT_TRUE(send_rows(part(good, 10, 12)));
          retry(of_device);
        };
        begin_anew();
        send_all(as_run(part(sent, 4, 9)));
        const auto by_runs = kept();
        begin_anew();
        send_all(part(sent, 4, 9));
        EXPECT_EQ(kept(), by_runs);
      }
    }
  }
}

TEST_F(HubRunsTest, RowsWithoutChainInNoRunAreRefusedAndNoOther) {
  auto all = rows(1, 8);
  for (const std::size_t at : {0U, 3U, 7U})
    drop_chain(all[at]);
  std::swap(all[2], all[5]);  // 4 does not follow what stands before it
  const auto stored = send_rows(all);
  ASSERT_TRUE(stored) << stored.error().sentence();
  EXPECT_EQ(stored.value().through, 8);
  EXPECT_EQ(stored.value().chain, journal_.chain_at(8));
  std::vector<std::int64_t> refused;
  for (const auto& each : refusals(journal_)) {
    refused.push_back(each.sequence);
    EXPECT_NE(each.reason.find("chain"), std::string::npos);
  }
  EXPECT_EQ(refused, (std::vector<std::int64_t>{1, 4, 8}));
  retry(journal_.rows);
  EXPECT_EQ(status().events, 8);
  EXPECT_EQ(status().refused, 0);
}

TEST_F(HubRunsTest, ABrokenRepeatOfStoredRowsHasNoEffectAndNamesTheRowThatDiffers) {
  ASSERT_TRUE(send_rows(rows(1, 5)));
  ASSERT_TRUE(send_rows(rows(7, 12)));  // these wait
  ASSERT_TRUE(send_rows(as_run(rows(1, 5))));
  EXPECT_EQ(status().audit, 0);
  ASSERT_TRUE(send_rows(as_run(changed(rows(1, 5), 3))));
  EXPECT_EQ(status().audit, 1);
  ASSERT_TRUE(send_rows(as_run(changed(rows(7, 12), 3))));
  EXPECT_EQ(status().audit, 2);
  EXPECT_EQ(status().refused, 0);
  EXPECT_EQ(send_rows(rows(6, 6)).value().through, 12);
}

// Overlapping, repeated, early and late, behind holes and in them; some rows wrong in themselves,
// and one whose id another has.
TEST_F(HubRunsTest, InWhateverPartsAndOrderRunsComeTheyLeaveWhatWholeRowsLeave) {
  constexpr std::size_t kRows = 40;
  FakeJournal journal{till_, ids_.next().text(), ids_, clock_};
  const auto taken = ids_.next();
  for (std::size_t i = 1; i <= kRows; ++i) {
    const auto* const type = i % 11 == 0 ? "noun" : "touchpoint.note.added";
    journal.write(type, R"({"text":"x"})", i == 7 || i == 23 ? taken : ids_.next());
  }
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    std::string left[2];
    for (const bool runs : {true, false}) {
      begin_anew();
      std::minstd_rand dice{seed};
      for (int i = 0; i < 14; ++i) {
        const auto first = 1 + dice() % kRows;
        const auto last = std::min<std::size_t>(kRows, first + dice() % 12);
        const auto first_kept = dice() % 4 == 0 ? static_cast<std::int64_t>(first) : 0;
        const Rows part{journal.rows.begin() + static_cast<std::ptrdiff_t>(first - 1),
                        journal.rows.begin() + static_cast<std::ptrdiff_t>(last)};
        const auto sent = send_rows(runs ? as_run(part) : part, first_kept);
        ASSERT_TRUE(sent) << sent.error().sentence();
        if (dice() % 5 == 0) restart();
      }
      left[runs ? 0 : 1] = kept();
    }
    EXPECT_EQ(left[0], left[1]);
  }
}

TEST_F(HubRunsTest, ARowOfARunMayBeAsLargeAsOneWithItsChain) {
  const auto refused_at = [&](std::size_t size) {
    FakeJournal journal{till_, ids_.next().text(), ids_, clock_};
    const auto text = [](std::size_t bytes) {
      return R"({"text":")" + std::string(bytes, 'x') + "\"}";
    };
    journal.write_many(2);
    auto probe = journal;
    const auto rest = probe.write("touchpoint.note.added", text(0)).size();
    EXPECT_EQ(journal.write("touchpoint.note.added", text(size - rest)).size(), size);
    journal.write_many(1);
    EXPECT_TRUE(send_rows(as_run({journal.rows.begin() + 1, journal.rows.end()})));
    const auto stored = send_rows({journal.rows[0]});  // only now are they read once more
    EXPECT_TRUE(stored) << stored.error().sentence();
    EXPECT_EQ(stored.value().through, 4);
    return refusals(journal).size();
  };
  EXPECT_EQ(refused_at(limits::kEventStampedMax), 0U);
  EXPECT_EQ(refused_at(limits::kEventStampedMax + 1), 1U);
}

}  // namespace
}  // namespace touchpoint::hub
