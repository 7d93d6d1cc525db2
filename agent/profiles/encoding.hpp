// Values as bytes, one after the other without names: what the sealed documents of the replica are
// made of. FORMAT.md has the layout.
//
// A Decoder never reads beyond its bytes: after the first thing that does not fit it gives only
// empty values, and ok() says so at the end.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/clock.hpp"

namespace touchpoint::profiles {

class Encoder {
 public:
  void number(std::uint64_t value);  // LEB128: seven bits a byte, low ones first
  void integer(std::int64_t value);  // zigzag, so that small negative ones are short
  void real(double value);           // IEEE 754 binary64, little endian
  void text(std::string_view value);
  void time(WallTime value) { integer(value.time_since_epoch().count()); }

  template <class Value, class Write>
  void maybe(const std::optional<Value>& value, Write write) {
    number(value ? 1 : 0);
    if (value) write(*value);
  }
  template <class List, class Write>
  void list(const List& items, Write write) {
    number(items.size());
    for (const auto& item : items)
      write(item);
  }

  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

class Decoder {
 public:
  explicit Decoder(BytesView bytes) : left_(bytes) {}

  std::uint64_t number();
  std::int64_t integer();
  double real();
  std::string text();
  WallTime time() { return WallTime{std::chrono::milliseconds{integer()}}; }

  template <class Read>
  auto maybe(Read read) -> std::optional<decltype(read())> {
    if (number() == 0) return std::nullopt;
    return read();
  }
  template <class Read>
  auto list(Read read) {
    std::vector<decltype(read())> items;
    // Each item takes a byte at least: a wrong count cannot make us allocate more than we were
    // given.
    const auto count = number();
    if (count > left_.size()) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < count; ++i)
      items.push_back(read());
    return items;
  }

  bool ok() const { return ok_; }

 private:
  BytesView take(std::size_t size);

  BytesView left_;
  bool ok_ = true;
};

}  // namespace touchpoint::profiles
