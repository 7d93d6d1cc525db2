// record_1 and record_64: durable events a second through the real Journal on a real Loop, with one
// caller and with 64, beside SQLite alone (WAL, FULL, its own defaults) storing the same bytes: one
// row a commit, and 64 rows a commit. disk_bytes_per_event: what is on the disk afterwards.
// `cpu_us` is the processor time per event, `limit_cpu_us` that of SQLite alone.
//
// Usage: bench_record [rounds [folder]]   (the folder's disk is what is measured; default: the
// temporary folder)
#include <atomic>
#include <cstdlib>
#include <memory>

#include <sys/syscall.h>
#include <unistd.h>

#include "bench/measure.hpp"
#include "crypto/random.hpp"
#include "journal/journal.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"

namespace {
std::atomic<std::int64_t> syncs{0};
}

// SQLite's calls come here first, to be counted.
extern "C" int fdatasync(int fd);
extern "C" int fdatasync(int fd) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fdatasync, fd));
}
extern "C" int fsync(int fd);
extern "C" int fsync(int fd) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fsync, fd));
}

namespace touchpoint::bench {
namespace {

constexpr int kRoundsUsual = 7;
constexpr int kEventsAlone = 2'000;
constexpr int kCallers = 64;
constexpr int kEventsTogether = kCallers * 300;

struct Run {
  std::vector<double> rates;         // events a second, one per round
  std::vector<double> latencies_us;  // of all rounds
  std::vector<double> cpu_us;        // of each round, per event
  std::int64_t syncs = 0;
  std::int64_t events = 0;

  double rate() const { return median(rates); }
  double syncs_per_event() const {
    return static_cast<double>(syncs) / static_cast<double>(events);
  }
  struct Before {
    std::int64_t syncs = ::syncs.load();
    double cpu_us = processor_us();
    Stopwatch::time_point start = Stopwatch::now();
  };
  void end_round(int count, const Before& before) {
    rates.push_back(count * 1e6 / microseconds_since(before.start));
    cpu_us.push_back((processor_us() - before.cpu_us) / count);
    syncs += ::syncs.load() - before.syncs;
    events += count;
  }
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

class Raw {
 public:
  Raw(const std::filesystem::path& file, std::string body)
      : database_(sqlite::Database::open(file, {}).value()), body_(std::move(body)) {
    const bool made =
        database_.use_log() && database_.execute(
                                   "CREATE TABLE raw(sequence INTEGER PRIMARY KEY,"
                                   "id BLOB NOT NULL UNIQUE, body BLOB NOT NULL) STRICT");
    if (!made) std::abort();
    insert_ = database_.prepare("INSERT INTO raw(id, body) VALUES (?, ?)").value();
  }

  void measure(Run& run, int events, int per_commit, UuidSource& ids) {
    const Run::Before before;
    for (int done = 0; done < events; done += per_commit) {
      const auto began = Stopwatch::now();
      auto transaction = sqlite::Transaction::begin(database_).value();
      for (int i = 0; i < per_commit; ++i) {
        const auto id = ids.next();
        if (!insert_.run(id.bytes(), as_bytes(body_))) std::abort();
      }
      if (!transaction.commit()) std::abort();
      run.latencies_us.insert(run.latencies_us.end(), static_cast<std::size_t>(per_commit),
                              microseconds_since(began));
    }
    run.end_round(events, before);
  }

 private:
  sqlite::Database database_;
  const std::string body_;
  sqlite::Statement insert_;
};

// `callers` that each record their next event as soon as the last one is durable.
class Callers {
 public:
  Callers(journal::Journal& journal, UuidSource& ids, const Clock& clock, int events, Run& run)
      : journal_(journal), ids_(ids), clock_(clock), left_(events), waiting_(events), run_(run) {}

  void start(int callers, std::promise<void>& all) {
    all_ = &all;
    for (int i = 0; i < callers; ++i)
      next();
  }

 private:
  void next() {
    if (left_-- <= 0) return;
    journal_.record(sample_event(ids_, clock_),
                    [this, began = Stopwatch::now()](const Result<Recorded>& answer) {
                      if (!answer) std::abort();
                      run_.latencies_us.push_back(microseconds_since(began));
                      if (--waiting_ == 0) return all_->set_value();
                      next();
                    });
  }

  journal::Journal& journal_;
  UuidSource& ids_;
  const Clock& clock_;
  int left_;
  int waiting_;
  Run& run_;
  std::promise<void>* all_ = nullptr;
};

void measure_journal(support::LoopRunner& runner, journal::Journal& journal, UuidSource& ids,
                     const Clock& clock, int events, int callers, Run& run) {
  Callers all{journal, ids, clock, events, run};
  std::promise<void> finished;
  const Run::Before before;
  runner.loop().post([&] { all.start(callers, finished); });
  finished.get_future().wait();
  run.end_round(events, before);
}

void print(std::string_view name, const Run& ours, const Run& raw) {
  print_figure(name, ours.rate(), "events/s", raw.rate(),
               {{"p50_us", percentile(ours.latencies_us, 0.5)},
                {"p99_us", percentile(ours.latencies_us, 0.99)},
                {"limit_p50_us", percentile(raw.latencies_us, 0.5)},
                {"limit_p99_us", percentile(raw.latencies_us, 0.99)},
                {"cpu_us", median(ours.cpu_us)},
                {"limit_cpu_us", median(raw.cpu_us)},
                {"syncs_per_event", ours.syncs_per_event()},
                {"limit_syncs_per_event", raw.syncs_per_event()}});
}

int run(int rounds, const std::filesystem::path& folder) {
  const SystemClock clock;
  crypto::SystemRandom random;
  UuidSource ids{clock, random};
  support::LoopRunner runner;
  auto opened = journal::Journal::open(
      {.file = folder / "journal.db", .source = "/stores/milano-01/devices/milano-01-pos-3"},
      crypto::derive_device_keys(as_bytes("a secret for benchmarks only")), runner.loop(), clock,
      random);
  if (!opened) return std::fprintf(stderr, "%s\n", opened.error().sentence().c_str()), 1;
  auto& journal = *opened.value().journal;

  Run warm_up;
  measure_journal(runner, journal, ids, clock, 1, 1, warm_up);
  const auto event = runner
                         .wait<std::vector<sync::OutgoingEvent>>(
                             [&](auto done) { journal.read_after(0, 1, 1, std::move(done)); })
                         .value()
                         .front()
                         .json;
  Raw raw_alone{folder / "raw-1.db", event};
  Raw raw_together{folder / "raw-64.db", event};

  Run alone;
  Run together;
  Run limit_alone;
  Run limit_together;
  for (int round = 0; round < rounds; ++round) {
    raw_alone.measure(limit_alone, kEventsAlone, 1, ids);
    measure_journal(runner, journal, ids, clock, kEventsAlone, 1, alone);
    raw_together.measure(limit_together, kEventsTogether, kCallers, ids);
    measure_journal(runner, journal, ids, clock, kEventsTogether, kCallers, together);
  }
  print("record_1", alone, limit_alone);
  print("record_64", together, limit_together);

  runner.on_loop([&] { journal.stop(); });
  runner.stop();
  const auto size = static_cast<double>(std::filesystem::file_size(folder / "journal.db"));
  const auto events = static_cast<double>(alone.events + together.events + 1);
  print_figure("disk_bytes_per_event", size / events, "bytes", static_cast<double>(event.size()));
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : touchpoint::bench::kRoundsUsual;
  if (rounds < 1) return std::fputs("Usage: bench_record [rounds [folder]]\n", stderr), 64;
  if (argc > 2) ::setenv("TMPDIR", argv[2], 1);
  const touchpoint::support::TempFolder folder;
  return touchpoint::bench::run(rounds, folder.path());
}
