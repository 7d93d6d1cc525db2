// Recording is where everything that happens on this device enters the journal, and where what
// follows from a commit begins: it is laid over the replica, the outbox is woken, screens are
// refreshed.
//
// It owns nothing and lives on the loop thread. Whoever records is answered after the commit,
// whatever becomes of what follows; whoever registers somebody or takes a
// consent, once it shows here.
#pragma once

#include <functional>
#include <string>

#include "core/event.hpp"
#include "core/tasks.hpp"
#include "counter/ports.hpp"
#include "journal/journal.hpp"
#include "profiles/replica.hpp"

namespace touchpoint {

class Recording final : public counter::Recorder {
 public:
  struct Callbacks {
    std::function<void(std::int64_t last)> committed;  // the journal's highest sequence
    std::function<void()> replica_changed;             // a profile shows something new
    std::function<void()> tasks_changed;
  };
  // Whose events these are, and which answers are low.
  struct Here {
    std::string store;
    std::string device;
    LowScores low{};
  };

  Recording(journal::Journal& journal, profiles::Replica& replica, Here here, Callbacks callbacks);

  void record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) override;

  // Lays all rows above `after` over the replica, a block at a time.
  void replay_effects(std::int64_t after);

  // The hub may refuse other rows than before: whoever was registered by one is nobody here.
  void look_at_refused();

 private:
  void let_go_refused(std::int64_t after);
  struct Meaning;
  Meaning meaning_of(const NewEvent& event) const;
  void lay_over(std::vector<profiles::LocalEffect> effects, std::vector<TaskStep> task_steps,
                Task then);

  journal::Journal& journal_;
  profiles::Replica& replica_;
  const Here here_;
  Callbacks callbacks_;
  std::int64_t refused_ = 0;  // rows, as the journal knew when they were looked at
};

}  // namespace touchpoint
