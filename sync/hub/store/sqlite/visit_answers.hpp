// What else was answered in one visit to a kiosk.
#pragma once

#include <string>
#include <vector>

#include "sync/codec/event_json.hpp"
#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

// The answers near `event` that speak of the visit, of the same journal, as far as it was applied;
// then those by phone.
Result<std::vector<sync::ReceivedEvent>> answers_around(Session& session,
                                                        const sync::ReceivedEvent& event,
                                                        const std::string& visit,
                                                        const Sender& sender);

}  // namespace touchpoint::hub
