#include "recognition/strength.hpp"

#include <algorithm>
#include <array>

namespace touchpoint::recognition {
namespace {

using S = Strength;

struct Row {
  IdentifierKind kind;
  Strength claimed;
  Strength possessed;
  Strength verified;
};

constexpr auto kTable = std::to_array<Row>({
    {IdentifierKind::loyalty, S::medium, S::strong, S::strong},
    {IdentifierKind::account, S::medium, S::strong, S::strong},
    {IdentifierKind::wallet, S::medium, S::strong, S::strong},
    {IdentifierKind::order, S::medium, S::medium, S::strong},
    {IdentifierKind::payment_account, S::weak, S::medium, S::strong},
    {IdentifierKind::verified_email, S::medium, S::medium, S::strong},
    {IdentifierKind::email, S::weak, S::medium, S::medium},
    {IdentifierKind::phone, S::weak, S::weak, S::medium},
});

}  // namespace

Strength strength_of(IdentifierKind kind, Assurance given) {
  const auto* const row = std::ranges::find(kTable, kind, &Row::kind);
  if (row == kTable.end()) return S::weak;
  switch (given) {
    case Assurance::claimed:
      return row->claimed;
    case Assurance::possessed:
      return row->possessed;
    case Assurance::verified:
      return row->verified;
  }
  return S::weak;
}

Strength strength_of(const std::vector<IdentifierKind>& led, Assurance given) {
  auto strongest = S::weak;
  for (const auto kind : led)
    strongest = std::max(strongest, strength_of(kind, given));
  const bool differ =
      std::ranges::any_of(led, [&](IdentifierKind kind) { return kind != led.front(); });
  return strongest == S::weak && differ ? S::medium : strongest;
}

}  // namespace touchpoint::recognition
