#include "support/power_cut_vfs.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <new>

#include <sys/syscall.h>
#include <unistd.h>

#include "support/power_cut_disk.hpp"

namespace touchpoint::support {

using namespace power_cut;
namespace fs = std::filesystem;

// What SQLite calls. A file of ours is followed in memory by the real one's.
struct PowerCutVfs::Shim {
  struct Handle {
    sqlite3_file base;
    Disk* disk;
    sqlite3_file* real;
    File* file;         // null: a temporary one
    const char* path;   // SQLite's, valid while it is open
    bool syncs_folder;  // at its first sync, as the real VFS does for logs that it made
  };

  static Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }
  static Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags,
                  int* flags_out);
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder);
  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* answer);
  static int full_path(sqlite3_vfs* vfs, const char* path, int bytes, char* out);

  static int close(sqlite3_file* base);
  static int read(sqlite3_file* base, void* bytes, int count, sqlite3_int64 offset);
  static int write(sqlite3_file* base, const void* bytes, int count, sqlite3_int64 offset);
  static int truncate(sqlite3_file* base, sqlite3_int64 size);
  static int sync(sqlite3_file* base, int flags);
  static int size(sqlite3_file* base, sqlite3_int64* size);
  static int lock(sqlite3_file* base, int level);
  static int unlock(sqlite3_file* base, int level);
  static int check_lock(sqlite3_file* base, int* held);
  static int control(sqlite3_file* base, int operation, void* argument);
  static int sector_size(sqlite3_file* base);
  static int characteristics(sqlite3_file* base);
  static int shm_map(sqlite3_file* base, int page, int bytes, int extend, void volatile** out);
  static int shm_lock(sqlite3_file* base, int offset, int count, int flags);
  static void shm_barrier(sqlite3_file* base);
  static int shm_unmap(sqlite3_file* base, int remove_it);

  static bool has_power(Handle& handle) {
    const std::lock_guard lock(handle.disk->mutex);
    return handle.disk->power;
  }
  static const sqlite3_io_methods kMethods;
};

// Version 2: with shared memory for logs, without mapped reads.
const sqlite3_io_methods PowerCutVfs::Shim::kMethods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int PowerCutVfs::Shim::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags,
                            int* flags_out) {
  auto& disk = disk_of(vfs);
  auto& handle = *new (base) Handle{};
  handle.disk = &disk;
  handle.real = reinterpret_cast<sqlite3_file*>(&handle + 1);
  handle.path = path;

  const std::lock_guard guard(disk.mutex);
  if (!disk.power) return SQLITE_IOERR;
  const bool is_there = path != nullptr && fs::exists(path);
  const bool creates = path != nullptr && !is_there && (flags & SQLITE_OPEN_CREATE) != 0;
  Disk::Fate fate;
  if (creates) fate = disk.fate_of(Operation::create, path);
  if (!fate.is_done) return fate.code;
  const int code = disk.real->xOpen(disk.real, path, handle.real, flags, flags_out);
  if (code != SQLITE_OK) return code;
  if (path != nullptr) {
    if (creates) disk.files[path] = File{.entry_synced = false};
    if (is_there && !disk.files.contains(path)) {
      const auto size = static_cast<std::int64_t>(fs::file_size(path));
      disk.files[path] = File{.size_synced = size, .size = size};
    }
    handle.file = &disk.files[path];
  }
  constexpr int kLogs = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
  handle.syncs_folder = creates && (flags & kLogs) != 0;
  if (fate.code != SQLITE_OK) {  // made, and then the power went
    handle.real->pMethods->xClose(handle.real);
    return fate.code;
  }
  ++disk.open_files;
  handle.base.pMethods = &kMethods;
  return SQLITE_OK;
}

int PowerCutVfs::Shim::close(sqlite3_file* base) {
  auto& handle = handle_of(base);
  const std::lock_guard lock(handle.disk->mutex);
  --handle.disk->open_files;
  return handle.real->pMethods->xClose(handle.real);
}

int PowerCutVfs::Shim::remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  auto& disk = disk_of(vfs);
  const std::lock_guard lock(disk.mutex);
  if (!fs::exists(path)) return disk.power ? SQLITE_IOERR_DELETE_NOENT : SQLITE_IOERR_DELETE;
  const auto fate = disk.fate_of(Operation::remove);
  if (!fate.is_done) return SQLITE_IOERR_DELETE;
  if (const auto known = disk.files.find(path); known != disk.files.end()) {
    if (known->second.entry_synced && !disk.deleted.contains(path)) {
      std::ifstream stream{path, std::ios::binary};
      disk.deleted[path] = {known->second, {std::istreambuf_iterator<char>{stream}, {}}};
    }
    disk.files.erase(known);
  }
  const int code = disk.real->xDelete(disk.real, path, 0);
  if (fate.code != SQLITE_OK) return SQLITE_IOERR_DELETE;
  if (sync_folder != 0) disk.folder_synced(folder_of(path));
  return code;
}

int PowerCutVfs::Shim::access(sqlite3_vfs* vfs, const char* path, int flags, int* answer) {
  auto& disk = disk_of(vfs);
  const std::lock_guard lock(disk.mutex);
  if (!disk.power) return SQLITE_IOERR_ACCESS;
  return disk.real->xAccess(disk.real, path, flags, answer);
}

int PowerCutVfs::Shim::full_path(sqlite3_vfs* vfs, const char* path, int bytes, char* out) {
  auto& disk = disk_of(vfs);
  return disk.real->xFullPathname(disk.real, path, bytes, out);
}

int PowerCutVfs::Shim::read(sqlite3_file* base, void* bytes, int count, sqlite3_int64 offset) {
  auto& handle = handle_of(base);
  const std::lock_guard lock(handle.disk->mutex);
  if (handle.disk->fate_of(Operation::read).code != SQLITE_OK) return SQLITE_IOERR_READ;
  return handle.real->pMethods->xRead(handle.real, bytes, count, offset);
}

int PowerCutVfs::Shim::write(sqlite3_file* base, const void* bytes, int count,
                             sqlite3_int64 offset) {
  auto& handle = handle_of(base);
  auto& disk = *handle.disk;
  const std::lock_guard lock(disk.mutex);
  if (!disk.power) return SQLITE_IOERR_WRITE;
  auto fate = disk.fate_of(Operation::write);
  auto written = fate.is_done ? count : count / 2;
  if (fate.code == SQLITE_OK && disk.room) {
    written = static_cast<int>(std::min<std::int64_t>(count, *disk.room));
    *disk.room -= written;
    if (written < count) fate.code = SQLITE_FULL;
  }
  if (handle.file != nullptr) {
    disk.remember(*handle.file, handle.real, offset, written);
    if (written > 0)
      handle.file->size = std::max<std::int64_t>(handle.file->size, offset + written);
  }
  if (written > 0) {
    const int code = handle.real->pMethods->xWrite(handle.real, bytes, written, offset);
    if (code != SQLITE_OK) return code;
  }
  return fate.code == SQLITE_IOERR ? SQLITE_IOERR_WRITE : fate.code;
}

int PowerCutVfs::Shim::truncate(sqlite3_file* base, sqlite3_int64 size) {
  auto& handle = handle_of(base);
  auto& disk = *handle.disk;
  const std::lock_guard lock(disk.mutex);
  const auto fate = disk.fate_of(Operation::truncate);
  if (!fate.is_done) return SQLITE_IOERR_TRUNCATE;
  if (handle.file != nullptr) {
    disk.remember(*handle.file, handle.real, size, handle.file->size - size);
    handle.file->size = size;
  }
  const int code = handle.real->pMethods->xTruncate(handle.real, size);
  return fate.code == SQLITE_OK ? code : SQLITE_IOERR_TRUNCATE;
}

int PowerCutVfs::Shim::sync(sqlite3_file* base, int) {
  auto& handle = handle_of(base);
  auto& disk = *handle.disk;
  const std::lock_guard lock(disk.mutex);
  const bool had_power = disk.power;
  const auto fate = disk.fate_of(Operation::sync);
  if (fate.code != SQLITE_OK) {
    if (had_power && disk.power && handle.file != nullptr) {
      for (auto& [number, unsynced] : handle.file->sectors)
        unsynced.given_up = true;
    }
    return SQLITE_IOERR_FSYNC;
  }
  if (handle.file == nullptr) return SQLITE_OK;
  disk.synced(*handle.file);
  if (std::exchange(handle.syncs_folder, false)) disk.folder_synced(folder_of(handle.path));
  return SQLITE_OK;
}

int PowerCutVfs::Shim::size(sqlite3_file* base, sqlite3_int64* size) {
  auto& handle = handle_of(base);
  if (!has_power(handle)) return SQLITE_IOERR_FSTAT;
  return handle.real->pMethods->xFileSize(handle.real, size);
}

int PowerCutVfs::Shim::lock(sqlite3_file* base, int level) {
  auto& handle = handle_of(base);
  if (!has_power(handle)) return SQLITE_IOERR_LOCK;
  return handle.real->pMethods->xLock(handle.real, level);
}

int PowerCutVfs::Shim::unlock(sqlite3_file* base, int level) {
  auto& handle = handle_of(base);
  return handle.real->pMethods->xUnlock(handle.real, level);
}

int PowerCutVfs::Shim::check_lock(sqlite3_file* base, int* held) {
  auto& handle = handle_of(base);
  if (!has_power(handle)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  return handle.real->pMethods->xCheckReservedLock(handle.real, held);
}

int PowerCutVfs::Shim::control(sqlite3_file* base, int operation, void* argument) {
  // These would let the real file be mapped or grown past us.
  const bool is_ours = operation == SQLITE_FCNTL_MMAP_SIZE ||
                       operation == SQLITE_FCNTL_CHUNK_SIZE || operation == SQLITE_FCNTL_SIZE_HINT;
  if (is_ours) return SQLITE_NOTFOUND;
  auto& handle = handle_of(base);
  return handle.real->pMethods->xFileControl(handle.real, operation, argument);
}

int PowerCutVfs::Shim::sector_size(sqlite3_file* base) {
  auto& handle = handle_of(base);
  return handle.real->pMethods->xSectorSize(handle.real);
}

int PowerCutVfs::Shim::characteristics(sqlite3_file* base) {
  auto& handle = handle_of(base);
  return handle.real->pMethods->xDeviceCharacteristics(handle.real);
}

int PowerCutVfs::Shim::shm_map(sqlite3_file* base, int page, int bytes, int extend,
                               void volatile** out) {
  auto& handle = handle_of(base);
  if (!has_power(handle)) return SQLITE_IOERR_SHMMAP;
  return handle.real->pMethods->xShmMap(handle.real, page, bytes, extend, out);
}

int PowerCutVfs::Shim::shm_lock(sqlite3_file* base, int offset, int count, int flags) {
  auto& handle = handle_of(base);
  if ((flags & SQLITE_SHM_UNLOCK) == 0 && !has_power(handle)) return SQLITE_IOERR_SHMLOCK;
  return handle.real->pMethods->xShmLock(handle.real, offset, count, flags);
}

void PowerCutVfs::Shim::shm_barrier(sqlite3_file* base) {
  auto& handle = handle_of(base);
  handle.real->pMethods->xShmBarrier(handle.real);
}

int PowerCutVfs::Shim::shm_unmap(sqlite3_file* base, int remove_it) {
  auto& handle = handle_of(base);
  return handle.real->pMethods->xShmUnmap(handle.real, remove_it);
}

namespace {

std::atomic<PowerCutVfs*> in_use{nullptr};  // for fsync() below, which the C library gives no place

}  // namespace

int PowerCutVfs::sync_folder_of(int descriptor) {
  std::error_code ignored;  // no such descriptor: the real one will say so
  const auto path = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored);
  if (!fs::is_directory(path, ignored)) return 0;
  const std::lock_guard lock(disk_->mutex);
  if (disk_->fate_of(Operation::sync).code != SQLITE_OK) {
    errno = EIO;
    return -1;
  }
  disk_->folder_synced(path.string() + "/");
  return 0;
}

PowerCutVfs::PowerCutVfs() : disk_(std::make_unique<Disk>()) {
  auto* const real = sqlite3_vfs_find(nullptr);
  if (real == nullptr) throw std::runtime_error("SQLite has no VFS");
  disk_->real = real;
  disk_->vfs = *real;  // time, randomness and what else needs no disk stay the real one's
  disk_->vfs.zName = "power-cut";
  disk_->vfs.pNext = nullptr;
  disk_->vfs.pAppData = disk_.get();
  disk_->vfs.szOsFile = static_cast<int>(sizeof(Shim::Handle)) + real->szOsFile;
  disk_->vfs.xOpen = Shim::open;
  disk_->vfs.xDelete = Shim::remove;
  disk_->vfs.xAccess = Shim::access;
  disk_->vfs.xFullPathname = Shim::full_path;
  if (sqlite3_vfs_register(&disk_->vfs, 1) != SQLITE_OK) {
    throw std::runtime_error("the VFS could not be registered");
  }
  in_use = this;
}

PowerCutVfs::~PowerCutVfs() {
  in_use = nullptr;
  sqlite3_vfs_unregister(&disk_->vfs);
  sqlite3_vfs_register(disk_->real, 1);
}

void PowerCutVfs::cut_power_at(std::int64_t k) {
  const std::lock_guard lock(disk_->mutex);
  disk_->cut_at = disk_->changes + k;
}

void PowerCutVfs::cut_power() {
  const std::lock_guard lock(disk_->mutex);
  if (disk_->power) disk_->lose_power();
}

bool PowerCutVfs::has_power() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->power;
}

void PowerCutVfs::restore_power(Survival survival, std::uint64_t seed) {
  mend();
  const std::lock_guard lock(disk_->mutex);
  if (disk_->open_files != 0) throw std::runtime_error("a file is still open");
  disk_->forget_what_came_later();
  Lottery lottery{survival, seed};
  disk_->restore(lottery);
  disk_->cut_at = kNever;
  disk_->power = true;
}

void PowerCutVfs::go_on_after_kill() {
  mend();
  const std::lock_guard lock(disk_->mutex);
  if (disk_->open_files != 0) throw std::runtime_error("a file is still open");
  disk_->forget_what_came_later();
  disk_->cut_at = kNever;
  disk_->power = true;
}

void PowerCutVfs::fail(Operation operation, std::int64_t k, bool for_good, Failure failure) {
  const std::lock_guard lock(disk_->mutex);
  disk_->struck = false;
  disk_->fault = {operation, disk_->counts[static_cast<std::size_t>(operation)] + k, for_good,
                  failure};
}

void PowerCutVfs::cut_power_after_failure(std::int64_t k) {
  const std::lock_guard lock(disk_->mutex);
  disk_->cut_after_failure = k;
}

void PowerCutVfs::fill_up_after(std::int64_t bytes) {
  const std::lock_guard lock(disk_->mutex);
  disk_->room = bytes;
}

void PowerCutVfs::mend() {
  const std::lock_guard lock(disk_->mutex);
  disk_->fault = {};
  disk_->cut_after_failure = kNever;
  disk_->struck = false;
  disk_->room.reset();
}

std::int64_t PowerCutVfs::count(Operation operation) const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->counts[static_cast<std::size_t>(operation)];
}

std::int64_t PowerCutVfs::changes() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->changes;
}

bool PowerCutVfs::has_failed() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->struck;
}

}  // namespace touchpoint::support

// Stands before the C library's: folders are synced past SQLite.
extern "C" {
int fsync(int fd);
int fsync(int fd) {
  using touchpoint::support::in_use;
  auto* const vfs = in_use.load();
  return vfs != nullptr ? vfs->sync_folder_of(fd) : static_cast<int>(::syscall(SYS_fsync, fd));
}
}
