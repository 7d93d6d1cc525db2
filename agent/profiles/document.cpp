#include "profiles/document.hpp"

#include <algorithm>
#include <array>

#include "profiles/encoding.hpp"

namespace touchpoint::profiles {
namespace {

constexpr std::uint64_t kDocumentLayout = 3;  // 1 had no birth_date and no postal_code
constexpr std::uint64_t kLayoutWithoutVouchers =
    2;                                          // and no tier; still written where there are none
constexpr std::uint64_t kExperienceLayout = 2;  // 1 had no subject and no due

constexpr std::array kOrderStatuses{OrderStatus::placed, OrderStatus::ready, OrderStatus::collected,
                                    OrderStatus::refunded};

void write(Encoder& to, const Product& product) {
  to.text(product.sku);
  to.text(product.name);
  to.real(product.quantity);
  to.maybe(product.price, [&](double price) { to.real(price); });
}

Product read_product(Decoder& from) {
  Product product;
  product.sku = from.text();
  product.name = from.text();
  product.quantity = from.real();
  product.price = from.maybe([&] { return from.real(); });
  return product;
}

void write(Encoder& to, const Order& order) {
  to.text(order.order_id);
  to.number(number_of(order.status));
  to.text(order.store);
  to.time(order.placed);
  to.maybe(order.ready, [&](WallTime ready) { to.time(ready); });
  to.text(order.shelf);
  to.maybe(order.total, [&](double total) { to.real(total); });
  to.text(order.currency);
  to.list(order.items, [&](const Product& item) { write(to, item); });
}

Order read_order(Decoder& from) {
  Order order;
  order.order_id = from.text();
  order.status = order_status_of(from.number());
  order.store = from.text();
  order.placed = from.time();
  order.ready = from.maybe([&] { return from.time(); });
  order.shelf = from.text();
  order.total = from.maybe([&] { return from.real(); });
  order.currency = from.text();
  order.items = from.list([&] { return read_product(from); });
  return order;
}

void write(Encoder& to, const Consent& consent) {
  to.text(consent.purpose);
  to.number(consent.granted ? 1 : 0);
  to.time(consent.at);
}

Consent read_consent(Decoder& from) {
  Consent consent;
  consent.purpose = from.text();
  consent.granted = from.number() == 1;
  consent.at = from.time();
  return consent;
}

void write(Encoder& to, const Voucher& voucher) {
  to.text(voucher.code);
  to.text(voucher.title);
  to.maybe(voucher.until, [&](WallTime until) { to.time(until); });
}

Voucher read_voucher(Decoder& from) {
  Voucher voucher;
  voucher.code = from.text();
  voucher.title = from.text();
  voucher.until = from.maybe([&] { return from.time(); });
  return voucher;
}

}  // namespace

std::uint64_t number_of(OrderStatus status) {
  const auto at = std::ranges::find(kOrderStatuses, status);
  return static_cast<std::uint64_t>(at - kOrderStatuses.begin());
}

OrderStatus order_status_of(std::uint64_t number) {
  return number < kOrderStatuses.size() ? kOrderStatuses[number] : OrderStatus::placed;
}

Bytes encode_document(const Profile& profile) {
  Encoder to;
  // So the release before reads whatever it could have written.
  const bool loyal = !profile.tier.empty() || !profile.vouchers.empty();
  to.number(loyal ? kDocumentLayout : kLayoutWithoutVouchers);
  to.text(profile.given_name);
  to.text(profile.family_name);
  to.text(profile.form_of_address);
  to.text(profile.language);
  to.text(profile.channel);
  to.maybe(profile.since, [&](WallTime since) { to.time(since); });
  to.integer(profile.order_count);
  to.list(profile.consents, [&](const Consent& consent) { write(to, consent); });
  to.list(profile.orders, [&](const Order& order) { write(to, order); });
  to.text(profile.birth_date);
  to.text(profile.postal_code);
  if (!loyal) return to.take();
  to.text(profile.tier);
  to.list(profile.vouchers, [&](const Voucher& voucher) { write(to, voucher); });
  return to.take();
}

Result<Profile> decode_document(BytesView bytes) {
  Decoder from{bytes};
  const auto layout = from.number();
  if (layout < 1 || layout > kDocumentLayout)
    return damaged("a profile is written in an unknown layout");
  Profile profile;
  profile.given_name = from.text();
  profile.family_name = from.text();
  profile.form_of_address = from.text();
  profile.language = from.text();
  profile.channel = from.text();
  profile.since = from.maybe([&] { return from.time(); });
  profile.order_count = from.integer();
  profile.consents = from.list([&] { return read_consent(from); });
  profile.orders = from.list([&] { return read_order(from); });
  if (layout >= 2) {
    profile.birth_date = from.text();
    profile.postal_code = from.text();
  }
  if (layout >= 3) {
    profile.tier = from.text();
    profile.vouchers = from.list([&] { return read_voucher(from); });
  }
  if (!from.ok()) return damaged("a profile ends too early");
  return profile;
}

Bytes encode_experience(const Experience& experience) {
  Encoder to;
  to.number(kExperienceLayout);
  to.text(experience.id);
  to.time(experience.time);
  to.text(experience.channel);
  to.text(experience.source);
  to.text(experience.type);
  to.text(experience.order_id);
  to.maybe(experience.total, [&](double total) { to.real(total); });
  to.text(experience.currency);
  to.list(experience.items, [&](const Product& item) { write(to, item); });
  to.text(experience.title);
  to.maybe(experience.score, [&](int score) { to.integer(score); });
  to.text(experience.subject);
  to.maybe(experience.due, [&](WallTime due) { to.time(due); });
  return to.take();
}

Result<Experience> decode_experience(BytesView bytes) {
  Decoder from{bytes};
  const auto layout = from.number();
  if (layout < 1 || layout > kExperienceLayout)
    return damaged("an experience is written in an unknown layout");
  Experience experience;
  experience.id = from.text();
  experience.time = from.time();
  experience.channel = from.text();
  experience.source = from.text();
  experience.type = from.text();
  experience.order_id = from.text();
  experience.total = from.maybe([&] { return from.real(); });
  experience.currency = from.text();
  experience.items = from.list([&] { return read_product(from); });
  experience.title = from.text();
  experience.score = from.maybe([&] { return static_cast<int>(from.integer()); });
  if (layout >= 2) {
    experience.subject = from.text();
    experience.due = from.maybe([&] { return from.time(); });
  }
  if (!from.ok()) return damaged("an experience ends too early");
  return experience;
}

}  // namespace touchpoint::profiles
