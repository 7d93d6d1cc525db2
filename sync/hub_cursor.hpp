// HubCursor is how far the hub has stored this journal, as far as that is proven. It hears the
// hub's words, judges them by the rules of CONTRACT.md ("Up") and keeps those that move it.
//
// It owns no storage and no socket: the EventSource compares the chain and keeps the receipt, in
// one go. Loop thread; words are judged one after the other, in the order in which they came.
//
// Promise: the cursor moves only by a receipt that is signed by a pinned key, names this device and
// this journal, lies within the journal and states our own chain value; and back only by one that
// answers a batch which was sent after the cursor got where it is.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/codec/receipt.hpp"
#include "sync/ports.hpp"

namespace touchpoint::sync {

class HubCursor {
 public:
  struct Verdict {
    enum class Move { raised, lowered, none };  // none: nothing new, or not to be believed
    Receipt receipt;
    Move move = Move::none;
  };
  using Done = std::move_only_function<void(Result<Verdict>)>;
  // At which move() a batch was sent; nullopt for one that is not known (any more).
  using SentAt = std::function<std::optional<std::int64_t>(const std::string& batch)>;

  HubCursor(EventSource& events, std::string device, std::vector<PinnedKey> keys, SentAt sent_at);

  std::int64_t through() const { return through_; }
  // How often the cursor has moved: a batch remembers it when it is sent.
  std::int64_t moves() const { return moves_; }

  // `done` gets what the word says, or the reason why it is worth nothing. A word that comes while
  // kWordsWaitingMax others wait is dropped: the hub repeats itself with every batch.
  void hear(std::string jws, Done done);

 private:
  struct Word {
    std::string jws;
    Done done;
  };

  void next();
  void judge(Word word);
  void keep(Word word, Verdict verdict);
  void move_to(const Verdict& verdict);
  void finish(Word word, Result<Verdict> result);
  Result<Verdict> judged(const std::string& jws) const;

  EventSource& events_;
  const std::string device_;
  const std::vector<PinnedKey> keys_;
  const SentAt sent_at_;
  std::int64_t through_;
  std::int64_t doubted_ = 0;     // how far the cursor was before it was lowered
  std::int64_t lowered_at_ = 0;  // the move that lowered it
  std::int64_t moves_ = 0;
  std::deque<Word> waiting_;
  bool busy_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint::sync
