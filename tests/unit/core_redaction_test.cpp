// What must never be stored is found however it is written, and what only looks like it is let
// pass.
#include <string>

#include <gtest/gtest.h>

#include "core/redaction.hpp"

namespace touchpoint {
namespace {

constexpr auto kCard = Forbidden::card_number;

// Numbers that issuers publish for testing: nobody's.
constexpr const char* kCardNumbers[] = {
    "4111111111111111", "4222222222222",    "5555555555554444", "2223003122003222",
    "378282246310005",  "371449635398431",  "30569309025904",   "38520000023237",
    "6011111111111117", "3530111333300000", "6240008631401148", "6759649826438453",
};

TEST(RedactionTest, FindsCardNumbersOfEveryIssuer) {
  for (const auto* number : kCardNumbers)
    EXPECT_EQ(find_forbidden(number), kCard) << number;
}

TEST(RedactionTest, FindsCardNumbersHoweverPeopleWriteThem) {
  for (const auto* text :
       {"4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005", "card:4111111111111111.",
        "carta4111111111111111", "PAN4111111111111111X", "4111111111111111=2512101",
        ";4111111111111111?", "(4111 1111 1111 1111)", "4111111111111111 12/29",
        "4111 1111 1111 1111 123", "2 x 4111111111111111", "2 4111111111111111 2",
        "2026-03-02 4111111111111111", "n. 12-4111 1111 1111 1111-9",
        "caff\xc3\xa8 4111111111111111"}) {
    EXPECT_EQ(find_forbidden(text), kCard) << text;
  }
}

TEST(RedactionTest, LetsOtherNumbersPass) {
  for (const auto* text :
       {"", "4111111111111112", "4006381333931", "5901234123457", "12345", "2900417",
        "0039 02 1234567", "+39 333 1234567", "W-1043", "00000000000000004711", "1234567890123456",
        "4111 1111  1111 1111", "9999999999999999999999999999", "2026-03-02 10:41:07",
        "IT60X0542811101000000123456"}) {
    EXPECT_EQ(find_forbidden(text), std::nullopt) << text;
  }
}

TEST(RedactionTest, FindsBankAccountsHoweverTheyAreWritten) {
  for (const auto* text :
       {"IT60X0542811101000000123456", "it60 x054 2811 1010 0000 0123 456",
        "GB82WEST12345698765432", "il mio IBAN: DE89 3704 0044 0532 0130 00, grazie",
        "NO9386011117947", "(FR1420041010050500013M02606)", "DE89370400440532013000 Anna"}) {
    EXPECT_TRUE(holds_iban(text)) << text;
  }
  for (const auto* text : {"", "IT61X0542811101000000123456", "W-1043", "Anna Bianchi",
                           "xIT60X0542811101000000123456", "IT60X05428111010000001234567",
                           "un testo lungo di parole e basta, senza numeri di conto"}) {
    EXPECT_FALSE(holds_iban(text)) << text;
  }
}

bool has_ean_check_digit(const std::string& digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i)
    sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

TEST(RedactionTest, NeverTakesAnArticleForACard) {
  int articles = 0;
  // German and British article numbers: their prefixes 4… and 50 are also those of card issuers.
  for (const std::string prefix : {"400638133", "501234567", "509999999"}) {
    for (int last = 0; last < 10'000; ++last) {
      const auto tail = std::to_string(last);
      const auto digits = prefix + std::string(4 - tail.size(), '0') + tail;
      if (!has_ean_check_digit(digits)) continue;
      ++articles;
      ASSERT_EQ(find_forbidden(digits), std::nullopt) << digits;
    }
  }
  EXPECT_EQ(articles, 3000);
}

// Made up by the algorithm of DM 12 March 1974, for names that no one has.
TEST(RedactionTest, FindsTaxCodes) {
  for (const auto* text : {"XYZWKJ80A01H501P", "xyzwkj80a01h501p", "QQQWWW80A01Z999I",
                           "cf XYZWKJ80A01H501P.", "XYZWKJULAL1H5LML", "1XYZWKJ80A01H501P"}) {
    EXPECT_EQ(find_forbidden(text), Forbidden::tax_code) << text;
  }
}

TEST(RedactionTest, LetsWordsThatAreNoTaxCodePass) {
  for (const auto* text : {"XYZWKJ80A01H501Q", "XYZWKJ80A01H501", "XYZWKJ80A01H501PX",
                           "ABCDEFGHIJKLMNOP", "XYZWKJ80A01H50 1P", "1234567890ABCDEF"}) {
    EXPECT_EQ(find_forbidden(text), std::nullopt) << text;
  }
}

TEST(RedactionTest, FindsHealthCards) {
  EXPECT_EQ(find_forbidden("80380001234567890123"), Forbidden::health_card);
  EXPECT_EQ(find_forbidden("TS 80380 00123 45678 90123"), Forbidden::health_card);
  EXPECT_EQ(find_forbidden("80370001234567890123"), std::nullopt);
  EXPECT_EQ(find_forbidden("8038000123456789012"), std::nullopt);
}

TEST(RedactionTest, StaysQuickOnLongInput) {
  std::string digits;
  std::string mixed;
  for (int i = 0; i < 32 * 1024; ++i) {
    digits += "0 ";
    mixed += "a1";
  }
  EXPECT_EQ(find_forbidden(digits), std::nullopt);
  EXPECT_EQ(find_forbidden(mixed), std::nullopt);
}

TEST(RedactionTest, NamesWhatItFound) {
  EXPECT_EQ(describe(kCard), "a payment card number");
  EXPECT_EQ(describe(Forbidden::tax_code), "an Italian tax code");
  EXPECT_EQ(describe(Forbidden::health_card), "a health card number");
}

}  // namespace
}  // namespace touchpoint
