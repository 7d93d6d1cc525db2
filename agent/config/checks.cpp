#include <algorithm>
#include <regex>

#include "config/schema.hpp"
#include "core/text.hpp"
#include "feedback/survey.hpp"
#include "privacy/notice.hpp"

namespace touchpoint::config {
namespace {

constexpr std::size_t kPatternMax = 200;  // bytes; the matcher recurses over what it is given

template <class T>
const T& landed_as(const Target& landed) {
  return **std::get_if<T*>(&landed);  // a check that is put on a key of another type is a bug
}

std::string not_this(std::string_view must, std::string_view value) {
  return "must be " + std::string(must) + ", not \"" + std::string(value) + "\"";
}

std::string problem_of_pattern(const std::string& value) {
  if (value.size() > kPatternMax) return "must be at most 200 bytes long";
  try {
    if (!std::regex_match("", std::regex(value))) return {};
    return "must not match an empty scan";
  } catch (const std::regex_error&) {
    return not_this("a pattern such as \"[0-9]{5,19}\"", value);
  }
}

constexpr std::string_view kSlug = "1 to 64 of a-z, 0-9 and '-', with no '-' at an end";

Check asked_by(Result<feedback::Survey> (*read)(std::string_view json)) {
  return [read](const Target& landed) -> std::string {
    const auto& value = landed_as<Document>(landed).text;
    if (value.empty()) return {};
    const auto survey = read(value);
    return survey ? std::string{} : "cannot be asked: " + survey.error().sentence();
  };
}

}  // namespace

Check between(std::int64_t least, std::int64_t most) {
  return [=](const Target& landed) -> std::string {
    const auto value = landed_as<std::int64_t>(landed);
    if (value >= least && value <= most) return {};
    return "must be from " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
           std::to_string(value);
  };
}

Check between(Duration shortest, Duration longest) {
  return [=](const Target& landed) -> std::string {
    const auto value = landed_as<Duration>(landed);
    if (value >= shortest && value <= longest) return {};
    return "must be from " + duration_text(shortest) + " to " + duration_text(longest) + ", not " +
           duration_text(value);
  };
}

Check one_of(std::vector<std::string_view> words) {
  return [words = std::move(words)](const Target& landed) -> std::string {
    const auto& value = landed_as<std::string>(landed);
    if (std::ranges::find(words, value) != words.end()) return {};
    std::string list;
    for (const auto word : words)
      list.append(list.empty() ? "" : ", ").append(word);
    return not_this("one of " + list, value);
  };
}

Check slug() {
  return [](const Target& landed) -> std::string {
    const auto& value = landed_as<std::string>(landed);
    return is_slug(value) ? std::string() : not_this(kSlug, value);
  };
}

Check slug_or_empty() {
  return [](const Target& landed) -> std::string {
    const auto& value = landed_as<std::string>(landed);
    return value.empty() || is_slug(value) ? std::string() : not_this(kSlug, value);
  };
}

Check each_slug() {
  return [](const Target& landed) -> std::string {
    for (const auto& value : landed_as<Texts>(landed)) {
      if (!is_slug(value)) return "must hold words of " + std::string(kSlug);
    }
    return {};
  };
}

Check matching(std::string pattern, std::string description) {
  return [pattern = std::regex(pattern),
          description = std::move(description)](const Target& landed) -> std::string {
    const auto& value = landed_as<std::string>(landed);
    return std::regex_match(value, pattern) ? std::string() : not_this(description, value);
  };
}

Check each_matching(std::string pattern, std::string description) {
  return [pattern = std::regex(pattern),
          description = std::move(description)](const Target& landed) -> std::string {
    const auto& values = landed_as<Texts>(landed);
    const bool all = std::ranges::all_of(
        values, [&](const auto& value) { return std::regex_match(value, pattern); });
    return all && !values.empty() ? std::string() : "must hold " + description;
  };
}

Check is_pattern() {
  return [](const Target& landed) { return problem_of_pattern(landed_as<std::string>(landed)); };
}

Check is_pattern_or_empty() {
  return [](const Target& landed) {
    const auto& value = landed_as<std::string>(landed);
    return value.empty() ? std::string() : problem_of_pattern(value);
  };
}

Check each_pattern() {
  return [](const Target& landed) -> std::string {
    for (const auto& value : landed_as<Texts>(landed)) {
      auto problem = problem_of_pattern(value);
      if (!problem.empty()) return "must hold patterns, and one of them " + problem;
    }
    return {};
  };
}

Check survey_or_empty() {
  return asked_by(feedback::read_survey);
}

Check staff_survey_or_empty() {
  return asked_by(feedback::read_staff_survey);
}

Check notice_or_empty() {
  return [](const Target& landed) -> std::string {
    const auto& value = landed_as<Document>(landed).text;
    if (value.empty()) return {};
    const auto notice = privacy::read_notice(value);
    return notice ? std::string{} : "cannot be shown: " + notice.error().sentence();
  };
}

Check loopback() {
  return [](const Target& landed) -> std::string {
    const auto& value = landed_as<Address>(landed);
    if (value.is_loopback()) return {};
    return "must be an address of this device only, such as \"127.0.0.1:" +
           std::to_string(value.port) + "\": nobody else may reach it, so \"" + value.host +
           "\" is refused";
  };
}

Check absolute() {
  return [](const Target& landed) -> std::string {
    const auto& value = landed_as<std::filesystem::path>(landed);
    return value.is_absolute() ? std::string()
                               : not_this("a path that begins with /", value.native());
  };
}

Check absolute_or_empty() {
  return [ask = absolute()](const Target& landed) -> std::string {
    return landed_as<std::filesystem::path>(landed).empty() ? std::string() : ask(landed);
  };
}

}  // namespace touchpoint::config
