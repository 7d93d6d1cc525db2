#include "ctl/why_answer.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/text.hpp"

namespace touchpoint::ctl {
namespace {

namespace json = boost::json;

constexpr double kHundredths = 100;  // of a bit, as events have them: sums are exact

// Texts go to a terminal: control characters must not steer it.
std::string printable(std::string_view text) {
  std::string plain(text);
  if (has_control_characters(plain)) {
    std::replace_if(
        plain.begin(), plain.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
  }
  return plain;
}

const json::value* member(const json::object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}

std::string text(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  return value != nullptr && value->is_string() ? printable(value->get_string()) : std::string();
}

std::optional<std::int64_t> number(const json::object& object, std::string_view name) {
  const auto* value = member(object, name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<double> bits_of(const json::value& value) {
  const auto* object = value.if_object();
  const auto* bits = object != nullptr ? member(*object, "bits") : nullptr;
  if (bits == nullptr || !bits->is_number()) return std::nullopt;
  const auto worth = bits->to_number<double>() / kHundredths;
  return std::isfinite(worth) ? std::optional(worth) : std::nullopt;
}

std::string shown(const json::value& value) {
  return printable(value.is_string() ? std::string(value.get_string()) : json::serialize(value));
}

// "family_name · exact": what the object says, but for its bits.
std::string name_of(const json::object& object) {
  std::string name;
  for (const auto& entry : object) {
    if (entry.key() == "bits") continue;
    name += (name.empty() ? "" : " · ") + shown(entry.value());
  }
  return name;
}

DecisionDetail detail_of(const json::object& decision) {
  DecisionDetail detail;
  for (const auto& entry : decision) {
    const auto* list = entry.value().if_array();
    const bool table =
        list != nullptr && !list->empty() &&
        std::ranges::all_of(*list, [](const auto& each) { return bits_of(each).has_value(); });
    if (!table) {
      detail.lines.emplace_back(printable(entry.key()), shown(entry.value()));
      continue;
    }
    DecisionDetail::Table rows{.name = printable(entry.key()), .rows = {}};
    for (const auto& each : *list)
      rows.rows.push_back({name_of(each.get_object()), *bits_of(each)});
    detail.tables.push_back(std::move(rows));
  }
  return detail;
}

Explanation::Verdict verdict_of(const json::object& object) {
  Explanation::Verdict verdict{.time = text(object, "time"),
                               .profile = text(object, "profile"),
                               .reason = text(object, "reason"),
                               .by = text(object, "by"),
                               .strength = text(object, "strength"),
                               .assurance = text(object, "assurance"),
                               .staff = text(object, "staff"),
                               .people = number(object, "people"),
                               .replica_age_s = number(object, "replica_age_s"),
                               .decision = {}};
  const auto* decision = member(object, "decision");
  if (decision != nullptr && decision->is_object()) {
    verdict.decision = detail_of(decision->get_object());
  }
  return verdict;
}

}  // namespace

Result<Explanation> explanation_from(std::string_view answer) {
  json::error_code error;
  const auto value = json::parse({answer.data(), answer.size()}, error);
  const auto* whole = error ? nullptr : value.if_object();
  const auto* verdicts = whole != nullptr ? member(*whole, "verdicts") : nullptr;
  if (verdicts == nullptr || !verdicts->is_array()) {
    return damaged(
        "the daemon's answer is not understood; are touchpointctl and touchpointd of one version?");
  }
  Explanation explanation;
  if (const auto* scan = member(*whole, "scan"); scan != nullptr && scan->is_object()) {
    const auto& object = scan->get_object();
    explanation.scan = {.id = text(object, "id"),
                        .time = text(object, "time"),
                        .touchpoint = text(object, "touchpoint"),
                        .kind = text(object, "kind"),
                        .via = text(object, "via"),
                        .fits = {}};
    if (const auto* fits = member(object, "fits"); fits != nullptr && fits->is_array()) {
      for (const auto& fit : fits->get_array())
        explanation.scan->fits.push_back(shown(fit));
    }
  }
  if (const auto* named = member(*whole, "named"); named != nullptr && named->is_object()) {
    const auto& object = named->get_object();
    explanation.named = {text(object, "time"), text(object, "kind"), text(object, "staff")};
  }
  for (const auto& each : verdicts->get_array()) {
    if (each.is_object()) explanation.verdicts.push_back(verdict_of(each.get_object()));
  }
  return explanation;
}

}  // namespace touchpoint::ctl
