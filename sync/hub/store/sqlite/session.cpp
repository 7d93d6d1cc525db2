#include "sync/hub/store/sqlite/session.hpp"

#include <array>

extern "C" const unsigned char touchpoint_hub_schema[];
extern "C" const unsigned long touchpoint_hub_schema_size;
extern "C" const unsigned char touchpoint_hub_0001[];
extern "C" const unsigned long touchpoint_hub_0001_size;
extern "C" const unsigned char touchpoint_hub_0002[];
extern "C" const unsigned long touchpoint_hub_0002_size;

namespace touchpoint::hub {
namespace {

constexpr std::int32_t kApplicationId = 0x54504842;  // "TPHB"
constexpr int kCacheKib = 64 * 1024;                 // the hub's working set is its busy customers

Result<void> bring_up(sqlite::Database& database, const std::string& new_epoch) {
  TP_CHECK(sqlite::bring_up(database, hub_schema()));
  TP_TRY(auto begin, database.prepare("INSERT INTO hub (id, epoch, change) VALUES (1, ?, 0)"
                                      " ON CONFLICT DO NOTHING"));
  return begin.run(new_epoch);
}

}  // namespace

const sqlite::Schema& hub_schema() {
  static const std::array steps{sqlite::embedded(touchpoint_hub_0001, touchpoint_hub_0001_size),
                                sqlite::embedded(touchpoint_hub_0002, touchpoint_hub_0002_size)};
  static const sqlite::Schema schema{
      .name = "the hub's database",
      .application_id = kApplicationId,
      .whole = sqlite::embedded(touchpoint_hub_schema, touchpoint_hub_schema_size),
      .steps = steps};
  return schema;
}

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
  TP_CHECK(bring_up(database, new_epoch));
  return Session(std::move(database));
}

}  // namespace touchpoint::hub
