// ReplicaReader is the connection that only reads profiles.db, so that a scan never waits behind a
// page of the feed or a checkpoint. It lives on the lookup thread; one answer is read from one
// unchanging view of the file.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/people.hpp"
#include "core/tasks.hpp"
#include "profiles/overlay.hpp"
#include "profiles/replica_writer.hpp"
#include "profiles/secrecy.hpp"
#include "profiles/term_reader.hpp"
#include "profiles/traces.hpp"
#include "recognition/people.hpp"

namespace touchpoint::profiles {

// Of the store's tasks. `freshness` and `why` as of a finding.
struct TaskSteps {
  std::vector<TaskStep> steps{};
  Freshness freshness{};
  std::optional<WhyUnknown> why{};
};

class ReplicaReader {
 public:
  // The writer must have the file open.
  static Result<std::unique_ptr<ReplicaReader>> open(const Options& options,
                                                     const Surroundings& surroundings);

  // Freshness and what follows from it (no replica, an expired lease) are the caller's to add.
  Result<Finding> find(const std::vector<Identifier>& identifiers);
  Result<Finding> read(const std::string& profile);
  // Whoever may be meant; ends early, with nobody, once `stop` says so. Why nobody can be found,
  // how fresh and how whole the answer is are the caller's to add.
  Result<PeopleAnswer> find_people(const PeopleQuestion& question, const std::atomic<bool>& stop);
  Result<TaskSteps> task_steps();

  // The parts of find(), for measuring: the one row that has this identifier, and its document.
  Result<std::vector<std::int64_t>> rows_with(const Identifier& identifier);
  Result<std::optional<Profile>> document(std::int64_t row);

  // Somebody who may be meant.
  struct KnownPerson {
    std::int64_t row = 0;
    Profile profile;
    PhoneTraces phones;
    std::optional<WallTime> last_bought;
  };

 private:
  // What was said, in the forms that are compared.
  struct Asked {
    recognition::PersonFacts facts;
    recognition::Person person;
    std::vector<Prints> prints;  // of each phone

    static Asked of(const Secrecy& secrecy, recognition::PersonFacts facts);
  };
  ReplicaReader(sqlite::Database database, const Surroundings& surroundings);
  Result<std::optional<std::int64_t>> row_of(const Uuid& profile);
  Result<std::optional<Profile>> whole(std::int64_t row);
  Result<void> add_history(Profile& profile, const Uuid& id, std::int64_t row);
  Result<std::vector<LocalEffect>> effects_on(const Profile& profile, const Uuid& id);
  Result<PeopleAnswer> search(const PeopleQuestion& question, const std::atomic<bool>& stop);
  Result<PeopleAnswer> answer(const PeopleQuestion& question, const std::atomic<bool>& stop);
  Result<void> add_namesakes(const recognition::PersonFacts& said, TermHits& hits,
                             const std::atomic<bool>& stop);
  Result<KnownPerson> known(std::int64_t row);
  Result<void> add_phones(KnownPerson& person);
  recognition::Comparison compared(const Asked& asked, const KnownPerson& known) const;
  Result<void> add_last_bought(KnownPerson& person);
  Result<bool> is_registered(std::int64_t row);
  Result<std::int64_t> count();
  Result<void> collect(sqlite::Rows rows, std::vector<LocalEffect>& effects);

  sqlite::Database database_;
  Secrecy secrecy_;
  sqlite::Statement find_identifier_;
  sqlite::Statement find_profile_;
  sqlite::Statement read_profile_;
  sqlite::Statement read_history_;
  sqlite::Statement here_of_profile_;
  sqlite::Statement here_of_order_;
  sqlite::Statement read_traces_;
  sqlite::Statement registered_;
  sqlite::Statement read_task_steps_;
  sqlite::Statement count_;
  TermReader terms_;
  const recognition::Frequencies frequencies_;  // of common names; nobody's here are counted
};

}  // namespace touchpoint::profiles
