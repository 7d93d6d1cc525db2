#include "core/identifier.hpp"

namespace touchpoint {

std::string_view to_text(IdentifierKind kind) {
  switch (kind) {
    case IdentifierKind::loyalty:
      return "loyalty";
    case IdentifierKind::order:
      return "order";
    case IdentifierKind::email:
      return "email";
    case IdentifierKind::phone:
      return "phone";
  }
  return "loyalty";
}

std::optional<IdentifierKind> identifier_kind_from_text(std::string_view text) {
  for (const auto kind : {IdentifierKind::loyalty, IdentifierKind::order, IdentifierKind::email,
                          IdentifierKind::phone}) {
    if (text == to_text(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace touchpoint
