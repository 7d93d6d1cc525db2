// The vocabulary of the tests of the local API: a device that remembers what it was asked, answers
// and streams that are kept, and requests as tills and pages make them.
#pragma once

#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "loop/worker.hpp"
#include "support/held_clock.hpp"
#include "support/loop_runner.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"
#include "web/api.hpp"

namespace touchpoint::web {

inline constexpr std::string_view kId = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";
inline constexpr std::string_view kProfile = "0197a2c0-0000-7000-8000-000000000001";
inline constexpr std::string_view kPin = "493817";

struct Reply {
  int status = 0;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  std::string header(std::string_view name) const;
  std::string error() const;  // the refusal's code
};

// What a page would have read, in order: "card {…}".
class HeldStream final : public EventStream {
 public:
  bool send(std::string_view event, std::string_view data) override;
  bool open() const override { return open_; }
  void close() override;
  void on_closed(Task task) override { closed_ = std::move(task); }

  std::vector<std::string> events;
  bool reading = true;  // false: the reader is too slow, and the server closes it
  std::function<void(const std::string& event)> heard;  // told each event, when set

 private:
  bool open_ = true;
  Task closed_;
};

// A journal, a counter and a replica in memory.
class HeldDevice final : public Device {
 public:
  explicit HeldDevice(const Clock& clock) : clock_(clock) {}

  void record(NewEvent event, Done<Recorded> done) override;
  void scan(Scan scan, Done<Recorded> done) override;
  void answer(QuestionAnswer answer, Done<Recorded> done) override;
  void recognise(std::vector<Identifier> identifiers, Assurance given, Done<Finding> done) override;
  Result<Identifier> normalise(IdentifierKind kind, const std::string& value) const override;
  Result<std::vector<Identifier>> identifiers_in(const std::string& code) const override;
  void read_profile(std::string profile, Done<Finding> done) override;
  void find_people(PeopleQuestion question, Done<PeopleAnswer> done) override;
  Result<void> open_visit(ChosenPerson chosen) override;
  const Card& card(const std::string& touchpoint) const override;
  void close_visit(const std::string& touchpoint, std::optional<Uuid> visit) override {
    closed_visits.push_back(visit ? visit->text() : touchpoint);
  }
  Result<void> park_visit(const std::string& touchpoint, Uuid visit) override;
  Result<void> return_visit(const std::string& touchpoint, Uuid visit) override;
  void let_go(WrongPerson wrong, Done<Recorded> done) override;
  DeviceStatus status() const override { return status_now; }
  void prove(Done<Proof> done) override {
    if (!failure) proof = Proof{.journal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11", .recorded = 20};
    done(failure ? Result<Proof>{*failure} : Result<Proof>{*proof});
  }
  const std::optional<Proof>& last_proof() const override { return proof; }
  const std::vector<StoreTask>& tasks() const override { return to_do; }
  std::vector<StoreTask> to_do;
  void board(Done<Board> done) override {
    done(failure ? Result<Board>{*failure} : Result<Board>{board_now});
  }
  Board board_now;
  void voice_standing(std::string staff, Done<VoiceStanding> done) override {
    done(failure ? Result<VoiceStanding>{*failure}
                 : Result<VoiceStanding>{VoiceStanding{.answered = have_answered.contains(staff),
                                                       .postponed = have_postponed.contains(staff),
                                                       .minimum = 5}});
  }
  void take_voices(std::string staff, std::vector<Voice> given, Done<bool> done) override {
    if (failure) return done(*failure);
    const bool first = have_answered.insert(std::move(staff)).second;
    if (first) std::ranges::move(given, std::back_inserter(voices));
    done(first);
  }
  void postpone_voices(std::string staff, Done<void> done) override {
    have_postponed.insert(std::move(staff));
    done(success());
  }
  std::set<std::string> have_answered;
  std::set<std::string> have_postponed;
  std::vector<Voice> voices;
  std::optional<Proof> proof;

  std::vector<NewEvent> events;  // recorded, in order
  std::vector<Scan> scans;
  std::vector<QuestionAnswer> taps;
  std::vector<Identifier> asked;
  Assurance asked_given{};
  std::vector<std::string> closed_visits;
  std::vector<WrongPerson> wrong;
  std::vector<std::string> moved_visits;  // "parked …", "returned …"
  Card card_now;
  DeviceStatus status_now;
  Finding finding;
  std::vector<PeopleQuestion> questions;
  std::vector<ChosenPerson> chosen;
  PeopleAnswer people;
  std::optional<Error> failure;       // of whatever is asked next
  std::optional<Error> fail_records;  // of whatever is to be recorded
  bool holding = false;               // commits wait for commit()
  void commit();

  std::vector<std::string> recorded_types() const;

 private:
  Recorded keep(const NewEvent& event, const std::string& offered);

  const Clock& clock_;
  std::map<Uuid, std::pair<std::string, Recorded>> kept_;
  std::vector<Task> waiting_;
};

class WebTest : public ::testing::Test {
 protected:
  WebTest();  // giulia and marco are staff, till-1 has a token
  ~WebTest() override;

  static ApiSettings usual_settings();
  static ApiSettings bare_settings();  // without a privacy notice and a staff survey
  // Starts the API again, as after a restart of the program.
  void restart();

  // "localhost", "counter.localhost", "kiosk.localhost"
  static Request request(Method method, std::string_view host, std::string_view path);
  static Request post(std::string_view host, std::string_view path, std::string_view body);
  Request as_program(Request request) const;
  Request as_staff(Request request);  // signs in first, when nobody is
  static Request with(Request request, std::string_view header, std::string_view value);

  Reply ask(Request request);
  // The answer that may come later.
  std::future<Reply> start(Request request);
  std::shared_ptr<HeldStream> open_stream(std::string_view query_touchpoint = {});
  std::vector<std::string> seen(const std::shared_ptr<HeldStream>& stream);

  void add_staff(std::string_view name, StaffRole role);  // "Displayed <name>", with kPin
  Reply sign_in(std::string_view name = "giulia", std::string_view pin = kPin);
  static std::string cookie_of(const Reply& reply);
  Reply interaction(std::string_view body);  // from a program
  Reply answer(std::string_view body);       // from the kiosk

  void open_access();
  // As if so many wrong PINs had been tried and the wait were over; the program starts again with
  // that.
  void given_failures(std::string_view name, int failures);
  template <class T, class Start>
  Result<T> wait(Start start) {
    return runner_.wait<T>(std::move(start));
  }
  template <class Task>
  auto on_loop(Task task) {
    return runner_.on_loop(std::move(task));
  }

  support::TempFolder folder_;
  support::HeldClock clock_;
  support::RepeatableRandom random_;
  HeldDevice device_{clock_};
  bool bare_ = false;
  std::chrono::seconds alone_for_{0};  // a badge, after the PIN
  std::string token_;                  // a program's
  std::string cookie_;                 // of who is signed in
  std::vector<Asset> counter_assets_;
  std::vector<Asset> kiosk_assets_;

  support::LoopRunner runner_;
  Worker slow_{"slow", limits::kSlowQueueMax};
  std::unique_ptr<Access> access_;
  std::unique_ptr<Api> api_;
};

}  // namespace touchpoint::web
