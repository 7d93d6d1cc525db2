// Browsers remembers who signed in with which anonymous web id, and when. What an anonymous id did
// belongs to whoever signed in last before it; what it did before anybody signed in, to the first.
// Two people at one browser stay two.
#pragma once

#include <string>

#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class Browsers {
 public:
  explicit Browsers(Session& session) : session_(session) {}

  // Names what the id did in rows that nobody owns yet; see FORMAT.md, `claim`.
  static std::string claim(const Source& source, const std::string& anonymous_id) {
    return "anonymous/" + source.name + "/" + anonymous_id;
  }
  // Whose it was at that time; nullopt: nobody has signed in.
  Result<std::optional<std::int64_t>> owner(const Source& source, const std::string& anonymous_id,
                                            WallTime at);
  // True for the first: what nobody owns yet is theirs.
  Result<bool> sign_in(const Source& source, const std::string& anonymous_id, std::int64_t person,
                       WallTime at);

 private:
  Session& session_;
};

}  // namespace touchpoint::hub
