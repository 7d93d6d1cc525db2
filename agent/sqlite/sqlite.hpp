// A thin RAII over SQLite for everyone who keeps a database file: the journal, the replica, the
// hub. It hides nothing that their promises depend on: extended error codes, statement reset, when
// a checkpoint runs.
//
// A connection and what was prepared on it belong to one thread at a time. What can fail returns a
// Result; its Error carries SQLite's extended code (category()) and is filed under a condition:
//   retry_later    the disk or the file is full (Error::is_full()); another connection holds the
//                  file
//   damaged        I/O errors, a file that is corrupt or no database
//   misconfigured  the file cannot be opened or may not be written
//   refused        what is left: the statement itself was not acceptable (a constraint, a size)
//
// Every connection is defensive: the schema is not trusted, triggers, views and attached files are
// off, double quotes quote names only.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/bytes.hpp"
#include "core/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace touchpoint::sqlite {

const std::error_category& category() noexcept;  // values are SQLite's extended result codes

// Whether the disk failed, rather than the bytes on it being wrong.
bool is_disk_error(const Error& error);

struct Options {
  enum class Access { create, read_only };
  enum class Synchronous { normal, full };
  Access access = Access::create;
  Synchronous synchronous = Synchronous::full;
  bool exclusive = false;          // nobody else may open the file while it is open here
  bool secure_delete = false;      // what is deleted is overwritten with zeros
  bool owner_checkpoints = false;  // only checkpoint() moves the log into the file
  std::int64_t mmap_bytes = 0;     // read this much of the file through the page cache directly
  int cache_kib = 2048;
  std::int64_t file_max = 0;         // bytes the file may grow to, then it is full; 0: no limit
  int busy_ms = 0;                   // how long to wait for another connection's lock
  int value_max = 16 * 1024 * 1024;  // bytes of one value or row
};

class Statement;

// One run of a statement, row by row; the statement is reset when this goes. Columns count from 0.
// Views into a row hold until next() or the end of the run.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(&statement) {}
  ~Rows();
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;

  Result<bool> next();  // false: there are no more
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;
  BytesView blob(int column) const;

 private:
  Statement* statement_;
};

// A prepared statement. Values are bound in order, `?` by `?`; text and blobs are not copied and
// must live until the run ends.
class Statement {
 public:
  Statement() = default;  // to be prepared; see Database::prepare_all()

  template <class... Values>
  Rows query(Values&&... values) {
    static_assert((!kDangles<Values> && ...), "a temporary would be gone before the first row");
    int position = 0;
    (bind(++position, values), ...);
    return Rows{*this};
  }
  // Runs to the end; for statements whose rows nobody wants.
  template <class... Values>
  Result<void> run(const Values&... values) {
    auto rows = query(values...);
    TP_CHECK(rows.next());
    return success();
  }

 private:
  friend class Database;
  friend class Rows;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  template <class Value>
  static constexpr bool kDangles = std::is_same_v<Value, std::string> ||
                                   std::is_same_v<Value, Bytes> || std::is_same_v<Value, Digest>;
  template <std::integral Integer>
  void bind(int position, Integer value) {
    bind_integer(position, static_cast<std::int64_t>(value));
  }
  template <class Value>
  void bind(int position, const std::optional<Value>& value) {
    if (value) return bind(position, *value);
    bind(position, nullptr);
  }
  void bind(int position, double value);
  void bind(int position, std::string_view value);
  void bind(int position, BytesView value);
  void bind(int position, std::nullptr_t);
  void bind_integer(int position, std::int64_t value);
  void keep(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_code_ = 0;  // the first binding that failed; told at the first row
};

class Database {
 public:
  // Leaves the file as it is until use_log(). `misconfigured` when it cannot be created or written.
  static Result<Database> open(const std::filesystem::path& file, const Options& options);

  Result<Statement> prepare(std::string_view sql);
  struct Preparation {
    Statement* statement;
    std::string_view sql;
  };
  Result<void> prepare_all(std::initializer_list<Preparation> preparations);
  Result<void> execute(std::string_view sql);              // any number of statements
  Result<std::int64_t> ask_integer(std::string_view sql);  // the first column of the first row
  Result<std::string> ask_text(std::string_view sql);
  Result<void> quick_check();    // `damaged` with what was found first
  std::int64_t changes() const;  // rows touched by the last statement
  bool in_transaction() const;
  // Bytes that the file can still take, inside it and up to Options::file_max.
  Result<std::int64_t> room();
  // Takes up to `pages` free pages off the file's end; only where Schema::shrinks was set when the
  // file was made.
  Result<void> give_back(int pages);

  Result<void> use_log();     // write-ahead log from now on, its name and the file's on stable
                              // storage; bring_up() does it once the file is ours
  int log_pages() const;      // frames in the write-ahead log after the last commit
  Result<void> checkpoint();  // moves what it can into the file; keeps the log's space
  Result<void> empty_log();   // moves everything, syncs, and cuts the log to nothing: the last
                              // thing before an orderly end, for closing leaves the log alone
  // What somebody left behind in the log may never have reached the disk, and after a sync that
  // failed the system takes for written what is not: writes the same bytes once more and syncs.
  Result<void> write_log_anew();

 private:
  friend class Copy;
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  Database(sqlite3* connection, std::unique_ptr<int> log_pages);
  std::unique_ptr<int> log_pages_;
  std::unique_ptr<sqlite3, Close> connection_;
  // Of room(), which is asked often; before the first time not prepared.
  struct Pages {
    Statement most;
    Statement used;
    Statement free;
  };
  std::unique_ptr<Pages> pages_;
};

// Rolls back unless committed. SQLite may have rolled back by itself after an error; that is
// noticed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);       // for writing
  static Result<Transaction> begin_read(Database& database);  // one unchanging view
  ~Transaction();
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace touchpoint::sqlite
