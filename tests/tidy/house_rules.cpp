#include "tidy/house_rules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace touchpoint::tidy {
namespace {

constexpr std::size_t kReadmeMax = 40;     // lines; more is a manual
constexpr std::size_t kDecisionMax = 120;  // lines
constexpr std::size_t kHeaderSmell = 120;  // lines
constexpr std::size_t kSourceSmell = 300;  // lines

constexpr std::array<std::string_view, 12> kTopLevel = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "CHANGELOG.md", "agent",
    "sync",           "devices",           "cross",     "systemd", "tests"};

// Written in halves, so that this file keeps its own rule. Markers of unfinished work are looked
// for as whole words, the rest anywhere and in either case.
constexpr std::array<std::string_view, 4> kMarkers = {
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X",
    "HA"
    "CK"};
constexpr std::array<std::string_view, 13> kPhrases = {
    // paths of somebody's machine
    "/wo"
    "rk/",
    "/ho"
    "me/",
    "/Us"
    "ers/",
    "/ro"
    "ot/",
    // hosts that packages are downloaded from: clients know them
    "registry"
    ".npmjs",
    "deb.de"
    "bian.org",
    "proxy.go"
    "lang.org",
    "pypi"
    ".org",
    // how text came to be is nobody's business; what it says is
    "co-authored"
    "-by",
    "generated"
    " with",
    "language"
    " model",
    "as an"
    " ai",
    "chat"
    "bot"};

bool is_source(std::string_view path) {
  constexpr std::array<std::string_view, 7> kEndings = {".cpp", ".hpp", ".ts", ".tsx",
                                                        ".mjs", ".sh",  ".css"};
  return std::ranges::any_of(kEndings, [&](auto ending) { return path.ends_with(ending); });
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !is_word_character(text[at - 1]);
    const bool ends = end == text.size() || !is_word_character(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

bool has_phrase(std::string_view text, std::string_view phrase) {
  const auto same = [](char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) ==
           std::tolower(static_cast<unsigned char>(right));
  };
  return std::search(text.begin(), text.end(), phrase.begin(), phrase.end(), same) != text.end();
}

const File* find(const Tree& tree, std::string_view path) {
  const auto file = std::ranges::find(tree, path, &File::path);
  return file == tree.end() ? nullptr : &*file;
}

std::string at_line(const File& file, std::size_t number) {
  return file.path + ":" + std::to_string(number) + ": ";
}

// "Suite.Name" of every GoogleTest case.
std::set<std::string> test_names(const Tree& tree) {
  std::set<std::string> names;
  for (const auto& file : tree) {
    if (!file.path.starts_with("tests/") || !file.path.ends_with(".cpp")) continue;
    for (auto at = file.text.find("\nTEST"); at != std::string::npos;
         at = file.text.find("\nTEST", at + 1)) {
      const auto open = file.text.find('(', at);
      const auto close = file.text.find(')', at);
      if (open == std::string::npos || close == std::string::npos) break;
      std::string name;
      for (const char c : file.text.substr(open + 1, close - open - 1)) {
        if (c == ',') name += '.';
        if (is_word_character(c)) name += c;
      }
      names.insert(name);
    }
  }
  return names;
}

// By its own README.md, or by one above that names it with a slash: "store/sqlite/". A module, such
// as agent/core, has its own.
bool is_explained(const Tree& tree, std::string_view folder, bool cpp) {
  if (find(tree, std::string(folder) + "/README.md") != nullptr) return true;
  for (auto above = folder_of(folder); !above.empty(); above = folder_of(above)) {
    const bool holds_modules = above == "agent" || above == "sync";
    const auto* readme = find(tree, std::string(above) + "/README.md");
    const auto path = folder.substr(above.size() + 1);
    const auto name = std::string(cpp ? path : path.substr(0, path.find('/'))) + "/";
    const bool named = readme != nullptr && readme->text.find(name) != std::string::npos;
    if (named && !(cpp && holds_modules)) return true;
  }
  return false;
}

// The texts between backticks.
std::vector<std::string_view> quoted_in(std::string_view line) {
  std::vector<std::string_view> quoted;
  for (auto at = line.find('`'); at != std::string_view::npos; at = line.find('`', at + 1)) {
    const auto end = line.find('`', at + 1);
    if (end == std::string_view::npos) break;
    quoted.push_back(line.substr(at + 1, end - at - 1));
    at = end;
  }
  return quoted;
}

}  // namespace

Complaints top_level_complaints(const Tree& tree) {
  std::set<std::string> strangers;
  for (const auto& file : tree) {
    const auto name = file.path.substr(0, file.path.find('/'));
    if (std::ranges::find(kTopLevel, name) == kTopLevel.end()) strangers.insert(name);
  }
  Complaints complaints;
  for (const auto& name : strangers)
    complaints.push_back(name + " has no place at the top level");
  return complaints;
}

Complaints readme_complaints(const Tree& tree) {
  std::map<std::string_view, bool> folders;  // and whether C++ stands in them
  for (const auto& file : tree) {
    if (is_source(file.path)) folders[folder_of(file.path)] |= is_cpp(file.path);
  }
  Complaints complaints;
  for (const auto& [folder, cpp] : folders) {
    if (!folder.empty() && !is_explained(tree, folder, cpp)) {
      complaints.push_back(std::string(folder) + "/README.md is missing");
    }
  }
  for (const auto& file : tree) {
    const bool manual = file.path == "README.md" || file.path == "tests/README.md";
    if (!file.path.ends_with("/README.md") || manual) continue;
    const auto lines = lines_of(file.text).size();
    if (lines > kReadmeMax) {
      complaints.push_back(file.path + " has " + std::to_string(lines) + " lines; 40 are enough");
    }
  }
  return complaints;
}

Complaints wording_complaints(const Tree& tree) {
  Complaints complaints;
  for (const auto& file : tree) {
    std::size_t number = 0;
    for (const auto line : lines_of(file.text)) {
      ++number;
      for (const auto marker : kMarkers) {
        if (has_word(line, marker)) {
          complaints.push_back(at_line(file, number) + "\"" + std::string(marker) +
                               "\": finish it, or decide not to");
        }
      }
      for (const auto phrase : kPhrases) {
        if (has_phrase(line, phrase)) {
          complaints.push_back(at_line(file, number) + "\"" + std::string(phrase) +
                               "\" does not belong here");
        }
      }
    }
  }
  return complaints;
}

Complaints decision_complaints(const Tree& tree) {
  constexpr std::string_view kFolder = "agent/decisions";
  Complaints complaints;
  int expected = 1;
  for (const auto& file : tree) {
    if (folder_of(file.path) != kFolder || file.path.ends_with("/README.md")) continue;
    const auto name = file.path.substr(kFolder.size() + 1);
    auto number = std::to_string(expected++);
    number.insert(0, 4 - std::min<std::size_t>(number.size(), 4), '0');
    if (!name.starts_with(number + "-") || !name.ends_with(".md")) {
      complaints.push_back(file.path + ": the next decision is " + number + "-<title>.md");
    }
    if (lines_of(file.text).size() > kDecisionMax) {
      complaints.push_back(file.path + " is longer than 120 lines");
    }
    if (!file.text.starts_with("# ")) complaints.push_back(file.path + " has no title");
  }
  return complaints;
}

Complaints promise_complaints(const Tree& tree) {
  const auto* promises = find(tree, "tests/PROMISES.md");
  if (promises == nullptr) return {"tests/PROMISES.md is missing"};
  const auto names = test_names(tree);
  Complaints complaints;
  std::size_t number = 0;
  for (const auto line : lines_of(promises->text)) {
    ++number;
    if (!line.starts_with("| ") || line.starts_with("| id ")) continue;
    const auto tests = quoted_in(line.substr(std::min(line.rfind(" | "), line.size())));
    if (tests.empty()) complaints.push_back(at_line(*promises, number) + "no test is named");
    for (const auto test : tests) {
      if (names.contains(std::string(test)) || find(tree, test) != nullptr) continue;
      complaints.push_back(at_line(*promises, number) + "there is no test " + std::string(test));
    }
  }
  return complaints;
}

Complaints header_complaints(const Tree& tree) {
  Complaints complaints;
  for (const auto& file : tree) {
    if (!file.path.ends_with(".hpp")) continue;
    const auto lines = lines_of(file.text);
    const auto code = std::ranges::find_if(
        lines, [](auto line) { return !line.empty() && !line.starts_with("//"); });
    if (code == lines.end() || *code != "#pragma once") {
      complaints.push_back(file.path + " must begin with its comment and then #pragma once");
    }
  }
  return complaints;
}

Complaints waiting_complaints(const Tree& tree) {
  constexpr std::array<std::string_view, 4> kSleeps = {
      "sleep_"
      "for(",
      "sleep_"
      "until(",
      "usle"
      "ep(",
      "::sle"
      "ep("};
  Complaints complaints;
  for (const auto& file : tree) {
    if (!file.path.starts_with("tests/") || !is_cpp(file.path)) continue;
    const bool sleeps = std::ranges::any_of(
        kSleeps, [&](auto call) { return file.text.find(call) != std::string::npos; });
    if (sleeps) complaints.push_back(file.path + " sleeps: wait for what must happen instead");
  }
  return complaints;
}

Complaints length_smells(const Tree& tree) {
  Complaints smells;
  for (const auto& file : tree) {
    if (!is_cpp(file.path) || file.path.starts_with("tests/")) continue;
    const auto lines = lines_of(file.text).size();
    const auto enough = file.path.ends_with(".hpp") ? kHeaderSmell : kSourceSmell;
    if (lines > enough) {
      smells.push_back(file.path + " has " + std::to_string(lines) +
                       " lines: has it more than one reason to change?");
    }
  }
  return smells;
}

}  // namespace touchpoint::tidy
