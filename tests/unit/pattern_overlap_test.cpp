#include "config/pattern_overlap.hpp"

#include <regex>

#include <gtest/gtest.h>

namespace touchpoint::config {
namespace {

struct Pair {
  std::string first;
  std::string second;
  bool some;
  bool all;
};

class PatternOverlapTest : public testing::TestWithParam<Pair> {};

TEST_P(PatternOverlapTest, IsDecided) {
  const auto& [first, second, some, all] = GetParam();
  const auto overlap = overlap_of(first, second);
  ASSERT_TRUE(overlap);
  EXPECT_EQ(overlap->some, some) << overlap->example;
  EXPECT_EQ(overlap->all, all);
  if (!some) return;
  EXPECT_TRUE(std::regex_match(overlap->example, std::regex(first))) << overlap->example;
  EXPECT_TRUE(std::regex_match(overlap->example, std::regex(second))) << overlap->example;
}

INSTANTIATE_TEST_SUITE_P(
    Table, PatternOverlapTest,
    testing::Values(Pair{"[0-9]{5,19}", "[A-Za-z]{0,3}-?[0-9]{3,12}", true, false},  // the defaults
                    Pair{"[0-9]{6}", "[0-9]{5,19}", true, true},
                    Pair{"[0-9]{5,19}", "[0-9]{6}", true, false},
                    Pair{"29[0-9]{11}", "W-[0-9]+", false, false},
                    Pair{"W-[0-9]+", "[A-Z]{1,3}-\\d*", true, true},
                    Pair{"(?:a|b)c?", "[^x]{1,2}", true, true}, Pair{"a.*", ".*b", true, false},
                    Pair{"^R([0-9]{6})$", "R\\d+", true, true}, Pair{"a{0}b", "b", true, true},
                    Pair{"\\w+@x\\.it", "[a-z]+@x.it", true, false},
                    Pair{"(ab)+", "(?:ab){2,}", true, false}, Pair{"x+?", "x*", true, true}));

TEST(PatternOverlapTest, SaysNothingOfWhatItDoesNotUnderstand) {
  for (const auto* const strange : {"(a)\\1", "(?=a)a", "a\\b", "[[:digit:]]+", "(", "[", "a{2",
                                    "x{5000}", "((a{100}){100}){100}", "\xc3\xa0", "*"}) {
    EXPECT_FALSE(overlap_of(strange, "a")) << strange;
    EXPECT_FALSE(overlap_of("a", strange)) << strange;
  }
  EXPECT_FALSE(overlap_of(std::string(200, '(') + "a" + std::string(200, ')'), "a"));
}

}  // namespace
}  // namespace touchpoint::config
