// JournalIntake takes the rows of one batch into one journal: it settles each row as stored,
// refused or known already, and moves `through` on as far as it goes.
//
// Lives for one batch, within its transaction. See FORMAT.md, "Events".
#pragma once

#include "sync/hub/store/sqlite/events.hpp"

namespace touchpoint::hub {

struct JournalRow {
  std::int64_t id = 0;
  std::int64_t device = 0;
  std::string journal;
  std::int64_t through = 0;
  std::optional<Digest> chain;  // chain(through); nullopt behind a hole
  std::int64_t last = 0;
  std::int64_t first_kept = 0;
  std::int64_t stored = 0;
  std::int64_t refused = 0;
  bool outlived = false;
};

class JournalIntake {
 public:
  JournalIntake(Session& session, JournalRow& journal, WallTime now, const Events::Apply& apply)
      : session_(session), journal_(journal), now_(now), apply_(apply) {}

  Result<void> take(const DeviceRow& row);
  // Goes on through rows that had come before their turn.
  Result<void> drain();
  // Rows below `first_kept` that are not here will never come.
  Result<void> pass_holes(std::int64_t first_kept);

  std::size_t stored_now() const { return stored_now_; }
  std::size_t refused_now() const { return refused_now_; }
  bool id_conflict() const { return id_conflict_; }
  // Rows that were stored under their number with another body; 0: none.
  std::int64_t conflicting_sequence() const { return conflicting_sequence_; }

 private:
  enum class Stored { now, before, id_taken };

  Result<void> take_next(const DeviceRow& row);
  Result<void> take_late(const DeviceRow& row);
  Result<Stored> insert(const DeviceRow& row);
  Result<void> refuse_taken(const DeviceRow& row);
  Result<void> refuse(const DeviceRow& row, const std::string& reason);
  Result<void> forget_refusal(std::int64_t sequence);
  Result<bool> drain_event();
  Result<bool> drain_refused();
  Result<void> close_hole(std::int64_t sequence);
  Result<std::optional<Digest>> chain_at(std::int64_t sequence);
  void move_to(std::int64_t sequence, const std::optional<Digest>& chain);

  Session& session_;
  JournalRow& journal_;
  WallTime now_;
  const Events::Apply& apply_;
  std::size_t stored_now_ = 0;
  std::size_t refused_now_ = 0;
  bool id_conflict_ = false;
  std::int64_t conflicting_sequence_ = 0;
};

}  // namespace touchpoint::hub
