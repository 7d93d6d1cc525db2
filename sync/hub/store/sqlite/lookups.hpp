// Lookups finds whom a store's device asks for when its replica does not know them
// (CONTRACT.md, "Lookups"): by identifiers or by id, then that store holds the person for a day, or
// by what somebody says of themselves, which names candidates and gives nobody away.
#pragma once

#include <set>

#include "sync/codec/lookup.hpp"
#include "sync/hub/store/sqlite/feed.hpp"
#include "sync/hub/store/sqlite/graph.hpp"
#include "sync/hub/store/sqlite/identities.hpp"
#include "sync/hub/store/sqlite/people.hpp"

namespace touchpoint::hub {

class Lookups {
 public:
  Lookups(Session& session, Feed& feed, Graph& graph, People& people, Identities& identities,
          const IdentityRules& rules)
      : session_(session),
        feed_(feed),
        graph_(graph),
        people_(people),
        identities_(identities),
        rules_(rules) {}

  // `epoch` and `through` are for the caller to fill, once the feed is written.
  Result<LookupAnswer> answer(const Lookup& lookup, const std::string& store, WallTime now);
  // The head of the one person whom these lead to; nobody where they lead to several.
  Result<std::optional<std::int64_t>> whose(const std::vector<Identifier>& identifiers);

 private:
  Result<LookupAnswer> by_key(const Lookup& lookup, const std::string& store, WallTime now);
  Result<LookupAnswer> by_word(const Lookup& lookup);
  // `all`: who has one of these; `heads`: those of whom one is theirs alone.
  Result<void> add_owners(const std::vector<Identifier>& identifiers, std::set<std::int64_t>& all,
                          std::set<std::int64_t>& heads);
  Result<std::set<std::int64_t>> heads_with(const Identifier& identifier);
  Result<std::set<std::int64_t>> heads_near(const Lookup& lookup, bool& partial);
  Result<sqlite::Rows> living_at(const std::string& postal_code, const Lookup& lookup);
  Result<void> add_heads(sqlite::Rows rows, std::size_t most, std::set<std::int64_t>& heads,
                         bool& partial);
  Result<std::optional<WallTime>> last_bought(std::int64_t head);
  Result<std::int64_t> count();

  Session& session_;
  Feed& feed_;
  Graph& graph_;
  People& people_;
  Identities& identities_;
  const IdentityRules& rules_;
};

}  // namespace touchpoint::hub
