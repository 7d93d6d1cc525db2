// touchpoint-hub staff-survey: what staff say of their work, in groups.
#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;

template <class Say>
void each_of(const json::object& members, std::string_view name, Say say) {
  const auto* list = array_member(members, name);
  if (list == nullptr) return;
  for (const auto& element : *list) {
    if (const auto* one = element.if_object()) say(*one);
  }
}

std::int64_t whole(const json::object& object, std::string_view name) {
  return static_cast<std::int64_t>(number_member(object, name).value_or(0));
}

std::string name_of(const json::object& group) {
  const auto of = text_member(group, "of");
  if (of == "store") return text_member(group, "store");
  if (of == "small_stores") {
    return fmt::format("{} stores of too few, together", whole(group, "stores"));
  }
  const auto left_out = whole(group, "left_out");
  if (left_out == 0) return "all stores";
  return fmt::format("all stores but {} of too few", left_out);
}

void say_group(const json::object& group, std::int64_t minimum) {
  if (!bool_member(group, "enough").value_or(false)) {
    fmt::print("    {}: fewer than {} answers\n", name_of(group), minimum);
    return;
  }
  fmt::print("    {}: {} answers", name_of(group), whole(group, "n"));
  if (const auto* enps = object_member(group, "enps")) {
    fmt::print(", eNPS {:+.0f} ({:+.0f} to {:+.0f})", number_member(*enps, "value").value_or(0),
               number_member(*enps, "low").value_or(0), number_member(*enps, "high").value_or(0));
  }
  std::string counts;
  each_of(group, "counts", [&](const json::object& one) {
    counts += fmt::format("{}{} {}", counts.empty() ? "; " : ", ", text_member(one, "what"),
                          whole(one, "n"));
  });
  fmt::print("{}\n", counts);
  if (const auto* texts = array_member(group, "texts")) {
    for (const auto& text : *texts)
      fmt::print("      - {}\n", std::string(text.as_string()));
  }
}

// RFC 4180. What begins like a formula would be one in a spreadsheet.
std::string cell(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
    text.insert(0, 1, '\'');
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

void say_cells(const std::string& place, const json::object& group) {
  const auto line = [&](std::string_view what, const std::string& value) {
    fmt::print("{},{},{}\r\n", place, what, value);
  };
  if (!bool_member(group, "enough").value_or(false)) return line("fewer than the minimum", "");
  line("n", std::to_string(whole(group, "n")));
  if (const auto* enps = object_member(group, "enps")) {
    for (const auto& [what, member] : {std::pair{"eNPS", "value"}, std::pair{"eNPS low", "low"},
                                       std::pair{"eNPS high", "high"}}) {
      line(what, fmt::format("{:.1f}", number_member(*enps, member).value_or(0)));
    }
  }
  each_of(group, "counts", [&](const json::object& one) {
    line(cell("n of " + text_member(one, "what")), std::to_string(whole(one, "n")));
  });
  if (const auto* texts = array_member(group, "texts")) {
    for (const auto& text : *texts)
      line("text", cell(std::string(text.as_string())));
  }
}

template <class Say>
void each_group(const json::object& members, const std::string& survey, Say say) {
  each_of(members, "waves", [&](const json::object& wave) {
    if (!survey.empty() && text_member(wave, "survey") != survey) return;
    each_of(wave, "questions", [&](const json::object& question) {
      each_of(question, "groups", [&](const json::object& group) { say(wave, question, group); });
    });
  });
}

}  // namespace

int run_staff_survey(const std::filesystem::path& config, const VoiceOptions& options) {
  const auto answer = ask(config, R"({"verb":"staff_survey.figures"})");
  if (!answer) return fail(answer.error());
  if (options.json) return print_line(answer);
  const auto members = parse_object(answer.value());
  if (!members) return fail(members.error());
  if (options.csv) {
    fmt::print("survey,version,question,kind,minimum,group,store,what,value\r\n");
    each_group(
        members.value(), options.survey,
        [](const json::object& wave, const json::object& question, const json::object& group) {
          say_cells(fmt::format("{},{},{},{},{},{},{}", text_member(wave, "survey"),
                                whole(wave, "version"), text_member(question, "question"),
                                text_member(question, "kind"), whole(question, "minimum"),
                                text_member(group, "of"), text_member(group, "store")),
                    group);
        });
    return EXIT_SUCCESS;
  }
  const json::object* before = nullptr;
  each_group(
      members.value(), options.survey,
      [&](const json::object& wave, const json::object& question, const json::object& group) {
        if (before != &question) {
          fmt::print("{} version {}, {} ({})\n", text_member(wave, "survey"),
                     whole(wave, "version"), text_member(question, "question"),
                     text_member(question, "kind"));
        }
        before = &question;
        say_group(group, whole(question, "minimum"));
      });
  if (before == nullptr) fmt::print(stderr, "no store has enough answers yet\n");
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
