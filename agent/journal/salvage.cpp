#include "journal/salvage.hpp"

#include <algorithm>

namespace touchpoint::journal {

Salvage::Salvage(sqlite::Database database, sqlite::Statement select, Identity identity,
                 BodySealer sealer)
    : database_(std::move(database)),
      select_(std::move(select)),
      identity_(std::move(identity)),
      sealer_(std::move(sealer)) {}

Result<Salvage> Salvage::open(const std::filesystem::path& aside, const crypto::DeviceKeys& keys,
                              Random& random) {
  // What was set aside because it could not be written is ours all the same.
  std::error_code ignored;
  std::filesystem::permissions(aside, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add, ignored);
  // Exclusive, so that the log's index needs no file; closing leaves log and file alone.
  TP_TRY(auto database, sqlite::Database::open(aside, {.exclusive = true}));
  TP_CHECK(database.execute("PRAGMA query_only = ON"));
  TP_TRY(auto identity, read_identity(database, keys.journal));
  if (!identity) return damaged("there is no journal in it");
  const auto id = identity->id;
  TP_TRY(auto select, database.prepare("SELECT body FROM events WHERE sequence = ?"));
  Salvage salvage{std::move(database), std::move(select), std::move(*identity),
                  BodySealer{id, keys.journal, random}};
  // Where the cursor cannot be read, all rows count as unsent: the hub knows those that it has.
  if (const auto through = salvage.database_.ask_integer("SELECT through FROM hub")) {
    salvage.at_ = through.value();
  }
  salvage.at_ = std::max(salvage.at_, salvage.identity_.first_kept - 1);
  const auto last = salvage.database_.ask_integer("SELECT max(sequence) FROM events");
  const auto by_index =
      salvage.database_.ask_integer("SELECT sequence FROM events ORDER BY id DESC LIMIT 1");
  salvage.last_ = std::max(last ? last.value() : 0, by_index ? by_index.value() : 0);
  return salvage;
}

bool Salvage::read(std::int64_t sequence, std::vector<SalvagedRow>& rows) {
  auto found = select_.query(sequence);
  const auto row = found.next();
  if (!row || !row.value()) return false;
  if (found.is_null(0)) return true;  // erased
  auto event = sealer_.open(sequence, found.blob(0));
  if (!event) return false;
  rows.push_back({sequence, std::move(event).value()});
  return true;
}

// Row by row and not by a walk over the table: a walk ends at the first page that is broken.
std::vector<SalvagedRow> Salvage::next(std::size_t rows_max) {
  std::vector<SalvagedRow> rows;
  while (rows.size() < rows_max && at_ < last_) {
    if (!read(++at_, rows)) ++unreadable_;
  }
  return rows;
}

}  // namespace touchpoint::journal
