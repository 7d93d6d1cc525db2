// A schema declares a program's configuration once: each key with its type, default, meaning,
// limits and the variable that takes it. The reader, the error messages and the commented example
// file all come from this table, so they cannot disagree.
//
//   Schema schema{"What IT may change.", {{"sync", "How rows travel.", {
//       {.name = "receipt_timeout", .target = &config.receipt_timeout, .fallback = "30s",
//        .doc = "How long to wait for a receipt.", .check = between(1s, 10min)}}}}};
//   TP_CHECK(read_config(schema, "/etc/touchpoint/agent.toml"));
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "core/result.hpp"

namespace touchpoint::config {

// Looks at a value that has landed. What it says goes on from the key's name ("must be …"); empty:
// the value is right.
using Check = std::function<std::string(const Target& landed)>;

// Whether the hub may give a key to its devices, and when a running device follows.
enum class Central { never, at_once, after_restart };

struct Key {
  std::string name;
  Target target;
  std::optional<Written> fallback{};  // nullopt: the file must hold the key
  std::string doc;                    // sentences; wrapped where they are shown
  std::optional<Written> example{};   // shown instead of the fallback where that says little
  Check check{};                      // not asked about the fallback
  bool secret = false;                // its value is never shown
  Central central = Central::never;
  Check central_check{};  // narrower than `check`, of what the hub gives
};

struct Section {
  std::string name;
  std::string doc;
  std::vector<Key> keys;
  std::string local_because{};  // why the keys that are never central are not: "it says …"
};

struct Schema {
  std::string doc;
  std::vector<Section> sections;
};

// Fills every target of `schema` from the TOML file and the fallbacks. `misconfigured` with one
// sentence that begins with file, line and column; the targets are then not to be used. Never
// blocks: only a regular file of at most 64 KiB is read. CRLF and a UTF-8 byte order mark are fine.
Result<void> read_config(const Schema& schema, const std::filesystem::path& file);

// Where in the file a value stands; lines and columns count from 1.
struct Place {
  std::int64_t line = 0;
  std::int64_t column = 0;
};
using Places = std::map<std::string, Place, std::less<>>;  // "section.key", of those that it holds

// The same, and says where each value stands.
Result<Places> read_places(const Schema& schema, const std::filesystem::path& file);
// The same of a text; sentences call it `name`.
Result<Places> read_places(const Schema& schema, const std::filesystem::path& name,
                           std::string_view text);
// Lays what the hub gives over the targets, but for the keys in `kept`, which a person has set
// here. `misconfigured` when any key of it, a kept one too, is not one that the hub may give.
Result<Places> lay_over(const Schema& schema, const std::filesystem::path& name,
                        std::string_view text, const Places& kept);

// A key with the value that its target holds now.
struct Setting {
  enum class Origin {
    file,
    hub,       // central.hpp
    fallback,  // the default that the table declares
    derived,   // follows from other keys, or from the machine
  };
  std::string section;
  std::string key;
  std::string value;  // as TOML, and as JSON; "***" for a secret that is set
  Origin origin{};
  std::int64_t line = 0;       // of the file; 0: it stands elsewhere
  bool overrides_hub = false;  // the hub gives another value, and the file's counts
};
// `central`: where the keys stand that the hub gives.
std::vector<Setting> settings_of(const Schema& schema, const Places& places,
                                 const Places& central = {});

// As a file would say it, each with its origin as a comment when that is asked for. `given` is the
// number of what the hub gives.
std::string write_settings(const std::vector<Setting>& settings,
                           const std::optional<std::filesystem::path>& origin_file,
                           std::int64_t given = 0);

// A whole file: required keys with their example, all others commented out with their default.
std::string write_example(const Schema& schema);

// --- checks -------------------------------------------------------------------------------------
Check between(std::int64_t least, std::int64_t most);
Check between(Duration shortest, Duration longest);
Check one_of(std::vector<std::string_view> words);
Check slug();  // core/text.hpp
Check slug_or_empty();
Check each_slug();  // of a list
// Text that matches an ECMAScript pattern as a whole; `description` says what that is in words.
Check matching(std::string pattern, std::string description);
// Each of a list, which is not empty, matches.
Check each_matching(std::string pattern, std::string description);
Check is_pattern();  // is itself an ECMAScript pattern, and one that wants something
Check is_pattern_or_empty();
Check each_pattern();     // of a list
Check survey_or_empty();  // feedback/survey.hpp
Check staff_survey_or_empty();
Check notice_or_empty();  // privacy/notice.hpp
Check loopback();         // an address of this machine only
Check absolute();         // an absolute path
Check absolute_or_empty();

}  // namespace touchpoint::config
