// Graph keeps the edges between records, and which record heads the person of each: what
// identity_graph.hpp makes of the edges, kept so that a look costs nothing. FORMAT.md, "People".
//
// A row of `profiles` is a record. The person's id, version and feed are its head's.
#pragma once

#include <string>
#include <vector>

#include "sync/hub/identity.hpp"
#include "sync/hub/store/sqlite/feed.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

// A record that belongs to another's person.
struct JoinedRecord {
  std::int64_t record = 0;
  WallTime since{};
};

class Graph {
 public:
  Graph(Session& session, Feed& feed) : session_(session), feed_(feed) {}

  Result<std::int64_t> head_of(std::int64_t record);
  // Without the head, as they came.
  Result<std::vector<JoinedRecord>> others_of(std::int64_t head);

  // These records are one person. `refused` when somebody has said of any two that they are not.
  // Returns the head.
  Result<std::int64_t> join(std::int64_t one, std::int64_t other, const ProfileDecision& decision,
                            WallTime now);
  // And these are two, for ever, whatever else ties them.
  Result<void> part(std::int64_t one, std::int64_t other, const ProfileDecision& decision,
                    WallTime now);
  // Nobody says any more that they are two.
  Result<void> reconsider(std::int64_t one, std::int64_t other, WallTime now);
  // Whoever has the same loyalty number as `record` is the same person, as far as nobody said
  // otherwise.
  Result<void> join_by_card(std::int64_t record, const std::string& number, WallTime now);

  // Whether any record of the one was said not to be any of the other.
  Result<bool> are_apart(std::int64_t one, std::int64_t other);
  // Of any of these records, the newest first.
  Result<std::vector<ToldEdge>> edges_of(const std::vector<std::int64_t>& records);

 private:
  struct Component {
    std::set<std::int64_t> records;
    std::vector<Edge> edges;
  };
  Result<std::vector<std::int64_t>> person_of(std::int64_t record);
  Result<std::vector<Edge>> edges_at(std::int64_t record);
  // nullopt: too many to be anybody's.
  Result<Component> people_of(std::int64_t one, std::int64_t other);
  Result<std::optional<Component>> component_of(std::int64_t one, std::int64_t other);
  Result<bool> end(const Edge& edge, WallTime now);
  Result<void> add(const Edge& edge, const ProfileDecision& decision, WallTime now);
  // true: all that reaches these two is settled; false: too many, only the two people are.
  Result<bool> settle(std::int64_t one, std::int64_t other, WallTime now);
  Result<void> put_under(std::int64_t record, std::int64_t head, WallTime now);

  Session& session_;
  Feed& feed_;
};

}  // namespace touchpoint::hub
