#include "recognition/search.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/text.hpp"
#include "recognition/identifiers.hpp"
#include "recognition/names.hpp"

namespace touchpoint::recognition {
namespace {

// Starts of names that are kept: a shorter one is most of the base, a longer one says no more.
constexpr std::size_t kStartMin = 2;
constexpr std::size_t kStartMax = 6;
constexpr std::size_t kEndLength = 4;  // letters, for a slip near the beginning
constexpr std::size_t kEndFrom = 5;    // shorter names are found by start and sound
constexpr std::size_t kAreaLength = 3;
constexpr std::array<std::size_t, 3> kTails{6, 4, 3};  // digits of a phone

// Where the code points of a text begin, and its end.
std::vector<std::size_t> letters_of(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

std::string start_term(std::string_view start, std::size_t letters) {
  return "n" + std::to_string(letters) + ":" + std::string(start);
}

// Splits at white space, and also at what joins two names when `joints` says so.
std::vector<std::string> split(std::string_view text, std::string_view joints) {
  std::vector<std::string> parts(1);
  const auto cut = [&] {
    if (!parts.back().empty()) parts.emplace_back();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool typographic = text.substr(i).starts_with("\xe2\x80\x99");  // U+2019
    if (typographic) {
      i += 2;
      if (joints.contains('\'')) cut();
    } else if (text[i] == ' ' || text[i] == '\t' || text[i] == ',' || joints.contains(text[i])) {
      cut();
    } else {
      parts.back() += text[i];
    }
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

void add_name(std::set<std::string>& terms, const NameToken& name) {
  const auto at = letters_of(name.text);
  const auto length = at.size() - 1;
  for (auto letters = kStartMin; letters <= std::min(length, kStartMax); ++letters)
    terms.insert(start_term(std::string_view(name.text).substr(0, at[letters]), letters));
  if (length < kStartMin || length > kStartMax) terms.insert("n:" + name.text);
  if (length >= kEndFrom) terms.insert("e:" + name.text.substr(at[length - kEndLength]));
  if (!name.sound.empty()) terms.insert("s:" + name.sound);
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), is_digit);
  return digits;
}

std::string two_digits(int value) {
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

void add_numbers(std::set<std::string>& terms, const Person& person) {
  const auto& birth = person.birth;
  if (birth.year > 0) terms.insert("y:" + std::to_string(birth.year));
  if (birth.month > 0 && birth.day > 0) {
    terms.insert("d:" + two_digits(birth.month) + two_digits(birth.day));
  }
  if (person.postal_code.empty()) return;
  terms.insert("c:" + person.postal_code);
  terms.insert("c3:" + person.postal_code.substr(0, kAreaLength));
}

void add_tails(std::set<std::string>& terms, const std::string& phone) {
  const auto digits = digits_of(phone);
  for (const auto length : kTails) {
    if (digits.size() < length) continue;
    terms.insert("t" + std::to_string(length) + ":" + digits.substr(digits.size() - length));
  }
}

// "7/3/1984", "07.03.84", "3/1984": as a day and a year; the century that makes them live.
struct TypedDate {
  int day = 0;
  int month = 0;
  int year = 0;
};
std::optional<TypedDate> read_date(std::string_view text) {
  std::vector<int> parts;
  std::vector<std::size_t> lengths;
  for (const auto& part : split(text, "/.-")) {
    if (part.size() > 4 || !std::ranges::all_of(part, is_digit)) return std::nullopt;
    parts.push_back(std::stoi(part));
    lengths.push_back(part.size());
  }
  if (parts.size() != 3) return std::nullopt;
  if (lengths[0] == 4) {
    std::swap(parts[0], parts[2]);
    std::swap(lengths[0], lengths[2]);
  }
  if (lengths[0] > 2 || lengths[1] > 2 || parts[1] < 1 || parts[1] > 12 || parts[0] < 1 ||
      parts[0] > 31 || lengths[2] == 3 || lengths[2] == 1) {
    return std::nullopt;
  }
  return TypedDate{parts[0], parts[1], lengths[2] == 4 ? parts[2] : 1900 + parts[2]};
}

bool is_year(std::string_view digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

SearchWord name_word(NameToken name) {
  SearchWord word{.kind = SearchWord::Kind::name, .text = name.text, .name = name, .terms = {}};
  const auto at = letters_of(name.text);
  const auto length = at.size() - 1;
  auto& terms = word.terms;
  if (length > kStartMax || length < kStartMin) terms.push_back({"n:" + name.text, 100});
  const auto start = [&](std::size_t letters, int weight) {
    terms.push_back(
        {start_term(std::string_view(name.text).substr(0, at[letters]), letters), weight});
  };
  if (length >= kStartMin) start(std::min(length, kStartMax), 90);
  if (length < kStartMin + 1) return word;
  if (!name.sound.empty()) terms.push_back({"s:" + name.sound, 60});
  if (length >= kEndFrom) terms.push_back({"e:" + name.text.substr(at[length - kEndLength]), 30});
  if (length >= 4) start(std::min(length - 1, std::size_t{4}), 25);
  return word;
}

SearchWord number_word(std::string digits) {
  SearchWord word{
      .kind = SearchWord::Kind::number, .text = std::move(digits), .name = {}, .terms = {}};
  const auto length = word.text.size();
  auto& terms = word.terms;
  for (const auto tail : kTails) {
    if (length < tail) continue;
    terms.push_back(
        {"t" + std::to_string(tail) + ":" + word.text.substr(length - tail), kTailWeight});
    break;
  }
  if (is_year(word.text)) terms.push_back({"y:" + word.text, 85});
  if (length >= kAreaLength && length <= 6) {
    if (length > kAreaLength) terms.push_back({"c:" + word.text, 85});
    if (length <= 4) terms.push_back({"c3:" + word.text.substr(0, kAreaLength), kAreaWeight});
  }
  return word;
}

SearchWord date_word(const TypedDate& date) {
  const auto day = two_digits(date.month) + two_digits(date.day);
  return {.kind = SearchWord::Kind::number, .text = day, .name = {}, .terms = {{"d:" + day, 85}}};
}

SearchWord phone_word(std::string digits, const std::vector<std::string>& numbers) {
  auto word = number_word(std::move(digits));
  // A number with a slip in it is still found by what it shares with the right one.
  PersonFacts facts;
  facts.phones = numbers;
  for (auto& key : blocking_keys(person_of(facts)))
    word.terms.push_back({"b:" + std::move(key), kPhoneWeight});
  return word;
}

// Digits that stand apart are one number when together they are long enough for a phone and none of
// them can be something else.
std::vector<std::string> joined_numbers(std::vector<std::string> parts) {
  std::vector<std::string> words;
  const auto is_number = [](const std::string& part) {
    return std::ranges::all_of(part, [](char c) { return is_digit(c) || c == '+' || c == '/'; });
  };
  bool before = false;
  for (auto& part : parts) {
    const bool number = is_number(part) && !read_date(part);
    const bool apart = is_year(part) || part.size() == 5;
    if (number && before && !apart) {
      words.back() += part;
    } else {
      words.push_back(std::move(part));
    }
    before = number && !apart;
  }
  return words;
}

// Which one is the family's was not said: the last.
void add_names(PersonFacts& facts, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& to = i + 1 < names.size() || i == 0 ? facts.given_name : facts.family_name;
    to += (to.empty() ? "" : " ") + names[i];
  }
}

int fit_of(const NameToken& said, const NameToken& known) {
  if (said.text == known.text) return 100;
  const auto said_letters = letters_of(said.text).size() - 1;
  const auto known_at = letters_of(known.text);
  if (known.text.starts_with(said.text)) return said_letters == 1 ? 70 : kBegunFit;
  if (are_nicknames(said.text, known.text)) return 70;
  if (said_letters < 3) return 0;
  const auto slips = slips_between(said.text, known.text);
  if (slips == 1) return 65;
  if (said_letters >= 4 && said.sound == known.sound) return 60;
  // Still being typed: against as much of the name.
  const auto begun =
      std::string_view(known.text).substr(0, known_at[std::min(said_letters, known_at.size() - 1)]);
  if (said_letters >= 4 && slips_between(said.text, begun) == 1) return 50;
  return slips == 2 && said_letters >= 6 ? 40 : 0;
}

}  // namespace

PersonFacts said_in(const PeopleQuestion& question) {
  if (!question.words.empty()) return read_search(question.words, question.country).said;
  PersonFacts said{.given_name = question.given_name,
                   .family_name = question.family_name,
                   .birth_date = question.birth_date,
                   .postal_code = question.postal_code,
                   .phones = {}};
  if (question.phone.empty()) return said;
  const auto read = readings(IdentifierKind::phone, question.phone, question.country);
  if (!read) {
    said.phones.push_back(question.phone);  // its last digits, perhaps
    return said;
  }
  for (const auto& reading : read.value())
    said.phones.push_back(reading.value);
  return said;
}

int fit(const SearchWord& word, const std::vector<NameToken>& names) {
  int best = 0;
  for (const auto& name : names)
    best = std::max(best, fit_of(word.name, name));
  return best;
}

namespace {

std::vector<NameToken> names_of(const PersonFacts& facts, const Person& person) {
  std::vector<NameToken> names = person.given;
  std::ranges::copy(person.family, std::back_inserter(names));
  const auto known = [&](const NameToken& name) {
    return std::ranges::any_of(names, [&](const auto& each) { return each.text == name.text; });
  };
  // "De Luca" is asked for as "luca", "D'Angelo" as "angelo", "Rossi-Bianchi" by either.
  for (const auto* whole : {&facts.given_name, &facts.family_name}) {
    const auto parts = split(*whole, "-'");
    if (parts.size() < 2) continue;
    for (const auto& part : parts) {
      for (auto& name : name_tokens(part)) {
        if (!known(name)) names.push_back(std::move(name));
      }
    }
  }
  return names;
}

}  // namespace

std::vector<NameToken> names_of(const PersonFacts& facts) {
  return names_of(facts, person_of(facts));
}

SearchTerms search_terms(const PersonFacts& facts) {
  auto person = person_of(facts);
  std::set<std::string> terms;
  for (const auto& name : names_of(facts, person))
    add_name(terms, name);
  add_numbers(terms, person);
  std::set<std::string> of_phones;
  for (const auto& phone : facts.phones)
    add_tails(of_phones, phone);
  for (auto& key : blocking_keys(person))
    of_phones.insert("b:" + std::move(key));
  person.phones.clear();
  for (auto& key : blocking_keys(person)) {
    auto text = "b:" + std::move(key);
    of_phones.erase(text);
    terms.insert(std::move(text));
  }
  return {{terms.begin(), terms.end()}, {of_phones.begin(), of_phones.end()}};
}

Search read_search(std::string_view typed, std::string_view country) {
  Search search;
  std::vector<std::string> names;
  const auto add = [&](SearchWord word) {
    if (search.words.size() < kSearchWordsMax) search.words.push_back(std::move(word));
  };
  for (const auto& part : joined_numbers(split(typed.substr(0, kSearchTextMax), ""))) {
    if (const auto date = read_date(part)) {
      add(date_word(*date));
      add(number_word(std::to_string(date->year)));
      search.said.birth_date =
          std::to_string(date->year) + "-" + two_digits(date->month) + "-" + two_digits(date->day);
    } else if (auto digits = digits_of(part); !digits.empty()) {
      std::vector<std::string> numbers;
      if (digits.size() > 6) {
        const auto read = readings(IdentifierKind::phone, part, country);
        if (read) {
          for (const auto& each : read.value())
            numbers.push_back(each.value);
        }
      }
      if (is_year(digits)) {
        search.said.birth_date = digits;
      } else if (digits.size() == 5) {
        search.said.postal_code = digits;
      } else if (numbers.empty()) {
        search.said.phones.push_back(digits);
      } else {
        search.said.phones = numbers;
      }
      add(numbers.empty() ? number_word(std::move(digits))
                          : phone_word(std::move(digits), numbers));
    } else {
      for (auto& name : name_tokens(part)) {
        names.push_back(name.text);
        add(name_word(std::move(name)));
      }
    }
  }
  search.begun = search.said;
  add_names(search.said, names);
  if (!search.words.empty() && search.words.back().kind == SearchWord::Kind::name) names.pop_back();
  add_names(search.begun, names);
  return search;
}

}  // namespace touchpoint::recognition
