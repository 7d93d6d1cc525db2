#include "sync/hub/store/sqlite/access.hpp"

#include <algorithm>

namespace touchpoint::hub {
namespace {

Source source_at(const sqlite::Rows& rows) {
  return {.id = rows.integer(0),
          .name = std::string(rows.text(1)),
          .user_id = rows.text(2) == "loyalty" ? UserIdKind::loyalty : UserIdKind::account,
          .home_store = std::string(rows.text(3))};
}

Result<std::optional<Source>> only_source(sqlite::Rows rows) {
  TP_TRY(const bool found, rows.next());
  return found ? std::optional{source_at(rows)} : std::nullopt;
}

}  // namespace

// `devices.serial` is the newest certificate's: a release before this one writes nothing else.
Result<std::int64_t> Access::admit(const Sender& sender, WallTime now) {
  TP_TRY(const auto device,
         session_.integer("UPDATE devices SET seen_ms = ?1 WHERE device = ?2 AND store = ?3"
                          " AND revoked_ms IS NULL AND (?4 IN ('', serial) OR EXISTS (SELECT 1"
                          " FROM certificates AS c WHERE c.serial = ?4 AND c.device = devices.id"
                          " AND c.ended_ms IS NULL)) RETURNING id",
                          to_ms(now), sender.device, sender.store, sender.serial));
  if (!device) return why_not_admitted(sender);
  return *device;
}

Error Access::why_not_admitted(const Sender& sender) {
  auto rows = session_.query(
      "SELECT store = ?, revoked_ms IS NOT NULL FROM devices"
      " WHERE device = ?",
      sender.store, sender.device);
  if (!rows) return rows.error();
  const auto found = rows.value().next();
  if (!found) return found.error();
  if (!found.value()) return refused("no device of that name is enrolled");
  if (rows.value().integer(1) != 0) return refused(std::string(kRevokedSentence));
  if (rows.value().integer(0) == 0) return refused("the device is enrolled in another store");
  return refused("the device was enrolled anew, and this certificate ended with that");
}

// A last will says no more than that the device is away: what it said before stays (RFC 7396).
Result<void> Access::keep_state(std::int64_t device, const DeviceState& state, WallTime now) {
  if (!state.online) {
    return session_.run(
        "UPDATE devices SET state = json_patch(coalesce(state, '{}'), ?), state_ms = ?"
        " WHERE id = ?",
        state.json, to_ms(now), device);
  }
  return session_.run("UPDATE devices SET state = ?, state_ms = ? WHERE id = ?", state.json,
                      to_ms(now), device);
}

Result<std::vector<Sender>> Access::devices_of(const std::vector<std::string>& stores) {
  TP_TRY(auto rows, session_.query("SELECT device, store FROM devices WHERE revoked_ms IS NULL"
                                   " ORDER BY store, device"));
  std::vector<Sender> devices;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return devices;
    const std::string store{rows.text(1)};
    if (!stores.empty() && std::find(stores.begin(), stores.end(), store) == stores.end()) continue;
    devices.push_back({.device = std::string(rows.text(0)), .store = store});
  }
}

Result<void> Access::end_all_but(std::int64_t device, const std::string& one,
                                 const std::string& other, WallTime now) {
  return session_.run(
      "UPDATE certificates SET ended_ms = ? WHERE device = ? AND ended_ms IS NULL"
      " AND serial NOT IN (?, ?)",
      to_ms(now), device, one, other);
}

Result<void> Access::renew(const Renewed& renewed, WallTime now) {
  TP_TRY(const auto device, admit(renewed.sender, now));
  TP_CHECK(session_.run("UPDATE devices SET serial = ?, until_ms = ? WHERE id = ?", renewed.serial,
                        to_ms(renewed.until), device));
  TP_CHECK(session_.run("INSERT INTO certificates (serial, device, until_ms) VALUES (?, ?, ?)",
                        renewed.serial, device, to_ms(renewed.until)));
  return end_all_but(device, renewed.serial, renewed.sender.serial, now);
}

Result<void> Access::revoke(const std::string& device, WallTime now) {
  TP_TRY(const auto revoked,
         session_.integer("UPDATE devices SET revoked_ms = coalesce(revoked_ms, ?)"
                          " WHERE device = ? RETURNING id",
                          to_ms(now), device));
  if (!revoked) return refused("there is no device of that name");
  return end_all_but(*revoked, "", "", now);
}

Result<std::vector<EndedCertificate>> Access::ended(WallTime now) {
  TP_TRY(auto rows, session_.query("SELECT serial, ended_ms FROM certificates"
                                   " WHERE ended_ms IS NOT NULL AND until_ms > ? ORDER BY serial",
                                   to_ms(now)));
  std::vector<EndedCertificate> ended;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return ended;
    ended.push_back({.serial = std::string(rows.text(0)), .since = from_ms(rows.integer(1))});
  }
}

Result<void> Access::sweep(WallTime now) {
  return session_.run("DELETE FROM certificates WHERE ended_ms IS NOT NULL AND until_ms <= ?",
                      to_ms(now));
}

Result<void> Access::grant(const TokenGrant& grant) {
  return session_.run(
      "INSERT INTO tokens (digest, device, store, expires_ms, used_ms)"
      " VALUES (?, ?, ?, ?, NULL)",
      BytesView(grant.digest), grant.sender.device, grant.sender.store, to_ms(grant.expires));
}

Result<std::vector<OpenToken>> Access::open_tokens(WallTime now) {
  TP_TRY(auto rows, session_.query("SELECT digest, device, store, expires_ms FROM tokens"
                                   " WHERE used_ms IS NULL AND expires_ms > ? ORDER BY expires_ms",
                                   to_ms(now)));
  std::vector<OpenToken> open;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return open;
    open.push_back(
        {.token = to_hex(rows.blob(0)),
         .sender = {.device = std::string(rows.text(1)), .store = std::string(rows.text(2))},
         .expires = from_ms(rows.integer(3))});
  }
}

Result<void> Access::withdraw(const std::string& token) {
  const auto digest = from_hex(token);
  if (digest) {
    const BytesView bytes = *digest;
    TP_TRY(const auto withdrawn,
           session_.change("DELETE FROM tokens WHERE digest = ? AND used_ms IS NULL", bytes));
    if (withdrawn > 0) return success();
  }
  return refused("there is no open token of that name; was it used meanwhile?");
}

Result<TokenVerdict> Access::check(const TokenUse& use, WallTime now) {
  const BytesView digest = use.digest;
  TP_TRY(auto rows, session_.query("SELECT device, store FROM tokens WHERE digest = ?"
                                   " AND used_ms IS NULL AND expires_ms > ?",
                                   digest, to_ms(now)));
  TP_TRY(const bool found, rows.next());
  if (!found) return TokenVerdict::unknown;
  const bool here = rows.text(0) == use.sender.device && rows.text(1) == use.sender.store;
  return here ? TokenVerdict::good : TokenVerdict::elsewhere;
}

Result<TokenVerdict> Access::redeem(const TokenUse& use, WallTime now) {
  TP_TRY(const auto verdict, check(use, now));
  if (verdict != TokenVerdict::good) return verdict;
  TP_CHECK(session_.run("UPDATE tokens SET used_ms = ? WHERE digest = ?", to_ms(now),
                        BytesView(use.digest)));
  TP_CHECK(enrol(use.sender, use.serial, use.until, now));
  return TokenVerdict::good;
}

Result<void> Access::enrol(const Sender& sender, const std::string& serial, WallTime until,
                           WallTime now) {
  TP_TRY(const auto device,
         session_.integer("INSERT INTO devices (device, store, serial, enrolled_ms, until_ms)"
                          " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (device) DO UPDATE SET"
                          " store = ?2, serial = ?3, enrolled_ms = ?4, until_ms = ?5,"
                          " revoked_ms = NULL RETURNING id",
                          sender.device, sender.store, serial, to_ms(now), to_ms(until)));
  TP_CHECK(session_.run("INSERT INTO certificates (serial, device, until_ms) VALUES (?, ?, ?)",
                        serial, *device, to_ms(until)));
  return end_all_but(*device, serial, "", now);
}

Result<void> Access::add(const NewSource& source, WallTime now) {
  TP_TRY(const auto added,
         session_.change(
             "INSERT INTO sources (name, key_digest, user_id, home_store, added_ms)"
             " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET key_digest = ?2,"
             " home_store = ?4, removed_ms = NULL WHERE removed_ms IS NOT NULL AND user_id = ?3",
             source.source.name, BytesView(source.key_digest),
             std::string_view(source.source.user_id == UserIdKind::loyalty ? "loyalty" : "account"),
             source.source.home_store, to_ms(now)));
  if (added > 0) return success();
  TP_TRY(const auto known, source_of_name(source.source.name));
  return refused(known ? "there is a source of that name already"
                       : "a source of that name was removed, whose user ids were of the other kind;"
                         " take another name");
}

// The row stays, for what it sent points to it. A release that does not know `removed_ms` finds a
// key that nobody has.
Result<void> Access::remove(const std::string& name, WallTime now) {
  TP_TRY(const auto removed,
         session_.change("UPDATE sources SET removed_ms = ?, key_digest = randomblob(32)"
                         " WHERE name = ? AND removed_ms IS NULL",
                         to_ms(now), name));
  if (removed == 0) return refused("there is no source of that name");
  return success();
}

Result<void> Access::rotate(const std::string& name, const Digest& key_digest) {
  const BytesView key = key_digest;
  TP_TRY(const auto changed, session_.change("UPDATE sources SET key_digest = ? WHERE name = ?"
                                             " AND removed_ms IS NULL",
                                             key, name));
  if (changed == 0) return refused("there is no source of that name");
  return success();
}

Result<std::vector<Source>> Access::sources() {
  TP_TRY(auto rows, session_.query("SELECT id, name, user_id, home_store FROM sources"
                                   " WHERE removed_ms IS NULL ORDER BY name"));
  std::vector<Source> sources;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return sources;
    sources.push_back(source_at(rows));
  }
}

Result<std::optional<Source>> Access::source_of_key(const Digest& digest) {
  const BytesView key = digest;
  TP_TRY(auto rows, session_.query("SELECT id, name, user_id, home_store FROM sources"
                                   " WHERE key_digest = ? AND removed_ms IS NULL",
                                   key));
  return only_source(std::move(rows));
}

Result<std::optional<Source>> Access::source_of_name(const std::string& name) {
  TP_TRY(auto rows, session_.query("SELECT id, name, user_id, home_store FROM sources"
                                   " WHERE name = ? AND removed_ms IS NULL",
                                   name));
  return only_source(std::move(rows));
}

}  // namespace touchpoint::hub
