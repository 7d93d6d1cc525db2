// HubLink is a device's whole connection to its hub: both transports, the outbox, the inbox and the
// state that the hub shows of the fleet. The one class of sync/ that the app owns.
//
// It owns its sockets and no storage: rows come from the EventSource, pages go to the ReplicaStore.
// Loop thread. Nothing blocks; whatever the network does, the device goes on without noticing.
// Destroying it says goodbye to the broker. It must not be destroyed from inside a callback of its
// own.
//
// Promise: see Outbox and Inbox, which keep it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/lookup.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "core/status.hpp"
#include "loop/loop.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/codec/statement.hpp"
#include "sync/enrol/identity.hpp"
#include "sync/https/client.hpp"
#include "sync/ports.hpp"
#include "sync/settings_inbox.hpp"
#include "sync/tuning.hpp"

namespace touchpoint::sync {

class HubLink {
 public:
  struct Callbacks {
    // The hub can be reached (again), by "mqtt" or "https". `lost_since`: nullopt at the first
    // time.
    std::function<void(std::string_view transport, std::optional<WallTime> lost_since)> on_online;
    // It cannot any more. Recording this as an event is well: the event goes up when it can.
    std::function<void(std::string_view problem)> on_offline;
    std::function<void(WallTime at)> on_receipt;   // the hub has said, then, how far it stored
    std::function<void()> on_page;                 // a page of the feed is in the replica
    std::function<void()> on_changed;              // status() says something else than before
    std::function<DeviceCondition()> condition{};  // for the state; empty: it says nothing of that
  };

  // `version` is the program's, for the hub's view of the fleet. `time_floor` is Contact's.
  // With a proxy, which knows only HTTPS, the broker is left alone. `misconfigured` when the
  // identity's address, certificates or files cannot be used. The references outlive the link.
  static Result<std::unique_ptr<HubLink>> make(Loop& loop, const Clock& clock, Random& random,
                                               EventSource& events, ReplicaStore& replica,
                                               SettingsStore& settings, const Identity& identity,
                                               std::string version, const Tuning& tuning,
                                               WallTime time_floor, std::optional<Proxy> proxy,
                                               Callbacks callbacks);
  ~HubLink();

  void start();
  // The journal is durable through `last`. Cheap: call it after every commit.
  void wake(std::int64_t last);

  // What the hub says that it has of this journal, signed by it and about this device.
  void statement(std::move_only_function<void(Result<Statement>)> done);
  // Outbox::retry.
  void retry(std::vector<OutgoingEvent> rows, std::move_only_function<void(Result<void>)> done);

  // Lookups::ask.
  void look_up(const Lookup& lookup, std::chrono::milliseconds budget,
               std::move_only_function<void(Result<LookupAnswer>)> done);
  void give_up_lookups();  // Lookups::give_up

  DeviceStatus::Hub status() const;

 private:
  class State;
  explicit HubLink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::sync
