#include <gmock/gmock.h>

#include "sync/codec/batch.hpp"

namespace touchpoint::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> split(std::string_view array) {
  auto elements = split_batch(array);
  EXPECT_TRUE(elements) << array;
  return elements ? elements.value() : std::vector<std::string_view>{};
}

TEST(Batch, JoinsEventsWithoutTouchingTheirBytes) {
  EXPECT_EQ(join_batch({R"({"a":1})", R"({ "b" : 2 })"}), R"([{"a":1},{ "b" : 2 }])");
  EXPECT_EQ(join_batch({}), "[]");
}

TEST(Batch, SplitsIntoTheBytesOfEachElement) {
  EXPECT_THAT(split("[]"), IsEmpty());
  EXPECT_THAT(split(" [ ] \n"), IsEmpty());
  EXPECT_THAT(split(R"([{"a":1},{ "b" : [2,{}] }])"),
              ElementsAre(R"({"a":1})", R"({ "b" : [2,{}] })"));
  EXPECT_THAT(split("\t[\r\n{} , {}\n]"), ElementsAre("{}", "{}"));
}

TEST(Batch, IsNotMisledByBracketsAndQuotesInStrings) {
  EXPECT_THAT(split(R"([{"a":"},{"},{"b":"\"]}"},{"c":"\\"}])"),
              ElementsAre(R"({"a":"},{"})", R"({"b":"\"]}"})", R"({"c":"\\"})"));
}

TEST(Batch, PointsIntoTheGivenText) {
  const std::string text = R"([{"a":1}])";
  EXPECT_EQ(split(text).at(0).data(), text.data() + 1);
}

class BrokenBatch : public testing::TestWithParam<std::string> {};

TEST_P(BrokenBatch, IsRefusedAsAWhole) {
  const auto elements = split_batch(GetParam());
  ASSERT_FALSE(elements) << GetParam();
  EXPECT_TRUE(elements.error().is(Condition::refused));
}

std::string nested(std::size_t levels) {
  return R"([{"a":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}]";
}

INSTANTIATE_TEST_SUITE_P(Forms, BrokenBatch,
                         testing::Values("", " ", "{}", "[", "]", "[]]", "[] []", "[{}", "[{}]]",
                                         "[{},]", "[,{}]", "[{},,{}]", "[{}{}]", "[{}x,{}]",
                                         "[{} smuggled {}]", "[1]", "[null]", R"(["text"])", "[[]]",
                                         "[{]}]", R"([{"a":[}]}])", R"([{"a":"b}])",
                                         R"([{"a":"\x"}])", "[{\"a\":\"\n\"}]",
                                         std::string("[{\"a\":\"\0\"}]", 11), "[{}]x", "[{}]/* */",
                                         "[/* */{}]", "[{'a':1}]", "\xef\xbb\xbf[]", R"([{"a":"\)",
                                         std::string("[{}]\0", 5), nested(17), nested(100'000)));

TEST(Batch, TakesElementsAsDeepAsAnEventMayBe) {
  EXPECT_THAT(split(nested(16)), testing::SizeIs(1));
}

TEST(Batch, RefusesEveryPrefixOfAGoodOne) {
  const std::string whole = R"([{"a":"\"x","b":[1,{"c":null}]},{"d":true}])";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(split_batch(std::string_view(whole).substr(0, length))) << length;
  }
}

TEST(Compression, GivesTheTextBack) {
  const std::string text(100'000, 'a');
  const auto packed = compress(text);
  EXPECT_LT(packed.size(), 1000U);
  EXPECT_EQ(decompress_if_needed(packed, text.size()).value(), text);
  EXPECT_EQ(decompress_if_needed(compress(""), 0).value(), "");
}

TEST(Compression, LeavesPlainTextAlone) {
  EXPECT_EQ(decompress_if_needed("[]", 2).value(), "[]");
}

TEST(Compression, RefusesWhatGrowsBeyondTheLimit) {
  const std::string bomb = compress(std::string(8 * 1024 * 1024, '\0'));
  EXPECT_TRUE(decompress_if_needed(bomb, kBatchBytesMax).error().is(Condition::refused));
  EXPECT_TRUE(decompress_if_needed("[{}]", 3).error().is(Condition::refused));
  EXPECT_TRUE(
      decompress_if_needed(compress("[{}]") + compress("[{}]"), 7).error().is(Condition::refused));
}

TEST(Compression, RefusesWhatIsCutShortOrDamaged) {
  const std::string text = R"([{"a":"something to pack, something to pack"}])";
  const auto packed = compress(text);
  for (std::size_t length = 4; length < packed.size(); ++length) {
    EXPECT_FALSE(decompress_if_needed(packed.substr(0, length), 1000)) << length;
  }
  EXPECT_FALSE(decompress_if_needed(packed + "x", 1000));
}

}  // namespace
}  // namespace touchpoint::sync
