// touchpoint-hub staff: who may sign in at the devices of a store. A PIN goes to the hub by its
// control socket, which keeps only what it is stretched to.
#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "ctl/secrets.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

// Asks for the PIN, and tells the hub.
Result<std::string> tell_with_pin(const std::filesystem::path& config, std::string_view verb,
                                  const StaffOptions& options, const std::string& display_name) {
  TP_TRY(const auto pin, ctl::read_pin(options.pin_file));
  return ask(
      config,
      fmt::format(
          R"({{"verb":"{}","store":{},"name":{},"display_name":{},"role":{},"pin":{},"by":{}}})",
          verb, json_quoted(options.store), json_quoted(options.name), json_quoted(display_name),
          json_quoted(options.role), json_quoted(pin), json_quoted(operator_name())));
}

int say(const Result<std::string>& told, const StaffOptions& options, std::string_view sentence) {
  if (!told) return fail(told.error());
  fmt::print("{} {} in store {}\n", options.name, sentence, options.store);
  return EXIT_SUCCESS;
}

}  // namespace

int run_staff_add(const std::filesystem::path& config, const StaffOptions& options) {
  return say(tell_with_pin(config, "staff.add", options, options.display_name), options,
             "may sign in at every device");
}

int run_staff_reset(const std::filesystem::path& config, const StaffOptions& options) {
  return say(tell_with_pin(config, "staff.reset", options, options.name), options,
             "has a new PIN at every device");
}

int run_staff_remove(const std::filesystem::path& config, const StaffOptions& options) {
  return say(ask(config, fmt::format(R"({{"verb":"staff.remove","store":{},"name":{}}})",
                                     json_quoted(options.store), json_quoted(options.name))),
             options, "may no longer sign in at any device");
}

int run_staff_list(const std::filesystem::path& config, const std::string& store) {
  const auto answer =
      ask(config, fmt::format(R"({{"verb":"staff.list","store":{}}})", json_quoted(store)));
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  const auto* staff = array_member(members.value(), "staff");
  if (staff == nullptr || staff->empty()) {
    fmt::print(stderr, "nobody yet\n");
    return EXIT_SUCCESS;
  }
  for (const auto& element : *staff) {
    const auto* one = element.if_object();
    if (one == nullptr) continue;
    fmt::print("{}\t{}\t{}\t{}\n", text_member(*one, "store"), text_member(*one, "name"),
               text_member(*one, "display_name"), text_member(*one, "role"));
  }
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
