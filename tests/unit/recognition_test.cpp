#include <gtest/gtest.h>

#include "recognition/identifiers.hpp"
#include "recognition/scan.hpp"

namespace touchpoint::recognition {
namespace {

struct Written {
  IdentifierKind kind;
  std::string given;
  std::string compared;  // empty: refused
};

class IdentifiersTest : public testing::TestWithParam<Written> {};

TEST_P(IdentifiersTest, WritesEachKindTheOneWayInWhichItIsCompared) {
  const auto& [kind, given, compared] = GetParam();
  const auto identifier = normalise(kind, given, "IT");
  if (compared.empty()) {
    ASSERT_FALSE(identifier) << "accepted";
    EXPECT_TRUE(identifier.error().is(Condition::refused));
    EXPECT_EQ(identifier.error().sentence().find(given.empty() ? "\x01" : given), std::string::npos)
        << "the refusal repeats the value";
  } else {
    ASSERT_TRUE(identifier) << identifier.error().sentence();
    EXPECT_EQ(identifier.value().value, compared);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, IdentifiersTest,
    testing::Values(
        Written{IdentifierKind::loyalty, " 0013085 ", "0013085"},
        Written{IdentifierKind::loyalty, "", ""}, Written{IdentifierKind::loyalty, "13 085", ""},
        Written{IdentifierKind::loyalty, "1'; DROP TABLE profiles;--", ""},
        Written{IdentifierKind::order, "w-1043", "W-1043"},
        Written{IdentifierKind::order, "W_1043", ""},
        Written{IdentifierKind::email, "Anna.Example@EXAMPLE.org", "anna.example@example.org"},
        Written{IdentifierKind::email, "\xef\xbd\x81@example.org", "a@example.org"},  // full width
        Written{IdentifierKind::email, "STRASSE@example.org", "strasse@example.org"},
        Written{IdentifierKind::email, "a@b@c", ""},
        Written{IdentifierKind::email, "@example.org", ""},
        Written{IdentifierKind::email, "a b@example.org", ""},
        Written{IdentifierKind::email, "\xff@example.org", ""},
        Written{IdentifierKind::phone, "+39 02 1234567", "+39021234567"},
        Written{IdentifierKind::phone, "0039-02-123.45.67", "+39021234567"},
        Written{IdentifierKind::phone, "+39 (02) 1234567", "+39021234567"},
        Written{IdentifierKind::phone, "02 1234567", "+39021234567"},
        Written{IdentifierKind::phone, "+44 (0)20 7946 0958", "+442079460958"},
        Written{IdentifierKind::email, "Anna.Rossi+shop@GoogleMail.com", "annarossi@gmail.com"},
        Written{IdentifierKind::email, "anna.rossi+shop@example.org",
                "anna.rossi+shop@example.org"},
        Written{IdentifierKind::email, "anna-shop@yahoo.it", "anna@yahoo.it"},
        Written{IdentifierKind::email, "anna-my-shop@yahoo.it", "anna-my-shop@yahoo.it"},
        Written{IdentifierKind::email, "anna+shop@hotmail.co.uk", "anna@hotmail.co.uk"},
        Written{IdentifierKind::email, "anna+shop@hotmail.example.org",
                "anna+shop@hotmail.example.org"},
        Written{IdentifierKind::email, "+shop@gmail.com", ""},
        Written{IdentifierKind::phone, "+39 02 12", ""},
        Written{IdentifierKind::phone, "+39 02 1234567890123", ""},
        Written{IdentifierKind::phone, "+39 02 CALLME1", ""}));

class ScanReaderTest : public testing::Test {
 protected:
  ScanReading read(std::string_view scanned) const { return reader_.read(scanned); }
  ScanReader reader_ = ScanReader::make("[0-9]{5,19}", "[A-Za-z]{0,3}-?[0-9]{3,12}").value();
};

TEST_F(ScanReaderTest, TakesALoyaltyNumberWithItsTerminatorAndZeros) {
  const auto reading = ScanReader::make("[0-9]{5,19}", "").value().read("0013085\r\n");
  EXPECT_EQ(reading.kind, ScanReading::Kind::person);
  EXPECT_EQ(reading.code, "0013085");
  EXPECT_EQ(reading.identifiers(), (std::vector<Identifier>{{IdentifierKind::loyalty, "0013085"}}));
}

TEST_F(ScanReaderTest, ReadsANumberThatFitsTwoPatternsAsBoth) {
  const auto reading = read("13085");
  EXPECT_EQ(reading.kind, ScanReading::Kind::several);
  ASSERT_EQ(reading.identifiers().size(), 2U);
  EXPECT_EQ(reading.identifiers()[1].kind, IdentifierKind::order);
}

TEST_F(ScanReaderTest, KnowsAnArticleFromAStoreCard) {
  EXPECT_EQ(read("4006381333931").kind, ScanReading::Kind::product);
  EXPECT_EQ(read("2900000000018").kind, ScanReading::Kind::person)
      << "29… is the store's own range";
  EXPECT_EQ(read("8006381333932").kind, ScanReading::Kind::person) << "no right check digit";
  EXPECT_EQ(read("036000291452").kind, ScanReading::Kind::product) << "UPC-A";
}

TEST_F(ScanReaderTest, LeavesWhatFitsNothingToNobody) {
  EXPECT_EQ(read("https://example.org/x?y=1").kind, ScanReading::Kind::other);
  EXPECT_EQ(read("' OR 1=1 --").kind, ScanReading::Kind::other);
  EXPECT_EQ(read(std::string(4000, '7')).kind, ScanReading::Kind::other);
}

TEST_F(ScanReaderTest, RefusesWhatMustNotBeKept) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", "empty"},
      {" \r\n", "empty"},
      {std::string("13\0"
                   "85",
                   5),
       "control_characters"},
      {"\x1b[2J13085", "control_characters"},
      {"\xff\xfe", "not_utf8"},
      {std::string(4097, '7'), "too_long"},
      {"4111111111111111", "card_number"},
      {"80380000301234567890", "health_card"},
  };
  for (const auto& [scanned, reason] : table) {
    const auto reading = read(scanned);
    EXPECT_EQ(reading.kind, ScanReading::Kind::refused) << reason;
    EXPECT_EQ(reading.reason, reason);
    EXPECT_TRUE(reading.code.empty()) << "a refused code goes nowhere";
    EXPECT_FALSE(describe_refusal(reading.reason).empty());
  }
}

TEST_F(ScanReaderTest, SaysWhichPatternDoesNotCompile) {
  const auto reader = ScanReader::make("[0-9", "");
  ASSERT_FALSE(reader);
  EXPECT_TRUE(reader.error().is(Condition::misconfigured));
}

TEST_F(ScanReaderTest, MatchesNothingWithoutPatterns) {
  const auto silent = ScanReader::make("", "");
  ASSERT_TRUE(silent);
  EXPECT_EQ(silent.value().read("13085").kind, ScanReading::Kind::other);
}

}  // namespace
}  // namespace touchpoint::recognition
