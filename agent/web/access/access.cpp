#include "web/access/access.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/pin.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "web/access/badge.hpp"
#include "web/access/keeper.hpp"

namespace touchpoint::web {
namespace {

using std::chrono::seconds;

// When a tablet was there is written down this often: a file that is written at every answer wears
// out.
constexpr auto kSeenEvery = std::chrono::minutes{15};
constexpr std::size_t kDisplayNameMax = 64;  // bytes
constexpr int kUnknownBadgesMax = 10;        // then somebody is trying codes

Error not_a_name() {
  return refused("a name may only hold a-z, 0-9 and '-', at most 64, no '-' at an end");
}

}  // namespace

struct Access::State : std::enable_shared_from_this<Access::State> {
  State(Loop& its_loop, Worker& its_worker, const Clock& its_clock, Random& its_random,
        const Digest& its_key, std::shared_ptr<Keeper> its_keeper)
      : loop(its_loop),
        slow(its_worker),
        clock(its_clock),
        random(its_random),
        key_of_badges(badge_key(its_key)),
        keeper(std::move(its_keeper)) {}

  Loop& loop;
  Worker& slow;
  const Clock& clock;
  Random& random;
  const Digest key_of_badges;
  std::shared_ptr<Keeper> keeper;  // touched on the slow worker only, once the loop runs
  AccessRecords view;
  std::string notice;
  std::set<std::string> trying;                  // names with a try under way
  std::map<std::string, WallTime> tablets_seen;  // since the start
  std::map<std::string, BootTime> pin_given;     // when each last gave the right one
  int unknown_badges = 0;                        // in a row
  bool writing_seen = false;
  std::function<void(const std::string&)> removed;

  // Their sessions end, and their badge alone is not enough.
  void end(const std::string& name) {
    pin_given.erase(name);
    if (removed) removed(name);
  }

  void tried(const SignIn& attempt, const std::string& name) {
    if (attempt.outcome != SignIn::Outcome::accepted) {
      pin_given.erase(name);
      return;
    }
    pin_given[name] = clock.since_boot();
    unknown_badges = 0;
  }

  // Runs `work` on the slow worker and `then`, with its result, on the loop, once `view` is what
  // the work left. False when the queue is full; then neither runs.
  template <class Work, class Then>
  bool run(Work work, Then then) {
    return slow.post([weak = weak_from_this(), &to_loop = loop, records = keeper,
                      work = std::move(work), then = std::move(then)]() mutable {
      auto result = work(*records);
      to_loop.post([weak, now = records->records(), result = std::move(result),
                    then = std::move(then)]() mutable {
        const auto state = weak.lock();
        if (!state) return;
        state->view = std::move(now);
        then(*state, std::move(result));
      });
    });
  }

  // A whole store of tablets that comes back at once is one write and not two hundred: others wait
  // for the slow worker, too. A clock that was set back is no reason to write.
  void saw(const TabletRecord& tablet) {
    const auto now = clock.wall();
    tablets_seen[tablet.name] = now;
    if (writing_seen || now - tablet.seen < kSeenEvery) return;
    writing_seen = run([seen = tablets_seen](Keeper& records) { return records.saw_tablets(seen); },
                       [](State& state, const Result<void>&) { state.writing_seen = false; });
  }

  WallTime seen_of(const TabletRecord& tablet) const {
    const auto seen = tablets_seen.find(tablet.name);
    return seen == tablets_seen.end() ? tablet.seen : std::max(tablet.seen, seen->second);
  }

  // The same for the operator's changes, which can be refused.
  void change(std::move_only_function<Result<void>(Keeper&)> work, Done<void> done) {
    const auto shared = std::make_shared<Done<void>>(std::move(done));
    const bool taken = run(std::move(work),
                           [shared](State&, Result<void> result) { (*shared)(std::move(result)); });
    if (!taken) (*shared)(retry_later("the device is busy; try again in a moment"));
  }
};

Access::Access(std::shared_ptr<State> state) : state_(std::move(state)) {}
Access::~Access() = default;

Result<std::unique_ptr<Access>> Access::open(Loop& loop, Worker& slow, const Clock& clock,
                                             Random& random, const std::filesystem::path& folder,
                                             const Digest& staff_key) {
  auto keeper = std::make_shared<Keeper>(AccessFile(folder / "access.json", staff_key, random),
                                         staff_key, clock, random);
  TP_TRY(auto notice, keeper->load());
  auto state = std::make_shared<State>(loop, slow, clock, random, staff_key, std::move(keeper));
  state->view = state->keeper->records();
  state->notice = std::move(notice);
  return std::unique_ptr<Access>(new Access(std::move(state)));
}

const std::string& Access::notice() const {
  return state_->notice;
}

void Access::on_staff_removed(std::function<void(const std::string&)> callback) {
  state_->removed = std::move(callback);
}

void Access::sign_in(std::string name, std::string pin,
                     std::move_only_function<void(SignIn)> done) {
  auto& state = *state_;
  const auto record = std::ranges::find_if(
      state.view.staff, [&](const auto& each) { return each.staff.name == name; });
  const bool known = record != state.view.staff.end();
  if (known && record->disabled) {
    done({.outcome = SignIn::Outcome::disabled, .known = true});
    return;
  }
  const auto now = state.clock.since_boot();
  if (known && record->not_before > now) {
    const auto left = std::chrono::ceil<seconds>(record->not_before - now);
    done({.outcome = SignIn::Outcome::wait, .known = true, .wait = left});
    return;
  }
  // One try at a time for each name: tries side by side would all be made before the first counts.
  // All names that nobody has share one place, so that they cannot keep the worker from the others.
  const auto place = known ? name : std::string();
  if (!state.trying.insert(place).second) {
    done({.outcome = SignIn::Outcome::wait, .known = known, .wait = seconds{1}});
    return;
  }
  const auto shared = std::make_shared<std::move_only_function<void(SignIn)>>(std::move(done));
  const bool taken =
      state.run([name, pin = std::move(pin)](Keeper& keeper) { return keeper.try_pin(name, pin); },
                [place, name, shared](State& later, SignIn answer) {
                  later.trying.erase(place);
                  later.tried(answer, name);
                  (*shared)(std::move(answer));
                });
  if (!taken) {
    state.trying.erase(place);
    (*shared)({.outcome = SignIn::Outcome::busy, .known = known});
  }
}

BadgeTry Access::try_badge(std::string_view code, seconds alone_for) {
  auto& state = *state_;
  const auto badge = badge_digest(code, state.key_of_badges);
  const auto& staff = state.view.staff;
  const auto owner = badge ? std::ranges::find(staff, badge, &StaffRecord::badge) : staff.end();
  if (owner == staff.end()) {
    if (badge &&
        std::ranges::find(state.view.former_badges, *badge) != state.view.former_badges.end()) {
      return {.outcome = BadgeTry::Outcome::taken_away};
    }
    if (++state.unknown_badges >= kUnknownBadgesMax) state.pin_given.clear();
    return {};
  }
  if (owner->disabled) return {.outcome = BadgeTry::Outcome::disabled, .staff = owner->staff};
  const auto given = state.pin_given.find(owner->staff.name);
  const bool enough =
      given != state.pin_given.end() && state.clock.since_boot() - given->second < alone_for;
  return {.outcome = enough ? BadgeTry::Outcome::accepted : BadgeTry::Outcome::pin,
          .staff = owner->staff};
}

bool Access::is_badge(std::string_view code) const {
  const auto badge = badge_digest(code, state_->key_of_badges);
  if (!badge) return false;
  const auto& view = state_->view;
  return std::ranges::find(view.staff, badge, &StaffRecord::badge) != view.staff.end() ||
         std::ranges::find(view.former_badges, *badge) != view.former_badges.end();
}

void Access::give_badge(std::string name, std::string_view code, Done<void> done) {
  const auto badge = badge_digest(code, state_->key_of_badges);
  if (!badge) {
    return done(refused(
        "a badge's code is 6 to 64 letters and digits, and no payment, tax or health card"));
  }
  state_->pin_given.erase(name);
  state_->change([name = std::move(name),
                  badge = *badge](Keeper& keeper) { return keeper.give_badge(name, badge); },
                 std::move(done));
}

void Access::take_badge(std::string name, Done<void> done) {
  state_->change([name = std::move(name)](Keeper& keeper) { return keeper.take_badge(name); },
                 std::move(done));
}

std::string Access::program_of(std::string_view token) const {
  const auto digest = crypto::sha256(as_bytes(token));
  for (const auto& record : state_->view.tokens) {
    if (equal_in_constant_time(record.digest, digest)) return record.name;
  }
  return {};
}

void Access::staff_add(NewStaff staff, Done<void> done) {
  if (!is_slug(staff.name)) return done(not_a_name());
  if (trimmed(staff.display_name).empty() || staff.display_name.size() > kDisplayNameMax ||
      !is_utf8(staff.display_name) || has_control_characters(staff.display_name)) {
    return done(refused("the name to display must be 1 to 64 bytes of plain text"));
  }
  if (const auto weakness = pin_weakness(staff.pin)) {
    return done(refused("the PIN " + std::string(*weakness)));
  }
  state_->change([staff = std::move(staff)](Keeper& keeper) { return keeper.add_staff(staff); },
                 std::move(done));
}

void Access::staff_remove(std::string name, Done<void> done) {
  state_->change(
      [name](Keeper& keeper) { return keeper.remove_staff(name); },
      [weak = state_->weak_from_this(), name, done = std::move(done)](Result<void> result) mutable {
        const auto state = weak.lock();
        if (result && state) state->end(name);
        done(std::move(result));
      });
}

void Access::staff_enable(std::string name, Done<void> done) {
  state_->change([name = std::move(name)](Keeper& keeper) { return keeper.enable_staff(name); },
                 std::move(done));
}

void Access::take_hub_staff(std::vector<HubStaff> staff, std::int64_t version, Done<void> done) {
  const auto shared = std::make_shared<Done<void>>(std::move(done));
  const bool taken =
      state_->run([staff = std::move(staff),
                   version](Keeper& keeper) { return keeper.take_hub_staff(staff, version); },
                  [shared](State& state, Result<std::vector<std::string>> ended) {
                    if (!ended) return (*shared)(ended.error());
                    for (const auto& name : ended.value())
                      state.end(name);
                    (*shared)(success());
                  });
  if (!taken) (*shared)(retry_later("the device is busy; try again in a moment"));
}

std::int64_t Access::hub_version() const {
  return state_->view.hub_version;
}

std::vector<Access::StaffEntry> Access::staff_list() const {
  std::vector<StaffEntry> entries;
  for (const auto& record : state_->view.staff)
    entries.push_back({record.staff, record.failures, record.disabled, record.from_hub,
                       record.badge.has_value()});
  std::ranges::sort(entries, {}, [](const StaffEntry& entry) { return entry.staff.name; });
  return entries;
}

void Access::token_add(std::string name, Done<std::string> done) {
  if (!is_slug(name)) return done(not_a_name());
  auto token = crypto::random_token(state_->random);
  TokenRecord record{std::move(name), crypto::sha256(as_bytes(token)), state_->clock.wall()};
  state_->change([record = std::move(record)](Keeper& keeper) { return keeper.add_token(record); },
                 [token = std::move(token), done = std::move(done)](Result<void> result) mutable {
                   if (result) return done(std::move(token));
                   done(std::move(result).error());
                 });
}

void Access::token_remove(std::string name, Done<void> done) {
  state_->change([name = std::move(name)](Keeper& keeper) { return keeper.remove_token(name); },
                 std::move(done));
}

std::vector<Access::TokenEntry> Access::token_list() const {
  std::vector<TokenEntry> entries;
  for (const auto& record : state_->view.tokens)
    entries.push_back({record.name, record.added});
  std::ranges::sort(entries, {}, &TokenEntry::name);
  return entries;
}

void Access::tablet_add(std::string name, Done<std::string> done) {
  if (!is_slug(name)) return done(not_a_name());
  auto token = crypto::random_token(state_->random);
  const auto now = state_->clock.wall();
  TabletRecord record{std::move(name), crypto::sha256(as_bytes(token)), now, now};
  state_->change([record = std::move(record)](Keeper& keeper) { return keeper.add_tablet(record); },
                 [token = std::move(token), done = std::move(done)](Result<void> result) mutable {
                   if (result) return done(std::move(token));
                   done(std::move(result).error());
                 });
}

void Access::tablet_remove(std::string name, Done<void> done) {
  state_->change([name = std::move(name)](Keeper& keeper) { return keeper.remove_tablet(name); },
                 std::move(done));
}

std::string Access::tablet_of(std::string_view token) {
  const auto digest = crypto::sha256(as_bytes(token));
  const auto& tablets = state_->view.tablets;
  const auto found = std::ranges::find_if(
      tablets, [&](const auto& each) { return equal_in_constant_time(each.digest, digest); });
  if (found == tablets.end()) return {};
  state_->saw(*found);
  return found->name;
}

std::vector<Access::TabletEntry> Access::tablet_list() const {
  std::vector<TabletEntry> entries;
  for (const auto& record : state_->view.tablets)
    entries.push_back({record.name, record.paired, state_->seen_of(record)});
  std::ranges::sort(entries, {}, &TabletEntry::name);
  return entries;
}

}  // namespace touchpoint::web
