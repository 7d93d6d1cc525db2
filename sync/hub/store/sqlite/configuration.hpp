// Configuration decides what each device is to have: the settings that reach its ring, and the
// staff of its store, under a version that only goes up. FORMAT.md, "Configuration".
#pragma once

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

// What stands refused by a device, of rows that begin with it: version (null: nothing does),
// number, reason, at_ms.
std::optional<SettingsRefusal> refusal_at(const sqlite::Rows& rows, int column);

class Configuration {
 public:
  explicit Configuration(Session& session) : session_(session) {}

  // Notes what the device has, and raises its version above that where this database is older.
  Result<sync::GivenSettings> give(std::int64_t device, const ConfigurationQuery& query,
                                   const std::string& epoch, WallTime now);
  // What the device says of something that it was given. Nothing, where it has taken newer since.
  Result<void> refuse(std::int64_t device, const SettingsRefusal& refusal);
  Result<std::int64_t> version_for(const Sender& sender);
  Result<ConfigurationStatus> status();

  Result<std::int64_t> publish(const PublishedSettings& settings, WallTime now);
  Result<std::int64_t> widen();
  Result<std::int64_t> withdraw(const std::string& by, const std::string& note, WallTime now);
  Result<PublishedSettings> settings(std::int64_t number);
  Result<void> add_ring(const std::string& name);
  Result<void> put_in_ring(const std::string& ring, const RingMember& member);

  Result<void> add_staff(const StoreStaff& staff, WallTime now);
  Result<void> remove_staff(const std::string& store, const std::string& name);
  Result<void> reset_staff(const StoreStaff& staff, WallTime now);
  Result<std::vector<StoreStaff>> staff(const std::string& store);

 private:
  struct Meant {
    std::int64_t number = 0;
    std::int64_t version = 0;
    std::int64_t ring = 0;  // its position
    std::string body{};
  };
  Result<Meant> meant_for(const Sender& sender);
  Result<void> raise_above(std::int64_t device, std::int64_t version);
  Result<std::int64_t> next_change();
  Result<std::int64_t> position_of(const std::string& ring);
  Result<std::string> ring_at(std::int64_t position);
  Result<std::int64_t> insert(const PublishedSettings& settings, std::int64_t reach, WallTime now);
  Result<void> staff_changed(const std::string& store);
  Result<std::vector<Ring>> rings();

  Session& session_;
};

}  // namespace touchpoint::hub
