#include "sync/codec/profile_json.hpp"

#include "core/limits.hpp"
#include "core/text.hpp"
#include "core/uuid.hpp"
#include "sync/codec/identifier_json.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/task_step.hpp"
#include "sync/codec/task_step_json.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

using reading::Members;
using reading::read_all;

constexpr std::size_t kEpochMax = 64;       // bytes; a UUID has 36
constexpr std::size_t kNewsMax = 4 * 1024;  // bytes; news are two small members

std::string product_json(const Product& product) {
  ObjectWriter json;
  json.text("sku", product.sku)
      .text("name", product.name)
      .number("quantity", product.quantity)
      .number("price", product.price);
  return json.done();
}

std::string order_json(const Order& order) {
  ObjectWriter json;
  json.text("order_id", order.order_id)
      .text("status", to_text(order.status))
      .text("store", order.store)
      .time("placed", order.placed)
      .time("ready", order.ready)
      .text("shelf", order.shelf)
      .number("total", order.total)
      .text("currency", order.currency)
      .list("items", order.items, product_json);
  return json.done();
}

std::string consent_json(const Consent& consent) {
  ObjectWriter json;
  json.text("purpose", consent.purpose).flag("granted", consent.granted).time("at", consent.at);
  return json.done();
}

std::string voucher_json(const Voucher& voucher) {
  ObjectWriter json;
  json.text("code", voucher.code).text("title", voucher.title).time("until", voucher.until);
  return json.done();
}

std::optional<Voucher> read_voucher(const Members& members) {
  return Voucher{.code = std::string(members.text("code")),
                 .title = std::string(members.text("title")),
                 .until = members.time("until")};
}

std::optional<Product> read_product(const Members& members) {
  Product product;
  product.sku = members.text("sku");
  product.name = members.text("name");
  product.quantity = members.number("quantity").value_or(1);
  product.price = members.number("price");
  return product;
}

std::optional<Consent> read_consent(const Members& members) {
  Consent consent;
  consent.purpose = members.text("purpose");
  consent.granted = members.flag("granted");
  consent.at = members.time("at").value_or(WallTime{});
  return consent;
}

std::optional<Order> read_order(const Members& members) {
  Order order;
  const auto status = order_status_from_text(members.text("status"));
  order.order_id = members.text("order_id");
  order.status = status.value_or(OrderStatus::placed);
  order.store = members.text("store");
  order.placed = members.time("placed").value_or(WallTime{});
  order.ready = members.time("ready");
  order.shelf = members.text("shelf");
  order.total = members.number("total");
  order.currency = members.text("currency");
  order.items = members.each<Product>("items", "an order's item", read_product);
  return status ? std::optional{std::move(order)} : std::nullopt;
}

std::optional<Experience> read_experience(const Members& members) {
  Experience experience;
  experience.id = members.text("id");
  experience.time = members.time("time").value_or(WallTime{});
  experience.channel = members.text("channel");
  experience.source = members.text("source");
  experience.type = members.text("type");
  experience.order_id = members.text("order_id");
  experience.total = members.number("total");
  experience.currency = members.text("currency");
  experience.items = members.each<Product>("items", "an experience's item", read_product);
  experience.title = members.text("title");
  experience.score = members.small("score");
  experience.subject = members.text("subject");
  experience.due = members.time("due");
  return experience;
}

std::vector<std::string> read_ids(const Members& members, std::string_view name) {
  std::vector<std::string> ids;
  const auto* list = members.list(name);
  if (list == nullptr) return ids;
  for (const auto& element : *list) {
    const auto* text = element.if_string();
    const auto id = text == nullptr ? std::nullopt : Uuid::parse({text->data(), text->size()});
    if (!id) {
      members.wrong(name, "a list of UUIDs");
      return {};
    }
    ids.push_back(id->text());
  }
  return ids;
}

std::optional<Profile> read_profile(const Members& members) {
  Profile profile;
  const auto id = Uuid::parse(members.text("profile"));
  if (!id) members.wrong("profile", "a UUID");
  profile.id = id.value_or(Uuid{}).text();
  profile.version = members.count("version");
  profile.given_name = members.text("given_name");
  profile.family_name = members.text("family_name");
  profile.form_of_address = members.text("form_of_address");
  profile.language = members.text("language");
  profile.channel = members.text("channel");
  profile.birth_date = members.text("birth_date");
  profile.postal_code = members.text("postal_code");
  profile.since = members.time("since");
  profile.order_count = members.count("order_count");
  profile.tier = members.text("tier");
  profile.vouchers = members.each<Voucher>("vouchers", "a voucher", read_voucher);
  profile.identifiers = members.each<Identifier>("identifiers", "an identifier", read_identifier);
  profile.consents = members.each<Consent>("consents", "a consent", read_consent);
  profile.orders = members.each<Order>("orders", "an order", read_order);
  profile.history = members.each<Experience>("history", "an experience", read_experience);
  profile.merged = read_ids(members, "merged");
  return profile;
}

std::string read_epoch(const Members& members) {
  const auto epoch = members.text("epoch");
  if (epoch.empty() || epoch.size() > kEpochMax) members.wrong("epoch", "a short text");
  return std::string(epoch);
}

std::optional<ChangePage> read_page(const Members& members, Members::Problem& problem) {
  ChangePage page;
  page.epoch = read_epoch(members);
  page.since = members.count("since");
  page.through = members.count("through");
  if (page.through < page.since) members.wrong("through", "at least `since`");
  if (!members.has("more")) members.wrong("more", "there");
  page.more = members.flag("more");
  const auto as_of = members.time("as_of");
  if (!as_of) members.wrong("as_of", "there");
  page.as_of = as_of.value_or(WallTime{});
  if (const auto* reflects = members.object("reflects")) {
    const Members inner{*reflects, "the page's `reflects`", problem};
    page.reflects_journal = inner.text("journal");
    page.reflects_through = inner.count("through");
  }
  page.profiles = members.each<Profile>("profiles", "a profile", read_profile);
  if (page.profiles.size() > limits::kFeedPageProfiles) {
    members.wrong("profiles", "at most " + std::to_string(limits::kFeedPageProfiles));
  }
  page.gone = read_ids(members, "gone");
  page.task_steps = members.each<TaskStep>("task_steps", "a step of a task", read_task_step);
  return page;
}

}  // namespace

std::string to_json(const Experience& experience) {
  ObjectWriter json;
  json.text("id", experience.id)
      .time("time", experience.time)
      .text("channel", experience.channel)
      .text("source", experience.source)
      .text("type", experience.type)
      .text("order_id", experience.order_id)
      .number("total", experience.total)
      .text("currency", experience.currency)
      .list("items", experience.items, product_json)
      .text("title", experience.title);
  if (experience.score) json.integer("score", *experience.score);
  json.text("subject", experience.subject).time("due", experience.due);
  return json.done();
}

std::string to_json(const Profile& profile) {
  ObjectWriter json;
  json.text("profile", profile.id)
      .integer("version", profile.version)
      .text("given_name", profile.given_name)
      .text("family_name", profile.family_name)
      .text("form_of_address", profile.form_of_address)
      .text("language", profile.language)
      .text("channel", profile.channel)
      .text("birth_date", profile.birth_date)
      .text("postal_code", profile.postal_code)
      .time("since", profile.since)
      .integer("order_count", profile.order_count)
      .text("tier", profile.tier)
      .list("vouchers", profile.vouchers, voucher_json)
      .list("identifiers", profile.identifiers, identifier_json)
      .list("consents", profile.consents, consent_json)
      .list("orders", profile.orders, order_json)
      .list("history", profile.history, [](const auto& experience) { return to_json(experience); })
      .list("merged", profile.merged, [](const auto& id) { return json_quoted(id); });
  return json.done();
}

Result<Profile> profile_from_json(std::string_view json) {
  return read_all<Profile>(json, "the profile", read_profile);
}

Result<Experience> experience_from_json(std::string_view json) {
  return read_all<Experience>(json, "the experience", read_experience);
}

std::string to_json(const ChangePage& page) {
  ObjectWriter json;
  json.text("epoch", page.epoch)
      .integer("since", page.since)
      .integer("through", page.through)
      .flag("more", page.more)
      .time("as_of", page.as_of);
  if (!page.reflects_journal.empty()) {
    ObjectWriter reflects;
    reflects.text("journal", page.reflects_journal).integer("through", page.reflects_through);
    json.json("reflects", reflects.done());
  }
  json.full_list("profiles", page.profiles, [](const auto& profile) { return to_json(profile); })
      .full_list("gone", page.gone, [](const auto& id) { return json_quoted(id); })
      .list("task_steps", page.task_steps, [](const auto& step) { return to_json(step); });
  return json.done();
}

Result<ChangePage> page_from_json(std::string_view json) {
  return read_all<ChangePage>(json, "the page", read_page);
}

std::string to_json(const News& news) {
  ObjectWriter json;
  json.text("epoch", news.epoch).integer("profiles", news.profiles);
  if (news.config) json.integer("config", *news.config);
  return json.done();
}

Result<News> news_from_json(std::string_view json) {
  if (json.size() > kNewsMax) return refused("the news are too long");
  return read_all<News>(json, "the news", [](const Members& members) {
    News news{.epoch = read_epoch(members), .profiles = members.count("profiles")};
    if (members.has("config")) news.config = members.count("config");
    return std::optional{std::move(news)};
  });
}

}  // namespace touchpoint::sync
