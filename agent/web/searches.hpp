// Searches knows what each session was told last about people: only somebody from that answer can
// be chosen, and for the reasons that it gave. And it counts, so that each burst of searches is
// recorded once: who looked, how often, how many people were named; no word of what was typed.
// Loop thread only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/bytes.hpp"
#include "core/people.hpp"

namespace touchpoint::web {

struct SearchCount {
  std::string staff;
  std::int64_t searches = 0;
  std::int64_t people = 0;  // different ones, that the answers named
};

class Searches {
 public:
  // True when a burst begins with it.
  bool answered(const Digest& session, const std::string& staff, const PeopleAnswer& answer);
  // Why the person is meant, if they stand in the session's last answer.
  std::optional<PersonDecision> decision_on(const Digest& session,
                                            const std::string& profile) const;
  // Somebody whom the session has just registered can be chosen, too.
  void registered(const Digest& session, const std::string& profile);
  // What is to be recorded of the burst; the next search begins another.
  std::optional<SearchCount> take_count(const Digest& session);
  void forget(const Digest& session) { told_.erase(session); }

 private:
  struct Told {
    std::string staff;
    std::map<std::string, PersonDecision> last;
    std::int64_t searches = 0;
    std::set<std::string> named;
  };
  std::map<Digest, Told> told_;
};

}  // namespace touchpoint::web
