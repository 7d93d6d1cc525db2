// People by what they say: who is the same, who is a relative, who is a namesake. All of them
// invented.
#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "recognition/likeness_parameters.hpp"
#include "recognition/people.hpp"

namespace touchpoint::recognition {
namespace {

constexpr std::int64_t kPeople = 2000;
const PersonFacts kAnna{"Anna", "Boscarini", "1984-03-17", "20144", {"+393331234567"}};

Comparison compared(const PersonFacts& asked, const PersonFacts& known) {
  return compare(person_of(asked), person_of(known), phone_likeness(asked.phones, known.phones),
                 {});
}

Answer answer(const PersonFacts& asked, const std::vector<PersonFacts>& known,
              std::int64_t people = kPeople) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < known.size(); ++i)
    candidates.push_back({static_cast<std::int64_t>(i), compared(asked, known[i])});
  return decide(std::move(candidates), people);
}

Level level(const PersonFacts& asked, const PersonFacts& known, Field field) {
  return compared(asked, known).fields[static_cast<std::size_t>(field)].level;
}

bool is_capped(const Answer& given, Cap cap) {
  return !given.candidates.empty() &&
         std::ranges::count(given.candidates.front().comparison.caps, cap) == 1;
}

PersonFacts with(PersonFacts facts, const std::function<void(PersonFacts&)>& change) {
  change(facts);
  return facts;
}

TEST(LikenessTest, MatchesWhoSaysWhatIsKnown) {
  EXPECT_EQ(answer(kAnna, {kAnna}).verdict, Verdict::matched);
  const auto without_phone = with(kAnna, [](auto& facts) { facts.phones.clear(); });
  EXPECT_EQ(answer(without_phone, {kAnna}).verdict, Verdict::matched);
}

TEST(LikenessTest, KnowsNobodyAmongStrangers) {
  const auto given = answer({"Piero", "Zanolli", "1951-10-02", "38122", {}}, {kAnna});
  EXPECT_EQ(given.verdict, Verdict::unknown);
  EXPECT_TRUE(given.candidates.empty());
  EXPECT_EQ(answer(kAnna, {}).verdict, Verdict::unknown);
}

struct Relative {
  const char* who;
  std::function<void(PersonFacts&)> change;
  Cap cap;
};

class RelativesTest : public testing::TestWithParam<Relative> {};

TEST_P(RelativesTest, OfOneHomeAreNeverMatched) {
  const auto asked = with(kAnna, GetParam().change);
  const auto given = answer(asked, {kAnna});
  EXPECT_NE(given.verdict, Verdict::matched);
  const auto caps = compared(asked, kAnna).caps;
  EXPECT_EQ(std::ranges::count(caps, GetParam().cap), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RelativesTest,
    testing::Values(
        Relative{"partner", [](auto& p) { p.given_name = "Marco", p.birth_date = "1982-11-30"; },
                 Cap::given_name_differs},
        Relative{"sister", [](auto& p) { p.given_name = "Chiara", p.birth_date = "1987-06-02"; },
                 Cap::given_name_differs},
        Relative{"twin", [](auto& p) { p.given_name = "Elisa"; }, Cap::given_name_differs},
        Relative{"namesake", [](auto& p) { p.birth_date = "1955-09-28"; }, Cap::birth_date_differs},
        Relative{"twin with an initial", [](auto& p) { p.given_name = "A."; },
                 Cap::given_name_missing},
        Relative{"nobody's given name", [](auto& p) { p.given_name = ""; },
                 Cap::given_name_missing},
        Relative{"birth date not said", [](auto& p) { p.birth_date = ""; },
                 Cap::birth_date_missing}),
    [](const auto& row) {
      std::string name = row.param.who;
      std::erase_if(name, [](char c) { return !std::isalpha(static_cast<unsigned char>(c)); });
      return name;
    });

TEST(LikenessTest, TellsNamesApartThatDifferInOneLetter) {
  const auto differ = [](const char* left, const char* right) {
    return level({left, "Boscarini", "", "", {}}, {right, "Boscarini", "", "", {}},
                 Field::given_name) == Level::other;
  };
  EXPECT_TRUE(differ("Mario", "Maria"));
  EXPECT_TRUE(differ("Dario", "Mario"));
  EXPECT_TRUE(differ("Giuseppe", "Giuseppina"));
  EXPECT_TRUE(differ("Paul", "Paula"));
  EXPECT_TRUE(differ("Maria Chiara", "Maria Giulia"));
  EXPECT_FALSE(differ("Giusepe", "Giuseppe"));
}

struct Agreeing {
  const char* asked;
  const char* known;
  Level level;
};

class GivenNamesTest : public testing::TestWithParam<Agreeing> {};

TEST_P(GivenNamesTest, AgreeAsPeopleSayThem) {
  const auto& [asked, known, expected] = GetParam();
  const PersonFacts left{asked, "Boscarini", "1984-03-17", "20144", {}};
  const PersonFacts right{known, "Boscarini", "1984-03-17", "20144", {}};
  EXPECT_EQ(level(left, right, Field::given_name), expected) << asked << " / " << known;
  EXPECT_EQ(level(right, left, Field::given_name), expected) << "the other way round";
  EXPECT_EQ(compared(left, right).score, compared(right, left).score);
}

INSTANTIATE_TEST_SUITE_P(Table, GivenNamesTest,
                         testing::Values(Agreeing{"Niccolò", "NICCOLO'", Level::same},
                                         Agreeing{"José", "Jose\u0301", Level::same},
                                         Agreeing{"Maria Chiara", "Mariachiara", Level::same},
                                         Agreeing{"Maria Chiara", "Maria", Level::same},
                                         Agreeing{"Dott.ssa Anna", "Anna", Level::same},
                                         Agreeing{"Chiara", "Maria Chiara", Level::part},
                                         Agreeing{"Beppe", "Giuseppe", Level::nickname},
                                         Agreeing{"Totò", "Salvatore", Level::nickname},
                                         Agreeing{"Bill", "William", Level::nickname},
                                         Agreeing{"Giovanni", "John", Level::nickname},
                                         Agreeing{"Annalsia", "Annalisa", Level::slip},
                                         Agreeing{"G.", "Giuseppe", Level::initial}));

struct Family {
  const char* asked;
  const char* known;
  Level level;
};

class FamilyNamesTest : public testing::TestWithParam<Family> {};

TEST_P(FamilyNamesTest, AgreeAsTheyAreWritten) {
  const auto& [asked, known, expected] = GetParam();
  EXPECT_EQ(level({"Anna", asked, "", "", {}}, {"Anna", known, "", "", {}}, Field::family_name),
            expected)
      << asked << " / " << known;
}

INSTANTIATE_TEST_SUITE_P(Table, FamilyNamesTest,
                         testing::Values(Family{"D'Angelo", "D\u2019ANGELO", Level::same},
                                         Family{"D'Angelo", "Dangelo", Level::same},
                                         Family{"De Luca", "Deluca", Level::same},
                                         Family{"Bianchi-Zanolli", "Bianchi Zanolli", Level::same},
                                         Family{"Bianchi", "Bianchi Zanolli", Level::part},
                                         Family{"Boscarni", "Boscarini", Level::slip},
                                         Family{"Filippi", "Philippi", Level::sound},
                                         Family{"Boscarini", "Zanolli", Level::other}));

TEST(LikenessTest, FindsNamesThatChangedPlaces) {
  const auto swapped =
      with(kAnna, [](auto& facts) { std::swap(facts.given_name, facts.family_name); });
  EXPECT_EQ(level(swapped, kAnna, Field::given_name), Level::swapped);
  EXPECT_EQ(level(swapped, kAnna, Field::family_name), Level::swapped);
  EXPECT_EQ(answer(swapped, {kAnna}).verdict, Verdict::matched);
}

struct Born {
  const char* asked;
  const char* known;
  Level level;
};

class BirthDatesTest : public testing::TestWithParam<Born> {};

TEST_P(BirthDatesTest, AgreeByWhatBothKnow) {
  const auto& [asked, known, expected] = GetParam();
  EXPECT_EQ(level({"Anna", "Boscarini", asked, "", {}}, {"Anna", "Boscarini", known, "", {}},
                  Field::birth_date),
            expected)
      << asked << " / " << known;
}

INSTANTIATE_TEST_SUITE_P(Table, BirthDatesTest,
                         testing::Values(Born{"1984-03-07", "1984-03-07", Level::same},
                                         Born{"1984-07-03", "1984-03-07", Level::slip},
                                         Born{"1985-03-07", "1984-03-07", Level::slip},
                                         Born{"1984-03-70", "1984-03-07", Level::slip},
                                         Born{"1984-03", "1984-03-07", Level::part},
                                         Born{"1984", "1984-03-07", Level::part},
                                         Born{"1984-03-29", "1984-03-07", Level::month},
                                         Born{"1984-12-25", "1984-03-07", Level::year},
                                         Born{"1951-12-25", "1984-03-07", Level::other},
                                         Born{"1961-01-01", "1931-01-01", Level::similar},
                                         Born{"", "1984-03-07", Level::not_asked},
                                         Born{"1984-03-07", "", Level::not_known},
                                         Born{"nonsense", "1984-03-07", Level::not_asked}));

TEST(LikenessTest, AHomeCountsOnce) {
  const auto comparison = compared(kAnna, kAnna);
  const auto& home = comparison.fields.back();
  ASSERT_EQ(home.field, Field::household);
  EXPECT_LT(home.bits, 0);
  Bits sum = home.bits;
  for (const auto& one : comparison.fields) {
    const bool shared = one.field == Field::family_name || one.field == Field::postal_code ||
                        one.field == Field::phone;
    if (shared) sum += one.bits;
  }
  EXPECT_EQ(sum, learned_parameters().household);
}

TEST(LikenessTest, BitsSumUpToTheScore) {
  for (const auto& asked :
       {kAnna, PersonFacts{"Ana", "Boscarin", "1984-03", "20145", {}}, PersonFacts{}}) {
    const auto comparison = compared(asked, kAnna);
    EXPECT_EQ(comparison.fields.size(), 6U);
    const auto sum =
        std::accumulate(comparison.fields.begin(), comparison.fields.end(), Bits{0},
                        [](Bits before, const FieldBits& one) { return before + one.bits; });
    EXPECT_EQ(sum, comparison.score);
  }
}

TEST(LikenessTest, ARareNameSaysMore) {
  const auto score = [](const char* family) {
    return compared({"Anna", family, "", "", {}}, {"Anna", family, "", "", {}}).score;
  };
  EXPECT_GT(score("Boscarini"), score("Rossi"));
  Frequencies counted;
  for (int i = 0; i < 1000; ++i)
    counted.add(person_of(kAnna));
  EXPECT_LT(compare(person_of(kAnna), person_of(kAnna), PhoneLikeness::not_known, counted).score,
            compare(person_of(kAnna), person_of(kAnna), PhoneLikeness::not_known, {}).score);
}

TEST(LikenessTest, NamesakesAreAskedApart) {
  const auto asked =
      with(kAnna, [](auto& facts) { facts.birth_date = "1984", facts.phones.clear(); });
  const auto other =
      with(kAnna, [](auto& facts) { facts.birth_date = "1984-10-05", facts.phones.clear(); });
  const auto given = answer(asked, {kAnna, other});
  EXPECT_EQ(given.verdict, Verdict::possible);
  EXPECT_TRUE(is_capped(given, Cap::namesake));
  EXPECT_EQ(given.ask, Question::birth_day);
  EXPECT_EQ(given.candidates.size(), 2U);
}

TEST(LikenessTest, AsksForTheMonthWhereTheDateWasNotSaid) {
  const auto asked = with(kAnna, [](auto& facts) { facts.birth_date.clear(); });
  const auto given = answer(asked, {kAnna});
  EXPECT_EQ(given.verdict, Verdict::possible);
  EXPECT_EQ(given.ask, Question::birth_month);
}

TEST(LikenessTest, APhoneDoesNotStandInForABirthDate) {
  const auto known = with(kAnna, [](auto& facts) { facts.birth_date.clear(); });
  const auto given = answer(kAnna, {known});
  EXPECT_EQ(given.verdict, Verdict::possible);
  EXPECT_TRUE(is_capped(given, Cap::birth_date_missing));
  EXPECT_EQ(given.ask, Question::nothing);
}

TEST(LikenessTest, AMillionPeopleTakeMoreEvidence) {
  const auto asked =
      with(kAnna, [](auto& facts) { facts.phones.clear(), facts.postal_code.clear(); });
  EXPECT_EQ(answer(asked, {kAnna}, 1000).verdict, Verdict::matched);
  EXPECT_EQ(answer(asked, {kAnna}, 100'000'000).verdict, Verdict::possible);
}

TEST(LikenessTest, SaysTheSameInAnyOrder) {
  const auto brother = with(kAnna, [](auto& facts) { facts.given_name = "Marco"; });
  const auto one = answer(kAnna, {kAnna, brother, brother});
  std::vector<Candidate> turned{
      {2, compared(kAnna, brother)}, {1, compared(kAnna, brother)}, {0, compared(kAnna, kAnna)}};
  const auto other = decide(std::move(turned), kPeople);
  ASSERT_EQ(one.candidates.size(), other.candidates.size());
  for (std::size_t i = 0; i < one.candidates.size(); ++i) {
    EXPECT_EQ(one.candidates[i].key, other.candidates[i].key);
    EXPECT_EQ(one.candidates[i].comparison, other.candidates[i].comparison);
  }
  EXPECT_EQ(one.verdict, other.verdict);
}

TEST(LikenessTest, PhonesAreComparedByTheirPrintsAlone) {
  const auto likeness = [](const char* left, const char* right) {
    return phone_likeness(phone_prints(left), phone_prints(right));
  };
  const char* const number = "+393331234567";
  EXPECT_EQ(likeness(number, number), PhoneLikeness::same);
  EXPECT_EQ(likeness("+393331234568", number), PhoneLikeness::slip);   // changed
  EXPECT_EQ(likeness("+39333123467", number), PhoneLikeness::slip);    // dropped
  EXPECT_EQ(likeness("+3933312345677", number), PhoneLikeness::slip);  // added
  EXPECT_EQ(likeness("+393331243567", number), PhoneLikeness::slip);   // swapped
  EXPECT_EQ(likeness("567", number), PhoneLikeness::ending);
  EXPECT_EQ(likeness("+390229990567", number), PhoneLikeness::ending);
  EXPECT_EQ(likeness("+390229990001", number), PhoneLikeness::other);
  EXPECT_EQ(likeness("", number), PhoneLikeness::not_known);
  EXPECT_LE(phone_prints(number).size(), 17U);
}

TEST(LikenessTest, WhoeverWouldBeMatchedSharesABlockingKey) {
  const auto known = blocking_keys(person_of(kAnna));
  EXPECT_LE(known.size(), 16U);
  const std::function<void(PersonFacts&)> slips[] = {
      [](auto& p) { p.family_name = "Boscarni"; },
      [](auto& p) { p.family_name = "Zanolli"; },
      [](auto& p) { p.birth_date = "1984-03-71"; },
      [](auto& p) { p.birth_date = "1984-17-03"; },
      [](auto& p) { p.postal_code = "20145"; },
      [](auto& p) { p.birth_date = "1948-03-17"; },
      [](auto& p) { p.phones.clear(); },
      [](auto& p) { p.given_name = "Annina"; },
      [](auto& p) { std::swap(p.given_name, p.family_name); }};
  for (const auto& slip : slips) {
    const auto asked = blocking_keys(person_of(with(kAnna, slip)));
    EXPECT_TRUE(std::ranges::any_of(
        asked, [&](const std::string& key) { return std::ranges::count(known, key) > 0; }));
  }
}

}  // namespace
}  // namespace touchpoint::recognition
