#include "sync/inbox.hpp"

#include <algorithm>

namespace touchpoint::sync {
namespace {

// Why a page that was read well cannot be the answer to what was asked.
std::optional<std::string> misfit(const FeedCursor& asked, const ChangePage& page) {
  const bool same_epoch = page.epoch == asked.epoch;
  if (page.since != (same_epoch ? asked.since : 0)) {
    return "the hub sent another page of the feed than the one that was asked for";
  }
  // It would be asked for again and again.
  if (page.more && page.through == page.since) {
    return "the hub promises more of the feed and sends nothing";
  }
  return std::nullopt;
}

}  // namespace

Inbox::Inbox(Loop& loop, Random& random, ReplicaStore& replica, HubReader& reader,
             const Tuning& tuning, Callbacks callbacks)
    : loop_(loop),
      replica_(replica),
      reader_(reader),
      random_(random),
      tuning_(tuning),
      callbacks_(std::move(callbacks)),
      poll_interval_(tuning.news_poll_first),
      backoff_(tuning.backoff_first, tuning.backoff_longest) {}

void Inbox::start() {
  started_ = true;
  pull();
  plan_poll();
}

void Inbox::hear(const News& news) {
  if (callbacks_.on_news) callbacks_.on_news(news);
  reach(news.epoch, news.profiles);
}

void Inbox::reach(const std::string& epoch, std::int64_t change) {
  const auto cursor = replica_.cursor();
  const bool is_new = epoch != cursor.epoch || change > cursor.since;
  if (!started_ || !is_new) return;
  poll_interval_ = tuning_.news_poll_first;
  if (busy_) {
    wanted_ = true;
    return;
  }
  pull();
}

void Inbox::pushed(bool pushed) {
  if (pushed_ == pushed) return;
  pushed_ = pushed;
  poll_interval_ = tuning_.news_poll_first;
  plan_poll();
}

// --- pulling ------------------------------------------------------------------------------------

void Inbox::pull() {
  busy_ = true;
  wanted_ = false;
  next_.cancel();
  const auto cursor = replica_.cursor();
  reader_.changes(cursor, tuning_.page_profiles,
                  [this, alive = std::weak_ptr(alive_), cursor](auto page) {
                    if (alive.expired()) return;
                    if (!page) return trouble(page.error().sentence(), false);
                    take(cursor, std::move(page.value()));
                  });
}

void Inbox::take(const FeedCursor& asked, ChangePage page) {
  if (const auto wrong = misfit(asked, page)) return trouble(*wrong, true);
  callbacks_.on_contact();
  const bool more = page.more;
  replica_.apply(std::move(page), [this, alive = std::weak_ptr(alive_), more](auto applied) {
    if (alive.expired()) return;
    if (!applied) return trouble(applied.error().sentence(), true);
    backoff_.reset();
    callbacks_.on_applied();
    if (alive.expired()) return;
    more ? pull() : rest();
  });
}

// Nothing is pulled for a moment, whatever comes; then what came is pulled, or all is quiet until
// the replica gets old.
void Inbox::rest() {
  next_ = loop_.after(tuning_.pull_gap, [this] {
    if (wanted_) return pull();
    busy_ = false;
    next_ = loop_.after(tuning_.replica_refresh, [this] { pull(); });
  });
}

void Inbox::trouble(const std::string& sentence, bool answered) {
  next_ = loop_.after(std::max(tuning_.pull_gap, backoff_.next(random_)), [this] { pull(); });
  callbacks_.on_problem(sentence, answered);
}

// --- asking for news ----------------------------------------------------------------------------

void Inbox::plan_poll() {
  poll_timer_.cancel();
  if (pushed_ || !started_) return;
  poll_timer_ = loop_.after(poll_interval_, [this] { poll(); });
}

void Inbox::poll() {
  poll_interval_ = std::min(poll_interval_ * 2, tuning_.news_poll_longest);
  // A pull under way or waiting says more than news would.
  if (busy_ || polling_) return plan_poll();
  polling_ = true;
  reader_.news([this, alive = std::weak_ptr(alive_)](auto news) {
    if (alive.expired()) return;
    polling_ = false;
    if (news) {
      callbacks_.on_contact();
      hear(news.value());
    } else {
      callbacks_.on_problem(news.error().sentence(), false);
    }
    plan_poll();
  });
}

}  // namespace touchpoint::sync
