// Proving answers "is anything lost?": it asks the hub for its statement, reads every row that is
// here again, and weighs the two. Long work in small parts, beside everything else.
//
// Lives on the loop thread. One proof at a time: who asks meanwhile gets the one under way.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/proof.hpp"
#include "hub_connection.hpp"
#include "journal/journal.hpp"
#include "sync/proof.hpp"

namespace touchpoint {

class Proving {
 public:
  using Progress = std::function<void(std::string_view sentence)>;
  using Done = std::move_only_function<void(Result<Proof>)>;

  Proving(journal::Journal& journal, HubConnection& hub, const Clock& clock)
      : journal_(journal), hub_(hub), clock_(clock) {}

  void prove(Progress progress, Done done);
  const std::optional<Proof>& last() const { return last_; }

 private:
  void verify(const journal::Verified& from);
  void compare_chains();
  void conclude();
  void tell(std::string_view sentence) const;

  journal::Journal& journal_;
  HubConnection& hub_;
  const Clock& clock_;
  std::vector<std::pair<Progress, Done>> asking_;
  sync::Evidence evidence_;
  std::int64_t told_ = 0;
  std::optional<Proof> last_;
};

}  // namespace touchpoint
