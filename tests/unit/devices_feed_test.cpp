// The way of a file, with an agent whose answers the test gives.
#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "devices/poslog/feed.hpp"
#include "support/held_clock.hpp"
#include "support/poslog.hpp"
#include "support/run_until.hpp"
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
using testing::Not;
using testing::StartsWith;

constexpr auto kRecorded = R"({"status":201,"recorded":{"id":"x"}})";
constexpr auto kTaken = R"({"status":409,"error":{"error":"id_taken","message":"no"}})";
constexpr auto kBad = R"({"status":422,"error":{"error":"bad","message":"it is bad"}})";
constexpr auto kBusy = R"({"status":503,"error":{"error":"busy","message":"later"}})";

struct Asked {
  std::string path;
  std::string body;
  Answered done;
};

class FeedTest : public testing::Test {
 protected:
  void start() {
    feed =
        PoslogFeed::open(loop, clock,
                         [this](std::string_view path, std::string body, Answered done) {
                           asked.push_back({std::string(path), std::move(body), std::move(done)});
                         },
                         {.folder = box.path(),
                          .keep = 24h,
                          .look_every = 10ms,
                          .pause = 1ms,
                          .mapping = {.currency = "EUR", .customer_id_kind = "loyalty"}})
            .value();
  }
  // The next question, by its path.
  std::string next() {
    if (!support::run_until(loop, [this] { return !asked.empty(); })) return "silence";
    now = std::move(asked.front());
    asked.pop_front();
    return now.path;
  }
  void answer(int status, std::string body) { now.done(AgentAnswer{status, std::move(body)}); }
  void answer_all(std::initializer_list<std::string_view> results) {
    std::string body = "{\"results\":[";
    for (const auto result : results)
      body.append(body.ends_with('[') ? "" : ",").append(result);
    answer(200, body + "]}");
  }
  bool comes_to(const std::string& path) {
    return support::run_until(loop, [&] { return std::filesystem::exists(box / path); });
  }
  bool nothing_is_in_hand() {
    return support::run_until(loop, [&] { return std::filesystem::is_empty(box / "working"); });
  }
  std::string customer(const std::string& card) {
    return "<LoyaltyAccount><LoyaltyAccountID>" + card + "</LoyaltyAccountID></LoyaltyAccount>";
  }
  std::string sale(const std::string& sequence, const std::string& card = {}) {
    return transaction(
        {.sequence = sequence,
         .body = sale_line("1", "A", "1", "5") + (card.empty() ? std::string() : customer(card))});
  }

  support::TempFolder box;
  support::HeldClock clock;
  Loop loop;
  std::deque<Asked> asked;
  Asked now;
  std::unique_ptr<PoslogFeed> feed;
};

constexpr auto kInteractions = "/v1/interactions";
constexpr auto kRecognitions = "/v1/recognitions";

TEST_F(FeedTest, AsksForTheCustomerAndTellsTheSale) {
  write_file(box / "sale.xml", poslog(sale("1", "2900417") + sale("2", "2900417") + sale("3")));
  start();
  ASSERT_EQ(next(), kRecognitions);
  EXPECT_EQ(now.body, R"({"identifiers":[{"kind":"loyalty","value":"2900417"}]})");
  answer(200, R"({"outcome":"matched","profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"})");
  ASSERT_EQ(next(), kInteractions);  // the same customer is asked for once
  EXPECT_THAT(now.body, StartsWith("[{\"id\":"));
  std::size_t told = 0;
  for (auto at = now.body.find("0197a2c0-6c1e"); at != std::string::npos; ++told)
    at = now.body.find("0197a2c0-6c1e", at + 1);
  EXPECT_EQ(told, 2U);
  answer_all({kRecorded, kRecorded, kRecorded});
  EXPECT_TRUE(comes_to("done/sale.xml"));
  EXPECT_TRUE(nothing_is_in_hand());
}

TEST_F(FeedTest, WhoIsNotKnownHasBoughtAllTheSame) {
  for (const auto* said : {R"({"outcome":"unknown","reason":"not_in_replica"})",
                           R"({"outcome":"possible","profile":"0197"})", "nonsense"}) {
    write_file(box / "sale.xml", poslog(sale("1", "2900417")));
    if (!feed) start();
    ASSERT_EQ(next(), kRecognitions);
    answer(200, said);
    ASSERT_EQ(next(), kInteractions);
    EXPECT_THAT(now.body, Not(HasSubstr("profile")));
    answer_all({kRecorded});
    ASSERT_TRUE(nothing_is_in_hand());
  }
  write_file(box / "sale.xml", poslog(sale("1", "2900417")));
  ASSERT_EQ(next(), kRecognitions);
  answer(422, R"({"error":"forbidden_content","message":"no"})");
  ASSERT_EQ(next(), kInteractions);
}

TEST_F(FeedTest, WhileTheAgentIsAwayTheFileStaysInHand) {
  write_file(box / "sale.xml", poslog(sale("1", "2900417")));
  start();
  ASSERT_EQ(next(), kRecognitions);
  now.done(retry_later("away"));
  ASSERT_EQ(next(), kRecognitions);
  answer(503, R"({"error":"no_storage","message":"no"})");
  ASSERT_EQ(next(), kRecognitions);
  answer(200, R"({"outcome":"unknown","reason":"not_in_replica"})");
  ASSERT_EQ(next(), kInteractions);
  const auto first = now.body;
  now.done(retry_later("away"));
  ASSERT_EQ(next(), kInteractions);  // who it is, is not asked again
  EXPECT_EQ(now.body, first);
  answer_all({kBusy});
  ASSERT_EQ(next(), kInteractions);
  answer(200, "no results");
  ASSERT_EQ(next(), kInteractions);
  EXPECT_EQ(now.body, first);
  answer_all({kRecorded});
  EXPECT_TRUE(comes_to("done/sale.xml"));
}

TEST_F(FeedTest, WhatIsSentAfterAKillIsWhatWasSent) {
  write_file(box / "sale.xml", poslog(sale("1", "2900417")));
  start();
  ASSERT_EQ(next(), kRecognitions);
  answer(200, R"({"outcome":"unknown","reason":"not_in_replica"})");
  ASSERT_EQ(next(), kInteractions);
  const auto first = now.body;
  feed.reset();  // the agent has recorded it, and nobody has heard
  start();
  ASSERT_EQ(next(), kInteractions);
  EXPECT_EQ(now.body, first);
  answer_all({R"({"status":200,"recorded":{"id":"x","repeated":true}})"});
  EXPECT_TRUE(comes_to("done/sale.xml"));
}

TEST_F(FeedTest, AnAnswerThatComesTooLateIsNobodys) {
  write_file(box / "sale.xml", poslog(sale("1")));
  start();
  ASSERT_EQ(next(), kInteractions);
  feed.reset();
  answer_all({kRecorded});
  support::run_ready(loop);
  EXPECT_TRUE(std::filesystem::exists(box / "working/sale.xml"));
}

TEST_F(FeedTest, WhatIsRefusedIsSaidBesideTheFile) {
  write_file(box / "sale.xml", poslog(sale("1") + sale("2") + sale("3")));
  start();
  ASSERT_EQ(next(), kInteractions);
  answer_all({kRecorded, kTaken, kBad});
  ASSERT_TRUE(comes_to("refused/sale.xml"));
  EXPECT_EQ(files::read(box / "refused/sale.xml.txt").value(),
            "transaction 2 of workstation 3 on 2026-03-02: another one was recorded under this "
            "number and day; transaction 3 of workstation 3 on 2026-03-02: it is bad. Everything "
            "else in this file is recorded.\n");
}

TEST_F(FeedTest, ABatchThatIsRefusedWholeGoesOneByOne) {
  write_file(box / "sale.xml", poslog(sale("1") + sale("2")));
  start();
  ASSERT_EQ(next(), kInteractions);
  answer(400, R"({"error":"bad_json","message":"bytes"})");
  ASSERT_EQ(next(), kInteractions);
  answer(400, R"({"error":"bad_json","message":"bytes"})");
  ASSERT_EQ(next(), kInteractions);
  answer_all({kRecorded});
  ASSERT_TRUE(comes_to("refused/sale.xml"));
  EXPECT_THAT(files::read(box / "refused/sale.xml.txt").value(),
              StartsWith("transaction 1 of workstation 3 on 2026-03-02: bytes. "));
}

TEST_F(FeedTest, ManyTransactionsGoInParts) {
  std::string all;
  for (int i = 1; i <= 150; ++i)
    all += sale(std::to_string(i));
  write_file(box / "day.xml", poslog(all));
  start();
  for (const int size : {100, 50}) {
    ASSERT_EQ(next(), kInteractions);
    std::string results = "{\"results\":[";
    for (int i = 0; i < size; ++i)
      results += std::string(i > 0 ? "," : "") + kRecorded;
    answer(200, results + "]}");
  }
  EXPECT_TRUE(comes_to("done/day.xml"));
}

TEST_F(FeedTest, ASaleToldAgainWhenItsCustomerHasBecomeKnownIsTheSameSale) {
  write_file(box / "sale.xml", poslog(sale("1", "2900417") + sale("2", "2900417")));
  start();
  ASSERT_EQ(next(), kRecognitions);
  answer(200, R"({"outcome":"matched","profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"})");
  ASSERT_EQ(next(), kInteractions);
  answer_all({kTaken, kRecorded});
  ASSERT_EQ(next(), kInteractions);
  EXPECT_THAT(now.body, Not(HasSubstr("profile")));
  EXPECT_THAT(now.body, HasSubstr("2026-03-02/1\""));
  EXPECT_THAT(now.body, Not(HasSubstr("2026-03-02/2\"")));
  answer_all({kRecorded});
  EXPECT_TRUE(comes_to("done/sale.xml"));
}

TEST_F(FeedTest, WhatNoEventCanHoldIsRefusedAndTheRestIsTold) {
  std::string lines;
  for (int i = 0; i < 2000; ++i)
    lines += sale_line(std::to_string(i), "Some article", "1", "5");
  write_file(box / "sale.xml", poslog(transaction({.sequence = "1", .body = lines}) + sale("2")));
  start();
  ASSERT_EQ(next(), kInteractions);
  EXPECT_THAT(now.body, Not(HasSubstr("2026-03-02/1\"")));
  answer_all({kRecorded});
  ASSERT_TRUE(comes_to("refused/sale.xml"));
  EXPECT_THAT(files::read(box / "refused/sale.xml.txt").value(), HasSubstr("64 KiB"));
}

TEST_F(FeedTest, WhatIsNoPoslogIsRefusedAndTheNextIsTaken) {
  write_file(box / "a.xml", "<!DOCTYPE x><POSLog/>");
  write_file(box / "b.xml", poslog("<Transaction><ControlTransaction/></Transaction>"));
  start();
  EXPECT_TRUE(comes_to("done/b.xml"));  // nothing to record
  EXPECT_TRUE(asked.empty());
  clock.advance(3s);
  ASSERT_TRUE(comes_to("refused/a.xml"));
  EXPECT_THAT(files::read(box / "refused/a.xml.txt").value(),
              HasSubstr("line 1: a document type declaration is not read"));
}

TEST_F(FeedTest, AFileThatComesLaterIsTaken) {
  start();
  ASSERT_FALSE(support::run_until(
      loop, [this] { return !asked.empty(); }, 50ms));
  write_file(box / "later.part", poslog(sale("1")));
  std::filesystem::rename(box / "later.part", box / "later.xml");
  EXPECT_EQ(next(), kInteractions);
}

}  // namespace
}  // namespace touchpoint::devices
