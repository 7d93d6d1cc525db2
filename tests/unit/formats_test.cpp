// Files as earlier releases wrote them (tests/data/formats/): this one takes them over with every
// row. touchpoint_golden_files wrote them, each with its release.
#include <fstream>

#include <gmock/gmock.h>

#include "support/hub_fixture.hpp"
#include "support/journal_fixture.hpp"
#include "support/replica_fixture.hpp"
#include "sync/codec/batch.hpp"
#include "sync/codec/event_json.hpp"

namespace touchpoint {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kFileMax = 4 << 20;  // bytes

void unpack(const std::string& format, const std::string& name, const fs::path& to) {
  std::ifstream packed(fs::path{TOUCHPOINT_FORMATS} / format / (name + ".zst"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>{packed}, {}};
  ASSERT_FALSE(bytes.empty()) << format << "/" << name;
  const auto file = sync::decompress_if_needed(bytes, kFileMax);
  ASSERT_TRUE(file) << file.error().sentence();
  std::ofstream(to, std::ios::binary) << file.value();
}

class OldJournal : public support::JournalFixture,
                   public testing::WithParamInterface<std::string> {};

TEST_P(OldJournal, IsTakenOverWithEveryRow) {
  unpack(GetParam(), "journal.db", file_);
  open();
  EXPECT_EQ(position().last, 12);
  EXPECT_EQ(position().through, 7);
  EXPECT_EQ(status().refused, 1);
  const auto rows = outgoing();
  ASSERT_EQ(rows.size(), 12U);
  for (const auto& row : rows) {
    const auto event = sync::read_event(row.json);
    ASSERT_TRUE(event) << event.error().sentence();
    EXPECT_EQ(event.value().data,
              R"({"order_id":"W-)" + std::to_string(1000 + row.sequence) + "\"}");
  }
  const auto verified = runner_.wait<journal::Verified>(
      [&](auto done) { journal_->verify({}, 1000, std::move(done)); });
  ASSERT_TRUE(verified) << verified.error().sentence();
  EXPECT_EQ(record(event()).value().sequence, 13);
  restart();
  EXPECT_EQ(position().last, 13);
}
INSTANTIATE_TEST_SUITE_P(Formats, OldJournal, testing::Values("1", "2"));

class OldReplica : public support::ReplicaFixture,
                   public testing::WithParamInterface<std::string> {};

TEST_P(OldReplica, IsTakenOverWithEveryProfile) {
  unpack(GetParam(), "journal.db", folder_ / "journal.db");
  auto opened = journal::Journal::open(
      {.file = folder_ / "journal.db", .source = "/stores/milano-01/devices/milano-01-pos-3"},
      keys_, runner_.loop(), clock_, random_);
  ASSERT_TRUE(opened) << opened.error().sentence();
  journal_ = runner_.on_loop([&] { return opened.value().journal->position().journal; });
  opened.value().journal.reset();
  unpack(GetParam(), "profiles.db", file_);
  open();
  EXPECT_EQ(cursor().epoch, "6f1d");
  EXPECT_EQ(cursor().since, 0) << "people are found by what they say once they were pulled again";
  const auto found = find_card("2900417");
  ASSERT_TRUE(found.profile);
  EXPECT_EQ(found.profile->given_name, "Annamaria");
}
INSTANTIATE_TEST_SUITE_P(Formats, OldReplica, testing::Values("1", "2"));

class OldHub : public hub::HubStoreTest, public testing::WithParamInterface<std::string> {};

TEST_P(OldHub, IsTakenOverWithEveryRow) {
  close();
  fs::remove(folder_ / "hub.db");
  fs::remove(fs::path{folder_ / "hub.db"} += "-wal");
  unpack(GetParam(), "hub.db", folder_ / "hub.db");
  open();
  const auto now = status();
  EXPECT_EQ(now.events, 12);
  EXPECT_EQ(now.profiles, 1);
  ASSERT_EQ(now.devices.size(), 1U);
  ASSERT_EQ(now.devices[0].journals.size(), 1U);
  EXPECT_EQ(now.devices[0].journals[0].through, 12);
  const auto page = pull();
  ASSERT_EQ(page.profiles.size(), 1U);
  EXPECT_EQ(page.profiles[0].given_name, "Annamaria");
}
INSTANTIATE_TEST_SUITE_P(Formats, OldHub, testing::Values("1", "2"));

}  // namespace
}  // namespace touchpoint
