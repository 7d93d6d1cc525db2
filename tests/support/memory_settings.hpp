// What a hub gives to a device, kept in memory.
#pragma once

#include <vector>

#include "loop/loop.hpp"
#include "sync/settings_inbox.hpp"

namespace touchpoint::support {

class MemorySettings final : public sync::SettingsStore {
 public:
  explicit MemorySettings(Loop& loop) : loop_(loop) {}

  sync::SettingsCursor cursor() const override { return cursor_; }
  void take(sync::GivenSettings given, std::move_only_function<void(Result<void>)> done) override {
    loop_.post([this, given = std::move(given), done = std::move(done)]() mutable {
      if (!answer) return done(answer);
      cursor_ = {given.epoch, given.version};
      taken.push_back(std::move(given));
      done(success());
    });
  }
  void refuse(std::int64_t version, const std::string& sentence) override {
    refused.push_back(std::to_string(version) + ": " + sentence);
  }

  Result<void> answer = success();  // what take() says
  std::vector<sync::GivenSettings> taken;
  std::vector<std::string> refused;

 private:
  Loop& loop_;
  sync::SettingsCursor cursor_;
};

}  // namespace touchpoint::support
