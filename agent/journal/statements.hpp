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
  sqlite::Statement find_chain;
  sqlite::Statement find_recorded;
  sqlite::Statement keep_receipt;
  sqlite::Statement keep_refusal;

  static Result<std::unique_ptr<Statements>> prepare(sqlite::Database& database);
};

}  // namespace touchpoint::journal
