#include "recognition/phone.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recognition/number_pattern.hpp"
#include "support/open_data.hpp"

namespace touchpoint::recognition {
namespace {

using testing::ElementsAre;

std::vector<std::string> read(std::string_view written, std::string_view region) {
  const auto numbers = e164(written, region);
  return numbers ? numbers.value() : std::vector{std::string(numbers.error().sentence())};
}

TEST(NumberPatternTest, MatchesAsABacktrackingExpressionDoes) {
  EXPECT_TRUE(matches_whole("0\\d{5,11}|3(?:[0-8]\\d{7,10}|9\\d{7,8})", "3471234567"));
  EXPECT_FALSE(matches_whole("0\\d{5,11}", "01234"));
  EXPECT_TRUE(matches_whole("(?:0|90)?1", "901"));
  EXPECT_TRUE(matches_whole("\\d{2,4}34", "1234")) << "gives back what it took";
  EXPECT_TRUE(matches_whole("[25-79]", "6"));
  EXPECT_FALSE(matches_whole("[25-79]", "8"));
  EXPECT_EQ(match_start("0|180020", "0123").value().length, 1U);
  EXPECT_EQ(match_start("([457]\\d{6})$|1", "4601234").value().groups[0], "4601234");
  EXPECT_EQ(match_start("([457]\\d{6})$|1", "12684601234").value().length, 1U);
  EXPECT_FALSE(match_start("([89]\\d{5})$", "0549886377"));
  EXPECT_EQ(match_start("(?:0|90)(?:(1[245]|31)(\\d{10,11}))?", "0311234567890").value().groups[1],
            "1234567890");
}

TEST(PhoneTest, OneNumberInTenWritings) {
  for (const auto* const written :
       {"+39 02 1234567", "0039 02 1234567", "02 1234567", "02-1234567", "(02) 1234567",
        "02.123.45.67", "tel:+39-02-1234567", "+39 (02) 1234567", "02/1234567", "+39021234567"})
    EXPECT_THAT(read(written, "IT"), ElementsAre("+39021234567")) << written;
}

TEST(PhoneTest, KeepsTheItalianZeroAndDropsTheBritish) {
  EXPECT_THAT(read("06 69812345", "IT"), ElementsAre("+390669812345"));
  EXPECT_THAT(read("020 7946 0958", "GB"), ElementsAre("+442079460958"));
  EXPECT_THAT(read("+44 (0)20 7946 0958", "IT"), ElementsAre("+442079460958"));
  EXPECT_THAT(read("347 1234567", "IT"), ElementsAre("+393471234567"));
}

TEST(PhoneTest, ReadsThirtyNineBothWays) {
  EXPECT_THAT(read("393471234567", "IT"), ElementsAre("+393471234567")) << "only with its code";
  EXPECT_THAT(read("390212345", "IT"), ElementsAre("+39390212345", "+390212345"))
      << "a mobile number of 39x, or a number of Milan with its code";
}

TEST(PhoneTest, NeedsTheCountryWhereNoRegionIsKnown) {
  EXPECT_FALSE(e164("02 1234567", ""));
  EXPECT_FALSE(e164("02 1234567", "XX"));
  EXPECT_THAT(read("+39 02 1234567", ""), ElementsAre("+39021234567"));
  EXPECT_THAT(read("0039021234567", ""), ElementsAre("+39021234567"));
}

TEST(PhoneTest, RefusesWhatIsNoNumberWithoutRepeatingIt) {
  for (const std::string written : {"", "12", "+", "+39", "+0 123456", "+999 1234567", "CALL ME",
                                    "+39 02 CALLME1", "++39021234567", "02 1234567 x12",
                                    "+39 02 1234567890123", "012345678901234567890123456789"}) {
    const auto numbers = e164(written, "IT");
    ASSERT_FALSE(numbers) << written;
    EXPECT_TRUE(numbers.error().is(Condition::refused));
    if (written.size() > 3) {
      EXPECT_EQ(numbers.error().sentence().find(written), std::string::npos);
    }
  }
  EXPECT_FALSE(e164(std::string(100'000, '1'), "IT"));
}

// Numbers of every region in eight writings; the rows that libphonenumber itself reads as expected.
TEST(PhoneTest, AgreesWithTheVectorsOfEveryRegion) {
  const std::string name = "phones/phone_vectors_half_a.csv";
  const auto file = support::open_data(name);
  if (file.empty()) GTEST_SKIP() << support::skip_message(name);
  std::ifstream lines(file);
  std::string line;
  std::getline(lines, line);
  int rows = 0;
  int agreed = 0;
  while (std::getline(lines, line)) {
    const auto row = support::csv_fields(line);
    ASSERT_EQ(row.size(), 7U) << line;
    if (row[6] != "1") continue;
    ++rows;
    const auto numbers = e164(row[3], row[4]);
    if (numbers && numbers.value().front() == row[5]) {
      ++agreed;
      continue;
    }
    EXPECT_NE(row[4], "IT") << line << ": " << read(row[3], row[4]).front();
  }
  RecordProperty("agreed", agreed);
  RecordProperty("rows", rows);
  EXPECT_GE(agreed * 1000, rows * 995) << "of " << rows;
}

// Found by fuzzing: the prefix within the country, written twice.
TEST(PhoneTest, WhatIsNormalStaysAsItIs) {
  for (const auto* written : {"0038 2 0((02) ) 1232283", "+44 (0) 0 20 7946 0958"}) {
    const auto once = e164(written, "IT");
    ASSERT_TRUE(once) << written;
    EXPECT_EQ(e164(once.value().front(), "IT").value(), once.value()) << written;
  }
}

}  // namespace
}  // namespace touchpoint::recognition
