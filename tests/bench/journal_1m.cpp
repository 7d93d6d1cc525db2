// journal_1m: bytes of file and log that a million events take in one journal, beside what the
// journal may take; and seconds for recording them (64 callers), for opening the journal after a
// stop that was not clean and after one that was, and for letting go of all rows once the hub has
// had them for long enough.
//
// Usage: bench_journal_1m [events [folder]]
#include <future>

#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure.hpp"
#include "bench/shop_events.hpp"
#include "crypto/random.hpp"
#include "journal/journal.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::bench {
namespace {

constexpr std::int64_t kEventsUsual = 1'000'000;
constexpr std::int64_t kCallers = 64;

// The real one, ahead by as much as it is told, and trusted.
class LaterClock final : public Clock {
 public:
  explicit LaterClock(std::chrono::milliseconds by) : by_(by) {}
  WallTime wall() const override { return clock_.wall() + by_; }
  BootTime since_boot() const override { return clock_.since_boot(); }
  ClockQuality quality() const override { return ClockQuality::synchronised; }
  Uuid boot_id() const override { return clock_.boot_id(); }

 private:
  SystemClock clock_;
  const std::chrono::milliseconds by_;
};

NewEvent sample_event(UuidSource& ids, const Clock& clock) {
  return {
      .id = ids.next(),
      .type = "touchpoint.order.collected",
      .time = clock.wall(),
      .actor = Actor::employee,
      .touchpoint = "counter-1",
      .data = R"({"profile":")" + ids.next().text() + R"(","order_id":"W-1043","staff":"giulia"})"};
}

double seconds_since(Stopwatch::time_point start) {
  return microseconds_since(start) / 1e6;
}

class Million {
 public:
  Million(std::filesystem::path file, std::int64_t events)
      : file_(std::move(file)), events_(events) {}

  // In a process of its own that ends without a word.
  double record() {
    const auto start = Stopwatch::now();
    const auto process = ::fork();
    if (process == 0) {
      record_all();
      ::_exit(0);
    }
    int status = 1;
    if (process < 0 || ::waitpid(process, &status, 0) != process || status != 0) std::abort();
    return seconds_since(start);
  }

  double bytes() const {
    auto log = file_;
    log += "-wal";
    std::error_code absent;
    const auto in_log = std::filesystem::file_size(log, absent);
    return static_cast<double>(std::filesystem::file_size(file_)) +
           (absent ? 0 : static_cast<double>(in_log));
  }

  double open_and_close() {
    support::LoopRunner runner;
    const SystemClock clock;
    const auto start = Stopwatch::now();
    auto journal = open(runner, clock);
    const auto took = seconds_since(start);
    if (runner.on_loop([&] { return journal->position().last; }) != events_) std::abort();
    runner.on_loop([&] { journal.reset(); });
    return took;
  }

  // The receipt comes, and the resend window passes: any use of the journal goes on with it.
  double let_go() {
    support::LoopRunner runner;
    const LaterClock clock{limits::kResendWindow + std::chrono::hours{1}};
    auto journal = open(runner, clock);
    const auto start = Stopwatch::now();
    const auto kept = runner.wait<bool>([&](auto done) {
      journal->keep_receipt({.through = events_, .refused = 0, .jws = "a.b.c"}, std::move(done));
    });
    if (!kept) std::abort();
    const auto first_kept = [&] { return journal->position().first_kept; };
    while (runner.on_loop(first_kept) <= events_) {
      const auto asked = runner.wait<std::optional<Digest>>(
          [&](auto done) { journal->chain_at(events_, std::move(done)); });
      if (!asked) std::abort();
    }
    const auto took = seconds_since(start);
    runner.on_loop([&] { journal.reset(); });
    return took;
  }

 private:
  std::unique_ptr<journal::Journal> open(support::LoopRunner& runner, const Clock& clock) {
    auto opened = journal::Journal::open({.file = file_, .source = std::string{kSource}}, keys_,
                                         runner.loop(), clock, random_);
    if (!opened || opened.value().set_aside) std::abort();
    return std::move(opened.value().journal);
  }

  void record_all() {
    support::LoopRunner runner;
    const LaterClock clock{std::chrono::milliseconds{0}};
    UuidSource ids{clock, random_};
    auto journal = open(runner, clock);
    std::promise<void> all;
    std::int64_t begun = 0;
    std::int64_t answered = 0;
    const std::function<void()> next = [&] {
      if (begun == events_) return;
      ++begun;
      journal->record(sample_event(ids, clock), [&](const Result<Recorded>& recorded) {
        if (!recorded) std::abort();
        if (++answered == events_) return all.set_value();
        next();
      });
    };
    runner.on_loop([&] {
      for (std::int64_t i = 0; i < kCallers; ++i)
        next();
    });
    all.get_future().wait();
    ::_exit(0);
  }

  const std::filesystem::path file_;
  const std::int64_t events_;
  crypto::SystemRandom random_;
  const crypto::DeviceKeys keys_ =
      crypto::derive_device_keys(as_bytes("a secret for benchmarks only"));
};

int run(std::int64_t events, const std::filesystem::path& folder) {
  Million million{folder / "journal.db", events};
  const auto record_s = million.record();
  const auto bytes = million.bytes();
  const auto open_unclean_s = million.open_and_close();
  const auto open_clean_s = million.open_and_close();
  const auto let_go_s = million.let_go();
  print_figure("journal_1m", bytes, "bytes", static_cast<double>(limits::kJournalBytesMax),
               {{"events", static_cast<double>(events)},
                {"bytes_per_event", bytes / static_cast<double>(events)},
                {"record_s", record_s},
                {"open_unclean_s", open_unclean_s},
                {"open_clean_s", open_clean_s},
                {"let_go_s", let_go_s}});
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  const auto events = argc > 1 ? std::atoll(argv[1]) : touchpoint::bench::kEventsUsual;
  if (events < 1) return std::fputs("Usage: bench_journal_1m [events [folder]]\n", stderr), 64;
  if (argc > 2) ::setenv("TMPDIR", argv[2], 1);
  const touchpoint::support::TempFolder folder;
  return touchpoint::bench::run(events, folder.path());
}
