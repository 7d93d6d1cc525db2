#include "bench/recognition/lookup_base.hpp"

#include <algorithm>
#include <map>

#include "bench/recognition/relatives.hpp"

namespace touchpoint::bench {

using recognition::Person;

std::uint64_t digest_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, and its bits mixed
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  return hash ^ (hash >> 32);
}

void Base::enrol(const Record& record) {
  const auto at = static_cast<std::uint32_t>(known_.size());
  known_.push_back(&record);
  frequencies_.add(record.form);
  for (auto& key : recognition::blocking_keys(record.form))
    keys_[std::move(key)].push_back(at);
}

std::vector<std::size_t> Base::found(const Person& asked) const {
  std::vector<std::size_t> positions;
  for (const auto& key : recognition::blocking_keys(asked)) {
    const auto at = keys_.find(key);
    if (at != keys_.end()) positions.insert(positions.end(), at->second.begin(), at->second.end());
  }
  std::ranges::sort(positions);
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

recognition::Comparison Base::compare(const Person& asked, std::size_t at,
                                      const recognition::Parameters& parameters) const {
  const auto& known = known_[at]->form;
  return recognition::compare(asked, known, recognition::phone_likeness(asked.phones, known.phones),
                              frequencies_, parameters);
}

recognition::Answer Base::ask(const Person& asked,
                              const recognition::Parameters& parameters) const {
  std::vector<recognition::Candidate> candidates;
  for (const auto at : found(asked))
    candidates.push_back({static_cast<std::int64_t>(at), compare(asked, at, parameters)});
  return recognition::decide(std::move(candidates), people(), parameters);
}

OpenWorld open_world_of(const PeopleSet& set) {
  OpenWorld world;
  std::map<std::string_view, std::int64_t> enrolled;
  std::vector<const Record*> known;
  for (const auto& record : set.records) {
    const bool chosen = digest_of(record.person) % 2 == 0;
    const auto at = enrolled.find(record.person);
    if (!chosen) {
      world.strangers.push_back({record.form, -1});
    } else if (at == enrolled.end()) {
      enrolled.emplace(record.person, world.base.people());
      world.base.enrol(record);
      known.push_back(&record);
    } else {
      world.returning.push_back({record.form, at->second});
    }
  }
  for (auto& relative : relatives_of(known))
    world.relatives.push_back({std::move(relative), -1});
  return world;
}

std::vector<std::pair<const Record*, const Record*>> pairs_of(const PeopleSet& set) {
  std::map<std::string_view, const Record*> first;
  std::vector<std::pair<const Record*, const Record*>> pairs;
  for (const auto& record : set.records) {
    const auto [at, fresh] = first.emplace(record.person, &record);
    if (!fresh) pairs.emplace_back(at->second, &record);
  }
  return pairs;
}

}  // namespace touchpoint::bench
