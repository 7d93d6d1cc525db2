// CsvReader takes text in pieces and gives records (RFC 4180): quoted fields with commas, quotes
// and line ends in them, CRLF or LF, with or without a last line end; a byte order mark is passed
// over.
//
// It keeps one record at a time, of at most kCsvRecordMax bytes: a quote that is never closed
// cannot swallow the rest of a file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::hub {

inline constexpr std::size_t kCsvRecordMax = 64 * 1024;  // bytes

struct CsvRecord {
  std::int64_t line = 0;  // where it begins, from 1
  std::vector<std::string> fields;
  std::string problem;  // empty: it is well formed
};

class CsvReader {
 public:
  // `take` sees a record that is reused for the next one.
  explicit CsvReader(std::function<void(const CsvRecord& record)> take) : take_(std::move(take)) {}

  void feed(std::string_view piece);
  void finish();  // no more pieces

 private:
  enum class At { field_start, plain, quoted, quote_in_quoted, skipping };

  void put(char c);
  void put_quoted(char c);
  void put_after_quote(char c);
  void end_field();
  void end_record();
  void append(char c);
  void spoil(std::string problem);

  std::function<void(const CsvRecord&)> take_;
  CsvRecord record_;
  std::size_t fields_ = 0;  // of the record at hand; record_.fields keeps its strings' memory
  std::size_t bytes_ = 0;
  std::int64_t line_ = 1;
  At at_ = At::field_start;
  bool begun_ = false;  // the record at hand has seen a byte
  int mark_ = 0;        // bytes of a byte order mark seen
};

}  // namespace touchpoint::hub
