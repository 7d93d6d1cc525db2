#include "sync/hub/store/sqlite/session.hpp"

extern "C" const unsigned char touchpoint_hub_schema[];
extern "C" const unsigned long touchpoint_hub_schema_size;

namespace touchpoint::hub {
namespace {

constexpr std::int64_t kApplicationId = 0x54504842;  // "TPHB"
constexpr std::int64_t kVersion = 1;
constexpr int kCacheKib = 64 * 1024;  // the hub's working set is its busy customers

Result<void> create(sqlite::Database& database, const std::string& epoch) {
  const std::string_view schema{reinterpret_cast<const char*>(touchpoint_hub_schema),
                                touchpoint_hub_schema_size};
  TP_TRY(auto transaction, sqlite::Transaction::begin(database));
  TP_CHECK(database.execute(schema));
  {
    TP_TRY(auto insert, database.prepare("INSERT INTO hub (id, epoch, change) VALUES (1, ?, 0)"));
    TP_CHECK(insert.run(epoch));
  }
  return transaction.commit();
}

Result<void> check_or_create(sqlite::Database& database, const std::string& epoch) {
  TP_TRY(const auto application, database.ask_integer("PRAGMA application_id"));
  TP_TRY(const auto version, database.ask_integer("PRAGMA user_version"));
  TP_TRY(const auto tables, database.ask_integer("SELECT count(*) FROM sqlite_schema"));
  if (application == 0 && version == 0 && tables == 0) return create(database, epoch);
  if (application != kApplicationId) {
    return damaged("the file is another program's database; choose another folder");
  }
  if (version > kVersion) {
    return misconfigured("the database was written by a newer hub; install that version");
  }
  return success();
}

}  // namespace

Result<sqlite::Statement*> Session::prepared(const char* sql) {
  if (const auto known = statements_.find(sql); known != statements_.end()) return &known->second;
  TP_TRY(auto statement, database_.prepare(sql));
  return &statements_.emplace(sql, std::move(statement)).first->second;
}

Result<Session> open_session(const std::filesystem::path& file, const std::string& new_epoch) {
  sqlite::Options options;
  options.exclusive = true;
  options.owner_checkpoints = true;
  options.cache_kib = kCacheKib;
  TP_TRY(auto database, sqlite::Database::open(file, options));
  TP_CHECK(check_or_create(database, new_epoch));
  return Session(std::move(database));
}

}  // namespace touchpoint::hub
