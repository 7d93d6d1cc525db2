// Makes the event to be recorded out of what a caller sent as an interaction, or the refusal. Pure:
// what depends on the caller, the settings, the time comes in.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "core/event.hpp"
#include "core/uuid.hpp"
#include "web/api_refusal.hpp"
#include "web/settings.hpp"
#include "web/surface.hpp"

namespace touchpoint::web {

struct Sender {
  Surface surface{};
  std::string staff;     // the name of who is signed in; empty: a program or a visitor
  std::string tablet{};  // which one, when it is one
};

Checked<NewEvent> read_interaction(const boost::json::value& sent, const Sender& sender,
                                   const ApiSettings& settings, WallTime now, UuidSource& ids);

// A UUIDv7 that a caller made.
Checked<Uuid> read_event_id(std::string_view text);

}  // namespace touchpoint::web
