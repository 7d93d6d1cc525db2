// The folder of POSLog files: which are taken, when, and where they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/files.hpp"
#include "devices/poslog/job.hpp"
#include "devices/poslog/spool.hpp"
#include "support/poslog.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::devices {
namespace {

using namespace std::chrono_literals;
using support::poslog;
using support::sale_line;
using support::transaction;
using support::write_file;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

const MappingSettings kSettings{.currency = "EUR", .customer_id_kind = ""};

std::string sale() {
  return poslog(transaction({.body = sale_line("1", "A", "1", "5")}));
}

class SpoolTest : public testing::Test {
 protected:
  // The file that is taken now, by its name; empty: none.
  std::string taken() {
    const auto file = spool.take(now);
    EXPECT_TRUE(file) << file.error().sentence();
    in_hand = file && file.value() ? *file.value() : std::filesystem::path();
    return in_hand.filename().string();
  }
  std::vector<std::string> names(std::string_view folder) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(box / folder))
      found.push_back(entry.path().filename().string());
    return found;
  }
  void age(const std::string& name, std::chrono::seconds by) {
    const auto at = std::filesystem::last_write_time(box / name);
    std::filesystem::last_write_time(box / name, at - by);
  }

  support::TempFolder box;
  Spool spool = Spool::open(box.path(), 24h).value();
  BootTime now = 1h;
  std::filesystem::path in_hand;
};

TEST_F(SpoolTest, TakesWholeFilesTheOldestFirstAndOneAtATime) {
  write_file(box / "b.xml", sale());
  write_file(box / "a.XML", sale());
  age("b.xml", 10s);
  EXPECT_EQ(taken(), "b.xml");
  EXPECT_EQ(taken(), "b.xml");  // it is in hand
  ASSERT_TRUE(spool.done(in_hand));
  EXPECT_EQ(taken(), "a.XML");
  write_file(box / "c.xml", sale());  // it came while the other was in hand
  ASSERT_TRUE(spool.done(in_hand));
  EXPECT_EQ(taken(), "c.xml");
  ASSERT_TRUE(spool.done(in_hand));
  EXPECT_EQ(taken(), "");
  EXPECT_FALSE(spool.waits());
  EXPECT_THAT(names("done"), UnorderedElementsAre("a.XML", "b.xml", "c.xml"));
}

TEST_F(SpoolTest, PassesOverWhatIsNotForIt) {
  write_file(box / ".hidden.xml", sale());
  write_file(box / "sale.xml.part", sale());
  write_file(box / "xml", sale());
  EXPECT_EQ(taken(), "");
  EXPECT_FALSE(spool.waits());
}

TEST_F(SpoolTest, WaitsForADocumentToEnd) {
  const auto text = sale();
  write_file(box / "sale.xml", text.substr(0, 100));
  EXPECT_EQ(taken(), "");
  EXPECT_TRUE(spool.waits());
  now += 59s;
  EXPECT_EQ(taken(), "");
  write_file(box / "sale.xml", text.substr(0, 200));
  now += 59s;
  EXPECT_EQ(taken(), "");
  write_file(box / "sale.xml", text);
  EXPECT_EQ(taken(), "sale.xml");
}

TEST_F(SpoolTest, WhatWasLeftInTheMiddleIsTakenAfterAMinute) {
  write_file(box / "sale.xml", sale().substr(0, 100));
  EXPECT_EQ(taken(), "");
  now += 60s;
  EXPECT_EQ(taken(), "sale.xml");
}

TEST_F(SpoolTest, WhatIsNotWellFormedIsTakenWhenNobodyChangesIt) {
  write_file(box / "sale.xml", "<POSLog></Wrong>");
  EXPECT_EQ(taken(), "");
  now += 1s;
  EXPECT_EQ(taken(), "");
  now += 1s;
  EXPECT_EQ(taken(), "sale.xml");
}

TEST_F(SpoolTest, WhatIsNoFileIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo((box / "pipe.xml").c_str(), 0600), 0);
  std::filesystem::create_symlink("/etc/passwd", box / "link.xml");
  std::filesystem::create_directory(box / "folder.xml");
  EXPECT_EQ(taken(), "");
  now += 2s;
  for (int i = 0; i < 3; ++i) {
    ASSERT_NE(taken(), "");
    const auto job = make_job(in_hand, kSettings);
    ASSERT_FALSE(job);
    EXPECT_EQ(job.error().sentence(), "it is not a regular file");
    ASSERT_TRUE(spool.refuse(in_hand, job.error().sentence()));
  }
  EXPECT_THAT(names("refused"),
              UnorderedElementsAre("pipe.xml", "pipe.xml.txt", "link.xml", "link.xml.txt",
                                   "folder.xml", "folder.xml.txt"));
  EXPECT_TRUE(std::filesystem::exists("/etc/passwd"));
}

TEST_F(SpoolTest, NothingIsWrittenOver) {
  for (int i = 0; i < 3; ++i) {
    write_file(box / "sale.xml", sale());
    ASSERT_EQ(taken(), "sale.xml");
    ASSERT_TRUE(i < 2 ? spool.done(in_hand) : spool.refuse(in_hand, "no good"));
  }
  EXPECT_THAT(names("done"), UnorderedElementsAre("sale.xml", "sale.2.xml"));
  EXPECT_THAT(names("refused"), UnorderedElementsAre("sale.xml", "sale.xml.txt"));
  EXPECT_EQ(files::read(box / "refused/sale.xml.txt").value(), "no good\n");
}

TEST_F(SpoolTest, TheEventsOfAFileAreKeptUntilItsEnd) {
  write_file(box / "sale.xml", sale());
  ASSERT_EQ(taken(), "sale.xml");
  EXPECT_FALSE(spool.kept_events(in_hand).value());
  ASSERT_TRUE(spool.keep_events(in_hand, "events"));
  auto again = Spool::open(box.path(), 24h).value();  // as after a kill
  const auto file = again.take(now).value();
  ASSERT_EQ(file, in_hand);
  EXPECT_EQ(again.kept_events(in_hand).value(), "events");
  ASSERT_TRUE(again.done(in_hand));
  EXPECT_THAT(names("working"), UnorderedElementsAre());
}

TEST_F(SpoolTest, EventsWithoutTheirFileAreForgottenAtTheStart) {
  write_file(box / "working/sale.xml.events", "left over");
  write_file(box / "working/other.xml.events.new", "left over");
  ASSERT_TRUE(Spool::open(box.path(), 24h));
  EXPECT_THAT(names("working"), UnorderedElementsAre());
}

TEST_F(SpoolTest, WhatIsDoneStaysForAWhile) {
  write_file(box / "sale.xml", sale());
  age("sale.xml", std::chrono::seconds{1'000'000});  // the till wrote it long ago
  ASSERT_EQ(taken(), "sale.xml");
  ASSERT_TRUE(spool.done(in_hand));
  const auto wall =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  ASSERT_TRUE(spool.sweep(wall + 23h));
  EXPECT_THAT(names("done"), UnorderedElementsAre("sale.xml"));
  ASSERT_TRUE(spool.sweep(wall + 25h));
  EXPECT_THAT(names("done"), UnorderedElementsAre());

  auto at_once = Spool::open(box.path(), 0h).value();
  write_file(box / "sale.xml", sale());
  const auto file = at_once.take(now).value();
  ASSERT_TRUE(file);
  ASSERT_TRUE(at_once.done(*file));
  EXPECT_THAT(names("done"), UnorderedElementsAre());
  EXPECT_THAT(names("working"), UnorderedElementsAre());
}

TEST_F(SpoolTest, SaysWhatIsMissing) {
  const auto opened = Spool::open(box / "nowhere", 24h);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::misconfigured));
  EXPECT_THAT(opened.error().sentence(), HasSubstr("nowhere"));
}

TEST_F(SpoolTest, AJobsEventsComeBackAsTheyWere) {
  write_file(box / "sale.xml", poslog(transaction({.body = sale_line("1", "A", "1", "5")}) +
                                      transaction({.sequence = "x y",
                                                   .date = "never",
                                                   .body = sale_line("1", "A", "1", "5")})));
  ASSERT_EQ(taken(), "sale.xml");
  auto job = make_job(in_hand, kSettings).value();
  ASSERT_EQ(job.outgoing.size(), 1U);
  ASSERT_EQ(job.problem_count, 1U);
  job.outgoing[0].body = to_json(job.outgoing[0].event, "0197");
  const auto text = write_events(job);
  const auto again = read_events(text, in_hand, job.digest);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->outgoing[0].body, job.outgoing[0].body);
  EXPECT_EQ(again->outgoing[0].name, "transaction 4711 of workstation 3 on 2026-03-02");
  EXPECT_EQ(again->problems, job.problems);
  EXPECT_EQ(why_refused(*again),
            "transaction x y of workstation 3 on never: it must have a RetailStoreID, a "
            "WorkstationID, a SequenceNumber and a BusinessDayDate. Everything else in this file "
            "is recorded.");
  EXPECT_FALSE(read_events(text, in_hand, std::string(64, '0')));
  EXPECT_FALSE(read_events("", in_hand, job.digest));
  EXPECT_FALSE(read_events(text + "?", in_hand, job.digest));
}

}  // namespace
}  // namespace touchpoint::devices
