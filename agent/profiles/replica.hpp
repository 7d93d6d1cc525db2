// Replica is this store's copy of the profiles it should know: the counter asks it who somebody is,
// the way to the hub fills it. It can be deleted at any time and comes back by pulling.
//
// It lives on the loop thread and never blocks it. The file has one connection that writes, on the
// profiles thread, and one that reads, on the lookup thread. FORMAT.md describes the file.
//
// Promises: a page and the cursor behind it are kept together or not at all. What was done here is
// shown at once and is never undone by a page that does not know of it. Past the lease nobody is
// shown. Identifiers and names cannot be read from the disk without the device's key.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/status.hpp"
#include "counter/ports.hpp"
#include "loop/worker.hpp"
#include "profiles/overlay.hpp"
#include "profiles/replica_reader.hpp"
#include "profiles/replica_writer.hpp"
#include "sync/ports.hpp"

namespace touchpoint::profiles {

class Replica final : public counter::ProfileFinder, public sync::ReplicaStore {
 public:
  struct Opened {
    std::unique_ptr<Replica> replica;
    std::optional<sqlite::SetAside> set_aside;  // the file that was found could not be used
    int format = 0;                             // of the file
  };
  // Blocks: called before the loop runs. `loop`, `clock` and `random` outlive the replica.
  static Result<Opened> open(const Options& options, const crypto::DeviceKeys& keys, Loop& loop,
                             const Clock& clock, Random& random);
  ~Replica() override;

  void find(std::vector<Identifier> identifiers,
            std::move_only_function<void(Result<Finding>)> done) override;
  void read(std::string profile, std::move_only_function<void(Result<Finding>)> done) override;

  void find_people(PeopleQuestion question,
                   std::move_only_function<void(Result<PeopleAnswer>)> done) override;

  sync::FeedCursor cursor() const override;
  void apply(sync::ChangePage page, std::move_only_function<void(Result<void>)> done) override;

  // Lays what was recorded here over what the centre sent; call it after each commit of an event
  // that concerns a profile, an order or a task.
  void note_recorded(std::vector<LocalEffect> effects, std::vector<TaskStep> task_steps,
                     std::move_only_function<void(Result<void>)> done);
  // All steps of the store's tasks; none when nobody can be shown (the lease is over).
  void read_task_steps(std::move_only_function<void(Result<TaskSteps>)> done);

  // Whoever was registered by one of these rows goes: the centre refuses them.
  void let_go(std::vector<std::int64_t> sequences,
              std::move_only_function<void(Result<void>)> done);
  // What is known of somebody from this device alone goes: they were erased.
  // Or of a task, by its id.
  void forget(std::string profile, std::move_only_function<void(Result<void>)> done);

  // `wanted` is asked for the effects of all rows of the journal above a sequence: once at the
  // start, and whenever the centre turns out to know less of our journal than it did, or begins
  // anew. Called on the loop, the first time before this returns.
  using EffectsWanted = std::move_only_function<void(std::int64_t after)>;
  void on_effects_wanted(EffectsWanted wanted);

  // Called when another number of orders waits here, or it is known for the first time.
  void on_collections_changed(std::function<void()> changed);

  DeviceStatus::Replica status() const;

  // Applies what is queued, then closes the file. Safe to call twice.
  void stop();

 private:
  struct LoopSide;
  Replica(Loop& loop, const Clock& clock, std::filesystem::path file,
          std::unique_ptr<ReplicaWriter> writer, std::unique_ptr<ReplicaReader> reader);
  template <class Work, class Done>
  void write(Work work, Done done);
  template <class Answer, class Work>
  void look_up(Work work, std::move_only_function<void(Result<Answer>)> done);
  void note_lease_now_and_then();
  void look_for_collections();

  Loop& loop_;
  const std::filesystem::path file_;
  std::shared_ptr<LoopSide> loop_side_;
  std::unique_ptr<ReplicaWriter> writer_;
  std::unique_ptr<ReplicaReader> reader_;
  Timer lease_timer_;
  Timer look_timer_;
  Worker profiles_;
  Worker lookup_;
};

}  // namespace touchpoint::profiles
