// A program's keys as a manual page, from the table that declares them.
#pragma once

#include <string>
#include <string_view>

#include "config/schema.hpp"

namespace touchpoint::config {

// `text` as roff shows it: nothing in it is a command.
std::string roff(std::string_view text);

struct ManualPage {
  std::string name;         // "touchpoint.toml"
  std::string purpose;      // behind the name: "configuration of …"
  std::string description;  // sentences
  std::string files;        // roff, below FILES
  std::string see_also;     // roff, below SEE ALSO
};
// Section 5 of the manual: each section of the file, each key with its meaning and its default.
std::string write_manual(const Schema& schema, const ManualPage& page);

std::string agent_manual();  // touchpoint.toml(5)

}  // namespace touchpoint::config
