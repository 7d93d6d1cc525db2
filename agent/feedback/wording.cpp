#include "feedback/wording.hpp"

#include <boost/json/object.hpp>

#include "core/text.hpp"

namespace touchpoint::feedback {
namespace {

namespace json = boost::json;

constexpr std::size_t kLanguageMax = 35;  // bytes, of BCP 47

Result<std::string> read_words(const json::value& value, const std::string& where,
                               const WordingLimits& limits) {
  const auto wrong = [&](const std::string& what) { return refused(where + ": " + what); };
  if (!value.is_string()) return wrong("a text must be a text");
  std::string text(std::string_view(value.get_string()));
  if (trimmed(text).empty()) return wrong("a text is empty");
  if (character_count(text) > limits.characters) {
    return wrong("a text has more than " + std::to_string(limits.characters) + " characters");
  }
  auto line = text;
  if (limits.lines) std::erase(line, '\n');
  if (has_control_characters(line)) return wrong("a text holds control characters");
  if (text.find('<') != std::string::npos) return wrong("a text is plain, without HTML");
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    if (text.compare(open, 7, "{store}") != 0) {
      return wrong("only {store} can stand for something in a text");
    }
  }
  return text;
}

}  // namespace

Result<Wording> read_wording(const json::value& value, const std::string& where,
                             const WordingLimits& limits) {
  Wording wording;
  if (value.is_string()) {
    TP_TRY(auto text, read_words(value, where, limits));
    wording.emplace_back("default", std::move(text));
    return wording;
  }
  if (!value.is_object() || value.get_object().empty()) {
    return refused(where + ": a text is a text, or one for each language");
  }
  for (const auto& [language, one] : value.get_object()) {
    if (language.empty() || language.size() > kLanguageMax) {
      return refused(where + ": a language's name is wrong");
    }
    TP_TRY(auto text, read_words(one, where, limits));
    wording.emplace_back(std::string(std::string_view(language)), std::move(text));
  }
  return wording;
}

}  // namespace touchpoint::feedback
