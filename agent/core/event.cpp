#include "core/event.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "core/text.hpp"

namespace touchpoint {
namespace {

constexpr std::string_view kChainMember = R"(,"chain":")";
constexpr std::size_t kChainLength = kChainMember.size() + 64 + 2;  // … 64 digits, '"' and '}'
static_assert(kChainLength == kChainMemberSize + 1);

// Members are slugs, numbers, fixed words or times: none needs escaping.
class EventText {
 public:
  explicit EventText(std::size_t size) {
    text_.reserve(size);
    text_.append(R"({"specversion":"1.0")");
  }
  void member(std::string_view name, std::string_view value) {
    text_.append(",\"").append(name).append("\":\"").append(value).append("\"");
  }
  void raw(std::string_view name, std::string_view json) {
    text_.append(",\"").append(name).append("\":").append(json);
  }
  std::string take() {
    text_.push_back('}');
    return std::move(text_);
  }

 private:
  std::string text_;
};

}  // namespace

std::string_view to_text(Actor actor) {
  switch (actor) {
    case Actor::customer:
      return "customer";
    case Actor::employee:
      return "employee";
    case Actor::partner:
      return "partner";
    case Actor::environment:
      return "environment";
  }
  return "environment";
}

std::optional<Actor> actor_from_text(std::string_view text) {
  for (const auto actor : {Actor::customer, Actor::employee, Actor::partner, Actor::environment}) {
    if (text == to_text(actor)) return actor;
  }
  return std::nullopt;
}

std::string sequence_text(std::int64_t sequence) {
  std::array<char, 24> digits{};
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), sequence);
  const std::string_view text{digits.data(), static_cast<std::size_t>(end - digits.data())};
  return std::string(20 - std::min<std::size_t>(20, text.size()), '0').append(text);
}

std::optional<std::int64_t> sequence_from_text(std::string_view text) {
  const auto sequence = text.size() == 20 ? whole_number(text) : std::nullopt;
  return sequence > 0 ? sequence : std::nullopt;
}

std::string to_json(const NewEvent& event, const Stamps& stamps) {
  EventText text{640 + event.data.size()};
  text.member("id", event.id.text());
  text.member("source", stamps.source);
  text.member("type", event.type);
  text.member("time", to_rfc3339(event.time));
  text.member("recordedtime", to_rfc3339(stamps.recorded));
  text.member("actor", to_text(event.actor));
  text.member("journal", stamps.journal);
  text.member("sequence", sequence_text(stamps.sequence));
  text.member("touchpoint", event.touchpoint);
  text.member("clockquality", to_text(stamps.clock_quality));
  text.member("bootid", stamps.boot_id.text());
  // As text: CloudEvents' integers have 32 bits, which is 24 days.
  text.member("uptimems", std::to_string(stamps.since_boot.count()));
  if (!event.salvaged_from.empty()) text.member("salvagedfrom", event.salvaged_from);
  text.member("datacontenttype", "application/json");
  text.member("dataschema", "urn:" + event.type + ":1");
  text.raw("data", event.data);
  text.member("salt", to_base64url(stamps.salt));
  return text.take();
}

std::string to_json(const Tombstone& tombstone) {
  EventText text{768};
  text.member("id", tombstone.id.text());
  text.member("source", tombstone.source);
  text.member("type", kTombstoneType);
  text.member("time", to_rfc3339(tombstone.time));
  text.member("recordedtime", to_rfc3339(tombstone.recorded));
  text.member("actor", to_text(Actor::environment));
  text.member("journal", tombstone.journal);
  text.member("sequence", sequence_text(tombstone.sequence));
  text.member("touchpoint", tombstone.touchpoint);
  text.member("datacontenttype", "application/json");
  text.member("dataschema", "urn:" + std::string{kTombstoneType} + ":1");
  text.raw("data",
           R"({"type":")" + tombstone.type + R"(","digest":")" + to_hex(tombstone.digest) + "\"}");
  return text.take();
}

std::string with_chain(std::string event, const Digest& chain) {
  event.pop_back();
  event.append(kChainMember);
  append_hex(event, chain);
  event.append("\"}");
  return event;
}

bool ends_in_chain(std::string_view event) {
  return event.size() > kChainLength && event.ends_with("\"}") &&
         event.substr(event.size() - kChainLength).starts_with(kChainMember);
}

void drop_chain(std::string& event) {
  event.resize(event.size() - kChainMemberSize);
  event.back() = '}';
}

std::optional<Unchained> without_chain(std::string_view event) {
  if (!ends_in_chain(event)) return std::nullopt;
  const auto tail = event.substr(event.size() - kChainLength);
  Unchained result;
  if (!read_hex(tail.substr(kChainMember.size(), 64), result.chain)) return std::nullopt;
  result.raw.reserve(event.size() - kChainLength + 1);
  result.raw.append(event.substr(0, event.size() - kChainLength)).push_back('}');
  return result;
}

}  // namespace touchpoint
