// A hub in memory: takes batches as the contract has it, keeps each row once and says so under its
// own signature. What it has can be looked at, and taken from it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/event.hpp"
#include "crypto/hash.hpp"
#include "sync/codec/batch.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/receipt.hpp"

namespace touchpoint::support {

class MemoryHub {
 public:
  explicit MemoryHub(std::uint8_t seed = 7) : signer_(seed_of(seed)) {}

  const crypto::Signer& signer() const { return signer_; }
  std::vector<sync::PinnedKey> keys() const {
    return {{sync::key_id(signer_.public_key()), signer_.public_key()}};
  }

  // Stores the rows of a batch; false when it is not one.
  bool take(const std::string& body) {
    auto plain = sync::decompress_if_needed(body, sync::kBatchBytesMax);
    if (!plain) return false;
    const auto elements = sync::split_batch(plain.value());
    if (!elements) return false;
    std::optional<Digest> open;  // the chain at the last row, while a run is not confirmed
    for (const auto element : elements.value()) {
      auto event = read(element, open);
      if (!event) return false;
      journal_ = event.value().journal;
      const auto sequence = event.value().sequence;
      const bool is_new = rows_.emplace(sequence, std::move(event.value())).second;
      if (is_new)
        arrivals_.push_back(sequence);
      else
        ++duplicates_;
    }
    if (!says_chain_) return false;
    while (rows_.contains(through_ + 1))
      ++through_;
    return true;
  }

  sync::Receipt receipt(const std::string& batch) const {
    sync::Receipt receipt;
    receipt.device = "device-1";
    receipt.journal = journal_;
    receipt.answers = batch;
    receipt.through = through_;
    receipt.chain = through_ == 0 ? crypto::chain_start(journal_) : rows_.at(through_).chain;
    receipt.refused = static_cast<std::int64_t>(refused_);
    receipt.runs = takes_runs_;
    receipt.at = WallTime{std::chrono::milliseconds{1'772'448'067'400}};
    return receipt;
  }
  std::string word(const std::string& batch) const { return sign(receipt(batch)); }
  std::string sign(const sync::Receipt& receipt) const {
    return sync::sign_receipt(signer_, receipt);
  }

  // As if it had been put back from a backup of when it had `through` rows.
  void roll_back(std::int64_t through) {
    rows_.erase(rows_.upper_bound(through), rows_.end());
    std::erase_if(arrivals_, [through](auto sequence) { return sequence > through; });
    through_ = std::min(through_, through);
  }
  void take_runs(bool take) { takes_runs_ = take; }
  void refuse(int rows) { refused_ += rows; }
  void know(const std::string& journal) { journal_ = journal; }

  std::int64_t through() const { return through_; }
  std::string row(std::int64_t sequence) const {
    const auto& event = rows_.at(sequence);
    return with_chain(event.raw, event.chain);
  }
  std::size_t rows() const { return rows_.size(); }
  int duplicates() const { return duplicates_; }
  // In the order in which they came first.
  const std::vector<std::int64_t>& arrivals() const { return arrivals_; }

 private:
  static crypto::SigningSeed seed_of(std::uint8_t byte) {
    crypto::SigningSeed seed{};
    seed.fill(byte);
    return seed;
  }

  // CONTRACT.md, "Runs"; here nothing is refused in its place. `before` is the chain at the row
  // before.
  Result<sync::ReceivedEvent> read(std::string_view row, std::optional<Digest>& before) {
    const bool was_open = !std::exchange(says_chain_, ends_in_chain(row));
    TP_TRY(auto event, says_chain_ ? sync::read_event(row) : sync::read_event_of_run(row));
    const auto digest = crypto::sha256(as_bytes(event.raw));
    if (!says_chain_) {
      if (!takes_runs_ || !before) return refused("no run");
      event.chain = crypto::chain_next(*before, digest);
    } else if (was_open && before && crypto::chain_next(*before, digest) != event.chain) {
      return refused("the run does not agree");
    }
    before = event.chain;
    return event;
  }

  crypto::Signer signer_;
  std::string journal_;
  std::map<std::int64_t, sync::ReceivedEvent> rows_;
  std::vector<std::int64_t> arrivals_;
  std::int64_t through_ = 0;
  int refused_ = 0;
  int duplicates_ = 0;
  bool takes_runs_ = false;
  bool says_chain_ = true;  // the row that was read last
};

}  // namespace touchpoint::support
