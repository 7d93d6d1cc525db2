// RowList shows an operator what was recorded, row by row, without bodies: nothing of it is
// personal. Lives on the loop thread.
#pragma once

#include <optional>

#include "control/control.hpp"
#include "journal/journal.hpp"

namespace touchpoint {

class RowList {
 public:
  static constexpr std::size_t kRowsMax = 1000;  // in one answer

  explicit RowList(journal::Journal& journal) : journal_(journal) {}

  // Up to `rows` rows above `after`; without it the last ones.
  // → {"rows":[{"sequence","time","type","touchpoint","state"} …]}; `state` is "sent", "waiting",
  // "refused" or "erased".
  void list(std::optional<std::int64_t> after, std::size_t rows, const control::ReplyPtr& reply);

 private:
  journal::Journal& journal_;
};

}  // namespace touchpoint
