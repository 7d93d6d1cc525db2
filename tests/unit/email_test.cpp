#include <fstream>

#include <gtest/gtest.h>

#include "recognition/identifiers.hpp"
#include "support/open_data.hpp"

namespace touchpoint::recognition {
namespace {

// The rows of an independent implementation with its usual settings, which are ours.
TEST(EmailTest, AgreesWithTheVectorsOnWhichMailboxIsMeant) {
  const std::string name = "emails/normalize_vectors.csv";
  const auto file = support::open_data(name);
  if (file.empty()) GTEST_SKIP() << support::skip_message(name);
  std::ifstream lines(file);
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto row = support::csv_fields(line);
    if (row.at(2) != "(defaults)") continue;
    ++rows;
    const auto address = normalise(IdentifierKind::email, row[0], {});
    if (row[1].empty()) {
      EXPECT_FALSE(address) << line;
    } else {
      ASSERT_TRUE(address) << line;
      EXPECT_EQ(address.value().value, row[1]);
    }
  }
  EXPECT_EQ(rows, 24);
}

}  // namespace
}  // namespace touchpoint::recognition
