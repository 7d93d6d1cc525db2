// What an operator should look at one day. Without personal data.
#pragma once

#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

struct AuditNote {
  WallTime at{};
  std::string_view what;
  std::string_view device;
  std::string_view journal;
  std::int64_t sequence = 0;
};

inline Result<void> note(Session& session, const AuditNote& note) {
  return session.run(
      "INSERT INTO audit (at_ms, what, device, journal, sequence)"
      " VALUES (?, ?, ?, ?, ?)",
      to_ms(note.at), note.what, note.device, note.journal, note.sequence);
}

}  // namespace touchpoint::hub
