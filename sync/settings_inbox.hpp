// SettingsInbox keeps what the hub gives to this device (central settings, staff) as new as the hub
// says that it is: it hears of news, pulls the signed document, and hands it on when it is to be
// believed. Then it asks once more, which is how the hub learns what the device has.
//
// It owns no storage and no socket. Loop thread; after the destructor nothing of it is called.
//
// Promise: nothing is handed on that a pinned key has not signed, that is about another device or
// store, or that is older than what the device has. What is refused is not asked for again until
// the hub has something else.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "loop/loop.hpp"
#include "sync/backoff.hpp"
#include "sync/codec/profile_json.hpp"
#include "sync/codec/settings.hpp"
#include "sync/tuning.hpp"

namespace touchpoint::sync {

struct SettingsCursor {
  std::string epoch;         // empty: nothing was ever given
  std::int64_t version = 0;  // GivenSettings::version
};

// Where the device keeps it. Loop thread.
class SettingsStore {
 public:
  virtual ~SettingsStore() = default;
  virtual SettingsCursor cursor() const = 0;
  // Keeps it durably and follows it. `refused` or `misconfigured` when this device cannot have it,
  // and then nothing has changed.
  virtual void take(GivenSettings given, std::move_only_function<void(Result<void>)> done) = 0;
  // Something came that is not taken, and why. `version` 0: that could not be read.
  virtual void refuse(std::int64_t version, const std::string& sentence) = 0;
};

class SettingsInbox {
 public:
  template <class T>
  using Done = std::move_only_function<void(Result<T>)>;
  // What asks the hub; each answers later, and not after the inbox is gone.
  struct Hub {
    std::function<void(Done<News> done)> news;
    std::function<void(const SettingsCursor& cursor, Done<std::string> done)> settings;
  };
  struct Self {
    std::string device;
    std::string store;
    std::vector<PinnedKey> keys;
  };

  // The references outlive the inbox.
  SettingsInbox(Loop& loop, Random& random, SettingsStore& store, Hub hub, Self self,
                const Tuning& tuning);

  void start();  // asks once, whatever the news, so that the hub knows what the device has
  void hear(const News& news);

 private:
  void pull();
  void judge(const std::string& jws);
  void took(const Result<void>& taken, std::int64_t version);
  void refuse(std::int64_t version, const std::string& sentence);
  void rest(Tuning::Duration pause, bool pull_again);

  Loop& loop_;
  Random& random_;
  SettingsStore& store_;
  const Hub hub_;
  const Self self_;
  const Tuning tuning_;

  News heard_;
  std::optional<News> refused_;  // what the news were when something was refused
  bool busy_ = false;            // pulling, taking, or in the pause after that
  bool wanted_ = false;          // news came meanwhile
  Timer next_;
  Backoff backoff_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint::sync
