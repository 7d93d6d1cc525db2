// Sentences in the operator's language: Italian or English, side by side where they are said.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ctl/command_line.hpp"

namespace touchpoint::ctl {

class Words {
 public:
  explicit Words(Language language) : italian_(language == Language::italian) {}

  std::string of(std::string_view italian, std::string_view english) const {
    return std::string(italian_ ? italian : english);
  }

  struct Forms {
    std::string_view one;
    std::string_view many;
  };
  // "1 riga", "12 righe".
  std::string count(std::int64_t number, const Forms& italian, const Forms& english) const {
    const auto& forms = italian_ ? italian : english;
    return std::to_string(number).append(" ").append(number == 1 ? forms.one : forms.many);
  }

  // In the largest unit that says enough: "3 hours".
  std::string span(std::chrono::seconds length) const {
    const auto total = std::max<std::int64_t>(length.count(), 0);
    if (total < 60) return of("meno di un minuto", "less than a minute");
    if (total < 3600) return count(total / 60, {"minuto", "minuti"}, {"minute", "minutes"});
    if (total < 2 * 86400) return count(total / 3600, {"ora", "ore"}, {"hour", "hours"});
    return count(total / 86400, {"giorno", "giorni"}, {"day", "days"});
  }
  std::string ago(std::chrono::seconds length) const { return span(length) + of(" fa", " ago"); }

 private:
  bool italian_;
};

}  // namespace touchpoint::ctl
