#include <gmock/gmock.h>

#include "core/event.hpp"
#include "core/limits.hpp"
#include "crypto/hash.hpp"
#include "sync/codec/event_json.hpp"

namespace touchpoint::sync {
namespace {

using testing::HasSubstr;

constexpr std::string_view kChain =
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

// The event of CONTRACT.md, "Events", on one line.
std::string contract_event() {
  return R"({"specversion":"1.0","id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",)"
         R"("source":"/stores/milano-01/devices/milano-01-pos-3","type":"touchpoint.order.collected",)"
         R"("time":"2026-03-02T10:41:07.120Z","recordedtime":"2026-03-02T10:41:07.123Z",)"
         R"("actor":"employee","journal":"7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",)"
         R"("sequence":"00000000000000004711","touchpoint":"counter-1",)"
         R"("clockquality":"synchronised","bootid":"5c0e1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",)"
         R"("uptimems":"86400123","datacontenttype":"application/json",)"
         R"("dataschema":"urn:touchpoint.order.collected:1",)"
         R"("data":{"profile":"0197a2c0-0000-7a31-9a55-3f0c7c1d2b10", "order_id":"W-1043","staff":"giulia"},)"
         R"("salt":"kZ0bAAAAAAAAAAAAAAAAAA","chain":")" +
         std::string(kChain) + "\"}";
}

std::string with(std::string_view from, std::string_view to) {
  auto event = contract_event();
  const auto at = event.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return event.replace(at, from.size(), to);
}

TEST(ReadEvent, ReadsTheContractsExample) {
  const auto read = read_event(contract_event());
  ASSERT_TRUE(read) << read.error().sentence();
  const auto& event = read.value();
  EXPECT_EQ(event.id, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10");
  EXPECT_EQ(event.source, "/stores/milano-01/devices/milano-01-pos-3");
  EXPECT_EQ(event.type, "touchpoint.order.collected");
  EXPECT_EQ(event.journal, "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11");
  EXPECT_EQ(event.sequence, 4711);
  EXPECT_EQ(to_rfc3339(event.time), "2026-03-02T10:41:07.120Z");
  EXPECT_EQ(to_rfc3339(event.recorded), "2026-03-02T10:41:07.123Z");
  EXPECT_EQ(event.actor, "employee");
  EXPECT_EQ(event.touchpoint, "counter-1");
  EXPECT_EQ(
      event.data,
      R"({"profile":"0197a2c0-0000-7a31-9a55-3f0c7c1d2b10", "order_id":"W-1043","staff":"giulia"})");
  EXPECT_EQ(to_hex(event.chain), kChain);
  EXPECT_EQ(with_chain(event.raw, event.chain), contract_event());
  EXPECT_TRUE(event.raw.ends_with(R"("salt":"kZ0bAAAAAAAAAAAAAAAAAA"})"));
}

TEST(ReadEvent, KeepsUnknownTypesAndUnknownMembers) {
  EXPECT_TRUE(read_event(with("order.collected", "robot.danced")));
  EXPECT_TRUE(read_event(with(R"("uptimems":"86400123")", R"("uptimems":1,"later":[{"x":null}])")));
}

TEST(ReadEvent, ReadsWhatTheJournalWrites) {
  NewEvent event;
  event.id = *Uuid::parse("0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10");
  event.type = "touchpoint.note.added";
  event.time = *from_rfc3339("2026-03-02T10:41:07.120Z");
  event.actor = Actor::employee;
  event.touchpoint = "counter-1";
  event.data = R"({"text":"naïve \"quote\" \ud83d\ude00 }],\"chain\":\"x\""})";
  Stamps stamps;
  stamps.source = "/stores/milano-01/devices/pos-3";
  stamps.journal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11";
  stamps.sequence = 1;
  stamps.recorded = event.time;
  const auto raw = to_json(event, stamps);
  const auto chain =
      crypto::chain_next(crypto::chain_start(stamps.journal), crypto::sha256(as_bytes(raw)));
  const auto read = read_event(with_chain(raw, chain));
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read.value().raw, raw);
  EXPECT_EQ(read.value().data, event.data);
  EXPECT_EQ(read.value().chain, chain);
}

struct BadEvent {
  std::string_view from;
  std::string_view to;
  std::string_view sentence;
};

class ReadBadEvent : public testing::TestWithParam<BadEvent> {};

TEST_P(ReadBadEvent, IsRefusedWithOneSentence) {
  const auto& [from, to, sentence] = GetParam();
  const auto read = read_event(with(from, to));
  ASSERT_FALSE(read) << to;
  EXPECT_TRUE(read.error().is(Condition::refused));
  EXPECT_THAT(read.error().sentence(), HasSubstr(std::string(sentence)));
}

INSTANTIATE_TEST_SUITE_P(
    Members, ReadBadEvent,
    testing::Values(
        BadEvent{R"("specversion":"1.0")", R"("specversion":"2.0")", "specversion"},
        BadEvent{R"("specversion":"1.0",)", "", "specversion"},
        BadEvent{R"("id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10")", R"("id":"")", "`id`"},
        BadEvent{R"("id":"0197a2c0)", R"("id":"0197A2C0)", "`id`"},
        BadEvent{R"("id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10")", R"("id":7)", "`id`"},
        BadEvent{"/stores/milano-01/", "/stores/Milano/", "`source`"},
        BadEvent{"/devices/milano-01-pos-3", "/devices/a/b", "`source`"},
        BadEvent{R"("type":"touchpoint.order.collected")", R"("type":"order.collected")", "`type`"},
        BadEvent{"2026-03-02T10:41:07.120Z", "2026-03-02T10:41:07", "`time`"},
        BadEvent{R"("recordedtime":"2026-03-02T10:41:07.123Z",)", "", "`recordedtime`"},
        BadEvent{"employee", "robot", "`actor`"}, BadEvent{"7f3c1f0e-", "7f3c1f0e", "`journal`"},
        BadEvent{"00000000000000004711", "4711", "`sequence`"},
        BadEvent{"00000000000000004711", "00000000000000000000", "`sequence`"},
        BadEvent{"00000000000000004711", "-0000000000000004711", "`sequence`"},
        BadEvent{"00000000000000004711", "99999999999999999999", "`sequence`"},
        BadEvent{"counter-1", "Counter 1", "`touchpoint`"},
        BadEvent{R"("data":{)", R"("data":null,"later":{)", "`data`"},
        BadEvent{R"("data":{)", R"("d\u0061ta":{)", "`data`"},
        BadEvent{R"("order_id":"W-1043")", R"("profile":"again")", "twice"},
        BadEvent{R"("order_id":"W-1043")", R"("pr\u006ffile":"again")", "twice"},
        BadEvent{R"("uptimems":"86400123")", R"("time":"2026-03-02T10:41:07.120Z")", "twice"},
        BadEvent{"W-1043", R"(\ud800)", "not JSON"},
        BadEvent{"W-1043", R"(\udc00\ud800)", "not JSON"}, BadEvent{"W-1043", "\xc3(", "not JSON"},
        BadEvent{"W-1043", "\xed\xa0\x80", "not JSON"}, BadEvent{"W-1043", "\t", "not JSON"},
        BadEvent{R"("86400123")", "0x10", "not JSON"}, BadEvent{R"("86400123")", "NaN", "not JSON"},
        BadEvent{R"("86400123")", "1e400", "exponent"}, BadEvent{R"("86400123")", "01", "not JSON"},
        BadEvent{R"("86400123")", "+1", "not JSON"}, BadEvent{R"("86400123")", "1,", "not JSON"},
        BadEvent{R"("86400123")", "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "not JSON"},
        BadEvent{R"("chain":")", R"( "chain":")", "`chain`"},
        BadEvent{R"("chain":"9f)", R"("chain":"zz)", "`chain`"},
        BadEvent{R"("chain":"9f)", R"("chain":"9)", "`chain`"}));

TEST(ReadEvent, RefusesEveryPrefix) {
  const auto whole = contract_event();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_event(std::string_view(whole).substr(0, length))) << length;
  }
}

TEST(ReadEvent, RefusesWhatIsNotOneObjectOrTooLarge) {
  for (const std::string text : {"", "[]", "null", "{}", "{}{}"}) {
    EXPECT_FALSE(read_event(text)) << text;
  }
  EXPECT_FALSE(read_event(contract_event() + "x"));
  EXPECT_FALSE(read_event("\xef\xbb\xbf" + contract_event()));
  const std::string deep(100'000, '[');
  EXPECT_FALSE(read_event(deep));
  EXPECT_THAT(
      read_event(with("W-1043", std::string(limits::kEventStampedMax, 'x'))).error().sentence(),
      HasSubstr("80 KiB"));
}

}  // namespace
}  // namespace touchpoint::sync
