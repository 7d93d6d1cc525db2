#include "sync/hub_cursor.hpp"

#include <algorithm>

namespace touchpoint::sync {
namespace {

constexpr std::size_t kWordsWaitingMax = 64;  // a thousand a second must not fill the memory

}  // namespace

HubCursor::HubCursor(EventSource& events, std::string device, std::vector<PinnedKey> keys,
                     SentAt sent_at)
    : events_(events),
      device_(std::move(device)),
      keys_(std::move(keys)),
      sent_at_(std::move(sent_at)),
      through_(events.position().through) {}

void HubCursor::hear(std::string jws, Done done) {
  if (waiting_.size() >= kWordsWaitingMax) return;
  waiting_.push_back({std::move(jws), std::move(done)});
  next();
}

void HubCursor::next() {
  if (busy_ || waiting_.empty()) return;
  busy_ = true;
  auto word = std::move(waiting_.front());
  waiting_.pop_front();
  judge(std::move(word));
}

void HubCursor::finish(Word word, Result<Verdict> result) {
  busy_ = false;
  const std::weak_ptr alive = alive_;
  word.done(std::move(result));
  if (!alive.expired()) next();
}

// All that can be said without asking the journal.
Result<HubCursor::Verdict> HubCursor::judged(const std::string& jws) const {
  TP_TRY(auto receipt, verify_receipt(jws, keys_));
  const auto position = events_.position();
  if (receipt.device != device_) {
    return refused("the hub's receipt is for another device");
  }
  if (receipt.journal != position.journal) {
    return refused("the hub's receipt is for another journal of this device");
  }
  if (receipt.through > position.last) {
    return refused(
        "the hub says that it has rows which this journal has not: was the journal put back from a "
        "copy? Set it aside and start with a new one");
  }
  Verdict verdict{std::move(receipt), Verdict::Move::none};
  const auto through = verdict.receipt.through;
  const auto sent_at = sent_at_(verdict.receipt.answers);
  // After the cursor was lowered, receipts from before must not raise it again: the hub that gave
  // them has lost what they speak of.
  const bool from_before = through <= doubted_ && !(sent_at && *sent_at >= lowered_at_);
  if (through > through_ && !from_before) {
    verdict.move = Verdict::Move::raised;
  } else if (through < through_ && sent_at && *sent_at == moves_) {
    verdict.move = Verdict::Move::lowered;
  }
  return verdict;
}

void HubCursor::judge(Word word) {
  auto verdict = judged(word.jws);
  if (!verdict || verdict.value().move == Verdict::Move::none) {
    return finish(std::move(word), std::move(verdict));
  }
  keep(std::move(word), std::move(verdict.value()));
}

void HubCursor::keep(Word word, Verdict verdict) {
  KeptReceipt receipt{
      .through = verdict.receipt.through,
      .refused = verdict.receipt.refused,
      .jws = word.jws,
      .chain = verdict.receipt.chain,
      // Rows that are trimmed here can have been lost there: a lowered receipt may name a row whose
      // chain value is gone, and then the signature must be enough.
      .chain_may_be_gone = verdict.move == Verdict::Move::lowered,
  };
  events_.keep_receipt(
      std::move(receipt), [this, alive = std::weak_ptr(alive_), word = std::move(word),
                           verdict = std::move(verdict)](Result<bool> kept) mutable {
        if (alive.expired()) return;
        if (!kept) return finish(std::move(word), std::move(kept.error()));
        if (!kept.value()) {
          return finish(std::move(word),
                        damaged("the hub holds other rows of this journal than this device: two "
                                "devices may use one name"));
        }
        move_to(verdict);
        finish(std::move(word), std::move(verdict));
      });
}

void HubCursor::move_to(const Verdict& verdict) {
  ++moves_;
  if (verdict.move == Verdict::Move::lowered) {
    doubted_ = std::max(doubted_, through_);
    lowered_at_ = moves_;
  }
  through_ = verdict.receipt.through;
  if (through_ >= doubted_) doubted_ = 0;
}

}  // namespace touchpoint::sync
