// Events keeps what devices sent: each row once, in its journal's order, verified against the
// journal's chain. FORMAT.md, "Events", says what holds.
#pragma once

#include <functional>

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class Events {
 public:
  // Called for each row when the journal's order reaches it, within the same transaction.
  using Apply = std::function<Result<void>(const sync::ReceivedEvent& event)>;

  explicit Events(Session& session) : session_(session) {}

  // `device` is the row of the enrolled sender.
  Result<Ingested> ingest(std::int64_t device, const DeviceBatch& batch, WallTime now,
                          const Apply& apply);
  Result<void> keep_first_kept(std::int64_t device, const std::string& journal,
                               std::int64_t first_kept);
  Result<std::vector<sync::Refusal>> refusals(std::int64_t device, const std::string& journal,
                                              std::int64_t since);
  // The newest journal of a device and how far profiles reflect it.
  Result<std::pair<std::string, std::int64_t>> newest_journal(std::int64_t device);
  Result<std::vector<JournalStatus>> journals(std::int64_t device);

 private:
  Session& session_;
};

}  // namespace touchpoint::hub
