#include <cstdio>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "config/value.hpp"
#include "core/text.hpp"
#include "ctl/terminal.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/proving.hpp"
#include "sync/hub/status_json.hpp"
#include "sync/hub/store/sqlite/sqlite_store.hpp"

namespace touchpoint::hub {
namespace {

Result<std::string> source_lines(const std::string& answer) {
  TP_TRY(const auto members, parse_object(answer));
  std::string lines;
  if (const auto* sources = array_member(members, "sources")) {
    for (const auto& element : *sources) {
      const auto* source = element.if_object();
      if (source == nullptr) continue;
      const auto home = text_member(*source, "home_store");
      lines +=
          fmt::format("{:<24} userId is a {} number; home store {}\n", text_member(*source, "name"),
                      text_member(*source, "user_id"), home.empty() ? "not set" : home);
    }
  }
  return lines.empty() ? "there are no sources yet\n" : lines;
}

}  // namespace

int run_device_list(const std::filesystem::path& config) {
  const auto answer = ask(config, R"({"verb":"status"})");
  if (!answer) return fail(answer.error());
  const auto lines = device_lines(answer.value(), SystemClock().wall());
  if (!lines) return fail(lines.error());
  fmt::print("{}", lines.value());
  return EXIT_SUCCESS;
}

int run_device_revoke(const std::filesystem::path& config, const std::string& device) {
  const auto news =
      ask_for(config, fmt::format(R"({{"verb":"device.revoke","device":{}}})", json_quoted(device)),
              "broker");
  if (!news) return fail(news.error());
  fmt::print("{} is revoked: nothing of it is taken any more\n", device);
  if (news.value() == "waiting") {
    fmt::print(
        "The broker could not be told; it lets the device connect until it is reloaded "
        "(SIGHUP).\n");
  }
  return EXIT_SUCCESS;
}

int run_source_add(const std::filesystem::path& config, const std::string& name,
                   const std::string& user_id, const std::string& home_store) {
  return print_line(
      ask_for(config,
              fmt::format(R"({{"verb":"source.add","name":{},"user_id":{},"home_store":{}}})",
                          json_quoted(name), json_quoted(user_id), json_quoted(home_store)),
              "write_key"));
}

int run_source_rotate(const std::filesystem::path& config, const std::string& name) {
  return print_line(
      ask_for(config, fmt::format(R"({{"verb":"source.rotate","name":{}}})", json_quoted(name)),
              "write_key"));
}

int run_source_remove(const std::filesystem::path& config, const std::string& name, bool sure) {
  if (!sure) {
    const auto typed = ctl::ask("Whatever " + name +
                                " sends from now on is refused; what it has sent stays.\n"
                                "To confirm, type its name: ");
    if (!typed) return fail(typed.error());
    if (trimmed(typed.value()) != name) return fail(refused("that is another name; it stays"));
  }
  const auto removed =
      ask(config, fmt::format(R"({{"verb":"source.remove","name":{}}})", json_quoted(name)));
  if (!removed) return fail(removed.error());
  fmt::print("{} is removed: its key is worth nothing any more\n", name);
  return EXIT_SUCCESS;
}

int run_source_list(const std::filesystem::path& config) {
  const auto answer = ask(config, R"({"verb":"source.list"})");
  if (!answer) return fail(answer.error());
  const auto lines = source_lines(answer.value());
  if (!lines) return fail(lines.error());
  fmt::print("{}", lines.value());
  return EXIT_SUCCESS;
}

int run_prove(const std::filesystem::path& config, const std::string& device, bool json) {
  auto hub = connect_to_hub(config);
  if (!hub) return fail(hub.error());
  const auto answer =
      hub.value().call(fmt::format(R"({{"verb":"prove","device":{}}})", json_quoted(device)),
                       [](std::string_view sentence) { fmt::print(stderr, "{}\n", sentence); });
  if (!answer) return fail(answer.error());
  const auto proof = proof_in_words(answer.value());
  if (!proof) return fail(proof.error());
  fmt::print("{}", json ? answer.value() + "\n" : proof.value().words);
  return proof.value().proven ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run_backup(const std::filesystem::path& config) {
  auto hub = connect_to_hub(config);
  if (!hub) return fail(hub.error());
  const auto progress = [](std::string_view sentence) { fmt::print(stderr, "{}\n", sentence); };
  const auto answer = hub.value().call(R"({"verb":"backup"})", progress);
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  const auto file = text_member(members.value(), "file");
  progress("reading the copy again");
  if (const auto whole = SqliteStore::check_copy(file); !whole) return fail(whole.error());
  fmt::print("{}\n", file);
  return EXIT_SUCCESS;
}

int run_restored(const std::filesystem::path& config) {
  const auto done = ask(config, R"({"verb":"restored"})");
  if (!done) return fail(done.error());
  fmt::print(
      "A new epoch has begun: every device pulls its customers anew, and sends what is missing.\n");
  return EXIT_SUCCESS;
}

int run_status(const std::filesystem::path& config, bool json) {
  const auto answer = ask(config, R"({"verb":"status"})");
  if (!answer || json) return print_line(answer);
  const auto words = in_words(answer.value(), SystemClock().wall());
  if (!words) return fail(words.error());
  fmt::print("{}", words.value());
  return EXIT_SUCCESS;
}

std::chrono::seconds duration_of(const std::string& text) {
  config::Duration duration{};
  if (!config::land(text, &duration)) return {};
  return std::chrono::duration_cast<std::chrono::seconds>(duration);
}

std::string check_duration(const std::string& text) {
  return duration_of(text).count() > 0 ? "" : "must be a duration such as \"30m\" or \"24h\"";
}

}  // namespace touchpoint::hub
