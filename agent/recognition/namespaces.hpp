// The namespaces that a shop numbers things in: its loyalty cards, orders, gift cards and so on.
// Which texts belong to which is configured (Rules); what follows from belonging there is here.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identifier.hpp"

namespace touchpoint::recognition {

enum class Namespace {
  loyalty,
  order,
  gift_card,        // a thing, and as good as money: its number is never kept whole
  coupon,           // a thing
  receipt,          // a thing; leads to the order that it is of
  account,          // what the shop's app shows of who is logged in there
  wallet,           // the token of a pass in a phone, or of an NFC card
  payment_account,  // EMV Payment Account Reference, from the till
  email,            // these two only of what staff type
  phone,
};

std::string_view to_text(Namespace name);
std::optional<Namespace> namespace_from_text(std::string_view text);

// What a code of this namespace is looked up as; nullopt: it leads to nobody.
std::optional<IdentifierKind> identifier_kind_of(Namespace name);
// A thing, not a person: scanning it never changes who is on the screen.
bool is_thing(Namespace name);

// Which texts belong to a namespace.
struct Rule {
  Namespace name{};
  // ECMAScript, for the whole code; empty: nothing belongs there. Of a receipt the first group, if
  // there is one, is the order's number.
  std::string pattern;
  // The letters of the symbologies (ISO/IEC 15424: "C" Code 128, "E" EAN, "Q" QR …) that carry it;
  // empty: any. A scanner that does not say what it read is believed.
  std::vector<std::string> symbologies{};
};

struct Rules {
  std::vector<Rule> namespaces;
  std::string country{};  // ISO 3166-1; how phone numbers are read, and what the state's codes are
};

}  // namespace touchpoint::recognition
