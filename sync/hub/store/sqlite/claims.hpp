// Claims ties what somebody answered at a kiosk to who they say they are, once they have agreed to
// that, and unties it when they take it back. FORMAT.md, "Profiles".
//
// Who is meant is looked up here and nowhere else: whoever stands at the kiosk learns nothing of
// it.
#pragma once

#include <string>

#include "sync/hub/device_facts.hpp"
#include "sync/hub/store.hpp"
#include "sync/hub/store/sqlite/feed.hpp"
#include "sync/hub/store/sqlite/lookups.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {

class Claims {
 public:
  Claims(Session& session, Feed& feed, Lookups& lookups)
      : session_(session), feed_(feed), lookups_(lookups) {}

  // A fact with a claim, or an answer that names nobody. `event`: what it was made of.
  Result<void> apply(const DeviceFact& fact, const sync::ReceivedEvent& event,
                     const Sender& sender);

 private:
  Result<void> tie(const DeviceFact& fact, const sync::ReceivedEvent& event, const Sender& sender);
  Result<void> untie(const std::string& claim);
  Result<std::optional<std::int64_t>> tied_to(const std::string& claim);
  Result<void> keep(std::int64_t person, const std::string& claim, const Experience& experience);

  Session& session_;
  Feed& feed_;
  Lookups& lookups_;
};

}  // namespace touchpoint::hub
