// Opinions are the scores behind the board's figures, one by one: whether one can be trusted
// follows from those around it (feedback/fairness.hpp). What is doubtful is told beside what was
// given, and is never left out of it.
//
// As board/days.hpp: any order and any repeats give the same, and what was undone does not count.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "board/days.hpp"
#include "feedback/fairness.hpp"

namespace touchpoint {

class Opinions {
 public:
  // What was given on days before `first` is let go, and is not taken any more.
  void begin_at(board::Day first);
  // Of what Days takes, as `day` tells the time.
  void add(const Happening& happening, const board::BusinessDay& day);

  std::vector<TrustRow> rows(const feedback::Fairness& fairness) const;

 private:
  struct Given {
    board::Day day{};
    feedback::Opinion opinion;
    Happening::Scale scale{};
  };

  board::Day first_{};
  std::map<Uuid, Given> given_;
  std::map<Uuid, board::Day> undone_;
};

}  // namespace touchpoint
