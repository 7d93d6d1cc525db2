#include "sync/codec/scan.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/limits.hpp"

namespace touchpoint::sync::scan {
namespace {

using Characters = std::array<bool, 256>;

constexpr Characters all_of(std::string_view text) {
  Characters characters{};
  for (const char c : text)
    characters[static_cast<std::uint8_t>(c)] = true;
  return characters;
}

constexpr bool has(const Characters& characters, char c) {
  return characters[static_cast<std::uint8_t>(c)];
}

// Numbers, literals, separators and white space: everything else outside strings is not JSON.
constexpr Characters kPlain = all_of("0123456789+-.eE truefalsn,:\t\n\r");

// What a string can hold without being looked at: all but its end, escapes and control characters.
constexpr Characters kOrdinary = [] {
  Characters characters{};
  characters.fill(true);
  std::fill_n(characters.begin(), 0x20, false);
  characters['"'] = characters['\\'] = false;
  return characters;
}();

// Behind a number or a literal.
std::size_t scalar_end(std::string_view text, std::size_t at) {
  const auto end = text.find_first_of(",]} \t\n\r", at);
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

std::size_t skip_space(std::string_view text, std::size_t at) {
  const auto found = text.find_first_not_of(" \t\n\r", at);
  return found == std::string_view::npos ? text.size() : found;
}

std::optional<std::size_t> string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (has(kOrdinary, text[at])) continue;
    if (text[at] == '"') return at + 1;
    if (text[at] != '\\') return std::nullopt;
    ++at;
    constexpr std::string_view kEscapes = "\"\\/bfnrtu";
    if (at == text.size() || kEscapes.find(text[at]) == std::string_view::npos) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::size_t> container_end(std::string_view text, std::size_t at) {
  static_assert(limits::kJsonDepthMax < 64, "one bit for each level");
  std::uint64_t objects = 0;  // bit 0: what the innermost level is
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      const auto end = string_end(text, at);
      if (!end) return std::nullopt;
      at = *end;
      continue;
    }
    if (c == '{' || c == '[') {
      if (++depth > limits::kJsonDepthMax) return std::nullopt;
      objects = objects << 1U | (c == '{' ? 1U : 0U);
    } else if (c == '}' || c == ']') {
      if (depth == 0 || (objects & 1U) != (c == '}' ? 1U : 0U)) return std::nullopt;
      objects >>= 1U;
      if (--depth == 0) return at + 1;
    } else if (depth == 0 || !has(kPlain, c)) {
      return std::nullopt;
    }
    ++at;
  }
  return std::nullopt;
}

std::optional<std::string_view> member(std::string_view object, std::string_view name) {
  std::size_t at = skip_space(object, 0);
  if (at == object.size() || object[at] != '{') return std::nullopt;
  at = skip_space(object, at + 1);
  while (at < object.size() && object[at] == '"') {
    const auto name_end = string_end(object, at);
    if (!name_end) return std::nullopt;
    const auto found = object.substr(at + 1, *name_end - at - 2);
    at = skip_space(object, skip_space(object, *name_end) + 1);  // behind the colon
    if (at >= object.size()) return std::nullopt;
    std::optional<std::size_t> end;
    if (object[at] == '"') {
      end = string_end(object, at);
    } else if (object[at] == '{' || object[at] == '[') {
      end = container_end(object, at);
    } else {
      end = scalar_end(object, at);
    }
    if (!end) return std::nullopt;
    if (found == name) return object.substr(at, *end - at);
    at = skip_space(object, skip_space(object, *end) + 1);  // behind the comma
  }
  return std::nullopt;
}

}  // namespace touchpoint::sync::scan
