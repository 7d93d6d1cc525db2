// Explaining answers "why was this customer shown, or not?" from the journal alone: what was
// scanned (its kind, never its value), what it could have been, what staff said it is, and what
// came of it. Whole events are read, in parts, beside everything else. Lives on the loop thread.
//
// A decision goes by the id of its event or by its row: of the scan, of what staff said, or of the
// verdict. All three name the same.
#pragma once

#include <memory>
#include <string>

#include "control/control.hpp"
#include "journal/journal.hpp"

namespace touchpoint {

class Explaining {
 public:
  explicit Explaining(journal::Journal& journal) : journal_(journal) {}

  // `decision`: a UUID, the number of a row, or empty for the last one.
  // → {"scan":{"id","time","touchpoint","kind","via","fits"},"named":{"time","kind","staff"},
  //    "verdicts":[{"id","time","profile"|"reason","by","strength","assurance","people",
  //    "replica_age_s","staff","decision"}]}; what there is not is left out. `refused` when no such
  // row is here any more.
  void explain(const std::string& decision, const control::ReplyPtr& reply);

 private:
  struct Run;
  void locate(const std::shared_ptr<Run>& run);
  void look(const std::shared_ptr<Run>& run);
  void conclude(const std::shared_ptr<Run>& run);

  journal::Journal& journal_;
};

}  // namespace touchpoint
