#include "recognition/namespaces.hpp"

#include <algorithm>
#include <array>

namespace touchpoint::recognition {
namespace {

struct Meaning {
  Namespace name;
  std::string_view text;
  std::optional<IdentifierKind> kind;
  bool thing;
};

// clang-format off
constexpr auto kMeanings = std::to_array<Meaning>({
    {Namespace::loyalty,   "loyalty",   IdentifierKind::loyalty, false},
    {Namespace::order,     "order",     IdentifierKind::order,   false},
    {Namespace::gift_card, "gift_card", std::nullopt,            true},
    {Namespace::coupon,    "coupon",    std::nullopt,            true},
    {Namespace::receipt,   "receipt",   IdentifierKind::order,   true},
    {Namespace::account,   "account",   IdentifierKind::account, false},
    {Namespace::wallet,    "wallet",    IdentifierKind::wallet,  false},
    {Namespace::payment_account, "payment_account", IdentifierKind::payment_account, false},
    {Namespace::email,     "email",     IdentifierKind::email,   false},
    {Namespace::phone,     "phone",     IdentifierKind::phone,   false},
});
// clang-format on

const Meaning& meaning_of(Namespace name) {
  return *std::ranges::find(kMeanings, name, &Meaning::name);
}

}  // namespace

std::string_view to_text(Namespace name) {
  return meaning_of(name).text;
}

std::optional<Namespace> namespace_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(kMeanings, text, &Meaning::text);
  if (found == kMeanings.end()) return std::nullopt;
  return found->name;
}

std::optional<IdentifierKind> identifier_kind_of(Namespace name) {
  return meaning_of(name).kind;
}

bool is_thing(Namespace name) {
  return meaning_of(name).thing;
}

}  // namespace touchpoint::recognition
