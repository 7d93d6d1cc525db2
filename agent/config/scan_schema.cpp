// The keys of [scan]: a pattern and the symbologies for each of the shop's namespaces.
#include <algorithm>

#include "config/agent_config.hpp"
#include "config/pattern_overlap.hpp"

namespace touchpoint::config {
namespace {

struct Declared {
  std::string name;
  std::string* pattern;
  Texts* symbologies;
  std::string fallback;
  std::string doc;
  std::string example;  // empty: the fallback says enough
};

Check letters() {
  return [](const Target& landed) -> std::string {
    for (const auto& each : **std::get_if<Texts*>(&landed)) {
      const bool letter = each.size() == 1 && ((each[0] >= 'A' && each[0] <= 'Z') ||
                                               (each[0] >= 'a' && each[0] <= 'z'));
      if (!letter) return "must hold single letters such as \"C\" (Code 128) or \"Q\" (QR)";
    }
    return {};
  };
}

void declare(Section& section, Declared one) {
  Key pattern{.name = one.name + "_pattern",
              .target = one.pattern,
              .fallback = one.fallback,
              .doc = std::move(one.doc),
              .check = one.fallback.empty() ? is_pattern_or_empty() : is_pattern()};
  if (!one.example.empty()) pattern.example = std::move(one.example);
  section.keys.push_back(std::move(pattern));
  section.keys.push_back({.name = one.name + "_symbologies",
                          .target = one.symbologies,
                          .fallback = Texts{},
                          .doc = "The letters of the symbologies that carry one; empty: any.",
                          .check = letters()});
}

}  // namespace

Section scan_section(Config& config) {
  auto& scan = config.scan;
  Section section{
      .name = "scan",
      .doc =
          "What a scanned code means: for each kind of number an ECMAScript pattern for the "
          "whole code, which says prefix, length and characters. A code that fits several is "
          "looked up as each, and staff are asked what it is when that does not tell; "
          "touchpointctl config check says where this would always be so. Where the scanner is set "
          "to send its AIM prefix, symbologies can tell alike numbers apart, by their letters in "
          "ISO/IEC 15424: A Code 39, C Code 128, E EAN, I ITF, L PDF417, Q QR, d Data Matrix, z "
          "Aztec.",
      .keys = {},
      .local_because = "a pattern that takes for ever would stop the counter"};
  declare(section, {"loyalty", &scan.loyalty_pattern, &scan.loyalty_symbologies, "[0-9]{5,19}",
                    "A loyalty number.", ""});
  declare(section, {"order", &scan.order_pattern, &scan.order_symbologies,
                    "[A-Za-z]{0,3}-?[0-9]{3,12}", "An order number.", ""});
  declare(section,
          {"gift_card", &scan.gift_card_pattern, &scan.gift_card_symbologies, "",
           "A gift card. Its number is as good as money: only the last four characters are kept, "
           "and nobody is looked up. Empty: none.",
           "6039[0-9]{12}"});
  declare(section, {"coupon", &scan.coupon_pattern, &scan.coupon_symbologies, "",
                    "A coupon or voucher; GS1's own coupons are known without this. Empty: none.",
                    "CPN-[A-Z0-9]{6,10}"});
  declare(section,
          {"receipt", &scan.receipt_pattern, &scan.receipt_symbologies, "",
           "A receipt. The first group, if there is one, is the number of the order that it leads "
           "to. Empty: none.",
           "R([0-9]{6,12})"});
  declare(section, {"account", &scan.account_pattern, &scan.account_symbologies, "",
                    "What the shop's own app shows of whoever is logged in there, as the app tells "
                    "the hub. Empty: none.",
                    "u-[0-9]{4,12}"});
  declare(section, {"wallet", &scan.wallet_pattern, &scan.wallet_symbologies, "",
                    "The token of a pass in a phone's wallet, or of an NFC card. Empty: none.",
                    "WP[A-Za-z0-9_-]{20,60}"});
  declare(section,
          {"payment_account", &scan.payment_account_pattern, &scan.payment_account_symbologies, "",
           "The Payment Account Reference (EMV PAR) of the card that is paid with, as the till "
           "tells it; never a card's number, which is refused. Customers must have been told. "
           "Empty: none.",
           "[0-9A-Z]{29}"});
  section.keys.push_back(
      {.name = "blocked",
       .target = &scan.blocked,
       .fallback = Texts{"\\+?0+", "no-?reply@.*", "do-?not-?reply@.*", "nomail@.*"},
       .doc = "Identifiers that stand for nobody, such as what a till fills in: patterns for the "
              "whole number or address, upper and lower case alike. What they fit is never looked "
              "up.",
       .check = each_pattern()});
  return section;
}

std::vector<Clash> clashes_of(const Config& config) {
  const auto& scan = config.scan;
  struct Side {
    std::string_view key;
    const std::string& pattern;
    const Texts& symbologies;
  };
  const std::vector<Side> sides = {
      {"loyalty_pattern", scan.loyalty_pattern, scan.loyalty_symbologies},
      {"order_pattern", scan.order_pattern, scan.order_symbologies},
      {"gift_card_pattern", scan.gift_card_pattern, scan.gift_card_symbologies},
      {"coupon_pattern", scan.coupon_pattern, scan.coupon_symbologies},
      {"receipt_pattern", scan.receipt_pattern, scan.receipt_symbologies},
      {"account_pattern", scan.account_pattern, scan.account_symbologies},
      {"wallet_pattern", scan.wallet_pattern, scan.wallet_symbologies},
      {"payment_account_pattern", scan.payment_account_pattern, scan.payment_account_symbologies}};
  const auto told_apart = [](const Side& one, const Side& other) {
    return !one.symbologies.empty() && !other.symbologies.empty() &&
           std::ranges::find_first_of(one.symbologies, other.symbologies) == one.symbologies.end();
  };
  std::vector<Clash> clashes;
  for (const auto& inner : sides) {
    for (const auto& outer : sides) {
      if (&inner == &outer || inner.pattern.empty() || outer.pattern.empty()) continue;
      if (told_apart(inner, outer)) continue;
      const auto overlap = overlap_of(inner.pattern, outer.pattern);
      if (!overlap || !overlap->all) continue;
      clashes.push_back({std::string(inner.key), std::string(outer.key), overlap->example});
    }
  }
  return clashes;
}

}  // namespace touchpoint::config
