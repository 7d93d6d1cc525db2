// A POSLog file in hand: what is to be sent of it, and what cannot be.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "devices/poslog/mapping.hpp"

namespace touchpoint::devices {

// An event on its way. `body` is empty until who the customer is has been asked.
struct Outgoing {
  std::string name;  // of the transaction, for sentences
  std::string body;
  TillEvent event;
  std::optional<Shown> customer;
  std::string profile;  // whose it is, when the agent knows
};

struct Job {
  std::filesystem::path file;
  std::string digest;  // of the file, in hex
  std::vector<Outgoing> outgoing;
  std::vector<std::string> problems;  // a sentence each
  std::size_t problem_count = 0;      // of which the first few are told

  void add_problem(std::string_view name, std::string_view sentence);
};

// Reads and maps the file. `refused` when it is no POSLog; an error of the disk is another.
Result<Job> make_job(const std::filesystem::path& file, const MappingSettings& settings);

// The events with their bodies, as they are kept until the file is at its end, and back. nullopt:
// they were made of another file.
std::string write_events(const Job& job);
std::optional<Job> read_events(std::string_view text, const std::filesystem::path& file,
                               std::string_view digest);

Result<std::string> digest_of(const std::filesystem::path& file);

// One sentence for the person who finds the file among the refused.
std::string why_refused(const Job& job);

}  // namespace touchpoint::devices
