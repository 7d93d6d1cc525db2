// A journal in memory: what the outbox sees of the real one, with the same bytes and the same
// chain. Answers come later, on the loop, as the real one's do.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "crypto/hash.hpp"
#include "loop/loop.hpp"
#include "sync/ports.hpp"

namespace touchpoint::support {

class MemoryJournal final : public sync::EventSource {
 public:
  explicit MemoryJournal(Loop& loop, std::string id = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11")
      : loop_(loop), id_(std::move(id)) {
    chains_[0] = crypto::chain_start(id_);
  }

  // Records `count` events and returns the last sequence.
  std::int64_t record(int count = 1, std::size_t note_bytes = 5) {
    for (int i = 0; i < count; ++i)
      append(note_bytes);
    return last_;
  }
  void trim_below(std::int64_t sequence) {
    rows_.erase(rows_.begin(), rows_.lower_bound(sequence));
    chains_.erase(chains_.begin(), chains_.lower_bound(sequence - 1));
    first_kept_ = sequence;
  }

  // A row that is not what its chain says.
  void change(std::int64_t sequence) {
    auto& row = rows_.at(sequence);
    row.replace(row.find("xxx"), 3, "yyy");
  }

  const std::string& row(std::int64_t sequence) const { return rows_.at(sequence); }
  Digest chain(std::int64_t sequence) const { return chains_.at(sequence); }
  const std::string& id() const { return id_; }
  std::int64_t through() const { return through_; }
  const std::vector<sync::Refusal>& refusals() const { return refusals_; }
  int receipts_kept() const { return receipts_kept_; }
  void fail_reads(bool fail) { fail_reads_ = fail; }

  sync::JournalPosition position() const override {
    return {.journal = id_,
            .first_kept = first_kept_,
            .last = last_,
            .through = through_,
            .refused = static_cast<std::int64_t>(refusals_.size())};
  }

  void read_after(
      std::int64_t after, std::size_t rows_max, std::size_t bytes_max,
      std::move_only_function<void(Result<std::vector<sync::OutgoingEvent>>)> done) override {
    std::vector<sync::OutgoingEvent> rows;
    std::size_t bytes = 0;
    for (auto row = rows_.upper_bound(after); row != rows_.end() && rows.size() < rows_max; ++row) {
      bytes += row->second.size() + 1;
      if (!rows.empty() && bytes > bytes_max) break;
      rows.push_back({row->first, row->second, !rows.empty() && follows(row->first)});
    }
    loop_.post([this, rows = std::move(rows), done = std::move(done)]() mutable {
      if (fail_reads_) return done(retry_later("the disk does not answer"));
      done(std::move(rows));
    });
  }

  void keep_receipt(sync::KeptReceipt receipt,
                    std::move_only_function<void(Result<bool>)> done) override {
    const auto found = chains_.find(receipt.through);
    const bool agrees =
        !receipt.chain ||
        (found == chains_.end() ? receipt.chain_may_be_gone : found->second == *receipt.chain);
    loop_.post([this, agrees, through = receipt.through, done = std::move(done)]() mutable {
      if (!agrees) return done(false);
      through_ = through;
      ++receipts_kept_;
      done(true);
    });
  }

  void keep_refusals(sync::RefusalPage page,
                     std::move_only_function<void(Result<void>)> done) override {
    loop_.post([this, page = std::move(page), done = std::move(done)]() mutable {
      std::erase_if(refusals_, [&](const sync::Refusal& known) {
        return known.sequence > page.since && known.sequence <= page.through;
      });
      refusals_.insert(refusals_.end(), page.refusals.begin(), page.refusals.end());
      done(success());
    });
  }

 private:
  bool follows(std::int64_t sequence) const {
    const auto raw = without_chain(rows_.at(sequence))->raw;
    return crypto::chain_next(chains_.at(sequence - 1), crypto::sha256(as_bytes(raw))) ==
           chains_.at(sequence);
  }
  void append(std::size_t note_bytes) {
    ++last_;
    NewEvent event;
    std::array<std::uint8_t, Uuid::kSize> id{};
    id[6] = 0x70;
    id[8] = 0x80;
    for (std::size_t i = 0; i < 8; ++i)
      id[15 - i] |= static_cast<std::uint8_t>(last_ >> (8 * i));
    event.id = Uuid{id};
    event.type = "touchpoint.note.added";
    event.touchpoint = "counter-1";
    event.data = R"({"text":")" + std::string(note_bytes, 'x') + "\"}";
    Stamps stamps;
    stamps.source = "/stores/store-1/devices/device-1";
    stamps.journal = id_;
    stamps.sequence = last_;
    const auto raw = to_json(event, stamps);
    chains_[last_] = crypto::chain_next(chains_.at(last_ - 1), crypto::sha256(as_bytes(raw)));
    rows_[last_] = with_chain(raw, chains_[last_]);
  }

  Loop& loop_;
  const std::string id_;
  std::map<std::int64_t, std::string> rows_;
  std::map<std::int64_t, Digest> chains_;
  std::int64_t first_kept_ = 1;
  std::int64_t last_ = 0;
  std::int64_t through_ = 0;
  int receipts_kept_ = 0;
  bool fail_reads_ = false;
  std::vector<sync::Refusal> refusals_;
};

}  // namespace touchpoint::support
