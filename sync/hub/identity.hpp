// What the store says about who is who, and what an operator decides about it (identity_graph.hpp).
// Plain values with personal data; never logged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/profile.hpp"
#include "sync/hub/identity_graph.hpp"

namespace touchpoint::hub {

// "These are one person", or "these are two". Profiles are named by their ids, also by those that
// went into another.
struct ProfileDecision {
  std::string one;
  std::string other;
  std::string by;
  std::string reason;
};

struct ToldEdge {
  std::string older;  // ids of records
  std::string newer;
  EdgeKind kind{};
  std::string by;  // empty: nobody decided it
  std::string reason;
  WallTime at{};
  std::optional<WallTime> ended;
};

// One source's person, as that source told it.
struct ToldRecord {
  std::string key;  // "loyalty", "account of shop"; empty: registered in a store
  Profile profile;  // without orders and history
  std::int64_t orders = 0;
  std::int64_t experiences = 0;
};

struct ProfileView {
  Profile whole;                    // as devices get it
  std::vector<ToldRecord> records;  // the head first
  std::vector<ToldEdge> edges;      // also those that hold no more, the newest first
  std::vector<Identifier> shared;   // more people have them than may; they speak for nobody
};

// Something that two profiles have in common, and how many people have it.
struct Shared {
  std::string what;  // "email", "phone", "name_and_birth"
  std::int64_t people = 0;
};
struct Twins {
  Profile older;  // without orders and history
  Profile newer;
  std::vector<Shared> shared;
};

// Twins are looked for some rows at a time, from one to the next.
struct TwinCursor {
  std::string kind = "email";
  std::string value{};
  bool done = false;
};
struct TwinPage {
  std::vector<Twins> twins;
  TwinCursor next;
  std::int64_t people = 0;  // how many there are
};

}  // namespace touchpoint::hub
