#include "sync/hub/import/csv.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

void CsvReader::feed(std::string_view piece) {
  while (mark_ >= 0 && mark_ < static_cast<int>(kByteOrderMark.size()) && !piece.empty()) {
    if (piece.front() != kByteOrderMark[static_cast<std::size_t>(mark_)]) {
      const auto seen = kByteOrderMark.substr(0, static_cast<std::size_t>(mark_));
      mark_ = -1;
      for (const char c : seen)
        put(c);
      break;
    }
    piece.remove_prefix(1);
    ++mark_;
  }
  for (const char c : piece)
    put(c);
}

void CsvReader::finish() {
  if (at_ == At::quoted) spoil("a quote is opened and never closed");
  if (begun_) end_record();
}

void CsvReader::put(char c) {
  if (!begun_) {
    if (c == '\n') {  // an empty line is no record
      ++line_;
      return;
    }
    if (c == '\r') return;
    begun_ = true;
    record_.line = line_;
    record_.problem.clear();
    fields_ = 0;
    bytes_ = 0;
    at_ = At::field_start;
    end_field();
  }
  switch (at_) {
    case At::quoted:
      return put_quoted(c);
    case At::quote_in_quoted:
      return put_after_quote(c);
    case At::field_start:
      if (c == '"') {
        at_ = At::quoted;
        return;
      }
      at_ = At::plain;
      break;
    case At::plain:
    case At::skipping:
      break;
  }
  if (c == '\n') return end_record();
  if (c == '\r' || at_ == At::skipping) return;
  if (c == ',') return end_field();
  append(c);
}

void CsvReader::put_quoted(char c) {
  if (c == '\n') ++line_;
  if (c == '"') {
    at_ = At::quote_in_quoted;
  } else {
    append(c);
  }
}

void CsvReader::put_after_quote(char c) {
  if (c == '"') {
    at_ = At::quoted;
    return append('"');
  }
  if (c == ',') return end_field();
  if (c == '\n') return end_record();
  if (c == '\r') return;
  spoil("something stands behind a closing quote");
}

// Begins the next field.
void CsvReader::end_field() {
  if (fields_ == record_.fields.size()) record_.fields.emplace_back();
  record_.fields[fields_].clear();
  ++fields_;
  if (at_ != At::skipping) at_ = At::field_start;
}

void CsvReader::end_record() {
  record_.fields.resize(fields_);
  take_(record_);
  begun_ = false;
  at_ = At::field_start;
  ++line_;
}

void CsvReader::append(char c) {
  if (++bytes_ > kCsvRecordMax) return spoil("the record is longer than 64 KiB");
  record_.fields[fields_ - 1].push_back(c);
}

// The rest of the line is passed over.
void CsvReader::spoil(std::string problem) {
  if (record_.problem.empty()) record_.problem = std::move(problem);
  at_ = At::skipping;
}

}  // namespace touchpoint::hub
