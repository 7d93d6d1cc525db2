#include "web/http/target.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"

namespace touchpoint::web {
namespace {

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<char> decoded_byte(std::string_view after_percent) {
  if (after_percent.size() < 2) return std::nullopt;
  const int high = hex_value(after_percent[0]);
  const int low = hex_value(after_percent[1]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

Result<std::string> decode_path(std::string_view raw) {
  std::string path;
  path.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\\') return refused("a path may not hold a backslash");
    if (raw[i] != '%') {
      path += raw[i];
      continue;
    }
    const auto byte = decoded_byte(raw.substr(i + 1));
    if (!byte) return refused("a '%' in the path must be followed by two hex digits");
    // '%' itself: whoever decodes a second time must not find anything new.
    if (*byte == '/' || *byte == '\\' || *byte == '%' || is_control(*byte))
      return refused("a path may not hold an encoded slash, percent sign or control character");
    path += *byte;
    i += 2;
  }
  return path;
}

Result<void> check_segments(std::string_view path) {
  std::string_view rest = path.substr(1);
  while (!rest.empty()) {
    const auto end = rest.find('/');
    const auto segment = rest.substr(0, end);
    if (segment.empty() || segment == "." || segment == "..")
      return refused("a path may not hold empty, '.' or '..' segments");
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return success();
}

// application/x-www-form-urlencoded, as pages and URLSearchParams write it.
Result<std::string> decode_query_text(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '+') {
      text += ' ';
    } else if (raw[i] != '%') {
      text += raw[i];
    } else {
      const auto byte = decoded_byte(raw.substr(i + 1));
      if (!byte) return refused("a '%' in the query must be followed by two hex digits");
      if (*byte == '\0') return refused("a query may not hold NUL");
      text += *byte;
      i += 2;
    }
  }
  if (!is_utf8(text)) return refused("the query is not UTF-8");
  return text;
}

Result<std::map<std::string, std::string>> parse_query(std::string_view raw) {
  std::map<std::string, std::string> query;
  while (!raw.empty()) {
    const auto end = std::min(raw.find('&'), raw.size());
    const auto pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    TP_TRY(auto name, decode_query_text(pair.substr(0, equals)));
    TP_TRY(auto value, decode_query_text(pair.substr(std::min(equals + 1, pair.size()))));
    query.emplace(std::move(name), std::move(value));
  }
  return query;
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return refused("the request target must begin with '/'");
  for (const char c : target) {
    if (c <= ' ' || c == 0x7f || c == '#' || static_cast<unsigned char>(c) >= 0x80)
      return refused("the request target holds a character that must be percent-encoded");
  }
  const auto question = std::min(target.find('?'), target.size());
  TP_TRY(auto path, decode_path(target.substr(0, question)));
  TP_CHECK(check_segments(path));
  if (!is_utf8(path)) return refused("the path is not UTF-8");
  TP_TRY(auto query, parse_query(target.substr(std::min(question + 1, target.size()))));
  return Target{std::move(path), std::move(query)};
}

Result<std::string> parse_host(std::string_view host) {
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::size_t end = 0;
  if (name.starts_with('[')) {
    end = name.find(']');
    if (end == std::string::npos || end == 1) return refused("the Host header is not a host");
    const auto address = std::string_view(name).substr(1, end - 1);
    const auto fits = [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; };
    if (!std::all_of(address.begin(), address.end(), fits))
      return refused("the Host header is not a host");
    ++end;
  } else {
    while (end < name.size() && is_name_char(name[end]))
      ++end;
    if (end == 0) return refused("the Host header is empty or not a host");
  }
  if (end < name.size() && (name[end] != ':' || !is_port(std::string_view(name).substr(end + 1))))
    return refused("the Host header is not a host and a port");
  name.resize(end);
  return name;
}

}  // namespace touchpoint::web
