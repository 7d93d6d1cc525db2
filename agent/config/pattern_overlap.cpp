#include "config/pattern_overlap.hpp"

#include <algorithm>
#include <bitset>
#include <charconv>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace touchpoint::config {
namespace {

constexpr std::size_t kCharacters = 128;
constexpr std::size_t kStatesMax = 4'000;
constexpr std::size_t kPairsMax = 20'000;
constexpr std::size_t kRepeatMax = 1'000;
constexpr int kDepthMax = 50;

using Characters = std::bitset<kCharacters>;
using States = std::vector<std::size_t>;  // sorted

// Thompson's: a state has one edge over characters, or steps that cost nothing.
struct Automaton {
  struct State {
    Characters over;
    std::size_t next = 0;
    std::vector<std::size_t> free;
  };
  std::vector<State> states;
  std::size_t start = 0;
  std::size_t end = 0;
};

struct Part {
  std::size_t start = 0;
  std::size_t end = 0;
};

Characters between(char first, char last) {
  Characters set;
  for (auto c = static_cast<unsigned char>(first); c <= static_cast<unsigned char>(last); ++c)
    set.set(c);
  return set;
}

// Nullopt: not one of a class.
std::optional<Characters> class_of(char letter) {
  const auto words = between('a', 'z') | between('A', 'Z') | between('0', '9') | between('_', '_');
  const auto spaces = between('\t', '\r') | between(' ', ' ');
  switch (letter) {
    case 'd':
      return between('0', '9');
    case 'D':
      return ~between('0', '9');
    case 'w':
      return words;
    case 'W':
      return ~words;
    case 's':
      return spaces;
    case 'S':
      return ~spaces;
    default:
      return std::nullopt;
  }
}

class Builder {
 public:
  explicit Builder(std::string_view pattern) : rest_(pattern) {}

  std::optional<Automaton> build() {
    if (rest_.starts_with('^')) rest_.remove_prefix(1);
    if (rest_.ends_with('$') && !rest_.ends_with("\\$")) rest_.remove_suffix(1);
    const auto whole = alternatives(0);
    if (!whole || !rest_.empty()) return std::nullopt;
    made_.start = whole->start;
    made_.end = whole->end;
    return std::move(made_);
  }

 private:
  std::optional<Part> alternatives(int depth);
  std::optional<Part> sequence(int depth);
  std::optional<Part> atom(int depth);
  std::optional<Part> repeated(std::string_view text, const Part& first, int depth);
  std::optional<Characters> character_class();
  std::optional<std::pair<std::size_t, std::optional<std::size_t>>> quantifier();

  std::size_t add() {
    made_.states.emplace_back();
    return made_.states.size() - 1;
  }
  void step(std::size_t from, std::size_t to) { made_.states[from].free.push_back(to); }
  Part over(const Characters& set) {
    const Part part{add(), add()};
    made_.states[part.start].over = set;
    made_.states[part.start].next = part.end;
    return part;
  }
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string_view rest_;
  Automaton made_;
};

std::optional<Part> Builder::alternatives(int depth) {
  if (depth > kDepthMax) return std::nullopt;
  const Part all{add(), add()};
  while (true) {
    const auto one = sequence(depth);
    if (!one) return std::nullopt;
    step(all.start, one->start);
    step(one->end, all.end);
    if (!rest_.starts_with('|')) return all;
    rest_.remove_prefix(1);
  }
}

std::optional<Part> Builder::sequence(int depth) {
  const auto start = add();
  auto end = start;
  while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
    const auto before = rest_;
    const auto one = atom(depth);
    if (!one) return std::nullopt;
    const auto text = before.substr(0, before.size() - rest_.size());
    const auto part = repeated(text, *one, depth);
    if (!part || made_.states.size() > kStatesMax) return std::nullopt;
    step(end, part->start);
    end = part->end;
  }
  return Part{start, end};
}

std::optional<Part> Builder::atom(int depth) {
  const char c = take();
  if (c == '(') {
    if (rest_.starts_with('?') && !rest_.starts_with("?:")) return std::nullopt;
    if (rest_.starts_with("?:")) rest_.remove_prefix(2);
    const auto inner = alternatives(depth + 1);
    if (!inner || !rest_.starts_with(')')) return std::nullopt;
    rest_.remove_prefix(1);
    return inner;
  }
  if (c == '[') {
    const auto set = character_class();
    if (!set) return std::nullopt;
    return over(*set);
  }
  if (c == '.') return over(~(between('\n', '\n') | between('\r', '\r')));
  if (c == '\\') {
    if (rest_.empty()) return std::nullopt;
    const char next = take();
    if (const auto set = class_of(next)) return over(*set);
    const bool letter_or_digit =
        (next >= '0' && next <= '9') || ((next | 0x20) >= 'a' && (next | 0x20) <= 'z');
    if (letter_or_digit || static_cast<unsigned char>(next) >= kCharacters) return std::nullopt;
    return over(between(next, next));
  }
  const bool special = std::string_view("^$*+?{}").find(c) != std::string_view::npos;
  if (special || static_cast<unsigned char>(c) >= kCharacters) return std::nullopt;
  return over(between(c, c));
}

std::optional<Characters> Builder::character_class() {
  const bool other = rest_.starts_with('^');
  if (other) rest_.remove_prefix(1);
  Characters set;
  while (!rest_.empty() && rest_.front() != ']') {
    char first = take();
    if (first == '[' && (rest_.starts_with(':') || rest_.starts_with('.'))) return std::nullopt;
    if (first == '\\') {
      if (rest_.empty()) return std::nullopt;
      first = take();
      if (const auto inner = class_of(first)) {
        set |= *inner;
        continue;
      }
    }
    char last = first;
    if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
      rest_.remove_prefix(1);
      last = take();
      if (last == '\\' || last < first) return std::nullopt;
    }
    if (static_cast<unsigned char>(first) >= kCharacters ||
        static_cast<unsigned char>(last) >= kCharacters) {
      return std::nullopt;
    }
    set |= between(first, last);
  }
  if (rest_.empty()) return std::nullopt;
  rest_.remove_prefix(1);
  return other ? ~set : set;
}

// At least and at most; nullopt for the latter: as often as it likes. Nullopt: what stands in
// braces is no number.
std::optional<std::pair<std::size_t, std::optional<std::size_t>>> Builder::quantifier() {
  std::size_t least = 1;
  std::optional<std::size_t> most = 1;
  const auto number = [&]() -> std::optional<std::size_t> {
    std::size_t value = 0;
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (read.ec != std::errc{} || value > kRepeatMax) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()));
    return value;
  };
  if (rest_.starts_with('?') || rest_.starts_with('*') || rest_.starts_with('+')) {
    const char c = take();
    least = c == '+' ? 1 : 0;
    most = c == '?' ? std::optional<std::size_t>(1) : std::nullopt;
  } else if (rest_.starts_with('{')) {
    rest_.remove_prefix(1);
    const auto first = number();
    if (!first) return std::nullopt;
    least = *first;
    most = first;
    if (rest_.starts_with(',')) {
      rest_.remove_prefix(1);
      most = rest_.starts_with('}') ? std::nullopt : number();
      if (!most && !rest_.starts_with('}')) return std::nullopt;
    }
    if (!rest_.starts_with('}') || (most && *most < least)) return std::nullopt;
    rest_.remove_prefix(1);
  } else {
    return std::pair{least, most};
  }
  if (rest_.starts_with('?')) rest_.remove_prefix(1);  // lazy: the same texts
  return std::pair{least, most};
}

// The part `first`, which `text` says, as often as what follows it asks for.
std::optional<Part> Builder::repeated(std::string_view text, const Part& first, int depth) {
  const auto times = quantifier();
  if (!times) return std::nullopt;
  const auto [least, most] = *times;
  const Part all{add(), add()};
  auto end = all.start;
  const auto copies = std::max<std::size_t>(most.value_or(least + 1), 1);
  for (std::size_t i = 0; i < copies; ++i) {
    auto part = std::optional<Part>(first);
    if (i > 0) {
      const auto after = std::exchange(rest_, text);
      part = atom(depth);
      rest_ = after;
    }
    if (!part || made_.states.size() > kStatesMax) return std::nullopt;
    if (i >= least) step(end, all.end);  // that was enough
    if (most && i >= *most) break;
    step(end, part->start);
    end = part->end;
    if (!most && i + 1 == copies) step(part->end, part->start);
  }
  step(end, all.end);
  return all;
}

void add_free_steps(const Automaton& automaton, States& states) {
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (const auto next : automaton.states[states[i]].free) {
      if (std::ranges::find(states, next) == states.end()) states.push_back(next);
    }
  }
  std::ranges::sort(states);
}

States after(const Automaton& automaton, const States& states, std::size_t character) {
  States reached;
  for (const auto each : states) {
    const auto& state = automaton.states[each];
    if (!state.over.test(character)) continue;
    if (std::ranges::find(reached, state.next) == reached.end()) reached.push_back(state.next);
  }
  add_free_steps(automaton, reached);
  return reached;
}

bool accepts(const Automaton& automaton, const States& states) {
  return std::ranges::binary_search(states, automaton.end);
}

// One character of each kind that the two tell apart; printable and easy to read first.
std::vector<std::size_t> representatives(const Automaton& first, const Automaton& second) {
  std::map<std::string, std::size_t> kinds;
  const auto look = [&](std::size_t character) {
    std::string edges;
    for (const auto* automaton : {&first, &second}) {
      for (const auto& state : automaton->states)
        edges.push_back(state.over.test(character) ? '1' : '0');
    }
    kinds.try_emplace(std::move(edges), character);
  };
  for (const char c : std::string_view("1AaRW-"))
    look(static_cast<std::size_t>(c));
  for (std::size_t c = '!'; c < kCharacters; ++c)
    look(c);
  for (std::size_t c = 0; c <= ' '; ++c)
    look(c);
  std::vector<std::size_t> all;
  for (const auto& [edges, character] : kinds)
    all.push_back(character);
  return all;
}

struct Walk {
  States first;
  States second;
  std::string text;
};

}  // namespace

std::optional<Overlap> overlap_of(std::string_view first, std::string_view second) {
  const auto a = Builder(first).build();
  const auto b = Builder(second).build();
  if (!a || !b) return std::nullopt;
  const auto characters = representatives(*a, *b);
  Walk start{{a->start}, {b->start}, {}};
  add_free_steps(*a, start.first);
  add_free_steps(*b, start.second);
  std::deque<Walk> open{start};
  std::map<std::pair<States, States>, bool> seen{{{start.first, start.second}, true}};
  Overlap overlap{.some = false, .all = true, .example = {}};
  while (!open.empty()) {
    const auto now = std::move(open.front());
    open.pop_front();
    if (accepts(*a, now.first)) {
      const bool both = accepts(*b, now.second);
      if (both && !overlap.some) overlap.example = now.text;
      overlap.some = overlap.some || both;
      overlap.all = overlap.all && both;
    }
    for (const auto character : characters) {
      Walk next{after(*a, now.first, character), after(*b, now.second, character), now.text};
      if (next.first.empty()) continue;  // no text of the first goes on from here
      if (!seen.try_emplace({next.first, next.second}, true).second) continue;
      if (seen.size() > kPairsMax) return std::nullopt;
      next.text.push_back(static_cast<char>(character));
      open.push_back(std::move(next));
    }
  }
  overlap.all = overlap.all && overlap.some;
  return overlap;
}

}  // namespace touchpoint::config
