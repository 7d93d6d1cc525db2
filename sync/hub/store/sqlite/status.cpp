#include "sync/hub/store/sqlite/status.hpp"

namespace touchpoint::hub {
namespace {

Result<std::vector<std::pair<std::int64_t, DeviceStatus>>> devices(Session& session,
                                                                   const std::string& store) {
  TP_TRY(
      auto rows,
      session.query("SELECT d.id, d.device, d.store, d.revoked_ms IS NOT NULL, d.seen_ms,"
                    " coalesce(d.state, ''), d.until_ms, d.state_ms, r.version, r.number, r.reason,"
                    " r.at_ms FROM devices AS d LEFT JOIN settings_refusals AS r ON r.device = d.id"
                    " WHERE ?1 = '' OR d.store = ?1 ORDER BY d.store, d.device",
                    store));
  std::vector<std::pair<std::int64_t, DeviceStatus>> found;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    DeviceStatus device;
    device.sender = {.device = std::string(rows.text(1)), .store = std::string(rows.text(2))};
    device.revoked = rows.integer(3) != 0;
    device.seen = time_at(rows, 4);
    device.state = rows.text(5);
    device.until = from_ms(rows.integer(6));
    device.state_at = time_at(rows, 7);
    device.settings_refused = refusal_at(rows, 8);
    found.emplace_back(rows.integer(0), std::move(device));
  }
}

Result<std::map<std::string, StoreStatus>> stores(Session& session) {
  TP_TRY(auto rows, session.query("SELECT store, sum(NOT gone), max(change) FROM feed"
                                  " GROUP BY store ORDER BY store"));
  std::map<std::string, StoreStatus> found;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return found;
    found[std::string(rows.text(0))] = {.profiles = rows.integer(1), .change = rows.integer(2)};
  }
}

Result<void> count(Session& session, HubStatus& status) {
  TP_TRY(auto rows,
         session.query("SELECT (SELECT count(*) FROM profiles) - (SELECT count(*) FROM joined),"
                       " (SELECT count(*) FROM orders),"
                       " (SELECT count(*) FROM history), (SELECT count(*) FROM audit)"));
  TP_CHECK(rows.next());
  status.profiles = rows.integer(0);
  status.orders = rows.integer(1);
  status.history = rows.integer(2);
  status.audit = rows.integer(3);
  return success();
}

}  // namespace

Result<StoreTotals> read_totals(Tables& tables) {
  TP_TRY(auto rows, tables.session.query("SELECT coalesce(sum(stored), 0),"
                                         " coalesce(sum(refused), 0), coalesce(sum(outlived), 0)"
                                         " FROM journals"));
  TP_CHECK(rows.next());
  StoreTotals totals{.events = rows.integer(0), .refused = rows.integer(1)};
  totals.two_live = rows.integer(2);
  TP_TRY(const auto refusing,
         tables.session.integer("SELECT count(*) FROM settings_refusals AS r JOIN devices AS d"
                                " ON d.id = r.device WHERE d.revoked_ms IS NULL"));
  totals.settings_refusing = refusing.value_or(0);
  TP_TRY(totals.change, tables.feed.change());
  return totals;
}

Result<std::vector<DeviceStatus>> read_fleet(Tables& tables, const std::string& store) {
  TP_TRY(auto found, devices(tables.session, store));
  std::vector<DeviceStatus> fleet;
  for (auto& [id, device] : found) {
    TP_TRY(device.journals, tables.events.journals(id));
    fleet.push_back(std::move(device));
  }
  return fleet;
}

Result<HubStatus> read_status(Tables& tables) {
  HubStatus status;
  TP_TRY(status.epoch, tables.feed.epoch());
  TP_TRY(const auto totals, read_totals(tables));
  status.change = totals.change;
  status.events = totals.events;
  status.refused = totals.refused;
  TP_CHECK(count(tables.session, status));
  TP_TRY(status.stores, stores(tables.session));
  TP_TRY(status.devices, read_fleet(tables, ""));
  for (const auto& device : status.devices)
    status.stores.try_emplace(device.sender.store);
  return status;
}

}  // namespace touchpoint::hub
