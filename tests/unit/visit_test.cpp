// The whole state table of a visit: every state with every input.
#include "counter/visit.hpp"

#include <array>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

namespace touchpoint::counter {
namespace {

using S = CardState;
using I = VisitInput;

constexpr std::array kInputs{
    I::person_scanned, I::person_chosen,    I::product_scanned, I::receipt_scanned, I::scan_refused,
    I::person_found,   I::person_not_found, I::question_raised, I::thing_named,     I::hub_answered,
    I::parked,         I::returned,         I::let_go,          I::closed};

// What comes of each input: the first letter of the next state, "!" when another card is shown, "*"
// when whoever was there is put by as well, "-" when the input means nothing then.
struct VisitRow {
  S state;
  std::array<const char*, kInputs.size()> steps;
};

std::string name_of(S state) {
  switch (state) {
    case S::nobody:
      return "nobody";
    case S::looking:
      return "looking";
    case S::shown:
      return "shown";
    case S::unknown:
      return "unknown";
    case S::refused:
      return "refused";
    case S::asking:
      return "asking";
  }
  return {};
}

void PrintTo(const VisitRow& row, std::ostream* out) {
  *out << name_of(row.state);
}

std::string in_short(const std::optional<VisitStep>& step) {
  if (!step) return "-";
  return name_of(step->next).substr(0, 1) + (step->parks ? "*" : step->new_card ? "!" : "");
}

class VisitTableTest : public testing::TestWithParam<VisitRow> {};

TEST_P(VisitTableTest, SaysWhatComesOfEveryInput) {
  const auto& row = GetParam();
  for (std::size_t i = 0; i < kInputs.size(); ++i)
    EXPECT_EQ(in_short(next_step(row.state, kInputs[i])), row.steps[i]) << "input " << i;
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(States, VisitTableTest, testing::Values(
  //                    person       product    refused    not found    thing      parked     let go
  //                          chosen       receipt    found      question    hub        returned   closed
  VisitRow{S::nobody,  {"l!", "l!", "n", "l!", "r!", "-",  "-",  "-",  "-",  "-",  "-",  "l!", "-",  "-"}},
  VisitRow{S::looking, {"l!", "l!", "l", "l",  "r!", "s!", "u!", "a!", "-",  "-",  "-",  "l!", "-",  "n!"}},
  VisitRow{S::shown,   {"l*", "l*", "s", "s",  "s",  "s!", "-",  "s!", "s!", "-",  "n*", "l*", "u!", "n!"}},
  VisitRow{S::unknown, {"l!", "l!", "u", "l!", "r!", "s!", "u",  "a!", "-",  "u!", "-",  "l!", "-",  "n!"}},
  VisitRow{S::refused, {"l!", "l!", "r", "l!", "r!", "-",  "-",  "-",  "-",  "-",  "-",  "l!", "-",  "n!"}},
  VisitRow{S::asking,  {"l!", "l!", "a", "a",  "a",  "s!", "u!", "a!", "n!", "-",  "-",  "l!", "-",  "n!"}}
), [](const auto& each) { return name_of(each.param.state); });
// clang-format on

}  // namespace
}  // namespace touchpoint::counter
