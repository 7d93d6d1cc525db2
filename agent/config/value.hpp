// The values that a configuration file can hold, as the program sees them and as they are written.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::config {

// "127.0.0.1:7080", "[::1]:7080", "hub.example:8443". The port is never 0.
struct Address {
  std::string host;  // without brackets
  std::uint16_t port = 0;

  std::string text() const;
  bool is_loopback() const;  // of a numeric address; names are not looked up
  bool operator==(const Address&) const = default;
};

using Duration = std::chrono::milliseconds;  // "500ms", "30s", "5m", "12h", "45d"
using Texts = std::vector<std::string>;

// A value as TOML writes it; durations, addresses and paths are text there.
using Written = std::variant<std::string, std::int64_t, bool, Texts>;

// Where a key's value lands. What it points to is the key's type, and outlives the schema.
// A text of some lines, such as a survey's JSON: at most 16 KiB.
struct Document {
  std::string text;

  bool operator==(const Document&) const = default;
};

using Target = std::variant<std::string*, std::int64_t*, bool*, Duration*, Texts*, Address*,
                            std::filesystem::path*, Document*>;

// Puts `written` into `target`; the error's sentence goes on from the key's name: "must be a
// duration such as "30s", not "soon"".
Result<void> land(const Written& written, const Target& target);

// What `target` holds now, as it would be written.
Written written_of(const Target& target);

std::string as_toml(const Written& written);
std::string duration_text(Duration duration);  // in the largest unit that is exact: "5m"

}  // namespace touchpoint::config
