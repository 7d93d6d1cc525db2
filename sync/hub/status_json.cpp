#include "sync/hub/status_json.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

json::object journal_json(const JournalStatus& journal) {
  return {{"journal", journal.journal},
          {"through", journal.through},
          {"last", journal.last},
          {"stored", journal.stored},
          {"refused", journal.refused},
          {"missing", journal.missing},
          {"two_live_journals", journal.outlived}};
}

json::object device_json(const DeviceStatus& device, const HubFacts& facts) {
  json::array journals;
  for (const auto& journal : device.journals)
    journals.push_back(journal_json(journal));
  json::object object{{"device", device.sender.device},
                      {"store", device.sender.store},
                      {"revoked", device.revoked},
                      {"certificate_until", to_rfc3339(device.until)},
                      {"journals", std::move(journals)}};
  object["seen"] = device.seen ? json::value(to_rfc3339(*device.seen)) : json::value(nullptr);
  json::object state;
  if (auto told = parse_object(device.state)) state = std::move(told).value();
  object["findings"] = findings_of(device, state, facts.terms, facts.now);
  if (device.state_at) object["state_at"] = to_rfc3339(*device.state_at);
  if (!state.empty()) object["state"] = std::move(state);
  return object;
}

json::array devices_json(const std::vector<DeviceStatus>& fleet, const HubFacts& facts) {
  json::array devices;
  for (const auto& device : fleet)
    devices.push_back(device_json(device, facts));
  return devices;
}

std::int64_t count_of(const json::object& object, std::string_view name) {
  return static_cast<std::int64_t>(number_member(object, name).value_or(0));
}

std::string ago(const json::object& device, WallTime now) {
  const auto seen = time_member(device, "seen");
  if (!seen) return "never seen";
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(now - *seen).count();
  if (s < 120) return fmt::format("seen {} s ago", s);
  if (s < 2 * 3600) return fmt::format("seen {} min ago", s / 60);
  if (s < 48 * 3600) return fmt::format("seen {} h ago", s / 3600);
  return fmt::format("seen {} days ago", s / 86400);
}

std::string certificate_words(const json::object& device, WallTime now) {
  if (bool_member(device, "revoked").value_or(false)) return "revoked";
  const auto until = time_member(device, "certificate_until");
  if (!until) return "no certificate";
  const auto days = std::chrono::floor<std::chrono::days>(*until - now).count();
  return days < 0 ? fmt::format("certificate expired {} days ago", -days)
                  : fmt::format("certificate for {} more days", days);
}

// What the line of the device does not say by itself.
std::string finding_words(const json::object& device) {
  constexpr std::array<std::string_view, 4> kSaid = {"two_live_journals", "missing", "refused",
                                                     "certificate_expired"};
  std::string words;
  if (const auto* findings = array_member(device, "findings")) {
    for (const auto& element : *findings) {
      const auto* finding = element.if_object();
      if (finding == nullptr || std::ranges::count(kSaid, text_member(*finding, "code")) > 0)
        continue;
      words += (words.empty() ? "    " : ", ") + in_words(*finding);
    }
  }
  return words.empty() ? words : words + "\n";
}

std::string device_words(const json::object& device, WallTime now) {
  std::string words = fmt::format("  {:<28} {}", text_member(device, "device"), ago(device, now));
  words += ", " + certificate_words(device, now);
  const auto* journals = array_member(device, "journals");
  if (journals == nullptr || journals->empty()) {
    return words + ", nothing recorded yet\n" + finding_words(device);
  }
  const auto* newest = journals->front().if_object();
  if (newest == nullptr) return words + "\n";
  words += fmt::format(", stored through {}", count_of(*newest, "through"));
  if (count_of(*newest, "last") > count_of(*newest, "through")) {
    words += fmt::format(" of {} (a gap is open)", count_of(*newest, "last"));
  }
  if (const auto refused = count_of(*newest, "refused"); refused > 0) {
    words += fmt::format(", {} refused", refused);
  }
  if (const auto missing = count_of(*newest, "missing"); missing > 0) {
    words += fmt::format(", {} missing for good", missing);
  }
  for (const auto& element : *journals) {
    const auto* journal = element.if_object();
    if (journal == nullptr || !bool_member(*journal, "two_live_journals").value_or(false)) continue;
    words +=
        fmt::format("\n    ALARM: its older journal {} still grows: do two devices use this name?",
                    text_member(*journal, "journal"));
  }
  return words + "\n" + finding_words(device);
}

std::string store_words(const json::object& root, std::string_view store, const json::object& facts,
                        WallTime now) {
  std::string words = fmt::format("\nStore {}: {} profiles, feed at change {}\n", store,
                                  count_of(facts, "profiles"), count_of(facts, "change"));
  const auto* devices = array_member(root, "devices");
  if (devices == nullptr) return words;
  for (const auto& element : *devices) {
    const auto* device = element.if_object();
    if (device != nullptr && text_member(*device, "store") == store) {
      words += device_words(*device, now);
    }
  }
  return words;
}

}  // namespace

std::string to_json(const HubStatus& status, const HubFacts& facts) {
  json::object stores;
  for (const auto& [name, store] : status.stores)
    stores[name] = json::object{{"profiles", store.profiles}, {"change", store.change}};
  return json::serialize(json::object{{"name", facts.name},
                                      {"devices_port", facts.devices_port},
                                      {"sources_port", facts.sources_port},
                                      {"console_port", facts.console_port},
                                      {"mqtt", facts.mqtt},
                                      {"epoch", status.epoch},
                                      {"change", status.change},
                                      {"profiles", status.profiles},
                                      {"orders", status.orders},
                                      {"history", status.history},
                                      {"events", status.events},
                                      {"refused", status.refused},
                                      {"audit", status.audit},
                                      {"stores", std::move(stores)},
                                      {"devices", devices_json(status.devices, facts)}});
}

std::string to_json(const std::vector<DeviceStatus>& fleet, const HubFacts& facts) {
  return json::serialize(json::object{{"name", facts.name},
                                      {"version", facts.terms.version},
                                      {"mqtt", facts.mqtt},
                                      {"devices", devices_json(fleet, facts)}});
}

Result<std::string> in_words(std::string_view status_json, WallTime now) {
  const auto parsed = parse_object(status_json);
  if (!parsed) return damaged("the hub's status cannot be read");
  const auto& root = parsed.value();
  std::string words = fmt::format(
      "Hub {}: {} profiles, {} orders, {} experiences, {} events stored, {} refused\n"
      "Feed at change {}; broker: {}\n",
      text_member(root, "name"), count_of(root, "profiles"), count_of(root, "orders"),
      count_of(root, "history"), count_of(root, "events"), count_of(root, "refused"),
      count_of(root, "change"), text_member(root, "mqtt"));
  if (const auto audit = count_of(root, "audit"); audit > 0) {
    words += fmt::format("{} entries in the audit are worth a look\n", audit);
  }
  if (const auto* stores = object_member(root, "stores")) {
    for (const auto& store : *stores) {
      const auto* facts = store.value().if_object();
      if (facts != nullptr) {
        words += store_words(root, {store.key().data(), store.key().size()}, *facts, now);
      }
    }
  }
  return words;
}

Result<std::string> device_lines(std::string_view status_json, WallTime now) {
  const auto parsed = parse_object(status_json);
  if (!parsed) return damaged("the hub's status cannot be read");
  std::string lines;
  if (const auto* devices = array_member(parsed.value(), "devices")) {
    for (const auto& element : *devices) {
      const auto* device = element.if_object();
      if (device == nullptr) continue;
      lines += fmt::format("{:<28} {:<20} {}, {}\n", text_member(*device, "device"),
                           text_member(*device, "store"), ago(*device, now),
                           certificate_words(*device, now));
    }
  }
  return lines.empty() ? "no device is enrolled yet\n" : lines;
}

}  // namespace touchpoint::hub
