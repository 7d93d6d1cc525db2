#include "web/facts.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>

#include "core/clock.hpp"
#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "core/uuid.hpp"
#include "web/json/members.hpp"
#include "web/survey_answers.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr double kAmountMax = 1e12;  // beyond any till's total, and exact to the cent
constexpr std::size_t kNoteMax = limits::kJsonStringMax;
constexpr std::size_t kOrderTypedMax = 40;
constexpr std::size_t kLanguageMax = 35;  // BCP 47 section 4.4.1

Checked<void> is_currency(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() == 3 && std::ranges::all_of(text, capital)) return success();
  return unacceptable("bad_currency", "\"currency\" must be three capital letters (ISO 4217)");
}

Checked<void> check_product(const json::value& value) {
  TP_TRY(const auto* product, as_object(value, "each of \"products\""));
  TP_TRY(const auto sku, optional_text_member(*product, "sku", {.min = 0}));
  TP_TRY(const auto name, optional_text_member(*product, "name", {.min = 0, .max = 1024}));
  if (sku.value_or("").empty() && name.value_or("").empty()) {
    return malformed("missing_member", "each of \"products\" must have a name or a sku");
  }
  if (product->contains("quantity")) {
    TP_CHECK(number_member(*product, "quantity", 0, kAmountMax));
  }
  const auto* price = product->if_contains("price");
  if (price != nullptr && !price->is_null()) {
    TP_CHECK(number_member(*product, "price", 0, kAmountMax));
  }
  return success();
}

Checked<void> check_order_id(const json::object& data) {
  TP_CHECK(text_member(data, "order_id"));
  return success();
}

// Who came instead of the customer, by the name they gave.
Checked<void> check_collected(const json::object& data) {
  TP_CHECK(optional_text_member(data, "delegate"));
  return check_order_id(data);
}

Checked<void> check_completed(const json::object& data) {
  TP_CHECK(check_order_id(data));
  TP_CHECK(number_member(data, "total", 0, kAmountMax));
  TP_TRY(const auto currency, text_member(data, "currency"));
  TP_CHECK(is_currency(currency));
  const auto* products = data.if_contains("products");
  if (products == nullptr) {
    return malformed("missing_member", "the member \"products\" is missing");
  }
  if (!products->is_array()) return malformed("wrong_type", "\"products\" must be a list");
  for (const auto& product : products->get_array()) {
    TP_CHECK(check_product(product));
  }
  return success();
}

Checked<void> check_products(const json::object& data) {
  const auto* products = data.if_contains("products");
  if (products == nullptr || !products->is_array() || products->get_array().empty()) {
    return malformed("missing_member", "\"products\" must be a list with a product in it");
  }
  for (const auto& product : products->get_array()) {
    TP_CHECK(check_product(product));
  }
  return success();
}

Checked<void> check_refunded(const json::object& data) {
  TP_CHECK(check_order_id(data));
  if (data.contains("total")) {
    TP_CHECK(number_member(data, "total", 0, kAmountMax));
  }
  TP_TRY(const auto currency, optional_text_member(data, "currency"));
  if (currency) {
    TP_CHECK(is_currency(*currency));
  }
  if (data.contains("products")) {
    TP_CHECK(check_products(data));
  }
  TP_CHECK(optional_text_member(data, "reason", {.min = 0, .max = kNoteMax}));
  return success();
}

Checked<void> check_note(const json::object& data) {
  TP_TRY(const auto text, text_member(data, "text", {.max = kNoteMax}));
  if (trimmed(text).empty()) return unacceptable("empty", "\"text\" is empty");
  TP_CHECK(text_member(data, "staff", {.max = limits::kSlugMax}));
  return success();
}

Checked<void> check_words(const json::object& data) {
  TP_TRY(const auto text, text_member(data, "text", {.max = kNoteMax}));
  if (trimmed(text).empty()) return unacceptable("empty", "\"text\" is empty");
  return success();
}

// The id that all events of one thing share; whoever begins it makes it, in their own form.
Checked<void> check_id(const json::object& data, std::string_view name) {
  TP_CHECK(text_member(data, name));
  return success();
}

// As people type it and scanners read it: nothing else is shown on the staff's screens.
Checked<void> check_announced(const json::object& data) {
  TP_TRY(const auto order, text_member(data, "order_id", {.max = kOrderTypedMax}));
  const auto fits = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '/' || c == '.' || c == '_';
  };
  if (std::ranges::all_of(order, fits)) return success();
  return unacceptable("bad_order",
                      "\"order_id\" must be of letters, digits, '-', '/', '.' and '_'");
}

Checked<void> check_partly_collected(const json::object& data) {
  TP_CHECK(check_collected(data));
  return check_products(data);
}

Checked<void> check_offer(const json::object& data) {
  TP_CHECK(check_id(data, "offer_id"));
  return check_products(data);
}

Checked<void> check_complaint(const json::object& data) {
  TP_CHECK(check_id(data, "complaint_id"));
  return check_words(data);
}

Checked<void> check_complaint_end(const json::object& data) {
  TP_CHECK(optional_text_member(data, "text", {.max = kNoteMax}));
  return check_id(data, "complaint_id");
}

Checked<void> check_task(const json::object& data) {
  TP_CHECK(check_id(data, "task_id"));
  TP_CHECK(check_words(data));
  TP_CHECK(optional_text_member(data, "owner", {.max = limits::kSlugMax}));
  TP_TRY(const auto channel, optional_text_member(data, "channel"));
  TP_CHECK(optional_text_member(data, "address", {.max = 256}));
  if (channel && *channel != "email" && *channel != "phone") {
    return unacceptable("bad_channel", "\"channel\" must be email or phone");
  }
  if (channel.has_value() != data.contains("address")) {
    return unacceptable("bad_channel", "\"channel\" and \"address\" go together");
  }
  TP_TRY(const auto due, optional_text_member(data, "due"));
  if (due && !from_rfc3339(*due)) {
    return unacceptable("bad_due", "\"due\" must be RFC 3339 with a zone");
  }
  return success();
}

Checked<void> check_task_step(const json::object& data) {
  TP_CHECK(optional_text_member(data, "text", {.max = kNoteMax}));
  return check_id(data, "task_id");
}

Checked<void> check_call(const json::object& data) {
  TP_CHECK(optional_text_member(data, "text", {.max = kNoteMax}));
  TP_CHECK(text_member(data, "staff", {.max = limits::kSlugMax}));
  return success();
}

// What somebody claims of their own data, by the names of the law (GDPR, articles 15, 16, 17 and
// 20), and until when it is to be answered.
Checked<void> check_rights(const json::object& data) {
  constexpr std::array<std::string_view, 4> kRights = {"access", "rectification", "erasure",
                                                       "portability"};
  TP_CHECK(check_id(data, "request_id"));
  TP_TRY(const auto right, text_member(data, "right"));
  if (std::ranges::find(kRights, right) == kRights.end()) {
    return unacceptable("bad_right",
                        "\"right\" must be access, rectification, erasure or portability");
  }
  TP_TRY(const auto due, text_member(data, "due"));
  if (!from_rfc3339(due)) {
    return unacceptable("bad_due", "\"due\" must be RFC 3339 with a zone");
  }
  TP_TRY(const auto text, optional_text_member(data, "text", {.max = kNoteMax}));
  const bool said = text && !trimmed(*text).empty();
  if (right == "rectification" && !said) {
    return unacceptable("empty", "\"text\" must say what is to be corrected");
  }
  if (!said && !data.contains("profile")) {
    return unacceptable("nobody", "a \"profile\" is needed, or \"text\" that says whose data");
  }
  return success();
}

// As the device writes it, because that is what it is compared with.
Checked<void> check_undoing(const json::object& data) {
  TP_TRY(const auto text, text_member(data, "undoes"));
  const auto id = Uuid::parse(text);
  if (id && id->text() == text) return success();
  return unacceptable("bad_id", "\"undoes\" must be an event's id, a UUID in lower case");
}

Checked<void> check_named(const json::object& data) {
  TP_CHECK(text_member(data, "profile"));
  return success();
}

// Identifiers are looked up as they stand here: whoever sends them has written them so.
Checked<void> check_registration(const json::object& data) {
  TP_CHECK(check_named(data));
  const auto* list = data.if_contains("identifiers");
  if (list == nullptr) return success();
  if (!list->is_array()) return malformed("wrong_type", "\"identifiers\" must be a list");
  for (const auto& each : list->get_array()) {
    TP_TRY(const auto* identifier, as_object(each, "each of \"identifiers\""));
    TP_TRY(const auto kind, text_member(*identifier, "kind"));
    TP_CHECK(text_member(*identifier, "value"));
    if (kind != "loyalty" && kind != "email" && kind != "phone") {
      return unacceptable("bad_kind", "\"kind\" must be loyalty, email or phone");
    }
  }
  return success();
}

// What was decided, on which text, in which language and on which way.
Checked<void> check_consent(const json::object& data) {
  TP_CHECK(check_named(data));
  for (const auto* name : {"purpose", "text_version", "channel"}) {
    TP_TRY(const auto text, text_member(data, name, {.max = limits::kSlugMax}));
    if (is_slug(text)) continue;
    return unacceptable("bad_" + std::string(name),
                        "\"" + std::string(name) + "\" must be of a-z, 0-9 and '-'");
  }
  TP_CHECK(text_member(data, "language", {.max = kLanguageMax}));
  return success();
}

struct KnownType {
  std::string_view type;
  Checked<void> (*check)(const json::object& data);
};
constexpr std::array kKnownTypes = {
    KnownType{"touchpoint.order.completed", check_completed},
    KnownType{"touchpoint.order.refunded", check_refunded},
    KnownType{"touchpoint.order.collected", check_collected},
    KnownType{"touchpoint.order.partly_collected", check_partly_collected},
    KnownType{"touchpoint.collection.announced", check_announced},
    KnownType{"touchpoint.note.added", check_note},
    KnownType{"touchpoint.consultation.given", check_words},
    KnownType{"touchpoint.survey.answered", check_survey_answer},
    KnownType{"touchpoint.answers.claimed", check_claim},
    KnownType{"touchpoint.answers.released", check_release},
    KnownType{"touchpoint.product.added_to_wishlist", check_products},
    KnownType{"touchpoint.offer.made", check_offer},
    KnownType{"touchpoint.offer.accepted", check_offer},
    KnownType{"touchpoint.offer.declined", check_offer},
    KnownType{"touchpoint.complaint.raised", check_complaint},
    KnownType{"touchpoint.complaint.answered", check_complaint_end},
    KnownType{"touchpoint.complaint.withdrawn", check_complaint_end},
    KnownType{"touchpoint.task.opened", check_task},
    KnownType{"touchpoint.task.taken", check_task_step},
    KnownType{"touchpoint.task.completed", check_task_step},
    KnownType{"touchpoint.task.cancelled", check_task_step},
    KnownType{"touchpoint.manager.called", check_call},
    KnownType{"touchpoint.rights.requested", check_rights},
    KnownType{"touchpoint.interaction.undone", check_undoing},
    KnownType{"touchpoint.customer.registered", check_registration},
    KnownType{"touchpoint.consent.given", check_consent},
    KnownType{"touchpoint.consent.withdrawn", check_consent},
};

ApiRefusal forbidden(std::string_view what) {
  return unacceptable("forbidden_content",
                      "this looks like " + std::string(what) + " and is not kept");
}

// Line breaks and tabs are what people type; nothing else below a space is.
bool has_strange_characters(std::string_view text) {
  std::string plain(text);
  std::erase_if(plain, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  return has_control_characters(plain);
}

Checked<void> check_text(std::string_view text) {
  if (has_strange_characters(text)) {
    return unacceptable("control_characters", "a text holds control characters");
  }
  // The digits of a random UUID can look like anything.
  if (Uuid::parse(text)) return success();
  if (const auto what = find_forbidden(text)) return forbidden(describe(*what));
  return success();
}

Checked<void> check_value(const json::value& value) {
  if (value.is_string()) return check_text(value.get_string());
  if (value.is_int64()) {
    const auto what = find_forbidden(std::to_string(value.get_int64()));
    if (what) return forbidden(describe(*what));
  } else if (value.is_array()) {
    for (const auto& element : value.get_array()) {
      TP_CHECK(check_value(element));
    }
  } else if (value.is_object()) {
    return check_nothing_forbidden(value.get_object());
  }
  return success();
}

}  // namespace

Checked<void> check_nothing_forbidden(const json::object& data) {
  for (const auto& member : data) {
    TP_CHECK(check_text(member.key()));
    TP_CHECK(check_value(member.value()));
  }
  return success();
}

Checked<void> check_facts(std::string_view type, const json::object& data) {
  TP_CHECK(check_nothing_forbidden(data));
  TP_TRY(const auto profile, optional_text_member(data, "profile"));
  if (profile && !Uuid::parse(*profile)) {
    return unacceptable("bad_profile", "\"profile\" must be a UUID; leave it out when unknown");
  }
  TP_CHECK(optional_text_member(data, "staff", {.max = limits::kSlugMax}));
  const auto known = std::ranges::find(kKnownTypes, type, &KnownType::type);
  if (known != kKnownTypes.end()) return known->check(data);
  return success();
}

bool is_own_type(std::string_view type) {
  constexpr std::array<std::string_view, 11> kOwn = {"touchpoint.scan.",
                                                     "touchpoint.customer.recognised",
                                                     "touchpoint.customer.unrecognised",
                                                     "touchpoint.profile.viewed",
                                                     "touchpoint.profiles.searched",
                                                     "touchpoint.contact.revealed",
                                                     "touchpoint.staff.",
                                                     "touchpoint.staff_survey.",
                                                     "touchpoint.tablet.",
                                                     "touchpoint.agent.",
                                                     "touchpoint.link."};
  return std::ranges::any_of(kOwn, [&](std::string_view own) {
    return own.ends_with('.') ? type.starts_with(own) : type == own;
  });
}

}  // namespace touchpoint::web
