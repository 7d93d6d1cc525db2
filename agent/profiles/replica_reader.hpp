// ReplicaReader is the connection that only reads profiles.db, so that a scan never waits behind a
// page of the feed or a checkpoint. It lives on the lookup thread; one answer is read from one
// unchanging view of the file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/finding.hpp"
#include "profiles/overlay.hpp"
#include "profiles/replica_writer.hpp"
#include "profiles/secrecy.hpp"

namespace touchpoint::profiles {

class ReplicaReader {
 public:
  // The writer must have the file open.
  static Result<std::unique_ptr<ReplicaReader>> open(const Options& options,
                                                     const Surroundings& surroundings);

  // Freshness and what follows from it (no replica, an expired lease) are the caller's to add.
  Result<Finding> find(const std::vector<Identifier>& identifiers);
  Result<Finding> read(const std::string& profile);

  // The parts of find(), for measuring: the one row that has this identifier, and its document.
  Result<std::vector<std::int64_t>> rows_with(const Identifier& identifier);
  Result<std::optional<Profile>> document(std::int64_t row);

 private:
  ReplicaReader(sqlite::Database database, const Surroundings& surroundings);
  Result<std::optional<std::int64_t>> row_of(const Uuid& profile);
  Result<std::optional<Profile>> whole(std::int64_t row);
  Result<void> add_history(Profile& profile, const Uuid& id, std::int64_t row);
  Result<std::vector<LocalEffect>> effects_on(const Profile& profile, const Uuid& id);
  Result<void> collect(sqlite::Rows rows, std::vector<LocalEffect>& effects);

  sqlite::Database database_;
  Secrecy secrecy_;
  sqlite::Statement find_identifier_;
  sqlite::Statement find_profile_;
  sqlite::Statement read_profile_;
  sqlite::Statement read_history_;
  sqlite::Statement here_of_profile_;
  sqlite::Statement here_of_order_;
};

}  // namespace touchpoint::profiles
