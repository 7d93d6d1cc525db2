// Who is one person: computed from records and what ties them, and from nothing else.
//
// A record is what one source told about one person of its own; it never changes hands. Edges say
// that two records are the same person, or that they are not. Pure: the same edges give the same
// people, in whatever order they were told. Decision 29.
//
//   decision    an operator said that they are the same
//   identifier  both have the same loyalty number
//   apart       an operator said that they are not: no other edge joins them, on whatever way
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace touchpoint::hub {

enum class EdgeKind { decision, identifier, apart };  // the first joins before the second
std::string_view to_text(EdgeKind kind);
EdgeKind edge_kind_from_text(std::string_view text);

struct Edge {
  std::int64_t older = 0;  // records are numbered in the order in which they came
  std::int64_t newer = 0;
  EdgeKind kind{};

  bool operator==(const Edge&) const = default;
};

// The head of each record's person: its oldest record, so that a person keeps the id that was given
// out first.
std::map<std::int64_t, std::int64_t> heads_of(const std::set<std::int64_t>& records,
                                              std::vector<Edge> edges);

}  // namespace touchpoint::hub
