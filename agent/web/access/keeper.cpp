#include "web/access/keeper.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "crypto/password.hpp"
#include "web/access/throttle.hpp"

namespace touchpoint::web {
namespace {

auto find_staff(AccessRecords& records, std::string_view name) {
  return std::ranges::find_if(records.staff,
                              [&](const auto& record) { return record.staff.name == name; });
}

auto find_token(AccessRecords& records, std::string_view name) {
  return std::ranges::find(records.tokens, name, &TokenRecord::name);
}

// It was somebody's, and lets nobody in from now on.
void let_badge_go(AccessRecords& records, const std::optional<Digest>& badge) {
  if (!badge) return;
  auto& former = records.former_badges;
  former.push_back(*badge);
  if (former.size() > kFormerBadgesMax) former.erase(former.begin());
}

Error nobody_called_so() {
  return refused("there is nobody of that name");
}

}  // namespace

Keeper::Keeper(AccessFile file, const Digest& staff_key, const Clock& clock, Random& random)
    : file_(std::move(file)), staff_key_(staff_key), clock_(clock), random_(random) {}

Result<std::string> Keeper::load() {
  TP_TRY(auto loaded, file_.load());
  records_ = std::move(loaded.records);
  for (auto& record : records_.staff) {
    if (record.failures == 0 || record.boot_id == clock_.boot_id()) continue;
    record.boot_id = clock_.boot_id();
    record.not_before = clock_.since_boot() + delay_after(record.failures);
  }
  return std::move(loaded.notice);
}

Result<void> Keeper::commit(AccessRecords next) {
  TP_CHECK(file_.save(next));
  records_ = std::move(next);
  return success();
}

SignIn Keeper::try_pin(std::string_view name, std::string_view pin) {
  const auto record = find_staff(records_, name);
  const bool known = record != records_.staff.end();
  // For a name that nobody has, the same work is done for nothing, the write included.
  const auto given = crypto::pin_verifier(pin, known ? record->salt : crypto::Salt{}, staff_key_);
  SignIn answer;
  answer.known = known;
  if (known && !record->disabled && equal_in_constant_time(given, record->verifier)) {
    answer.outcome = SignIn::Outcome::accepted;
    answer.staff = record->staff;
    if (record->failures == 0) return answer;
    record->failures = 0;
    record->not_before = {};
  } else if (known) {
    record->failures = std::min(record->failures + 1, limits::kPinFailuresMax);
    record->disabled = record->disabled || record->failures >= limits::kPinFailuresMax;
    record->boot_id = clock_.boot_id();
    record->not_before = clock_.since_boot() + delay_after(record->failures);
    if (record->disabled) answer.outcome = SignIn::Outcome::disabled;
  }
  // A disk that cannot take it changes nothing about the answer: memory counts on.
  static_cast<void>(file_.save(records_));
  return answer;
}

Result<void> Keeper::add_staff(const NewStaff& staff) {
  auto next = records_;
  if (find_staff(next, staff.name) != next.staff.end()) {
    return refused("there is somebody of that name already");
  }
  if (next.staff.size() >= kStaffMax) {
    return refused("too many people are registered here; remove one first");
  }
  StaffRecord record;
  record.staff = {staff.name, staff.display_name, staff.role};
  random_.fill(record.salt);
  record.verifier = crypto::pin_verifier(staff.pin, record.salt, staff_key_);
  next.staff.push_back(std::move(record));
  return commit(std::move(next));
}

Result<void> Keeper::remove_staff(std::string_view name) {
  auto next = records_;
  const auto record = find_staff(next, name);
  if (record == next.staff.end()) return nobody_called_so();
  if (record->from_hub) {
    return refused(
        "the hub manages this person: remove them there, with touchpoint-hub staff remove");
  }
  let_badge_go(next, record->badge);
  next.staff.erase(record);
  return commit(std::move(next));
}

Result<void> Keeper::give_badge(std::string_view name, const Digest& badge) {
  auto next = records_;
  const auto record = find_staff(next, name);
  if (record == next.staff.end()) return nobody_called_so();
  if (record->badge == badge) return success();
  const auto owner = std::ranges::find(next.staff, std::optional{badge}, &StaffRecord::badge);
  if (owner != next.staff.end()) {
    return refused("this badge is somebody else's: take it from them first");
  }
  let_badge_go(next, record->badge);
  record->badge = badge;
  std::erase(next.former_badges, badge);
  return commit(std::move(next));
}

Result<void> Keeper::take_badge(std::string_view name) {
  auto next = records_;
  const auto record = find_staff(next, name);
  if (record == next.staff.end()) return nobody_called_so();
  if (!record->badge) return refused("they have no badge");
  let_badge_go(next, record->badge);
  record->badge.reset();
  return commit(std::move(next));
}

Result<void> Keeper::enable_staff(std::string_view name) {
  auto next = records_;
  const auto record = find_staff(next, name);
  if (record == next.staff.end()) return nobody_called_so();
  record->disabled = false;
  record->failures = 0;
  record->not_before = {};
  return commit(std::move(next));
}

Result<std::vector<std::string>> Keeper::take_hub_staff(const std::vector<HubStaff>& given,
                                                        std::int64_t version) {
  AccessRecords next{.staff = {},
                     .tokens = records_.tokens,
                     .tablets = records_.tablets,
                     .former_badges = records_.former_badges,
                     .hub_version = version};
  for (const auto& one : given) {
    const auto before = find_staff(records_, one.staff.name);
    StaffRecord record;
    const auto verifier = crypto::pin_verifier(one.stretched, staff_key_);
    const bool same_pin = before != records_.staff.end() && before->from_hub &&
                          before->salt == one.salt && before->verifier == verifier;
    if (same_pin) record = *before;  // failures count on
    record.staff = one.staff;
    record.salt = one.salt;
    record.verifier = verifier;
    record.from_hub = true;
    // With another PIN they are the same person still; whoever was added here need not be.
    if (before != records_.staff.end() && before->from_hub) record.badge = before->badge;
    next.staff.push_back(std::move(record));
  }
  std::vector<std::string> ended;
  for (const auto& before : records_.staff) {
    const auto after = find_staff(next, before.staff.name);
    if (after == next.staff.end() && !before.from_hub) {
      next.staff.push_back(before);
    } else if (after == next.staff.end() || after->verifier != before.verifier ||
               after->staff.role != before.staff.role) {
      ended.push_back(before.staff.name);
    }
    const auto now = find_staff(next, before.staff.name);
    if (now == next.staff.end() || now->badge != before.badge) let_badge_go(next, before.badge);
  }
  TP_CHECK(commit(std::move(next)));
  return ended;
}

Result<void> Keeper::add_token(const TokenRecord& token) {
  auto next = records_;
  if (find_token(next, token.name) != next.tokens.end()) {
    return refused("there is a token of that name already");
  }
  if (next.tokens.size() >= kTokensMax) {
    return refused("too many tokens are registered here; remove one first");
  }
  next.tokens.push_back(token);
  return commit(std::move(next));
}

Result<void> Keeper::remove_token(std::string_view name) {
  auto next = records_;
  const auto token = find_token(next, name);
  if (token == next.tokens.end()) return refused("there is no token of that name");
  next.tokens.erase(token);
  return commit(std::move(next));
}

Result<void> Keeper::add_tablet(const TabletRecord& tablet) {
  auto next = records_;
  std::erase_if(next.tablets, [&](const auto& each) { return each.name == tablet.name; });
  if (next.tablets.size() >= limits::kTabletsMax) {
    return refused("too many tablets are paired here; revoke one first");
  }
  next.tablets.push_back(tablet);
  return commit(std::move(next));
}

Result<void> Keeper::remove_tablet(std::string_view name) {
  auto next = records_;
  if (std::erase_if(next.tablets, [&](const auto& each) { return each.name == name; }) == 0) {
    return refused("there is no tablet of that name");
  }
  return commit(std::move(next));
}

Result<void> Keeper::saw_tablets(const std::map<std::string, WallTime>& seen) {
  auto next = records_;
  for (auto& tablet : next.tablets) {
    const auto found = seen.find(tablet.name);
    if (found != seen.end()) tablet.seen = std::max(tablet.seen, found->second);
  }
  return commit(std::move(next));
}

}  // namespace touchpoint::web
