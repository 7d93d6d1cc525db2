// Who may sign in here, for a supervisor or IT: whoever is locked out after too many wrong PINs is
// let in again at the counter, with or without the hub.
#include <boost/json/array.hpp>

#include "core/limits.hpp"
#include "web/handlers.hpp"
#include "web/json/encode.hpp"
#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

Checked<std::string> read_name(const json::value& body) {
  TP_TRY(const auto* object, as_object(body, "the body"));
  TP_CHECK(only_members(*object, {"name"}));
  TP_TRY(const auto name, text_member(*object, "name", {.max = limits::kSlugMax}));
  return std::string(name);
}

}  // namespace

void show_staff(Parts& parts, Call call) {
  json::array staff;
  for (const auto& entry : parts.access.staff_list()) {
    staff.push_back(json::object{{"name", entry.staff.name},
                                 {"display_name", entry.staff.display_name},
                                 {"role", json::string(to_text(entry.staff.role))},
                                 {"disabled", entry.disabled},
                                 {"badge", entry.badge}});
  }
  call.answer.json(200, to_text(json::object{{"staff", std::move(staff)}}));
}

void enable_staff(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  auto name = read_name(body.value());
  if (!name) return call.answer.refuse(name.error());
  parts.access.staff_enable(
      name.value(),
      [weak = parts.weak_from_this(), answer = std::move(call.answer), name = name.value(),
       by = call.session->staff.name](Result<void> done) mutable {
        const auto alive = weak.lock();
        if (!alive) return;
        if (!done) return answer.refuse(not_done(done.error()));
        alive->record_staff_enabled(name, by);
        answer.nothing();
      });
}

}  // namespace touchpoint::web
