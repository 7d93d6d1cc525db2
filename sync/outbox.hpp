// Outbox decides which events leave the store next, by which transport, and when they are sent
// again.
//
// It owns no storage and no socket: rows come from an EventSource, bytes go to a Transport, and
// what the hub has is HubCursor's to say. Loop thread. Nothing here blocks or throws; after the
// destructor nothing of it is called.
//
// Promises: an event is sent until the hub's receipt covers it. What a broker, a proxy or an
// unproven hub says changes nothing. Waiting grows to Tuning::backoff_longest and no further.
//
//   state         what happens                       next
//   ------------  ---------------------------------  ----------------------------------------------
//   flowing       rows above what was sent           a batch by the preferred transport, or else by
//                                                    the other; at most a window without receipt
//   flowing       a receipt                          the cursor moves, the window doubles
//   flowing       no receipt in time, preferred      everything above the cursor again; the third
//                                                    time in a row by the other transport
//   flowing       a failure of the other transport   holding
//   flowing       too large                          the same rows in smaller batches
//   any           refused in a run                   those rows once more, with their chains
//   holding       the backoff is over                flowing, with a window of one
//   holding       the preferred transport appears    flowing, by it
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "loop/loop.hpp"
#include "sync/backoff.hpp"
#include "sync/hub_cursor.hpp"
#include "sync/hub_reader.hpp"
#include "sync/transport.hpp"
#include "sync/tuning.hpp"

namespace touchpoint::sync {

class Outbox {
 public:
  struct Callbacks {
    // The hub has spoken, whether or not the cursor moved.
    std::function<void(std::string_view transport, const Receipt& receipt)> on_receipt;
    // The way to the hub did not work; or, without a transport, this device did not.
    std::function<void(std::string_view transport, const std::string& sentence)> on_problem;
  };

  // `preferred` may be null. The references outlive the outbox.
  Outbox(Loop& loop, Random& random, EventSource& events, HubReader& reader, Transport* preferred,
         Transport& other, std::string device, std::vector<PinnedKey> keys, const Tuning& tuning,
         Callbacks callbacks);

  // Rows are durable through `last`. Call it once at the start, too.
  void wake(std::int64_t last);

  // Sends rows again that the hub has refused, below the cursor, and then asks what it refuses now.
  // `done` when the list is as new as that; `retry_later` when the hub gives no receipt for them,
  // or a retry is under way.
  void retry(std::vector<OutgoingEvent> rows, std::move_only_function<void(Result<void>)> done);

  std::int64_t through() const { return cursor_.through(); }
  std::size_t in_flight() const { return in_flight_.size(); }
  // Whether the preferred transport is there, and no receipt is missing since it brought one.
  bool preferred_works() const { return prefers_preferred() && preferred_failures_ == 0; }

 private:
  struct Sent {
    std::string batch;
    std::int64_t last = 0;  // its last row
    std::size_t rows = 0;
    std::int64_t moves = 0;  // HubCursor::moves() when it was sent
    Transport* by = nullptr;
    Timer patience;
    bool answered = false;  // by a receipt that does not cover it: an earlier batch is missing
  };

  Transport::Listener listener(Transport& transport);
  bool prefers_preferred() const;
  Transport& chosen() const { return prefers_preferred() ? *preferred_ : other_; }

  void pump();
  void deliver(std::vector<OutgoingEvent> rows);
  void probe(std::string body);
  void hear(Transport& from, std::string jws, std::optional<std::string> batch);
  void answered(Transport& from, const HubCursor::Verdict& verdict);
  void look_at_refused(const Receipt& receipt);
  void ask_refusals();
  void fetch_refusals(std::int64_t since);
  void fetched_refusals(Result<void> fetched);
  void send_again();
  void forget_again(std::int64_t through);
  void send_retry();
  void end_retry(Result<void> result);
  std::vector<OutgoingEvent> take_for_batch(std::vector<OutgoingEvent>& rows) const;

  Sent* waiting(std::string_view batch);  // null when it is not in flight, or answered
  void failed(const std::string& batch, const SendFailure& failure);  // passes over unknown ones
  void failed(Transport& by, const std::string& sentence,
              std::optional<std::chrono::seconds> retry_after);
  void start_again();  // everything above the cursor is unsent
  void hold(std::optional<std::chrono::seconds> at_least);
  void release();
  void trust_preferred();
  void distrust_preferred();
  void give_preferred_one_chance();
  void availability(Transport& transport, bool available);
  std::string new_batch_id();

  Loop& loop_;
  Random& random_;
  EventSource& events_;
  HubReader& reader_;
  Transport* const preferred_;
  Transport& other_;
  const Tuning tuning_;
  const Callbacks callbacks_;
  HubCursor cursor_;

  std::int64_t last_ = 0;     // durable
  std::int64_t sent_to_ = 0;  // the last row that is on its way
  std::vector<Sent> in_flight_;
  std::size_t window_ = 1;  // how many may be
  std::size_t rows_max_;    // smaller for a while after "too large"
  bool hub_takes_runs_ = false;
  bool reading_ = false;
  // Where rows went up without their chain of which nothing is known yet.
  struct Span {
    std::int64_t first = 1;
    std::int64_t last = 0;
    bool holds(std::int64_t row) const { return row >= first && row <= last; }
    void note(std::int64_t from, std::int64_t to) {
      first = first > last ? from : std::min(first, from);
      last = std::max(last, to);
    }
    void settle(std::int64_t through) { first = std::max(first, through + 1); }
  };
  Span without_chain_;
  std::set<std::int64_t> again_;  // what was refused of those
  bool reading_again_ = false;
  bool fetching_refusals_ = false;
  std::int64_t refused_claimed_ = 0;  // how many rows the hub refuses, by its last receipt
  std::int64_t refused_asked_ = -1;   // … and when it was last asked which
  struct Asking {                     // … and while it is
    std::int64_t claimed = 0;
    std::int64_t through = 0;
  };
  Asking asking_;

  struct Retry {
    std::vector<OutgoingEvent> rows;  // still to be sent
    std::string batch;                // what was sent last
    Timer patience;
    std::move_only_function<void(Result<void>)> done;
  };
  std::optional<Retry> retry_;

  bool holding_ = false;
  Timer hold_timer_;
  Backoff backoff_;
  int preferred_failures_ = 0;
  bool distrusted_ = false;
  bool probe_due_ = false;
  std::string probe_batch_;
  Timer probe_timer_;
  Backoff probe_backoff_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint::sync
