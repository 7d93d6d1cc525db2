#include "counter/visit.hpp"

#include <algorithm>
#include <array>

namespace touchpoint::counter {
namespace {

struct Row {
  CardState state;
  VisitInput input;
  CardState next;
  bool new_card;
  bool parks = false;
};

using S = CardState;
using I = VisitInput;
constexpr bool kNew = true;
constexpr bool kKept = false;
constexpr bool kParks = true;

// clang-format off
constexpr std::array kTable = {
    Row{S::nobody,  I::person_scanned,   S::looking, kNew },
    Row{S::nobody,  I::person_chosen,    S::looking, kNew },
    Row{S::nobody,  I::product_scanned,  S::nobody,  kKept},
    Row{S::nobody,  I::receipt_scanned,  S::looking, kNew },
    Row{S::nobody,  I::scan_refused,     S::refused, kNew },
    Row{S::nobody,  I::returned,         S::looking, kNew },

    Row{S::looking, I::person_scanned,   S::looking, kNew },  // the newest scan wins
    Row{S::looking, I::person_chosen,    S::looking, kNew },
    Row{S::looking, I::product_scanned,  S::looking, kKept},
    Row{S::looking, I::receipt_scanned,  S::looking, kKept},
    Row{S::looking, I::scan_refused,     S::refused, kNew },
    Row{S::looking, I::person_found,     S::shown,   kNew },
    Row{S::looking, I::person_not_found, S::unknown, kNew },
    Row{S::looking, I::question_raised,  S::asking,  kNew },
    Row{S::looking, I::returned,         S::looking, kNew },
    Row{S::looking, I::closed,           S::nobody,  kNew },

    // Another customer steps in: whoever is being served is put by.
    Row{S::shown,   I::person_scanned,   S::looking, kNew, kParks},
    Row{S::shown,   I::person_chosen,    S::looking, kNew, kParks},
    Row{S::shown,   I::parked,           S::nobody,  kNew, kParks},
    Row{S::shown,   I::returned,         S::looking, kNew, kParks},
    Row{S::shown,   I::product_scanned,  S::shown,   kKept},
    Row{S::shown,   I::receipt_scanned,  S::shown,   kKept},
    Row{S::shown,   I::scan_refused,     S::shown,   kKept},  // a stray card takes nobody away
    Row{S::shown,   I::person_found,     S::shown,   kNew },  // the same visit, with newer data
    Row{S::shown,   I::question_raised,  S::shown,   kNew },  // above the person, who stays
    Row{S::shown,   I::thing_named,      S::shown,   kNew },
    Row{S::shown,   I::let_go,           S::unknown, kNew },
    Row{S::shown,   I::closed,           S::nobody,  kNew },

    Row{S::unknown, I::person_scanned,   S::looking, kNew },
    Row{S::unknown, I::person_chosen,    S::looking, kNew },
    Row{S::unknown, I::product_scanned,  S::unknown, kKept},
    Row{S::unknown, I::receipt_scanned,  S::looking, kNew },
    Row{S::unknown, I::scan_refused,     S::refused, kNew },
    Row{S::unknown, I::person_found,     S::shown,   kNew },  // the feed has just brought them
    Row{S::unknown, I::person_not_found, S::unknown, kKept},
    Row{S::unknown, I::hub_answered,     S::unknown, kNew },
    Row{S::unknown, I::question_raised,  S::asking,  kNew },
    Row{S::unknown, I::returned,         S::looking, kNew },
    Row{S::unknown, I::closed,           S::nobody,  kNew },

    Row{S::refused, I::person_scanned,   S::looking, kNew },
    Row{S::refused, I::person_chosen,    S::looking, kNew },
    Row{S::refused, I::product_scanned,  S::refused, kKept},
    Row{S::refused, I::receipt_scanned,  S::looking, kNew },
    Row{S::refused, I::scan_refused,     S::refused, kNew },
    Row{S::refused, I::returned,         S::looking, kNew },
    Row{S::refused, I::closed,           S::nobody,  kNew },

    Row{S::asking,  I::person_scanned,   S::looking, kNew },
    Row{S::asking,  I::person_chosen,    S::looking, kNew },
    Row{S::asking,  I::product_scanned,  S::asking,  kKept},
    Row{S::asking,  I::receipt_scanned,  S::asking,  kKept},
    Row{S::asking,  I::scan_refused,     S::asking,  kKept},
    Row{S::asking,  I::person_found,     S::shown,   kNew },
    Row{S::asking,  I::person_not_found, S::unknown, kNew },
    Row{S::asking,  I::question_raised,  S::asking,  kNew },
    Row{S::asking,  I::thing_named,      S::nobody,  kNew },
    Row{S::asking,  I::returned,         S::looking, kNew },
    Row{S::asking,  I::closed,           S::nobody,  kNew },
};
// clang-format on

}  // namespace

std::optional<VisitStep> next_step(CardState state, VisitInput input) {
  const auto* const row = std::ranges::find_if(kTable, [&](const Row& candidate) {
    return candidate.state == state && candidate.input == input;
  });
  if (row == kTable.end()) return std::nullopt;
  return VisitStep{row->next, row->new_card, row->parks};
}

}  // namespace touchpoint::counter
