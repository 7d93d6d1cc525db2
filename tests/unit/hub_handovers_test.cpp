// What was begun at a kiosk and is carried on with a phone: one link, one phone, each answer once.
#include <gmock/gmock.h>

#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = Handover::State;

constexpr std::string_view kVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";

Digest digest_of(std::string_view text) {
  return crypto::sha256(as_bytes(text));
}

class HubHandoversTest : public HubStoreTest {
 protected:
  HubHandoversTest() : journal_(new_journal()) { enrol(till_); }

  void record(const std::string& type, const std::string& data) {
    journal_.write("touchpoint." + type, data);
    const auto sent = send(journal_, journal_.rows.size(), journal_.rows.size());
    ASSERT_TRUE(sent) << sent.error().sentence();
    ASSERT_EQ(sent.value().refused, 0);
  }
  static std::string score(int given, std::string_view visit = kVisit) {
    return R"({"survey":"s","version":1,"question":"q","kind":"csat","language":"it","score":)" +
           std::to_string(given) + R"(,"response":")" + std::string(visit) + "\"}";
  }
  static std::string words(std::string_view text) {
    return R"({"survey":"s","version":1,"question":"why","kind":"text","language":"it","text":")" +
           std::string(text) + R"(","response":")" + std::string(kVisit) + "\"}";
  }
  void hand_over(std::string_view code, std::chrono::hours good = std::chrono::hours{24}) {
    record("survey.handed_over", R"({"code":")" + to_hex(digest_of(code)) + R"(","until":")" +
                                     to_rfc3339(clock_.wall() + good) + R"(","response":")" +
                                     std::string(kVisit) + R"(","answers":{"q":3}})");
  }
  Handover open_link(std::string_view code, std::string_view phone = "anna's") {
    const HandoverUse use{.code = digest_of(code), .phone = digest_of(phone)};
    auto found = ask<Handover>([&](auto done) { store_->open_handover(use, std::move(done)); });
    EXPECT_TRUE(found) << found.error().sentence();
    return found ? std::move(found).value() : Handover{};
  }
  State state(std::string_view code, std::string_view phone = "anna's") {
    return open_link(code, phone).state;
  }
  Result<PhoneAnswered> answer(const Uuid& id, const std::string& data,
                               std::string_view phone = "anna's",
                               const std::string& type = "survey.answered") {
    const PhoneAnswer given{.use = {.code = digest_of("code"), .phone = digest_of(phone)},
                            .event = {.id = id,
                                      .type = "touchpoint." + type,
                                      .time = {},
                                      .actor = Actor::customer,
                                      .touchpoint = "kiosk-1",
                                      .data = data}};
    return ask<PhoneAnswered>([&](auto done) { store_->answer_by_phone(given, std::move(done)); });
  }
  std::vector<std::string> told() {
    std::vector<std::string> steps;
    for (const auto& step : pull().task_steps)
      steps.push_back(step.score ? std::to_string(*step.score) : step.text);
    return steps;
  }

  FakeJournal journal_;
};

TEST_F(HubHandoversTest, ALinkIsTheFirstPhonesThatShowsIt) {
  EXPECT_EQ(state("code"), State::unknown);
  hand_over("code");
  EXPECT_EQ(state("another"), State::unknown);
  const auto first = open_link("code");
  EXPECT_EQ(first.state, State::open);
  EXPECT_THAT(first.data, HasSubstr(R"("answers":{"q":3})"));
  EXPECT_EQ(state("code"), State::open) << "the answer may have been lost";
  const auto other = open_link("code", "a stranger's");
  EXPECT_EQ(other.state, State::used);
  EXPECT_THAT(other.data, IsEmpty());
  restart();
  EXPECT_EQ(state("code"), State::open);
  EXPECT_EQ(state("code", "a stranger's"), State::used);
}

TEST_F(HubHandoversTest, ALinkEndsAndWhatItCarriedGoes) {
  hand_over("code");
  EXPECT_EQ(state("code"), State::open);
  clock_.advance(std::chrono::hours{24});
  EXPECT_EQ(state("code"), State::expired);
  EXPECT_EQ(state("code", "a stranger's"), State::expired);
  EXPECT_EQ(answer(ids_.next(), score(5)).value().state, State::expired);
  ASSERT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
  EXPECT_EQ(state("code"), State::expired);
  clock_.advance(std::chrono::days{60});
  ASSERT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
  EXPECT_EQ(state("code"), State::unknown);
}

TEST_F(HubHandoversTest, AnAnswerIsStoredOnceHoweverOftenItComes) {
  hand_over("code");
  EXPECT_FALSE(answer(ids_.next(), score(5))) << "nobody has opened the link";
  ASSERT_EQ(state("code"), State::open);
  const auto id = ids_.next();
  EXPECT_FALSE(answer(id, score(5)).value().repeated);
  EXPECT_TRUE(answer(id, score(5)).value().repeated);
  const auto other = answer(id, score(4));
  ASSERT_FALSE(other);
  EXPECT_TRUE(other.error().is(Condition::refused));
  EXPECT_EQ(answer(ids_.next(), score(5), "a stranger's").value().state, State::used);
  restart();
  EXPECT_TRUE(answer(id, score(5)).value().repeated);
  EXPECT_THAT(open_link("code").answers, ElementsAre(score(5)));
}

TEST_F(HubHandoversTest, WhoeverHoldsALinkFillsNoDisk) {
  hand_over("code");
  ASSERT_EQ(state("code"), State::open);
  int stored = 0;
  while (answer(ids_.next(), score(5)) && stored < 1000)
    ++stored;
  EXPECT_EQ(stored, 200);
}

TEST_F(HubHandoversTest, AnUnhappyAnswerIsATaskOfTheStoreWithWhatWasSaidAtTheKiosk) {
  record("survey.answered", words("The queue"));
  hand_over("code");
  ASSERT_EQ(state("code"), State::open);
  EXPECT_THAT(told(), IsEmpty());
  ASSERT_TRUE(answer(ids_.next(), score(1)));
  EXPECT_THAT(told(), ElementsAre("1", "The queue"));
  EXPECT_THAT(changed_, ElementsAre("milano-01"));
  ASSERT_TRUE(answer(ids_.next(), words("And the light")));
  EXPECT_THAT(told(), ElementsAre("1", "The queue", "And the light"));
}

// The device where it was begun counts it; it is no task, and brings nobody's words along.
TEST_F(HubHandoversTest, AContentAnswerIsToldForTheBoardAlone) {
  record("survey.answered", words("All well"));
  hand_over("code");
  ASSERT_EQ(state("code"), State::open);
  auto by_phone = score(5);
  by_phone.insert(1, R"("via":"phone",)");
  ASSERT_TRUE(answer(ids_.next(), by_phone));
  ASSERT_TRUE(answer(ids_.next(), words("Really")));
  const auto steps = pull().task_steps;
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].score, 5);
  EXPECT_EQ(steps[0].question, "q");
  EXPECT_EQ(steps[0].task, kVisit);
  EXPECT_EQ(steps[0].device, till_.device);
}

TEST_F(HubHandoversTest, WordsByPhoneAreFoundWhenTheScoreComesBehindThem) {
  hand_over("code");
  ASSERT_EQ(state("code"), State::open);
  ASSERT_TRUE(answer(ids_.next(), words("The light")));
  EXPECT_THAT(told(), IsEmpty());
  ASSERT_TRUE(answer(ids_.next(), score(2)));
  EXPECT_THAT(told(), ElementsAre("2", "The light"));
}

TEST_F(HubHandoversTest, AWishForAnAnswerReachesTheStore) {
  hand_over("code");
  ASSERT_EQ(state("code"), State::open);
  ASSERT_TRUE(answer(ids_.next(),
                     R"({"task_id":")" + std::string(kVisit) +
                         R"(","text":"Call me","channel":"email","address":"a@example.org"})",
                     "anna's", "task.opened"));
  const auto steps = pull().task_steps;
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].address, "a@example.org");
  EXPECT_EQ(steps[0].task, kVisit);
  EXPECT_EQ(steps[0].device, till_.device);
}

TEST_F(HubHandoversTest, AHandoverThatSaysTooLittleIsStoredAndOpensNothing) {
  for (const auto* data : {"{}", R"({"code":"00"})", R"({"code":"xyz","until":"never"})"})
    record("survey.handed_over", data);
  EXPECT_EQ(status().events, 3);
}

// The device sends it again after the hub was put back from a copy: whoever had the link has it.
TEST_F(HubHandoversTest, TheSameHandoverAgainChangesNothing) {
  hand_over("code");
  ASSERT_EQ(state("code"), State::open);
  hand_over("code", std::chrono::hours{1});
  EXPECT_EQ(state("code", "a stranger's"), State::used);
}

}  // namespace
}  // namespace touchpoint::hub
