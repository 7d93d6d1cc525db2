#include "sync/hub/store/sqlite/approvals.hpp"

#include "core/bytes.hpp"

namespace touchpoint::hub {
namespace {

using namespace std::chrono_literals;

constexpr auto kUsedKeyIsGood = 24h;  // for a device whose answer was lost
constexpr auto kNotedEvery = 60s;     // a device that asks often is not written down each time
constexpr std::int64_t kKeysPerDevice = 4;  // more of them push the one out that asked least lately

}  // namespace

Result<void> Approvals::expect(const std::vector<Expected>& devices, WallTime now) {
  for (const auto& [sender, key] : devices) {
    TP_CHECK(
        session_.run("INSERT INTO expected (device, store, key, added_ms) VALUES (?1, ?2, ?3,"
                     " ?4) ON CONFLICT (device) DO UPDATE SET store = ?2, key = ?3,"
                     " added_ms = ?4, used_ms = NULL",
                     sender.device, sender.store,
                     key ? std::optional<BytesView>(*key) : std::nullopt, to_ms(now)));
    TP_CHECK(session_.run("DELETE FROM pending WHERE device = ? AND refused_ms IS NOT NULL",
                          sender.device));
  }
  return success();
}

Result<KeyVerdict> Approvals::check(const KeyUse& use, WallTime now) {
  {
    auto rows = session_.query("SELECT store, key, used_ms FROM expected WHERE device = ?",
                               use.sender.device);
    if (!rows) return rows.error();
    TP_TRY(const bool announced, rows.value().next());
    if (!announced) return KeyVerdict::unexpected;
    const bool same = digest_at(rows.value(), 1) == use.key;
    const auto used = time_at(rows.value(), 2);
    if (used && !(same && now < *used + kUsedKeyIsGood)) return KeyVerdict::unexpected;
    if (rows.value().text(0) != use.sender.store) return KeyVerdict::other_store;
    if (same) return KeyVerdict::good;
  }
  return note_pending(use, now);
}

Result<KeyVerdict> Approvals::note_pending(const KeyUse& use, WallTime now) {
  const BytesView key = use.key;
  TP_TRY(const auto refused,
         session_.integer("SELECT refused_ms IS NOT NULL FROM pending WHERE device = ? AND key = ?",
                          use.sender.device, key));
  if (refused) {
    TP_CHECK(
        session_.run("UPDATE pending SET last_ms = ?1 WHERE device = ?2 AND key = ?3"
                     " AND last_ms < ?4",
                     to_ms(now), use.sender.device, key, to_ms(now - kNotedEvery)));
    return *refused != 0 ? KeyVerdict::refused : KeyVerdict::waiting;
  }
  TP_CHECK(
      session_.run("INSERT INTO pending (device, key, first_ms, last_ms) VALUES (?1, ?2, ?3,"
                   " ?3)",
                   use.sender.device, key, to_ms(now)));
  TP_CHECK(
      session_.run("DELETE FROM pending WHERE device = ?1 AND key NOT IN (SELECT key FROM"
                   " pending WHERE device = ?1 ORDER BY last_ms DESC, key = ?2 DESC LIMIT ?3)",
                   use.sender.device, key, kKeysPerDevice));
  return KeyVerdict::waiting;
}

Result<KeyVerdict> Approvals::redeem(const KeyUse& use, WallTime now) {
  TP_TRY(const auto verdict, check(use, now));
  if (verdict != KeyVerdict::good) return verdict;
  TP_CHECK(session_.run("UPDATE expected SET used_ms = coalesce(used_ms, ?) WHERE device = ?",
                        to_ms(now), use.sender.device));
  TP_CHECK(session_.run("DELETE FROM pending WHERE device = ?", use.sender.device));
  TP_CHECK(access_.enrol(use.sender, use.serial, use.until, now));
  return verdict;
}

Result<std::vector<PendingKey>> Approvals::pending() {
  TP_TRY(auto rows,
         session_.query("SELECT p.device, e.store, p.key, p.first_ms, p.last_ms, p.refused_ms"
                        " FROM pending AS p JOIN expected AS e ON e.device = p.device"
                        " ORDER BY e.store, p.device, p.first_ms"));
  std::vector<PendingKey> keys;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return keys;
    keys.push_back(
        {.sender = {.device = std::string(rows.text(0)), .store = std::string(rows.text(1))},
         .key = digest_at(rows, 2).value_or(Digest{}),
         .first = from_ms(rows.integer(3)),
         .last = from_ms(rows.integer(4)),
         .refused = !rows.is_null(5)});
  }
}

Result<void> Approvals::decide(const KeyDecision& decision, WallTime now) {
  TP_TRY(const auto all, pending());
  std::vector<Digest> found;
  bool known = false;
  for (const auto& waiting : all) {
    if (waiting.sender.device != decision.device) continue;
    known = true;
    if (to_hex(waiting.key).starts_with(decision.print)) found.push_back(waiting.key);
  }
  if (!known) return refused("no device of that name waits");
  if (found.empty()) {
    return refused(
        "that is not the fingerprint of a key that waits under this name: approve nothing, and "
        "look "
        "at the device itself (touchpointctl identity)");
  }
  if (found.size() > 1) return refused("more than one key begins like that: give more digits");
  const BytesView key = found.front();
  if (!decision.approved) {
    return session_.run("UPDATE pending SET refused_ms = ? WHERE device = ? AND key = ?",
                        to_ms(now), decision.device, key);
  }
  TP_CHECK(session_.run("UPDATE expected SET key = ? WHERE device = ?", key, decision.device));
  return session_.run("DELETE FROM pending WHERE device = ?", decision.device);
}

Result<void> Approvals::forget(const std::string& device) {
  TP_CHECK(session_.run("DELETE FROM pending WHERE device = ?", device));
  return session_.run("DELETE FROM expected WHERE device = ?", device);
}

}  // namespace touchpoint::hub
