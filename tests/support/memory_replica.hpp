// A replica in memory that remembers which pages it was given, and obeys the port's rules.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "loop/loop.hpp"
#include "sync/ports.hpp"

namespace touchpoint::support {

class MemoryReplica final : public sync::ReplicaStore {
 public:
  explicit MemoryReplica(Loop& loop) : loop_(loop) {}

  sync::FeedCursor cursor() const override { return cursor_; }
  void apply(sync::ChangePage page, std::move_only_function<void(Result<void>)> done) override {
    loop_.post([this, page = std::move(page), done = std::move(done)]() mutable {
      if (failing) return done(retry_later("the replica's disk is full"));
      if (page.epoch != cursor_.epoch) profiles.clear();
      for (auto& profile : page.profiles)
        profiles[profile.id] = profile;
      for (const auto& id : page.gone)
        profiles.erase(id);
      cursor_ = {page.epoch, page.through};
      ++applied;
      done(success());
    });
  }

  std::map<std::string, Profile> profiles;
  int applied = 0;
  bool failing = false;

 private:
  Loop& loop_;
  sync::FeedCursor cursor_;
};

}  // namespace touchpoint::support
