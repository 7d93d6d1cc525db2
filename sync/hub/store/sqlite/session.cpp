#include "sync/hub/store/sqlite/session.hpp"

#include <array>

#include "sqlite/set_aside.hpp"

extern "C" const unsigned char touchpoint_hub_schema[];
extern "C" const unsigned long touchpoint_hub_schema_size;
extern "C" const unsigned char touchpoint_hub_0001[];
extern "C" const unsigned long touchpoint_hub_0001_size;
extern "C" const unsigned char touchpoint_hub_0002[];
extern "C" const unsigned long touchpoint_hub_0002_size;
extern "C" const unsigned char touchpoint_hub_0003[];
extern "C" const unsigned long touchpoint_hub_0003_size;
extern "C" const unsigned char touchpoint_hub_0004[];
extern "C" const unsigned long touchpoint_hub_0004_size;
extern "C" const unsigned char touchpoint_hub_0005[];
extern "C" const unsigned long touchpoint_hub_0005_size;
extern "C" const unsigned char touchpoint_hub_0006[];
extern "C" const unsigned long touchpoint_hub_0006_size;
extern "C" const unsigned char touchpoint_hub_0007[];
extern "C" const unsigned long touchpoint_hub_0007_size;
extern "C" const unsigned char touchpoint_hub_0008[];
extern "C" const unsigned long touchpoint_hub_0008_size;
extern "C" const unsigned char touchpoint_hub_0009[];
extern "C" const unsigned long touchpoint_hub_0009_size;
extern "C" const unsigned char touchpoint_hub_0010[];
extern "C" const unsigned long touchpoint_hub_0010_size;
extern "C" const unsigned char touchpoint_hub_0011[];
extern "C" const unsigned long touchpoint_hub_0011_size;
extern "C" const unsigned char touchpoint_hub_0012[];
extern "C" const unsigned long touchpoint_hub_0012_size;
extern "C" const unsigned char touchpoint_hub_0013[];
extern "C" const unsigned long touchpoint_hub_0013_size;
extern "C" const unsigned char touchpoint_hub_0014[];
extern "C" const unsigned long touchpoint_hub_0014_size;
extern "C" const unsigned char touchpoint_hub_0015[];
extern "C" const unsigned long touchpoint_hub_0015_size;

namespace touchpoint::hub {
namespace {

constexpr std::int32_t kApplicationId = 0x54504842;  // "TPHB"
constexpr int kCacheKib = 64 * 1024;                 // the hub's working set is its busy customers

Result<sqlite::Database> open_database(const std::filesystem::path& file, bool closely, Look look) {
  sqlite::Options options;
  options.exclusive = true;
  options.owner_checkpoints = true;
  options.cache_kib = kCacheKib;
  TP_TRY(auto database, sqlite::Database::open(file, options));
  if (!closely) return database;
  TP_CHECK(database.write_log_anew());
  if (look == Look::after_error) {
    TP_CHECK(database.empty_log());
  }
  TP_CHECK(database.quick_check());
  return database;
}

}  // namespace

const sqlite::Schema& hub_schema() {
  static const std::array steps{sqlite::embedded(touchpoint_hub_0001, touchpoint_hub_0001_size),
                                sqlite::embedded(touchpoint_hub_0002, touchpoint_hub_0002_size),
                                sqlite::embedded(touchpoint_hub_0003, touchpoint_hub_0003_size),
                                sqlite::embedded(touchpoint_hub_0004, touchpoint_hub_0004_size),
                                sqlite::embedded(touchpoint_hub_0005, touchpoint_hub_0005_size),
                                sqlite::embedded(touchpoint_hub_0006, touchpoint_hub_0006_size),
                                sqlite::embedded(touchpoint_hub_0007, touchpoint_hub_0007_size),
                                sqlite::embedded(touchpoint_hub_0008, touchpoint_hub_0008_size),
                                sqlite::embedded(touchpoint_hub_0009, touchpoint_hub_0009_size),
                                sqlite::embedded(touchpoint_hub_0010, touchpoint_hub_0010_size),
                                sqlite::embedded(touchpoint_hub_0011, touchpoint_hub_0011_size),
                                sqlite::embedded(touchpoint_hub_0012, touchpoint_hub_0012_size),
                                sqlite::embedded(touchpoint_hub_0013, touchpoint_hub_0013_size),
                                sqlite::embedded(touchpoint_hub_0014, touchpoint_hub_0014_size),
                                sqlite::embedded(touchpoint_hub_0015, touchpoint_hub_0015_size)};
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

Result<Session> open_session(const std::filesystem::path& file, const std::string& new_epoch,
                             Look look) {
  if (sqlite::is_orphaned_log(file)) {
    return damaged("there is a log without its database: put " + file.filename().string() +
                   " back beside it");
  }
  const bool closely =
      look == Look::after_error || sqlite::was_left_open(file) || sqlite::is_suspect(file);
  auto opened = open_database(file, closely, look);
  if (!opened) {
    const auto& error = opened.error();
    // Nobody may run on half a file, and the hub has no second one: a person decides.
    const bool is_half = error.is(Condition::damaged) && !sqlite::is_disk_error(error);
    return is_half ? error.within("it is damaged, restore it from a backup") : error;
  }
  auto database = std::move(opened).value();
  TP_CHECK(sqlite::bring_up(database, hub_schema()));
  TP_TRY(auto begin, database.prepare("INSERT INTO hub (id, epoch, change) VALUES (1, ?, 0)"
                                      " ON CONFLICT DO NOTHING"));
  TP_CHECK(begin.run(new_epoch));
  sqlite::clear_suspect(file);
  return Session(std::move(database));
}

}  // namespace touchpoint::hub
