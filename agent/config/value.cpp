#include "config/value.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <arpa/inet.h>

#include "core/text.hpp"

namespace touchpoint::config {
namespace {

constexpr std::size_t kDocumentMax = 16 * 1024;  // bytes
constexpr std::size_t kTextMax = 1024;           // bytes; a name or a path is far shorter
constexpr std::size_t kTextsMax = 64;            // entries

struct Unit {
  std::string_view text;
  Duration length;
};
constexpr std::array kUnits = {
    Unit{"ms", std::chrono::milliseconds{1}}, Unit{"s", std::chrono::seconds{1}},
    Unit{"m", std::chrono::minutes{1}},       Unit{"h", std::chrono::hours{1}},
    Unit{"d", std::chrono::hours{24}},
};

std::optional<Duration> duration_from(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = whole_number(text.substr(0, digits));
  const auto* unit = std::ranges::find(kUnits, text.substr(digits), &Unit::text);
  if (!number || unit == kUnits.end()) return std::nullopt;
  if (*number > Duration::max().count() / unit->length.count()) return std::nullopt;
  return *number * unit->length;
}

bool is_ip(int family, const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(family, host.c_str(), bytes.data()) == 1;
}

bool is_host_name(std::string_view host) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  // What ends in a digit is meant as a number, and then it must be one.
  return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' &&
         host.find_first_not_of(kAllowed) == std::string_view::npos &&
         !(host.back() >= '0' && host.back() <= '9');
}

std::optional<Address> address_from(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = whole_number(text.substr(colon + 1));
  if (!port || *port < 1 || *port > 65535) return std::nullopt;
  std::string host{text.substr(0, colon)};
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool right = bracketed ? is_ip(AF_INET6, host) : is_ip(AF_INET, host) || is_host_name(host);
  if (!right) return std::nullopt;
  return Address{std::move(host), static_cast<std::uint16_t>(*port)};
}

std::string shown(const Written& written) {
  return std::holds_alternative<Texts>(written) ? std::string("a list") : as_toml(written);
}

Error must_be(std::string_view what, const Written& written) {
  return misconfigured("must be " + std::string(what) + ", not " + shown(written));
}

Result<std::string> as_text(std::string_view what, const Written& written) {
  const auto* text = std::get_if<std::string>(&written);
  if (text == nullptr) return must_be(what, written);
  if (has_control_characters(*text)) return misconfigured("must not hold control characters");
  if (text->size() > kTextMax) return misconfigured("must be at most 1024 bytes long");
  return *text;
}

// One overload for each type of target.
struct Landing {
  const Written& written;

  Result<void> operator()(std::string* target) const {
    TP_TRY(*target, as_text("text in quotes", written));
    return success();
  }
  Result<void> operator()(std::int64_t* target) const {
    const auto* number = std::get_if<std::int64_t>(&written);
    if (number == nullptr) return must_be("a whole number", written);
    *target = *number;
    return success();
  }
  Result<void> operator()(bool* target) const {
    const auto* flag = std::get_if<bool>(&written);
    if (flag == nullptr) return must_be("true or false", written);
    *target = *flag;
    return success();
  }
  Result<void> operator()(Duration* target) const {
    constexpr std::string_view kWhat = R"(a duration such as "500ms", "30s", "5m", "12h" or "45d")";
    TP_TRY(const auto text, as_text(kWhat, written));
    const auto duration = duration_from(text);
    if (!duration) return must_be(kWhat, written);
    *target = *duration;
    return success();
  }
  Result<void> operator()(Texts* target) const {
    constexpr std::string_view kWhat = R"(a list of texts such as ["it", "en"])";
    const auto* texts = std::get_if<Texts>(&written);
    if (texts == nullptr) return must_be(kWhat, written);
    if (texts->size() > kTextsMax) return misconfigured("must hold at most 64 texts");
    target->clear();
    for (const auto& entry : *texts) {
      TP_TRY(auto text, as_text(kWhat, entry));
      target->push_back(std::move(text));
    }
    return success();
  }
  Result<void> operator()(Address* target) const {
    constexpr std::string_view kWhat =
        R"(an address with a port from 1 to 65535 such as "127.0.0.1:7080" or "[::1]:7080")";
    TP_TRY(const auto text, as_text(kWhat, written));
    auto address = address_from(text);
    if (!address) return must_be(kWhat, written);
    *target = std::move(*address);
    return success();
  }
  Result<void> operator()(Document* target) const {
    const auto* text = std::get_if<std::string>(&written);
    if (text == nullptr) return must_be("text between '''", written);
    if (text->size() > kDocumentMax) return misconfigured("must be at most 16384 bytes long");
    target->text = *text;
    return success();
  }
  Result<void> operator()(std::filesystem::path* target) const {
    TP_TRY(*target, as_text("a path in quotes", written));
    return success();
  }
};

}  // namespace

std::string Address::text() const {
  const bool six = host.find(':') != std::string::npos;
  return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool Address::is_loopback() const {
  return host == "::1" || (is_ip(AF_INET, host) && host.starts_with("127."));
}

Result<void> land(const Written& written, const Target& target) {
  return std::visit(Landing{written}, target);
}

Written written_of(const Target& target) {
  struct Writer {
    Written operator()(const std::string* text) const { return *text; }
    Written operator()(const std::int64_t* number) const { return *number; }
    Written operator()(const bool* flag) const { return *flag; }
    Written operator()(const Duration* duration) const { return duration_text(*duration); }
    Written operator()(const Texts* texts) const { return *texts; }
    Written operator()(const Address* address) const { return address->text(); }
    Written operator()(const std::filesystem::path* path) const { return path->string(); }
    Written operator()(const Document* document) const { return document->text; }
  };
  return std::visit(Writer{}, target);
}

std::string duration_text(Duration duration) {
  const auto unit = std::find_if(kUnits.rbegin(), kUnits.rend() - 1, [&](const Unit& larger) {
    return duration >= larger.length && duration % larger.length == Duration::zero();
  });
  return std::to_string(duration / unit->length).append(unit->text);
}

std::string as_toml(const Written& written) {
  struct Writer {
    // TOML's basic strings are JSON's, but for control characters, which no checked value holds.
    std::string operator()(const std::string& text) const { return json_quoted(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const Texts& texts) const {
      std::string list;
      for (const auto& text : texts)
        list += (list.empty() ? "" : ", ") + json_quoted(text);
      return "[" + list + "]";
    }
  };
  return std::visit(Writer{}, written);
}

}  // namespace touchpoint::config
