// ReplicaWriter is the one connection that changes profiles.db: it applies pages of the feed and
// notes what happened here, each in one transaction, on the profiles thread (and before it starts).
// FORMAT.md describes the file.
//
// The file can always be pulled again, so it is never worth saving: after an error that is not
// `retry_later` it must not be used any more, and the next start begins with an empty one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "crypto/device_key.hpp"
#include "profiles/collections.hpp"
#include "profiles/lease.hpp"
#include "profiles/overlay.hpp"
#include "profiles/secrecy.hpp"
#include "profiles/terms.hpp"
#include "sqlite/schema.hpp"
#include "sqlite/set_aside.hpp"
#include "sqlite/sqlite.hpp"
#include "sync/ports.hpp"

namespace touchpoint::profiles {

struct Options {
  std::filesystem::path file;
  std::string journal;  // this device's: whose rows are laid over the pages
  std::string store{};  // where orders are collected
};

// What the file is opened with; clock and random outlive it.
struct Surroundings {
  crypto::DeviceKeys keys;
  const Clock& clock;
  Random& random;
};

// What the replica holds, as of the last commit.
struct Holding {
  std::string epoch;  // empty: nothing was ever pulled
  std::int64_t since = 0;
  std::optional<WallTime> as_of;  // nullopt: the first pull has not come to its end
  std::int64_t reflects = 0;      // the prefix of our journal that the profiles include
  std::int64_t profiles = 0;
  bool searchable = false;  // everybody in it has their terms
  std::optional<std::int64_t>
      collections{};  // orders ready in this store; nullopt: not counted yet
  Lease lease;
};

class ReplicaWriter {
 public:
  // Makes the file when it is absent or empty. `damaged` or `refused` when it is not ours to use.
  static Result<std::unique_ptr<ReplicaWriter>> open(const Options& options,
                                                     const Surroundings& surroundings);
  ~ReplicaWriter();

  const Holding& holding() const { return holding_; }
  Result<int> format() { return sqlite::version_of(database_); }

  Result<void> apply(const sync::ChangePage& page);
  // Effects that the pages reflect already are passed over; the same one twice counts once, and
  // so does a step.
  Result<void> note(const std::vector<LocalEffect>& effects,
                    const std::vector<TaskStep>& task_steps = {});
  // Whoever was registered by one of these rows of the journal goes: the centre refuses them.
  Result<void> let_go(const std::vector<std::int64_t>& sequences);
  // What is known of somebody from this device alone goes: they were erased.
  Result<void> forget(const std::string& profile);
  Result<void> note_lease();
  // Looks at some more documents, after the start, for orders that wait here. False: at all of
  // them.
  Result<bool> look_for_collections();

  Result<void> quick_check() { return database_.quick_check(); }
  void checkpoint_when_due();
  Result<void> close();  // the orderly end; nothing else may follow

 private:
  struct Statements;
  ReplicaWriter(const Options& options, sqlite::Database database,
                const Surroundings& surroundings);
  Result<void> load();
  Result<void> load_terms();
  Result<void> write(const Holding& holding);
  Result<void> start_over(Holding& holding);
  Result<void> finish(const sync::ChangePage& page, Holding& holding, TermChanges& terms);
  Result<void> put(const Profile& profile, Holding& holding, TermChanges& terms);
  Result<void> take_over(const Profile& profile, const Uuid& id, Holding& holding,
                         TermChanges& terms);
  Result<Uuid> now_of(const Uuid& profile);
  struct Kept;
  Result<std::optional<Kept>> kept(const Uuid& id);
  Result<std::int64_t> put_document(const Profile& profile, const Uuid& id, const Bytes& hashes,
                                    const std::optional<Kept>& before, Holding& holding);
  Result<void> put_traces(const Profile& profile, const Uuid& id, std::int64_t row,
                          const std::optional<Kept>& before, bool same_identifiers,
                          TermChanges& terms);
  Result<bool> has_traces(std::int64_t row);
  Result<std::vector<Term>> terms_before(const Kept& before, const Uuid& id);
  Result<void> put_history(const Profile& profile, const Uuid& id, std::int64_t row);
  Result<void> remove(const std::string& profile, Holding& holding, TermChanges& terms);
  Result<void> note_registered(const LocalEffect& effect, Holding& holding, TermChanges& terms);
  Result<void> put_task_steps(const sync::ChangePage& page);
  Result<void> put_own_task_steps(const std::vector<TaskStep>& steps);
  Result<void> put_task_step(const TaskStep& step, bool here, WallTime kept);
  Result<void> let_go_through(std::int64_t reflects, Holding& holding, TermChanges& terms);
  Result<void> finish_change(Holding holding, TermChanges& terms, sqlite::Transaction& transaction);
  Result<bool> is_registered(std::int64_t row);
  Result<void> remove_identifiers(std::int64_t row, BytesView hashes);
  Result<std::int64_t> ready_now();
  Result<void> count_collections();

  const std::string journal_;
  const Clock& clock_;
  sqlite::Database database_;
  std::unique_ptr<Statements> statements_;
  Secrecy secrecy_;
  Holding holding_;
  Collections collections_;
  std::int64_t looked_at_ = 0;  // the last row whose document was
  bool looked_at_all_ = false;
};

// The file to start with: the one that is there, or an empty one when that one cannot be used; then
// it was set aside.
struct OpenedReplica {
  std::unique_ptr<ReplicaWriter> writer;
  std::optional<sqlite::SetAside> set_aside;
};
Result<OpenedReplica> open_or_set_aside(const Options& options, const Surroundings& surroundings);

// The schema of profiles.db, for opening it and for the test that its migrations lead there.
const sqlite::Schema& replica_schema();

}  // namespace touchpoint::profiles
