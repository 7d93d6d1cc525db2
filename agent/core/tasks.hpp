// What there is to put right in a store: a complaint, something promised, a low score at the kiosk,
// a call for the manager, somebody who waits for their order, a request about somebody's data.
// Each is what follows from its steps (journey/tasks.hpp), and its steps are events of the store's
// devices, so that every device comes to the same whichever it hears first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace touchpoint {

struct TaskStep {
  std::string id;    // the event's
  std::string task;  // what all its steps share; empty: it only says what it undoes
  WallTime time{};
  std::string type;      // "complaint.raised", "task.taken", "survey.answered" …
  std::string device{};  // where it was recorded
  std::string touchpoint{};
  std::string profile{};  // UUID text of the customer; empty: nobody known
  std::string staff{};    // who did it
  std::string owner{};    // who was asked to see to it
  std::string text{};     // personal: what was said; a choice's words
  std::string kind{};     // of an answer, which says its scale: "nps", "csat", "ces", "rating";
                          // of a request, which right: "access", "erasure" …; of `address`, what
                          // it is: "email", "phone"
  std::string address{};  // personal: where whoever asked for an answer wants it
  std::optional<int> score{};
  std::optional<WallTime> due{};
  std::string undoes{};  // the id of a step that was recorded by mistake
  // Of an answer that came by phone, which stands in no device's journal: what was asked. The
  // device where the visit was begun counts it; else empty.
  std::string question{};

  bool operator==(const TaskStep&) const = default;
};

// Answers that are low, at most this: somebody is unhappy, and such an answer of a customer is a
// task.
struct LowScores {
  int nps = 6;   // of 0 to 10: detractors
  int csat = 2;  // of 1 to 5
  int ces = 2;   // of 1 to 7

  bool operator==(const LowScores&) const = default;
};
// On the scale that `kind` says; nullopt: of another nobody has said what is low.
std::optional<int> low_at(std::string_view kind, const LowScores& low);

enum class TaskKind { complaint, promise, call, answer, collection, rights };
std::string_view to_text(TaskKind kind);

// It says something of a task and is none by itself: most visitors are content, and most orders are
// handed over without anybody having waited. Kept only where its task is known.
bool only_follows(const TaskStep& step);

// A task as it stands now.
struct StoreTask {
  struct Taken {
    std::string by;
    WallTime at{};
    bool operator==(const Taken&) const = default;
  };
  struct Closed {
    std::string by;
    WallTime at{};
    std::string type;  // of the step that ended it: "task.completed", "complaint.answered" …
    std::string text;  // what came of it; personal
    bool operator==(const Closed&) const = default;
  };

  struct Reply {
    std::string channel;  // "email", "phone"
    std::string address;  // personal
    bool operator==(const Reply&) const = default;
  };

  std::string id;
  TaskKind kind{};
  WallTime opened{};
  std::string opening{};  // the id of the step that opened it
  std::string device{};
  std::string touchpoint{};
  std::string profile{};
  std::string staff{};  // who opened it; empty: the customer
  std::string owner{};
  std::string text{};   // personal
  std::string scale{};  // of an answer: "nps", "csat", "ces"; of a request which right
  std::optional<int> score{};
  std::optional<WallTime> due{};
  std::optional<Reply> reply{};       // a customer was promised an answer
  std::optional<Taken> taken{};       // by whom it is being seen to now
  std::optional<WallTime> reacted{};  // when somebody first took or ended it: insight to action
  std::optional<Closed> closed{};

  bool operator==(const StoreTask&) const = default;
};

}  // namespace touchpoint
