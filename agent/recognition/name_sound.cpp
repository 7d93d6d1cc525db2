// How a name sounds to an Italian or an English ear: what both write differently becomes one.
#include <array>
#include <utility>

#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kSoundMax = 8;

using Rewrite = std::pair<std::string_view, std::string_view>;

// The first that fits is taken, so the longer ones stand first.
constexpr std::array kRewrites{
    Rewrite{"sch", "sk"}, Rewrite{"tch", "c"}, Rewrite{"dge", "g"}, Rewrite{"ght", "t"},
    Rewrite{"ph", "f"},   Rewrite{"gh", "g"},  Rewrite{"ch", "k"},  Rewrite{"ck", "k"},
    Rewrite{"cq", "k"},   Rewrite{"qu", "k"},  Rewrite{"sh", "s"},  Rewrite{"th", "t"},
    Rewrite{"gn", "n"},   Rewrite{"gl", "l"},  Rewrite{"kn", "n"},  Rewrite{"wr", "r"},
    Rewrite{"ge", "j"},   Rewrite{"gi", "j"},  Rewrite{"gy", "j"},  Rewrite{"ce", "s"},
    Rewrite{"ci", "s"},   Rewrite{"cy", "s"},  Rewrite{"sc", "s"},  Rewrite{"ca", "ka"},
    Rewrite{"c", "k"},    Rewrite{"q", "k"},   Rewrite{"x", "ks"},  Rewrite{"z", "s"},
    Rewrite{"w", "v"},    Rewrite{"d", "t"},   Rewrite{"h", ""},    Rewrite{"y", ""},
};

bool is_vowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

}  // namespace

std::string sound_of(std::string_view folded) {
  std::string sound;
  const auto append = [&](char c) {
    if (sound.empty() || sound.back() != c) sound.push_back(c);
  };
  // "Jacopo" and "Iacopo", "Yuri" and "Iuri": vowels count only at the beginning, and all alike.
  if (!folded.empty()) {
    const char first = folded.front();
    if (is_vowel(first) || first == 'h' || first == 'y' || first == 'j') append('a');
    if (first == 'j' || first == 'y') folded.remove_prefix(1);
  }
  while (!folded.empty() && sound.size() < kSoundMax) {
    std::string_view written = folded.substr(0, 1);
    std::string_view spoken = written;
    for (const auto& [from, to] : kRewrites) {
      if (!folded.starts_with(from)) continue;
      written = folded.substr(0, from.size());
      spoken = to;
      break;
    }
    for (const char c : spoken)
      if (!is_vowel(c)) append(c);
    folded.remove_prefix(written.size());
  }
  return sound;
}

}  // namespace touchpoint::recognition
