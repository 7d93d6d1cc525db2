// What devices record of the tasks of their store, and what its other devices are told of it.
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "support/hub_fixture.hpp"
#include "sync/codec/profile_json.hpp"

namespace touchpoint::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";
constexpr std::string_view kNobodyKnows = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2bff";
constexpr std::string_view kAnna = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b12";

std::vector<std::string> types_of(const sync::ChangePage& page) {
  std::vector<std::string> types;
  for (const auto& step : page.task_steps)
    types.push_back(step.type);
  return types;
}

std::vector<std::string> texts_of(const sync::ChangePage& page) {
  std::vector<std::string> texts;
  for (const auto& step : page.task_steps)
    texts.push_back(step.text);
  return texts;
}

std::string score(std::string_view kind, int given, std::string_view visit = kVisit) {
  return R"({"kind":")" + std::string(kind) + R"(","score":)" + std::to_string(given) +
         R"(,"response":")" + std::string(visit) + "\"}";
}

std::string words(std::string_view text, std::string_view visit = kVisit) {
  return R"({"kind":"text","text":")" + std::string(text) + R"(","response":")" +
         std::string(visit) + "\"}";
}

std::string undoing(std::string_view id) {
  return R"({"undoes":")" + std::string(id) + R"(","staff":"giulia"})";
}

class HubTasksTest : public HubStoreTest {
 protected:
  HubTasksTest() {
    enrol(till_);
    enrol(kiosk_);
    enrol(torino_);
  }

  // The next row of a journal, sent; its id.
  std::string record(FakeJournal& journal, const std::string& type, const std::string& data) {
    const auto id = write(journal, type, data);
    send_from(journal, journal.rows.size());
    return id;
  }
  std::string write(FakeJournal& journal, const std::string& type, const std::string& data) {
    const auto id = ids_.next();
    journal.write("touchpoint." + type, data, id);
    return id.text();
  }
  void send_from(const FakeJournal& journal, std::size_t first) {
    const std::vector<std::string> rows(
        journal.rows.begin() + static_cast<std::ptrdiff_t>(first - 1), journal.rows.end());
    const auto sent = send_rows_as(sender_of(journal), rows);
    ASSERT_TRUE(sent) << sent.error().sentence();
    EXPECT_EQ(sent.value().refused, 0);
  }
  FakeJournal journal_of(const Sender& sender) {
    FakeJournal journal{sender, ids_.next().text(), ids_, clock_};
    senders_.insert_or_assign(journal.journal(), sender);
    return journal;
  }
  Sender sender_of(const FakeJournal& journal) const {
    const auto found = senders_.find(journal.journal());
    return found == senders_.end() ? till_ : found->second;
  }
  void sweep() {
    ASSERT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
  }
  std::int64_t news_of(const Sender& sender) {
    const auto news = ask<sync::News>([&](auto done) { store_->news(sender, std::move(done)); });
    return news ? news.value().profiles : -1;
  }

  std::map<std::string, Sender> senders_;
  Sender kiosk_{.device = "milano-01-kiosk-1", .store = "milano-01"};
  Sender torino_{.device = "torino-02-pos-1", .store = "torino-02"};
  FakeJournal till_journal_ = journal_of(till_);
  FakeJournal kiosk_journal_ = journal_of(kiosk_);
};

TEST_F(HubTasksTest, EachStepIsToldAsItWasRecorded) {
  const auto about = [](const char* member, const char* rest = "") {
    return R"({")" + std::string(member) + R"(":"t1","staff":"giulia")" + rest + "}";
  };
  for (const auto* type : {"complaint.raised", "complaint.answered", "complaint.withdrawn"})
    record(till_journal_, type, about("complaint_id", R"(,"text":"The strap broke")"));
  for (const auto* type : {"task.opened", "task.taken", "task.completed", "task.cancelled"})
    record(till_journal_, type,
           about("task_id", R"(,"owner":"marco","due":"2026-03-04T17:00:00.000Z")"));
  record(till_journal_, "manager.called", R"({"staff":"giulia","text":"A refund"})");
  record(kiosk_journal_, "survey.answered", score("csat", 1));
  record(till_journal_, "rights.requested",
         R"({"request_id":"r1","right":"erasure","due":"2026-04-02T21:59:59.000Z"})");
  const auto page = pull();
  EXPECT_THAT(types_of(page),
              ElementsAre("complaint.raised", "complaint.answered", "complaint.withdrawn",
                          "task.opened", "task.taken", "task.completed", "task.cancelled",
                          "manager.called", "survey.answered", "rights.requested"));
  EXPECT_EQ(page.task_steps[9].task, "r1");
  EXPECT_EQ(page.task_steps[9].kind, "erasure");
  const auto& raised = page.task_steps[0];
  EXPECT_EQ(raised.task, "t1");
  EXPECT_EQ(raised.device, till_.device);
  EXPECT_EQ(raised.touchpoint, "counter-1");
  EXPECT_EQ(raised.staff, "giulia");
  EXPECT_EQ(raised.text, "The strap broke");
  EXPECT_EQ(raised.time, clock_.wall());
  EXPECT_EQ(page.task_steps[3].owner, "marco");
  EXPECT_TRUE(page.task_steps[3].due);
  EXPECT_EQ(page.task_steps[7].task, page.task_steps[7].id);
  EXPECT_EQ(page.task_steps[8].device, kiosk_.device);
  EXPECT_EQ(page.task_steps[8].score, 1);
  EXPECT_EQ(page.through, news_of(till_));
  EXPECT_FALSE(page.more);
}

TEST_F(HubTasksTest, EveryDeviceOfTheStoreIsToldAndNoOther) {
  record(kiosk_journal_, "survey.answered", score("nps", 2));
  record(till_journal_, "task.taken", R"({"task_id":")" + std::string(kVisit) + R"("})");
  EXPECT_THAT(types_of(pull_as(till_)), ElementsAre("survey.answered", "task.taken"));
  EXPECT_EQ(pull_as(kiosk_).task_steps, pull_as(till_).task_steps);
  EXPECT_THAT(types_of(pull_as(torino_)), IsEmpty());
  EXPECT_EQ(news_of(torino_), 0);

  auto other = journal_of(torino_);
  record(other, "complaint.raised", R"({"complaint_id":"c1","text":"Elsewhere"})");
  EXPECT_THAT(texts_of(pull_as(torino_)), ElementsAre("Elsewhere"));
  EXPECT_EQ(pull_as(till_).task_steps.size(), 2U);
}

TEST_F(HubTasksTest, NobodyHasToBeNamed) {
  record(till_journal_, "complaint.raised", R"({"complaint_id":"c1","text":"The queue"})");
  record(till_journal_, "complaint.raised",
         R"({"complaint_id":"c2","text":"The strap","profile":")" + std::string(kAnna) + R"("})");
  const auto page = pull();
  EXPECT_THAT(texts_of(page), ElementsAre("The queue", "The strap"));
  EXPECT_EQ(page.task_steps[0].profile, "");
  EXPECT_EQ(page.task_steps[1].profile, kAnna) << "also when nobody knows them yet";
  EXPECT_TRUE(page.profiles.empty());
}

TEST_F(HubTasksTest, OfAnswersThoseThatAreLowCount) {
  int visits = 100;
  const auto is_told = [&](std::string_view kind, int given) {
    const auto before = pull().through;
    record(kiosk_journal_, "survey.answered",
           score(kind, given, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2" + std::to_string(visits++)));
    return !pull(before).task_steps.empty();
  };
  EXPECT_TRUE(is_told("nps", 6));
  EXPECT_FALSE(is_told("nps", 7));
  EXPECT_TRUE(is_told("csat", 2));
  EXPECT_FALSE(is_told("csat", 3));
  EXPECT_TRUE(is_told("ces", 2));
  EXPECT_FALSE(is_told("ces", 3));
  EXPECT_FALSE(is_told("rating", 0)) << "nobody has said what is low on it";
  const auto before = pull().through;
  record(till_journal_, "survey.answered", R"({"kind":"nps","score":0,"staff":"giulia"})");
  EXPECT_THAT(types_of(pull(before)), IsEmpty()) << "who asked was there";
}

TEST_F(HubTasksTest, OfOrdersThoseThatSomebodyWaitsForCount) {
  record(till_journal_, "order.collected", R"({"order_id":"W-1","staff":"giulia"})");
  EXPECT_THAT(types_of(pull()), IsEmpty());
  record(kiosk_journal_, "collection.announced", R"({"order_id":"w-2"})");
  record(till_journal_, "order.collected", R"({"order_id":"W-2","staff":"giulia"})");
  EXPECT_THAT(types_of(pull()), ElementsAre("collection.announced", "order.collected"));
}

TEST_F(HubTasksTest, OfWordsThoseOfAnUnhappyVisitCountWhicheverCameFirst) {
  constexpr std::string_view kContent = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b21";
  record(kiosk_journal_, "survey.answered", words("Said before"));
  record(kiosk_journal_, "survey.answered", words("Friendly", kContent));
  record(kiosk_journal_, "survey.answered", score("nps", 10, kContent));
  EXPECT_THAT(texts_of(pull()), IsEmpty()) << "content so far";
  record(kiosk_journal_, "survey.answered", score("csat", 1));
  record(kiosk_journal_, "survey.answered",
         R"({"kind":"choices","choices":["queue","price"],"response":")" + std::string(kVisit) +
             R"("})");
  record(kiosk_journal_, "survey.answered", words(""));
  record(kiosk_journal_, "survey.answered", words("Lovely", kContent));
  EXPECT_THAT(texts_of(pull()), ElementsAre("", "Said before", "queue, price"));
}

TEST_F(HubTasksTest, ALowScoreThatWasRefusedAtFirstFindsTheWordsBehindIt) {
  write(kiosk_journal_, "survey.answered", score("csat", 1));
  write(kiosk_journal_, "survey.answered", words("Behind it"));
  write(kiosk_journal_, "survey.answered", words("In the next batch"));
  auto changed = kiosk_journal_.rows[0];
  changed.replace(changed.find("csat"), 4, "cSat");
  ASSERT_EQ(send_rows_as(kiosk_, {changed, kiosk_journal_.rows[1]}).value().refused, 1);
  EXPECT_THAT(texts_of(pull()), IsEmpty());
  ASSERT_EQ(send_rows_as(kiosk_, {kiosk_journal_.rows[0], kiosk_journal_.rows[2]}).value().refused,
            0);
  EXPECT_THAT(texts_of(pull()), ElementsAre("", "Behind it", "In the next batch"));
}

TEST_F(HubTasksTest, TheSameEventAgainIsNothing) {
  record(till_journal_, "complaint.raised", R"({"complaint_id":"c1","text":"The strap"})");
  const auto before = pull();
  send_from(till_journal_, 1);
  restart();
  send_from(till_journal_, 1);
  EXPECT_THAT(types_of(pull(before.through)), IsEmpty());
  EXPECT_EQ(news_of(till_), before.through);
  EXPECT_EQ(pull().task_steps, before.task_steps);
}

TEST_F(HubTasksTest, AnErasedRowIsNoStep) {
  auto row = till_journal_.write("touchpoint.event.erased",
                                 R"({"type":"touchpoint.complaint.raised","digest":")" +
                                     to_hex(Digest{}) + R"(","complaint_id":"c1"})");
  const auto before = crypto::chain_start(till_journal_.journal());
  row = with_chain(row.substr(0, row.rfind(",\"chain\"")) + "}",
                   crypto::chain_next(before, Digest{}));
  const auto sent = send_rows({row});
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent.value().refused, 0);
  EXPECT_EQ(sent.value().stored_now, 1U);
  EXPECT_THAT(types_of(pull()), IsEmpty());
}

TEST_F(HubTasksTest, AnUndoingIsOneOfWhatItUndoes) {
  const auto raised =
      record(till_journal_, "complaint.raised", R"({"complaint_id":"c1","text":"The strap"})");
  const auto note = record(till_journal_, "note.added", R"({"text":"Likes green"})");
  record(till_journal_, "interaction.undone", undoing(note));
  record(till_journal_, "interaction.undone", undoing("nothing"));
  record(till_journal_, "interaction.undone", R"({"staff":"giulia"})");
  EXPECT_THAT(types_of(pull()), ElementsAre("complaint.raised"));
  auto other_till = journal_of(kiosk_);
  record(other_till, "interaction.undone", undoing(raised));
  const auto page = pull();
  EXPECT_THAT(types_of(page), ElementsAre("complaint.raised", "interaction.undone"));
  EXPECT_EQ(page.task_steps[1].undoes, raised);
  EXPECT_EQ(page.task_steps[1].task, "");
  auto elsewhere = journal_of(torino_);
  const auto theirs = record(elsewhere, "manager.called", R"({"staff":"luca"})");
  record(elsewhere, "interaction.undone", undoing(note));
  EXPECT_THAT(types_of(pull_as(torino_)), ElementsAre("manager.called", "interaction.undone"))
      << "what another store recorded is nothing they know";
  EXPECT_EQ(pull().task_steps.size(), 2U);
}

TEST_F(HubTasksTest, StepsComeInAnyOrder) {
  record(till_journal_, "task.completed", R"({"task_id":"t1","text":"Called"})");
  record(kiosk_journal_, "interaction.undone", undoing(kNobodyKnows));
  record(kiosk_journal_, "task.opened", R"({"task_id":"t1","text":"Call about the strap"})");
  till_journal_.write("touchpoint.task.taken", R"({"task_id":"t1"})", *Uuid::parse(kNobodyKnows));
  send_from(till_journal_, 2);
  EXPECT_THAT(types_of(pull()),
              ElementsAre("task.completed", "interaction.undone", "task.opened", "task.taken"));
}

TEST_F(HubTasksTest, ATaskGoesWholeSixtyDaysAfterItsLastStep) {
  const auto opened =
      record(till_journal_, "task.opened", R"({"task_id":"t1","text":"Call about the strap"})");
  record(till_journal_, "interaction.undone", undoing(kNobodyKnows));
  record(till_journal_, "complaint.raised", R"({"complaint_id":"c1","text":"The queue"})");
  record(kiosk_journal_, "interaction.undone", undoing(opened));
  clock_.advance(std::chrono::days{59});
  sweep();
  EXPECT_EQ(pull().task_steps.size(), 4U);
  kiosk_journal_.write("touchpoint.task.taken", R"({"task_id":"t1"})", *Uuid::parse(kNobodyKnows));
  send_from(kiosk_journal_, 2);
  clock_.advance(std::chrono::days{2});
  sweep();
  EXPECT_THAT(types_of(pull()),
              ElementsAre("task.opened", "interaction.undone", "interaction.undone", "task.taken"))
      << "an undoing stays with the task of what it undoes, which goes on";
  const auto through = pull().through;
  clock_.advance(std::chrono::days{60});
  sweep();
  EXPECT_THAT(types_of(pull()), IsEmpty());
  EXPECT_THAT(types_of(pull(through)), IsEmpty());
  EXPECT_EQ(pull(through).since, through) << "nothing is begun anew because something went";
  record(till_journal_, "interaction.undone", undoing(opened));
  EXPECT_THAT(types_of(pull()), IsEmpty()) << "what is gone cannot be undone";
}

TEST_F(HubTasksTest, AWrongClockMakesNoTaskYoungerOrOlder) {
  clock_.jump(-std::chrono::days{20'000});
  write(till_journal_, "complaint.raised", R"({"complaint_id":"c1","text":"Long ago"})");
  clock_.jump(std::chrono::days{40'000});
  write(till_journal_, "complaint.raised", R"({"complaint_id":"c2","text":"Long from now"})");
  clock_.jump(-std::chrono::days{20'000});
  send_from(till_journal_, 1);
  clock_.advance(std::chrono::days{59});
  sweep();
  EXPECT_THAT(texts_of(pull()), ElementsAre("Long ago", "Long from now"));
  clock_.advance(std::chrono::days{2});
  sweep();
  EXPECT_THAT(texts_of(pull()), IsEmpty());
}

TEST_F(HubTasksTest, ACommitTellsThatTheStoreHasNews) {
  record(till_journal_, "note.added", R"({"text":"Likes green"})");
  runner_->on_loop([] {});
  EXPECT_THAT(changed_, IsEmpty());
  const auto before = news_of(kiosk_);
  record(till_journal_, "manager.called", R"({"staff":"giulia"})");
  runner_->on_loop([] {});
  EXPECT_THAT(changed_, ElementsAre("milano-01"));
  EXPECT_GT(news_of(kiosk_), before);
  EXPECT_EQ(news_of(kiosk_), pull_as(kiosk_).through);
}

TEST_F(HubTasksTest, AnotherEpochBringsAllStepsAgain) {
  record(till_journal_, "complaint.raised", R"({"complaint_id":"c1","text":"The strap"})");
  const auto page = pull(17, 500, "another");
  EXPECT_EQ(page.since, 0);
  EXPECT_THAT(texts_of(page), ElementsAre("The strap"));
}

TEST_F(HubTasksTest, APageOfLongComplaintsStaysWithinItsBytes) {
  constexpr int kComplaints = 160;
  const std::string text(60'000, 'x');
  for (int i = 0; i < kComplaints; ++i) {
    record(till_journal_, "complaint.raised",
           R"({"complaint_id":"c)" + std::to_string(i) + R"(","text":")" + text + R"("})");
  }
  std::size_t seen = 0;
  std::int64_t since = 0;
  int pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = pull(since);
    EXPECT_LE(sync::to_json(page).size(), limits::kFeedPageBytesMax);
    ASSERT_GT(page.through, since);
    for (const auto& step : page.task_steps)
      EXPECT_EQ(step.task, "c" + std::to_string(seen++));
    since = page.through;
    more = page.more;
  }
  EXPECT_EQ(seen, static_cast<std::size_t>(kComplaints));
  EXPECT_EQ(pages, 2);
}

// Customers and tasks of two stores change by chance while devices pull by chance.
class HubTasksByChanceTest : public HubTasksTest,
                             public ::testing::WithParamInterface<std::uint64_t> {
 protected:
  // A device that keeps what it is told, as one does.
  struct Told {
    Sender sender;
    std::int64_t since = 0;
    std::map<std::string, Profile> profiles{};
    std::vector<TaskStep> steps{};
  };
  bool pull_once(Told& told, std::size_t limit) {
    const auto page = pull_as(told.sender, told.since, limit);
    EXPECT_EQ(page.since, told.since);
    EXPECT_LE(page.profiles.size() + page.gone.size() + page.task_steps.size(), limit);
    EXPECT_GE(page.through, page.since);
    EXPECT_TRUE(!page.more || page.through > page.since) << "or it would be asked for ever";
    for (const auto& profile : page.profiles)
      told.profiles.insert_or_assign(profile.id, profile);
    for (const auto& gone : page.gone)
      told.profiles.erase(gone);
    told.steps.insert(told.steps.end(), page.task_steps.begin(), page.task_steps.end());
    told.since = page.through;
    return page.more;
  }
  void something_happens(support::RepeatableRandom& random) {
    auto& journal = random.below(3) == 0   ? torino_journal_
                    : random.below(2) == 0 ? till_journal_
                                           : kiosk_journal_;
    const auto number = std::to_string(random.below(6));
    const auto& store = sender_of(journal).store;
    switch (random.below(4)) {
      case 0:
      case 1:
        call(shop_, CallKind::identify,
             R"({"userId":")" + number + R"(","traits":{"firstName":"A)" +
                 std::to_string(random.below(100)) + R"(","home_store":")" + store + R"("}})");
        return;
      case 2:
        steps_[store].push_back(
            record(journal, "complaint.raised", R"({"complaint_id":"c)" + number + R"("})"));
        return;
      default:
        steps_[store].push_back(
            record(journal, "task.taken", R"({"task_id":"c)" + number + R"("})"));
    }
  }

  Source shop_ = add_source("shop");
  FakeJournal torino_journal_ = journal_of(torino_);
  std::map<std::string, std::vector<std::string>> steps_;
};

TEST_P(HubTasksByChanceTest, EveryPageEndsWhereTheNextBegins) {
  support::RepeatableRandom random{GetParam()};
  std::vector<Told> devices{{.sender = till_}, {.sender = kiosk_}, {.sender = torino_}};
  for (int round = 0; round < 120; ++round) {
    something_happens(random);
    if (random.below(4) == 0) pull_once(devices[random.below(3)], 1 + random.below(5));
  }
  for (auto& told : devices) {
    while (pull_once(told, 1 + random.below(7))) {
    }
    Told afresh{.sender = told.sender};
    while (pull_once(afresh, 1 + random.below(7))) {
    }
    EXPECT_EQ(told.profiles, afresh.profiles);
    EXPECT_EQ(told.steps, afresh.steps);
    EXPECT_EQ(told.since, news_of(told.sender));
    std::vector<std::string> ids;
    for (const auto& step : told.steps)
      ids.push_back(step.id);
    EXPECT_EQ(ids, steps_[told.sender.store]) << "each once, none of another store";
    EXPECT_FALSE(ids.empty());
    const auto whole = pull_as(told.sender);
    EXPECT_EQ(whole.profiles.size(), told.profiles.size());
    EXPECT_EQ(whole.task_steps, told.steps);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, HubTasksByChanceTest, testing::Range<std::uint64_t>(1, 13));

}  // namespace
}  // namespace touchpoint::hub
