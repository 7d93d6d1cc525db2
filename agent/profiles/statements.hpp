// Every statement that runs on the writing connection once it is open, prepared once.
#pragma once

#include "profiles/replica_writer.hpp"

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
  TermStatements terms;

  static Result<std::unique_ptr<Statements>> prepare(sqlite::Database& database);
};

}  // namespace touchpoint::profiles
