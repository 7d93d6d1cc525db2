// A counter without a journal, a replica or a screen: what it asks of them is kept, and answered
// when the test says so.
#pragma once

#include <deque>

#include <gtest/gtest.h>

#include "counter/counter.hpp"
#include "support/held_clock.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint::counter {

inline constexpr auto kProfile = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";

// Keeps what it is asked, and answers when the test says so.
class HeldRecorder final : public Recorder {
 public:
  void record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) override {
    events.push_back(std::move(event));
    waiting.push_back(std::move(done));
  }
  void commit() {
    auto all = std::exchange(waiting, {});
    for (auto& done : all)
      done(Recorded{.id = {}, .sequence = ++sequence, .at = {}});
  }
  std::vector<std::string> types() const {
    std::vector<std::string> types;
    for (const auto& event : events)
      types.push_back(event.type);
    return types;
  }

  std::vector<NewEvent> events;
  std::vector<std::move_only_function<void(Result<Recorded>)>> waiting;
  std::int64_t sequence = 0;
};

class HeldFinder final : public ProfileFinder {
 public:
  using Done = std::move_only_function<void(Result<Finding>)>;
  void find(std::vector<Identifier> identifiers, Done done) override {
    asked.push_back(std::move(identifiers));
    waiting.push_back(std::move(done));
  }
  void read(std::string, Done done) override { waiting.push_back(std::move(done)); }
  void find_people(PeopleQuestion,
                   std::move_only_function<void(Result<PeopleAnswer>)> done) override {
    done(PeopleAnswer{});
  }
  void answer(Result<Finding> finding) {
    auto done = std::move(waiting.front());
    waiting.pop_front();
    done(std::move(finding));
  }

  std::vector<std::vector<Identifier>> asked;
  std::deque<Done> waiting;
};

// No hub unless the test says so; then it keeps what it is asked.
class HeldHub final : public Hub {
 public:
  using Done = std::move_only_function<void(Result<LookupAnswer>)>;
  bool may_ask() const override { return there; }
  void look_up(Lookup lookup, Done done) override {
    asked.push_back(std::move(lookup));
    waiting.push_back(std::move(done));
  }
  void answer(Result<LookupAnswer> answer) {
    auto done = std::move(waiting.front());
    waiting.pop_front();
    done(std::move(answer));
  }

  bool there = false;
  std::vector<Lookup> asked;
  std::deque<Done> waiting;
};

class CounterTest : public testing::Test {
 protected:
  CounterTest() {
    make({.store = "milano-01", .touchpoints = {"counter-1"}, .may_recognise = true});
  }

  void make(CounterSettings settings) {
    counter_ =
        std::make_unique<Counter>(loop_, clock_, ids_, recorder_, finder_, hub_,
                                  recognition::ScanReader::make(rules()).value(),
                                  recognition::BlockList::make({"0+"}).value(), std::move(settings),
                                  [this](const std::string& touchpoint) {
                                    shown_.push_back(counter_->card(touchpoint).state);
                                    if (changed_) changed_();
                                  });
  }
  static recognition::Rules rules() {
    using recognition::Namespace;
    return {.namespaces = {{Namespace::loyalty, "[0-9]{5,19}"},
                           {Namespace::order, "W-[0-9]+|77[0-9]{5}"},
                           {Namespace::gift_card, "6039[0-9]{6}|88[0-9]{5}"},
                           {Namespace::receipt, "R([0-9]{6})"}},
            .country = "IT"};
  }
  void scan(const std::string& code, const std::string& touchpoint = "counter-1",
            const std::string& via = "wedge") {
    scanned_ = ids_.next();
    counter_->scan({.id = scanned_, .touchpoint = touchpoint, .code = code, .via = via},
                   [this](Result<Recorded> result) { answers_.push_back(std::move(result)); });
  }
  void type(const std::string& text) { scan(text, "counter-1", "typed"); }
  Finding person(std::string given_name = "Anna",
                 IdentifierKind by = IdentifierKind::loyalty) const {
    Finding finding;
    finding.profile = Profile{};
    finding.profile->id = kProfile;
    finding.profile->given_name = std::move(given_name);
    finding.by = by;
    finding.led = {by};
    finding.people = 1;
    finding.freshness = {.as_of = clock_.wall(), .age_s = 3};
    return finding;
  }
  static ChosenPerson choice(const std::string& touchpoint = "counter-1") {
    return {.touchpoint = touchpoint,
            .profile = kProfile,
            .decision = {.verdict = "possible",
                         .score = 812,
                         .fields = {{"family_name", "same", 912}, {"postal_code", "other", -100}},
                         .caps = {"birth_date_missing"}}};
  }
  const Card& card() const { return counter_->card("counter-1"); }

  support::HeldClock clock_;
  support::RepeatableRandom random_;
  UuidSource ids_{clock_, random_};
  Loop loop_;
  HeldRecorder recorder_;
  HeldFinder finder_;
  HeldHub hub_;
  std::unique_ptr<Counter> counter_;
  Uuid scanned_;
  std::vector<CardState> shown_;
  std::function<void()> changed_;
  std::vector<Result<Recorded>> answers_;
};

}  // namespace touchpoint::counter
