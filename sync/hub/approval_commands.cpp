#include <algorithm>
#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/enrol/key_print.hpp"
#include "sync/hub/approval_list.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/import/input_file.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/qr_code.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kListMax = 1024 * 1024;  // bytes
constexpr std::size_t kComplaintsShown = 20;

Result<std::string> text_of(const std::filesystem::path& file) {
  TP_TRY(auto input, InputFile::open(file));
  std::string text;
  while (true) {
    TP_TRY(const auto piece, input.next());
    if (piece.empty()) return text;
    text += piece;
    if (text.size() > kListMax) return misconfigured(file.string() + " is larger than 1 MiB");
  }
}

std::string question_of(const std::vector<Expected>& devices) {
  std::string list;
  for (const auto& device : devices) {
    list += fmt::format(R"({}{{"device":{},"store":{})", list.empty() ? "" : ",",
                        json_quoted(device.sender.device), json_quoted(device.sender.store));
    if (device.key) {
      list += ",\"fingerprint\":" + json_quoted(sync::print_text(*device.key));
    }
    list += "}";
  }
  return R"({"verb":"approval.expect","devices":[)" + list + "]}";
}

Result<std::string> pending_lines(const std::string& answer) {
  TP_TRY(const auto members, parse_object(answer));
  std::string lines;
  if (const auto* pending = array_member(members, "pending")) {
    for (const auto& element : *pending) {
      const auto* key = element.if_object();
      if (key == nullptr) continue;
      lines += fmt::format("{} in {}, asked last {}{}\n    {}\n", text_member(*key, "device"),
                           text_member(*key, "store"), text_member(*key, "last"),
                           bool_member(*key, "refused").value_or(false) ? ", refused" : "",
                           text_member(*key, "fingerprint"));
    }
  }
  return lines.empty() ? "no device waits\n" : lines;
}

int print_line(const Result<std::string>& line, bool qr) {
  if (!line) return fail(line.error());
  if (qr) {
    const auto code = qr_code(line.value());
    if (!code) return fail(code.error());
    fmt::print("{}", code.value());
  }
  fmt::print("{}\n", line.value());
  return EXIT_SUCCESS;
}

}  // namespace

std::string check_hub_url(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  const bool right = url.starts_with(kScheme) && url.size() > kScheme.size() &&
                     url.find_first_of("#/?@ ", kScheme.size()) == std::string::npos;
  return right ? std::string() : "the hub's address is https://host:port and nothing behind it";
}

int run_token(const std::filesystem::path& config, const TokenOptions& options) {
  const auto answer =
      ask(config, fmt::format(R"({{"verb":"token","device":{},"store":{},"valid_s":{}}})",
                              json_quoted(options.device), json_quoted(options.store),
                              options.valid.count()));
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  const auto token = text_member(members.value(), "token");
  if (options.hub.empty()) return print_line(token, options.qr);
  return print_line(sync::to_text(sync::EnrolmentLine{.url = options.hub, .token = token}),
                    options.qr);
}

int run_line(const std::filesystem::path& config, const std::string& url, bool qr) {
  const auto answer =
      ask(config, fmt::format(R"({{"verb":"approval.line","url":{}}})", json_quoted(url)));
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  return print_line(text_member(members.value(), "line"), qr);
}

int run_approve(const std::filesystem::path& config, const std::filesystem::path& file) {
  const auto text = text_of(file);
  if (!text) return fail(text.error());
  const auto list = read_approvals(text.value(), file.string());
  if (!list.problems.empty()) {
    for (std::size_t i = 0; i < std::min(list.problems.size(), kComplaintsShown); ++i)
      fmt::print(stderr, "{}\n", list.problems[i]);
    if (list.problems.size() > kComplaintsShown) {
      fmt::print(stderr, "… and {} more\n", list.problems.size() - kComplaintsShown);
    }
    return fail(refused("nothing of the list was taken"));
  }
  const auto taken = ask(config, question_of(list.devices));
  if (!taken) return fail(taken.error());
  const auto by_key =
      std::ranges::count_if(list.devices, [](const auto& d) { return d.key.has_value(); });
  fmt::print("{} devices are announced; {} of them enrol as soon as they ask, by their key\n",
             list.devices.size(), by_key);
  return EXIT_SUCCESS;
}

int run_pending_list(const std::filesystem::path& config, bool json) {
  const auto answer = ask(config, R"({"verb":"approval.list"})");
  if (!answer) return fail(answer.error());
  const auto lines =
      json ? Result<std::string>(answer.value() + "\n") : pending_lines(answer.value());
  if (!lines) return fail(lines.error());
  fmt::print("{}", lines.value());
  return EXIT_SUCCESS;
}

int run_pending_decide(const std::filesystem::path& config, const std::string& device,
                       const std::string& print, bool approved) {
  const auto done =
      ask(config,
          fmt::format(R"({{"verb":"approval.decide","device":{},"fingerprint":{},"approved":{}}})",
                      json_quoted(device), json_quoted(print), approved));
  if (!done) return fail(done.error());
  fmt::print("{}\n", approved ? device + " may enrol with this key; it asks every minute"
                              : device + " may not enrol with this key");
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
