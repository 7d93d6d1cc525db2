// SettingsKeeper is what this device does with what the hub gives it: central settings are checked
// together with the device's own file, staff go to the access file, all of it is kept, and then it
// is followed as far as a running device can.
//
// Lives on the loop thread; files are written on the slow worker.
//
// Promise: what is not right takes no effect at all, and what was there before goes on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/agent_config.hpp"
#include "core/status.hpp"
#include "loop/worker.hpp"
#include "sync/settings_inbox.hpp"
#include "web/access/access.hpp"

namespace touchpoint {

class SettingsKeeper final : public sync::SettingsStore {
 public:
  struct Callbacks {
    std::function<void(std::string type, std::string data)> record;
    std::function<void()> sync_changed;  // [sync] of the configuration is another
    std::function<void()> changed;       // status() answers differently
  };

  // `config` is what this device runs by; what can be followed at once is changed in it.
  SettingsKeeper(Loop& loop, Worker& slow, web::Access& access, config::Config& config,
                 Callbacks callbacks);

  sync::SettingsCursor cursor() const override { return cursor_; }
  void take(sync::GivenSettings given, std::move_only_function<void(Result<void>)> done) override;
  void refuse(std::int64_t version, const std::string& sentence) override;

  std::optional<DeviceStatus::Settings> status() const;

 private:
  struct Taking;
  void keep(const std::shared_ptr<Taking>& taking);
  void follow(Taking& taking);

  Loop& loop_;
  Worker& slow_;
  web::Access& access_;
  config::Config& config_;
  const Callbacks callbacks_;
  sync::SettingsCursor cursor_;
  std::vector<std::string> after_restart_;
  std::string problem_;
  std::int64_t refused_version_ = 0;  // while there is a problem
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint
