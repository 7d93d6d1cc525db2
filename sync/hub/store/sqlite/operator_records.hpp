// OperatorRecords keeps who may sign in at the console, and what operators did.
#pragma once

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class OperatorRecords {
 public:
  explicit OperatorRecords(Session& session) : session_(session) {}

  Result<void> add(const OperatorRecord& record, WallTime now);
  Result<void> remove(const std::string& name);
  Result<std::vector<OperatorRecord>> all();
  Result<std::optional<OperatorRecord>> of_name(const std::string& name);
  Result<void> keep_failures(const std::string& name, std::int64_t failures);

  Result<void> note(const OperatorAction& action, WallTime now);
  Result<std::vector<OperatorAction>> newest_actions(std::int64_t rows_max);
  Result<void> sweep(WallTime now);

 private:
  Session& session_;
};

}  // namespace touchpoint::hub
