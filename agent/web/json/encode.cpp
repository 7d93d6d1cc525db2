#include "web/json/encode.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<WallTime>& time) {
  if (!time) return nullptr;
  return json::value(to_rfc3339(*time));
}

template <class Number>
json::value or_null(const std::optional<Number>& number) {
  if (!number) return nullptr;
  return json::value(*number);
}

json::value or_null(std::string_view text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

// What is not known is left out.
void add(json::object& object, std::string_view name, std::string_view text) {
  if (!text.empty()) object.emplace(name, text);
}

json::string text_of(std::string_view text) {
  return json::string(text);
}

json::object encode(const Product& product) {
  json::object object;
  add(object, "sku", product.sku);
  object.emplace("name", product.name);
  object.emplace("quantity", product.quantity);
  object.emplace("price", or_null(product.price));
  return object;
}

json::array encode(const std::vector<Product>& products) {
  json::array items;
  for (const auto& product : products)
    items.push_back(encode(product));
  return items;
}

json::object encode(const Order& order) {
  json::object object;
  object.emplace("order_id", order.order_id);
  object.emplace("status", text_of(to_text(order.status)));
  add(object, "store", order.store);
  object.emplace("placed", to_rfc3339(order.placed));
  object.emplace("ready", or_null(order.ready));
  add(object, "shelf", order.shelf);
  object.emplace("total", or_null(order.total));
  add(object, "currency", order.currency);
  object.emplace("items", encode(order.items));
  return object;
}

json::object encode(const Experience& experience) {
  json::object object;
  object.emplace("id", experience.id);
  object.emplace("time", to_rfc3339(experience.time));
  object.emplace("channel", experience.channel);
  add(object, "source", experience.source);
  object.emplace("type", experience.type);
  add(object, "order_id", experience.order_id);
  object.emplace("total", or_null(experience.total));
  add(object, "currency", experience.currency);
  object.emplace("items", encode(experience.items));
  add(object, "title", experience.title);
  object.emplace("score", or_null(experience.score));
  add(object, "subject", experience.subject);
  if (experience.due) object.emplace("due", to_rfc3339(*experience.due));
  object.emplace("here", experience.here);
  return object;
}

json::array encode(const std::vector<Experience>& experiences, std::size_t limit) {
  json::array array;
  for (std::size_t i = 0; i < std::min(limit, experiences.size()); ++i)
    array.push_back(encode(experiences[i]));
  return array;
}

void add_freshness(json::object& object, const Freshness& freshness) {
  object.emplace("as_of", or_null(freshness.as_of));
  object.emplace("age_s", or_null(freshness.age_s));
  object.emplace("source", "replica");
}

std::string_view state_text(CardState state) {
  switch (state) {
    case CardState::nobody:
      return "nobody";
    case CardState::looking:
      return "looking";
    case CardState::shown:
      return "shown";
    case CardState::unknown:
      return "unknown";
    case CardState::refused:
      return "refused";
    case CardState::asking:
      return "asking";
  }
  return "nobody";
}

// Of somebody who is only possible, what staff need to ask for them by name.
json::object encode_possible(const Card& card) {
  json::object who;
  who.emplace("profile", card.who->id);
  add(who, "given_name", card.who->given_name);
  add(who, "family_name", card.who->family_name);
  who.emplace("by", text_of(to_text(card.by)));
  return who;
}

json::array encode_fields(const std::vector<FieldEvidence>& fields) {
  json::array array;
  for (const auto& each : fields) {
    array.push_back(
        json::object{{"field", each.field}, {"level", each.level}, {"bits", each.bits}});
  }
  return array;
}

json::array encode_texts(const std::vector<std::string>& texts) {
  json::array array;
  for (const auto& text : texts)
    array.push_back(text_of(text));
  return array;
}

json::object encode(const CardQuestion& question) {
  return {{"kind", question.kind == CardQuestion::Kind::what ? "what" : "who"},
          {"question", question.scan.text()},
          {"choices", encode_texts(question.choices)}};
}

json::object encode_who(const Card& card) {
  const auto& profile = *card.who;
  json::object who;
  who.emplace("profile", profile.id);
  add(who, "given_name", profile.given_name);
  add(who, "family_name", profile.family_name);
  add(who, "form_of_address", profile.form_of_address);
  add(who, "language", profile.language);
  add(who, "channel", profile.channel);
  who.emplace("since", or_null(profile.since));
  who.emplace("order_count", profile.order_count);
  add(who, "tier", profile.tier);
  if (!profile.vouchers.empty()) {
    json::array vouchers;
    for (const auto& [code, title, until] : profile.vouchers) {
      json::object voucher{{"title", title}, {"until", or_null(until)}};
      add(voucher, "code", code);
      vouchers.push_back(std::move(voucher));
    }
    who.emplace("vouchers", std::move(vouchers));
  }
  who.emplace("by", text_of(card.decision ? "person" : to_text(card.by)));
  who.emplace("assurance", text_of(to_text(card.assurance)));
  if (card.decision) {
    who.emplace("decision", json::object{{"verdict", card.decision->verdict},
                                         {"score", card.decision->score},
                                         {"fields", encode_fields(card.decision->fields)},
                                         {"caps", encode_texts(card.decision->caps)}});
  } else {
    who.emplace("strength", text_of(to_text(card.strength)));
  }
  add(who, "number", card.number);
  if (profile.here) who.emplace("here", true);
  return who;
}

json::array encode_consents(const std::vector<Consent>& consents) {
  json::array array;
  for (const auto& consent : consents)
    array.push_back(json::object{{"purpose", consent.purpose}, {"granted", consent.granted}});
  return array;
}

// What is not known of the fact is left out; `here` stands where there is one.
json::object encode(const CardItem& item) {
  json::object object{{"kind", text_of(to_text(item.guard))}};
  if (item.order && item.order->placed != WallTime{}) {
    object.emplace("order", encode(*item.order));
  } else if (item.order) {
    object.emplace("order_id", item.order->order_id);
  }
  if (item.item) object.emplace("item", encode(*item.item));
  add(object, "text", item.text);
  add(object, "subject", item.subject);
  if (item.score) object.emplace("score", *item.score);
  if (item.due) object.emplace("due", to_rfc3339(*item.due));
  if (item.days > 0) object.emplace("days", item.days);
  if (item.time) object.emplace("time", to_rfc3339(*item.time));
  add(object, "channel", item.channel);
  add(object, "source", item.source);
  if (item.time) object.emplace("here", item.here);
  return object;
}

json::array encode(const std::vector<CardItem>& items) {
  json::array array;
  for (const auto& item : items)
    array.push_back(encode(item));
  return array;
}

json::array encode(const std::vector<JourneyGap>& gaps) {
  json::array array;
  for (const auto& gap : gaps) {
    json::object object{{"kind", text_of(to_text(gap.gap))}, {"since", to_rfc3339(gap.since)}};
    add(object, "order_id", gap.order_id);
    add(object, "text", gap.text);
    array.push_back(std::move(object));
  }
  return array;
}

std::string_view state_of(const DeviceStatus::Journal& journal) {
  if (!journal.well) return "failed";
  return journal.full ? "full" : "well";
}

json::value encode(const std::optional<DeviceStatus::Certificate>& certificate) {
  if (!certificate) return nullptr;
  return json::object{{"expires", to_rfc3339(certificate->expires)},
                      {"days_left", certificate->days_left},
                      {"expired", certificate->expired},
                      {"problem", or_null(certificate->problem)}};
}

json::value encode(const std::optional<DeviceStatus::Settings>& settings) {
  if (!settings) return nullptr;
  json::array after_restart;
  for (const auto& name : settings->after_restart)
    after_restart.emplace_back(name);
  return json::object{{"number", settings->number},
                      {"after_restart", std::move(after_restart)},
                      {"problem", or_null(settings->problem)}};
}

json::value encode(const std::optional<StoreDevices>& devices) {
  if (!devices) return nullptr;
  json::array unwell;
  for (const auto& [device, code, since] : devices->unwell) {
    unwell.push_back(json::object{{"device", device}, {"code", code}, {"since", or_null(since)}});
  }
  return json::object{{"at", to_rfc3339(devices->at)},
                      {"devices", devices->devices},
                      {"unwell", std::move(unwell)}};
}

json::array encode(const std::vector<RecordedInError>& recorded) {
  json::array events;
  for (const auto& [event, profile, type, time] : recorded) {
    events.push_back(json::object{
        {"event", event.text()}, {"profile", profile}, {"type", type}, {"time", to_rfc3339(time)}});
  }
  return events;
}

json::array encode(const std::vector<ParkedVisit>& parked) {
  json::array visits;
  for (const auto& each : parked) {
    json::object visit{{"visit", each.visit.text()}, {"since", to_rfc3339(each.since)}};
    add(visit, "initials", each.initials);
    visits.push_back(std::move(visit));
  }
  return visits;
}

}  // namespace

std::string to_json(const Recorded& recorded) {
  return to_text(json::object{{"id", recorded.id.text()},
                              {"sequence", recorded.sequence},
                              {"recorded_at", to_rfc3339(recorded.at)},
                              {"repeated", recorded.repeated}});
}

std::string to_json(const Card& card) {
  json::object object;
  object.emplace("state", text_of(state_text(card.state)));
  object.emplace("touchpoint", card.touchpoint);
  if (!card.parked.empty()) object.emplace("parked", encode(card.parked));
  if (card.state == CardState::nobody) return to_text(object);
  if (!card.in_error.empty()) object.emplace("in_error", encode(card.in_error));
  object.emplace("visit", card.visit.text());
  object.emplace("at", to_rfc3339(card.at));
  if (card.state == CardState::unknown || card.state == CardState::refused) {
    object.emplace("reason", card.reason);
  }
  if (card.state == CardState::unknown) add(object, "number", card.number);
  if (card.state == CardState::unknown && card.hub != HubSays::not_asked) {
    object.emplace("hub", text_of(to_text(card.hub)));
  }
  if (card.state == CardState::shown && card.who) {
    object.emplace("who", encode_who(card));
    object.emplace("consents", encode_consents(card.who->consents));
    object.emplace("now", encode(card.now));
    object.emplace("do_not", encode(card.do_not));
    object.emplace("suggest", encode(card.suggest));
    object.emplace("stage", text_of(to_text(card.stage)));
    object.emplace("gaps", encode(card.gaps));
    object.emplace("timeline", encode(card.who->history, card.who->history.size()));
  }
  if (card.state == CardState::asking && card.who) object.emplace("who", encode_possible(card));
  if (card.question) object.emplace("question", encode(*card.question));
  if (card.state == CardState::shown || card.state == CardState::unknown) {
    add_freshness(object, card.freshness);
  }
  return to_text(object);
}

// Neither birth date nor phone: who stands at the counter says them, and is not told.
std::string to_json(const PeopleAnswer& answer) {
  json::array candidates;
  for (const auto& each : answer.candidates) {
    json::object candidate{{"profile", each.profile}};
    add(candidate, "given_name", each.given_name);
    add(candidate, "family_name", each.family_name);
    add(candidate, "area", each.area);
    candidate.emplace("last_bought", or_null(each.last_bought));
    if (each.here) candidate.emplace("here", true);
    candidate.emplace("score", each.score);
    candidate.emplace("fields", encode_fields(each.fields));
    candidate.emplace("caps", encode_texts(each.caps));
    candidates.push_back(std::move(candidate));
  }
  json::object object{{"verdict", answer.verdict}, {"candidates", std::move(candidates)},
                      {"more", answer.more},       {"ask", answer.ask},
                      {"partial", answer.partial}, {"assurance", "claimed"}};
  if (answer.why) object.emplace("reason", text_of(to_text(*answer.why)));
  add_freshness(object, answer.freshness);
  if (answer.hub) object["source"] = "hub";
  return to_text(object);
}

std::string to_json(const DeviceStatus& status) {
  const auto& journal = status.journal;
  const auto& hub = status.hub;
  const auto& replica = status.replica;
  return to_text(
      json::object{{"version", status.version},
                   {"store", status.store},
                   {"device", status.device},
                   {"uptime_s", status.uptime_s},
                   {"journal", json::object{{"journal", journal.journal},
                                            {"state", state_of(journal)},
                                            {"last", journal.last},
                                            {"through", journal.through},
                                            {"to_send", journal.to_send()},
                                            {"refused", journal.refused},
                                            {"oldest_unsent", or_null(journal.oldest_unsent)}}},
                   {"hub", json::object{{"enrolled", hub.enrolled},
                                        {"online", hub.online},
                                        {"transport", or_null(hub.transport)},
                                        {"since", or_null(hub.since)},
                                        {"last_receipt", or_null(hub.last_receipt)},
                                        {"problem", or_null(hub.problem)},
                                        {"proxy", or_null(hub.proxy)},
                                        {"approval", or_null(hub.approval)},
                                        {"revoked", hub.revoked},
                                        {"devices", encode(hub.devices)}}},
                   {"certificate", encode(status.certificate)},
                   {"settings", encode(status.settings)},
                   {"replica", json::object{{"state", replica.state},
                                            {"profiles", replica.profiles},
                                            {"as_of", or_null(replica.as_of)},
                                            {"age_s", or_null(replica.age_s)},
                                            {"collections", or_null(replica.collections)}}},
                   {"clock", json::object{{"quality", text_of(to_text(status.clock_quality))},
                                          {"now", to_rfc3339(status.now)}}}});
}

std::string to_json(const Proof& proof) {
  json::array problems;
  for (const auto& problem : proof.problems)
    problems.push_back(json::string(problem));
  json::object object{{"proven", proof.proven()},
                      {"journal", proof.journal},
                      {"recorded", proof.recorded},
                      {"first_kept", proof.first_kept},
                      {"verified_through", proof.verified_through},
                      {"erased", proof.erased},
                      {"pending", proof.pending},
                      {"missing", proof.missing},
                      {"problems", std::move(problems)},
                      {"at", to_rfc3339(proof.at)},
                      {"centre", nullptr}};
  if (proof.centre) {
    json::array holes;
    for (const auto& [first, last] : proof.centre->holes)
      holes.push_back(json::object{{"first", first}, {"last", last}});
    object["centre"] =
        json::object{{"through", proof.centre->through},   {"stored", proof.centre->stored},
                     {"refused", proof.centre->refused},   {"erased", proof.centre->erased},
                     {"in_holes", proof.centre->in_holes}, {"holes", std::move(holes)},
                     {"at", to_rfc3339(proof.centre->at)}};
  }
  return to_text(object);
}

std::string recognition_json(const Finding& finding) {
  json::object object;
  const bool certain = finding.strength != Strength::weak;
  object.emplace("outcome", !finding.profile ? "unknown" : certain ? "matched" : "possible");
  if (finding.profile) {
    object.emplace("profile", finding.profile->id);
    object.emplace("by", text_of(to_text(finding.by)));
    object.emplace("assurance", text_of(to_text(finding.assurance)));
    object.emplace("strength", text_of(to_text(finding.strength)));
  } else {
    object.emplace("reason", text_of(to_text(finding.why)));
  }
  add_freshness(object, finding.freshness);
  return to_text(object);
}

std::string timeline_json(const Finding& finding, std::size_t limit) {
  json::object object;
  object.emplace("profile", finding.profile->id);
  object.emplace("as_of", or_null(finding.freshness.as_of));
  object.emplace("source", "replica");
  object.emplace("experiences", encode(finding.profile->history, limit));
  return to_text(object);
}

}  // namespace touchpoint::web
