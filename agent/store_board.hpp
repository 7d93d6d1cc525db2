// StoreBoard answers what the last days were like at this device: it reads what has been recorded
// since it was asked last, counts it (board/days.hpp), with what was answered by phone in visits
// that were begun here, and adds what there was to put right in the store. Recording knows nothing
// of it and pays nothing for it.
//
// Lives on the loop thread; the journal reads in parts, between which it records. What is kept is a
// count of the journal's rows, made anew after each start: all of it is in the journal for at least
// as long as it is shown.
#pragma once

#include <memory>
#include <vector>

#include "board/days.hpp"
#include "journal/journal.hpp"
#include "opinions.hpp"
#include "task_list.hpp"

namespace touchpoint {

class StoreBoard {
 public:
  using Done = std::move_only_function<void(Result<Board>)>;

  // `device`: this one's name; what came by phone counts where the visit was begun.
  StoreBoard(journal::Journal& journal, const TaskList& tasks, const Clock& clock,
             std::string device, board::BusinessDay day, feedback::Fairness fairness);

  void read(Done done);
  // Rows have lost their bodies: what they said does not count any more.
  void forget();

 private:
  void begin();
  void read_since();
  void read_rows();
  void add_answers_by_phone();
  void finish();
  void fail(const Error& error);
  void start_over();

  journal::Journal& journal_;
  const TaskList& tasks_;
  const Clock& clock_;
  const std::string device_;
  feedback::Fairness fairness_;
  board::Days days_;
  Opinions opinions_;
  std::int64_t through_ = 0;  // counted up to here
  std::optional<WallTime> since_;
  bool reading_ = false;
  bool again_ = false;
  std::vector<Done> waiting_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint
