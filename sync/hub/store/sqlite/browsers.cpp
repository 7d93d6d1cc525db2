#include "sync/hub/store/sqlite/browsers.hpp"

namespace touchpoint::hub {

Result<std::optional<std::int64_t>> Browsers::owner(const Source& source,
                                                    const std::string& anonymous_id, WallTime at) {
  TP_TRY(const auto last, session_.integer("SELECT profile FROM logins WHERE source = ?"
                                           " AND anonymous = ? AND at_ms <= ?"
                                           " ORDER BY at_ms DESC LIMIT 1",
                                           source.id, anonymous_id, to_ms(at)));
  if (last) return last;
  return session_.integer(
      "SELECT profile FROM logins WHERE source = ? AND anonymous = ? ORDER BY at_ms LIMIT 1",
      source.id, anonymous_id);
}

Result<bool> Browsers::sign_in(const Source& source, const std::string& anonymous_id,
                               std::int64_t person, WallTime at) {
  TP_TRY(const auto before, owner(source, anonymous_id, at));
  if (before == std::optional{person}) return false;
  TP_CHECK(
      session_.run("INSERT INTO logins (source, anonymous, at_ms, profile) VALUES (?, ?, ?, ?)"
                   " ON CONFLICT DO UPDATE SET profile = excluded.profile",
                   source.id, anonymous_id, to_ms(at), person));
  return !before.has_value();
}

}  // namespace touchpoint::hub
