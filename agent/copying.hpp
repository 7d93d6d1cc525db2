// Copying makes the files of a backup: what this device cannot get back from its hub. They stand in
// "backup" in the state folder, sealed as they are here, until whoever asked has taken them away:
// the daemon may not write where an operator wants them.
//
//   journal.db    a copy as of the moment when it became whole, every row of it read again
//   access.json   who may sign in, and which programs may call; absent while nobody may
//   device.key, identity/   only when asked for: whoever has them can read and be this device
//   backup.json   what this is a copy of
//
// Long work in small parts, beside everything else. Lives on the loop thread; the copy is verified
// on `slow`. One backup at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "control/control.hpp"
#include "crypto/device_key.hpp"
#include "journal/journal.hpp"

namespace touchpoint {

class Copying {
 public:
  struct Device {
    std::filesystem::path state;
    std::filesystem::path key_file;
    std::string store;
    std::string name;
    std::string version;
  };
  // The references outlive it. What a backup that was cut short has left is removed.
  Copying(Loop& loop, Worker& slow, journal::Journal& journal, const Clock& clock, Random& random,
          const crypto::DeviceKeys& keys, Device device);

  // → {"folder":"…/backup","last":4711}, with progress.
  void make(bool with_identity, const control::ReplyPtr& reply);
  // The files were taken away.
  void forget(const control::ReplyPtr& reply);

 private:
  struct Backup;
  using BackupPtr = std::shared_ptr<Backup>;
  Result<void> prepare() const;
  void copy_journal(const BackupPtr& backup);
  void verify(const BackupPtr& backup);
  Result<void> copy_files(const Backup& backup) const;
  void finish(const BackupPtr& backup, const Result<void>& made);

  Loop& loop_;
  Worker& slow_;
  journal::Journal& journal_;
  const Clock& clock_;
  Random& random_;
  const crypto::DeviceKeys keys_;
  const Device device_;
  const std::filesystem::path folder_;
  BackupPtr under_way_;
  Timer again_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint
