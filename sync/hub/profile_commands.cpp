// touchpoint-hub profile: who is who. What is decided here can be undone here.
#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

std::string name_of(const boost::json::object& profile) {
  auto name = text_member(profile, "given_name") + " " + text_member(profile, "family_name");
  return name == " " ? "(no name)" : name;
}

std::string identifiers_of(const boost::json::object& profile) {
  std::string text;
  const auto* identifiers = array_member(profile, "identifiers");
  if (identifiers == nullptr) return text;
  for (const auto& element : *identifiers) {
    const auto* one = element.if_object();
    if (one == nullptr) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text_member(*one, "kind"),
                        text_member(*one, "value"));
  }
  return text;
}

// One line for each object in the list `name`.
template <class Say>
void say_each(const boost::json::object& members, std::string_view name, Say say) {
  const auto* list = array_member(members, name);
  if (list == nullptr) return;
  for (const auto& element : *list) {
    if (const auto* one = element.if_object()) say(*one);
  }
}

void say_record(const boost::json::object& record) {
  const auto* profile = object_member(record, "profile");
  if (profile == nullptr) return;
  const auto key = text_member(record, "key");
  fmt::print("  record {}  {}\n    {}, {} orders, {} experiences\n    {}\n",
             text_member(*profile, "profile"), name_of(*profile),
             key.empty() ? "registered in a store" : key, text_member(record, "orders"),
             text_member(record, "experiences"), identifiers_of(*profile));
}

void say_edge(const boost::json::object& edge) {
  const auto kind = text_member(edge, "kind");
  const auto* const means = kind == "apart"        ? "are not the same person"
                            : kind == "identifier" ? "have the same loyalty card"
                                                   : "are the same person";
  const auto by = text_member(edge, "by");
  const auto ended = text_member(edge, "ended");
  fmt::print("  {}  {} and {} {}{}{}{}\n", text_member(edge, "at"), text_member(edge, "older"),
             text_member(edge, "newer"), means, by.empty() ? "" : ", says " + by,
             by.empty() ? "" : ": " + text_member(edge, "reason"),
             ended.empty() ? "" : " (until " + ended + ")");
}

void say_proposal(const boost::json::object& proposal) {
  std::string why;
  say_each(proposal, "evidence", [&why](const boost::json::object& evidence) {
    why += fmt::format("{}{} {:+.1f}", why.empty() ? "" : ", ", text_member(evidence, "what"),
                       number_member(evidence, "bits").value_or(0));
  });
  fmt::print("{:.1f} bits: {}\n", number_member(proposal, "bits").value_or(0), why);
  for (const auto* side : {"older", "newer"}) {
    if (const auto* profile = object_member(proposal, side)) {
      fmt::print("  {}  {}\n    {}\n", text_member(*profile, "profile"), name_of(*profile),
                 identifiers_of(*profile));
    }
  }
}

Result<std::string> decide(const std::filesystem::path& config, std::string_view verb,
                           const ProfileOptions& options) {
  return ask(config, fmt::format(R"({{"verb":"{}","profile":{},"other":{},"reason":{},"by":{}}})",
                                 verb, json_quoted(options.profile), json_quoted(options.other),
                                 json_quoted(options.reason), json_quoted(operator_name())));
}

}  // namespace

int run_profile_find(const std::filesystem::path& config, const std::string& text) {
  const auto answer =
      ask(config, fmt::format(R"({{"verb":"profile.find","text":{}}})", json_quoted(text)));
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  const auto* found = array_member(members.value(), "profiles");
  if (found == nullptr || found->empty()) {
    fmt::print(stderr, "nobody has this\n");
    return EXIT_FAILURE;
  }
  for (const auto& id : *found) {
    if (const auto* text_of = id.if_string()) fmt::print("{}\n", text_of->c_str());
  }
  return EXIT_SUCCESS;
}

int run_profile_show(const std::filesystem::path& config, const std::string& profile, bool json) {
  const auto answer =
      ask(config, fmt::format(R"({{"verb":"profile.show","profile":{}}})", json_quoted(profile)));
  if (!answer || json) return print_line(answer);
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  const auto* whole = object_member(members.value(), "profile");
  if (whole == nullptr) return fail(damaged("the hub's answer holds no profile"));
  fmt::print("{}  {}\n", text_member(*whole, "profile"), name_of(*whole));
  say_each(members.value(), "records", say_record);
  say_each(members.value(), "edges", say_edge);
  say_each(members.value(), "shared", [](const boost::json::object& identifier) {
    fmt::print("  shared by too many to speak for anybody: {} {}\n",
               text_member(identifier, "kind"), text_member(identifier, "value"));
  });
  return EXIT_SUCCESS;
}

int run_profile_proposals(const std::filesystem::path& config, bool json) {
  const auto answer = ask(config, R"({"verb":"profile.proposals"})");
  if (!answer || json) return print_line(answer);
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  say_each(members.value(), "proposals", say_proposal);
  const auto* proposals = array_member(members.value(), "proposals");
  if (proposals == nullptr || proposals->empty()) fmt::print(stderr, "no two look like one\n");
  if (bool_member(members.value(), "more").value_or(false)) {
    fmt::print(stderr, "there are more\n");
  }
  return EXIT_SUCCESS;
}

int run_profile_merge(const std::filesystem::path& config, const ProfileOptions& options) {
  const auto answer = decide(config, "profile.merge", options);
  if (!answer) return fail(answer.error());
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  fmt::print("one profile: {}\n", text_member(members.value(), "profile"));
  return EXIT_SUCCESS;
}

int run_profile_reconsider(const std::filesystem::path& config, const ProfileOptions& options) {
  const auto answer = decide(config, "profile.reconsider", options);
  if (!answer) return fail(answer.error());
  fmt::print("nobody says any more that these are two\n");
  return EXIT_SUCCESS;
}

int run_profile_split(const std::filesystem::path& config, const ProfileOptions& options) {
  const auto answer = decide(config, "profile.split", options);
  if (!answer) return fail(answer.error());
  fmt::print("two profiles, whatever ties them, until somebody reconsiders it\n");
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
