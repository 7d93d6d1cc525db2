// Erasing takes the bodies of every row that names a profile away from this device's journal, for
// good; their places in the chain stay. Or of every row of a task: what a customer whom nobody
// knows said at the kiosk, with where to answer them. That it was done is recorded, without saying
// of whom but by that id. Lives on the loop thread.
#pragma once

#include <memory>
#include <string>

#include "control/control.hpp"
#include "counter/ports.hpp"
#include "journal/journal.hpp"

namespace touchpoint {

class Erasing {
 public:
  using Record = std::function<void(std::string type, std::string data)>;
  using Forget = std::function<void(const std::string& profile)>;

  // `forget`: what is shown of them because it was recorded here.
  Erasing(journal::Journal& journal, Record record, Forget forget)
      : journal_(journal), record_(std::move(record)), forget_(std::move(forget)) {}

  // → {"rows":17}
  void erase(std::string id, const control::ReplyPtr& reply);

 private:
  struct Run;
  void look(const std::shared_ptr<Run>& run);

  journal::Journal& journal_;
  Record record_;
  Forget forget_;
};

}  // namespace touchpoint
