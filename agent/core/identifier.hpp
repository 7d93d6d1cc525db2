// An identifier is something that a customer shows or says and that stands for them: a loyalty
// number, an order number, an e-mail address. It is personal data: it is never logged, and on a
// device it is stored only as a keyed hash.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace touchpoint {

enum class IdentifierKind { loyalty, order, email, phone };

std::string_view to_text(IdentifierKind kind);
std::optional<IdentifierKind> identifier_kind_from_text(std::string_view text);

struct Identifier {
  IdentifierKind kind{};
  std::string value;  // normalised: see recognition/identifiers.hpp

  bool operator==(const Identifier&) const = default;
};

}  // namespace touchpoint
