// How much an identifier says of who stands there. A card in the hand is strong; a number that is
// said can be anybody's: a family shares a phone, a colleague knows an address. Pure.
//
//                     shown (possessed)   said or typed (claimed)   made sure of (verified)
//   loyalty           strong              medium                    strong
//   account           strong              medium                    strong
//   wallet            strong              medium                    strong
//   order             medium              medium                    strong
//   payment_account   medium              weak                      strong
//   verified_email    medium              medium                    strong
//   email             medium              weak                      medium
//   phone             weak                weak                      medium
//
// An account is shown by an app in which somebody has logged in. A payment card is in the hand, but
// couples share one; nobody says its account's reference.
#pragma once

#include <vector>

#include "core/identifier.hpp"

namespace touchpoint::recognition {

Strength strength_of(IdentifierKind kind, Assurance given);

// Of all that lead to the same person: as the strongest. Two kinds that are each weak are together
// enough to recognise somebody, medium; two of the same kind are not, they are one household's.
Strength strength_of(const std::vector<IdentifierKind>& led, Assurance given);

}  // namespace touchpoint::recognition
