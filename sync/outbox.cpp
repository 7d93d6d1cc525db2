#include "sync/outbox.hpp"

#include <algorithm>

#include "core/event.hpp"
#include "sync/codec/batch.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kBatchIdLength = 16;  // letters; 80 bits
constexpr std::size_t kRefusalsInPage =
    1000;  // CONTRACT.md: a page with as many has more behind it

// CONTRACT.md, "Runs": whoever stands between two of its run leaves its chain out.
void drop_chains(std::vector<OutgoingEvent>& rows) {
  for (std::size_t i = 1; i + 1 < rows.size(); ++i) {
    if (rows[i].follows && rows[i + 1].follows) drop_chain(rows[i].json);
  }
}

std::string packed(const std::vector<OutgoingEvent>& rows, std::size_t compress_from) {
  std::vector<std::string_view> events;
  events.reserve(rows.size());
  for (const auto& row : rows)
    events.push_back(row.json);
  auto body = join_batch(events);
  if (body.size() < compress_from) return body;
  auto smaller = compress(body);
  return smaller.size() < body.size() ? smaller : body;
}

}  // namespace

Outbox::Outbox(Loop& loop, Random& random, EventSource& events, HubReader& reader,
               Transport* preferred, Transport& other, std::string device,
               std::vector<PinnedKey> keys, const Tuning& tuning, Callbacks callbacks)
    : loop_(loop),
      random_(random),
      events_(events),
      reader_(reader),
      preferred_(preferred),
      other_(other),
      tuning_(tuning),
      callbacks_(std::move(callbacks)),
      cursor_(events, std::move(device), std::move(keys),
              [this](const std::string& batch) -> std::optional<std::int64_t> {
                const auto sent = std::ranges::find(in_flight_, batch, &Sent::batch);
                if (sent == in_flight_.end()) return std::nullopt;
                return sent->moves;
              }),
      sent_to_(cursor_.through()),
      rows_max_(tuning.batch_rows_max),
      backoff_(tuning.backoff_first, tuning.backoff_longest),
      probe_backoff_(tuning.probe_first, tuning.probe_longest) {
  if (preferred_ != nullptr) preferred_->listen(listener(*preferred_));
  other_.listen(listener(other_));
}

Transport::Listener Outbox::listener(Transport& transport) {
  const std::weak_ptr alive = alive_;
  return {
      .on_word =
          [this, alive, &transport](std::string jws, std::optional<std::string> batch) {
            if (!alive.expired()) hear(transport, std::move(jws), std::move(batch));
          },
      .on_failed =
          [this, alive](const std::string& batch, const SendFailure& failure) {
            if (!alive.expired()) failed(batch, failure);
          },
      .on_available =
          [this, alive, &transport](bool available) {
            if (!alive.expired()) availability(transport, available);
          },
  };
}

bool Outbox::prefers_preferred() const {
  return preferred_ != nullptr && preferred_->available() && !distrusted_;
}

void Outbox::wake(std::int64_t last) {
  last_ = std::max(last_, last);
  pump();
}

// --- sending ------------------------------------------------------------------------------------

void Outbox::pump() {
  if (holding_ || reading_ || sent_to_ >= last_ || in_flight_.size() >= window_) return;
  if (!chosen().available()) return;
  reading_ = true;
  events_.read_after(sent_to_, rows_max_, std::min(tuning_.batch_bytes_max, kBatchBytesMax - 2),
                     [this, alive = std::weak_ptr(alive_), after = sent_to_](auto rows) {
                       if (alive.expired()) return;
                       reading_ = false;
                       if (!rows) {
                         callbacks_.on_problem("", rows.error().sentence());
                         return hold(std::nullopt);
                       }
                       // Everything may have failed, or the cursor may be beyond them, since they
                       // were asked for.
                       if (after != sent_to_ || holding_) return pump();
                       if (!rows.value().empty()) deliver(std::move(rows.value()));
                     });
}

void Outbox::deliver(std::vector<OutgoingEvent> rows) {
  auto& by = chosen();
  if (!by.available()) return;
  Sent sent;
  sent.batch = new_batch_id();
  sent.last = rows.back().sequence;
  sent.rows = rows.size();
  sent.moves = cursor_.moves();
  sent.by = &by;
  sent.patience = loop_.after(tuning_.receipt_timeout, [this, batch = sent.batch] {
    failed(batch, {SendFailure::Kind::unreachable, "the hub gives no receipt", {}});
  });
  sent_to_ = sent.last;
  Batch batch{sent.batch, {}, events_.position().first_kept};
  in_flight_.push_back(std::move(sent));
  const bool runs = hub_takes_runs_;
  pump();  // the next rows are read while these are packed
  if (runs) {
    without_chain_.note(rows.front().sequence, rows.back().sequence);
    drop_chains(rows);
  }
  batch.body = packed(rows, tuning_.compress_from);
  const bool probing = probe_due_ && preferred_->available();
  auto copy = probing ? batch.body : std::string{};
  by.send(std::move(batch));
  if (probing) probe(std::move(copy));
}

// The same rows once more by the preferred transport, to see whether it brings a receipt again. A
// copy, because rows that only went that way would wait for its time-out.
void Outbox::probe(std::string body) {
  probe_due_ = false;
  probe_batch_ = new_batch_id();
  preferred_->send({probe_batch_, std::move(body), events_.position().first_kept});
  probe_timer_ = loop_.after(tuning_.receipt_timeout, [this] { distrust_preferred(); });
}

std::string Outbox::new_batch_id() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  std::array<std::uint8_t, kBatchIdLength> bytes{};
  random_.fill(bytes);
  std::string id;
  for (const auto byte : bytes)
    id.push_back(kLetters[byte % kLetters.size()]);
  return id;
}

// --- hearing ------------------------------------------------------------------------------------

void Outbox::hear(Transport& from, std::string jws, std::optional<std::string> batch) {
  cursor_.hear(std::move(jws), [this, &from, batch = std::move(batch)](auto verdict) {
    if (verdict && (!batch || verdict.value().receipt.answers == *batch)) {
      return answered(from, verdict.value());
    }
    auto sentence = verdict ? std::string("the hub's receipt answers another batch")
                            : std::string(verdict.error().sentence());
    // Only the transport that knows what was answered can say that the batch got no receipt; for
    // the other, the batch's patience ends.
    const bool retried = batch && retry_ && retry_->batch == *batch;
    if (retried || (batch && waiting(*batch) != nullptr)) {
      return failed(*batch, {SendFailure::Kind::rejected, std::move(sentence), {}});
    }
    callbacks_.on_problem(from.name(), sentence);
  });
}

void Outbox::answered(Transport& from, const HubCursor::Verdict& verdict) {
  using Move = HubCursor::Verdict::Move;
  const auto& receipt = verdict.receipt;
  if (receipt.answers == probe_batch_) trust_preferred();
  if (retry_ && !retry_->batch.empty() && receipt.answers == retry_->batch) send_retry();
  Sent* const sent = waiting(receipt.answers);
  if (sent != nullptr) {
    sent->answered = true;
    sent->patience.cancel();
    hub_takes_runs_ = receipt.runs;
    if (sent->by == preferred_) preferred_failures_ = 0;
    window_ = std::min(window_ * 2, tuning_.batches_in_flight_max);
    // Slowly, because behind a proxy with a small limit each growth costs a refused batch.
    rows_max_ = std::min(rows_max_ + rows_max_ / 8 + 1, tuning_.batch_rows_max);
  }
  if (verdict.move == Move::lowered) start_again();
  if (verdict.move == Move::raised) {
    backoff_.reset();
    release();
  }
  std::erase_if(in_flight_, [&](const Sent& each) { return each.last <= cursor_.through(); });
  sent_to_ = std::max(sent_to_, cursor_.through());
  callbacks_.on_receipt(from.name(), receipt);
  look_at_refused(receipt);
  if (!in_flight_.empty() && std::ranges::all_of(in_flight_, &Sent::answered)) {
    // Everything is answered and something is missing: it got lost on the way.
    if (verdict.move == Move::none) {
      const auto missing = std::to_string(cursor_.through() + 1);
      return failed(from, "the hub answers, but has not stored row " + missing, std::nullopt);
    }
    start_again();
  }
  pump();
}

// --- rows that the hub refuses ------------------------------------------------------------------

void Outbox::look_at_refused(const Receipt& receipt) {
  refused_claimed_ = receipt.refused;
  const bool known = refused_claimed_ == events_.position().refused;
  if (known) without_chain_.settle(cursor_.through());
  if (known || refused_claimed_ == refused_asked_ || fetching_refusals_) return send_again();
  ask_refusals();
}

void Outbox::ask_refusals() {
  fetching_refusals_ = true;
  asking_ = {.claimed = refused_claimed_, .through = cursor_.through()};
  fetch_refusals(0);
}

// A page at a time: what is in a page takes the place of what was known of its rows.
void Outbox::fetch_refusals(std::int64_t since) {
  reader_.refusals(
      events_.position().journal, since,
      [this, alive = std::weak_ptr(alive_), since](auto refusals) {
        if (alive.expired()) return;
        if (refusals && !refusals.value().empty() && refusals.value().front().sequence <= since) {
          refusals = refused("the hub lists refusals that were not asked for");
        }
        if (!refusals) {
          callbacks_.on_problem(other_.name(), refusals.error().sentence());
          return fetched_refusals(refusals.error());
        }
        RefusalPage page{.since = since, .refusals = std::move(refusals.value())};
        const bool more = page.refusals.size() >= kRefusalsInPage;
        if (more) page.through = page.refusals.back().sequence;
        for (const auto& refusal : page.refusals) {
          if (without_chain_.holds(refusal.sequence)) again_.insert(refusal.sequence);
        }
        events_.keep_refusals(page, [this, alive, more, through = page.through](auto kept) {
          if (alive.expired()) return;
          if (kept && more) return fetch_refusals(through);
          fetched_refusals(std::move(kept));
        });
      });
}

void Outbox::fetched_refusals(Result<void> fetched) {
  fetching_refusals_ = false;
  if (fetched) {
    refused_asked_ = asking_.claimed;
    without_chain_.settle(asking_.through);  // each of them goes once more, not for ever
  }
  if (retry_ && retry_->batch.empty()) return end_retry(std::move(fetched));
  const bool new_claim =
      refused_claimed_ != refused_asked_ && refused_claimed_ != events_.position().refused;
  if (fetched && new_claim) return ask_refusals();
  send_again();
}

// CONTRACT.md, "Runs": what was refused in a run goes once more with its chain, a batch at a time.
// Should that fail, the next receipt brings it here again.
void Outbox::send_again() {
  if (again_.empty() || retry_ || reading_again_ || fetching_refusals_) return;
  reading_again_ = true;
  events_.read_after(
      *again_.begin() - 1, tuning_.batch_rows_max, tuning_.batch_bytes_max,
      [this, alive = std::weak_ptr(alive_)](Result<std::vector<OutgoingEvent>> rows) {
        if (alive.expired()) return;
        reading_again_ = false;
        if (!rows) return callbacks_.on_problem("", rows.error().sentence());
        if (retry_ || again_.empty()) return;
        const auto through = rows.value().empty() ? *again_.rbegin() : rows.value().back().sequence;
        std::erase_if(rows.value(),
                      [&](const auto& row) { return !again_.contains(row.sequence); });
        if (rows.value().empty()) return forget_again(through);  // trimmed meanwhile
        retry(std::move(rows.value()), [this, through](Result<void> done) {
          if (done) forget_again(through);
        });
      });
}

void Outbox::forget_again(std::int64_t through) {
  again_.erase(again_.begin(), again_.upper_bound(through));
  send_again();
}

void Outbox::retry(std::vector<OutgoingEvent> rows,
                   std::move_only_function<void(Result<void>)> done) {
  if (retry_) return done(retry_later("refused rows are being sent again already"));
  retry_.emplace(
      Retry{.rows = std::move(rows), .batch = {}, .patience = {}, .done = std::move(done)});
  send_retry();
}

void Outbox::send_retry() {
  if (retry_->rows.empty()) {
    retry_->batch.clear();
    retry_->patience.cancel();
    if (fetching_refusals_) return;
    return ask_refusals();
  }
  auto& by = chosen();
  if (!by.available()) return end_retry(retry_later("the hub cannot be reached now"));
  const auto rows = take_for_batch(retry_->rows);
  retry_->batch = new_batch_id();
  retry_->patience = loop_.after(tuning_.receipt_timeout,
                                 [this] { end_retry(retry_later("the hub gives no receipt")); });
  by.send({retry_->batch, packed(rows, tuning_.compress_from), events_.position().first_kept});
}

void Outbox::end_retry(Result<void> result) {
  auto done = std::move(retry_->done);
  retry_.reset();
  done(std::move(result));
}

// As many from the front as fit into a batch.
std::vector<OutgoingEvent> Outbox::take_for_batch(std::vector<OutgoingEvent>& rows) const {
  const auto bytes_max = std::min(tuning_.batch_bytes_max, kBatchBytesMax - 2);
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (count < std::min(rows.size(), rows_max_)) {
    bytes += rows[count].json.size() + 1;
    if (count > 0 && bytes > bytes_max) break;
    ++count;
  }
  const auto end = rows.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<OutgoingEvent> taken(std::make_move_iterator(rows.begin()),
                                   std::make_move_iterator(end));
  rows.erase(rows.begin(), end);
  return taken;
}

// --- when it does not work ----------------------------------------------------------------------

Outbox::Sent* Outbox::waiting(std::string_view batch) {
  const auto sent = std::ranges::find(in_flight_, batch, &Sent::batch);
  return sent == in_flight_.end() || sent->answered ? nullptr : &*sent;
}

void Outbox::start_again() {
  in_flight_.clear();
  sent_to_ = cursor_.through();
  window_ = 1;
  hub_takes_runs_ = false;  // it may be another hub, or an older one
}

void Outbox::failed(const std::string& batch, const SendFailure& failure) {
  if (retry_ && !batch.empty() && retry_->batch == batch) {
    return end_retry(retry_later(failure.sentence));
  }
  const Sent* const sent = waiting(batch);
  if (sent == nullptr) return;
  auto& by = *sent->by;
  if (failure.kind == SendFailure::Kind::too_large && sent->rows > 1) {
    rows_max_ = sent->rows / 2;
    start_again();
    return pump();
  }
  failed(by, failure.sentence, failure.retry_after);
}

void Outbox::failed(Transport& by, const std::string& sentence,
                    std::optional<std::chrono::seconds> retry_after) {
  start_again();
  callbacks_.on_problem(by.name(), sentence);
  if (&by == preferred_) {
    // Time has passed already, so there is nothing to wait for.
    if (++preferred_failures_ >= tuning_.failures_before_switch) distrust_preferred();
    return pump();
  }
  // Nothing else is left: the preferred transport gets another chance, but only one.
  if (distrusted_ && preferred_->available()) give_preferred_one_chance();
  hold(retry_after);
}

void Outbox::hold(std::optional<std::chrono::seconds> at_least) {
  auto delay = backoff_.next(random_);
  // "Retry-After: ten years" is as good as the longest wait.
  if (at_least) {
    delay =
        std::clamp<Tuning::Duration>(std::min<Tuning::Duration>(*at_least, tuning_.backoff_longest),
                                     delay, tuning_.backoff_longest);
  }
  holding_ = true;
  hold_timer_ = loop_.after(delay, [this] {
    release();
    pump();
  });
}

void Outbox::release() {
  holding_ = false;
  hold_timer_.cancel();
}

void Outbox::trust_preferred() {
  distrusted_ = false;
  probe_due_ = false;
  probe_batch_.clear();
  probe_timer_.cancel();
  probe_backoff_.reset();
  preferred_failures_ = 0;
}

void Outbox::give_preferred_one_chance() {
  distrusted_ = false;
  preferred_failures_ = tuning_.failures_before_switch - 1;
}

void Outbox::distrust_preferred() {
  distrusted_ = true;
  probe_due_ = false;
  probe_batch_.clear();
  probe_timer_ = loop_.after(probe_backoff_.next(random_), [this] { probe_due_ = true; });
}

void Outbox::availability(Transport& transport, bool available) {
  if (!available) {
    // What was on its way by this transport goes by the other.
    const auto on_its_way = [&](const Sent& sent) { return sent.by == &transport; };
    if (std::ranges::any_of(in_flight_, on_its_way)) start_again();
    return pump();
  }
  if (&transport == preferred_ && distrusted_) give_preferred_one_chance();
  release();
  pump();
}

}  // namespace touchpoint::sync
