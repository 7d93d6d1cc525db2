#include "sync/hub/device_facts.hpp"

#include <algorithm>
#include <array>

#include <boost/json/object.hpp>

#include "core/limits.hpp"
#include "core/uuid.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

constexpr std::string_view kPrefix = "touchpoint.";
constexpr std::string_view kConsentGiven = "consent.given";
constexpr std::string_view kConsentWithdrawn = "consent.withdrawn";
constexpr std::string_view kClaimed = "answers.claimed";
constexpr std::string_view kReleased = "answers.released";
constexpr std::string_view kSettingsRefused = "touchpoint.config.refused";
constexpr std::size_t kReasonMax = 500;  // bytes

struct StepType {
  std::string_view type;
  OrderStep step;
};
constexpr std::array<StepType, 3> kSteps{{
    {"order.completed", OrderStep::placed},
    {"order.refunded", OrderStep::refunded},
    {"order.collected", OrderStep::collected},
}};

// Of these, too, something is told to the stores. What any other event says is not even read.
constexpr auto kOthers = std::to_array<std::string_view>(
    {"customer.recognised", "customer.registered", "survey.answered", kClaimed, kReleased,
     kConsentGiven, kConsentWithdrawn});
// … and of these their words, what they are about, and until when.
constexpr auto kSpoken = std::to_array<std::string_view>(
    {"note.added", "consultation.given", "order.partly_collected", "product.added_to_wishlist",
     "offer.made", "offer.accepted", "offer.declined", "complaint.raised", "complaint.answered",
     "complaint.withdrawn", "task.opened", "task.completed", "task.cancelled", "rights.requested",
     "interaction.undone"});

bool is_spoken(std::string_view type) {
  return std::ranges::find(kSpoken, type) != kSpoken.end();
}

bool has_a_fact(std::string_view type) {
  return std::ranges::find(kSteps, type, &StepType::type) != kSteps.end() ||
         std::ranges::find(kOthers, type) != kOthers.end() || is_spoken(type);
}

OrderChange order_of(const json::object& data, OrderStep step) {
  OrderChange order;
  order.step = step;
  order.order_id = text_member(data, "order_id");
  order.total = number_member(data, "total");
  order.currency = text_member(data, "currency");
  order.items = products_member(data, "products");
  return order;
}

// A note may have lines, which other texts may not.
std::string note_of(const json::object& data) {
  const auto* text = data.if_contains("text");
  if (text == nullptr || !text->is_string()) return {};
  return {text->get_string().data(), text->get_string().size()};
}

Experience experience_of(const sync::ReceivedEvent& event, std::string_view type,
                         const std::string& store) {
  Experience experience;
  experience.id = event.id;
  experience.time = event.time;
  experience.channel = "store";
  experience.source = store;
  experience.type = type;
  return experience;
}

// A score's kind, which says its scale; the words of any other answer.
std::string words_of(const json::object& data) {
  if (const auto text = note_of(data); !text.empty()) return text;
  const auto* choices = data.if_contains("choices");
  if (choices == nullptr || !choices->is_array()) return text_member(data, "kind");
  std::string words;
  for (const auto& choice : choices->get_array()) {
    if (!choice.is_string()) continue;
    words.append(words.empty() ? "" : ", ").append(std::string_view(choice.get_string()));
  }
  return words;
}

// Identifiers come as they are compared; of each kind the first counts.
void describe_registration(Fact& fact, const json::object& data, const std::string& store) {
  fact.experience.reset();
  auto& traits = fact.traits.emplace();
  traits.given_name = text_member(data, "given_name");
  traits.family_name = text_member(data, "family_name");
  traits.form_of_address = text_member(data, "form_of_address");
  traits.language = text_member(data, "language");
  traits.birth_date = text_member(data, "birth_date");
  traits.postal_code = text_member(data, "postal_code");
  traits.home_store = store;
  traits.since = fact.time;
  const auto* identifiers = array_member(data, "identifiers");
  if (identifiers == nullptr) return;
  for (const auto& element : *identifiers) {
    const auto* identifier = element.if_object();
    if (identifier == nullptr) continue;
    const auto kind = text_member(*identifier, "kind");
    auto* const place = kind == "loyalty" ? &fact.card
                        : kind == "email" ? &traits.email
                        : kind == "phone" ? &traits.phone
                                          : nullptr;
    if (place != nullptr && place->empty()) *place = text_member(*identifier, "value");
  }
}

void describe_spoken(Experience& experience, const json::object& data) {
  experience.title = text_member(data, "right");
  if (experience.title.empty()) experience.title = note_of(data);
  experience.items = products_member(data, "products");
  experience.order_id = text_member(data, "order_id");
  experience.due = time_member(data, "due");
  for (const auto* name : {"complaint_id", "offer_id", "task_id", "request_id", "undoes"}) {
    if (experience.subject.empty()) experience.subject = text_member(data, name);
  }
}

// The purpose is the experience's subject: the chronology says when it was decided, and on what.
void describe_consent(Fact& fact, const json::object& data, bool granted) {
  fact.experience->subject = text_member(data, "purpose");
  fact.consents.push_back(
      {.purpose = fact.experience->subject, .granted = granted, .at = fact.time});
}

// Whom anybody could name by it is nobody's claim: an address or a phone number is not taken.
Claim claim_of(const json::object& data, bool given) {
  Claim claim{.given = given};
  const auto* identifiers = array_member(data, "identifiers");
  if (identifiers == nullptr) return claim;
  for (const auto& element : *identifiers) {
    const auto* identifier = element.if_object();
    if (identifier == nullptr) continue;
    const auto kind = identifier_kind_from_text(text_member(*identifier, "kind"));
    if (!kind || *kind >= IdentifierKind::email) continue;
    claim.identifiers.push_back({*kind, text_member(*identifier, "value")});
  }
  return claim;
}

void describe_answer(Experience& experience, const json::object& data) {
  // What staff ask is asked at the counter.
  if (text_member(data, "staff").empty()) experience.channel = "kiosk";
  experience.title = words_of(data);
  if (const auto score = number_member(data, "score"); score && *score >= -100 && *score <= 100) {
    experience.score = static_cast<int>(*score);
  }
}

}  // namespace

std::optional<SettingsRefusal> settings_refusal_of(const sync::ReceivedEvent& event) {
  if (event.type != kSettingsRefused) return std::nullopt;
  const auto data = parse_object(event.data);
  if (!data) return std::nullopt;
  const auto version = number_member(data.value(), "version").value_or(0);
  auto reason = text_member(data.value(), "reason");
  if (reason.empty() || reason.size() > kReasonMax) reason = "its own status says why";
  return SettingsRefusal{.version = static_cast<std::int64_t>(version),
                         .number = {},
                         .reason = std::move(reason),
                         .at = event.time};
}

std::optional<DeviceFact> fact_of(const sync::ReceivedEvent& event, const std::string& store) {
  if (!event.type.starts_with(kPrefix)) return std::nullopt;
  const std::string_view type = std::string_view(event.type).substr(kPrefix.size());
  if (!has_a_fact(type)) return std::nullopt;
  const auto data = parse_object(event.data);
  if (!data) return std::nullopt;

  DeviceFact result;
  result.profile = text_member(data.value(), "profile");
  result.fact.time = event.time;
  auto& experience = result.fact.experience.emplace(experience_of(event, type, store));
  for (const auto& [known, step] : kSteps) {
    if (known != type) continue;
    result.visit = true;
    const auto& order = result.fact.order.emplace(order_of(data.value(), step));
    if (order.order_id.empty()) return std::nullopt;
    experience.order_id = order.order_id;
    experience.total = order.total;
    experience.currency = order.currency;
    experience.items = order.items;
    experience.title = text_member(data.value(), "reason");
    return result;
  }
  result.response = text_member(data.value(), "response");
  if (type == kClaimed || type == kReleased) {
    if (!Uuid::parse(result.response)) return std::nullopt;
    result.profile.clear();
    result.claim = claim_of(data.value(), type == kClaimed);
    experience.channel = "kiosk";
    return result;
  }
  const bool anonymous = type == "survey.answered" && Uuid::parse(result.response);
  if (result.profile.empty() && !anonymous) return std::nullopt;
  if (type == "customer.recognised") {
    result.visit = true;
    result.fact.experience.reset();
  } else if (type == "customer.registered") {
    result.visit = true;
    result.registers = true;
    describe_registration(result.fact, data.value(), store);
  } else if (type == kConsentGiven || type == kConsentWithdrawn) {
    if (text_member(data.value(), "purpose").empty()) return std::nullopt;
    describe_consent(result.fact, data.value(), type == kConsentGiven);
  } else if (is_spoken(type)) {
    describe_spoken(experience, data.value());
  } else {
    describe_answer(experience, data.value());
  }
  return result;
}

}  // namespace touchpoint::hub
