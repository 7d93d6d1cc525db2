#include "core/identifier.hpp"

namespace touchpoint {

std::string_view to_text(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::loyalty:
      return "loyalty";
    case IdentifierKind::order:
      return "order";
    case IdentifierKind::account:
      return "account";
    case IdentifierKind::wallet:
      return "wallet";
    case IdentifierKind::payment_account:
      return "payment_account";
    case IdentifierKind::email:
      return "email";
    case IdentifierKind::verified_email:
      return "verified_email";
    case IdentifierKind::phone:
      return "phone";
  }
  return "loyalty";
}

std::string_view to_text(Assurance assurance) {
  switch (assurance) {
    case Assurance::claimed:
      return "claimed";
    case Assurance::possessed:
      return "possessed";
    case Assurance::verified:
      return "verified";
  }
  return "claimed";
}

std::string_view to_text(Strength strength) {
  switch (strength) {
    case Strength::weak:
      return "weak";
    case Strength::medium:
      return "medium";
    case Strength::strong:
      return "strong";
  }
  return "weak";
}

std::optional<IdentifierKind> identifier_kind_from_text(std::string_view text) {
  for (const auto kind : kIdentifierKinds) {
    if (text == to_text(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace touchpoint
