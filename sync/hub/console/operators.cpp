#include "sync/hub/console/operators.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "crypto/password.hpp"
#include "web/access/throttle.hpp"

namespace touchpoint::hub {
namespace {

using std::chrono::seconds;
using SignedIn = std::shared_ptr<std::move_only_function<void(OperatorSignIn)>>;

// What tries for a name have cost so far.
struct Tries {
  std::int64_t failures = 0;
  BootTime not_before{};
  bool counted = false;    // what the store knows of an earlier run is in it
  bool under_way = false;  // one at a time: side by side all would be made before the first counts
};

}  // namespace

struct Operators::State : std::enable_shared_from_this<Operators::State> {
  State(Loop& its_loop, Worker& its_slow, Store& its_store, const Digest& its_key,
        const Clock& its_clock, Random& its_random)
      : loop(its_loop),
        slow(its_slow),
        store(its_store),
        key(its_key),
        clock(its_clock),
        random(its_random) {}

  // Stretches the password on the slow worker. False when its queue is full.
  bool stretch(std::string password, const crypto::Salt& salt,
               std::move_only_function<void(const Digest&)> then) {
    return slow.post([&to_loop = loop, secret = key, password = std::move(password), salt,
                      then = std::move(then)]() mutable {
      to_loop.post([verifier = crypto::pin_verifier(password, salt, secret),
                    then = std::move(then)]() mutable { then(verifier); });
    });
  }

  Tries& tries_of(const std::string& name) {
    const bool room = tries.contains(name) || tries.size() < kNamesTriedMax;
    return tries[room ? name : std::string()];
  }

  void look_up(const std::string& name, std::string password, const SignedIn& done);
  void compare(const std::string& name, std::string password,
               const std::optional<OperatorRecord>& record, const SignedIn& done);
  void settle(const std::string& name, bool known, bool right, const SignedIn& done);
  void answer(const std::string& name, OperatorSignIn said, const SignedIn& done) {
    tries_of(name).under_way = false;
    (*done)(said);
  }

  Loop& loop;
  Worker& slow;
  Store& store;
  const Digest key;
  const Clock& clock;
  Random& random;
  std::map<std::string, Tries> tries;
  std::function<void(const std::string&)> removed;
};

Operators::Operators(Loop& loop, Worker& slow, Store& store, const Digest& key, const Clock& clock,
                     Random& random)
    : state_(std::make_shared<State>(loop, slow, store, key, clock, random)) {}
Operators::~Operators() = default;

void Operators::on_removed(std::function<void(const std::string&)> callback) {
  state_->removed = std::move(callback);
}

void Operators::add(const std::string& name, std::string password, Done<void> done) {
  if (!is_slug(name)) {
    return done(refused("an operator's name is made of a-z, 0-9 and '-', at most 64"));
  }
  if (password.size() < kPasswordMin || password.size() > kPasswordMax || !is_utf8(password)) {
    return done(refused("a password has 12 to 256 characters: three or four words are a good one"));
  }
  OperatorRecord record{.name = name};
  state_->random.fill(record.salt);
  const auto salt = record.salt;
  const auto shared = std::make_shared<Done<void>>(std::move(done));
  const bool taken = state_->stretch(
      std::move(password), salt,
      [weak = std::weak_ptr(state_), record = std::move(record), shared](const Digest& verifier) {
        const auto state = weak.lock();
        if (!state) return;
        auto added = record;
        added.verifier = verifier;
        state->store.add_operator(std::move(added),
                                  [shared](Result<void> kept) { (*shared)(std::move(kept)); });
      });
  if (!taken) (*shared)(retry_later("the hub is busy; try again in a moment"));
}

void Operators::remove(const std::string& name, Done<void> done) {
  state_->store.remove_operator(name, [weak = std::weak_ptr(state_), name,
                                       done = std::move(done)](Result<void> gone) mutable {
    const auto state = weak.lock();
    if (gone && state && state->removed) state->removed(name);
    if (gone && state) state->tries.erase(name);
    done(std::move(gone));
  });
}

void Operators::sign_in(std::string name, std::string password,
                        std::move_only_function<void(OperatorSignIn)> done) {
  auto& tries = state_->tries_of(name);
  const auto now = state_->clock.since_boot();
  if (tries.under_way || tries.not_before > now) {
    const auto left = std::chrono::ceil<seconds>(tries.not_before - now);
    return done({.outcome = OperatorSignIn::Outcome::wait, .wait = std::max(left, seconds{1})});
  }
  tries.under_way = true;
  const auto shared =
      std::make_shared<std::move_only_function<void(OperatorSignIn)>>(std::move(done));
  state_->look_up(name, std::move(password), shared);
}

void Operators::State::look_up(const std::string& name, std::string password,
                               const SignedIn& done) {
  store.operator_of_name(name, [weak = weak_from_this(), name, password = std::move(password),
                                done](Result<std::optional<OperatorRecord>> found) mutable {
    const auto state = weak.lock();
    if (!state) return;
    if (!found) {
      return state->answer(name, {.outcome = OperatorSignIn::Outcome::busy, .wait = seconds{1}},
                           done);
    }
    // Starting the hub again buys no tries: the delay that was running begins anew.
    auto& so_far = state->tries_of(name);
    if (found.value() && !so_far.counted) {
      so_far.counted = true;
      so_far.failures = std::max(so_far.failures, found.value()->failures);
      const auto wait = web::delay_after(static_cast<int>(so_far.failures));
      if (wait > seconds{0}) {
        so_far.not_before = state->clock.since_boot() + wait;
        return state->answer(name, {.outcome = OperatorSignIn::Outcome::wait, .wait = wait}, done);
      }
    }
    state->compare(name, std::move(password), found.value(), done);
  });
}

void Operators::State::compare(const std::string& name, std::string password,
                               const std::optional<OperatorRecord>& record, const SignedIn& done) {
  const auto salt = record ? record->salt : crypto::Salt{};
  const bool taken = stretch(std::move(password), salt,
                             [weak = weak_from_this(), name, record, done](const Digest& given) {
                               const auto state = weak.lock();
                               if (!state) return;
                               const bool right =
                                   record && equal_in_constant_time(given, record->verifier);
                               state->settle(name, record.has_value(), right, done);
                             });
  if (!taken) {
    answer(name, {.outcome = OperatorSignIn::Outcome::busy, .wait = seconds{1}}, done);
  }
}

void Operators::State::settle(const std::string& name, bool known, bool right,
                              const SignedIn& done) {
  auto& now_tried = tries_of(name);
  now_tried.counted = true;
  now_tried.failures = right ? 0 : std::min<std::int64_t>(now_tried.failures + 1, 100);
  now_tried.not_before =
      clock.since_boot() + web::delay_after(static_cast<int>(now_tried.failures));
  // A disk that cannot take it changes nothing about the answer: memory counts on.
  store.keep_failures(
      name, now_tried.failures,
      [weak = weak_from_this(), name, known, right, done](const Result<void>& kept) {
        const auto state = weak.lock();
        if (!state) return;
        const bool gone = !kept && kept.error().is(Condition::refused);
        state->answer(name,
                      {.outcome = right && !gone ? OperatorSignIn::Outcome::accepted
                                                 : OperatorSignIn::Outcome::wrong,
                       .known = known},
                      done);
      });
}

}  // namespace touchpoint::hub
