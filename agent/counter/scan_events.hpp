// What is written down of a scan and of what came of it: the data of the events, as JSON. Nothing
// here repeats what may not be kept. Pure. sync/contract/schemas/data describes each.
#pragma once

#include <string>
#include <string_view>

#include "core/card.hpp"
#include "recognition/scan.hpp"

namespace touchpoint::counter {

// touchpoint.scan.received
std::string scan_data(const recognition::ScanReading& reading, std::string_view via);

// touchpoint.scan.named: staff have said what it is.
std::string named_data(const Uuid& scan, const std::vector<recognition::Fit>& fits,
                       recognition::Namespace name, std::string_view code, std::string_view staff);

// touchpoint.customer.recognised, by a scan or, with a decision, by what somebody said.
struct Recognition {
  Uuid scan;  // nil: there was none
  std::string profile;
  IdentifierKind by{};
  Assurance assurance{};
  Strength strength{};
  std::size_t people = 1;
  Freshness freshness;
  std::string staff{};  // who confirmed it
  std::optional<PersonDecision> decision{};
};
std::string recognised_data(const Recognition& recognition);

// touchpoint.customer.unrecognised
struct Unrecognised {
  Uuid scan;
  std::string_view reason;
  std::size_t people = 0;
  Freshness freshness;
  HubSays hub = HubSays::not_asked;
  std::string_view staff{};  // who denied it
};
std::string unrecognised_data(const Unrecognised& unrecognised);

// touchpoint.interaction.undone: it was not they.
std::string undone_data(std::string_view profile, const Uuid& recognition, std::string_view staff);

}  // namespace touchpoint::counter
