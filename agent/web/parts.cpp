#include "web/parts.hpp"

#include <boost/json/object.hpp>

#include "web/json/encode.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;

namespace json = boost::json;

constexpr auto kStatusEvery = 250ms;  // a person reads no faster
constexpr auto kSearchBurst = 10s;    // what is typed meanwhile looks for one person

NewEvent staff_event(Parts& parts, std::string_view type, std::string data) {
  NewEvent event;
  event.id = parts.ids.next();
  event.type = type;
  event.time = parts.clock.wall();
  event.actor = Actor::employee;
  event.touchpoint = parts.settings.counter;
  event.data = std::move(data);
  return event;
}

}  // namespace

Parts::Parts(Loop& its_loop, Device& its_device, Access& its_access, const Clock& its_clock,
             Random& random, ApiSettings its_settings, Pages its_pages)
    : loop(its_loop),
      device(its_device),
      access(its_access),
      clock(its_clock),
      settings(std::move(its_settings)),
      pages(its_pages),
      ids(its_clock, random),
      sessions(its_clock, random),
      pairing(its_clock, random),
      numbers(its_clock),
      metrics(std::make_shared<Metrics>()) {}

NewEvent Parts::view_of(const std::string& profile, const std::string& staff,
                        std::string_view why) {
  return staff_event(
      *this, "touchpoint.profile.viewed",
      to_text(json::object{{"profile", profile}, {"staff", staff}, {"why", json::string(why)}}));
}

void Parts::record_beside(NewEvent event) {
  device.record(std::move(event), [counts = metrics](Result<Recorded> recorded) {
    if (!recorded) counts->audit_failed();
  });
}

void Parts::record_contact_revealed(const std::string& task, const std::string& staff) {
  record_beside(staff_event(*this, "touchpoint.contact.revealed",
                            to_text(json::object{{"task_id", task}, {"staff", staff}})));
}

void Parts::record_staff_event(std::string_view type, const std::string& name) {
  record_beside(staff_event(*this, type, to_text(json::object{{"staff", name}})));
}

void Parts::record_staff_enabled(const std::string& name, const std::string& by) {
  record_beside(staff_event(*this, "touchpoint.staff.enabled",
                            to_text(json::object{{"staff", name}, {"by", by}})));
}

void Parts::record_signed_in(const std::string& name, bool by_badge) {
  json::object data{{"staff", name}};
  if (by_badge) data.emplace("how", "badge");
  record_beside(staff_event(*this, "touchpoint.staff.signed_in", to_text(data)));
}

void Parts::record_badge_event(std::string_view type, const std::string& name,
                               const std::string& by) {
  json::object data{{"staff", name}};
  if (!by.empty()) data.emplace("by", by);
  record_beside(staff_event(*this, type, to_text(data)));
}

void Parts::record_tablet_event(std::string_view type, const std::string& tablet,
                                const std::string& by) {
  json::object data{{"tablet", tablet}};
  if (!by.empty()) data.emplace("by", by);
  auto event = staff_event(*this, type, to_text(data));
  if (event.touchpoint.empty()) event.touchpoint = settings.kiosk;
  record_beside(std::move(event));
}

void Parts::note_search(const Session& session, const PeopleAnswer& answer) {
  const bool begins = searches.answered(session.key, session.staff.name, answer);
  if (!begins) return;
  search_due[session.key] = loop.after(kSearchBurst, [weak = weak_from_this(), key = session.key] {
    if (const auto parts = weak.lock()) parts->record_search(key);
  });
}

void Parts::record_search(Digest session) {
  search_due.erase(session);
  const auto count = searches.take_count(session);
  if (!count) return;
  record_beside(staff_event(
      *this, "touchpoint.profiles.searched",
      to_text(json::object{
          {"staff", count->staff}, {"searches", count->searches}, {"people", count->people}})));
}

void Parts::record_all_searches() {
  while (!search_due.empty())
    record_search(search_due.begin()->first);
}

void Parts::after_session(const Session& session) {
  streams.end_session(session.key);
  record_search(session.key);
  searches.forget(session.key);
  record_staff_event("touchpoint.staff.signed_out", session.staff.name);
}

void Parts::end_expired_sessions() {
  for (const auto& session : sessions.end_expired())
    after_session(session);
}

void Parts::watch_expiry() {
  const auto left = sessions.shortest_left();
  if (!left) {
    expiry.cancel();
    return;
  }
  expiry = loop.after(std::max<BootTime>(*left, 1ms), [weak = weak_from_this()] {
    const auto parts = weak.lock();
    if (!parts) return;
    parts->end_expired_sessions();
    parts->watch_expiry();
  });
}

void Parts::send_card(const std::string& touchpoint) {
  const auto watching = streams.sessions_at(touchpoint);
  if (watching.empty()) return;
  const auto& card = device.card(touchpoint);
  streams.send_card(touchpoint, to_json(card));
  record_views(card, watching);
}

void Parts::record_views(const Card& card, const std::vector<Digest>& watching) {
  if (!card.who) return;
  for (const auto& session : sessions.first_to_see(watching, card.visit, card.who->id))
    record_beside(view_of(card.who->id, session.staff.name, "card"));
}

void Parts::send_status() {
  if (streams.count() == 0) return;
  const auto since = clock.since_boot() - status_sent;
  if (since >= kStatusEvery) {
    status_sent = clock.since_boot();
    status_due.cancel();
    streams.send_status(to_json(device.status()));
    return;
  }
  status_due = loop.after(kStatusEvery - since, [weak = weak_from_this()] {
    const auto parts = weak.lock();
    if (!parts) return;
    parts->status_sent = parts->clock.since_boot();
    parts->streams.send_status(to_json(parts->device.status()));
  });
}

}  // namespace touchpoint::web
