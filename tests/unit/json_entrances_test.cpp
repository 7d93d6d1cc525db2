// Every entrance that reads JSON, against every way in which JSON goes wrong (after the kinds of
// cases that JSONTestSuite collects; the cases are ours): each must-reject form gets one clear
// sentence, each must-accept form is taken.
#include <gtest/gtest.h>

#include "control/wire.hpp"
#include "core/event.hpp"
#include "core/limits.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/profile_json.hpp"
#include "sync/codec/statement.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/source_calls.hpp"
#include "web/json/parse.hpp"

namespace touchpoint {
namespace {

// nullopt: taken; else the sentence.
using Verdict = std::optional<std::string>;

template <class T>
Verdict verdict_of(const Result<T>& read) {
  return read ? std::nullopt : Verdict(read.error().sentence());
}

struct Entrance {
  std::string name;
  std::string around;  // a text that it takes, with "@" where a value may stand
  std::function<Verdict(std::string_view text)> read;
};

std::string event_around() {
  return R"({"specversion":"1.0","id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",)"
         R"("source":"/stores/milano-01/devices/pos-3","type":"touchpoint.order.collected",)"
         R"("time":"2026-03-02T10:41:07.120Z","recordedtime":"2026-03-02T10:41:07.123Z",)"
         R"("actor":"employee","journal":"7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",)"
         R"("sequence":"00000000000000000001","touchpoint":"counter-1","data":{"x":@},)"
         R"("chain":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"})";
}

constexpr const char* kSomeChain =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

// What a hub says comes signed; what it signs may be anything.
template <class Read>
auto signed_by_a_hub(Read read) {
  return [read](std::string_view text) {
    static const crypto::Signer kSigner{crypto::SigningSeed{0x9d, 0x61}};
    static const std::vector<sync::PinnedKey> kKeys{
        {sync::key_id(kSigner.public_key()), kSigner.public_key()}};
    return verdict_of(read(sync::sign_jws(kSigner, text), kKeys));
  };
}

const std::vector<Entrance>& entrances() {
  static const std::vector<Entrance> kEntrances{
      {"local API", R"({"x":@})",
       [](std::string_view text) {
         const auto value = web::parse_json(text);
         return value ? std::nullopt : Verdict(value.error().message);
       }},
      {"control socket", R"({"verb":"status","x":@})",
       [](std::string_view text) { return verdict_of(control::verb_of(text)); }},
      {"sources' door", R"({"batch":[],"x":@})",
       [](std::string_view text) {
         return verdict_of(hub::read_calls(hub::CallKind::batch, text, {"shop", "IT"}, WallTime{}));
       }},
      {"devices' door, enrolment", R"({"device":"a","store":"b","x":@})",
       [](std::string_view text) { return verdict_of(hub::parse_object(text)); }},
      {"events", event_around(),
       [](std::string_view text) { return verdict_of(sync::read_event(text)); }},
      {"profiles", R"({"profile":"0197a2bf-3d10-7c44-8f21-6a0b5d9e1c77","version":1,"x":@})",
       [](std::string_view text) { return verdict_of(sync::profile_from_json(text)); }},
      {"changes",
       R"({"epoch":"e","since":0,"through":0,"more":false,"as_of":"2026-03-02T10:41:07.120Z","x":@})",
       [](std::string_view text) { return verdict_of(sync::page_from_json(text)); }},
      {"news", R"({"epoch":"e","profiles":1,"x":@})",
       [](std::string_view text) { return verdict_of(sync::news_from_json(text)); }},
      {"refusals", R"({"refused":[],"x":@})",
       [](std::string_view text) { return verdict_of(sync::refusals_from_json(text)); }},
      {"receipts",
       std::string(R"({"device":"a","journal":"b","through":0,"x":@,"chain":")") + kSomeChain +
           "\"}",
       signed_by_a_hub(sync::verify_receipt)},
      {"statements",
       R"({"device":"a","journal":"b","through":0,"stored":0,"waiting":0,"refused":0,"erased":0,)"
       R"("in_holes":0,"x":@})",
       signed_by_a_hub(sync::verify_statement)},
      {"CA", R"({"ca":"pem","x":@})",
       [](std::string_view text) { return verdict_of(sync::ca_from_json(text)); }},
  };
  return kEntrances;
}

std::string filled(std::string text, std::string_view value) {
  return text.replace(text.find('@'), 1, value);
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

void expect_refused(const Entrance& entrance, std::string_view text) {
  const auto verdict = entrance.read(text);
  const auto shown = text.substr(0, 300);
  ASSERT_TRUE(verdict) << entrance.name << " takes " << shown;
  EXPECT_GT(verdict->size(), 10U) << shown;
  EXPECT_LT(verdict->size(), 250U) << shown;
  EXPECT_EQ(verdict->find('\n'), std::string::npos) << shown;
}

TEST(JsonEntrances, TakeEveryValueThatJsonHas) {
  using namespace std::string_view_literals;
  for (const auto value : {"null"sv,
                           "true"sv,
                           "false"sv,
                           "0"sv,
                           "-0"sv,
                           "-1"sv,
                           "1.5"sv,
                           "1e3"sv,
                           "1E+3"sv,
                           "1e-3"sv,
                           "0.1e1"sv,
                           "9007199254740991"sv,
                           "-9007199254740991"sv,
                           "1.7976931348623157e308"sv,
                           R"("")"sv,
                           R"("a\"\\\/\b\f\n\r\tz")"sv,
                           R"("\u0041\u00e8\u20ac")"sv,
                           R"("\ud83d\ude00")"sv,
                           R"("\u0000")"sv,
                           "\"\x7f\""sv,
                           "\"è€😀\""sv,
                           "\"\xef\xbb\xbf\""sv,
                           R"("\uffff\ufdd0")"sv,
                           "[]"sv,
                           "{}"sv,
                           " [ ] "sv,
                           "\t{\r\n}\n"sv,
                           R"([1,"a",null,{"b":[]}])"sv,
                           R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]})"sv,
                           R"({"":1," ":2})"sv,
                           R"(":{}[],\"x\":1")"sv,
                           R"({"a:b":"c:d"})"sv}) {
    for (const auto& entrance : entrances()) {
      const auto verdict = entrance.read(filled(entrance.around, value));
      EXPECT_FALSE(verdict) << entrance.name << ", " << value << ": " << verdict.value_or("");
    }
  }
}

TEST(JsonEntrances, RefuseEveryValueThatIsNone) {
  using namespace std::string_view_literals;
  for (const auto value :
       {// numbers
        "01"sv, "-01"sv, "00"sv, "+1"sv, "-"sv, "--1"sv, "1."sv, ".5"sv, "-.5"sv, "1.e1"sv, "1e"sv,
        "1e+"sv, "1E1.5"sv, "0x10"sv, "1_000"sv, "1,5"sv, "1 2"sv, "NaN"sv, "-NaN"sv, "nan"sv,
        "Infinity"sv, "-Infinity"sv, "inf"sv, "1e400"sv, "-1e400"sv, "\xef\xbc\x91"sv, "1a"sv,
        // texts
        "\"a"sv, "a\""sv, "'a'"sv, "`a`"sv, "\"\n\""sv, "\"\t\""sv, "\"\0\""sv, "\"\x1f\""sv,
        R"("\a")"sv, R"("\x41")"sv, R"("\u12")"sv, R"("\u12g4")"sv, R"("\U0041")"sv, R"("\ ")"sv,
        R"("\")"sv, R"("\ud800")"sv, R"("\udc00")"sv, R"("\ud800x")"sv, R"("\ud800\u0041")"sv,
        R"("\ud800\ud800")"sv, R"("\udc00\ud800")"sv, "\"\xff\""sv, "\"\xc0\xaf\""sv,
        "\"\xe0\x80\xaf\""sv, "\"\xed\xa0\x80\""sv, "\"\xf4\x90\x80\x80\""sv, "\"\xe2\x82\""sv,
        "\"\x80\""sv,
        // lists and objects
        "["sv, "]"sv, "[1"sv, "[1,"sv, "[1,]"sv, "[,1]"sv, "[1,,2]"sv, "[1 2]"sv, "[1:2]"sv,
        "[1}"sv, "{"sv, "}"sv, R"({"a")"sv, R"({"a":)"sv, R"({"a":1)"sv, R"({"a":1,})"sv,
        R"({,"a":1})"sv, R"({"a":1,,"b":2})"sv, R"({"a" 1})"sv, R"({"a"::1})"sv, R"({"a",1})"sv,
        R"({a:1})"sv, R"({'a':1})"sv, R"({1:1})"sv, R"({null:1})"sv, R"({"a":1])"sv,
        R"({"a":1 "b":2})"sv,
        // a member twice
        R"({"a":1,"a":1})"sv, R"({"a":1,"b":2,"a":3})"sv, R"({"a":1,"\u0061":2})"sv,
        R"([{"b":{"":1,"":1}}])"sv, R"({"a:":1,"a:":2})"sv,
        // words
        "nul"sv, "nulll"sv, "True"sv, "TRUE"sv, "undefined"sv, "tru"sv, "a"sv, "\xff"sv, "\0"sv,
        ""sv, " "sv,
        // comments
        "/**/1"sv, "1/**/"sv, "1//\n"sv, "#\n1"sv, "<!---->1"sv}) {
    for (const auto& entrance : entrances())
      expect_refused(entrance, filled(entrance.around, value));
  }
}

TEST(JsonEntrances, RefuseWhatStandsAroundTheObject) {
  using namespace std::string_view_literals;
  for (const auto& entrance : entrances()) {
    const auto good = filled(entrance.around, "1");
    EXPECT_FALSE(entrance.read(good)) << entrance.name;
    for (const auto before :
         {"\xef\xbb\xbf"sv, "\xff\xfe"sv, "\0"sv, "x"sv, ","sv, "/**/"sv, "[]"sv})
      expect_refused(entrance, std::string(before) + good);
    for (const auto behind : {"\0"sv, "x"sv, ","sv, "}"sv, "{}"sv, "//"sv, "/**/"sv, "1"sv})
      expect_refused(entrance, good + std::string(behind));
  }
}

TEST(JsonEntrances, RefuseEveryBeginningOfAText) {
  for (const auto& entrance : entrances()) {
    const auto good = filled(entrance.around, R"([1.5e3,"\ud83d\ude00",{"a":null}])");
    EXPECT_FALSE(entrance.read(good)) << entrance.name;
    for (std::size_t length = 0; length < good.size(); ++length)
      expect_refused(entrance, std::string_view(good).substr(0, length));
  }
}

TEST(JsonEntrances, RefuseWhatIsTooDeepAndDoNotRunOutOfStack) {
  for (const auto& entrance : entrances()) {
    const bool in_data = entrance.name == "events";
    const std::size_t outside = in_data ? 2 : 1;
    const auto most = limits::kJsonDepthMax - outside;
    EXPECT_FALSE(entrance.read(filled(entrance.around, nested(most)))) << entrance.name;
    expect_refused(entrance, filled(entrance.around, nested(most + 1)));
    expect_refused(entrance, filled(entrance.around, nested(100'000)));
    expect_refused(entrance, filled(entrance.around, std::string(100'000, '[')));
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
      objects += R"({"a":)";
    expect_refused(entrance, filled(entrance.around, objects));
  }
}

TEST(JsonEntrances, TheLocalApiRefusesNumbersThatADoubleCannotHold) {
  for (const auto* value : {"9007199254740993", "-9007199254740993", "18446744073709551616",
                            "1e-400", "123456789012345678901234567890"}) {
    expect_refused(entrances().front(), filled(R"({"x":@})", value));
  }
}

// Identifiers are texts; shops send them as numbers, too, and one digit off is another person.
TEST(JsonEntrances, TheSourcesDoorKeepsEveryDigitOfANumber) {
  const auto calls = hub::read_calls(
      hub::CallKind::identify, R"({"userId":9007199254740993,"messageId":18446744073709551615})",
      {"shop", "IT"}, WallTime{});
  ASSERT_TRUE(calls);
  EXPECT_EQ(calls.value().calls.at(0).user_id, "9007199254740993");
  EXPECT_EQ(calls.value().calls.at(0).message_id, "18446744073709551615");
}

}  // namespace
}  // namespace touchpoint
