#include "sqlite/sqlite.hpp"

#include <algorithm>
#include <array>

#include <sqlite3.h>

#include "core/files.hpp"
#include "sqlite/set_aside.hpp"

namespace touchpoint::sqlite {
namespace {

constexpr int kPageSize = 4096;     // SQLite's own default, which our files are made with
constexpr int kSqlMax = 64 * 1024;  // bytes; a whole schema in one piece

Condition condition_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return Condition::retry_later;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return Condition::damaged;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Condition::misconfigured;
    default:
      return Condition::refused;
  }
}

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "sqlite"; }
  std::string message(int value) const override { return sqlite3_errstr(value); }
  std::error_condition default_error_condition(int value) const noexcept override {
    return {static_cast<int>(condition_of(value)), condition_category()};
  }
  bool equivalent(int value, const std::error_condition& condition) const noexcept override {
    if ((value & 0xff) == SQLITE_FULL) return condition == std::errc::no_space_on_device;
    return default_error_condition(value) == condition;
  }
};

// What an operator can act on; statements and values never appear, they may be personal.
std::string sentence_of(int code, sqlite3* connection) {
  const char* name = connection ? sqlite3_db_filename(connection, "main") : nullptr;
  const std::string file = name && *name ? name : "the database";
  const std::string number = " (SQLite " + std::to_string(code) + ")";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return "the disk is full: free some space for " + file + number;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program is using " + file + number;
    case SQLITE_IOERR:
      return "the disk cannot read or write " + file + number;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "cannot open or write " + file + ": check its folder's owner and rights" + number;
    default:
      return file + ": " + sqlite3_errstr(code) + number;
  }
}

Error error_of(int code, sqlite3* connection) {
  return {std::error_code{code, category()}, sentence_of(code, connection)};
}

Error last_error(sqlite3* connection) {
  return error_of(sqlite3_extended_errcode(connection), connection);
}

// Runs inside commits, on the connection's thread.
int note_log_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

void harden(sqlite3* connection, const Options& options) {
  constexpr int kOff = 0;
  constexpr int kOn = 1;
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, kOn, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, kOff, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, kOff, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, kOff, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, kOff, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, kOff, nullptr);
  // Whoever closes because something is wrong must not change what is there.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, kOn, nullptr);
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, options.value_max);
  sqlite3_limit(connection, SQLITE_LIMIT_SQL_LENGTH, kSqlMax);
  sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(connection, SQLITE_LIMIT_WORKER_THREADS, 0);
  sqlite3_busy_timeout(connection, options.busy_ms);
}

std::string settings(const Options& options) {
  std::string sql;
  // First, because others look at the schema: before the log is touched, so that its index lives in
  // memory and needs no shared file.
  const bool writes = options.access == Options::Access::create;
  if (options.exclusive && writes) sql += "PRAGMA locking_mode = EXCLUSIVE;";
  sql += "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;";
  sql += "PRAGMA foreign_keys = ON;";
  sql += "PRAGMA mmap_size = " + std::to_string(options.mmap_bytes) + ";";
  sql += "PRAGMA cache_size = -" + std::to_string(options.cache_kib) + ";";
  if (!writes) return sql + "PRAGMA query_only = ON;";
  if (options.secure_delete) sql += "PRAGMA secure_delete = ON;";
  if (options.file_max > 0) {
    sql += "PRAGMA max_page_count = " + std::to_string(options.file_max / kPageSize) + ";";
  }
  sql += options.synchronous == Options::Synchronous::full ? "PRAGMA synchronous = FULL;"
                                                           : "PRAGMA synchronous = NORMAL;";
  return sql;
}

}  // namespace

const std::error_category& category() noexcept {
  static const Category instance;
  return instance;
}

bool is_disk_error(const Error& error) {
  return error.code().category() == category() && (error.code().value() & 0xff) == SQLITE_IOERR;
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Database::Database(sqlite3* connection, std::unique_ptr<int> log_pages)
    : log_pages_(std::move(log_pages)), connection_(connection) {}

Result<Database> Database::open(const std::filesystem::path& file, const Options& options) {
  const bool writes = options.access == Options::Access::create;
  const int access = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &connection,
                                   access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Database database{connection, std::make_unique<int>(0)};
  if (code != SQLITE_OK) return error_of(code, connection);
  harden(connection, options);
  TP_CHECK(database.execute(settings(options)));
  if (!writes) return database;
  // SQLite falls back to reading by itself; a writer that cannot write must not start.
  if (sqlite3_db_readonly(connection, "main") != 0) return error_of(SQLITE_READONLY, connection);
  if (options.owner_checkpoints) {
    sqlite3_wal_hook(connection, note_log_pages, database.log_pages_.get());
  }
  return database;
}

Result<void> Database::use_log() {
  TP_TRY(const auto mode, ask_text("PRAGMA journal_mode = WAL"));
  if (mode != "wal") return misconfigured("no write-ahead log can be kept where the database is");
  // SQLite makes the names of its files durable when it makes them, but not when the program ends
  // in between: a log that the folder may forget takes with it what is synced into it later.
  TP_CHECK(ask_integer("SELECT count(*) FROM sqlite_schema"));  // opens the log
  const std::filesystem::path file = sqlite3_db_filename(connection_.get(), "main");
  if (!files::sync_folder(file.parent_path())) {
    return error_of(SQLITE_IOERR_DIR_FSYNC, connection_.get());
  }
  return success();
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return last_error(connection_.get());
  return Statement{statement};
}

Result<void> Database::prepare_all(std::initializer_list<Preparation> preparations) {
  for (const auto& each : preparations) {
    TP_TRY(*each.statement, prepare(each.sql));
  }
  return success();
}

Result<void> Database::execute(std::string_view sql) {
  const std::string terminated{sql};
  const int code = sqlite3_exec(connection_.get(), terminated.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return last_error(connection_.get());
  return success();
}

namespace {

// What a statement changes it commits after its last row: only then it is known to have worked.
Result<void> run_to_end(Rows& rows, bool more) {
  while (more) {
    TP_TRY(more, rows.next());
  }
  return success();
}

}  // namespace

Result<std::int64_t> Database::ask_integer(std::string_view sql) {
  TP_TRY(auto statement, prepare(sql));
  auto rows = statement.query();
  TP_TRY(const bool found, rows.next());
  const auto answer = found ? rows.integer(0) : 0;
  TP_CHECK(run_to_end(rows, found));
  return answer;
}

Result<std::string> Database::ask_text(std::string_view sql) {
  TP_TRY(auto statement, prepare(sql));
  auto rows = statement.query();
  TP_TRY(const bool found, rows.next());
  auto answer = found ? std::string{rows.text(0)} : std::string{};
  TP_CHECK(run_to_end(rows, found));
  return answer;
}

Result<void> Database::quick_check() {
  TP_TRY(const auto verdict, ask_text("PRAGMA quick_check(1)"));
  if (verdict != "ok") return error_of(SQLITE_CORRUPT, connection_.get()).within(verdict);
  return success();
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(connection_.get());
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

Result<std::int64_t> Database::room() {
  if (!pages_) {
    auto pages = std::make_unique<Pages>();
    TP_CHECK(prepare_all({{&pages->most, "PRAGMA max_page_count"},
                          {&pages->used, "PRAGMA page_count"},
                          {&pages->free, "PRAGMA freelist_count"}}));
    pages_ = std::move(pages);
  }
  const auto count = [](Statement& statement) -> Result<std::int64_t> {
    auto rows = statement.query();
    TP_TRY(const bool found, rows.next());
    return found ? rows.integer(0) : 0;
  };
  TP_TRY(const auto most, count(pages_->most));
  TP_TRY(const auto used, count(pages_->used));
  TP_TRY(const auto free, count(pages_->free));
  return (most - used + free) * kPageSize;
}

Result<void> Database::give_back(int pages) {
  return execute("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
}

int Database::log_pages() const {
  return *log_pages_;
}

Result<void> Database::checkpoint() {
  int in_log = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             &in_log, &moved);
  if (code != SQLITE_OK) return last_error(connection_.get());
  if (moved == in_log) *log_pages_ = 0;  // the next commit starts again at the log's beginning
  return success();
}

Result<void> Database::empty_log() {
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  if (code != SQLITE_OK) return last_error(connection_.get());
  *log_pages_ = 0;
  return success();
}

// Whichever of these bytes a power cut keeps, the log stays as it is: they stand there already.
Result<void> Database::write_log_anew() {
  TP_CHECK(ask_integer("SELECT count(*) FROM sqlite_schema"));  // opens the log, if there is one
  sqlite3_file* log = nullptr;
  sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr) return success();
  sqlite3_int64 size = 0;
  int code = log->pMethods->xFileSize(log, &size);
  std::array<char, 64 * 1024> piece;
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += std::ssize(piece)) {
    const auto bytes = static_cast<int>(std::min<sqlite3_int64>(size - at, std::ssize(piece)));
    code = log->pMethods->xRead(log, piece.data(), bytes, at);
    if (code == SQLITE_OK) code = log->pMethods->xWrite(log, piece.data(), bytes, at);
  }
  if (code == SQLITE_OK) code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  if (code != SQLITE_OK) return error_of(code, connection_.get());
  return success();
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::keep(int code) {
  if (bind_code_ == SQLITE_OK) bind_code_ = code;
}

void Statement::bind_integer(int position, std::int64_t value) {
  keep(sqlite3_bind_int64(statement_.get(), position, value));
}

void Statement::bind(int position, double value) {
  keep(sqlite3_bind_double(statement_.get(), position, value));
}

// A null pointer would bind NULL: emptiness is not absence.
void Statement::bind(int position, std::string_view value) {
  keep(sqlite3_bind_text64(statement_.get(), position, value.data() ? value.data() : "",
                           value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int position, BytesView value) {
  keep(sqlite3_bind_blob64(statement_.get(), position,
                           value.data() ? static_cast<const void*>(value.data()) : "", value.size(),
                           SQLITE_STATIC));
}

void Statement::bind(int position, std::nullptr_t) {
  keep(sqlite3_bind_null(statement_.get(), position));
}

Rows::~Rows() {
  if (!statement_) return;
  sqlite3_reset(statement_->statement_.get());  // repeats the code of the last step: already told
  statement_->bind_code_ = SQLITE_OK;
}

Result<bool> Rows::next() {
  auto* const statement = statement_->statement_.get();
  auto* const connection = sqlite3_db_handle(statement);
  if (statement_->bind_code_ != SQLITE_OK) return error_of(statement_->bind_code_, connection);
  const int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return last_error(connection);
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_->statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_->statement_.get(), column);
}

double Rows::real(int column) const {
  return sqlite3_column_double(statement_->statement_.get(), column);
}

std::string_view Rows::text(int column) const {
  auto* const statement = statement_->statement_.get();
  const auto* const text = sqlite3_column_text(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return text ? std::string_view{reinterpret_cast<const char*>(text), size} : std::string_view{};
}

BytesView Rows::blob(int column) const {
  auto* const statement = statement_->statement_.get();
  const auto* const bytes =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return bytes ? BytesView{bytes, size} : BytesView{};
}

Result<Transaction> Transaction::begin(Database& database) {
  TP_CHECK(database.execute("BEGIN IMMEDIATE"));
  return Transaction{database};
}

Result<Transaction> Transaction::begin_read(Database& database) {
  TP_CHECK(database.execute("BEGIN"));
  return Transaction{database};
}

Transaction::~Transaction() {
  if (!database_ || !database_->in_transaction()) return;
  // Nothing was promised yet; should even this fail, the file stays locked and the next BEGIN says
  // so.
  static_cast<void>(database_->execute("ROLLBACK").has_value());
}

Result<void> Transaction::commit() {
  TP_CHECK(database_->execute("COMMIT"));
  database_ = nullptr;
  return success();
}

}  // namespace touchpoint::sqlite
