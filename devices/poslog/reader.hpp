// Reads POSLog, part by part, however large the file is. What it does not know is passed over, and
// so is everything in another namespace than the root element's: vendors extend POSLog that way.
//
// A document type declaration is refused before anything in it is obeyed, so there are no entities
// but XML's own five; depth, lines and lengths are bounded.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/result.hpp"
#include "devices/poslog/transaction.hpp"

namespace touchpoint::devices {

class PoslogReader {
 public:
  // `take` is called for each transaction when it has ended.
  explicit PoslogReader(std::move_only_function<void(Transaction)> take);
  ~PoslogReader();
  PoslogReader(const PoslogReader&) = delete;
  PoslogReader& operator=(const PoslogReader&) = delete;

  // `refused` says in which line what is wrong. Afterwards nothing more is read.
  Result<void> feed(std::string_view part);
  // The file is at its end. `retry_later` when the document is not.
  Result<void> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::devices
