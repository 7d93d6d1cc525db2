// HubConnection is the device's relation to its hub over time: not enrolled, enrolled, enrolled
// again. It holds the identity and the link that goes with it, renews the certificate in time, and
// writes losses and returns of the line into the journal, because an outage is something that
// customers experience too.
//
// Lives on the loop thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config/agent_config.hpp"
#include "control/control.hpp"
#include "core/status.hpp"
#include "counter/ports.hpp"
#include "sync/enrol/approval.hpp"
#include "sync/enrol/enrolment.hpp"
#include "sync/hub_link.hpp"
#include "sync/renewal.hpp"

namespace touchpoint {

class HubConnection final : public counter::Hub {
 public:
  struct Callbacks {
    std::function<void()> changed;          // status() answers differently
    std::function<void()> replica_changed;  // a page was applied
    std::function<void(std::string type, std::string data)> record;
    std::function<sync::DeviceCondition()> condition;  // for the hub's view of the fleet
  };

  HubConnection(Loop& loop, const Clock& clock, Random& random, sync::EventSource& events,
                sync::ReplicaStore& replica, sync::SettingsStore& settings,
                const config::Config& config, Callbacks callbacks);
  ~HubConnection() override;

  void start();  // goes online when the device is enrolled
  void wake(std::int64_t last);
  void sync_changed();  // [sync] of the configuration is another: the link is made anew
  void enrol(std::string url, std::string token, control::ReplyPtr reply);
  // The fingerprint of the key that this device asks to be approved with.
  Result<std::string> print_of_key() const { return approval_.print(); }
  // HubLink's; `retry_later` while the device is not enrolled. One statement at a time.
  void statement(std::move_only_function<void(Result<sync::Statement>)> done);
  void retry(std::vector<sync::OutgoingEvent> rows,
             std::move_only_function<void(Result<void>)> done);
  bool may_ask() const override;
  void look_up(Lookup lookup, std::move_only_function<void(Result<LookupAnswer>)> done) override;
  DeviceStatus::Hub status() const;
  std::optional<DeviceStatus::Certificate> certificate() const;

 private:
  void connect(const sync::Identity& identity);
  bool find_proxy();
  void enrol_at(sync::EnrolmentLine line, std::string key, control::ReplyPtr reply);
  void enrolled(Result<sync::Identity> identity, const control::ReplyPtr& reply);
  void ask_for_approval();
  void wait_for_approval(const Error& why);
  void note_absence();
  void plan_renewal();
  void renew();
  void renewed(Result<sync::Identity> identity);
  void online(std::string_view transport, std::optional<WallTime> lost_since);
  void offline(std::string_view problem);

  Loop& loop_;
  const Clock& clock_;
  Random& random_;
  sync::EventSource& events_;
  sync::ReplicaStore& replica_;
  sync::SettingsStore& settings_;
  const config::Config& config_;
  Callbacks callbacks_;
  std::filesystem::path folder_;
  std::optional<sync::Proxy> proxy_;
  sync::Contact contact_;
  std::optional<sync::Identity> identity_;
  std::unique_ptr<sync::Enrolment> enrolment_;
  sync::Approval approval_;
  Timer approval_timer_;
  std::string waits_with_;        // the key's fingerprint, while one waits to be approved
  std::string approval_problem_;  // what was said of it last
  Timer renewal_timer_;
  std::unique_ptr<sync::Renewal> renewal_;
  BootTime next_renewal_{};        // not before
  bool renewal_by_proof_ = false;  // the hub did not take the certificate by TLS
  std::string renewal_problem_;
  std::optional<BootTime> away_since_;
  std::move_only_function<void(Result<sync::Statement>)> asking_;  // outlives the link it asks
  std::unique_ptr<sync::HubLink> link_;
  std::string problem_;  // why there is no link
  Timer relink_;
  bool relink_due_ = false;
};

}  // namespace touchpoint
