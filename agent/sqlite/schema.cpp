#include "sqlite/schema.hpp"

namespace touchpoint::sqlite {
namespace {

constexpr std::int64_t kVersions = 65536;  // user_version = used_from · kVersions + version

Result<void> run_step(Database& database, const Schema& schema, std::string_view sql, int version) {
  const auto stamp = schema.used_from * kVersions + version;
  TP_TRY(auto transaction, Transaction::begin(database));
  TP_CHECK(database.execute(sql));
  TP_CHECK(database.execute("PRAGMA application_id = " + std::to_string(schema.application_id)));
  TP_CHECK(database.execute("PRAGMA user_version = " + std::to_string(stamp)));
  return transaction.commit();
}

}  // namespace

Result<int> version_of(Database& database) {
  TP_TRY(const auto stamp, database.ask_integer("PRAGMA user_version"));
  return static_cast<int>(stamp % kVersions);
}

Result<Fit> fit_of(Database& database, const Schema& schema) {
  TP_TRY(const auto application, database.ask_integer("PRAGMA application_id"));
  TP_TRY(const auto stamp, database.ask_integer("PRAGMA user_version"));
  TP_TRY(const auto objects, database.ask_integer("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && stamp == 0 && objects == 0) return Fit::empty;
  const auto version = stamp % kVersions;
  if (application != schema.application_id || stamp < 0 || version < 1) return Fit::foreign;
  if (version < schema.version()) return Fit::older;
  if (version == schema.version()) return Fit::current;
  const auto used_from = stamp / kVersions;
  return used_from >= 1 && used_from <= schema.version() ? Fit::later : Fit::newer;
}

Result<void> bring_up(Database& database, const Schema& schema) {
  TP_TRY(const auto fit, fit_of(database, schema));
  if (fit == Fit::newer) {
    return refused(std::string{schema.name} + " was written by a newer release");
  }
  if (fit == Fit::foreign) {
    return refused(std::string{schema.name} + " is another program's database");
  }
  // Before there is anything in the file; in one that is there already, asking would write.
  if (fit == Fit::empty && schema.shrinks) {
    TP_CHECK(database.execute("PRAGMA auto_vacuum = INCREMENTAL"));
  }
  TP_CHECK(database.use_log());
  if (fit == Fit::empty) return run_step(database, schema, schema.whole, schema.version());
  TP_TRY(const auto found, version_of(database));
  for (int version = found + 1; version <= schema.version(); ++version) {
    const auto step = schema.steps[static_cast<std::size_t>(version) - 1];
    TP_CHECK(run_step(database, schema, step, version));
  }
  return success();
}

}  // namespace touchpoint::sqlite
