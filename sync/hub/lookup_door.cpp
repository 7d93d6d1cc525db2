#include "sync/hub/lookup_door.hpp"

#include "sync/hub/answers.hpp"

namespace touchpoint::hub {
namespace {

using namespace std::chrono_literals;

constexpr auto kMinute = 60s;
constexpr const char* kAskAgain = "60";  // seconds

}  // namespace

void LookupDoor::handle(const web::Request& request, Sender sender, web::ResponderPtr responder) {
  if (media_type(request) != "application/json") {
    return responder->respond(error_answer(415, "a lookup is application/json"));
  }
  auto lookup = sync::lookup_from_json(request.body);
  if (!lookup) return responder->respond(error_answer(400, lookup.error().sentence()));
  if (!may_ask(sender.device)) {
    ++metrics_.lookups_refused;
    auto response = error_answer(429, "this device has asked for too many people; try again later");
    response.headers.emplace_back("Retry-After", kAskAgain);
    return responder->respond(std::move(response));
  }
  store_.look_up(sender, std::move(lookup).value(),
                 [this, sender, responder = std::move(responder)](auto answer) mutable {
                   if (!answer) return responder->respond(device_failure(answer.error()));
                   found(sender, std::move(answer).value(), std::move(responder));
                 });
}

// How far its store's feed goes by now: what was found is in there.
void LookupDoor::found(const Sender& sender, LookupAnswer answer, web::ResponderPtr responder) {
  store_.news(sender, [this, answer = std::move(answer),
                       responder = std::move(responder)](Result<sync::News> news) mutable {
    if (!news) return responder->respond(device_failure(news.error()));
    answer.epoch = std::move(news.value().epoch);
    answer.through = news.value().profiles;
    ++metrics_.lookups_answered;
    responder->respond(json_answer(200, sync::to_json(answer)));
  });
}

bool LookupDoor::may_ask(const std::string& device) {
  auto& minute = minutes_[device];
  const auto now = clock_.since_boot();
  if (now - minute.since >= kMinute) minute = {.since = now, .lookups = 0};
  return ++minute.lookups <= kLookupsAMinute;
}

}  // namespace touchpoint::hub
