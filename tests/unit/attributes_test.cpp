#include "recognition/attributes.hpp"

#include <gtest/gtest.h>

namespace touchpoint::recognition {
namespace {

TEST(Attributes, ABirthDateIsADateOrItsMonthOrYear) {
  for (const auto* written : {"1984-03-07", "1984-03", "1984", "2000-02-29"}) {
    EXPECT_EQ(birth_date(written), written);
  }
  EXPECT_EQ(birth_date(" 1984-03-07T00:00:00.000Z "), "1984-03-07");
  EXPECT_EQ(birth_date("1984-03-07 00:00:00"), "1984-03-07");
}

TEST(Attributes, WhatIsNoDateIsNotKept) {
  for (const auto* written : {"", "0000-00-00", "1900-02-29", "1984-13-01", "1984-00", "07/03/1984",
                              "1984-3-7", "1984/03/07", "84", "1849-12-31", "2200", "1984-03-07x",
                              "1984-", "-984", "+984-03-07", "1984-03-", "unknown"}) {
    EXPECT_EQ(birth_date(written), "") << written;
  }
}

TEST(Attributes, APostalCodeIsAsItsCountryWritesIt) {
  EXPECT_EQ(postal_code(" 20121 "), "20121");
  EXPECT_EQ(postal_code("d02 af30"), "D02 AF30");
  EXPECT_EQ(postal_code("1000-001"), "1000-001");
  for (const auto* written : {"", "  ", "20121\n", "20121;", "12345678901234567", "\xc3\xa9"}) {
    EXPECT_EQ(postal_code(written), "") << written;
  }
}

}  // namespace
}  // namespace touchpoint::recognition
