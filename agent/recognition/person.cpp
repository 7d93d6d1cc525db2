#include "recognition/person.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::size_t kKeysMax = 16;
constexpr std::size_t kNamesInKeys = 2;
constexpr std::size_t kPostalCodeMax = 12;

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits)
    number = number * 10 + (c - '0');
  return number;
}

// "1984-03-07", and what it is the beginning of.
BirthDate birth_of(std::string_view written) {
  std::string digits;
  for (const char c : written) {
    if (is_digit(c))
      digits.push_back(c);
    else if (c != '-')
      return {};
  }
  const auto part = [&](std::size_t from, std::size_t count) {
    return digits.size() >= from + count ? number_of(std::string_view(digits).substr(from, count))
                                         : 0;
  };
  if (digits.size() > 8) return {};
  BirthDate birth{.year = part(0, 4), .month = part(4, 2), .day = part(6, 2)};
  if (birth.year == 0) return {};
  if (birth.month == 0) birth.day = 0;
  return birth;
}

std::string postal_code_of(std::string_view written) {
  std::string code;
  for (const char c : written) {
    if (is_digit(c) || (c >= 'A' && c <= 'Z')) code.push_back(c);
    if (c >= 'a' && c <= 'z') code.push_back(static_cast<char>(c - 'a' + 'A'));
  }
  return code.size() <= kPostalCodeMax ? code : std::string{};
}

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::vector<std::string> sounds_of(const std::vector<NameToken>& tokens) {
  std::vector<std::string> sounds;
  for (const auto& token : tokens) {
    if (sounds.size() == kNamesInKeys) break;
    if (std::ranges::find(sounds, token.sound) == sounds.end()) sounds.push_back(token.sound);
  }
  return sounds;
}

}  // namespace

Person person_of(const PersonFacts& facts) {
  return {.given = name_tokens(facts.given_name),
          .family = name_tokens(facts.family_name),
          .birth = birth_of(facts.birth_date),
          .postal_code = postal_code_of(facts.postal_code),
          .phones = facts.phones};
}

std::vector<std::string> blocking_keys(const Person& person) {
  std::vector<std::string> keys;
  const auto add = [&](std::string key) {
    if (keys.size() < kKeysMax && std::ranges::find(keys, key) == keys.end())
      keys.push_back(std::move(key));
  };
  const auto& birth = person.birth;
  const auto year = birth.year == 0 ? std::string{} : std::to_string(birth.year);
  const auto day = birth.day == 0 ? std::string{} : two_digits(birth.month) + two_digits(birth.day);
  const bool dated = !year.empty() && !day.empty();
  const auto given = sounds_of(person.given);
  const auto family = sounds_of(person.family);
  for (const auto& phone : person.phones)
    add("t|" + phone);
  for (const auto& name : family) {
    if (!person.postal_code.empty()) add("fp|" + name + "|" + person.postal_code);
    if (!year.empty()) add("fy|" + name + "|" + year);
    // The first of January is what is written when nobody knows the day.
    if (!day.empty() && day != "0101") add("fd|" + name + "|" + day);
  }
  for (const auto& name : given) {
    if (dated) add("gb|" + name + "|" + year + day);
    if (!person.postal_code.empty() && !year.empty())
      add("gpy|" + name + "|" + person.postal_code + "|" + year);
  }
  if (dated && !person.postal_code.empty()) add("pb|" + person.postal_code + "|" + year + day);
  if (!given.empty() && !family.empty() && !year.empty()) {
    const auto [first, second] = std::minmax(given.front(), family.front());
    add("ny|" + first + "|" + second + "|" + year);
  }
  return keys;
}

}  // namespace touchpoint::recognition
