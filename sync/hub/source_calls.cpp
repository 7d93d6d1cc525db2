#include "sync/hub/source_calls.hpp"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>

#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "recognition/attributes.hpp"
#include "recognition/identifiers.hpp"
#include "recognition/phone.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdMax = 256;  // bytes of messageId and userId; Segment's own are 36 or so

struct StepName {
  std::string_view event;
  OrderStep step;
};
constexpr std::array<StepName, 5> kSteps{{
    {"Order Completed", OrderStep::placed},
    {"Order Ready", OrderStep::ready},
    {"Order Collected", OrderStep::collected},
    {"Order Refunded", OrderStep::refunded},
    {"Order Cancelled", OrderStep::cancelled},
}};

std::optional<OrderStep> step_of(std::string_view event) {
  for (const auto& known : kSteps) {
    if (known.event == event) return known.step;
  }
  return std::nullopt;
}

// What a badly filled template sends for "nobody".
bool is_nobody(std::string_view user_id) {
  return user_id == "null" || user_id == "undefined" || user_id == "anonymous";
}

Result<void> check_free_text(std::initializer_list<std::string_view> texts) {
  for (const auto text : texts) {
    if (const auto what = find_forbidden(text)) {
      return refused("a text looks like " + std::string(describe(*what)) + " and is not kept");
    }
  }
  return success();
}

WallTime time_of(const json::object& call, WallTime now) {
  for (const auto* name : {"timestamp", "originalTimestamp", "sentAt"}) {
    if (const auto time = time_member(call, name)) return std::min(*time, now);
  }
  return now;
}

std::string channel_of(const json::object& call) {
  std::string channel = text_member(call, "channel");
  if (const auto* context = object_member(call, "context"); context != nullptr && channel.empty()) {
    channel = text_member(*context, "channel");
  }
  return channel == "mobile" ? "app" : "web";
}

Experience experience_of(const json::object& call, const std::string& source, WallTime time) {
  Experience experience;
  experience.time = time;
  experience.channel = channel_of(call);
  experience.source = source;
  return experience;
}

std::vector<Consent> consents_of(const json::object& call, WallTime time) {
  std::vector<Consent> consents;
  const auto* context = object_member(call, "context");
  const auto* consent = context == nullptr ? nullptr : object_member(*context, "consent");
  const auto* purposes =
      consent == nullptr ? nullptr : object_member(*consent, "categoryPreferences");
  if (purposes == nullptr) return consents;
  for (const auto& member : *purposes) {
    const std::string_view purpose{member.key().data(), member.key().size()};
    const auto granted = bool_member(*purposes, purpose);
    if (!granted || purpose.empty() || purpose.size() > limits::kSlugMax) continue;
    consents.push_back({.purpose = std::string(purpose), .granted = *granted, .at = time});
  }
  return consents;
}

// "it_IT" as many systems write it is "it-IT" in BCP 47.
std::string language_of(std::string locale) {
  std::replace(locale.begin(), locale.end(), '_', '-');
  return locale;
}

// A two-letter country of the person's own goes before where the source's customers live.
std::string country_of(const json::object& members, const std::string& usual) {
  const auto* const address = object_member(members, "address");
  auto country = address == nullptr ? std::string{} : text_member(*address, "country");
  return recognition::is_phone_region(country) ? country : usual;
}

std::string postal_code_of(const json::object& members) {
  const auto* const address = object_member(members, "address");
  return address == nullptr ? std::string{}
                            : recognition::postal_code(text_member(*address, "postalCode"));
}

// As it is compared; empty when it cannot be of that kind.
std::string compared(IdentifierKind kind, const std::string& value, std::string_view country) {
  auto identifier = recognition::normalise(kind, value, country);
  return identifier ? std::move(identifier).value().value : std::string{};
}

Result<Traits> traits_of(const json::object& members, const std::string& usual_country) {
  Traits traits;
  traits.given_name = text_member(members, "firstName");
  traits.family_name = text_member(members, "lastName");
  traits.form_of_address = text_member(members, "title");
  traits.language = language_of(text_member(members, "locale"));
  traits.channel = text_member(members, "channel");
  const auto country = country_of(members, usual_country);
  traits.email = compared(IdentifierKind::email, text_member(members, "email"), country);
  traits.phone = compared(IdentifierKind::phone, text_member(members, "phone"), country);
  traits.birth_date = recognition::birth_date(text_member(members, "birthday"));
  traits.postal_code = postal_code_of(members);
  traits.home_store = text_member(members, "home_store");
  traits.since = time_member(members, "createdAt");
  if (!traits.home_store.empty() && !is_slug(traits.home_store)) {
    return refused("home_store is not a store's name (a-z, 0-9, '-')");
  }
  TP_CHECK(check_free_text({traits.given_name, traits.family_name, traits.form_of_address}));
  return traits;
}

Result<Fact> identify_fact(const json::object& call, const Caller& caller, WallTime time) {
  Fact fact;
  fact.time = time;
  if (const auto* members = object_member(call, "traits")) {
    TP_TRY(fact.traits, traits_of(*members, caller.country));
  } else {
    fact.traits.emplace();
  }
  fact.consents = consents_of(call, time);
  return fact;
}

Result<OrderChange> order_of(const json::object& properties, OrderStep step) {
  OrderChange order;
  order.step = step;
  order.order_id = text_member(properties, "order_id");
  if (order.order_id.empty() || order.order_id.size() > kIdMax) {
    return refused("an order event needs an order_id");
  }
  const bool collect = text_member(properties, "fulfilment") == "collect";
  order.store = text_member(properties, "store");
  if (step == OrderStep::placed && !collect) order.store.clear();
  if (collect && order.store.empty()) {
    return refused("an order to be collected needs the store where");
  }
  if (!order.store.empty() && !is_slug(order.store)) {
    return refused("store is not a store's name (a-z, 0-9, '-')");
  }
  order.shelf = text_member(properties, "shelf");
  order.total = number_member(properties, "total");
  if (!order.total) order.total = number_member(properties, "revenue");
  order.currency = text_member(properties, "currency");
  order.items = products_member(properties, "products");
  TP_CHECK(check_free_text({order.shelf}));
  return order;
}

void describe_order(Experience& experience, const OrderChange& order) {
  experience.order_id = order.order_id;
  experience.total = order.total;
  experience.currency = order.currency;
  experience.items = order.items;
}

void describe_properties(Experience& experience, const json::object& properties) {
  if (auto product = product_of(properties)) experience.items.push_back(std::move(*product));
  for (auto& product : products_member(properties, "products")) {
    experience.items.push_back(std::move(product));
  }
  for (const auto* name : {"title", "name", "query", "text"}) {
    if (experience.title.empty()) experience.title = text_member(properties, name);
  }
  experience.order_id = text_member(properties, "order_id");
  for (const auto* name : {"complaint_id", "return_id", "offer_id", "task_id"}) {
    if (experience.subject.empty()) experience.subject = text_member(properties, name);
  }
  experience.due = time_member(properties, "due");
  experience.total = number_member(properties, "total");
  if (!experience.total) experience.total = number_member(properties, "value");
  experience.currency = text_member(properties, "currency");
}

Result<Fact> track_fact(const json::object& call, const std::string& source, WallTime time) {
  const std::string event = text_member(call, "event");
  if (event.empty()) return refused("a track call needs the name of its event");
  Fact fact;
  fact.time = time;
  auto& experience = fact.experience.emplace(experience_of(call, source, time));
  experience.type = experience_type(event);
  static const json::object kNone;
  const auto* given = object_member(call, "properties");
  const json::object& properties = given == nullptr ? kNone : *given;
  if (const auto step = step_of(event)) {
    TP_TRY(fact.order, order_of(properties, *step));
    describe_order(experience, *fact.order);
  } else {
    describe_properties(experience, properties);
  }
  TP_CHECK(check_free_text({event, experience.title}));
  return fact;
}

Result<Fact> page_fact(const json::object& call, const std::string& source, WallTime time) {
  Fact fact;
  fact.time = time;
  auto& experience = fact.experience.emplace(experience_of(call, source, time));
  experience.type = "page.viewed";
  experience.title = text_member(call, "name");
  if (const auto* properties = object_member(call, "properties");
      properties != nullptr && experience.title.empty()) {
    experience.title = text_member(*properties, "title");
  }
  TP_CHECK(check_free_text({experience.title}));
  return fact;
}

Result<SourceCall> read_call(CallKind kind, const json::object& call, const Caller& caller,
                             WallTime now) {
  SourceCall result;
  result.message_id = text_member(call, "messageId");
  result.user_id = text_member(call, "userId");
  if (result.message_id.size() > kIdMax) return refused("messageId is too long");
  if (result.user_id.size() > kIdMax) return refused("userId is too long");
  if (is_nobody(result.user_id)) result.user_id.clear();
  result.anonymous_id = text_member(call, "anonymousId");
  const bool no_browser = result.anonymous_id.size() > kIdMax || is_nobody(result.anonymous_id);
  if (no_browser) result.anonymous_id.clear();
  const WallTime time = time_of(call, now);
  switch (kind) {
    case CallKind::identify: {
      result.identifies = true;
      TP_TRY(result.fact, identify_fact(call, caller, time));
      return result;
    }
    case CallKind::track: {
      TP_TRY(result.fact, track_fact(call, caller.source, time));
      return result;
    }
    case CallKind::page: {
      TP_TRY(result.fact, page_fact(call, caller.source, time));
      return result;
    }
    case CallKind::batch:
      break;
  }
  return refused("a batch may hold track, identify and page calls only");
}

CallKind kind_of(const json::object& call) {
  const std::string type = text_member(call, "type");
  if (type == "track") return CallKind::track;
  if (type == "identify") return CallKind::identify;
  if (type == "page" || type == "screen") return CallKind::page;
  return CallKind::batch;
}

SourceCalls read_batch(const json::array& elements, const Caller& caller, WallTime now) {
  SourceCalls result;
  result.calls.reserve(elements.size());
  for (const auto& element : elements) {
    const auto* call = element.if_object();
    auto read = call == nullptr ? Result<SourceCall>(refused("an element is not an object"))
                                : read_call(kind_of(*call), *call, caller, now);
    if (read) {
      result.calls.push_back(std::move(read).value());
      continue;
    }
    if (result.refused++ == 0) result.first_refusal = read.error().sentence();
  }
  return result;
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string experience_type(std::string_view event) {
  std::string type;
  std::size_t last_gap = std::string::npos;
  for (char c : trimmed(event)) {
    if (type.size() >= limits::kSlugMax) break;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (is_word_byte(c)) {
      type += c;
    } else if (!type.empty() && type.back() != '_') {
      last_gap = type.size();
      type += '_';
    }
  }
  while (!type.empty() && type.back() == '_')
    type.pop_back();
  if (type.empty()) return "event";
  if (last_gap == std::string::npos || last_gap >= type.size()) last_gap = type.rfind('_');
  if (last_gap != std::string::npos) type[last_gap] = '.';
  return type;
}

Result<SourceCalls> read_calls(CallKind kind, std::string_view body, const Caller& caller,
                               WallTime now) {
  TP_TRY(const json::object object, parse_object(body));
  if (kind == CallKind::batch) {
    const auto* elements = array_member(object, "batch");
    if (elements == nullptr) return refused("a batch call needs the array `batch`");
    return read_batch(*elements, caller, now);
  }
  TP_TRY(auto call, read_call(kind, object, caller, now));
  SourceCalls result;
  result.calls.push_back(std::move(call));
  return result;
}

}  // namespace touchpoint::hub
