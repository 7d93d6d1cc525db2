// Profiles applies facts to customers and gives them out whole, as the feed sends them.
#pragma once

#include "sync/hub/device_facts.hpp"
#include "sync/hub/source_calls.hpp"
#include "sync/hub/store/sqlite/browsers.hpp"
#include "sync/hub/store/sqlite/feed.hpp"
#include "sync/hub/store/sqlite/graph.hpp"
#include "sync/hub/store/sqlite/orders.hpp"
#include "sync/hub/store/sqlite/people.hpp"

namespace touchpoint {
class UuidSource;
}

namespace touchpoint::hub {

class Profiles {
 public:
  Profiles(Session& session, Feed& feed, Graph& graph, People& people, UuidSource& ids,
           const IdentityRules& rules)
      : session_(session),
        feed_(feed),
        graph_(graph),
        people_(people),
        ids_(ids),
        rules_(rules),
        browsers_(session),
        orders_(session) {}

  // False when the messageId was known; nothing was done then.
  Result<bool> apply(const Source& source, const SourceCall& call, WallTime now);
  Result<void> apply(const DeviceFact& fact, const std::string& store, WallTime now);

  // As sent to devices: open orders, newest history within limits, identifiers to be recognised by.
  // nullopt when there is none, or when it belongs to another's. `bytes` grows by about what it
  // takes as JSON.
  Result<std::optional<Profile>> load(std::int64_t person, std::size_t& bytes);
  Result<std::string> id_of(std::int64_t person);

  // See Store::sweep.
  Result<void> sweep(WallTime now);

 private:
  Result<std::optional<std::int64_t>> person_of(const Source& source, const SourceCall& call,
                                                const PersonKey& key, WallTime now);
  Result<Owner> owner_of(const Source& source, const SourceCall& call, WallTime now);
  Result<void> sign_in(const Source& source, const SourceCall& call, std::int64_t person,
                       WallTime now);
  Result<void> register_customer(const DeviceFact& fact, const std::string& store, WallTime now);
  Result<void> take_claimed(std::int64_t person, const std::string& claim, WallTime now);
  Result<void> apply_identity(std::int64_t person, const Source& source, const Fact& fact);
  Result<void> settle_order(const OrderChanged& changed, WallTime at);
  Result<void> keep_visit(std::int64_t person, WallTime at, const std::string& store);
  Result<void> keep_experience(const Experience& experience, const Owner& owner);
  Result<ProfileRecord> load_record(ProfileRecord record, std::int64_t person, std::size_t& bytes);
  Result<std::vector<Experience>> history(std::int64_t person, std::size_t& bytes);

  Session& session_;
  Feed& feed_;
  Graph& graph_;
  People& people_;
  UuidSource& ids_;
  const IdentityRules& rules_;
  Browsers browsers_;
  Orders orders_;
};

}  // namespace touchpoint::hub
