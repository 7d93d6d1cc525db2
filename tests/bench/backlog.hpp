// What a device has when it was offline for a while: a journal full of rows that the hub has not.
#pragma once

#include <cstdlib>
#include <filesystem>

#include "bench/shop_events.hpp"
#include "crypto/random.hpp"
#include "journal/journal.hpp"
#include "sqlite/sqlite.hpp"
#include "support/held_clock.hpp"

namespace touchpoint::bench {

class Backlog {
 public:
  static constexpr int kRowsInCommit = 256;

  // A row every few seconds, so that 200,000 are young enough to be kept once the hub has them.
  Backlog(std::filesystem::path file, int rows) : file_(std::move(file)) {
    auto journal = journal::JournalFile::open(options(), journal::JournalFile::Look::last_rows,
                                              {.keys = keys_, .clock = clock_, .random = random_});
    if (!journal) std::abort();
    ShopEvents events{clock_, random_};
    for (int i = 0; i < rows; ++i) {
      clock_.advance(std::chrono::milliseconds{events.below(5'000)});
      auto event = events.next();
      clock_.advance(std::chrono::milliseconds{events.below(4)});
      if (!journal.value()->append(event)) std::abort();
      const bool full = i % kRowsInCommit == kRowsInCommit - 1;
      if ((full || i == rows - 1) && !journal.value()->commit()) std::abort();
      if (full && !journal.value()->checkpoint()) std::abort();
    }
    if (!journal.value()->close()) std::abort();
  }

  std::unique_ptr<journal::Journal> open(Loop& loop) {
    auto opened = journal::Journal::open(options(), keys_, loop, clock_, random_);
    if (!opened || opened.value().set_aside) std::abort();
    return std::move(opened.value().journal);
  }

  // As if the hub had never said anything. While the journal is closed.
  void forget_receipts() {
    auto database = sqlite::Database::open(file_, {}).value();
    if (!database.execute("UPDATE hub SET through = 0, refused = 0")) std::abort();
    if (!database.empty_log()) std::abort();
  }

  const std::filesystem::path& file() const { return file_; }
  Random& random() { return random_; }

 private:
  journal::Options options() const { return {.file = file_, .source = std::string{kSource}}; }

  const std::filesystem::path file_;
  support::HeldClock clock_;
  crypto::SystemRandom random_;
  const crypto::DeviceKeys keys_ =
      crypto::derive_device_keys(as_bytes("a secret for benchmarks only"));
};

}  // namespace touchpoint::bench
