// Every statement that runs on journal.db once it is open, prepared once.
#pragma once

#include "journal/journal_file.hpp"

namespace touchpoint::journal {

struct JournalFile::Statements {
  sqlite::Statement intern_name;
  sqlite::Statement find_name;
  sqlite::Statement intern_boot;
  sqlite::Statement find_boot;
  sqlite::Statement insert_event;
  sqlite::Statement find_event;
  sqlite::Statement read_events;
  sqlite::Statement read_digests;
  sqlite::Statement list_rows;
  sqlite::Statement find_chain;
  sqlite::Statement find_recorded;
  sqlite::Statement find_erased;
  sqlite::Statement keep_receipt;
  sqlite::Statement keep_refused_count;
  sqlite::Statement read_refused;
  sqlite::Statement read_refusals;
  sqlite::Statement keep_refusal;
  sqlite::Statement drop_refusal;
  sqlite::Statement erase_event;
  sqlite::Statement erase_refused;
  sqlite::Statement first_with_time;
  sqlite::Statement last_before;
  sqlite::Statement set_refused_apart;
  sqlite::Statement delete_events;
  sqlite::Statement keep_first;

  static Result<std::unique_ptr<Statements>> prepare(sqlite::Database& database);
};

}  // namespace touchpoint::journal
