// Proving reads every stored row of a device's journals again, some at a time so that the hub goes
// on with its work, and says whether anything is missing or is not what was stored:
//
//   {"proven":true,"journals":[{"device","journal","through","stored","waiting","refused","erased",
//    "in_holes","missing","checked","problem"} …]}
//
// `problem` is a sentence, empty when there is none; `missing` counts rows that are neither stored,
// refused nor in a hole. A hole is a loss that is known: it is not proven either.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "control/control.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

class Proving : public std::enable_shared_from_this<Proving> {
 public:
  // Of one device, or of all when the name is empty. Loop thread; lives until it has answered.
  static void start(Store& store, std::string device, control::ReplyPtr reply);

 private:
  Proving(Store& store, control::ReplyPtr reply) : store_(store), reply_(std::move(reply)) {}
  void next();
  void check(const CheckedRows& from);
  void settle(const CheckedRows& rows);

  Store& store_;
  control::ReplyPtr reply_;
  std::vector<JournalToCheck> journals_;
  std::size_t at_ = 0;
  std::int64_t told_ = 0;
  std::string results_;
  bool proven_ = true;
};

struct ProofInWords {
  std::string words;
  bool proven = false;
};
// Reads what a Proving answered. `damaged` when it is something else.
Result<ProofInWords> proof_in_words(std::string_view json);

}  // namespace touchpoint::hub
