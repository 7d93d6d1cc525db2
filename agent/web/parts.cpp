#include "web/parts.hpp"

#include "core/text.hpp"
#include "web/json/encode.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kStatusEvery = 250ms;  // a person reads no faster

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
      metrics(std::make_shared<Metrics>()) {}

void Parts::record_staff_event(std::string_view type, const std::string& name) {
  NewEvent event;
  event.id = ids.next();
  event.type = type;
  event.time = clock.wall();
  event.actor = Actor::employee;
  event.touchpoint = settings.counter;
  event.data = "{\"staff\":" + json_quoted(name) + "}";
  device.record(std::move(event), [counts = metrics](Result<Recorded> recorded) {
    if (!recorded) counts->audit_failed();
  });
}

void Parts::after_session(const Session& session) {
  streams.end_session(session.key);
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
  if (streams.any_of(touchpoint)) streams.send_card(touchpoint, to_json(device.card(touchpoint)));
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
