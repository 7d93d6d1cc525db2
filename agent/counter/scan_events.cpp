#include "counter/scan_events.hpp"

#include "core/text.hpp"

namespace touchpoint::counter {
namespace {

using recognition::Fit;
using recognition::ScanReading;

std::string kind_of(const ScanReading& reading) {
  if (reading.kind == ScanReading::Kind::product) return "\"product\"";
  if (reading.fits.size() == 1) return json_quoted(to_text(reading.fits.front().name));
  return "null";
}

std::string names_of(const std::vector<Fit>& fits) {
  std::string list;
  for (const auto& fit : fits)
    list.append(list.empty() ? "" : ",").append(json_quoted(to_text(fit.name)));
  return "[" + list + "]";
}

std::string age_of(const Freshness& freshness) {
  return freshness.age_s ? std::to_string(*freshness.age_s) : "null";
}

// How much each field said, and nothing of what it said.
std::string decision_data(const PersonDecision& decision) {
  std::string fields;
  for (const auto& each : decision.fields) {
    fields += std::string(fields.empty() ? "" : ",") + "{\"field\":" + json_quoted(each.field) +
              ",\"level\":" + json_quoted(each.level) + ",\"bits\":" + std::to_string(each.bits) +
              "}";
  }
  std::string caps;
  for (const auto& cap : decision.caps)
    caps += std::string(caps.empty() ? "" : ",") + json_quoted(cap);
  return "{\"verdict\":" + json_quoted(decision.verdict) +
         ",\"score\":" + std::to_string(decision.score) + ",\"fields\":[" + fields +
         "],\"caps\":[" + caps + "]}";
}

}  // namespace

std::string scan_data(const ScanReading& reading, std::string_view via) {
  return "{\"kind\":" + kind_of(reading) + ",\"code\":" + json_quoted(kept_code(reading)) +
         ",\"via\":" + json_quoted(via) +
         (reading.fits.size() > 1 ? ",\"fits\":" + names_of(reading.fits) : "") + "}";
}

std::string named_data(const Uuid& scan, const std::vector<Fit>& fits, recognition::Namespace name,
                       std::string_view code, std::string_view staff) {
  return "{\"scan\":" + json_quoted(scan.text()) + ",\"kind\":" + json_quoted(to_text(name)) +
         ",\"fits\":" + names_of(fits) +
         (name == recognition::Namespace::gift_card ? "" : ",\"code\":" + json_quoted(code)) +
         ",\"staff\":" + json_quoted(staff) + "}";
}

std::string recognised_data(const Recognition& recognition) {
  const auto& decision = recognition.decision;
  return "{\"profile\":" + json_quoted(recognition.profile) +
         ",\"by\":" + json_quoted(decision ? "person" : to_text(recognition.by)) +
         ",\"replica_age_s\":" + age_of(recognition.freshness) +
         (decision ? "" : ",\"scan\":" + json_quoted(recognition.scan.text())) +
         ",\"assurance\":" + json_quoted(to_text(recognition.assurance)) +
         (decision ? ",\"decision\":" + decision_data(*decision)
                   : ",\"strength\":" + json_quoted(to_text(recognition.strength)) +
                         ",\"people\":" + std::to_string(recognition.people)) +
         (recognition.staff.empty() ? "" : ",\"staff\":" + json_quoted(recognition.staff)) + "}";
}

std::string unrecognised_data(const Unrecognised& nobody) {
  const bool asked = nobody.hub != HubSays::not_asked;
  return "{\"scan\":" + json_quoted(nobody.scan.text()) +
         ",\"reason\":" + json_quoted(nobody.reason) +
         ",\"people\":" + std::to_string(nobody.people) +
         ",\"replica_age_s\":" + age_of(nobody.freshness) +
         (asked ? ",\"hub\":" + json_quoted(to_text(nobody.hub)) : "") +
         (nobody.staff.empty() ? "" : ",\"staff\":" + json_quoted(nobody.staff)) + "}";
}

std::string undone_data(std::string_view profile, const Uuid& recognition, std::string_view staff) {
  return "{\"profile\":" + json_quoted(profile) + ",\"undoes\":" + json_quoted(recognition.text()) +
         ",\"staff\":" + json_quoted(staff) + "}";
}

}  // namespace touchpoint::counter
