// What the commands share: how an error ends a program, and how a running hub is asked.
#pragma once

#include <filesystem>
#include <string>

#include "control/control.hpp"
#include "core/result.hpp"

namespace touchpoint::hub {

// Prints the sentence and gives the exit code of architecture.md section 8: 78 for configuration,
// 74 for storage, 75 when trying again may help, else 1.
int fail(const Error& error);

// Who types, as the system knows them, for the hub's records.
std::string operator_name();

Result<control::ControlClient> connect_to_hub(const std::filesystem::path& config);
// One question to the running hub: what it answers, or one member of that as text.
Result<std::string> ask(const std::filesystem::path& config, const std::string& question);
Result<std::string> ask_for(const std::filesystem::path& config, const std::string& question,
                            std::string_view member);

int print_line(const Result<std::string>& text);

}  // namespace touchpoint::hub
