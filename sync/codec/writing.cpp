#include "sync/codec/writing.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "core/text.hpp"

namespace touchpoint::sync {

void ObjectWriter::begin(std::string_view name) {
  if (text_.size() > 1) text_.push_back(',');
  text_.append("\"").append(name).append("\":");
}

ObjectWriter& ObjectWriter::text(std::string_view name, std::string_view value) {
  return value.empty() ? *this : json(name, json_quoted(value));
}

ObjectWriter& ObjectWriter::integer(std::string_view name, std::int64_t value) {
  return json(name, std::to_string(value));
}

ObjectWriter& ObjectWriter::number(std::string_view name, std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return *this;
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), *value);
  return json(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

ObjectWriter& ObjectWriter::flag(std::string_view name, bool value) {
  return json(name, value ? "true" : "false");
}

ObjectWriter& ObjectWriter::time(std::string_view name, std::optional<WallTime> value) {
  return value ? text(name, to_rfc3339(*value)) : *this;
}

ObjectWriter& ObjectWriter::json(std::string_view name, std::string_view text) {
  begin(name);
  text_.append(text);
  return *this;
}

std::string ObjectWriter::done() {
  text_.push_back('}');
  return std::move(text_);
}

}  // namespace touchpoint::sync
