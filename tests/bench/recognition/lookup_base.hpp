// A store's base in memory: half of a set's people enrolled with one record each, found by blocking
// keys.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/recognition/people_sets.hpp"
#include "recognition/likeness_parameters.hpp"

namespace touchpoint::bench {

class Base {
 public:
  void enrol(const Record& record);

  // The positions of those who share a blocking key, each once, in order.
  std::vector<std::size_t> found(const recognition::Person& asked) const;
  recognition::Answer ask(const recognition::Person& asked,
                          const recognition::Parameters& parameters) const;

  recognition::Comparison compare(const recognition::Person& asked, std::size_t at,
                                  const recognition::Parameters& parameters) const;
  const Record& at(std::size_t position) const { return *known_[position]; }
  std::int64_t people() const { return static_cast<std::int64_t>(known_.size()); }

 private:
  std::vector<const Record*> known_;  // outlived by the set they are of
  std::unordered_map<std::string, std::vector<std::uint32_t>> keys_;
  recognition::Frequencies frequencies_;
};

// Who asks, and which of the base is meant (-1: nobody there).
struct Query {
  recognition::Person asked;
  std::int64_t truth = -1;
};

struct OpenWorld {
  Base base;
  std::vector<Query> returning;
  std::vector<Query> strangers;
  std::vector<Query> relatives;  // of those who are enrolled; nobody of them is
};

// Every other person is enrolled, by a digest of who they are; the record that comes first in the
// set is the one that is known. `set` must outlive it.
OpenWorld open_world_of(const PeopleSet& set);

// Everybody enrolled: what learning counts on.
std::vector<std::pair<const Record*, const Record*>> pairs_of(const PeopleSet& set);

std::uint64_t digest_of(std::string_view text);

}  // namespace touchpoint::bench
