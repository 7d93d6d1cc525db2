#include "sync/hub/store/sqlite/graph.hpp"

#include <algorithm>

namespace touchpoint::hub {
namespace {

// Nobody has so many cards and accounts: more would be a number that everybody has.
constexpr std::size_t kRecordsMax = 64;

Edge edge_between(std::int64_t one, std::int64_t other, EdgeKind kind) {
  return {.older = std::min(one, other), .newer = std::max(one, other), .kind = kind};
}

}  // namespace

Result<std::int64_t> Graph::head_of(std::int64_t record) {
  TP_TRY(const auto head, session_.integer("SELECT head FROM joined WHERE profile = ?", record));
  return head.value_or(record);
}

Result<std::vector<JoinedRecord>> Graph::others_of(std::int64_t head) {
  TP_TRY(auto rows,
         session_.query("SELECT profile, at_ms FROM joined WHERE head = ? ORDER BY profile", head));
  std::vector<JoinedRecord> others;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return others;
    others.push_back({.record = rows.integer(0), .since = from_ms(rows.integer(1))});
  }
}

Result<std::vector<std::int64_t>> Graph::person_of(std::int64_t record) {
  TP_TRY(const auto head, head_of(record));
  std::vector<std::int64_t> records{head};
  TP_TRY(const auto others, others_of(head));
  for (const auto& other : others)
    records.push_back(other.record);
  return records;
}

Result<std::int64_t> Graph::join(std::int64_t one, std::int64_t other,
                                 const ProfileDecision& decision, WallTime now) {
  TP_TRY(const auto head, head_of(one));
  TP_TRY(const auto other_head, head_of(other));
  if (head == other_head) return refused("these are one profile already");
  TP_TRY(const bool apart, are_apart(head, other_head));
  if (apart) return refused("somebody has said that these are not the same person");
  TP_CHECK(add(edge_between(head, other_head, EdgeKind::decision), decision, now));
  TP_CHECK(settle(head, other_head, now));
  TP_TRY(const auto joined, head_of(head));
  TP_TRY(const auto other_joined, head_of(other_head));
  if (joined != other_joined) return refused("too many records would be one profile");
  return joined;
}

Result<void> Graph::part(std::int64_t one, std::int64_t other, const ProfileDecision& decision,
                         WallTime now) {
  if (one == other) return refused("a record cannot be split from itself: name two");
  TP_CHECK(end(edge_between(one, other, EdgeKind::decision), now));
  TP_CHECK(add(edge_between(one, other, EdgeKind::apart), decision, now));
  TP_CHECK(settle(one, other, now));
  return success();
}

Result<void> Graph::reconsider(std::int64_t one, std::int64_t other, WallTime now) {
  TP_TRY(const bool ended, end(edge_between(one, other, EdgeKind::apart), now));
  if (!ended) return refused("nobody has said that these two are not the same person");
  TP_CHECK(settle(one, other, now));
  return success();
}

Result<bool> Graph::end(const Edge& edge, WallTime now) {
  TP_TRY(const auto ended,
         session_.change("UPDATE edges SET ended_ms = ? WHERE older = ? AND newer = ?"
                         " AND kind = ? AND ended_ms IS NULL",
                         to_ms(now), edge.older, edge.newer, to_text(edge.kind)));
  return ended > 0;
}

Result<void> Graph::join_by_card(std::int64_t record, const std::string& number, WallTime now) {
  std::vector<std::int64_t> holders;
  {
    TP_TRY(auto rows, session_.query("SELECT DISTINCT profile FROM profile_identifiers"
                                     " WHERE kind = 'loyalty' AND space = '' AND value = ?1"
                                     " AND profile <> ?2 LIMIT ?3",
                                     number, record, kRecordsMax));
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      holders.push_back(rows.integer(0));
    }
  }
  for (const auto holder : holders) {
    TP_CHECK(add(edge_between(record, holder, EdgeKind::identifier), {}, now));
  }
  for (const auto holder : holders) {
    TP_TRY(const bool all, settle(record, holder, now));
    if (all) break;
  }
  return success();
}

Result<bool> Graph::are_apart(std::int64_t one, std::int64_t other) {
  TP_TRY(const auto ours, person_of(one));
  TP_TRY(const auto theirs, person_of(other));
  for (const auto record : ours) {
    TP_TRY(const auto edges, edges_at(record));
    for (const auto& edge : edges) {
      if (edge.kind != EdgeKind::apart) continue;
      const auto end = edge.older == record ? edge.newer : edge.older;
      if (std::ranges::find(theirs, end) != theirs.end()) return true;
    }
  }
  return false;
}

Result<void> Graph::add(const Edge& edge, const ProfileDecision& decision, WallTime now) {
  return session_.run(
      "INSERT INTO edges (older, newer, kind, by, reason, at_ms) VALUES (?, ?, ?, ?, ?, ?)"
      " ON CONFLICT DO NOTHING",
      edge.older, edge.newer, to_text(edge.kind), decision.by, decision.reason, to_ms(now));
}

Result<std::vector<Edge>> Graph::edges_at(std::int64_t record) {
  TP_TRY(
      auto rows,
      session_.query("SELECT older, newer, kind FROM edges WHERE older = ?1 AND ended_ms IS NULL"
                     " UNION ALL"
                     " SELECT older, newer, kind FROM edges WHERE newer = ?1 AND ended_ms IS NULL",
                     record));
  std::vector<Edge> edges;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return edges;
    edges.push_back({.older = rows.integer(0),
                     .newer = rows.integer(1),
                     .kind = edge_kind_from_text(rows.text(2))});
  }
}

// All that may be one person with these two: whatever joins reaches, also where it does not count.
Result<std::optional<Graph::Component>> Graph::component_of(std::int64_t one, std::int64_t other) {
  std::optional<Component> found{std::in_place};
  auto& component = *found;
  std::vector<std::int64_t> to_visit{one, other};
  while (!to_visit.empty()) {
    const auto record = to_visit.back();
    to_visit.pop_back();
    if (!component.records.insert(record).second) continue;
    if (component.records.size() > kRecordsMax) return std::optional<Component>{};
    TP_TRY(const auto edges, edges_at(record));
    for (const auto& edge : edges) {
      if (edge.older == record) component.edges.push_back(edge);
      if (edge.kind == EdgeKind::apart) continue;
      to_visit.push_back(edge.older == record ? edge.newer : edge.older);
    }
  }
  return found;
}

// The two people alone, as they are joined by now, and what is between their records.
Result<Graph::Component> Graph::people_of(std::int64_t one, std::int64_t other) {
  Component component;
  for (const auto start : {one, other}) {
    TP_TRY(const auto records, person_of(start));
    component.records.insert(records.begin(), records.end());
  }
  for (const auto record : component.records) {
    TP_TRY(const auto edges, edges_at(record));
    for (const auto& edge : edges) {
      const bool within =
          component.records.contains(edge.older) && component.records.contains(edge.newer);
      if (within && edge.older == record) component.edges.push_back(edge);
    }
  }
  return component;
}

// Nobody is so many as kRecordsMax: more stay apart, and what is joined can still be split.
Result<bool> Graph::settle(std::int64_t one, std::int64_t other, WallTime now) {
  TP_TRY(auto component, component_of(one, other));
  const bool all = component.has_value();
  if (!all) {
    TP_TRY(component, people_of(one, other));
    if (component->records.size() > kRecordsMax) return false;
  }
  const auto heads = heads_of(component->records, std::move(component->edges));
  for (const auto& [record, head] : heads) {
    TP_CHECK(put_under(record, head, now));
  }
  return all;
}

// All three profiles look different from now on, or are gone.
Result<void> Graph::put_under(std::int64_t record, std::int64_t head, WallTime now) {
  TP_TRY(const auto before, head_of(record));
  if (before == head) return success();
  TP_CHECK(session_.run("DELETE FROM joined WHERE profile = ?", record));
  if (record != head) {
    TP_CHECK(session_.run("INSERT INTO joined (profile, head, at_ms) VALUES (?, ?, ?)", record,
                          head, to_ms(now)));
  }
  for (const auto touched : {record, before, head})
    feed_.touch(touched);
  return success();
}

Result<std::vector<ToldEdge>> Graph::edges_of(const std::vector<std::int64_t>& records) {
  std::vector<ToldEdge> told;
  std::set<std::int64_t> seen;
  for (const auto record : records) {
    TP_TRY(auto rows,
           session_.query("SELECT edges.id, one.profile, other.profile, kind, by, reason,"
                          " edges.at_ms, ended_ms FROM edges JOIN profiles AS one ON one.id = older"
                          " JOIN profiles AS other ON other.id = newer"
                          " WHERE older = ?1 OR newer = ?1",
                          record));
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      if (!seen.insert(rows.integer(0)).second) continue;
      told.push_back({.older = std::string(rows.text(1)),
                      .newer = std::string(rows.text(2)),
                      .kind = edge_kind_from_text(rows.text(3)),
                      .by = std::string(rows.text(4)),
                      .reason = std::string(rows.text(5)),
                      .at = from_ms(rows.integer(6)),
                      .ended = time_at(rows, 7)});
    }
  }
  std::ranges::stable_sort(told, std::greater{}, &ToldEdge::at);
  return told;
}

}  // namespace touchpoint::hub
