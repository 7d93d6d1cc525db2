// hub_ingest_sqlite: events a second through the hub's intake into the real SqliteStore, from a
// batch's bytes as they come to its signed receipt: batches of 1,000, compressed, four on their way
// as a device has them. Beside it (`limit`) SQLite alone: the same rows into the same table of the
// same schema with a prepared statement, a transaction a batch. hub_ingest_repeats: the same, with
// a fifth of each batch stored before; beside it hub_ingest_sqlite. Rows offered count. `cpu_us` is
// the processor time per event.
//
// Usage: bench_ingest [rounds [batches [folder]]]
#include <future>

#include "bench/measure.hpp"
#include "bench/shop_events.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "support/held_clock.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"
#include "sync/codec/batch.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/hub/intake.hpp"
#include "sync/hub/store/sqlite/session.hpp"
#include "sync/hub/store/sqlite/sqlite_store.hpp"

namespace touchpoint::bench {
namespace {

constexpr int kRoundsUsual = 5;
constexpr int kBatchesUsual = 50;
constexpr std::size_t kRowsInBatch = 1'000;
constexpr std::size_t kRepeatsInBatch = 200;
constexpr std::size_t kBatchesOnTheirWay = 4;
constexpr int kLogPagesMax = 16 * 1000;  // as the hub's

// One way of taking them, round by round.
struct Pass {
  std::vector<double> rates;
  std::vector<double> cpu_us;

  void begin() {
    start_ = Stopwatch::now();
    cpu_before_ = processor_us();
  }
  void end(std::size_t rows) {
    rates.push_back(static_cast<double>(rows) * 1e6 / microseconds_since(start_));
    cpu_us.push_back((processor_us() - cpu_before_) / static_cast<double>(rows));
  }

 private:
  Stopwatch::time_point start_;
  double cpu_before_ = 0;
};

// One device's rows in as many journals as there are rounds, each used once.
class Rows {
 public:
  struct Journal {
    std::string id;
    std::vector<std::string> events;  // as they go up
  };

  Journal make(std::size_t count) {
    Journal journal{.id = ids_.next().text(), .events = {}};
    auto chain = crypto::chain_start(journal.id);
    for (std::size_t i = 0; i < count; ++i) {
      clock_.advance(std::chrono::milliseconds{events_.below(5'000)});
      const auto event = events_.next();
      Stamps stamps{.source = std::string{kSource},
                    .journal = journal.id,
                    .sequence = static_cast<std::int64_t>(i) + 1,
                    .recorded = clock_.wall(),
                    .clock_quality = ClockQuality::synchronised,
                    .boot_id = clock_.boot_id(),
                    .since_boot = clock_.since_boot()};
      random_.fill(stamps.salt);
      auto raw = to_json(event, stamps);
      chain = crypto::chain_next(chain, crypto::sha256(as_bytes(raw)));
      journal.events.push_back(with_chain(std::move(raw), chain));
    }
    return journal;
  }

  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }

 private:
  support::HeldClock clock_;
  crypto::SystemRandom random_;
  ShopEvents events_{clock_, random_};
  UuidSource ids_{clock_, random_};
};

std::string batch_of(const std::vector<std::string>& events, std::size_t first) {
  const std::vector<std::string_view> views(
      events.begin() + static_cast<std::ptrdiff_t>(first),
      events.begin() + static_cast<std::ptrdiff_t>(first + kRowsInBatch));
  return sync::compress(sync::join_batch(views));
}

// `step`: how far a batch begins behind the one before it.
std::vector<std::string> batches_of(const Rows::Journal& journal, std::size_t batches,
                                    std::size_t step) {
  std::vector<std::string> bodies;
  for (std::size_t i = 0; i < batches; ++i)
    bodies.push_back(batch_of(journal.events, i * step));
  return bodies;
}

class Hub {
 public:
  Hub(const std::filesystem::path& file, Rows& rows)
      : store_(hub::SqliteStore::open(file, runner_.loop(), rows.clock(), rows.random()).value()),
        intake_(*store_, signer_, metrics_) {
    const auto digest = crypto::sha256(as_bytes("the token"));
    const auto until = rows.clock().wall() + std::chrono::days{365};
    const bool granted = runner_
                             .wait<void>([&](auto done) {
                               store_->grant_token({digest, sender_, until}, std::move(done));
                             })
                             .has_value();
    const auto redeemed = runner_.wait<hub::TokenVerdict>([&](auto done) {
      store_->redeem_token({digest, sender_, "01", until}, std::move(done));
    });
    if (!granted || redeemed.value() != hub::TokenVerdict::good) std::abort();
  }

  void take(const std::vector<std::string>& bodies, Pass& pass) {
    std::promise<void> all;
    std::size_t sent = 0;
    std::size_t answered = 0;
    const std::function<void()> send_next = [&] {
      if (sent == bodies.size()) return;
      const auto& body = bodies[sent++];
      intake_.take({.sender = sender_, .name = "b" + std::to_string(sent), .body = body},
                   [&](const hub::Intake::Outcome& outcome) {
                     if (outcome.receipt.empty()) std::abort();
                     if (++answered == bodies.size()) return all.set_value();
                     send_next();
                   });
    };
    const auto stored_before = metrics_.events_stored;
    pass.begin();
    runner_.loop().post([&] {
      for (std::size_t i = 0; i < kBatchesOnTheirWay; ++i)
        send_next();
    });
    all.get_future().wait();
    pass.end(bodies.size() * kRowsInBatch);
    if (metrics_.events_refused != 0 || metrics_.events_stored == stored_before) std::abort();
  }

 private:
  support::LoopRunner runner_;
  const hub::Sender sender_{.device = std::string{kDevice}, .store = std::string{kStore}};
  const crypto::Signer signer_{crypto::SigningSeed{7}};
  hub::Metrics metrics_;
  std::unique_ptr<hub::SqliteStore> store_;
  hub::Intake intake_;
};

// The rows as they will stand in the table.
std::vector<hub::DeviceRow> read(const Rows::Journal& journal) {
  std::vector<hub::DeviceRow> rows;
  for (const auto& text : journal.events) {
    hub::DeviceRow row;
    row.event = sync::read_event(text).value();
    row.sequence = row.event.sequence;
    row.digest = crypto::sha256(as_bytes(row.event.raw));
    rows.push_back(std::move(row));
  }
  return rows;
}

class Raw {
 public:
  explicit Raw(const std::filesystem::path& file)
      : session_(hub::open_session(file, "epoch").value()) {
    const bool made = session_
                          .run(
                              "INSERT INTO devices (id, device, store, serial, enrolled_ms, "
                              "until_ms) VALUES (1, 'device', 'store', '01', 0, 0)")
                          .has_value();
    if (!made) std::abort();
  }

  void take(const std::vector<hub::DeviceRow>& rows, Pass& pass) {
    ++journal_;
    auto& database = session_.database();
    pass.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % kRowsInBatch == 0) begin();
      insert(rows[i]);
      if (i % kRowsInBatch != kRowsInBatch - 1) continue;
      if (!transaction_->commit()) std::abort();
      transaction_.reset();
      if (database.log_pages() > kLogPagesMax && !database.checkpoint()) std::abort();
    }
    pass.end(rows.size());
  }

 private:
  void begin() {
    transaction_.emplace(sqlite::Transaction::begin(session_.database()).value());
    if (journal_known_ == journal_) return;
    journal_known_ = journal_;
    const bool made = session_
                          .run(
                              "INSERT INTO journals (id, device, journal, through, last, "
                              "first_kept, stored, refused, outlived, since_ms) "
                              "VALUES (?, 1, ?, 0, 0, 0, 0, 0, 0, 0)",
                              journal_, std::to_string(journal_))
                          .has_value();
    if (!made) std::abort();
  }

  void insert(const hub::DeviceRow& row) {
    const auto id = Uuid::parse(row.event.id).value();
    const bool stored =
        session_
            .run(
                "INSERT INTO events (journal, sequence, device, event, type, at_ms, received_ms,"
                " digest, chain, raw) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
                journal_, row.sequence, id.bytes(), row.event.type,
                row.event.time.time_since_epoch().count(),
                row.event.time.time_since_epoch().count(), BytesView(row.digest),
                BytesView(row.event.chain), as_bytes(row.event.raw))
            .has_value();
    if (!stored) std::abort();
  }

  hub::Session session_;
  std::optional<sqlite::Transaction> transaction_;
  std::int64_t journal_ = 0;
  std::int64_t journal_known_ = 0;
};

int run(int rounds, std::size_t batches, const std::filesystem::path& folder) {
  Rows rows;
  Hub hub{folder / "hub.db", rows};
  Raw raw{folder / "raw.db"};
  Pass ours;
  Pass repeats;
  Pass limit;
  constexpr auto kStep = kRowsInBatch - kRepeatsInBatch;
  for (int round = 0; round < rounds; ++round) {
    const auto journal = rows.make(batches * kRowsInBatch);
    const auto other = rows.make((batches - 1) * kStep + kRowsInBatch);
    const auto bodies = batches_of(journal, batches, kRowsInBatch);
    const auto with_repeats = batches_of(other, batches, kStep);
    const auto as_read = read(journal);
    raw.take(as_read, limit);
    hub.take(bodies, ours);
    hub.take(with_repeats, repeats);
  }
  const auto print = [](std::string_view name, const Pass& value, const Pass& beside) {
    print_figure(name, median(value.rates), "events/s", median(beside.rates),
                 {{"cpu_us", median(value.cpu_us)}, {"limit_cpu_us", median(beside.cpu_us)}});
  };
  print("hub_ingest_sqlite", ours, limit);
  print("hub_ingest_repeats", repeats, ours);
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  using namespace touchpoint::bench;
  const int rounds = argc > 1 ? std::atoi(argv[1]) : kRoundsUsual;
  const int batches = argc > 2 ? std::atoi(argv[2]) : kBatchesUsual;
  if (rounds < 1 || batches < 1) {
    return std::fputs("Usage: bench_ingest [rounds [batches [folder]]]\n", stderr), 64;
  }
  if (argc > 3) ::setenv("TMPDIR", argv[3], 1);
  const touchpoint::support::TempFolder folder;
  return run(rounds, static_cast<std::size_t>(batches), folder.path());
}
