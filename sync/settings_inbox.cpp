#include "sync/settings_inbox.hpp"

#include <algorithm>

namespace touchpoint::sync {
namespace {

bool same(const News& one, const News& other) {
  return one.epoch == other.epoch && one.config == other.config;
}

}  // namespace

SettingsInbox::SettingsInbox(Loop& loop, Random& random, SettingsStore& store, Hub hub, Self self,
                             const Tuning& tuning)
    : loop_(loop),
      random_(random),
      store_(store),
      hub_(std::move(hub)),
      self_(std::move(self)),
      tuning_(tuning),
      backoff_(tuning.backoff_first, tuning.backoff_longest) {}

void SettingsInbox::start() {
  hub_.news([this, alive = std::weak_ptr(alive_)](Result<News> news) {
    if (alive.expired() || !news || !news.value().config) return;
    if (*news.value().config == 0 && store_.cursor().version == 0) return;
    heard_ = news.value();
    // Also what the device has: the hub may not have heard of it.
    if (!busy_) return pull();
    wanted_ = true;
  });
}

void SettingsInbox::hear(const News& news) {
  if (!news.config) return;
  const auto cursor = store_.cursor();
  const bool has_it =
      *news.config == cursor.version && (news.epoch == cursor.epoch || *news.config == 0);
  heard_ = news;
  if (has_it || (refused_ && same(*refused_, news))) return;
  if (busy_) {
    wanted_ = true;
    return;
  }
  pull();
}

void SettingsInbox::pull() {
  busy_ = true;
  wanted_ = false;
  next_.cancel();
  hub_.settings(store_.cursor(), [this, alive = std::weak_ptr(alive_)](Result<std::string> jws) {
    if (alive.expired()) return;
    // The line's troubles are told by those who use it all the time.
    if (!jws) return rest(backoff_.next(random_), true);
    judge(jws.value());
  });
}

void SettingsInbox::judge(const std::string& jws) {
  auto given = verify_settings(jws, self_.keys);
  if (!given) return refuse(0, given.error().sentence());
  const auto version = given.value().version;
  const auto cursor = store_.cursor();
  if (given.value().device != self_.device || given.value().store != self_.store) {
    return refuse(version, "the hub's configuration is for another device, " +
                               given.value().device + " in store " + given.value().store);
  }
  if (version < cursor.version) {
    return refuse(version, "the hub's configuration is older (version " + std::to_string(version) +
                               ") than what this device has (" + std::to_string(cursor.version) +
                               ")");
  }
  if (version == cursor.version) {
    backoff_.reset();
    return rest(tuning_.pull_gap, false);
  }
  store_.take(std::move(given).value(),
              [this, alive = std::weak_ptr(alive_), version](const Result<void>& taken) {
                if (!alive.expired()) took(taken, version);
              });
}

void SettingsInbox::took(const Result<void>& taken, std::int64_t version) {
  if (taken) {
    backoff_.reset();
    return rest(tuning_.pull_gap, true);
  }
  const auto& error = taken.error();
  if (error.is(Condition::refused) || error.is(Condition::misconfigured)) {
    return refuse(version, error.sentence());
  }
  rest(std::max(tuning_.pull_gap, backoff_.next(random_)), true);  // a disk, perhaps
}

void SettingsInbox::refuse(std::int64_t version, const std::string& sentence) {
  const bool news = !refused_ || !same(*refused_, heard_);
  refused_ = heard_;
  if (news) store_.refuse(version, sentence);
  rest(tuning_.pull_gap, false);
}

void SettingsInbox::rest(Tuning::Duration pause, bool pull_again) {
  next_ = loop_.after(pause, [this, pull_again] {
    if (pull_again || wanted_) return pull();
    busy_ = false;
  });
}

}  // namespace touchpoint::sync
