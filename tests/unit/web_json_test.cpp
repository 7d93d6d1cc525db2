#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include "web/json/members.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

std::string code_of(std::string_view text) {
  const auto value = parse_json(text);
  return value ? "accepted" : value.error().code;
}

std::string written(std::string_view text) {
  const auto value = parse_json(text);
  return value ? to_text(value.value()) : value.error().message;
}

TEST(JsonTest, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {"", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "[1] x", "nul", "01", "1.", "+1", ".5",
        "[NaN]", "[Infinity]", "[\"\t\"]", "/**/1", "\xef\xbb\xbf{}", "{\"a\"}", "\"\\x\""}) {
    EXPECT_EQ(code_of(text), "malformed_json") << text;
  }
}

TEST(JsonTest, RefusesTextThatIsNotUnicode) {
  for (const std::string_view text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", R"("\ud800")",
                                      R"("\udc00")", R"("\ud800\u0041")", R"({"\udead":1})"}) {
    EXPECT_EQ(code_of(text), "malformed_json") << text;
  }
  EXPECT_EQ(written(R"("\ud83d\ude00")"), "\"\xf0\x9f\x98\x80\"");
}

TEST(JsonTest, RefusesAMemberThatStandsTwice) {
  EXPECT_EQ(code_of(R"({"a":1,"a":2})"), "duplicate_member");
  EXPECT_EQ(code_of(R"([{"b":{"a":1,"\u0061":2}}])"), "duplicate_member");
  EXPECT_EQ(code_of(R"({"a":{"a":1},"b":{"a":1}})"), "accepted");
}

TEST(JsonTest, RefusesNumbersThatADoubleCannotHold) {
  for (const std::string_view text :
       {"1e400", "-1e400", "[1e-400]", "9007199254740992", "-9007199254740992",
        "18446744073709551616", "123456789012345678901234567890"}) {
    EXPECT_EQ(code_of(text), "number_out_of_range") << text;
  }
  EXPECT_EQ(written("9007199254740991"), "9007199254740991");
  EXPECT_EQ(written("90071992547409934.5"), "9.007199254740994e+16");
  EXPECT_EQ(written("9.007199254740994e+16"), "9.007199254740994e+16");
}

TEST(JsonTest, RefusesWhatIsTooDeepTooLongOrTooMany) {
  EXPECT_EQ(code_of(std::string(16, '[') + std::string(16, ']')), "accepted");
  EXPECT_EQ(code_of(std::string(17, '[') + std::string(17, ']')), "too_deep");
  EXPECT_EQ(code_of(std::string(100'000, '[')), "too_deep");
  EXPECT_EQ(code_of('"' + std::string(4096, 'a') + '"'), "accepted");
  EXPECT_EQ(code_of('"' + std::string(4097, 'a') + '"'), "too_long");
  EXPECT_EQ(code_of("{\"" + std::string(257, 'a') + "\":1}"), "too_long");
  std::string many = "[0";
  for (int i = 0; i < 4096; ++i)
    many += ",0";
  EXPECT_EQ(code_of(many + "]"), "too_long");
}

TEST(JsonTest, WritesWhatItReadInOneForm) {
  EXPECT_EQ(written(R"( { "b" : [ 1 , 129.99 , true , null ] , "a" : "x\u0022\n" } )"),
            R"({"b":[1,129.99,true,null],"a":"x\"\n"})");
  EXPECT_EQ(written("[129.0,1.5e3,0.1,100.10,4.35]"), "[129,1500,0.1,100.1,4.35]");
}

// Boost.JSON 1.81's own rounding gives a neighbour for some of these.
TEST(JsonTest, KeepsEveryAmountToTheCent) {
  for (int cents = 0; cents < 200'000; cents += 7) {
    auto text = std::to_string(cents / 100) + "." + std::to_string(cents / 10 % 10) +
                std::to_string(cents % 10);
    const auto value = parse_json(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(value.value().to_number<double>(), std::stod(text)) << text;
  }
}

TEST(MembersTest, NamesTheNearestKnownMember) {
  const auto value = parse_json(R"({"tipe":1})").value();
  const auto checked = only_members(value.get_object(), {"id", "type", "data"});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message,
            "the member \"tipe\" is not known here; did you mean \"type\"?");
}

TEST(MembersTest, DoesNotRepeatWhatMayBePersonal) {
  for (const std::string_view name : {"anna@example.org", "4111111111111111", "<script>"}) {
    const boost::json::object object{{boost::json::string(name), 1}};
    const auto checked = only_members(object, {"type"});
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().message, "a member is not known here");
  }
}

}  // namespace
}  // namespace touchpoint::web
