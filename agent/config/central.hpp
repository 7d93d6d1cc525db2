// Central settings: what the hub gives to this device of the keys of touchpoint.toml, and where the
// device keeps it, so that it starts with it although there is no network.
//
// The file is the hub's TOML text behind one line that says what it is. It was signed when it came
// (sync/codec/settings.hpp); here it is read as strictly as a file that a person wrote, and only
// keys that are `central` in the table may stand in it. Where touchpoint.toml sets a key, that
// counts (decision 20).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::config {

struct CentralSettings {
  std::int64_t number = 0;   // which settings, as people call them; 0: the hub gives none
  std::int64_t version = 0;  // of all that the hub gave with them; only ever higher
  std::string device;
  std::string epoch;
  WallTime at{};
  std::string body;  // TOML

  std::string name() const { return "the hub's settings " + std::to_string(number); }
};

// Whether every key of `body` may be given by the hub, with a value that it may have. `name` is
// what the sentence begins with. `misconfigured`.
Result<void> check_central(const std::filesystem::path& name, std::string_view body);

std::filesystem::path central_file(const std::filesystem::path& state);
std::string to_text(const CentralSettings& settings);
// nullopt: there is no such file. `misconfigured` when it cannot be read, `damaged` when it is not
// what was written or was given to another device.
Result<std::optional<CentralSettings>> read_central(const std::filesystem::path& state,
                                                    const std::string& device);

}  // namespace touchpoint::config
