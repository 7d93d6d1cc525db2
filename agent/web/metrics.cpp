#include "web/metrics.hpp"

#include <array>
#include <utility>
#include <vector>

namespace touchpoint::web {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

// Prometheus, "Text-based format": backslash, quote and line feed are escaped in a label's value.
std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') text.push_back('\\');
    text.push_back(c);
  }
  return text;
}

class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  }
  void sample(const std::string& value, const Labels& labels = {}) {
    text_.append(name_);
    const char* separator = "{";
    for (const auto& [label, its] : labels) {
      text_.append(separator).append(label).append("=\"").append(escaped(its)).append("\"");
      separator = ",";
    }
    if (!labels.empty()) text_.push_back('}');
    text_.append(" ").append(value).append("\n");
  }
  void gauge(std::string_view name, std::string_view help, std::int64_t value) {
    family(name, "gauge", help);
    sample(std::to_string(value));
  }
  // One sample per state, 1 for the one that holds.
  void states(std::string_view label, std::string_view holds,
              std::initializer_list<std::string_view> all) {
    for (const auto state : all)
      sample(state == holds ? "1" : "0", {{label, state}});
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string_view name_;
};

std::string seconds(std::chrono::milliseconds time) {
  const auto ms = time.count();
  auto fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - std::min<std::size_t>(3, fraction.size()), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

void write_journal(Page& page, const DeviceStatus& status) {
  const auto& journal = status.journal;
  page.gauge("touchpoint_journal_well", "1 while the journal records.", journal.well ? 1 : 0);
  page.gauge("touchpoint_journal_full", "1 while nothing new is recorded for want of room.",
             journal.full ? 1 : 0);
  page.gauge("touchpoint_journal_last_sequence", "The highest sequence recorded.", journal.last);
  page.gauge("touchpoint_journal_through_sequence", "Stored at the hub through this sequence.",
             journal.through);
  page.gauge("touchpoint_journal_to_send", "Events that the hub has not confirmed.",
             journal.to_send());
  page.gauge("touchpoint_journal_refused", "Events that the hub refused.", journal.refused);
  if (journal.oldest_unsent) {
    page.family("touchpoint_journal_oldest_unsent_timestamp_seconds", "gauge",
                "When the oldest event that the hub has not confirmed was recorded.");
    page.sample(seconds(journal.oldest_unsent->time_since_epoch()));
  }
}

void write_hub(Page& page, const DeviceStatus& status) {
  const auto& hub = status.hub;
  page.gauge("touchpoint_hub_enrolled", "1 when the device is enrolled.", hub.enrolled ? 1 : 0);
  page.gauge("touchpoint_hub_revoked", "1 when the hub has revoked the device.",
             hub.revoked ? 1 : 0);
  page.gauge("touchpoint_hub_online", "1 while the hub confirms what is sent.", hub.online ? 1 : 0);
  page.family("touchpoint_hub_transport", "gauge", "1 for the transport in use.");
  page.states("transport", hub.transport, {"mqtt", "https"});
  if (hub.last_receipt) {
    page.family("touchpoint_hub_last_receipt_timestamp_seconds", "gauge",
                "When the hub last confirmed something.");
    page.sample(seconds(hub.last_receipt->time_since_epoch()));
  }
}

void write_certificate(Page& page, const DeviceStatus& status) {
  if (!status.certificate) return;
  page.family("touchpoint_certificate_expiry_timestamp_seconds", "gauge",
              "When the device's certificate ends.");
  page.sample(seconds(status.certificate->expires.time_since_epoch()));
  page.gauge("touchpoint_certificate_renewal_failed", "1 while the last renewal has failed.",
             status.certificate->problem.empty() ? 0 : 1);
}

void write_settings(Page& page, const DeviceStatus& status) {
  const auto settings = status.settings.value_or(DeviceStatus::Settings{});
  page.gauge("touchpoint_settings_version",
             "The version of what the hub gives that is in force; 0 for none.", settings.version);
  if (settings.refused_version) {
    page.gauge("touchpoint_settings_refused_version",
               "The version that the hub gives and the device does not take; 0: unreadable.",
               *settings.refused_version);
  }
}

void write_replica(Page& page, const DeviceStatus& status) {
  const auto& replica = status.replica;
  page.family("touchpoint_replica_state", "gauge", "1 for the state that the replica is in.");
  page.states("state", replica.state,
              {"well", "empty", "loading", "expired", "failed", "not_configured"});
  page.gauge("touchpoint_replica_profiles", "Profiles that the replica holds.", replica.profiles);
  if (replica.age_s) {
    page.gauge("touchpoint_replica_age_seconds", "How old the replica's state is.", *replica.age_s);
  }
  page.family("touchpoint_clock_quality", "gauge", "1 for how far the clock can be trusted.");
  page.states("quality", to_text(status.clock_quality),
              {"unset", "unsynchronised", "synchronised"});
}

}  // namespace

void Metrics::answered(std::string_view route, std::string_view method, int status) {
  ++answers_[{std::string(route), std::string(method), std::to_string(status / 100) + "xx"}];
}

void Metrics::refused(std::string_view reason) {
  ++refusals_[std::string(reason)];
}

void Metrics::signed_in(std::string_view outcome) {
  ++sign_ins_[std::string(outcome)];
}

std::string Metrics::text(const DeviceStatus& status, const Now& now) const {
  Page page;
  page.family("touchpoint_build_info", "gauge", "1, with the version as a label.");
  page.sample("1", {{"version", status.version}});
  page.gauge("touchpoint_uptime_seconds", "Since the agent started.", status.uptime_s);
  write_journal(page, status);
  write_hub(page, status);
  write_certificate(page, status);
  write_settings(page, status);
  write_replica(page, status);

  page.family("touchpoint_http_requests_total", "counter",
              "Requests answered, by route, method and class of status.");
  for (const auto& [key, count] : answers_) {
    const auto& [route, method, status_class] = key;
    page.sample(std::to_string(count),
                {{"route", route}, {"method", method}, {"status", status_class}});
  }
  page.family("touchpoint_inputs_refused_total", "counter", "Inputs refused, by reason.");
  for (const auto& [reason, count] : refusals_)
    page.sample(std::to_string(count), {{"reason", reason}});
  page.family("touchpoint_sign_ins_total", "counter", "Attempts to sign in, by outcome.");
  for (const auto& [outcome, count] : sign_ins_)
    page.sample(std::to_string(count), {{"outcome", outcome}});
  page.family("touchpoint_audits_failed_total", "counter",
              "Audit events of sessions that could not be recorded.");
  page.sample(std::to_string(audits_failed_));
  page.gauge("touchpoint_streams_open", "Open event streams.",
             static_cast<std::int64_t>(now.streams));
  page.gauge("touchpoint_sessions_open", "People signed in.",
             static_cast<std::int64_t>(now.sessions));
  return page.take();
}

}  // namespace touchpoint::web
