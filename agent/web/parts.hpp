// Parts is what the handlers of requests work with: the device behind the API, who may call, what
// is open. One per Api, shared only with callbacks that are still to come. Loop thread only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/uuid.hpp"
#include "loop/loop.hpp"
#include "web/access/access.hpp"
#include "web/access/number_limit.hpp"
#include "web/access/pairing.hpp"
#include "web/access/sessions.hpp"
#include "web/metrics.hpp"
#include "web/pages.hpp"
#include "web/ports.hpp"
#include "web/searches.hpp"
#include "web/settings.hpp"
#include "web/streams.hpp"
#include "web/tablets.hpp"

namespace touchpoint::web {

struct Parts : std::enable_shared_from_this<Parts> {
  Parts(Loop& its_loop, Device& its_device, Access& its_access, const Clock& its_clock,
        Random& random, ApiSettings its_settings, Pages its_pages);

  Loop& loop;
  Device& device;
  Access& access;
  const Clock& clock;
  const ApiSettings settings;
  const Pages pages;
  UuidSource ids;
  Sessions sessions;
  Streams streams;
  Searches searches;
  Pairing pairing;
  NumberLimit numbers;
  std::optional<TabletAuthorityFacts> authority;  // none: no door for tablets is open
  std::shared_ptr<Metrics> metrics;
  std::map<Digest, Timer> search_due;  // by session: when its burst of searches is recorded
  Timer expiry;                        // of the session that ends first
  Timer status_due;
  BootTime status_sent{};

  // That `staff` looks at `profile`; `why`: "card" (it came on the screen) or "timeline".
  NewEvent view_of(const std::string& profile, const std::string& staff, std::string_view why);
  // Recorded while other things go on. A journal that cannot take it does not keep staff from
  // working; the failure is counted.
  void record_beside(NewEvent event);
  void record_staff_event(std::string_view type, const std::string& name);
  void record_contact_revealed(const std::string& task, const std::string& staff);
  void record_signed_in(const std::string& name, bool by_badge);
  void record_staff_enabled(const std::string& name, const std::string& by);
  void record_badge_event(std::string_view type, const std::string& name, const std::string& by);
  // `by`: a member of staff; empty: an operator at the command line.
  void record_tablet_event(std::string_view type, const std::string& tablet, const std::string& by);

  // A burst of searches is recorded beside, when it is over or somebody was chosen.
  void note_search(const Session& session, const PeopleAnswer& answer);
  void record_search(Digest session);  // a copy: what named it goes meanwhile
  void record_all_searches();

  // Everything that follows when a session is over: its streams close, and it is recorded.
  void after_session(const Session& session);
  void end_expired_sessions();
  void watch_expiry();

  void send_card(const std::string& touchpoint);
  // The sessions whose screen shows a person have looked at that person: once a visit, it is
  // recorded beside.
  void record_views(const Card& card, const std::vector<Digest>& watching);
  // At most four times a second, however often it changes; the last state always comes.
  void send_status();
};

}  // namespace touchpoint::web
