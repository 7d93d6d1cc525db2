// The vocabulary: identifiers, times, texts, events.
#include <chrono>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/error.hpp"
#include "core/event.hpp"
#include "core/identifier.hpp"
#include "core/profile.hpp"
#include "core/result.hpp"
#include "core/text.hpp"
#include "core/uuid.hpp"
#include "support/held_clock.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;
using support::HeldClock;
using support::RepeatableRandom;
using testing::HasSubstr;

Bytes bytes_of(std::string_view text) {
  const auto view = as_bytes(text);
  return {view.begin(), view.end()};
}

TEST(TextTest, AWholeNumberIsDigitsAndNothingElse) {
  EXPECT_EQ(whole_number("0"), 0);
  EXPECT_EQ(whole_number("0042"), 42);
  EXPECT_EQ(whole_number("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  for (const auto* const wrong : {"", "-1", "-0", "+1", " 1", "1 ", "1x", "9223372036854775808"})
    EXPECT_EQ(whole_number(wrong), std::nullopt) << wrong;
}

TEST(BytesTest, WritesHexBothWays) {
  EXPECT_EQ(to_hex(as_bytes(std::string_view("\x00\xff\x10", 3))), "00ff10");
  EXPECT_EQ(from_hex("00FFa0"), (Bytes{0x00, 0xff, 0xa0}));
  EXPECT_EQ(from_hex(""), Bytes{});
  for (const auto* wrong : {"0", "0g", "0x00", "00 ", "é"})
    EXPECT_EQ(from_hex(wrong), std::nullopt) << wrong;
}

// RFC 4648 section 10.
TEST(BytesTest, WritesBase64AsTheRfcDoes) {
  const std::pair<std::string_view, std::string_view> kVectors[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, padded] : kVectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), padded);
    const auto unpadded = padded.substr(0, padded.find('='));
    EXPECT_EQ(to_base64url(as_bytes(plain)), unpadded);
    EXPECT_EQ(from_base64url(unpadded), bytes_of(plain));
  }
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff}), "+/8=");
}

TEST(BytesTest, ReadsOneBase64urlTextPerByteString) {
  for (const auto* wrong : {"Zg==", "Z", "Zh", "Zm9", "Z g", "Zm+v", "Zm/v", "Zm9v\n"}) {
    EXPECT_EQ(from_base64url(wrong), std::nullopt) << wrong;
  }
}

TEST(BytesTest, ComparesSecrets) {
  EXPECT_TRUE(equal_in_constant_time(as_bytes("same"), as_bytes("same")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), as_bytes("sama")));
  EXPECT_FALSE(equal_in_constant_time(as_bytes("same"), as_bytes("samesame")));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
}

TEST(UuidTest, ReadsItsTextAndNothingElse) {
  const auto uuid = Uuid::parse("0197A2C0-6c1e-7a31-9a55-3f0c7c1d2b10");
  ASSERT_TRUE(uuid);
  EXPECT_EQ(uuid->text(), "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10");
  EXPECT_EQ(uuid->version(), 7);
  EXPECT_EQ(Uuid::from_bytes(uuid->bytes()), uuid);
  EXPECT_TRUE(Uuid().is_nil());
  for (const auto* wrong :
       {"", "0197a2c06c1e7a319a553f0c7c1d2b10", "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b1",
        "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b100", "0197a2c0-6c1e-7a31-9a553-f0c7c1d2b10",
        "{197a2c0-6c1e-7a31-9a55-3f0c7c1d2b1}", "g197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"}) {
    EXPECT_EQ(Uuid::parse(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(Uuid::from_bytes(Bytes(15)), std::nullopt);
}

TEST(UuidTest, HoldsTheMillisecondInWhichItWasMade) {
  const HeldClock clock;
  RepeatableRandom random;
  const auto uuid = UuidSource(clock, random).next();
  EXPECT_EQ(uuid.version(), 7);
  EXPECT_EQ(uuid.bytes()[8] >> 6, 2);  // RFC 9562's variant
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i)
    ms = ms << 8 | uuid.bytes()[i];
  EXPECT_EQ(ms, clock.wall().time_since_epoch().count());
}

TEST(UuidTest, SortsInTheOrderOfMakingWhateverTheClockDoes) {
  HeldClock clock;
  RepeatableRandom random;
  UuidSource source(clock, random);
  auto last = source.next();
  for (int i = 0; i < 50'000; ++i) {  // far more than the 4,096 of one millisecond
    if (i % 1000 == 0) clock.jump(i % 3000 == 0 ? -10min : 1ms);
    const auto next = source.next();
    ASSERT_LT(last, next) << i;
    ASSERT_LT(last.text(), next.text()) << i;
    last = next;
  }
}

TEST(UuidTest, SortsOnADeviceWhoseClockWasNeverSet) {
  HeldClock clock;
  clock.set_wall(WallTime{0ms});
  RepeatableRandom random;
  UuidSource source(clock, random);
  const auto first = source.next();
  EXPECT_LT(first, source.next());
  EXPECT_EQ(first.bytes()[0], 0);
}

TEST(UuidTest, DiffersBetweenSources) {
  const HeldClock clock;
  RepeatableRandom random;
  std::set<Uuid> all;
  for (int i = 0; i < 1000; ++i)
    all.insert(UuidSource(clock, random).next());
  EXPECT_EQ(all.size(), 1000U);
}

struct Time {
  std::string_view text;
  std::int64_t ms;
};
constexpr Time kTimes[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1969-12-31T23:59:59.999Z", -1},
    {"2026-11-21T22:35:32.123Z", 1795300532123},
    {"2026-11-21t22:35:32.123z", 1795300532123},
    {"2026-11-21 22:35:32.123Z", 1795300532123},
    {"2026-11-21T22:35:32.1239999Z", 1795300532123},
    {"2026-11-21T22:35:32.1Z", 1795300532100},
    {"2026-11-21T23:35:32+01:00", 1795300532000},
    {"2026-11-21T22:05:32-00:30", 1795300532000},
    {"2026-11-21T22:35:32-00:00", 1795300532000},
    {"2038-01-19T03:14:08Z", 2147483648000},
    {"2024-02-29T00:00:00Z", 1709164800000},
    {"2016-12-31T23:59:60Z", 1483228800000},
    {"0000-01-01T00:00:00Z", -62167219200000},
    {"9999-12-31T23:59:59.999Z", 253402300799999},
};

TEST(Rfc3339Test, ReadsWhatTheRfcAllows) {
  for (const auto& [text, ms] : kTimes) {
    const auto time = from_rfc3339(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->time_since_epoch().count(), ms) << text;
    EXPECT_EQ(from_rfc3339(to_rfc3339(*time)), time) << text;
  }
}

TEST(Rfc3339Test, WritesMillisecondsInUtc) {
  EXPECT_EQ(to_rfc3339(WallTime{1795300532123ms}), "2026-11-21T22:35:32.123Z");
  EXPECT_EQ(to_rfc3339(WallTime{-1ms}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(WallTime{5ms}), "1970-01-01T00:00:00.005Z");
}

TEST(HttpDateTest, IsWrittenAndReadAsRfc9110Says) {
  const std::string text = "Sun, 06 Nov 1994 08:49:37 GMT";
  const auto time = from_http_date(text);
  ASSERT_TRUE(time);
  EXPECT_EQ(*time, *from_rfc3339("1994-11-06T08:49:37Z"));
  EXPECT_EQ(to_http_date(*time), text);
  for (const auto* wrong : {"", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(from_http_date(wrong)) << wrong;
  }
}

TEST(Rfc3339Test, RefusesEverythingElse) {
  for (const auto* text : {"",
                           "2026",
                           "2026-11-21",
                           "2026-11-21T22:35:32",
                           "2026-11-21T22:35Z",
                           "2026-11-21T22:35:32.Z",
                           "2026-11-21T22:35:32,1Z",
                           "2026-11-21T22:35:32+0100",
                           "2026-11-21T22:35:32+01",
                           "2026-11-21T22:35:32+24:00",
                           "2026-11-21T22:35:32+01:60",
                           "2026-11-21T22:35:32Z ",
                           " 2026-11-21T22:35:32Z",
                           "2026-11-21T22:35:32ZZ",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-01-32T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:61Z",
                           "26-01-01T00:00:00Z",
                           "+026-01-01T00:00:00Z",
                           "12026-01-01T00:00:00Z",
                           "2026-1-1T00:00:00Z",
                           "2026-01-01T-1:00:00Z",
                           "0000-01-01T00:00:00+01:00",
                           "9999-12-31T23:59:59-00:01",
                           "9999-12-31T23:59:60Z",
                           "2026-11-21T22:35:32.123456789012345678901234567890"}) {
    EXPECT_EQ(from_rfc3339(text), std::nullopt) << text;
  }
}

TEST(SystemClockTest, CountsFromThisBoot) {
  const SystemClock clock;
  const auto before = clock.since_boot();
  EXPECT_GT(before, 0ms);
  EXPECT_GE(clock.since_boot(), before);
  EXPECT_FALSE(clock.boot_id().is_nil());
  EXPECT_EQ(clock.boot_id(), SystemClock().boot_id());
}

TEST(TextTest, KnowsSlugs) {
  for (const auto* right : {"a", "milano-01-pos-3", "0", "a-b", "a--b"})
    EXPECT_TRUE(is_slug(right)) << right;
  EXPECT_TRUE(is_slug(std::string(64, 'a')));
  for (const auto* wrong : {"", "-a", "a-", "A", "a_b", "a b", "a/b", "a.b", "é", "a\n"})
    EXPECT_FALSE(is_slug(wrong)) << wrong;
  EXPECT_FALSE(is_slug(std::string(65, 'a')));
}

TEST(TextTest, KnowsEventTypes) {
  for (const auto* right : {"touchpoint.order.completed", "touchpoint.staff.signed_in",
                            "touchpoint.a.b", "touchpoint.web2.x"})
    EXPECT_TRUE(is_event_type(right)) << right;
  for (const auto* wrong :
       {"", "touchpoint", "touchpoint.", "touchpoint.order", "touchpoint.order.",
        "touchpoint..completed", "touchpoint.order.completed.now", "touchpoint.Order.completed",
        "other.order.completed", "touchpoint.order.\"x", "touchpoint.order.completed "})
    EXPECT_FALSE(is_event_type(wrong)) << wrong;
  EXPECT_FALSE(is_event_type("touchpoint.a." + std::string(64, 'b')));
}

TEST(TextTest, KnowsUtf8) {
  for (const auto* right : {"", "plain", "caff\xc3\xa8", "\xe2\x82\xac", "\xf0\x9f\x99\x82",
                            "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"})
    EXPECT_TRUE(is_utf8(right)) << right;
  for (const auto* wrong :
       {"\x80", "\xc3", "\xc0\xaf", "\xc1\x81", "\xe0\x80\xaf", "\xe2\x82", "\xed\xa0\x80",
        "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xc3z"})
    EXPECT_FALSE(is_utf8(wrong)) << to_hex(as_bytes(wrong));
}

TEST(TextTest, FindsControlCharacters) {
  EXPECT_FALSE(has_control_characters("caff\xc3\xa8 \xe2\x82\xac"));
  for (const std::string_view with : {std::string_view("\0", 1), std::string_view("a\tb"),
                                      std::string_view("\x7f"), std::string_view("\xc2\x9b")})
    EXPECT_TRUE(has_control_characters(with));
}

TEST(TextTest, TrimsAsciiWhiteSpace) {
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \n "), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(TextTest, QuotesForJson) {
  EXPECT_EQ(json_quoted("caff\xc3\xa8"), "\"caff\xc3\xa8\"");
  EXPECT_EQ(json_quoted(std::string_view("\"\\\n\t\r\x01\0", 7)),
            R"("\"\\\n\t\u000d\u0001\u0000")");
}

TEST(TextTest, FindsTheWordThatWasMeant) {
  const std::vector<std::string_view> known = {"store", "name", "language", "id"};
  EXPECT_EQ(nearest("stroe", known), "store");
  EXPECT_EQ(nearest("nmae", known), "name");
  EXPECT_EQ(nearest("langauges", known), "language");
  EXPECT_EQ(nearest("ids", known), "id");
  EXPECT_EQ(nearest("xyz", known), std::nullopt);
  EXPECT_EQ(nearest("quite_another", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest("store", {}), std::nullopt);
}

TEST(ErrorTest, KeepsItsConditionSeenFromAbove) {
  const auto error = refused("the name is taken").within("cannot add somebody");
  EXPECT_TRUE(error.is(Condition::refused));
  EXPECT_FALSE(error.is(Condition::damaged));
  EXPECT_EQ(error.sentence(), "cannot add somebody: the name is taken");
  const Error errno_error{std::make_error_code(std::errc::permission_denied), "not yours"};
  EXPECT_FALSE(errno_error.is(Condition::retry_later));
}

TEST(ErrorTest, WantOfRoomIsAReasonToTryLater) {
  const Error full = no_room("the disk is full").within("cannot record");
  EXPECT_TRUE(full.is_full());
  EXPECT_TRUE(full.is(Condition::retry_later));
  EXPECT_FALSE(full.is(Condition::damaged));
  EXPECT_FALSE(retry_later("busy").is_full());
}

TEST(ErrorTest, ReturnsThroughTheMacros) {
  const auto half = [](int value) -> Result<int> {
    if (value % 2 != 0) return refused("odd");
    return value / 2;
  };
  const auto quarter = [&](int value) -> Result<int> {
    TP_TRY(const auto once, half(value));
    TP_CHECK(half(once));
    return half(once);
  };
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().sentence(), "odd");
}

template <class Value>
void expect_words_both_ways(std::initializer_list<Value> values,
                            std::optional<Value> (*from_text)(std::string_view)) {
  for (const auto value : values)
    EXPECT_EQ(from_text(to_text(value)), value);
  EXPECT_EQ(from_text(""), std::nullopt);
  EXPECT_EQ(from_text("Customer"), std::nullopt);
}

TEST(WordsTest, ReadBackAsWritten) {
  expect_words_both_ways({Actor::customer, Actor::employee, Actor::partner, Actor::environment},
                         actor_from_text);
  for (const auto kind : kIdentifierKinds)
    expect_words_both_ways({kind}, identifier_kind_from_text);
  expect_words_both_ways(
      {OrderStatus::placed, OrderStatus::ready, OrderStatus::collected, OrderStatus::refunded},
      order_status_from_text);
}

NewEvent some_event() {
  return {.id = *Uuid::parse("0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"),
          .type = "touchpoint.order.collected",
          .time = WallTime{1772448067120ms},
          .actor = Actor::employee,
          .touchpoint = "counter-1",
          .data = R"({"order_id":"W-1043","staff":"giulia"})"};
}
Stamps some_stamps() {
  return {.source = "/stores/milano-01/devices/milano-01-pos-3",
          .journal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",
          .sequence = 4711,
          .recorded = WallTime{1772448067123ms},
          .clock_quality = ClockQuality::synchronised,
          .boot_id = *Uuid::parse("5c0e0000-0000-4000-8000-000000000001"),
          .since_boot = 86400123ms,
          .salt = {0x91, 0x9d, 0x1b}};
}

TEST(EventTest, IsWrittenAsTheContractShows) {
  EXPECT_EQ(to_json(some_event(), some_stamps()),
            R"({"specversion":"1.0","id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",)"
            R"("source":"/stores/milano-01/devices/milano-01-pos-3",)"
            R"("type":"touchpoint.order.collected","time":"2026-03-02T10:41:07.120Z",)"
            R"("recordedtime":"2026-03-02T10:41:07.123Z","actor":"employee",)"
            R"("journal":"7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",)"
            R"("sequence":"00000000000000004711","touchpoint":"counter-1",)"
            R"("clockquality":"synchronised","bootid":"5c0e0000-0000-4000-8000-000000000001",)"
            R"("uptimems":"86400123","datacontenttype":"application/json",)"
            R"("dataschema":"urn:touchpoint.order.collected:1",)"
            R"("data":{"order_id":"W-1043","staff":"giulia"},"salt":"kZ0bAAAAAAAAAAAAAAAAAA"})");
}

TEST(EventTest, GivesItsChainBackWithTheBytesUntouched) {
  const auto raw = to_json(some_event(), some_stamps());
  Digest chain{};
  chain.fill(0x9f);
  const auto whole = with_chain(raw, chain);
  EXPECT_THAT(whole, testing::EndsWith(",\"chain\":\"" + to_hex(chain) + "\"}"));
  const auto apart = without_chain(whole);
  ASSERT_TRUE(apart);
  EXPECT_EQ(apart->raw, raw);
  EXPECT_EQ(apart->chain, chain);
}

TEST(EventTest, TakesNoChainThatIsNotTheLastMember) {
  const std::string digits(64, 'a');
  for (const auto& text :
       {std::string(), std::string("{}"), "{\"chain\":\"" + digits + "\"}",
        "{\"id\":1, \"chain\":\"" + digits + "\"}", "{\"id\":1,\"chain\":\"" + digits + "\"} ",
        "{\"id\":1,\"chain\":\"" + digits + "\",\"x\":1}",
        "{\"id\":1,\"chain\":\"" + digits.substr(1) + "\"}",
        "{\"id\":1,\"chain\":\"" + digits.substr(1) + "g\"}",
        "{\"id\":1,\"chain\":\"" + digits + "a\"}"}) {
    EXPECT_FALSE(without_chain(text)) << text;
  }
  EXPECT_TRUE(without_chain("{\"id\":1,\"chain\":\"" + digits + "\"}"));
}

TEST(EventTest, WritesSequencesThatSort) {
  EXPECT_EQ(sequence_text(1), "00000000000000000001");
  EXPECT_EQ(sequence_text(INT64_MAX), "09223372036854775807");
  EXPECT_EQ(sequence_from_text("00000000000000004711"), 4711);
  EXPECT_EQ(sequence_from_text("09223372036854775807"), INT64_MAX);
  for (const auto* wrong : {"", "1", "00000000000000000000", "09223372036854775808",
                            "99999999999999999999", "-0000000000000000001", "+0000000000000000001",
                            "0000000000000000001 ", "000000000000000000001"})
    EXPECT_EQ(sequence_from_text(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace touchpoint
