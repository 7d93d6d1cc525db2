#include "sqlite/schema.hpp"

namespace touchpoint::sqlite {
namespace {

Result<void> run_step(Database& database, const Schema& schema, std::string_view sql, int version) {
  TP_TRY(auto transaction, Transaction::begin(database));
  TP_CHECK(database.execute(sql));
  TP_CHECK(database.execute("PRAGMA application_id = " + std::to_string(schema.application_id)));
  TP_CHECK(database.execute("PRAGMA user_version = " + std::to_string(version)));
  return transaction.commit();
}

}  // namespace

Result<Fit> fit_of(Database& database, const Schema& schema) {
  TP_TRY(const auto application, database.ask_integer("PRAGMA application_id"));
  TP_TRY(const auto version, database.ask_integer("PRAGMA user_version"));
  TP_TRY(const auto objects, database.ask_integer("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && objects == 0) return Fit::empty;
  if (application != schema.application_id || version < 1) return Fit::foreign;
  if (version > schema.version()) return Fit::newer;
  return version < schema.version() ? Fit::older : Fit::current;
}

Result<void> bring_up(Database& database, const Schema& schema) {
  TP_TRY(const auto fit, fit_of(database, schema));
  if (fit == Fit::newer) {
    return refused(std::string{schema.name} + " was written by a newer release");
  }
  if (fit == Fit::foreign) {
    return refused(std::string{schema.name} + " is another program's database");
  }
  TP_CHECK(database.use_log());
  if (fit == Fit::empty) return run_step(database, schema, schema.whole, schema.version());
  TP_TRY(const auto found, database.ask_integer("PRAGMA user_version"));
  for (int version = static_cast<int>(found) + 1; version <= schema.version(); ++version) {
    const auto step = schema.steps[static_cast<std::size_t>(version) - 1];
    TP_CHECK(run_step(database, schema, step, version));
  }
  return success();
}

}  // namespace touchpoint::sqlite
