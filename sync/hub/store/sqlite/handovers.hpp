// Handovers keeps what was begun at a kiosk and is carried on with a phone, under the digest of the
// code that the link carries, and what is answered there: each answer once. FORMAT.md, "Phones".
//
// The first phone that shows the code has it; to any other the link is used up.
#pragma once

#include <vector>

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class Handovers {
 public:
  // Called for an answer that is new, within the same transaction: it counts as one of the kiosk's.
  using Apply = std::function<Result<void>(const sync::ReceivedEvent& event, const Sender& sender)>;

  explicit Handovers(Session& session) : session_(session) {}

  // Of a device's events those that hand something over; anything else is left alone.
  Result<void> apply(const sync::ReceivedEvent& event, const Sender& sender);
  Result<Handover> open(const HandoverUse& use, WallTime now);
  Result<PhoneAnswered> answer(const PhoneAnswer& answer, WallTime now, const Apply& apply);
  // What was answered so far goes with the link; that there was one is known for a while.
  Result<void> sweep(WallTime now);

 private:
  struct Row;
  Result<Row> find(const HandoverUse& use, WallTime now);
  Result<std::optional<bool>> is_repeat(const NewEvent& event, const std::string& response);
  Result<void> keep(const NewEvent& event, const Row& row, WallTime at);

  Session& session_;
};

// What was answered by phone in one visit to a kiosk, as far as it was stored.
Result<std::vector<sync::ReceivedEvent>> answers_by_phone(Session& session,
                                                          const std::string& visit);

}  // namespace touchpoint::hub
