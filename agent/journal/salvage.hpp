// Salvage reads what can still be read of a journal that was set aside: rows that the hub had not
// stored. Each must open under the device's key, in its place: what is found is what was written.
//
// It changes nothing in the file (it may have to make it writable). Blocks; for a worker thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "crypto/device_key.hpp"
#include "journal/body.hpp"
#include "journal/identity.hpp"

namespace touchpoint::journal {

struct SalvagedRow {
  std::int64_t sequence = 0;
  std::string event;  // without its chain member
};

class Salvage {
 public:
  // `random` outlives it. An Error when nothing of the file can be read, or it is not this
  // device's.
  static Result<Salvage> open(const std::filesystem::path& aside, const crypto::DeviceKeys& keys,
                              Random& random);

  std::string journal() const { return identity_.id.text(); }
  // The next rows, oldest first, at most `rows_max`; none: that was all.
  std::vector<SalvagedRow> next(std::size_t rows_max);
  // Rows passed over so far: they could not be read, or did not open.
  std::int64_t unreadable() const { return unreadable_; }

 private:
  Salvage(sqlite::Database database, sqlite::Statement select, Identity identity,
          BodySealer sealer);
  bool read(std::int64_t sequence, std::vector<SalvagedRow>& rows);

  sqlite::Database database_;
  sqlite::Statement select_;
  Identity identity_;
  BodySealer sealer_;
  std::int64_t at_ = 0;
  std::int64_t last_ = 0;
  std::int64_t unreadable_ = 0;
};

}  // namespace touchpoint::journal
