// The parameters that are built in are what the open sets of people teach.
#include <gtest/gtest.h>

#include "bench/recognition/learning.hpp"
#include "recognition/likeness_parameters.hpp"
#include "support/open_data.hpp"

namespace touchpoint::bench {
namespace {

TEST(LikenessTableTest, HoldsWhatTheOpenSetsTeach) {
  const auto folder = support::open_data("people");
  if (folder.empty()) GTEST_SKIP() << support::skip_message("people");
  const auto sets = read_people_sets(folder);
  ASSERT_FALSE(sets.empty());
  std::vector<const PeopleSet*> all;
  for (const auto& set : sets)
    all.push_back(&set);
  EXPECT_EQ(written(learn(all)), written(recognition::learned_parameters()));
}

}  // namespace
}  // namespace touchpoint::bench
