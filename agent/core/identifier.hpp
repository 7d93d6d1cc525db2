// An identifier is something that a customer shows or says and that stands for them: a loyalty
// number, an order number, an e-mail address, the token of a pass in their phone, the account of
// the card they pay with (EMV PAR). It is personal data: it is never logged, and on a device it is
// stored only as a keyed hash.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace touchpoint {

enum class IdentifierKind {
  loyalty,
  order,
  account,          // where they log in: the shop's own app shows its number
  wallet,           // a pass in a phone, an NFC card
  payment_account,  // EMV Payment Account Reference: the same for a card and its tokens in phones
  email,
  verified_email,  // the same address, which the centre knows to be theirs
  phone,
};
inline constexpr std::array kIdentifierKinds{
    IdentifierKind::loyalty,         IdentifierKind::order,
    IdentifierKind::account,         IdentifierKind::wallet,
    IdentifierKind::payment_account, IdentifierKind::email,
    IdentifierKind::verified_email,  IdentifierKind::phone};

std::string_view to_text(IdentifierKind kind);
std::optional<IdentifierKind> identifier_kind_from_text(std::string_view text);

struct Identifier {
  IdentifierKind kind{};
  std::string value;  // normalised: see recognition/identifiers.hpp

  bool operator==(const Identifier&) const = default;
};

// How an identifier was given.
enum class Assurance {
  claimed,    // said, or typed by staff
  possessed,  // shown: a scanner or a reader took it
  verified,   // and somebody at the counter made sure of the person
};
std::string_view to_text(Assurance assurance);

// How much an identifier says of who stands there. Weak ones alone never decide; which is which is
// recognition/strength.hpp's.
enum class Strength { weak, medium, strong };
std::string_view to_text(Strength strength);

}  // namespace touchpoint
