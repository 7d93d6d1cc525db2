// Customers who were registered on this device: profiles of the replica until the centre has said
// what became of them.
#include "profiles/replica_writer.hpp"
#include "profiles/statements.hpp"

namespace touchpoint::profiles {

// Whom the centre has heard of and did not send is not known there: it refused them, or holds them
// for other stores.
Result<void> ReplicaWriter::let_go_through(std::int64_t reflects, Holding& holding,
                                           TermChanges& terms) {
  while (true) {
    std::string profile;
    {
      auto rows = statements_->registered_through.query(reflects);
      TP_TRY(const bool found, rows.next());
      if (!found) return success();
      profile = Uuid::from_bytes(rows.blob(0)).value_or(Uuid{}).text();
    }
    TP_CHECK(remove(profile, holding, terms));
  }
}

Result<void> ReplicaWriter::let_go(const std::vector<std::int64_t>& sequences) {
  auto holding = holding_;
  TermChanges terms;
  collections_.begin();
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  for (const auto sequence : sequences) {
    std::string profile;
    {
      auto rows = statements_->registered_at.query(sequence);
      TP_TRY(const bool found, rows.next());
      if (!found) continue;
      profile = Uuid::from_bytes(rows.blob(0)).value_or(Uuid{}).text();
    }
    TP_CHECK(remove(profile, holding, terms));
  }
  return finish_change(std::move(holding), terms, transaction);
}

Result<void> ReplicaWriter::forget(const std::string& profile) {
  const auto id = Uuid::parse(profile);
  if (!id) return success();
  auto holding = holding_;
  TermChanges terms;
  collections_.begin();
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  TP_CHECK(statements_->delete_here_of.run(id->bytes()));
  TP_CHECK(statements_->delete_task_steps_of.run(id->bytes()));
  TP_CHECK(statements_->delete_task.run(secrecy_.hash_task(profile)));
  TP_TRY(const auto before, kept(*id));
  if (before) {
    TP_TRY(const bool registered, is_registered(before->row));
    if (registered) {
      TP_CHECK(remove(profile, holding, terms));
    }
  }
  return finish_change(std::move(holding), terms, transaction);
}

Result<bool> ReplicaWriter::is_registered(std::int64_t row) {
  return statements_->find_registered.query(row).next();
}

// Not over what the centre has sent of them, nor of whom they turned out to be.
Result<void> ReplicaWriter::note_registered(const LocalEffect& effect, Holding& holding,
                                            TermChanges& terms) {
  const auto id = Uuid::parse(effect.profile);
  if (!id) return success();
  TP_TRY(const auto now, now_of(*id));
  if (now != *id) return success();
  TP_TRY(const auto before, kept(*id));
  if (before) {
    TP_TRY(const bool registered, is_registered(before->row));
    if (!registered) return success();
  }
  TP_CHECK(put(*effect.registers, holding, terms));
  return statements_->write_registered.run(effect.sequence, id->bytes());
}

}  // namespace touchpoint::profiles
