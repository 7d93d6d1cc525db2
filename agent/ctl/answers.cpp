#include "ctl/answers.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "core/text.hpp"

namespace touchpoint::ctl {
namespace {

namespace json = boost::json;

Error unexpected() {
  return damaged(
      "the daemon's answer is not understood; are touchpointctl and touchpointd of one "
      "version?");
}

// One object of an answer. What is absent or of another type reads as empty: a newer or an older
// daemon must still be understood as far as possible.
class Members {
 public:
  explicit Members(const json::value* value)
      : object_(value != nullptr ? value->if_object() : nullptr) {}

  bool present() const { return object_ != nullptr; }
  const json::value* find(std::string_view name) const {
    return object_ != nullptr ? object_->if_contains({name.data(), name.size()}) : nullptr;
  }
  Members object(std::string_view name) const { return Members(find(name)); }
  const json::array* list(std::string_view name) const {
    const auto* value = find(name);
    return value != nullptr ? value->if_array() : nullptr;
  }
  // Texts go to a terminal: control characters must not steer it.
  std::string text(std::string_view name) const {
    const auto* value = find(name);
    return value != nullptr && value->is_string() ? printable(value->get_string()) : std::string();
  }
  std::optional<std::int64_t> number(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    return value->get_int64();
  }
  std::int64_t count(std::string_view name) const { return number(name).value_or(0); }
  bool flag(std::string_view name) const {
    const auto* value = find(name);
    return value != nullptr && value->is_bool() && value->get_bool();
  }
  std::optional<WallTime> time(std::string_view name) const { return from_rfc3339(text(name)); }

  static std::string printable(std::string_view text) {
    std::string plain(text);
    if (has_control_characters(plain)) {
      std::replace_if(
          plain.begin(), plain.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
    }
    return plain;
  }

 private:
  const json::object* object_;
};

Result<json::value> parsed(std::string_view answer) {
  json::error_code error;
  auto value = json::parse({answer.data(), answer.size()}, error);
  if (error || !value.is_object()) return unexpected();
  return value;
}

ClockQuality quality_from(std::string_view text) {
  for (const auto quality : {ClockQuality::synchronised, ClockQuality::unsynchronised}) {
    if (text == to_text(quality)) return quality;
  }
  return ClockQuality::unset;
}

std::optional<DeviceStatus::Certificate> certificate_from(const Members& certificate) {
  const auto expires = certificate.time("expires");
  if (!expires) return std::nullopt;
  return DeviceStatus::Certificate{.expires = *expires,
                                   .days_left = certificate.count("days_left"),
                                   .expired = certificate.flag("expired"),
                                   .problem = certificate.text("problem")};
}

std::optional<DeviceStatus::Settings> settings_from(const Members& settings) {
  if (!settings.present()) return std::nullopt;
  DeviceStatus::Settings found{
      .number = settings.count("number"), .after_restart = {}, .problem = settings.text("problem")};
  if (const auto* names = settings.list("after_restart")) {
    for (const auto& name : *names) {
      if (name.is_string()) found.after_restart.push_back(Members::printable(name.get_string()));
    }
  }
  return found;
}

DeviceStatus device_from(const Members& all) {
  const auto journal = all.object("journal");
  const auto hub = all.object("hub");
  const auto replica = all.object("replica");
  const auto clock = all.object("clock");
  return {.version = all.text("version"),
          .store = all.text("store"),
          .device = all.text("device"),
          .uptime_s = all.count("uptime_s"),
          .journal = {.journal = journal.text("journal"),
                      .well = journal.text("state") != "failed",
                      .full = journal.text("state") == "full",
                      .last = journal.count("last"),
                      .through = journal.count("through"),
                      .refused = journal.count("refused"),
                      .oldest_unsent = journal.time("oldest_unsent")},
          .hub = {.enrolled = hub.flag("enrolled"),
                  .online = hub.flag("online"),
                  .transport = hub.text("transport"),
                  .since = hub.time("since"),
                  .last_receipt = hub.time("last_receipt"),
                  .problem = hub.text("problem"),
                  .proxy = hub.text("proxy"),
                  .approval = hub.text("approval"),
                  .revoked = hub.flag("revoked")},
          .certificate = certificate_from(all.object("certificate")),
          .replica = {.state = replica.text("state"),
                      .profiles = replica.count("profiles"),
                      .as_of = replica.time("as_of"),
                      .age_s = replica.number("age_s")},
          .settings = settings_from(all.object("settings")),
          .clock_quality = quality_from(clock.text("quality")),
          .now = clock.time("now").value_or(WallTime{})};
}

}  // namespace

std::string question(std::string_view verb,
                     const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  auto line = "{\"verb\":" + json_quoted(verb);
  for (const auto& [name, text] : members)
    line += "," + json_quoted(name) + ":" + json_quoted(text);
  return line + "}";
}

Result<Status> status_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  const bool whole = all.object("journal").present() && all.object("hub").present() &&
                     all.object("replica").present() && all.object("clock").present();
  if (!whole) return unexpected();
  Status status{device_from(all), {}};
  if (const auto* notices = all.list("notices")) {
    for (const auto& notice : *notices) {
      if (notice.is_string()) status.notices.push_back(Members::printable(notice.get_string()));
    }
  }
  return status;
}

Result<DaemonFacts> facts_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  if (!all.object("journal").present() || !all.object("replica").present()) return unexpected();
  const auto database = [&](std::string_view name) -> DaemonFacts::Database {
    const auto of = all.object(name);
    return {static_cast<int>(of.count("format")), static_cast<int>(of.count("own"))};
  };
  return DaemonFacts{.version = all.text("version"),
                     .key_file = all.text("key_file"),
                     .journal = database("journal"),
                     .replica = database("replica")};
}

Result<std::vector<StaffMember>> staff_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const auto* list = Members(&value).list("staff");
  if (list == nullptr) return unexpected();
  std::vector<StaffMember> staff;
  for (const auto& entry : *list) {
    const Members member(&entry);
    staff.push_back({member.text("name"), member.text("display_name"), member.text("role"),
                     member.flag("disabled"), member.flag("from_hub"), member.flag("badge")});
  }
  return staff;
}

Result<std::string> token_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  auto token = Members(&value).text("token");
  if (token.empty()) return unexpected();
  return token;
}

Result<Proof> proof_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  if (!all.number("recorded") || all.list("problems") == nullptr) return unexpected();
  Proof proof;
  proof.journal = all.text("journal");
  proof.recorded = all.count("recorded");
  proof.first_kept = all.count("first_kept");
  proof.verified_through = all.count("verified_through");
  proof.erased = all.count("erased");
  proof.pending = all.count("pending");
  proof.missing = all.count("missing");
  proof.at = all.time("at").value_or(WallTime{});
  for (const auto& problem : *all.list("problems")) {
    if (problem.is_string()) proof.problems.push_back(Members::printable(problem.get_string()));
  }
  const auto centre = all.object("centre");
  if (!centre.present()) return proof;
  proof.centre = Proof::Centre{.through = centre.count("through"),
                               .stored = centre.count("stored"),
                               .refused = centre.count("refused"),
                               .erased = centre.count("erased"),
                               .in_holes = centre.count("in_holes"),
                               .holes = {},
                               .at = centre.time("at").value_or(WallTime{})};
  if (const auto* holes = centre.list("holes")) {
    for (const auto& hole : *holes)
      proof.centre->holes.emplace_back(Members(&hole).count("first"), Members(&hole).count("last"));
  }
  return proof;
}

Result<RefusedRows> refused_rows_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const auto* list = Members(&value).list("refused");
  if (list == nullptr) return unexpected();
  RefusedRows refused{.rows = {}, .more = Members(&value).flag("more")};
  for (const auto& entry : *list) {
    const Members row(&entry);
    refused.rows.push_back({.sequence = row.count("sequence"),
                            .type = row.text("type"),
                            .time = row.text("time"),
                            .reason = row.text("reason")});
  }
  return refused;
}

Result<std::optional<Waiting>> waiting_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  const auto why = all.text("waiting");
  if (why.empty()) return std::optional<Waiting>();
  return std::optional(Waiting{.why = why, .fingerprint = all.text("fingerprint")});
}

Result<OwnIdentity> identity_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  if (all.text("fingerprint").empty()) return unexpected();
  return OwnIdentity{all.text("device"), all.text("store"), all.text("fingerprint")};
}

Result<Wiped> wiped_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  return Wiped{.lost = all.count("lost"), .key_left = all.text("key_left")};
}

Result<Retried> retried_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  if (!all.number("sent")) return unexpected();
  return Retried{all.count("sent"), all.count("stored"), all.count("refused")};
}

Result<std::vector<ListedRow>> listed_rows_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const auto* list = Members(&value).list("rows");
  if (list == nullptr) return unexpected();
  std::vector<ListedRow> rows;
  for (const auto& entry : *list) {
    const Members row(&entry);
    rows.push_back({.sequence = row.count("sequence"),
                    .time = row.text("time"),
                    .type = row.text("type"),
                    .touchpoint = row.text("touchpoint"),
                    .state = row.text("state")});
  }
  return rows;
}

Result<Backup> backup_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  auto folder = all.text("folder");
  if (folder.empty() || !all.number("last")) return unexpected();
  return Backup{std::move(folder), all.count("last")};
}

Result<std::string> metrics_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const auto* text = Members(&value).find("text");
  if (text == nullptr || !text->is_string()) return unexpected();
  return std::string(text->get_string());  // for a file, not for a terminal
}

Result<std::int64_t> rows_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const auto rows = Members(&value).number("rows");
  if (!rows) return unexpected();
  return *rows;
}

Result<std::vector<std::string>> token_names_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const auto* list = Members(&value).list("tokens");
  if (list == nullptr) return unexpected();
  std::vector<std::string> names;
  for (const auto& entry : *list)
    names.push_back(Members(&entry).text("name"));
  return names;
}

Result<PairingOffer> pairing_offer_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  PairingOffer offer{all.text("code"), all.text("expires_at"), all.text("url")};
  if (offer.code.empty()) return unexpected();
  return offer;
}

Result<Tablets> tablets_from(std::string_view answer) {
  TP_TRY(const auto value, parsed(answer));
  const Members all(&value);
  const auto* list = all.list("tablets");
  if (list == nullptr) return unexpected();
  Tablets found;
  for (const auto& entry : *list) {
    const Members member(&entry);
    found.tablets.push_back(
        {member.text("name"), member.text("paired_at"), member.text("seen_at")});
  }
  found.url = all.text("url");
  found.fingerprint = all.text("fingerprint");
  // For a file, not for a terminal: its lines stay.
  const auto* authority = all.find("authority");
  if (authority != nullptr && authority->is_string())
    found.authority = std::string(authority->get_string());
  return found;
}

}  // namespace touchpoint::ctl
