// What the files of ReplicaWriter share: every statement that runs on the writing connection once
// it is open, prepared once; a profile as it is kept.
#pragma once

#include "profiles/replica_writer.hpp"
#include "recognition/person.hpp"

namespace touchpoint::profiles {

struct ReplicaWriter::Statements {
  sqlite::Statement write_holding;
  sqlite::Statement find_profile;
  sqlite::Statement insert_profile;
  sqlite::Statement update_profile;
  sqlite::Statement delete_profile;
  sqlite::Statement insert_identifier;
  sqlite::Statement delete_identifier;
  sqlite::Statement insert_history;
  sqlite::Statement delete_history;
  sqlite::Statement insert_here;
  sqlite::Statement move_here;
  sqlite::Statement find_merged;
  sqlite::Statement delete_here_of;
  sqlite::Statement delete_here_through;
  sqlite::Statement write_termed;
  sqlite::Statement find_traces;
  sqlite::Statement write_traces;
  sqlite::Statement delete_traces;
  sqlite::Statement find_registered;
  sqlite::Statement registered_at;
  sqlite::Statement registered_through;
  sqlite::Statement write_registered;
  sqlite::Statement delete_registered;
  sqlite::Statement find_task;
  sqlite::Statement insert_task_step;
  sqlite::Statement delete_task_steps_of;
  sqlite::Statement delete_task;
  sqlite::Statement delete_old_task_steps;
  sqlite::Statement profiles_after;
  sqlite::Statement status_here;
  TermStatements terms;

  static Result<std::unique_ptr<Statements>> prepare(sqlite::Database& database);
};

// A profile as it stands in the file before a page changes it.
struct ReplicaWriter::Kept {
  std::int64_t row = 0;
  Bytes hashes;
  recognition::PersonFacts facts;  // without phones
};

}  // namespace touchpoint::profiles
