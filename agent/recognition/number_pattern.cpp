#include "recognition/number_pattern.hpp"

#include <algorithm>
#include <charconv>

namespace touchpoint::recognition {
namespace {

// What is to match after a part has, by reference: continuations live on the stack of their makers.
class Next {
 public:
  template <class Callable>
  Next(const Callable&
           callable)  // NOLINT(google-explicit-constructor): a view, as std::string_view is
      : object_(&callable), call_([](const void* object, std::size_t at) {
          return (*static_cast<const Callable*>(object))(at);
        }) {}
  bool operator()(std::size_t at) const { return call_(object_, at); }

 private:
  const void* object_;
  bool (*call_)(const void*, std::size_t);
};

struct Repetition {
  std::size_t least = 1;
  std::size_t most = 1;
};

// One thing and how often: "\d{7,8}", "[2-9]?", "(?:1|2)".
struct Piece {
  std::string_view atom;
  Repetition times;
  std::string_view rest;
};

// Beyond the bracket that closes the one at the pattern's start.
std::size_t end_of_group(std::string_view pattern) {
  int depth = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (in_class) continue;
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) return i + 1;
  }
  return pattern.size();
}

Repetition take_repetition(std::string_view& rest) {
  if (rest.starts_with('?')) {
    rest.remove_prefix(1);
    return {0, 1};
  }
  if (!rest.starts_with('{')) return {};
  Repetition times;
  const char* const end = rest.data() + rest.size();
  auto read = std::from_chars(rest.data() + 1, end, times.least);
  times.most = times.least;
  if (read.ptr != end && *read.ptr == ',') read = std::from_chars(read.ptr + 1, end, times.most);
  rest.remove_prefix(std::min(rest.find('}'), rest.size() - 1) + 1);
  return times;
}

Piece take_piece(std::string_view pattern) {
  std::size_t length = 1;
  if (pattern.starts_with('(')) length = end_of_group(pattern);
  if (pattern.starts_with('[')) length = std::min(pattern.find(']'), pattern.size() - 1) + 1;
  if (pattern.starts_with('\\')) length = std::min<std::size_t>(2, pattern.size());
  Piece piece{.atom = pattern.substr(0, length), .times = {}, .rest = pattern.substr(length)};
  piece.times = take_repetition(piece.rest);
  return piece;
}

bool takes(std::string_view atom, char c) {
  if (atom == "\\d") return c >= '0' && c <= '9';
  if (!atom.starts_with('[')) return atom.front() == c;
  const auto inside = atom.substr(1, atom.size() - 2);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (i + 2 < inside.size() && inside[i + 1] == '-') {
      if (inside[i] <= c && c <= inside[i + 2]) return true;
      i += 2;
    } else if (inside[i] == c) {
      return true;
    }
  }
  return false;
}

class Matcher {
 public:
  explicit Matcher(std::string_view text) : text_(text) {}

  std::array<std::string_view, 2> groups{};

  bool alternatives(std::string_view pattern, std::size_t at, Next next) {
    while (true) {
      const auto end = end_of_alternative(pattern);
      if (sequence(pattern.substr(0, end), at, next)) return true;
      if (end == pattern.size()) return false;
      pattern.remove_prefix(end + 1);
    }
  }

 private:
  static std::size_t end_of_alternative(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size();) {
      if (pattern[i] == '|') return i;
      i += pattern[i] == '(' ? end_of_group(pattern.substr(i)) : 1;
    }
    return pattern.size();
  }

  bool sequence(std::string_view pattern, std::size_t at, Next next) {
    if (pattern.empty()) return next(at);
    if (pattern.front() == '$') return at == text_.size() && sequence(pattern.substr(1), at, next);
    return repeated(take_piece(pattern), 0, at, next);
  }

  bool repeated(const Piece& piece, std::size_t done, std::size_t at, Next next) {
    if (done < piece.times.most) {
      const auto again = [&](std::size_t then) {
        // What took nothing would take nothing for ever.
        return (then > at || done < piece.times.least) && repeated(piece, done + 1, then, next);
      };
      if (once(piece.atom, at, again)) return true;
    }
    return done >= piece.times.least && sequence(piece.rest, at, next);
  }

  bool once(std::string_view atom, std::size_t at, Next next) {
    if (!atom.starts_with('(')) return at < text_.size() && takes(atom, text_[at]) && next(at + 1);
    const auto inside = atom.substr(1, atom.size() - 2);
    if (inside.starts_with("?:")) return alternatives(inside.substr(2), at, next);
    const auto index = captures_++;
    const auto captured = [&](std::size_t end) {
      const auto before = index < groups.size() ? groups[index] : std::string_view{};
      if (index < groups.size()) groups[index] = text_.substr(at, end - at);
      if (next(end)) return true;
      if (index < groups.size()) groups[index] = before;
      return false;
    };
    if (alternatives(inside, at, captured)) return true;
    --captures_;
    return false;
  }

  std::string_view text_;
  std::size_t captures_ = 0;
};

}  // namespace

std::optional<PatternMatch> match_start(std::string_view pattern, std::string_view text) {
  Matcher matcher(text);
  PatternMatch match;
  const auto here = [&](std::size_t end) {
    match.length = end;
    return true;
  };
  if (!matcher.alternatives(pattern, 0, here)) return std::nullopt;
  match.groups = matcher.groups;
  return match;
}

bool matches_whole(std::string_view pattern, std::string_view text) {
  Matcher matcher(text);
  const auto at_end = [&](std::size_t end) { return end == text.size(); };
  return matcher.alternatives(pattern, 0, at_end);
}

}  // namespace touchpoint::recognition
