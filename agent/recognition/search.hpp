// What staff type to find somebody, word by word: the start of a name in any order, however it is
// accented or misspelt, a birth year, a postcode, the last digits of a phone.
//
//   search_terms   a person -> the strings they are found by; on a device, as keyed hashes
//   read_search    what was typed -> its words, and for each the terms that it may stand for
//   fit            how well a word says a name, seen from the name itself
//
// Terms only find candidates: a misspelt word shares the start, the end or the sound with what was
// meant. Who is shown, and in which order, is decided by the names themselves. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people.hpp"
#include "recognition/person.hpp"

namespace touchpoint::recognition {

// Changes when the same person would get other terms or prints: what was kept is then made anew.
inline constexpr int kSearchTermsVersion = 1;

// What a term weighs, and how well a word fits a name (of 100), where a caller tells by it which
// term it was, or how it fits.
inline constexpr int kTailWeight = 90;   // the last digits of a phone
inline constexpr int kPhoneWeight = 70;  // a whole one
inline constexpr int kAreaWeight = 80;   // the first characters of a longer number
inline constexpr int kBegunFit = 90;     // a name as far as it was typed

inline constexpr std::size_t kSearchTextMax = 256;  // bytes typed
inline constexpr std::size_t kSearchWordsMax = 8;   // more are passed over

struct SearchTerms {
  std::vector<std::string> texts;      // of names, birth date and postcode
  std::vector<std::string> of_phones;  // those that are there because of the phones
};
SearchTerms search_terms(const PersonFacts& facts);

// `weight`: how much the term alone says that the word is meant, of 100.
struct SearchTerm {
  std::string text;
  int weight = 0;
};

struct SearchWord {
  enum class Kind { name, number };
  Kind kind{};
  std::string text;               // folded; digits of a number
  NameToken name;                 // of a name
  std::vector<SearchTerm> terms;  // the weightiest first
};

struct Search {
  std::vector<SearchWord> words;
  // The same as facts, for the scorer. Which name is the family's was not said: the other way round
  // is as likely.
  PersonFacts said;
  // Without the last word when it is a name, which may be the beginning of another.
  PersonFacts begun;
};

// `country`: how a phone number without its country code is read.
Search read_search(std::string_view typed, std::string_view country);

// What was said, in words or field by field, as far as it can be told apart.
PersonFacts said_in(const PeopleQuestion& question);

// Of 100; 0: it does not say any of these names. `names`: every name of a person (names_of()).
int fit(const SearchWord& word, const std::vector<NameToken>& names);
std::vector<NameToken> names_of(const PersonFacts& facts);

}  // namespace touchpoint::recognition
