// An identifier as JSON, `{"kind","value"}`. For the .cpp files of this folder.
#pragma once

#include <optional>
#include <string>

#include "core/identifier.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {

inline std::string identifier_json(const Identifier& identifier) {
  ObjectWriter json;
  json.text("kind", to_text(identifier.kind)).text("value", identifier.value);
  return json.done();
}

// nullopt: of a kind that is not known here.
inline std::optional<Identifier> read_identifier(const reading::Members& members) {
  const auto kind = identifier_kind_from_text(members.text("kind"));
  auto value = std::string(members.text("value"));
  if (!kind || value.empty()) return std::nullopt;
  return Identifier{*kind, std::move(value)};
}

}  // namespace touchpoint::sync
