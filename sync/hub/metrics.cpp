#include "sync/hub/metrics.hpp"

#include <fmt/format.h>

namespace touchpoint::hub {

void LatencyHistogram::add(std::chrono::steady_clock::duration latency) {
  const double seconds = std::chrono::duration<double>(latency).count();
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    if (seconds <= kBounds[i]) ++counts_[i];
  }
  ++all_;
  sum_ += seconds;
}

std::string LatencyHistogram::text(std::string_view name) const {
  std::string text = fmt::format("# TYPE {} histogram\n", name);
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    text += fmt::format("{}_bucket{{le=\"{}\"}} {}\n", name, kBounds[i], counts_[i]);
  }
  return text + fmt::format("{0}_bucket{{le=\"+Inf\"}} {1}\n{0}_sum {2:.6f}\n{0}_count {1}\n", name,
                            all_, sum_);
}

namespace {

std::string counter(std::string_view name, std::string_view help, std::uint64_t value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} counter\n{0} {2}\n", name, help, value);
}
std::string gauge(std::string_view name, std::string_view help, std::int64_t value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n", name, help, value);
}

}  // namespace

std::string to_text(const Metrics& m, const StoreTotals& totals, bool broker_connected) {
  std::string text;
  text += gauge("touchpoint_hub_events", "Events in the store.", totals.events);
  text += gauge("touchpoint_hub_events_refused", "Rows that stand refused.", totals.refused);
  text += gauge("touchpoint_hub_two_live_journals",
                "Journals that grew after a newer one of the device: does a name stand for two?",
                totals.two_live);
  text += gauge("touchpoint_hub_settings_refusing",
                "Devices that do not take the settings that they were given.",
                totals.settings_refusing);
  text += gauge("touchpoint_hub_feed_change", "The newest change of the feed.", totals.change);
  text += gauge(
      "touchpoint_hub_certificates_expiry_timestamp_seconds",
      "When the first of the hub's own certificates ends, its authority's included.",
      std::chrono::duration_cast<std::chrono::seconds>(m.certificates_until.time_since_epoch())
          .count());
  text += gauge("touchpoint_hub_broker_connected", "1 while the broker is there.",
                broker_connected ? 1 : 0);
  text +=
      counter("touchpoint_hub_batches_stored_total", "Batches with a receipt.", m.batches_stored);
  text += counter("touchpoint_hub_batches_unreadable_total", "Bodies that were no batch.",
                  m.batches_unreadable);
  text += counter("touchpoint_hub_batches_barred_total", "Batches of devices not enrolled.",
                  m.batches_barred);
  text += counter("touchpoint_hub_batches_failed_total", "Batches the store could not take.",
                  m.batches_failed);
  text += counter("touchpoint_hub_events_stored_total", "Events stored.", m.events_stored);
  text += counter("touchpoint_hub_events_refused_total", "Events refused.", m.events_refused);
  text +=
      counter("touchpoint_hub_calls_applied_total", "Calls of sources applied.", m.calls_applied);
  text += counter("touchpoint_hub_calls_repeated_total", "Calls known by their messageId.",
                  m.calls_repeated);
  text +=
      counter("touchpoint_hub_calls_refused_total", "Calls that were not right.", m.calls_refused);
  text += counter("touchpoint_hub_pages_sent_total", "Pages of the feed.", m.pages_sent);
  text += counter("touchpoint_hub_lookups_answered_total",
                  "Questions of devices for somebody whom their replica does not know.",
                  m.lookups_answered);
  text += counter("touchpoint_hub_lookups_refused_total",
                  "Such questions of devices that had asked too often.", m.lookups_refused);
  text += counter("touchpoint_hub_phone_answers_stored_total", "Answers by phone that were stored.",
                  m.phone_answers_stored);
  text += counter("touchpoint_hub_phone_answers_refused_total",
                  "Answers by phone in which something is wrong.", m.phone_answers_refused);
  return text + m.store_latency.text("touchpoint_hub_store_seconds");
}

}  // namespace touchpoint::hub
