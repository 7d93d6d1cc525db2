// The status in plain words, for whoever stands in front of the device: what is well, what waits,
// what needs a person and what that person should do. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "ctl/answers.hpp"
#include "ctl/command_line.hpp"

namespace touchpoint::ctl {

enum class Mark {
  well,     // "ok"
  waiting,  // "--": not as it should be, and it will mend itself
  person,   // "!!": somebody must do something
  unknown,  // "??": could not be checked
};

struct StatusLine {
  Mark mark{};
  std::string title;
  std::string sentence;
  std::string advice{};  // what to do; empty: nothing
};

struct Report {
  std::string heading;
  std::vector<StatusLine> lines;
  std::string verdict;
  bool needs_person = false;
};

Report describe(const Status& status, Language language);

// As text for a terminal; the mark says what the colour says.
std::string render(const Report& report, bool colours);

}  // namespace touchpoint::ctl
