// A disk whose power can be cut: a SQLite VFS over the real one and real files that remembers, for
// each sector, what it held at its file's last sync. While one exists it is the default VFS of the
// process, so the product's own code runs on it unchanged.
//
//   PowerCutVfs disk;
//   disk.cut_power_at(17);           // the 17th operation from now that changes anything
//   … open, work; from then on every operation fails; close …
//   disk.restore_power(Survival::half, seed);
//
// What was synced survives a cut. Of the rest each sector of 512 bytes holds, by the seed, one of
// the contents that it had since, whichever order they came in; a file may have its former size,
// one whose folder was not synced may be gone, one that was deleted may be back. After a failed
// sync, sectors stay unsynced until they are written anew: a kernel takes them for clean.
//
// Folders that are synced with fsync() are seen, too. No operation reaches the real disk's sync.
// Mapped reads are off. Thread safe; files that are renamed behind SQLite's back count as synced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>

namespace touchpoint::support {

class PowerCutVfs {
 public:
  static constexpr int kSector = 512;  // bytes that a disk writes wholly or not at all

  // How much of what was not synced a cut leaves. `all`: the machine stopped, the disk did not.
  enum class Survival { none, half, most, all };
  enum class Operation { read, write, sync, truncate, remove, create };
  enum class Failure { error, full };

  PowerCutVfs();
  ~PowerCutVfs();  // no file may be open
  PowerCutVfs(const PowerCutVfs&) = delete;
  PowerCutVfs& operator=(const PowerCutVfs&) = delete;

  // The k-th operation from now that is not a read never comes back (1: the next one).
  void cut_power_at(std::int64_t k);
  void cut_power();
  bool has_power() const;
  // Everything must be closed. Also mends what fail() broke, and removes what was made past SQLite
  // after the power had gone.
  void restore_power(Survival survival, std::uint64_t seed);
  // It was not the power: the program was killed and starts again. Nothing is forgotten, and what
  // was not synced still is not.
  void go_on_after_kill();

  // The k-th such operation from now fails; with `for_good` all after it, too. A write that fails
  // leaves its first half, as disks do.
  void fail(Operation operation, std::int64_t k, bool for_good, Failure failure = Failure::error);
  // Once something has failed, the k-th operation after it that is not a read never comes back.
  void cut_power_after_failure(std::int64_t k);
  // Writes find no space once they have written this much more.
  void fill_up_after(std::int64_t bytes);
  void mend();

  std::int64_t count(Operation operation) const;  // since the beginning
  std::int64_t changes() const;                   // all but reads
  bool has_failed() const;                        // whether fail() has struck since mend()

  int sync_folder_of(int descriptor);  // what fsync() comes to; a file's does nothing

 private:
  struct Disk;
  struct Shim;
  std::unique_ptr<Disk> disk_;
};

}  // namespace touchpoint::support
