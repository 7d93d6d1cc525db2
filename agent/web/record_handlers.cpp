#include <memory>
#include <vector>

#include <boost/json/array.hpp>

#include "core/limits.hpp"
#include "web/handlers.hpp"
#include "web/interactions.hpp"
#include "web/json/encode.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

int status_of(const Recorded& recorded) {
  return recorded.repeated ? 200 : 201;
}

// A batch under way: it is answered when the last of its results is there.
class Batch {
 public:
  Batch(Answer answer, std::shared_ptr<Metrics> metrics, std::size_t size)
      : answer_(std::move(answer)), metrics_(std::move(metrics)), results_(size), missing_(size) {}

  void refused(std::size_t at, const ApiRefusal& refusal) {
    metrics_->refused(refusal.code);
    result(at, refusal.status, "\"error\":" + to_json(refusal));
  }
  void recorded(std::size_t at, const Recorded& recorded) {
    result(at, status_of(recorded), "\"recorded\":" + to_json(recorded));
  }

 private:
  void result(std::size_t at, int status, const std::string& member) {
    results_[at] = "{\"status\":" + std::to_string(status) + "," + member + "}";
    if (--missing_ > 0) return;
    std::string body = "{\"results\":[";
    const char* separator = "";
    for (const auto& each : results_) {
      body += separator;
      body += each;
      separator = ",";
    }
    answer_.json(200, body + "]}");
  }

  Answer answer_;
  std::shared_ptr<Metrics> metrics_;
  std::vector<std::string> results_;
  std::size_t missing_;
};

// What is recorded of a code that a customer shows is what it can be looked up by: whoever looks is
// the centre. Known or not, all is the same here.
Checked<void> read_code(Parts& parts, NewEvent& event) {
  TP_TRY(auto data, parse_json(event.data));
  auto& facts = data.as_object();
  const auto read = parts.device.identifiers_in(std::string(facts.at("code").get_string()));
  if (!read) return unacceptable("forbidden_content", read.error().sentence());
  json::array identifiers;
  for (const auto& each : read.value()) {
    if (each.kind >= IdentifierKind::email) continue;  // which anybody can say
    identifiers.push_back(
        json::object{{"kind", json::string(to_text(each.kind))}, {"value", each.value}});
  }
  if (identifiers.empty()) {
    return unacceptable("no_number", "this is no number of a card, a receipt or an order");
  }
  facts.erase("code");
  facts.emplace("identifiers", std::move(identifiers));
  event.data = to_text(data);
  return success();
}

// What customers say of themselves by a number, and links for their phones: so many of them at one
// screen, and each alike.
Checked<NewEvent> take_number(Parts& parts, Checked<NewEvent> read, Surface surface) {
  if (!read || !is_kiosk(surface)) return read;
  auto event = std::move(read).value();
  const bool claims = event.type == "touchpoint.answers.claimed";
  if (!claims && event.type != "touchpoint.collection.announced" &&
      event.type != "touchpoint.survey.handed_over") {
    return event;
  }
  if (const auto wait = parts.numbers.take(event.touchpoint); wait.count() > 0) {
    return ApiRefusal{429, "too_many_numbers",
                      "too many numbers were tried here; try again a little later",
                      static_cast<int>(wait.count())};
  }
  if (claims) {
    TP_CHECK(read_code(parts, event));
  }
  return event;
}

// What somebody scanned for the number of an order or of a card.
bool names_badge(const json::value& sent, const Access& access) {
  const auto* interaction = sent.if_object();
  const auto* data = interaction == nullptr ? nullptr : interaction->if_contains("data");
  const auto* object = data == nullptr ? nullptr : data->if_object();
  if (object == nullptr) return false;
  for (const auto* name : {"order_id", "code"}) {
    const auto* number = object->if_contains(name);
    if (number == nullptr || !number->is_string()) continue;
    if (access.is_badge(std::string_view(number->get_string()))) return true;
  }
  return false;
}

void record_one(Parts& parts, Answer answer, Checked<NewEvent> event) {
  if (!event) return answer.refuse(event.error());
  parts.device.record(std::move(event).value(),
                      [answer = std::move(answer)](Result<Recorded> recorded) mutable {
                        if (!recorded) return answer.refuse(not_recorded(recorded.error()));
                        answer.json(status_of(recorded.value()), to_json(recorded.value()));
                      });
}

}  // namespace

void record_interactions(Parts& parts, Call call) {
  const auto body = parse_json(call.request.body);
  if (!body) return call.answer.refuse(body.error());
  const Sender sender{call.surface, call.session ? call.session->staff.name : std::string(),
                      call.tablet};
  const auto read = [&](const json::value& sent) -> Checked<NewEvent> {
    auto event = take_number(
        parts, read_interaction(sent, sender, parts.settings, parts.clock.wall(), parts.ids),
        call.surface);
    if (event && names_badge(sent, parts.access)) return staff_badge();
    return event;
  };
  const auto* sent = body.value().if_array();
  if (sent == nullptr) return record_one(parts, std::move(call.answer), read(body.value()));
  if (sent->empty() || sent->size() > limits::kInteractionBatchMax) {
    return call.answer.refuse(malformed("bad_batch", "a batch holds 1 to 500 interactions"));
  }
  const auto batch = std::make_shared<Batch>(std::move(call.answer), parts.metrics, sent->size());
  for (std::size_t i = 0; i < sent->size(); ++i) {
    auto event = read((*sent)[i]);
    if (!event) {
      batch->refused(i, event.error());
      continue;
    }
    parts.device.record(std::move(event).value(), [batch, i](Result<Recorded> recorded) {
      if (recorded) {
        batch->recorded(i, recorded.value());
      } else {
        batch->refused(i, not_recorded(recorded.error()));
      }
    });
  }
}

}  // namespace touchpoint::web
