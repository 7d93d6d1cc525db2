#include <sstream>

#include "config/schema.hpp"

namespace touchpoint::config {
namespace {

constexpr std::size_t kWidth = 96;

// `text` as comment lines, broken between words.
std::string commented(const std::string& text) {
  std::istringstream words(text);
  std::string lines;
  std::string line = "#";
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > kWidth) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + word;
  }
  return lines + line + "\n";
}

}  // namespace

std::string write_example(const Schema& schema) {
  std::string text = commented(schema.doc);
  for (const auto& section : schema.sections) {
    text += "\n" + commented(section.doc) + "[" + section.name + "]\n";
    for (const auto& key : section.keys) {
      const bool required = !key.fallback;
      const auto& value = key.example ? key.example : key.fallback;
      text += "\n" + commented(required ? key.doc + " Required." : key.doc);
      text += (required ? "" : "#") + key.name + " = " + as_toml(value.value_or("")) + "\n";
    }
  }
  return text;
}

}  // namespace touchpoint::config
