#include "sync/hub/identity_graph.hpp"

#include <algorithm>
#include <tuple>

namespace touchpoint::hub {
namespace {

// People as they grow together. Each knows whom it must never be joined with.
class People {
 public:
  explicit People(const std::set<std::int64_t>& records) {
    for (const auto record : records)
      people_[record] = {.records = {record}, .apart = {}};
    for (const auto record : records)
      head_[record] = record;
  }

  bool knows(const Edge& edge) const {
    return head_.contains(edge.older) && head_.contains(edge.newer);
  }
  void part(const Edge& edge) {
    people_[edge.older].apart.insert(edge.newer);
    people_[edge.newer].apart.insert(edge.older);
  }
  void join(const Edge& edge) {
    const auto first = std::min(head_[edge.older], head_[edge.newer]);
    const auto second = std::max(head_[edge.older], head_[edge.newer]);
    if (first == second) return;
    auto& one = people_[first];
    auto& other = people_[second];
    const bool kept_apart = std::ranges::any_of(
        one.apart, [&](const auto record) { return other.records.contains(record); });
    if (kept_apart) return;
    for (const auto record : other.records)
      head_[record] = first;
    one.records.merge(other.records);
    one.apart.merge(other.apart);
    people_.erase(second);
  }

  const std::map<std::int64_t, std::int64_t>& heads() const { return head_; }

 private:
  struct Person {
    std::set<std::int64_t> records;
    std::set<std::int64_t> apart;
  };
  std::map<std::int64_t, Person> people_;  // by head
  std::map<std::int64_t, std::int64_t> head_;
};

}  // namespace

std::string_view to_text(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::decision:
      return "decision";
    case EdgeKind::identifier:
      return "identifier";
    case EdgeKind::apart:
      break;
  }
  return "apart";
}

EdgeKind edge_kind_from_text(std::string_view text) {
  if (text == "decision") return EdgeKind::decision;
  return text == "identifier" ? EdgeKind::identifier : EdgeKind::apart;
}

// All that keeps apart is known before anything joins, and what joins is taken in an order of its
// own: that is what makes the order of arrival say nothing.
std::map<std::int64_t, std::int64_t> heads_of(const std::set<std::int64_t>& records,
                                              std::vector<Edge> edges) {
  std::ranges::sort(edges, {},
                    [](const Edge& edge) { return std::tuple(edge.kind, edge.older, edge.newer); });
  People people{records};
  for (const auto& edge : edges) {
    if (people.knows(edge) && edge.kind == EdgeKind::apart) people.part(edge);
  }
  for (const auto& edge : edges) {
    if (people.knows(edge) && edge.kind != EdgeKind::apart) people.join(edge);
  }
  return people.heads();
}

}  // namespace touchpoint::hub
