#include "sync/codec/effect.hpp"

#include <array>

#include "core/uuid.hpp"
#include "sync/codec/choices_json.hpp"
#include "sync/codec/identifier_json.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::string_view kPrefix = "touchpoint.";

struct Meaning {
  std::string_view type;
  std::string_view channel;
  std::optional<OrderStatus> becomes;
};

// A sale at the till is over when it is recorded: it leaves nothing to collect.
constexpr auto kMeanings = std::to_array<Meaning>({
    {"order.completed", "store", OrderStatus::collected},
    {"order.collected", "store", OrderStatus::collected},
    {"order.partly_collected", "store", std::nullopt},
    {"order.refunded", "store", OrderStatus::refunded},
    {"note.added", "store", std::nullopt},
    {"consultation.given", "store", std::nullopt},
    {"survey.answered", "kiosk", std::nullopt},
    {"product.added_to_wishlist", "store", std::nullopt},
    {"offer.made", "store", std::nullopt},
    {"offer.accepted", "store", std::nullopt},
    {"offer.declined", "store", std::nullopt},
    {"complaint.raised", "store", std::nullopt},
    {"complaint.answered", "store", std::nullopt},
    {"complaint.withdrawn", "store", std::nullopt},
    {"task.opened", "store", std::nullopt},
    {"task.completed", "store", std::nullopt},
    {"task.cancelled", "store", std::nullopt},
    {"rights.requested", "store", std::nullopt},
    {"interaction.undone", "store", std::nullopt},
    {"consent.given", "store", std::nullopt},
    {"consent.withdrawn", "store", std::nullopt},
});

constexpr std::string_view kRegistered = "touchpoint.customer.registered";

std::optional<Product> product_of(const reading::Members& line) {
  Product product;
  product.sku = line.text("sku");
  product.name = line.text("name");
  product.quantity = line.number("quantity").value_or(1);
  product.price = line.number("price");
  return product;
}

// The id that all events of a complaint, an offer or a task share; of an undoing what it undoes, of
// a consent its purpose.
std::string_view subject_of(const reading::Members& data) {
  for (const auto* name :
       {"complaint_id", "offer_id", "task_id", "request_id", "undoes", "purpose"}) {
    if (const auto id = data.text(name); !id.empty()) return id;
  }
  return {};
}

// Which right is claimed; the words of what was said, or a refund's reason; of a score its kind,
// which says its scale.
std::string title_of(const reading::Members& data) {
  for (const auto* name : {"right", "text", "reason"}) {
    if (data.has(name)) return std::string(data.text(name));
  }
  return data.has("choices") ? chosen_words(data) : std::string(data.text("kind"));
}

std::optional<Effect> registration_of(const NewEvent& event) {
  const auto document = reading::Document::parse(event.data, "the event's data");
  if (!document) return std::nullopt;
  reading::Members::Problem problem;
  const reading::Members data{document.value().root(), "the event's data", problem};
  Effect effect;
  auto& profile = effect.registers.emplace();
  profile.id = effect.profile = data.text("profile");
  profile.given_name = data.text("given_name");
  profile.family_name = data.text("family_name");
  profile.form_of_address = data.text("form_of_address");
  profile.language = data.text("language");
  profile.birth_date = data.text("birth_date");
  profile.postal_code = data.text("postal_code");
  profile.since = event.time;
  profile.identifiers = data.each<Identifier>("identifiers", "an identifier", read_identifier);
  profile.here = true;
  if (problem.found() || !Uuid::parse(profile.id)) return std::nullopt;
  return effect;
}

}  // namespace

std::vector<std::string> types_with_effect() {
  std::vector<std::string> types{std::string(kRegistered)};
  for (const auto& meaning : kMeanings)
    types.push_back(std::string(kPrefix).append(meaning.type));
  return types;
}

std::optional<Effect> effect_of(const NewEvent& event, std::string_view store) {
  if (event.type == kRegistered) return registration_of(event);
  if (!event.type.starts_with(kPrefix)) return std::nullopt;
  const auto type = std::string_view(event.type).substr(kPrefix.size());
  for (const auto& meaning : kMeanings) {
    if (meaning.type != type) continue;
    const auto document = reading::Document::parse(event.data, "the event's data");
    if (!document) return std::nullopt;
    reading::Members::Problem problem;
    const reading::Members data{document.value().root(), "the event's data", problem};

    Effect effect;
    effect.profile = data.text("profile");
    if (!effect.profile.empty() && !Uuid::parse(effect.profile)) return std::nullopt;
    // An order says whose it is; a complaint about one that names nobody stays anonymous.
    const bool whose = type.starts_with("order.") && !data.text("order_id").empty();
    if (effect.profile.empty() && !whose) return std::nullopt;
    effect.becomes = meaning.becomes;
    auto& experience = effect.experience;
    experience.id = event.id.text();
    experience.time = event.time;
    // What staff ask is asked at the counter.
    const bool asked = type == "survey.answered" && !data.text("staff").empty();
    experience.channel = asked ? "store" : meaning.channel;
    experience.source = store;
    experience.type = type;
    experience.order_id = data.text("order_id");
    experience.total = data.number("total");
    experience.currency = data.text("currency");
    experience.items = data.each<Product>("products", "a product", product_of);
    experience.title = title_of(data);
    experience.score = data.small("score");
    experience.subject = subject_of(data);
    experience.due = data.time("due");
    experience.here = true;
    if (problem.found()) return std::nullopt;
    return effect;
  }
  return std::nullopt;
}

}  // namespace touchpoint::sync
