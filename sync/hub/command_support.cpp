#include "sync/hub/command_support.hpp"

#include <cstdio>
#include <cstdlib>

#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

#include "sync/hub/folder.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {

namespace {

constexpr auto kSilenceMax = std::chrono::minutes{1};
// Whoever follows the README types the first question right after the hub was started.
constexpr auto kStartingMax = std::chrono::seconds{2};

}  // namespace

int fail(const Error& error) {
  std::fprintf(stderr, "touchpoint-hub: %s\n", error.sentence().c_str());
  if (error.is(Condition::misconfigured)) return EX_CONFIG;
  if (error.is(Condition::damaged)) return EX_IOERR;
  if (error.is(Condition::retry_later)) return EX_TEMPFAIL;
  return EXIT_FAILURE;
}

std::string operator_name() {
  // By sudo: whom it has made root. Nobody else is running yet.
  const char* before = std::getenv("SUDO_USER");  // NOLINT(concurrency-mt-unsafe)
  if (before != nullptr && *before != '\0') return before;
  const auto* user = ::getpwuid(::getuid());  // NOLINT(concurrency-mt-unsafe)
  return user == nullptr ? std::to_string(::getuid()) : user->pw_name;
}

Result<control::ControlClient> connect_to_hub(const std::filesystem::path& config) {
  if (!std::filesystem::exists(config)) {
    return misconfigured(config.string() + " is not there; say where with --config");
  }
  const Folder folder{std::filesystem::absolute(config).parent_path()};
  auto client = control::ControlClient::connect(folder.control_socket(), kSilenceMax, kStartingMax);
  if (!client && client.error().is(Condition::retry_later)) {
    return retry_later("the hub is not running; start it with: touchpoint-hub serve --config " +
                       config.string());
  }
  return client;
}

Result<std::string> ask(const std::filesystem::path& config, const std::string& question) {
  TP_TRY(auto hub, connect_to_hub(config));
  return hub.call(question);
}

Result<std::string> ask_for(const std::filesystem::path& config, const std::string& question,
                            std::string_view member) {
  TP_TRY(const auto answer, ask(config, question));
  TP_TRY(const auto members, parse_object(answer));
  return text_member(members, member);
}

int print_line(const Result<std::string>& text) {
  if (!text) return fail(text.error());
  fmt::print("{}\n", text.value());
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
