#include "web/access/access.hpp"

#include <algorithm>
#include <set>

#include "core/limits.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "web/access/pin.hpp"

namespace touchpoint::web {
namespace {

using std::chrono::seconds;

constexpr std::size_t kDisplayNameMax = 64;  // bytes

// Two slips are free; then each failure doubles the wait, up to about two minutes before the tenth
// disables the account.
seconds delay_after(int failures) {
  constexpr int kFree = 2;
  return failures <= kFree ? seconds{0} : seconds{1LL << std::min(failures - kFree, 7)};
}

template <class Records>
auto find_by_name(Records& records, std::string_view name) {
  return std::ranges::find_if(records, [&](const auto& record) { return record.name == name; });
}

Staff staff_of(const StaffRecord& record) {
  return {record.name, record.display_name, record.role};
}

Error nobody_called_so() {
  return refused("there is nobody of that name");
}

// What the slow worker's thread owns: the file and the truth.
struct Keeper {
  AccessFile file;
  Digest staff_key;
  const Clock& clock;
  Random& random;
  AccessRecords records{};

  // The change is kept only when it is on disk.
  template <class Change>
  Result<void> commit(Change change) {
    auto next = records;
    TP_CHECK(change(next));
    TP_CHECK(file.save(next));
    records = std::move(next);
    return success();
  }

  SignIn try_pin(const std::string& name, std::string_view pin);
};

SignIn Keeper::try_pin(const std::string& name, std::string_view pin) {
  const auto record = find_by_name(records.staff, name);
  const bool known = record != records.staff.end();
  // For a name that nobody has, the same work is done for nothing, the write included.
  const auto given = crypto::pin_verifier(pin, known ? record->salt : crypto::Salt{}, staff_key);
  SignIn answer;
  answer.known = known;
  const bool right = known && !record->disabled && equal_in_constant_time(given, record->verifier);
  if (right) {
    answer.outcome = SignIn::Outcome::accepted;
    answer.staff = staff_of(*record);
    if (record->failures == 0) return answer;
    record->failures = 0;
    record->not_before = {};
  } else if (known) {
    record->failures = std::min(record->failures + 1, limits::kPinFailuresMax);
    record->disabled = record->disabled || record->failures >= limits::kPinFailuresMax;
    record->boot_id = clock.boot_id();
    record->not_before = clock.since_boot() + delay_after(record->failures);
    if (record->disabled) answer.outcome = SignIn::Outcome::disabled;
  }
  // A disk that cannot take it changes nothing about the answer: memory counts on.
  static_cast<void>(file.save(records));
  return answer;
}

}  // namespace

struct Access::State : std::enable_shared_from_this<Access::State> {
  State(Loop& its_loop, Worker& its_worker, const Clock& its_clock, Random& its_random,
        std::shared_ptr<Keeper> its_keeper)
      : loop(its_loop),
        slow(its_worker),
        clock(its_clock),
        random(its_random),
        keeper(std::move(its_keeper)) {}

  Loop& loop;
  Worker& slow;
  const Clock& clock;
  Random& random;
  std::shared_ptr<Keeper> keeper;  // touched on the slow worker only, once the loop runs
  AccessRecords view;
  std::string notice;
  std::set<std::string> trying;  // names with a try under way
  std::function<void(const std::string&)> removed;

  // Runs `work` on the slow worker and `then`, with its result, on the loop, once `view` is what
  // the work left. False when the queue is full; then neither runs.
  template <class Work, class Then>
  bool run(Work work, Then then) {
    return slow.post([weak = weak_from_this(), &to_loop = loop, records = keeper,
                      work = std::move(work), then = std::move(then)]() mutable {
      auto result = work(*records);
      to_loop.post([weak, now = records->records, result = std::move(result),
                    then = std::move(then)]() mutable {
        const auto state = weak.lock();
        if (!state) return;
        state->view = std::move(now);
        then(*state, std::move(result));
      });
    });
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
  auto keeper = std::make_shared<Keeper>(
      Keeper{AccessFile(folder / "access.json", staff_key, random), staff_key, clock, random});
  TP_TRY(auto loaded, keeper->file.load());
  for (auto& record : loaded.records.staff) {
    if (record.failures == 0 || record.boot_id == clock.boot_id()) continue;
    record.boot_id = clock.boot_id();
    record.not_before = clock.since_boot() + delay_after(record.failures);
  }
  keeper->records = std::move(loaded.records);
  auto state = std::make_shared<State>(loop, slow, clock, random, std::move(keeper));
  state->view = state->keeper->records;
  state->notice = std::move(loaded.notice);
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
  const auto record = find_by_name(state.view.staff, name);
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
                [place, shared](State& later, SignIn answer) {
                  later.trying.erase(place);
                  (*shared)(std::move(answer));
                });
  if (!taken) {
    state.trying.erase(place);
    (*shared)({.outcome = SignIn::Outcome::busy, .known = known});
  }
}

std::string Access::program_of(std::string_view token) const {
  const auto digest = crypto::sha256(as_bytes(token));
  for (const auto& record : state_->view.tokens) {
    if (equal_in_constant_time(record.digest, digest)) return record.name;
  }
  return {};
}

void Access::staff_add(NewStaff staff, Done<void> done) {
  if (!is_slug(staff.name)) {
    return done(refused("a name may only hold a-z, 0-9 and '-', at most 64, no '-' at an end"));
  }
  if (trimmed(staff.display_name).empty() || staff.display_name.size() > kDisplayNameMax ||
      !is_utf8(staff.display_name) || has_control_characters(staff.display_name)) {
    return done(refused("the name to display must be 1 to 64 bytes of plain text"));
  }
  if (const auto weakness = pin_weakness(staff.pin)) {
    return done(refused("the PIN " + std::string(*weakness)));
  }
  const auto work = [staff = std::move(staff)](Keeper& keeper) -> Result<void> {
    StaffRecord record;
    record.name = staff.name;
    record.display_name = staff.display_name;
    record.role = staff.role;
    keeper.random.fill(record.salt);
    record.verifier = crypto::pin_verifier(staff.pin, record.salt, keeper.staff_key);
    return keeper.commit([&](AccessRecords& records) -> Result<void> {
      if (find_by_name(records.staff, record.name) != records.staff.end()) {
        return refused("there is somebody of that name already");
      }
      if (records.staff.size() >= kStaffMax) {
        return refused("too many people are registered here; remove one first");
      }
      records.staff.push_back(record);
      return success();
    });
  };
  state_->change(work, std::move(done));
}

void Access::staff_remove(std::string name, Done<void> done) {
  auto work = [name](Keeper& keeper) -> Result<void> {
    return keeper.commit([&](AccessRecords& records) -> Result<void> {
      const auto record = find_by_name(records.staff, name);
      if (record == records.staff.end()) return nobody_called_so();
      records.staff.erase(record);
      return success();
    });
  };
  state_->change(std::move(work), [weak = state_->weak_from_this(), name,
                                   done = std::move(done)](Result<void> result) mutable {
    const auto state = weak.lock();
    if (result && state && state->removed) state->removed(name);
    done(std::move(result));
  });
}

void Access::staff_enable(std::string name, Done<void> done) {
  auto work = [name = std::move(name)](Keeper& keeper) -> Result<void> {
    return keeper.commit([&](AccessRecords& records) -> Result<void> {
      const auto record = find_by_name(records.staff, name);
      if (record == records.staff.end()) return nobody_called_so();
      record->disabled = false;
      record->failures = 0;
      record->not_before = {};
      return success();
    });
  };
  state_->change(std::move(work), std::move(done));
}

std::vector<Access::StaffEntry> Access::staff_list() const {
  std::vector<StaffEntry> entries;
  for (const auto& record : state_->view.staff)
    entries.push_back({staff_of(record), record.failures, record.disabled});
  std::ranges::sort(entries, {}, [](const StaffEntry& entry) { return entry.staff.name; });
  return entries;
}

void Access::token_add(std::string name, Done<std::string> done) {
  if (!is_slug(name)) {
    return done(refused("a name may only hold a-z, 0-9 and '-', at most 64, no '-' at an end"));
  }
  auto token = crypto::random_token(state_->random);
  TokenRecord record{std::move(name), crypto::sha256(as_bytes(token)), state_->clock.wall()};
  auto work = [record = std::move(record)](Keeper& owner) -> Result<void> {
    return owner.commit([&](AccessRecords& records) -> Result<void> {
      if (find_by_name(records.tokens, record.name) != records.tokens.end()) {
        return refused("there is a token of that name already");
      }
      if (records.tokens.size() >= kTokensMax) {
        return refused("too many tokens are registered here; remove one first");
      }
      records.tokens.push_back(record);
      return success();
    });
  };
  state_->change(std::move(work),
                 [token = std::move(token), done = std::move(done)](Result<void> result) mutable {
                   if (result) return done(std::move(token));
                   done(std::move(result).error());
                 });
}

void Access::token_remove(std::string name, Done<void> done) {
  auto work = [name = std::move(name)](Keeper& keeper) -> Result<void> {
    return keeper.commit([&](AccessRecords& records) -> Result<void> {
      const auto record = find_by_name(records.tokens, name);
      if (record == records.tokens.end()) return refused("there is no token of that name");
      records.tokens.erase(record);
      return success();
    });
  };
  state_->change(std::move(work), std::move(done));
}

std::vector<Access::TokenEntry> Access::token_list() const {
  std::vector<TokenEntry> entries;
  for (const auto& record : state_->view.tokens)
    entries.push_back({record.name, record.added});
  std::ranges::sort(entries, {}, &TokenEntry::name);
  return entries;
}

}  // namespace touchpoint::web
