#include "recognition/names.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include <utf8proc.h>

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kTokensMax = 6;

// What stands before or behind a name and is none.
constexpr std::string_view kTitles[] = {
    "avv",     "baron",    "baronet",  "bt",   "capt",    "captain",  "cav",     "col",
    "colonel", "contessa", "count",    "dame", "dott",    "dottor",   "dottore", "dottssa",
    "dr",      "duke",     "earl",     "esq",  "fra",     "gen",      "general", "geom",
    "hon",     "ing",      "jr",       "lady", "lord",    "maj",      "major",   "miss",
    "mr",      "mrs",      "ms",       "phd",  "prince",  "princess", "prof",    "professor",
    "rag",     "rev",      "reverend", "rt",   "sig",     "signor",   "signora", "sigra",
    "sir",     "sr",       "sra",      "ssa",  "viscount"};

// What belongs to the name behind it: "De Luca" is "Deluca".
constexpr std::string_view kParticles[] = {
    "al",    "d",     "da",    "dal", "dalla", "de", "degli", "dei", "del", "della",
    "delle", "delli", "dello", "den", "der",   "di", "dos",   "du",  "el",  "la",
    "le",    "li",    "lo",    "mac", "mc",    "o",  "san",   "st",  "van", "von"};

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

// Letters that decomposition leaves whole, and what they are written as where they do not exist.
constexpr std::array kLetters{
    std::pair<std::string_view, std::string_view>{"\u00e6", "ae"},
    std::pair<std::string_view, std::string_view>{"\u00f8", "o"},
    std::pair<std::string_view, std::string_view>{"\u0153", "oe"},
    std::pair<std::string_view, std::string_view>{"\u0111", "d"},
    std::pair<std::string_view, std::string_view>{"\u00f0", "d"},
    std::pair<std::string_view, std::string_view>{"\u0142", "l"},
    std::pair<std::string_view, std::string_view>{"\u00fe", "th"},
    std::pair<std::string_view, std::string_view>{"\u0131", "i"},
};

std::string folded(std::string_view name) {
  struct Free {
    void operator()(utf8proc_uint8_t* text) const { std::free(text); }  // NOLINT: C API
  };
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
      static_cast<utf8proc_ssize_t>(name.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK));
  const std::unique_ptr<utf8proc_uint8_t, Free> owned{mapped};
  if (length < 0) return {};
  std::string text(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
  for (const auto& [letter, written] : kLetters) {
    for (auto at = text.find(letter); at != std::string::npos; at = text.find(letter, at))
      text.replace(at, letter.size(), written);
  }
  return text;
}

// Apostrophes of every shape: the name goes on behind them.
std::size_t apostrophe_at(std::string_view text) {
  for (const std::string_view mark : {"'", "`", "\u2019", "\u2018", "\u02bc", "\u00b4"})
    if (text.starts_with(mark)) return mark.size();
  return 0;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// Words of letters; what has a digit in it ("1st") is no name.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  bool numbered = false;
  const auto close = [&] {
    if (numbered) words.back().clear();
    if (!words.back().empty()) words.emplace_back();
    numbered = false;
  };
  while (!text.empty()) {
    const char c = text.front();
    const auto mark = apostrophe_at(text);
    if (mark == 0) {
      if (is_letter(c)) {
        words.back().push_back(c);
      } else if (c >= '0' && c <= '9') {
        numbered = true;
      } else {
        close();
      }
    }
    text.remove_prefix(mark == 0 ? 1 : mark);
  }
  close();
  words.pop_back();
  return words;
}

}  // namespace

std::vector<NameToken> name_tokens(std::string_view name) {
  std::vector<NameToken> tokens;
  std::string particles;
  const auto words = words_of(folded(name));
  for (const auto& word : words) {
    if (tokens.size() == kTokensMax) break;
    if (is_one_of(kTitles, word)) continue;
    const bool last = &word == &words.back();
    if (!last && is_one_of(kParticles, word)) {
      particles += word;
      continue;
    }
    auto text = particles + word;
    particles.clear();
    auto sound = sound_of(text);
    tokens.push_back({std::move(text), std::move(sound)});
  }
  return tokens;
}

}  // namespace touchpoint::recognition
