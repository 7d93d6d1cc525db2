// RefusedRows is what an operator may do about rows that the hub refuses: look at them, and send
// them again once what was wrong is mended. Lives on the loop thread.
#pragma once

#include <set>

#include "control/control.hpp"
#include "hub_connection.hpp"
#include "journal/journal.hpp"

namespace touchpoint {

class RefusedRows {
 public:
  RefusedRows(journal::Journal& journal, HubConnection& hub) : journal_(journal), hub_(hub) {}

  // → {"refused":[{"sequence","reason","type","time","erased"} …],"more":false}
  void list(const control::ReplyPtr& reply);
  // All of them when there are no `sequences`. → {"sent":3,"stored":2,"refused":1}
  void retry(std::set<std::int64_t> sequences, const control::ReplyPtr& reply);

 private:
  journal::Journal& journal_;
  HubConnection& hub_;
};

}  // namespace touchpoint
