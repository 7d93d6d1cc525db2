#include "tidy/include_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace touchpoint::tidy {
namespace {

// A folder, and what it may include beside itself: folders with everything below them, or single
// headers. The longest folder that holds the includer decides.
struct Rule {
  std::string_view folder;
  std::vector<std::string_view> may_include;
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules = {
      {"agent/core", {}},
      {"agent/loop", {"agent/core"}},
      {"agent/logging", {"agent/core"}},
      {"agent/config", {"agent/core", "agent/feedback", "agent/privacy"}},
      {"agent/crypto", {"agent/core"}},
      {"agent/sqlite", {"agent/core"}},

      // Pure: time, identifiers and rows come in as arguments. The counter is where values pass
      // from one to the next, so it alone knows recognition and journey, and a timer.
      {"agent/recognition", {"agent/core"}},
      {"agent/journey", {"agent/core"}},
      {"agent/board", {"agent/core"}},
      {"agent/feedback", {"agent/core"}},
      {"agent/privacy", {"agent/core", "agent/feedback/wording.hpp"}},
      {"agent/counter", {"agent/core", "agent/loop", "agent/recognition", "agent/journey"}},

      // They implement the ports of those who need them.
      {"agent/journal",
       {"agent/core", "agent/loop", "agent/crypto", "agent/sqlite", "sync/ports.hpp",
        "agent/counter/ports.hpp"}},
      {"agent/profiles",
       {"agent/core", "agent/loop", "agent/crypto", "agent/sqlite", "agent/recognition",
        "sync/ports.hpp", "agent/counter/ports.hpp"}},

      {"agent/backup", {"agent/core", "agent/crypto", "agent/journal", "agent/sqlite"}},
      {"agent/web",
       {"agent/core", "agent/loop", "agent/crypto", "agent/feedback", "agent/privacy"}},
      {"agent/web/http", {"agent/core", "agent/loop"}},
      {"agent/control", {"agent/core", "agent/loop"}},
      {"agent/ctl",
       {"agent/core", "agent/config", "agent/control", "agent/crypto", "agent/backup",
        "agent/ctl/doctor", "sync/enrol"}},  // an enrolment line is read where it is typed
      {"agent/ctl/doctor",                   // it tries the way to the hub as the daemon would
       {"agent/core", "agent/config", "agent/loop", "agent/ctl/words.hpp", "sync/enrol",
        "sync/https", "sync/mqtt"}},
      {"agent", {"agent", "sync", "devices"}},  // app and main know every concrete type

      {"sync", {"agent/core", "agent/loop", "agent/crypto"}},
      {"sync/hub",
       {"agent/core", "agent/logging", "agent/loop", "agent/config", "agent/crypto",
        "agent/board/estimates.hpp", "agent/feedback/survey_json.hpp", "agent/recognition",
        "agent/web/http", "agent/control", "agent/ctl/command_tree.hpp", "agent/ctl/secrets.hpp",
        "agent/ctl/terminal.hpp", "sync/ports.hpp", "sync/codec", "sync/mqtt", "sync/enrol",
        // What a visitor answers by phone is judged as at the kiosk.
        "agent/web/interactions.hpp", "agent/web/json/parse.hpp",
        // The console is a page as the device's are: the same headers, sessions and built files.
        "agent/web/browser.hpp", "agent/web/pages.hpp", "agent/web/access/sessions.hpp",
        "agent/web/access/throttle.hpp", "agent/ui/assets.hpp",
        "sync/hub/store/sqlite/sqlite_store.hpp"}},  // whoever starts the hub makes its store
      {"sync/hub/store/sqlite",
       {"agent/core", "agent/loop", "agent/crypto", "agent/sqlite", "sync/codec", "sync/hub"}},
      // Of the agent's it has what a program needs; it speaks to the agent and never is one.
      {"devices",
       {"agent/core", "agent/loop", "agent/logging", "agent/config/schema.hpp",
        "agent/crypto/hash.hpp", "agent/web/http/unix_socket.hpp"}},
      {"tests", {"agent", "sync", "devices"}},
  };
  return kRules;
}

// Libraries, and the only places that may know them. A place is a folder, a file, or a folder with
// "/*" for the files right in it.
const std::vector<Rule>& libraries() {
  static const std::vector<Rule> kLibraries = {
      {"sqlite3.h", {"agent/sqlite", "agent/journal", "agent/profiles", "sync/hub/store/sqlite"}},
      {"mosquitto.h", {"sync/mqtt"}},
      {"libpq-fe.h", {"sync/hub/store/postgres"}},
      {"boost/beast", {"agent/web/http", "sync/https", "devices/agent_calls.cpp"}},
      {"boost/asio", {"agent/loop", "agent/control", "agent/web/http", "sync/https", "devices"}},
      {"openssl/", {"agent/crypto", "agent/web/http", "sync/https", "sync/enrol"}},
      {"boost/json",
       {"sync/codec", "sync/hub", "agent/web", "agent/control/wire.cpp", "agent/ctl/answers.cpp",
        "agent/ctl/why_answer.cpp", "agent/explaining.cpp", "agent/feedback/survey.cpp",
        "agent/feedback/survey_json.hpp", "agent/feedback/survey_json.cpp",
        "agent/feedback/wording.hpp", "agent/feedback/wording.cpp", "agent/privacy/notice.cpp",
        "agent/voice_box.cpp", "devices/poslog/answers.cpp"}},
      {"boost/outcome", {"agent/core/result.hpp"}},
      {"toml++", {"agent/config/read.cpp"}},
      {"CLI/",
       {"agent/ctl/command_line.cpp", "agent/ctl/command_tree.cpp", "agent/*", "devices/*",
        "sync/hub"}},
      {"expat.h", {"devices/poslog"}},
      {"spdlog", {"agent/logging"}},
      {"fmt/", {"agent/*", "sync/hub"}},
      {"systemd/", {"agent/logging", "agent/loop"}},
      {"zstd.h", {"sync/codec", "sync/hub/import", "agent/journal"}},
      {"zlib.h", {"agent/web/http"}},
      {"utf8proc.h", {"agent/recognition"}},
  };
  return kLibraries;
}

// Heavy to compile and wide in effect: never in a header.
constexpr std::array<std::string_view, 2> kNeverInHeaders = {"boost/asio", "boost/beast"};

bool within(std::string_view path, std::string_view place) {
  if (place.ends_with("/*")) return folder_of(path) == place.substr(0, place.size() - 2);
  return path == place || (path.starts_with(place) && path.substr(place.size()).starts_with('/'));
}

bool within_any(std::string_view path, const std::vector<std::string_view>& places) {
  return std::ranges::any_of(places, [&](auto place) { return within(path, place); });
}

const Rule* rule_for(std::string_view path) {
  const Rule* longest = nullptr;
  for (const auto& rule : rules()) {
    const bool longer = longest == nullptr || rule.folder.size() > longest->folder.size();
    if (longer && within(path, rule.folder)) longest = &rule;
  }
  return longest;
}

// Folders deeper than the rule's belong to it, unless they have a rule of their own: web may
// include web/http, and sync may not include sync/hub.
bool is_own(const Rule& rule, std::string_view target) {
  const auto* rule_of_target = rule_for(target);
  if (rule_of_target == &rule) return true;
  return rule.folder == "agent/web" && within(target, "agent/web/http");
}

// The text between the delimiters of an include line; empty when the line is none.
std::string_view included(std::string_view line, char open, char close) {
  constexpr std::string_view kInclude = "#include ";
  if (!line.starts_with(kInclude) || line.size() <= kInclude.size()) return {};
  line.remove_prefix(kInclude.size());
  const auto end = line.find(close, 1);
  return line.front() == open && end != std::string_view::npos ? line.substr(1, end - 1)
                                                               : std::string_view();
}

std::string complaint(const File& file, std::string_view what, const std::string& why) {
  return file.path + " includes " + std::string(what) + ": " + why;
}

}  // namespace

std::string forbidden_include(std::string_view includer, std::string_view target) {
  const auto* rule = rule_for(includer);
  if (rule == nullptr) return "no rule knows this folder; see tests/tidy/include_rules.cpp";
  if (is_own(*rule, target) || within_any(target, rule->may_include)) return {};
  return std::string(rule->folder) + " may not know " + std::string(folder_of(target));
}

std::string forbidden_library(std::string_view includer, std::string_view header) {
  if (within(includer, "tests")) return {};  // real parts in tests
  for (const auto& library : libraries()) {
    if (!header.starts_with(library.folder)) continue;
    if (!within_any(includer, library.may_include)) return "this library stays behind its port";
  }
  const bool heavy = std::ranges::any_of(kNeverInHeaders,
                                         [&](auto library) { return header.starts_with(library); });
  if (heavy && includer.ends_with(".hpp")) return "never in a header: it is slow to compile";
  return {};
}

namespace {

// A path from the top for what stands between the quotes: the includer's own folder first, then the
// include roots.
std::string resolve(const std::set<std::string_view>& known, const File& includer,
                    std::string_view included_path) {
  const auto own_folder = std::string(folder_of(includer.path)) + "/";
  for (const auto& root :
       {own_folder, std::string("agent/"), std::string(), std::string("tests/")}) {
    if (auto target = root + std::string(included_path); known.contains(target)) return target;
  }
  return {};
}

}  // namespace

std::vector<std::string> include_complaints(const Tree& tree) {
  std::set<std::string_view> known;
  for (const auto& file : tree)
    known.insert(file.path);
  std::vector<std::string> complaints;
  for (const auto& file : tree) {
    if (!is_cpp(file.path)) continue;
    for (const auto line : lines_of(file.text)) {
      if (const auto ours = included(line, '"', '"'); !ours.empty()) {
        const auto target = resolve(known, file, ours);
        const auto why = target.empty() ? std::string("no such header of ours")
                                        : forbidden_include(file.path, target);
        if (!why.empty()) complaints.push_back(complaint(file, ours, why));
      }
      if (const auto theirs = included(line, '<', '>'); !theirs.empty()) {
        const auto why = forbidden_library(file.path, theirs);
        if (!why.empty()) complaints.push_back(complaint(file, theirs, why));
      }
    }
  }
  return complaints;
}

}  // namespace touchpoint::tidy
