#include "sync/hub/joined_profile.hpp"

#include <algorithm>
#include <map>

namespace touchpoint::hub {
namespace {

// What the records say about one purpose.
struct Statements {
  std::optional<WallTime> granted;
  std::optional<WallTime> withdrawn;

  void add(const Consent& consent) {
    auto& latest = consent.granted ? granted : withdrawn;
    latest = std::max(latest.value_or(consent.at), consent.at);
  }
  Consent settle(const std::string& purpose, WallTime joined) const {
    const bool anew = granted && (!withdrawn || (*granted > *withdrawn && *granted > joined));
    return {
        .purpose = purpose, .granted = anew, .at = anew ? *granted : withdrawn.value_or(joined)};
  }
};

std::vector<Consent> settle_consents(const std::vector<ProfileRecord>& records, WallTime joined) {
  std::map<std::string, Statements> purposes;
  for (const auto& record : records) {
    for (const auto& consent : record.profile.consents)
      purposes[consent.purpose].add(consent);
  }
  std::vector<Consent> settled;
  for (const auto& [purpose, statements] : purposes)
    settled.push_back(statements.settle(purpose, joined));
  return settled;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  std::ranges::move(from, std::back_inserter(to));
}

}  // namespace

Profile joined_profile(std::vector<ProfileRecord> records) {
  if (records.empty()) return {};
  Profile whole;
  whole.id = records.front().profile.id;
  whole.version = records.front().profile.version;
  WallTime joined{};
  for (std::size_t i = 1; i < records.size(); ++i) {
    joined = std::max(joined, records[i].joined);
    whole.merged.push_back(records[i].profile.id);
  }
  whole.consents = settle_consents(records, joined);
  std::ranges::stable_sort(records, std::greater{}, &ProfileRecord::told);
  for (auto& [each, told, since] : records) {
    for (const auto trait :
         {&Profile::given_name, &Profile::family_name, &Profile::form_of_address,
          &Profile::language, &Profile::channel, &Profile::birth_date, &Profile::postal_code}) {
      if ((whole.*trait).empty()) whole.*trait = each.*trait;
    }
    if (each.since) whole.since = std::min(whole.since.value_or(*each.since), *each.since);
    whole.order_count += each.order_count;
    append(whole.identifiers, each.identifiers);
    append(whole.orders, each.orders);
    append(whole.history, each.history);
  }
  std::ranges::sort(whole.identifiers, {}, [](const Identifier& identifier) {
    return std::pair(to_text(identifier.kind), std::string_view(identifier.value));
  });
  whole.identifiers.erase(std::unique(whole.identifiers.begin(), whole.identifiers.end()),
                          whole.identifiers.end());
  std::ranges::stable_sort(whole.orders, std::greater{}, &Order::placed);
  std::ranges::stable_sort(whole.history, std::greater{}, &Experience::time);
  return whole;
}

}  // namespace touchpoint::hub
