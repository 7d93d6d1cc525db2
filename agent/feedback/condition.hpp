// When a question is asked: SurveyJS' `visibleIf`, of which comparisons of earlier answers, "and",
// "or" and parentheses are understood.
//
//   {recommend} <= 6 and ({reasons} contains 'price' or {reasons} empty)
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::feedback {

enum class Comparison {
  equal,
  not_equal,
  less,
  at_most,
  more,
  at_least,
  contains,
  empty,
  not_empty
};
std::string_view to_text(Comparison comparison);  // "=", "<>", "<", … as it is written

struct Condition {
  std::string question;
  Comparison comparison{};
  std::variant<std::monostate, double, std::string> value{};  // none for empty and not_empty
};

// Reasons to ask, of which any will do; of each all conditions must hold. Parentheses are resolved
// into this form when it is read.
using Conditions = std::vector<std::vector<Condition>>;

// `refused` with a sentence that goes on from "its visibleIf ".
Result<Conditions> read_conditions(std::string_view expression);

}  // namespace touchpoint::feedback
