#include "recognition/frequencies.hpp"

#include <algorithm>

#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

// A name that nobody counted is not unique for that: some hundred thousand family names share a
// few per cent of all people, and given names are fewer.
constexpr double kGivenFloor = 2e-4;
constexpr double kFamilyFloor = 2e-5;
constexpr std::uint32_t kNoSlip = 3;       // people of one name
constexpr std::uint64_t kPeopleMin = 500;  // fewer say little of how common a name is

std::uint64_t number_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

void count(std::unordered_map<std::uint64_t, std::uint32_t>& names,
           const std::vector<NameToken>& tokens, bool gone) {
  for (const auto& token : tokens) {
    if (!gone) {
      ++names[number_of(token.text)];
      continue;
    }
    const auto at = names.find(number_of(token.text));
    if (at != names.end() && --at->second == 0) names.erase(at);
  }
}

double share(const std::unordered_map<std::uint64_t, std::uint32_t>& names, std::uint64_t people,
             std::string_view name) {
  if (people < kPeopleMin) return 0;
  const auto at = names.find(number_of(name));
  return at == names.end() ? 0 : static_cast<double>(at->second) / static_cast<double>(people);
}

}  // namespace

void Frequencies::add(const Person& person) {
  ++people_;
  count(given_, person.given, false);
  count(family_, person.family, false);
}

void Frequencies::remove(const Person& person) {
  if (people_ == 0) return;
  --people_;
  count(given_, person.given, true);
  count(family_, person.family, true);
}

double Frequencies::given(const NameToken& name) const {
  return std::max({kGivenFloor, given_name_share(name.text), share(given_, people_, name.text)});
}

bool Frequencies::is_given_name(const NameToken& name) const {
  if (recognition::is_given_name(name.text)) return true;
  const auto at = given_.find(number_of(name.text));
  return at != given_.end() && at->second >= kNoSlip;
}

double Frequencies::family(const NameToken& name) const {
  return std::max({kFamilyFloor, family_name_share(name.text), share(family_, people_, name.text)});
}

}  // namespace touchpoint::recognition
