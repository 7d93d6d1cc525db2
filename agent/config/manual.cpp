#include "config/manual.hpp"

#include <algorithm>

#include "config/agent_config.hpp"

namespace touchpoint::config {
namespace {

std::string in_capitals(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string entry(const Key& key) {
  auto text = ".TP\n\\fB" + roff(key.name) + "\\fR";
  if (key.fallback) {
    text += " = " + roff(as_toml(*key.fallback));
  } else {
    text += " (required)";
  }
  text += "\n" + roff(key.doc) + "\n";
  if (key.example) text += "For example " + roff(as_toml(*key.example)) + "\n";
  if (key.central == Central::at_once) text += "The hub may give it; it is followed at once.\n";
  if (key.central == Central::after_restart) text += "The hub may give it.\n";
  return text;
}

}  // namespace

std::string roff(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '\\') {
      plain += "\\e";
    } else if (c == '-') {
      plain += "\\-";
    } else {
      plain += c;
    }
  }
  const bool command = plain.starts_with('.') || plain.starts_with('\'');
  return command ? "\\&" + plain : plain;
}

std::string write_manual(const Schema& schema, const ManualPage& page) {
  auto text = ".TH " + roff(in_capitals(page.name)) + " 5 \"\" \"Touchpoint\" \"Touchpoint\"\n";
  text += ".SH NAME\n" + roff(page.name) + " \\- " + roff(page.purpose) + "\n";
  text += ".SH DESCRIPTION\n" + roff(page.description) + "\n";
  for (const auto& section : schema.sections) {
    text += ".SH \"[" + roff(in_capitals(section.name)) + "]\"\n" + roff(section.doc) + "\n";
    for (const auto& key : section.keys)
      text += entry(key);
  }
  return text + ".SH FILES\n" + page.files + ".SH SEE ALSO\n" + page.see_also;
}

std::string agent_manual() {
  Config config;
  return write_manual(
      agent_schema(config),
      {.name = "touchpoint.toml",
       .purpose = "configuration of touchpointd, the Touchpoint agent",
       .description =
           "One TOML file in UTF-8, read once when the program starts. Every key stands in its "
           "section; what is left out has its default. A wrong file is refused with its line, its "
           "column and what is expected, and with exit code 78, after which systemd does not start "
           "the program again. touchpointctl config example writes a whole file, config check says "
           "whether one is right, config show --origin what is in force and from where. Keys that "
           "the hub may give say so; "
           "what stands in this file counts before what the hub gives. A duration "
           "is written as \"500ms\", \"30s\", \"5m\", \"12h\" or \"45d\".",
       .files = ".TP\n.I " + std::string(kAgentConfigFile) +
                "\nRead unless \\fB\\-\\-config\\fR names another file.\n",
       .see_also = ".BR touchpointd (8),\n.BR touchpointctl (1)\n"});
}

}  // namespace touchpoint::config
