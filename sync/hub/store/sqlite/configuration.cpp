#include "sync/hub/store/sqlite/configuration.hpp"

#include <algorithm>
#include <limits>

#include "core/text.hpp"

namespace touchpoint::hub {
namespace {

// The position of kRingOfAll: behind every other.
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
// How far a device may be ahead of a hub that was put back. One that lies about it moves the count
// by that much, and a count of 63 bits stands that for ever.
constexpr std::int64_t kAheadMax = 1'000'000;
constexpr std::int64_t kShownMax = 20;  // settings

std::string_view to_text(RingMember::Kind kind) {
  return kind == RingMember::Kind::device ? "device" : "store";
}

Error nothing_published() {
  return refused("no settings have been published yet");
}

PublishedSettings settings_at(const sqlite::Rows& rows, std::string ring) {
  PublishedSettings settings{.number = rows.integer(0),
                             .body = std::string(rows.text(1)),
                             .ring = std::move(ring),
                             .by = std::string(rows.text(4)),
                             .note = std::string(rows.text(5)),
                             .at = from_ms(rows.integer(6))};
  if (!rows.is_null(3)) settings.withdraws = rows.integer(3);
  return settings;
}

template <class Bytes>
void copy_blob(const sqlite::Rows& rows, int column, Bytes& into) {
  const BytesView bytes = rows.blob(column);
  if (bytes.size() == into.size()) std::ranges::copy(bytes, into.begin());
}

}  // namespace

std::optional<SettingsRefusal> refusal_at(const sqlite::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  SettingsRefusal refusal{.version = rows.integer(column),
                          .number = {},
                          .reason = std::string(rows.text(column + 2)),
                          .at = from_ms(rows.integer(column + 3))};
  if (!rows.is_null(column + 1)) refusal.number = rows.integer(column + 1);
  return refusal;
}

// --- what a device is to have -------------------------------------------------------------------

Result<Configuration::Meant> Configuration::meant_for(const Sender& sender) {
  Meant meant;
  std::int64_t moved = 0;  // the last change of its place
  {
    TP_TRY(auto rows,
           session_.query("SELECT kind, coalesce(ring, ?1), change FROM ring_members"
                          " WHERE (kind = 'device' AND name = ?2) OR (kind = 'store' AND name = ?3)"
                          " ORDER BY kind",
                          kLast, sender.device, sender.store));
    meant.ring = kLast;
    bool first = true;  // the device's own place comes before its store's
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      if (std::exchange(first, false)) meant.ring = rows.integer(1);
      moved = std::max(moved, rows.integer(2));
    }
  }
  std::int64_t published = 0;
  {
    TP_TRY(auto rows, session_.query("SELECT number, change, body FROM settings WHERE reach >= ?"
                                     " ORDER BY number DESC LIMIT 1",
                                     meant.ring));
    TP_TRY(const bool found, rows.next());
    if (found) {
      meant.number = rows.integer(0);
      published = rows.integer(1);
      meant.body = rows.text(2);
    }
  }
  TP_TRY(const auto staffed,
         session_.integer("SELECT change FROM staff_changes WHERE store = ?", sender.store));
  TP_TRY(const auto floor,
         session_.integer("SELECT floor FROM device_configurations AS c JOIN devices AS d"
                          " ON d.id = c.device WHERE d.device = ?",
                          sender.device));
  meant.version = std::max({published, moved, staffed.value_or(0), floor.value_or(0)});
  return meant;
}

Result<std::int64_t> Configuration::version_for(const Sender& sender) {
  TP_TRY(const auto meant, meant_for(sender));
  return meant.version;
}

Result<sync::GivenSettings> Configuration::give(std::int64_t device,
                                                const ConfigurationQuery& query,
                                                const std::string& epoch, WallTime now) {
  TP_TRY(auto meant, meant_for(query.sender));
  // A version that this database has not given yet, or not in this epoch: it was put back, or the
  // device was in another store before.
  const bool elsewhere = query.since > 0 && query.epoch != epoch;
  if (query.since > meant.version || (elsewhere && query.since == meant.version)) {
    TP_CHECK(raise_above(device, query.since));
    TP_TRY(meant, meant_for(query.sender));
  }
  // A first version, so that a device without anything to get can say that it has that.
  if (meant.version == 0) {
    TP_CHECK(raise_above(device, 0));
    TP_TRY(meant, meant_for(query.sender));
  }
  TP_TRY(const auto known,
         session_.change(
             "UPDATE device_configurations SET"
             " has_number = CASE WHEN ?2 = given AND NOT ?5 THEN given_number WHEN ?2 = 0 THEN 0"
             " WHEN ?2 = has THEN has_number END, has = ?2, given = ?3, given_number = ?4, "
             "asked_ms = ?6"
             " WHERE device = ?1",
             device, query.since, meant.version, meant.number, static_cast<std::int64_t>(elsewhere),
             to_ms(now)));
  if (known == 0) {
    TP_CHECK(
        session_.run("INSERT INTO device_configurations (device, floor, given, given_number,"
                     " has, has_number, asked_ms) VALUES (?1, 0, ?3, ?4, ?2,"
                     " CASE WHEN ?2 = 0 THEN 0 END, ?5)",
                     device, query.since, meant.version, meant.number, to_ms(now)));
  }
  TP_CHECK(session_.run("DELETE FROM settings_refusals WHERE device = ? AND version <= ?", device,
                        query.since));
  sync::GivenSettings given{.device = query.sender.device,
                            .store = query.sender.store,
                            .epoch = epoch,
                            .version = meant.version,
                            .number = meant.number,
                            .at = now,
                            .body = std::move(meant.body),
                            .staff = {}};
  TP_TRY(auto people, staff(query.sender.store));
  for (auto& each : people)
    given.staff.push_back(std::move(each.staff));
  return given;
}

// The device names a version, or 0 where it could not read one: that was then the last given.
Result<void> Configuration::refuse(std::int64_t device, const SettingsRefusal& refusal) {
  return session_.run(
      "INSERT INTO settings_refusals (device, version, number, reason, at_ms)"
      " SELECT device, iif(?2 = 0, given, ?2), iif(?2 IN (0, given), given_number, NULL), ?3, ?4"
      " FROM device_configurations WHERE device = ?1 AND iif(?2 = 0, given, ?2) > has"
      " ON CONFLICT (device) DO UPDATE SET version = excluded.version, number = excluded.number,"
      " reason = excluded.reason, at_ms = excluded.at_ms",
      device, refusal.version, refusal.reason, to_ms(refusal.at));
}

Result<void> Configuration::raise_above(std::int64_t device, std::int64_t version) {
  TP_TRY(const auto change, session_.integer("SELECT change FROM configuration"));
  if (version > change.value_or(0) + kAheadMax) {
    return misconfigured("this device has a version that no hub can have given it");
  }
  TP_CHECK(session_.run("UPDATE configuration SET change = max(change, ?)", version));
  TP_TRY(const auto floor, next_change());
  return session_.run(
      "INSERT INTO device_configurations (device, floor, given, given_number, has, has_number,"
      " asked_ms) VALUES (?1, ?2, 0, 0, 0, 0, 0)"
      " ON CONFLICT (device) DO UPDATE SET floor = excluded.floor",
      device, floor);
}

Result<std::int64_t> Configuration::next_change() {
  TP_TRY(const auto change,
         session_.integer("UPDATE configuration SET change = change + 1 RETURNING change"));
  return change.value_or(0);
}

// --- settings -----------------------------------------------------------------------------------

Result<std::int64_t> Configuration::position_of(const std::string& ring) {
  if (ring == kRingOfAll) return kLast;
  TP_TRY(const auto position, session_.integer("SELECT position FROM rings WHERE name = ?", ring));
  if (!position)
    return refused("there is no ring " + ring + "; touchpoint-hub ring list shows them");
  return *position;
}

Result<std::string> Configuration::ring_at(std::int64_t position) {
  TP_TRY(auto rows, session_.query("SELECT name FROM rings WHERE position = ?", position));
  TP_TRY(const bool found, rows.next());
  return std::string(found ? rows.text(0) : kRingOfAll);
}

Result<std::int64_t> Configuration::insert(const PublishedSettings& settings, std::int64_t reach,
                                           WallTime now) {
  TP_TRY(const auto number, next_change());
  TP_CHECK(session_.run(
      "INSERT INTO settings (number, body, reach, change, withdraws, by, note,"
      " at_ms) VALUES (?1, ?2, ?3, ?1, ?4, ?5, ?6, ?7)",
      number, settings.body, reach, settings.withdraws, settings.by, settings.note, to_ms(now)));
  return number;
}

Result<std::int64_t> Configuration::publish(const PublishedSettings& settings, WallTime now) {
  TP_TRY(const auto reach, position_of(settings.ring));
  return insert(settings, reach, now);
}

Result<std::int64_t> Configuration::widen() {
  TP_TRY(const auto number, session_.integer("SELECT max(number) FROM settings"));
  if (!number) return nothing_published();
  TP_TRY(const auto reach,
         session_.integer("SELECT reach FROM settings WHERE number = ?", *number));
  if (*reach == kLast) {
    return refused("settings " + std::to_string(*number) + " reach every device already");
  }
  TP_TRY(const auto next,
         session_.integer("SELECT min(position) FROM rings WHERE position > ?", *reach));
  TP_TRY(const auto change, next_change());
  TP_CHECK(session_.run("UPDATE settings SET reach = ?, change = ? WHERE number = ?",
                        next.value_or(kLast), change, *number));
  return *number;
}

Result<std::int64_t> Configuration::withdraw(const std::string& by, const std::string& note,
                                             WallTime now) {
  TP_TRY(const auto number, session_.integer("SELECT max(number) FROM settings"));
  if (!number) return nothing_published();
  TP_TRY(const auto reach,
         session_.integer("SELECT reach FROM settings WHERE number = ?", *number));
  PublishedSettings before{.body = {}, .ring = {}, .by = by, .note = note, .withdraws = number};
  {
    TP_TRY(auto rows, session_.query("SELECT body FROM settings WHERE number < ? AND reach >= ?"
                                     " ORDER BY number DESC LIMIT 1",
                                     *number, *reach));
    TP_TRY(const bool found, rows.next());
    if (found) before.body = rows.text(0);
  }
  return insert(before, *reach, now);
}

Result<PublishedSettings> Configuration::settings(std::int64_t number) {
  std::int64_t reach = 0;
  PublishedSettings found;
  {
    TP_TRY(auto rows, session_.query("SELECT number, body, reach, withdraws, by, note, at_ms"
                                     " FROM settings WHERE number = ?",
                                     number));
    TP_TRY(const bool there, rows.next());
    if (!there) return refused("there are no settings " + std::to_string(number));
    found = settings_at(rows, {});
    reach = rows.integer(2);
  }
  TP_TRY(found.ring, ring_at(reach));
  return found;
}

// --- rings --------------------------------------------------------------------------------------

Result<void> Configuration::add_ring(const std::string& name) {
  const auto taken = refused("there is a ring of that name already");
  if (name == kRingOfAll) return taken;
  TP_TRY(const auto added,
         session_.change("INSERT INTO rings (position, name) SELECT coalesce(max(position), 0) + 1,"
                         " ? FROM rings WHERE true ON CONFLICT DO NOTHING",
                         name));
  return added == 0 ? Result<void>(taken) : success();
}

Result<void> Configuration::put_in_ring(const std::string& ring, const RingMember& member) {
  TP_TRY(const auto position, position_of(ring));
  const auto where = position == kLast ? std::nullopt : std::optional(position);
  TP_TRY(const auto change, next_change());
  return session_.run(
      "INSERT INTO ring_members (kind, name, ring, change) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT (kind, name) DO UPDATE SET ring = ?3, change = ?4",
      to_text(member.kind), member.name, where, change);
}

Result<std::vector<Ring>> Configuration::rings() {
  std::vector<Ring> rings;
  TP_TRY(auto rows, session_.query("SELECT r.name, m.kind, m.name FROM rings AS r LEFT JOIN"
                                   " ring_members AS m ON m.ring = r.position"
                                   " ORDER BY r.position, m.kind, m.name"));
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    if (rings.empty() || rings.back().name != rows.text(0)) {
      rings.push_back({.name = std::string(rows.text(0))});
    }
    if (rows.is_null(1)) continue;
    rings.back().members.push_back(
        {.kind = rows.text(1) == "device" ? RingMember::Kind::device : RingMember::Kind::store,
         .name = std::string(rows.text(2))});
  }
  rings.push_back({.name = std::string(kRingOfAll)});
  return rings;
}

Result<ConfigurationStatus> Configuration::status() {
  ConfigurationStatus status;
  TP_TRY(status.rings, rings());
  std::vector<std::int64_t> reaches;
  {
    TP_TRY(auto rows, session_.query("SELECT number, body, reach, withdraws, by, note, at_ms"
                                     " FROM settings ORDER BY number DESC LIMIT ?",
                                     kShownMax));
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      status.settings.push_back(settings_at(rows, {}));
      reaches.push_back(rows.integer(2));
    }
  }
  for (std::size_t i = 0; i < reaches.size(); ++i) {
    TP_TRY(status.settings[i].ring, ring_at(reaches[i]));
  }
  {
    TP_TRY(auto rows, session_.query("SELECT d.device, d.store, coalesce(c.has, 0), c.has_number,"
                                     " c.asked_ms, c.device IS NULL, r.version, r.number, r.reason,"
                                     " r.at_ms FROM devices AS d LEFT JOIN"
                                     " device_configurations AS c ON c.device = d.id LEFT JOIN"
                                     " settings_refusals AS r ON r.device = d.id"
                                     " WHERE d.revoked_ms IS NULL ORDER BY d.store, d.device"));
    while (true) {
      TP_TRY(const bool more, rows.next());
      if (!more) break;
      DeviceConfiguration device{
          .sender = {.device = std::string(rows.text(0)), .store = std::string(rows.text(1))},
          .ring = {},
          .has = rows.integer(2),
          .asked = time_at(rows, 4),
          .refused = refusal_at(rows, 6)};
      if (!rows.is_null(3)) device.has_number = rows.integer(3);
      if (rows.integer(5) != 0) device.has_number = 0;  // it has never asked, so it has nothing
      status.devices.push_back(std::move(device));
    }
  }
  for (auto& device : status.devices) {
    TP_TRY(const auto meant, meant_for(device.sender));
    device.number = meant.number;
    device.version = meant.version;
    TP_TRY(device.ring, ring_at(meant.ring));
  }
  return status;
}

// --- staff --------------------------------------------------------------------------------------

Result<void> Configuration::staff_changed(const std::string& store) {
  TP_TRY(const auto change, next_change());
  return session_.run(
      "INSERT INTO staff_changes (store, change) VALUES (?1, ?2)"
      " ON CONFLICT (store) DO UPDATE SET change = ?2",
      store, change);
}

Result<void> Configuration::add_staff(const StoreStaff& staff, WallTime now) {
  TP_TRY(const auto there,
         session_.integer("SELECT count(*) FROM staff WHERE store = ?", staff.store));
  if (there.value_or(0) >= static_cast<std::int64_t>(sync::GivenSettings::kStaffMax)) {
    return refused("a store has at most 256 people; remove one first");
  }
  TP_TRY(const auto added,
         session_.change("INSERT INTO staff (store, name, display_name, role, salt, stretched, by,"
                         " at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                         staff.store, staff.staff.name, staff.staff.display_name, staff.staff.role,
                         BytesView(staff.staff.salt), BytesView(staff.staff.stretched), staff.by,
                         to_ms(now)));
  if (added == 0) return refused("there is somebody of that name in that store already");
  return staff_changed(staff.store);
}

Result<void> Configuration::remove_staff(const std::string& store, const std::string& name) {
  TP_TRY(const auto removed,
         session_.change("DELETE FROM staff WHERE store = ? AND name = ?", store, name));
  if (removed == 0) return refused("there is nobody of that name in that store");
  return staff_changed(store);
}

Result<void> Configuration::reset_staff(const StoreStaff& staff, WallTime now) {
  TP_TRY(const auto reset,
         session_.change("UPDATE staff SET salt = ?, stretched = ?, by = ?,"
                         " at_ms = ? WHERE store = ? AND name = ?",
                         BytesView(staff.staff.salt), BytesView(staff.staff.stretched), staff.by,
                         to_ms(now), staff.store, staff.staff.name));
  if (reset == 0) return refused("there is nobody of that name in that store");
  return staff_changed(staff.store);
}

Result<std::vector<StoreStaff>> Configuration::staff(const std::string& store) {
  std::vector<StoreStaff> people;
  TP_TRY(auto rows, session_.query("SELECT store, name, display_name, role, salt, stretched, by,"
                                   " at_ms FROM staff WHERE ?1 IN ('', store)"
                                   " ORDER BY store, name",
                                   store));
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return people;
    StoreStaff one{.store = std::string(rows.text(0)),
                   .staff = {.name = std::string(rows.text(1)),
                             .display_name = std::string(rows.text(2)),
                             .role = std::string(rows.text(3))},
                   .by = std::string(rows.text(6)),
                   .at = from_ms(rows.integer(7))};
    copy_blob(rows, 4, one.staff.salt);
    copy_blob(rows, 5, one.staff.stretched);
    people.push_back(std::move(one));
  }
}

}  // namespace touchpoint::hub
