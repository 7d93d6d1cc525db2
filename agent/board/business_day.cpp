#include "board/business_day.hpp"

namespace touchpoint::board {

Day BusinessDay::of(WallTime time) const {
  return std::chrono::floor<std::chrono::days>(time + zone_.offset_at(time) - turns_at_);
}

std::string to_text(Day day) {
  return to_rfc3339(WallTime{day}).substr(0, 10);
}

}  // namespace touchpoint::board
