#include "ctl/tail.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "ctl/command_support.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {
namespace {

constexpr std::int64_t kRowsAtATime = 1000;  // in one answer of the daemon
constexpr std::chrono::milliseconds kLookAgain{1'000};

std::string padded(std::string text, std::size_t width, bool to_the_right = false) {
  const auto missing = width - std::min(text.size(), width);
  return to_the_right ? std::string(missing, ' ') + text : text.append(missing, ' ');
}

Result<std::vector<ListedRow>> ask(control::ControlClient& daemon, std::int64_t after,
                                   std::int64_t rows) {
  std::vector<std::pair<std::string_view, std::string_view>> members;
  const auto count = std::to_string(rows);
  const auto from = std::to_string(after);
  members.emplace_back("rows", count);
  if (after > 0) members.emplace_back("after", from);
  TP_TRY(const auto answer, daemon.call(question("rows", members)));
  return listed_rows_from(answer);
}

}  // namespace

std::string line_of(const ListedRow& row, const Words& words) {
  const auto state = row.state == "sent"      ? words.of("inviata", "sent")
                     : row.state == "waiting" ? words.of("in attesa", "waiting")
                     : row.state == "refused" ? words.of("rifiutata", "refused")
                     : row.state == "erased"  ? words.of("cancellata", "erased")
                                              : row.state;
  return padded(std::to_string(row.sequence), 8, true) + "  " + row.time + "  " +
         padded(row.type, 32) + "  " + padded(row.touchpoint, 12) + "  " + state + "\n";
}

std::string json_of(const ListedRow& row) {
  return "{\"sequence\":" + std::to_string(row.sequence) + ",\"time\":" + json_quoted(row.time) +
         ",\"type\":" + json_quoted(row.type) + ",\"touchpoint\":" + json_quoted(row.touchpoint) +
         ",\"state\":" + json_quoted(row.state) + "}\n";
}

ExitCode tail(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](control::ControlClient& daemon) -> Result<ExitCode> {
    std::int64_t after = 0;
    for (auto wanted = std::min(line.rows, kRowsAtATime); true; wanted = kRowsAtATime) {
      TP_TRY(const auto rows, ask(daemon, after, wanted));
      std::string text;
      for (const auto& row : rows) {
        text += line.json ? json_of(row) : line_of(row, words);
        after = row.sequence;
      }
      TP_CHECK(print(text));
      if (!line.follow) return ExitCode::well;
      if (std::ssize(rows) < kRowsAtATime && reader_gone_within(kLookAgain)) return ExitCode::well;
    }
  });
}

}  // namespace touchpoint::ctl
