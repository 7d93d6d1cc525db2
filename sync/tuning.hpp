// Every interval and limit of the way to the hub, each with its unit and its reason. A struct, so
// that configuration can change what may be changed and tests can make hours into milliseconds.
#pragma once

#include <chrono>
#include <cstddef>

#include "core/limits.hpp"

namespace touchpoint::sync {

struct Tuning {
  using Duration = std::chrono::milliseconds;

  // --- up ---------------------------------------------------------------------------------------
  // How long a batch waits for its receipt. A hub answers in milliseconds; a mobile network that
  // changes cells may be silent for twenty seconds.
  Duration receipt_timeout{30'000};
  // Time-outs in a row before the preferred transport is not believed any more.
  int failures_before_switch = 3;
  // The first and the longest wait after a failure, both with full jitter. Five minutes is what a
  // store may wait after the line is back; four hundred stores then come back over five minutes.
  Duration backoff_first{1'000};
  Duration backoff_longest{300'000};
  // How long the other transport is used before the preferred one is tried again beside it.
  Duration probe_first{30'000};
  Duration probe_longest{300'000};
  // Rows and bytes (before compression) of one batch: big enough that zstd and commits pay, small
  // enough that a lost one costs little to repeat. The contract's limit is 1 MiB.
  std::size_t batch_rows_max = 1'000;
  std::size_t batch_bytes_max = 256 * 1024;
  // Batches without a receipt. Four fill a line of 50 ms and 20 Mbit/s; more is only memory.
  std::size_t batches_in_flight_max = 4;
  // Bytes below which compressing is not worth a frame's overhead.
  std::size_t compress_from = 512;

  // How long MQTT may be silent before either end asks whether the other is there. MQTT counts
  // seconds, and libmosquitto takes no fewer than five.
  std::chrono::seconds keep_alive{60};

  // --- down -------------------------------------------------------------------------------------
  // How often news are asked for while nobody pushes them: quickly at first, then less often while
  // there are none.
  Duration news_poll_first{15'000};
  Duration news_poll_longest{60'000};
  // How old the replica's "as of" may get although there are no news.
  Duration replica_refresh{300'000};
  // The shortest time between two pulls, so that a storm of news is one pull.
  Duration pull_gap{100};
  // Profiles in one page: some 0.5 MiB, which parses in a few milliseconds on the loop thread.
  std::size_t page_profiles = 200;
  // For an answer of the hub, and for a broker's greeting: a dead one is waited for no longer.
  Duration request_timeout{30'000};

  // --- state ------------------------------------------------------------------------------------
  // The state is published when it has changed, but not more often than this.
  Duration state_interval{10'000};
  // Without any change it is published again so often, for what only a look at it tells.
  Duration state_refresh{3'600'000};
  // How often is asked how the store's devices are: what a person reads in the morning.
  Duration devices_refresh{300'000};
  // How long nothing may be known to work before the link counts as lost: a broker that restarts is
  // no outage.
  Duration offline_grace{10'000};
};

static_assert(Tuning{}.page_profiles <= limits::kFeedPageProfiles);

}  // namespace touchpoint::sync
