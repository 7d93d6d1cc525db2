// What /metrics tells, counted since the start. Loop thread; no personal data.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "sync/hub/store.hpp"

namespace touchpoint::hub {

// A Prometheus histogram of seconds.
class LatencyHistogram {
 public:
  static constexpr std::array<double, 8> kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5};
  void add(std::chrono::steady_clock::duration latency);
  std::string text(std::string_view name) const;

 private:
  std::array<std::uint64_t, kBounds.size()> counts_{};
  std::uint64_t all_ = 0;
  double sum_ = 0;
};

struct Metrics {
  std::uint64_t batches_stored = 0;
  std::uint64_t batches_unreadable = 0;  // no batch at all
  std::uint64_t batches_barred = 0;      // by whom nothing is taken
  std::uint64_t batches_failed = 0;      // the store was full or busy
  std::uint64_t events_stored = 0;
  std::uint64_t events_refused = 0;
  std::uint64_t calls_applied = 0;
  std::uint64_t calls_repeated = 0;
  std::uint64_t calls_refused = 0;
  std::uint64_t pages_sent = 0;
  std::uint64_t lookups_answered = 0;
  std::uint64_t lookups_refused = 0;  // of a device that had asked too often
  std::uint64_t phone_answers_stored = 0;
  std::uint64_t phone_answers_refused = 0;
  WallTime certificates_until{};   // when the first of the hub's own ends, its authority's included
  LatencyHistogram store_latency;  // from a batch's last byte to after its commit
};

// Prometheus text format 0.0.4.
std::string to_text(const Metrics& metrics, const StoreTotals& totals, bool broker_connected);

}  // namespace touchpoint::hub
