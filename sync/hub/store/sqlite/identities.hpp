// Identities is what an operator sees of people, and decides: a profile with its records and what
// ties them, profiles that may be one, and the two decisions.
#pragma once

#include <string>
#include <vector>

#include "sync/hub/identity.hpp"
#include "sync/hub/store/sqlite/graph.hpp"
#include "sync/hub/store/sqlite/people.hpp"

namespace touchpoint::hub {

class Identities {
 public:
  Identities(Session& session, Graph& graph, People& people, const IdentityRules& rules)
      : session_(session), graph_(graph), people_(people), rules_(rules) {}

  // The head of the record with this id; `refused` when there is none.
  Result<std::int64_t> head_of(const std::string& profile);
  // `whole` is for the caller to fill.
  Result<ProfileView> view(std::int64_t head);
  // Ids of profiles that have this identifier, at most a few.
  Result<std::vector<std::string>> find(const Identifier& identifier);

  Result<std::string> join(const ProfileDecision& decision, WallTime now);
  Result<void> part(const ProfileDecision& decision, WallTime now);
  Result<void> reconsider(const ProfileDecision& decision, WallTime now);

  // Pairs of profiles that have an address, a phone number or name and birth date in common, of the
  // next `rows_max` rows. Nobody is named who was said not to be the other, and nothing counts that
  // is blocked or that too many share.
  Result<TwinPage> twins(const TwinCursor& from, std::int64_t rows_max);

  // A person whole, but for orders and history.
  Result<Profile> person(std::int64_t head);

 private:
  struct Holders {
    std::string value;
    std::vector<std::int64_t> records;
  };
  struct Common {
    std::string kind;
    std::string value;
    std::int64_t people = 0;
  };
  Result<std::int64_t> record_of(const std::string& profile);
  Result<ToldRecord> told(std::int64_t record);
  Result<std::vector<Holders>> next_holders(const TwinCursor& from, std::int64_t rows_max,
                                            TwinCursor& next);
  Result<std::vector<std::int64_t>> heads_of(const std::vector<std::int64_t>& records);
  Result<std::int64_t> people_with(std::string_view kind, const std::string& value);
  Result<void> add_namesakes(const Holders& holders, TwinPage& page);
  Result<void> add_pairs(const TwinCursor& here, const std::vector<std::int64_t>& heads,
                         TwinPage& page);
  Result<std::vector<Common>> shared_by(const Profile& older, const Profile& newer);

  Session& session_;
  Graph& graph_;
  People& people_;
  const IdentityRules& rules_;
};

}  // namespace touchpoint::hub
