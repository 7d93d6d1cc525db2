// What the hub says that it holds, and whether it still is what was stored.
#include "sqlite/sqlite.hpp"
#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

class HubProofTest : public HubStoreTest {
 protected:
  sync::Statement statement(const FakeJournal& journal) {
    return ask<sync::Statement>(
               [&](auto done) { store_->statement(till_, journal.journal(), std::move(done)); })
        .value();
  }
  CheckedRows check(std::int64_t rows_at_a_time = 1000) {
    auto journals =
        ask<std::vector<JournalToCheck>>([&](auto done) { store_->journals("", std::move(done)); });
    CheckedRows at = journals.value().at(0).from;
    while (!at.done) {
      at = ask<CheckedRows>([&](auto done) {
             store_->check_rows(at, rows_at_a_time, std::move(done));
           }).value();
    }
    return at;
  }
  // The tombstone that stands for a row of `journal`.
  std::string tombstone_of(const FakeJournal& journal, std::size_t row) {
    const auto& json = journal.rows.at(row - 1);
    const auto event = sync::read_event(json).value();
    return with_chain(to_json(Tombstone{.id = *Uuid::parse(event.id),
                                        .source = event.source,
                                        .type = event.type,
                                        .time = event.time,
                                        .recorded = event.recorded,
                                        .journal = event.journal,
                                        .sequence = event.sequence,
                                        .touchpoint = event.touchpoint,
                                        .digest = crypto::sha256(as_bytes(event.raw))}),
                      event.chain);
  }
  void change_by_hand(const std::string& sql) {
    close();
    {
      auto database = sqlite::Database::open(folder_ / "hub.db", {}).value();
      ASSERT_TRUE(database.execute(sql));
    }
    open();
  }
};

TEST_F(HubProofTest, StatesNothingOfAJournalThatItDoesNotKnow) {
  enrol(till_);
  const auto journal = new_journal();
  const auto said = statement(journal);
  EXPECT_EQ(said.through, 0);
  EXPECT_EQ(said.stored, 0);
  EXPECT_TRUE(said.chain_known);
  EXPECT_EQ(said.chain, crypto::chain_start(journal.journal()));
}

TEST_F(HubProofTest, CountsStoredWaitingRefusedErasedAndHoles) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(20);
  auto rows = journal.rows;
  rows[2] = tombstone_of(journal, 3);
  rows[4].replace(rows[4].find("scan.received"), 13, "scan.recieved");  // changed on the way
  rows[16] = tombstone_of(journal, 17);
  ASSERT_TRUE(send_rows({rows.begin(), rows.begin() + 10}));
  ASSERT_TRUE(send_rows({rows.begin() + 14, rows.begin() + 20}, 0));
  auto said = statement(journal);
  EXPECT_EQ(said.through, 10);
  EXPECT_EQ(said.stored, 9);
  EXPECT_EQ(said.refused, 1);
  EXPECT_EQ(said.erased, 1);
  EXPECT_EQ(said.waiting, 6);
  EXPECT_EQ(said.chain, journal.chain_at(10));
  ASSERT_TRUE(send_rows({rows.begin() + 14, rows.begin() + 20}, 15));
  said = statement(journal);
  EXPECT_EQ(said.through, 20);
  EXPECT_EQ(said.erased, 2);
  EXPECT_EQ(said.in_holes, 4);
  ASSERT_EQ(said.holes.size(), 1U);
  EXPECT_EQ(said.holes[0], (std::pair<std::int64_t, std::int64_t>{11, 14}));
  EXPECT_EQ(said.stored + said.refused + said.in_holes, said.through);
}

TEST_F(HubProofTest, ARowIsStoredOrRefusedAndNeverBoth) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(4);
  const auto wrong = [&](std::size_t row) {
    auto json = journal.rows.at(row - 1);
    return json.replace(json.find("employee"), 8, "somebody");
  };
  ASSERT_TRUE(send_rows({wrong(2)}));
  EXPECT_EQ(refusals(journal).size(), 1U);
  ASSERT_TRUE(send(journal, 2, 2));
  EXPECT_TRUE(refusals(journal).empty()) << "it is well now, and waits for its turn";
  ASSERT_TRUE(send(journal, 4, 4));
  ASSERT_TRUE(send_rows({wrong(4)}));
  ASSERT_TRUE(send_rows({journal.rows[0], journal.rows[2], wrong(4)}));
  const auto said = statement(journal);
  EXPECT_EQ(said.through, 4);
  EXPECT_EQ(said.stored, 4);
  EXPECT_EQ(said.refused, 0);
  EXPECT_EQ(said.chain, journal.chain_at(4));
  EXPECT_EQ(check().problem, "");
}

TEST_F(HubProofTest, AStatementSurvivesItsSignature) {
  const crypto::Signer signer{crypto::SigningSeed{}};
  sync::Statement statement{.device = "d", .journal = "j", .through = 20};
  statement.chain_known = true;
  statement.in_holes = 4;
  statement.holes = {{11, 14}};
  const auto jws = sync::sign_statement(signer, statement);
  const std::vector<sync::PinnedKey> keys{{sync::key_id(signer.public_key()), signer.public_key()}};
  const auto read = sync::verify_statement(jws, keys);
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read.value().through, 20);
  EXPECT_EQ(read.value().holes, statement.holes);
  EXPECT_TRUE(read.value().chain_known);
  EXPECT_FALSE(sync::verify_statement(jws, {})) << "by another key";
}

TEST_F(HubProofTest, ReadsEveryRowAgainAcrossRefusalsTombstonesAndHoles) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(30);
  auto rows = journal.rows;
  rows[2] = tombstone_of(journal, 3);
  rows[6].replace(rows[6].find("scan.received"), 13, "scan.recieved");
  ASSERT_TRUE(send_rows({rows.begin(), rows.begin() + 10}));
  ASSERT_TRUE(send_rows({rows.begin() + 14, rows.begin() + 30}, 15));
  for (const std::int64_t at_a_time : {1, 3, 1000}) {
    const auto checked = check(at_a_time);
    EXPECT_EQ(checked.problem, "");
    EXPECT_EQ(checked.through, 30);
    EXPECT_EQ(checked.stored, 25);
  }
}

TEST_F(HubProofTest, FindsARowThatVanishedAndOneThatWasChanged) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(10);
  ASSERT_TRUE(send(journal, 1, 10));
  change_by_hand("DELETE FROM events WHERE sequence = 4");
  EXPECT_EQ(check().problem, "rows 4 to 4 are neither stored, refused nor in a hole");
  ASSERT_TRUE(send(journal, 4, 4)) << "a device that still has it sends it again";
  EXPECT_EQ(check().problem, "");
  change_by_hand("UPDATE events SET raw = x'7b7d' WHERE sequence = 8");
  EXPECT_EQ(check().problem, "row 8 is not what was stored");
}

TEST_F(HubProofTest, ATombstoneWithoutItsDigestIsRefused) {
  enrol(till_);
  auto journal = new_journal();
  journal.write_many(2);
  auto tombstone = tombstone_of(journal, 1);
  tombstone.replace(tombstone.find("\"digest\""), 8, "\"digits\"");
  const auto sent = send_rows({tombstone, journal.rows[1]});
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent.value().through, 2);
  EXPECT_EQ(sent.value().refused, 1);
}

TEST_F(HubProofTest, AnEventSalvagedFromAnotherJournalIsStoredOnce) {
  enrol(till_);
  auto lost = new_journal();
  lost.write_many(5);
  ASSERT_TRUE(send(lost, 1, 4));
  auto journal = new_journal();
  const auto salvaged = [&](std::size_t row) {
    const auto event = sync::read_event(lost.rows.at(row - 1)).value();
    return journal.write(event.type, event.data, *Uuid::parse(event.id),
                         lost.journal() + "/" + std::to_string(row));
  };
  ASSERT_TRUE(send_rows({salvaged(4), salvaged(5)}));
  EXPECT_EQ(status().events, 5) << "4 rows of the lost journal, and the one that was missing";
  EXPECT_EQ(status().audit, 0) << "nobody needs to look at that";
  const auto refused = refusals(journal);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].reason, "the event is stored already, at " + lost.journal() + "/4");
}

TEST_F(HubProofTest, TwoLiveJournalsUnderOneNameAreAnAlarm) {
  enrol(till_);
  auto first = new_journal();
  auto second = new_journal();
  first.write_many(2);
  second.write_many(1);
  ASSERT_TRUE(send(first, 1, 1));
  ASSERT_TRUE(send(second, 1, 1));
  EXPECT_FALSE(status().devices[0].journals[1].outlived) << "a new journal is welcome";
  ASSERT_TRUE(send(first, 2, 2));
  EXPECT_TRUE(status().devices[0].journals[1].outlived);
}

}  // namespace
}  // namespace touchpoint::hub
