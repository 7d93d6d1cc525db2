#include "recognition/agreement.hpp"

#include <algorithm>
#include <string>

#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

using Tokens = std::vector<NameToken>;

constexpr double kSimilar = 0.88;
constexpr double kHeardAlike = 0.8;
constexpr std::size_t kShortest = 3;  // letters; in shorter names every letter tells people apart
constexpr std::size_t kLong = 8;      // letters; in longer names two slips are likely

std::string joined(const Tokens& tokens) {
  std::string text;
  for (const auto& token : tokens)
    text += token.text;
  return text;
}

bool is_initial_of(const NameToken& initial, const NameToken& name) {
  return initial.text.size() == 1 && initial.text.front() == name.text.front();
}

Level written_alike(const NameToken& asked, const NameToken& known) {
  const auto shorter = std::min(asked.text.size(), known.text.size());
  const int slips = slips_between(asked.text, known.text);
  if (shorter >= kShortest && (slips <= 1 || (slips == 2 && shorter >= kLong))) return Level::slip;
  const double likeness = jaro_winkler(asked.text, known.text);
  if (shorter >= kShortest && asked.sound == known.sound && likeness >= kHeardAlike)
    return Level::sound;
  if (likeness >= kSimilar) return Level::similar;
  return Level::other;
}

Level given_level(const NameToken& asked, const NameToken& known) {
  if (asked.text == known.text) return Level::same;
  if (is_initial_of(asked, known) || is_initial_of(known, asked)) return Level::initial;
  if (are_nicknames(asked.text, known.text)) return Level::nickname;
  if (are_two_names(asked.text, known.text)) return Level::other;
  return written_alike(asked, known);
}

Level family_level(const NameToken& asked, const NameToken& known) {
  return asked.text == known.text ? Level::same : written_alike(asked, known);
}

// What the profile lacks need not be asked for.
Level unknown_level(const Tokens& known) {
  return known.empty() ? Level::not_known : Level::not_asked;
}

// "Maria Chiara" and "Maria Giulia" are sisters.
bool second_names_contradict(const Tokens& asked, const Tokens& known) {
  if (asked.size() < 2 || known.size() < 2) return false;
  for (auto one = asked.begin() + 1; one != asked.end(); ++one)
    for (auto other = known.begin() + 1; other != known.end(); ++other)
      if (given_level(*one, *other) != Level::other) return false;
  return true;
}

template <class Compare>
NameAgreement best_of(const Tokens& asked, const Tokens& known, bool all, Compare level_of) {
  NameAgreement best{Level::other};
  for (std::size_t i = 0; i < asked.size(); ++i) {
    for (std::size_t j = 0; j < known.size(); ++j) {
      auto level = level_of(asked[i], known[j]);
      const bool first = i == 0 && j == 0;
      // Second names count only as they are written: "John" of "Lachlan John" is not "Jack".
      if (!first && !all && level != Level::same) continue;
      if (!first && level == Level::same) level = Level::part;
      if (level >= best.level) continue;
      best = {level};
      if (level <= Level::similar) best = {level, &asked[i], &known[j]};
    }
  }
  return best;
}

int year_slips(const BirthDate& asked, const BirthDate& known) {
  return slips_between(std::to_string(asked.year), std::to_string(known.year));
}

std::string digits_of(const BirthDate& birth) {
  const auto text = std::to_string(birth.year * 10'000 + birth.month * 100 + birth.day);
  return std::string(8 - std::min<std::size_t>(8, text.size()), '0') + text;
}

bool is_complete(const BirthDate& birth) {
  return birth.year != 0 && birth.day != 0;
}

Level complete_agreement(const BirthDate& asked, const BirthDate& known) {
  const bool same_year = asked.year == known.year;
  const bool same_day = asked.month == known.month && asked.day == known.day;
  if (same_year && same_day) return Level::same;
  if (same_year && asked.month == known.day && asked.day == known.month) return Level::slip;
  const int slips = slips_between(digits_of(asked), digits_of(known));
  // Two first of Januaries are two years, and a father's and his son's may be one digit apart.
  if (is_january_first(asked) && is_january_first(known))
    return slips == 1 ? Level::similar : Level::other;
  if (slips == 1) return Level::slip;
  if (same_year && asked.month == known.month) return Level::month;
  if (same_year) return Level::year;
  return slips == 2 ? Level::similar : Level::other;
}

Level incomplete_agreement(const BirthDate& asked, const BirthDate& known) {
  if (asked.year != 0 && known.year != 0 && asked.year != known.year)
    return year_slips(asked, known) == 1 ? Level::similar : Level::other;
  if (asked.month != 0 && known.month != 0 && asked.month != known.month) return Level::other;
  if (asked.day != 0 && known.day != 0 && asked.day != known.day) return Level::other;
  const bool met = (asked.year != 0 && known.year != 0) || (asked.month != 0 && known.month != 0);
  return met ? Level::part : Level::not_known;
}

// British codes end in three characters for a few houses, others in two digits for a part of town.
std::string_view area_of(std::string_view code) {
  const bool lettered = std::ranges::any_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  const std::size_t ending = lettered ? 3 : 2;
  return code.size() > ending ? code.substr(0, code.size() - ending) : code;
}

}  // namespace

NameAgreement given_agreement(const Person& asked, const Person& known) {
  const auto& left = asked.given;
  const auto& right = known.given;
  if (left.empty() || right.empty()) return {unknown_level(right)};
  if (second_names_contradict(left, right)) return {Level::other};
  if (left.front().text != right.front().text && joined(left) == joined(right))
    return {Level::same, &left.front(), &right.front()};
  return best_of(left, right, false, given_level);
}

NameAgreement family_agreement(const Person& asked, const Person& known) {
  const auto& left = asked.family;
  const auto& right = known.family;
  if (left.empty() || right.empty()) return {unknown_level(right)};
  if (joined(left) == joined(right)) return {Level::same, &left.front(), &right.front()};
  auto best = best_of(left, right, true, family_level);
  // One of two family names: the whole is not the same.
  if (best.level == Level::same && left.size() != right.size()) best.level = Level::part;
  return best;
}

bool are_swapped(const Person& asked, const Person& known) {
  if (asked.given.empty() || asked.family.empty() || known.given.empty() || known.family.empty())
    return false;
  const auto met = [](const NameToken& left, const NameToken& right) {
    return left.text == right.text ||
           (left.text.size() > kShortest && slips_between(left.text, right.text) == 1);
  };
  return met(asked.given.front(), known.family.front()) &&
         met(asked.family.front(), known.given.front());
}

bool is_january_first(const BirthDate& birth) {
  return birth.month == 1 && birth.day == 1;
}

Level birth_agreement(const BirthDate& asked, const BirthDate& known) {
  if (known.year == 0 && known.month == 0) return Level::not_known;
  if (asked.year == 0 && asked.month == 0) return Level::not_asked;
  return is_complete(asked) && is_complete(known) ? complete_agreement(asked, known)
                                                  : incomplete_agreement(asked, known);
}

Level postal_code_agreement(std::string_view asked, std::string_view known) {
  if (known.empty()) return Level::not_known;
  if (asked.empty()) return Level::not_asked;
  if (asked == known) return Level::same;
  if (slips_between(asked, known) == 1) return Level::slip;
  return area_of(asked) == area_of(known) ? Level::area : Level::other;
}

Level phone_agreement(PhoneLikeness phone) {
  switch (phone) {
    case PhoneLikeness::same:
      return Level::same;
    case PhoneLikeness::slip:
      return Level::slip;
    case PhoneLikeness::ending:
      return Level::ending;
    case PhoneLikeness::other:
      return Level::other;
    case PhoneLikeness::not_known:
      return Level::not_asked;
  }
  return Level::not_asked;
}

}  // namespace touchpoint::recognition
