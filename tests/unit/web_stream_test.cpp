#include <gmock/gmock.h>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class StreamTest : public WebTest {
 protected:
  bool is_open(const std::shared_ptr<HeldStream>& stream) {
    return on_loop([&] { return stream->open(); });
  }
};

TEST_F(StreamTest, BeginsWithTheStateAndThenSaysWhatChanges) {
  const auto stream = open_stream();
  EXPECT_THAT(seen(stream), ElementsAre(StartsWith("status {\"version\":\"0.1.0\""),
                                        R"(card {"state":"nobody","touchpoint":"counter-1"})",
                                        R"(tasks {"tasks":[]})"));
  on_loop([&] {
    device_.card_now.state = CardState::looking;
    device_.card_now.visit = *Uuid::parse(kId);
    device_.card_now.at = clock_.wall();
    api_->card_changed("counter-1");
    api_->card_changed("kiosk-1");
  });
  EXPECT_THAT(seen(stream),
              ElementsAre(StartsWith("status"), StartsWith("card"), StartsWith("tasks"),
                          R"(card {"state":"looking","touchpoint":"counter-1",)"
                          R"("visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",)"
                          R"("at":"2026-03-02T10:41:07.120Z"})"));
}

TEST_F(StreamTest, SaysTheStatusAtMostFourTimesASecondAndTheLastOneAlways) {
  const auto stream = open_stream();
  std::promise<void> last;
  on_loop([&] {
    stream->heard = [&](const std::string& event) {
      if (event.find("\"last\":100,") != std::string::npos) last.set_value();
    };
    for (int i = 1; i <= 100; ++i) {
      device_.status_now.journal.last = i;
      api_->status_changed();
    }
  });
  ASSERT_EQ(last.get_future().wait_for(support::kPatience), std::future_status::ready);
  // At the beginning, the first change at once, the last one a quarter of a second later.
  EXPECT_THAT(seen(stream),
              ElementsAre(StartsWith("status"), StartsWith("card"), StartsWith("tasks"),
                          HasSubstr("\"last\":1,"), HasSubstr("\"last\":100,")));
}

TEST_F(StreamTest, TellsItOfTheDeviceAndOfNobody) {
  add_staff("ivo", StaffRole::it);
  cookie_ = cookie_of(sign_in("ivo"));
  device_.card_now.state = CardState::shown;
  device_.card_now.touchpoint = "counter-1";
  device_.card_now.visit = *Uuid::parse(kId);
  device_.card_now.who.emplace().id = kProfile;
  const auto before = device_.events.size();
  const auto stream = open_stream();
  on_loop([&] {
    api_->card_changed("counter-1");
    api_->tasks_changed();
    api_->status_changed();
  });
  EXPECT_THAT(seen(stream), Each(StartsWith("status")));
  EXPECT_EQ(device_.events.size(), before) << "nobody was looked at";
  const auto kiosk = ask(request(Method::get, "kiosk.localhost", "/v1/touchpoint"));
  EXPECT_NE(kiosk.body.find(R"("staff_hear":"nobody")"), std::string::npos) << kiosk.body;
}

TEST_F(StreamTest, SaysWhatThereIsToPutRight) {
  const auto stream = open_stream();
  on_loop([&] {
    StoreTask task{.id = "t1", .kind = TaskKind::answer, .opened = clock_.wall()};
    task.opening = kId;
    task.touchpoint = "kiosk-1";
    task.text = "too long";
    task.scale = "csat";
    task.score = 1;
    task.taken = {.by = "giulia", .at = clock_.wall()};
    task.reacted = clock_.wall();
    task.closed = {
        .by = "marco", .at = clock_.wall(), .type = "task.completed", .text = "called back"};
    device_.to_do = {task};
    api_->tasks_changed();
  });
  EXPECT_EQ(seen(stream).back(),
            R"(tasks {"tasks":[{"task":"t1","kind":"answer","opened":"2026-03-02T10:41:07.120Z",)"
            R"("opening":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","touchpoint":"kiosk-1",)"
            R"("text":"too long","scale":"csat","score":1,)"
            R"("taken":{"by":"giulia","at":"2026-03-02T10:41:07.120Z"},)"
            R"("reacted":"2026-03-02T10:41:07.120Z",)"
            R"("closed":{"by":"marco","at":"2026-03-02T10:41:07.120Z","type":"task.completed",)"
            R"("text":"called back"}}]})");
}

// A card that is pushed is a look at a person as much as a timeline that is asked for.
TEST_F(StreamTest, WhoComesOnAScreenIsRecordedAsLookedAtOnceAVisit) {
  const auto looks = [this] {
    std::vector<std::string> data;
    for (const auto& event : device_.events) {
      if (event.type == "touchpoint.profile.viewed") data.push_back(event.data);
    }
    return data;
  };
  const auto shows = [this](std::string_view visit, std::string_view profile) {
    on_loop([&] {
      device_.card_now.state = CardState::shown;
      device_.card_now.touchpoint = "counter-1";
      device_.card_now.visit = *Uuid::parse(visit);
      device_.card_now.who = Profile{};
      device_.card_now.who->id = profile;
      api_->card_changed("counter-1");
    });
  };
  constexpr std::string_view kNextVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";
  const auto look = R"({"profile":"0197a2c0-0000-7000-8000-000000000001","staff":"giulia",)"
                    R"("why":"card"})";

  shows(kId, kProfile);
  EXPECT_TRUE(looks().empty());  // nobody is there to see it
  const auto one = open_stream();
  EXPECT_THAT(looks(), ElementsAre(look));  // a page that opens sees what is there
  const auto other = open_stream();
  shows(kId, kProfile);
  EXPECT_THAT(looks(), ElementsAre(look));  // the same person sees the same visit
  shows(kNextVisit, kProfile);
  EXPECT_THAT(looks(), ElementsAre(look, look));
}

TEST_F(StreamTest, AJournalThatCannotRecordALookIsCountedAndKeepsNobodyFromWorking) {
  const auto stream = open_stream();
  on_loop([&] {
    device_.fail_records = retry_later("the disk is full");
    device_.card_now.state = CardState::shown;
    device_.card_now.touchpoint = "counter-1";
    device_.card_now.visit = *Uuid::parse(kId);
    device_.card_now.who = Profile{};
    api_->card_changed("counter-1");
  });
  EXPECT_THAT(seen(stream).back(), StartsWith("card {\"state\":\"shown\""));
  const auto metrics = ask(request(Method::get, "localhost", "/metrics")).body;
  EXPECT_NE(metrics.find("touchpoint_audits_failed_total 1\n"), std::string::npos);
}

TEST_F(StreamTest, EndsWithItsSession) {
  const auto stream = open_stream();
  clock_.advance(2min);
  ask(request(Method::get, "localhost", "/healthz"));
  EXPECT_EQ(seen(stream).back(), R"(session {"signed_in":false})");
  EXPECT_FALSE(is_open(stream));
}

TEST_F(StreamTest, DoesNotKeepItsSessionAlive) {
  open_stream();
  clock_.advance(1min);
  open_stream();
  clock_.advance(1min);
  EXPECT_EQ(ask(as_staff(request(Method::get, "counter.localhost", "/v1/session"))).status, 401);
}

TEST_F(StreamTest, EndsWithSigningOut) {
  const auto stream = open_stream();
  ask(as_staff(request(Method::del, "counter.localhost", "/v1/session")));
  EXPECT_EQ(seen(stream).back(), R"(session {"signed_in":false})");
  EXPECT_FALSE(is_open(stream));
}

TEST_F(StreamTest, EndsWhenThePersonIsRemoved) {
  const auto stream = open_stream();
  EXPECT_TRUE(wait<void>([&](auto done) { access_->staff_remove("giulia", std::move(done)); }));
  EXPECT_FALSE(is_open(stream));
}

TEST_F(StreamTest, IsOnlyForTheCountersScreen) {
  EXPECT_NE(open_stream("counter-1"), nullptr);
  EXPECT_EQ(open_stream("kiosk-1"), nullptr);
  auto made = as_staff(request(Method::get, "counter.localhost", "/v1/stream"));
  made.query["touchpoint"] = "counter-9";
  EXPECT_EQ(ask(made).error(), "other_touchpoint");
}

TEST_F(StreamTest, ReadersThatDoNotReadAreLetGo) {
  const auto slow = open_stream();
  const auto good = open_stream();
  on_loop([&] {
    slow->reading = false;
    for (int i = 0; i < 1000; ++i)
      api_->card_changed("counter-1");
  });
  EXPECT_FALSE(is_open(slow));
  EXPECT_EQ(seen(good).size(), 1003U);
  const auto metrics = ask(request(Method::get, "localhost", "/metrics")).body;
  EXPECT_NE(metrics.find("\ntouchpoint_streams_open 1\n"), std::string::npos);
}

TEST_F(StreamTest, AreLimitedInNumber) {
  std::vector<std::shared_ptr<HeldStream>> streams;
  for (std::size_t i = 0; i < limits::kStreamsMax; ++i) {
    streams.push_back(open_stream());
    ASSERT_NE(streams.back(), nullptr);
  }
  const auto refused = ask(as_staff(request(Method::get, "counter.localhost", "/v1/stream")));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.error(), "too_many_streams");
  on_loop([&] { streams.front()->close(); });
  EXPECT_NE(open_stream(), nullptr);
}

TEST_F(StreamTest, AllCloseBeforeTheServerStops) {
  const auto one = open_stream();
  const auto other = open_stream();
  on_loop([&] { api_->close_streams(); });
  EXPECT_FALSE(is_open(one));
  EXPECT_FALSE(is_open(other));
}

}  // namespace
}  // namespace touchpoint::web
