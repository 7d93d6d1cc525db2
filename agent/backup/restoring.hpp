// Restoring puts a backup back into the state folder of a device that is not running.
//
// A journal that comes from a copy must never go on counting: rows that the hub has by those
// numbers would be told anew with other contents. So the copy is put beside the place of the
// journal, as a journal that was set aside. The daemon begins a new one at its next start and
// records there again what the hub had not confirmed, each row under the id it had
// (journal/salvage.hpp): whatever was stored after all is not stored twice, and no number ever
// means two events.
//
// Nothing is overwritten or deleted: what stands in the way is renamed, and stays. Everything is
// read and checked beside first; then one file says what is to be renamed, and from that moment on
// a restore that was cut short is finished by whoever comes next, so that there is either what was
// here before or all of the copy.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace touchpoint::backup {

struct RestoreOrder {
  std::filesystem::path archive;
  std::filesystem::path state;
  std::filesystem::path key_file;      // where the device key is, or is to be
  std::filesystem::path credential{};  // the device key as systemd hands it over; need not be there
  std::string source;                  // "/stores/<store>/devices/<device>"
  // What is here may be set aside although the copy has not all of it, or has another key.
  bool set_aside = false;
};

struct Restored {
  std::int64_t last = 0;                         // the copy's last row
  std::int64_t unsent = 0;                       // of them, those that will be recorded again
  bool access = false;                           // staff and tokens are the copy's
  bool identity = false;                         // key, certificate or device key came with it
  std::optional<std::filesystem::path> aside{};  // where what was here is now
};

// Finishes a restore that was cut short; false when there was none. Before anything of the state
// folder is opened; whoever calls holds its lock.
Result<bool> finish_restore(const std::filesystem::path& state);

// Blocks for as long as reading the copy takes. `retry_later` while a daemon runs with the folder,
// `refused` when something would be lost, or the copy is another device's or has no key; `damaged`
// when the copy is not what was written. Nothing has changed then.
Result<Restored> restore(const RestoreOrder& order, const Clock& clock, Random& random,
                         const std::function<void(std::string_view sentence)>& progress);

}  // namespace touchpoint::backup
