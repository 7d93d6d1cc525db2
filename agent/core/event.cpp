#include "core/event.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "core/text.hpp"

namespace touchpoint {
namespace {

constexpr std::string_view kChainMember = R"(,"chain":")";
constexpr std::size_t kChainLength = kChainMember.size() + 64 + 2;  // … 64 digits, '"' and '}'

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
  if (text.size() != 20) return std::nullopt;
  std::int64_t sequence = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sequence);
  if (error != std::errc{} || end != text.data() + text.size() || sequence < 1) return std::nullopt;
  return sequence;
}

std::string to_json(const NewEvent& event, const Stamps& stamps) {
  std::string json;
  json.reserve(640 + event.data.size());
  const auto member = [&json](std::string_view name, std::string_view value) {
    json.append(",\"").append(name).append("\":\"").append(value).append("\"");
  };
  // Every value below is a slug, a number, a fixed word or a time: none needs escaping.
  json.append(R"({"specversion":"1.0")");
  member("id", event.id.text());
  member("source", stamps.source);
  member("type", event.type);
  member("time", to_rfc3339(event.time));
  member("recordedtime", to_rfc3339(stamps.recorded));
  member("actor", to_text(event.actor));
  member("journal", stamps.journal);
  member("sequence", sequence_text(stamps.sequence));
  member("touchpoint", event.touchpoint);
  member("clockquality", to_text(stamps.clock_quality));
  member("bootid", stamps.boot_id.text());
  json.append(",\"uptimems\":").append(std::to_string(stamps.since_boot.count()));
  member("datacontenttype", "application/json");
  member("dataschema", "urn:" + event.type + ":1");
  json.append(",\"data\":").append(event.data);
  member("salt", to_base64url(stamps.salt));
  json.push_back('}');
  return json;
}

std::string with_chain(std::string event, const Digest& chain) {
  event.pop_back();
  event.append(kChainMember).append(to_hex(chain)).append("\"}");
  return event;
}

std::optional<Unchained> without_chain(std::string_view event) {
  if (event.size() <= kChainLength || !event.ends_with("\"}")) return std::nullopt;
  const auto tail = event.substr(event.size() - kChainLength);
  if (!tail.starts_with(kChainMember)) return std::nullopt;
  const auto chain = from_hex(tail.substr(kChainMember.size(), 64));
  if (!chain) return std::nullopt;
  Unchained result{std::string(event.substr(0, event.size() - kChainLength)), {}};
  result.raw.push_back('}');
  std::copy(chain->begin(), chain->end(), result.chain.begin());
  return result;
}

}  // namespace touchpoint
