#include "sync/hub/store/sqlite/profiles.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/uuid.hpp"
#include "sync/codec/profile_json.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kOpenOrdersMax = 50;             // per profile on the wire, newest first
constexpr std::size_t kHistoryBytesMax = 1024 * 1024;  // per profile on the wire, newest first
constexpr std::size_t kProfileBytes = 512;             // a profile without orders and history
constexpr std::size_t kItemBytes = 96;                 // an item without its texts
constexpr auto kVisitGap = std::chrono::hours{4};      // seen again after that is another visit
constexpr auto kVisitHeld = std::chrono::days{90};     // how long a store holds its visitors
constexpr auto kLookupHeld = std::chrono::days{1};     // … and whom it has asked for

PersonKey key_of(const Source& source, const std::string& user_id) {
  if (source.user_id == UserIdKind::loyalty) return {"loyalty", "", user_id};
  return {"account", source.name, user_id};
}

// An order's number in upper case, as devices look it up (recognition/identifiers.hpp).
std::string as_compared(std::string number) {
  std::ranges::transform(number, number.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return number;
}

}  // namespace

Result<bool> Profiles::apply(const Source& source, const SourceCall& call, WallTime now) {
  std::string message = call.message_id;
  if (message.empty()) message = ids_.next().text();
  TP_TRY(const auto added, session_.change("INSERT INTO calls (source, message) VALUES (?, ?)"
                                           " ON CONFLICT DO NOTHING",
                                           source.id, message));
  if (added == 0) return false;

  TP_TRY(auto owner, owner_of(source, call, now));
  if (owner.person) feed_.touch(*owner.person);
  if (call.fact.order) {
    TP_TRY(const auto changed,
           orders_.change(source.name, owner, *call.fact.order, call.fact.time, now));
    TP_CHECK(settle_order(changed, call.fact.time));
    if (!owner.person && changed.person) owner = {.person = changed.person, .claim = {}};
  }
  if (call.fact.experience) {
    Experience experience = *call.fact.experience;
    experience.id = source.name + "/" + message;
    TP_CHECK(keep_experience(experience, owner));
  }
  return true;
}

// Whose call it is: the person's whom it names; else theirs who signed in at that browser.
Result<Owner> Profiles::owner_of(const Source& source, const SourceCall& call, WallTime now) {
  const auto key = key_of(source, call.user_id);
  const bool named = !call.user_id.empty() && !rules_.blocks(key.kind, key.value);
  const bool at_browser =
      !call.anonymous_id.empty() && !rules_.blocks("anonymous", call.anonymous_id);
  Owner owner;
  if (named) {
    TP_TRY(owner.person, person_of(source, call, key, now));
    if (!owner.person) owner.claim = key.claim();
    if (owner.person) {
      TP_CHECK(apply_identity(*owner.person, source, call.fact));
      if (at_browser) {
        TP_CHECK(sign_in(source, call, *owner.person, now));
      }
    }
  } else if (at_browser) {
    TP_TRY(owner.person, browsers_.owner(source, call.anonymous_id, call.fact.time));
    if (!owner.person) owner.claim = Browsers::claim(source, call.anonymous_id);
  }
  return owner;
}

Result<void> Profiles::sign_in(const Source& source, const SourceCall& call, std::int64_t person,
                               WallTime now) {
  TP_TRY(const bool first, browsers_.sign_in(source, call.anonymous_id, person, call.fact.time));
  if (!first) return success();
  return take_claimed(person, Browsers::claim(source, call.anonymous_id), now);
}

Result<std::optional<std::int64_t>> Profiles::person_of(const Source& source,
                                                        const SourceCall& call,
                                                        const PersonKey& key, WallTime now) {
  TP_TRY(auto person, people_.find(key));
  if (person || !call.identifies) return person;
  TP_TRY(person, people_.make(ids_.next().text(), key));
  TP_CHECK(take_claimed(*person, key.claim(), now));
  if (key.kind == "loyalty") {
    TP_CHECK(graph_.join_by_card(*person, key.value, now));
  }
  if (!source.home_store.empty()) {
    TP_CHECK(feed_.set_home(*person, source.home_store, now));
  }
  return person;
}

Result<void> Profiles::take_claimed(std::int64_t person, const std::string& claim, WallTime now) {
  TP_TRY(const auto orders, orders_.claim(claim, person));
  TP_CHECK(people_.add_orders(person, orders.placed));
  for (const auto& store : orders.collect_stores) {
    TP_CHECK(feed_.hold(person, store, HoldReason::collect, now));
  }
  return session_.run("UPDATE history SET profile = ?, claim = NULL WHERE claim = ?", person,
                      claim);
}

Result<void> Profiles::apply_identity(std::int64_t person, const Source& source, const Fact& fact) {
  if (fact.traits) {
    TP_CHECK(people_.keep_traits(person, *fact.traits, fact.time, source.name));
    if (!fact.traits->home_store.empty()) {
      TP_CHECK(feed_.set_home(person, fact.traits->home_store, fact.time));
    }
  }
  for (const auto& identifier : fact.identifiers) {
    TP_CHECK(people_.keep_identifier(person, identifier, source.name));
  }
  for (const auto& consent : fact.consents) {
    TP_CHECK(people_.keep_consent(person, consent));
  }
  return success();
}

Result<void> Profiles::settle_order(const OrderChanged& changed, WallTime at) {
  if (!changed.person) return success();
  const auto person = *changed.person;
  feed_.touch(person);
  if (changed.first_placed) {
    TP_CHECK(people_.add_orders(person, 1));
  }
  if (!changed.collect_store.empty()) {
    TP_CHECK(feed_.hold(person, changed.collect_store, HoldReason::collect, at));
  }
  const auto& before = changed.collect_store_before;
  if (before.empty() || before == changed.collect_store) return success();
  TP_TRY(const bool others, orders_.waits_in(person, before));
  if (others) return success();
  return feed_.let_go(person, before, HoldReason::collect);
}

// A customer whom the device has made while nobody could be asked. The id stays, whoever the
// person turns out to be. Said once: what is known already is not for this event to change.
Result<void> Profiles::register_customer(const DeviceFact& fact, const std::string& store,
                                         WallTime now) {
  TP_TRY(const auto known, people_.find(fact.profile));
  if (known || !Uuid::parse(fact.profile)) return success();
  TP_TRY(const auto person, people_.make(fact.profile, std::nullopt));
  const std::string origin = "/stores/" + store;
  auto told = fact.fact;
  told.time = std::min(told.time, now);  // a device's clock must not outlive what comes later
  TP_CHECK(
      apply_identity(person, {.id = 0, .name = origin, .user_id = {}, .home_store = {}}, told));
  feed_.touch(person);
  const auto& card = fact.fact.card;
  if (card.empty() || rules_.blocks("loyalty", card)) return success();
  TP_CHECK(people_.keep_identifier(person, {IdentifierKind::loyalty, card}, origin));
  return graph_.join_by_card(person, card, now);
}

Result<void> Profiles::apply(const DeviceFact& fact, const std::string& store, WallTime now) {
  if (fact.registers) {
    TP_CHECK(register_customer(fact, store, now));
  }
  Owner owner;
  if (!fact.profile.empty()) {
    TP_TRY(owner.person, people_.find(fact.profile));
  }
  const auto named = owner.person;
  for (auto consent : fact.fact.consents) {
    if (!named) break;
    consent.at = std::min(consent.at, now);  // as above
    TP_CHECK(people_.keep_consent(*named, consent));
  }
  if (fact.fact.order) {
    const auto& order = *fact.fact.order;
    if (order.step == OrderStep::placed) {
      if (!named) return success();
      TP_TRY(const auto changed,
             orders_.take_along("/stores/" + store, *named, order, fact.fact.time));
      TP_CHECK(settle_order(changed, fact.fact.time));
    } else {
      TP_TRY(const auto changed, orders_.change_anywhere(named, order, fact.fact.time, now));
      if (changed) {
        TP_CHECK(settle_order(*changed, fact.fact.time));
      }
      // Collected by somebody else for them: it belongs in the story of whose order it is.
      if (changed && changed->person) owner.person = changed->person;
    }
  }
  if (named && fact.visit) {
    TP_CHECK(keep_visit(*named, fact.fact.time, store));
  }
  if (!owner.person || !fact.fact.experience) return success();
  feed_.touch(*owner.person);
  return keep_experience(*fact.fact.experience, owner);
}

Result<void> Profiles::keep_visit(std::int64_t person, WallTime at, const std::string& store) {
  TP_TRY(const auto last, feed_.last_visit(person, store));
  if (last && at < *last + kVisitGap) return success();
  return feed_.hold(person, store, HoldReason::visit, at);
}

Result<void> Profiles::keep_experience(const Experience& experience, const Owner& owner) {
  return session_.run("INSERT INTO history (profile, claim, at_ms, body) VALUES (?, ?, ?, ?)",
                      owner.person, owner.claim, to_ms(experience.time), sync::to_json(experience));
}

Result<std::optional<Profile>> Profiles::load(std::int64_t person, std::size_t& bytes) {
  TP_TRY(auto own, people_.load(person));
  if (!own) return std::optional<Profile>{};
  TP_TRY(auto head, load_record(std::move(*own), person, bytes));
  TP_TRY(const auto others, graph_.others_of(person));
  if (others.empty()) return std::optional{std::move(head.profile)};
  std::vector<ProfileRecord> records;
  records.push_back(std::move(head));
  for (const auto& other : others) {
    TP_TRY(auto told, people_.load(other.record));
    if (!told) continue;
    told->joined = other.since;
    TP_TRY(auto record, load_record(std::move(*told), other.record, bytes));
    records.push_back(std::move(record));
  }
  auto whole = joined_profile(std::move(records));
  if (whole.orders.size() > kOpenOrdersMax) whole.orders.resize(kOpenOrdersMax);
  if (whole.history.size() > limits::kProfileHistoryMax) {
    whole.history.resize(limits::kProfileHistoryMax);
  }
  return std::optional{std::move(whole)};
}

Result<ProfileRecord> Profiles::load_record(ProfileRecord record, std::int64_t person,
                                            std::size_t& bytes) {
  auto& profile = record.profile;
  bytes += kProfileBytes;
  TP_TRY(profile.orders, orders_.open(person, kOpenOrdersMax));
  for (const auto& order : profile.orders) {
    bytes += kProfileBytes;
    for (const auto& item : order.items)
      bytes += kItemBytes + item.sku.size() + item.name.size();
    profile.identifiers.push_back({IdentifierKind::order, as_compared(order.order_id)});
  }
  TP_TRY(profile.history, history(person, bytes));
  return record;
}

Result<std::vector<Experience>> Profiles::history(std::int64_t person, std::size_t& bytes) {
  TP_TRY(auto rows, session_.query("SELECT body FROM history WHERE profile = ?"
                                   " ORDER BY at_ms DESC LIMIT ?",
                                   person, limits::kProfileHistoryMax));
  std::vector<Experience> experiences;
  std::size_t taken = 0;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return experiences;
    const auto body = rows.text(0);
    taken += body.size();
    if (taken > kHistoryBytesMax && !experiences.empty()) return experiences;
    bytes += body.size();
    TP_TRY(auto experience, sync::experience_from_json(body));
    experiences.push_back(std::move(experience));
  }
}

Result<std::string> Profiles::id_of(std::int64_t person) {
  TP_TRY(auto rows, session_.query("SELECT profile FROM profiles WHERE id = ?", person));
  TP_TRY(const bool found, rows.next());
  return found ? std::string(rows.text(0)) : std::string{};
}

Result<void> Profiles::sweep(WallTime now) {
  TP_TRY(const auto people, orders_.end_deliveries_before(now - kDeliveryMax));
  for (const auto person : people)
    feed_.touch(person);
  TP_CHECK(feed_.end_before(now - kLookupHeld, HoldReason::lookup));
  return feed_.end_before(now - kVisitHeld, HoldReason::visit);
}

}  // namespace touchpoint::hub
