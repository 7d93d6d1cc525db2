// Sessions remembers who is signed in. It keeps no token, only its digest, and only in memory: a
// restart signs everybody out. Times are boot times, so that setting the clock ends nothing and
// prolongs nothing. Loop thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/limits.hpp"
#include "core/random.hpp"
#include "core/uuid.hpp"
#include "web/access/staff.hpp"

namespace touchpoint::web {

inline constexpr std::size_t kSessionsMax = 64;  // at one device; then the idlest one ends

struct Session {
  Digest key{};  // SHA-256 of the token
  Staff staff;
  BootTime started{};
  BootTime active{};      // the last sign of the person
  Uuid visit{};           // whose card was last on this session's screen …
  std::string profile{};  // … and whom it showed
};

// How long a session lasts: without a sign of the person, and at most.
struct SessionTerms {
  std::chrono::seconds idle = limits::kSessionIdleMax;
  std::chrono::seconds life = limits::kSessionLifeMax;
};

class Sessions {
 public:
  Sessions(const Clock& clock, Random& random, SessionTerms terms = {})
      : clock_(clock), random_(random), terms_(terms) {}

  struct Started {
    std::string token;  // for the cookie, told this once
    Session session;
    std::optional<Session> displaced;
  };
  Started start(const Staff& staff);

  // nullopt when there is none, or when its time is over.
  std::optional<Session> find(std::string_view token) const;
  bool has(const Digest& key) const;
  void touch(const Digest& key);  // the person did something

  // A card is on the screens of these sessions: those that see this person in this visit for the
  // first time.
  std::vector<Session> first_to_see(const std::vector<Digest>& keys, const Uuid& visit,
                                    const std::string& profile);

  // Each returns those that it ended.
  std::optional<Session> end(const Digest& key);
  std::vector<Session> end_all_of(const std::string& name);
  std::vector<Session> end_expired();

  // How long this one lasts if the person does nothing more; of all, the shortest.
  BootTime left(const Session& session) const;
  std::optional<BootTime> shortest_left() const;
  std::size_t count() const { return sessions_.size(); }

 private:
  template <class Condition>
  std::vector<Session> end_where(Condition condition);

  const Clock& clock_;
  Random& random_;
  const SessionTerms terms_;
  std::vector<Session> sessions_;
};

}  // namespace touchpoint::web
