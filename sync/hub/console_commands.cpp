// Who may use the console, and the tokens that it shows: the same by the command line.
#include <array>
#include <cstdio>

#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "core/text.hpp"
#include "ctl/terminal.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/console/operators.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

// One line of standard input, without its end.
Result<std::string> read_line() {
  std::string line;
  std::array<char, 1> byte{};
  while (line.size() <= kPasswordMax) {
    const auto length = ::read(STDIN_FILENO, byte.data(), byte.size());
    if (length < 0) return refused("cannot read standard input");
    if (length == 0 || byte.front() == '\n') break;
    line += byte.front();
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

Result<std::string> read_password() {
  if (::isatty(STDIN_FILENO) == 0) return read_line();
  TP_TRY(auto first, ctl::ask_secretly("Password (12 characters or more): "));
  TP_TRY(const auto second, ctl::ask_secretly("The same password again: "));
  if (first != second) return refused("the two passwords differ");
  return first;
}

// A line for each object of the list.
template <class Line>
int print_list(const Result<std::string>& answer, std::string_view list, std::string_view none,
               Line line) {
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  std::string text;
  if (const auto* elements = array_member(members.value(), list)) {
    for (const auto& element : *elements) {
      if (const auto* object = element.if_object()) text += line(*object);
    }
  }
  fmt::print("{}", text.empty() ? none : text);
  return EXIT_SUCCESS;
}

}  // namespace

int run_token_list(const std::filesystem::path& config) {
  return print_list(ask(config, R"({"verb":"token.list"})"), "tokens", "no token is open\n",
                    [](const boost::json::object& token) {
                      return fmt::format("{:<28} {:<20} until {}  {}\n",
                                         text_member(token, "device"), text_member(token, "store"),
                                         text_member(token, "expires"),
                                         text_member(token, "token"));
                    });
}

int run_token_withdraw(const std::filesystem::path& config, const std::string& token) {
  const auto done =
      ask(config, fmt::format(R"({{"verb":"token.withdraw","token":{}}})", json_quoted(token)));
  if (!done) return fail(done.error());
  fmt::print("the token lets nobody in any more\n");
  return EXIT_SUCCESS;
}

int run_operator_add(const std::filesystem::path& config, const std::string& name) {
  const auto password = read_password();
  if (!password) return fail(password.error());
  const auto done = ask(config, fmt::format(R"({{"verb":"operator.add","name":{},"password":{}}})",
                                            json_quoted(name), json_quoted(password.value())));
  if (!done) return fail(done.error());
  fmt::print("{} may sign in at the console\n", name);
  return EXIT_SUCCESS;
}

int run_operator_remove(const std::filesystem::path& config, const std::string& name) {
  const auto done =
      ask(config, fmt::format(R"({{"verb":"operator.remove","name":{}}})", json_quoted(name)));
  if (!done) return fail(done.error());
  fmt::print("{} may sign in no more, and is signed out everywhere\n", name);
  return EXIT_SUCCESS;
}

int run_operator_list(const std::filesystem::path& config) {
  return print_list(ask(config, R"({"verb":"operator.list"})"), "operators",
                    "there are no operators yet\n", [](const boost::json::object& one) {
                      const auto failures = text_member(one, "failures");
                      return fmt::format(
                          "{:<24} since {}{}\n", text_member(one, "name"),
                          text_member(one, "added"),
                          failures == "0" ? std::string() : ", " + failures + " wrong passwords");
                    });
}

int run_operator_actions(const std::filesystem::path& config) {
  return print_list(ask(config, R"({"verb":"action.list"})"), "actions",
                    "nobody has done anything yet\n", [](const boost::json::object& action) {
                      const auto by = text_member(action, "by");
                      return fmt::format("{}  {:<20} {:<18} {}\n", text_member(action, "at"),
                                         by.empty() ? "command line" : by,
                                         text_member(action, "what"), text_member(action, "about"));
                    });
}

}  // namespace touchpoint::hub
