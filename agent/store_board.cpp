#include "store_board.hpp"

#include "sync/codec/event_json.hpp"
#include "sync/codec/happening.hpp"

namespace touchpoint {
namespace {

// A row is opened in some 20 µs: so long another one may have to wait to be recorded.
constexpr std::size_t kRowsAtATime = 200;
constexpr std::size_t kOneEvent = 1;  // at least one row is read, however long

}  // namespace

StoreBoard::StoreBoard(journal::Journal& journal, const TaskList& tasks, const Clock& clock,
                       std::string device, board::BusinessDay day, feedback::Fairness fairness)
    : journal_(journal),
      tasks_(tasks),
      clock_(clock),
      device_(std::move(device)),
      fairness_(std::move(fairness)),
      days_(std::move(day)) {}

void StoreBoard::read(Done done) {
  waiting_.push_back(std::move(done));
  if (!reading_) begin();
}

void StoreBoard::forget() {
  again_ = reading_;
  if (!reading_) start_over();
}

void StoreBoard::start_over() {
  days_ = board::Days(days_.day());
  opinions_ = {};
  through_ = 0;
  since_.reset();
}

void StoreBoard::begin() {
  reading_ = true;
  const auto today = days_.day().of(clock_.wall());
  // Days that were let go come back when the clock does; rows that went unread are a gap.
  const bool gone = through_ > 0 && journal_.position().first_kept > through_ + 1;
  if (gone || today < days_.today()) start_over();
  days_.turn_to(today);
  opinions_.begin_at(today - std::chrono::days{board::kDays - 1});
  if (since_) return read_rows();
  read_since();
}

void StoreBoard::read_since() {
  const auto before = journal_.position().first_kept - 1;
  journal_.read_after(
      before, 1, kOneEvent,
      [this, alive = std::weak_ptr(alive_)](Result<std::vector<sync::OutgoingEvent>> rows) {
        if (alive.expired()) return;
        if (!rows) return fail(rows.error());
        since_ = clock_.wall();
        if (!rows.value().empty()) {
          const auto first = sync::read_event(rows.value().front().json);
          if (first) since_ = first.value().recorded;
        }
        read_rows();
      });
}

void StoreBoard::read_rows() {
  journal_.scan_after(through_, sync::types_of_happenings(), kRowsAtATime,
                      [this, alive = std::weak_ptr(alive_)](Result<journal::KeptEvents> kept) {
                        if (alive.expired()) return;
                        if (!kept) return fail(kept.error());
                        for (const auto& row : kept.value().events) {
                          const auto event = sync::read_event(with_chain(row.json, Digest{}));
                          if (!event) continue;
                          const auto one = sync::happening_of(event.value());
                          if (!one) continue;
                          days_.add(*one);
                          opinions_.add(*one, days_.day());
                        }
                        through_ = kept.value().through;
                        if (kept.value().more) return read_rows();
                        finish();
                      });
}

void StoreBoard::add_answers_by_phone() {
  for (const auto& step : tasks_.answers_by_phone()) {
    const auto one = step.device == device_ ? sync::happening_of(step) : std::nullopt;
    if (!one) continue;
    days_.add(*one);
    opinions_.add(*one, days_.day());
  }
}

void StoreBoard::finish() {
  if (again_) {
    again_ = false;
    start_over();
    return begin();
  }
  reading_ = false;
  add_answers_by_phone();
  Board board{.as_of = clock_.wall(),
              .today = board::to_text(days_.today()),
              .time_zone = days_.day().zone().name(),
              .day_turns_at = static_cast<int>(days_.day().turns_at().count()),
              .since = since_,
              .whole = days_.whole(),
              .rows = days_.rows(since_),
              .trust = opinions_.rows(fairness_)};
  if (const auto& times = tasks_.times()) {
    board.store = board::store_rows(*times, days_.day(), days_.today());
  }
  for (auto& done : std::exchange(waiting_, {}))
    done(board);
}

void StoreBoard::fail(const Error& error) {
  reading_ = false;
  again_ = false;
  start_over();
  for (auto& done : std::exchange(waiting_, {}))
    done(error);
}

}  // namespace touchpoint
