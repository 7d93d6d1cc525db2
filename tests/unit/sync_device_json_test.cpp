#include <gmock/gmock.h>

#include "sync/codec/device_json.hpp"

namespace touchpoint::sync {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST(DeviceJson, WritesTheStateOfTheContract) {
  DeviceState state;
  state.version = "0.1.0";
  state.journal = "7f3c";
  state.last = 4711;
  state.clock_quality = ClockQuality::synchronised;
  state.at = *from_rfc3339("2026-03-02T10:41:07.400Z");
  EXPECT_EQ(to_json(state),
            R"({"online":true,"version":"0.1.0","journal":"7f3c","first_kept":1,"last":4711,)"
            R"("queue":0,"clockquality":"synchronised","at":"2026-03-02T10:41:07.400Z"})");
}

TEST(DeviceJson, WritesWhatADeviceKnowsOfItselfBehindThat) {
  DeviceState state;
  state.certificate_until = *from_rfc3339("2027-03-02T08:00:00.000Z");
  state.condition.disk_free = 9'400'000'000;
  const auto json = to_json(state);
  EXPECT_TRUE(
      json.ends_with(R"("certificate_until":"2027-03-02T08:00:00.000Z","disk_free":9400000000})"))
      << json;
  EXPECT_EQ(json.find("oldest_unsent"), std::string::npos);
}

TEST(DeviceJson, ReadsRefusalsAsTheyAreWritten) {
  const std::vector<Refusal> refusals{{12, "its time has no zone"}, {13, "\"quoted\""}};
  const auto json = to_json(refusals);
  EXPECT_EQ(json, R"({"refused":[{"sequence":12,"reason":"its time has no zone"},)"
                  R"({"sequence":13,"reason":"\"quoted\""}]})");
  const auto read = refusals_from_json(json);
  ASSERT_TRUE(read);
  ASSERT_THAT(read.value(), SizeIs(2));
  EXPECT_EQ(read.value()[1].sequence, 13);
  EXPECT_EQ(read.value()[1].reason, "\"quoted\"");
  EXPECT_THAT(refusals_from_json(R"({"refused":[]})").value(), SizeIs(0));
  for (const std::string bad : {"{}", "[]", "", R"({"refused":[{"reason":"x"}]})",
                                R"({"refused":[{"sequence":0}]})", R"({"refused":{}})"}) {
    EXPECT_FALSE(refusals_from_json(bad)) << bad;
  }
}

TEST(DeviceJson, ReadsHowTheStoresDevicesAreAsItIsWritten) {
  const StoreDevices devices{.at = *from_rfc3339("2026-03-02T10:41:07.400Z"),
                             .devices = 4,
                             .unwell = {{.device = "milano-01-kiosk-1",
                                         .code = "offline",
                                         .since = from_rfc3339("2026-03-02T09:58:12.000Z")},
                                        {.device = "milano-01-pos-2", .code = "never_seen"}}};
  const auto json = to_json(devices);
  EXPECT_EQ(store_devices_from_json(json).value(), devices) << json;
  for (const std::string bad :
       {"{}", R"({"devices":1,"unwell":[]})", R"({"at":"today","devices":1})",
        R"({"at":"2026-03-02T10:41:07.400Z","devices":-1})",
        R"({"at":"2026-03-02T10:41:07.400Z","devices":1,"unwell":[{"device":"a"}]})"}) {
    EXPECT_FALSE(store_devices_from_json(bad)) << bad;
  }
}

std::string key_text() {
  crypto::PublicKey key{};
  key.fill(5);
  return R"({"kid":")" + key_id(key) + R"(","x":")" + to_base64url(key) + "\"}";
}

std::string answer(const std::string& keys, const std::string& mqtt) {
  return R"({"device":"pos-3","store":"milano-01","certificate":"c","ca":"a","keys":[)" + keys +
         R"(],"mqtt":)" + mqtt + "}";
}

TEST(DeviceJson, ReadsAnEnrolment) {
  const auto read =
      enrolment_answer_from_json(answer(key_text(), R"({"host":"broker.example","port":8884})"));
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read.value().device, "pos-3");
  EXPECT_EQ(read.value().mqtt, (BrokerAddress{"broker.example", 8884}));
  ASSERT_THAT(read.value().keys, SizeIs(1));
  EXPECT_EQ(read.value().keys[0].kid, key_id(read.value().keys[0].key));
  EXPECT_EQ(enrolment_answer_from_json(answer(key_text(), "null")).value().mqtt, std::nullopt);
}

TEST(DeviceJson, RefusesAnEnrolmentThatIsNotWhole) {
  for (const auto& bad : {answer("", "null"), answer(key_text(), R"({"host":"","port":1})"),
                          answer(key_text(), R"({"host":"h","port":0})"),
                          answer(key_text(), R"({"host":"h","port":70000})"),
                          answer(R"({"kid":"0000000000000000","x":"AAAA"})", "null"),
                          answer(R"({"kid":"0000000000000000"})", "null"), std::string("{}"),
                          std::string("<html>")}) {
    EXPECT_FALSE(enrolment_answer_from_json(bad)) << bad;
  }
  EXPECT_FALSE(ca_from_json("{}"));
  EXPECT_EQ(ca_from_json(R"({"ca":"-----BEGIN"})").value(), "-----BEGIN");
  EXPECT_EQ(enrolment_request("d", "s", "a\nb"), R"({"device":"d","store":"s","csr":"a\nb"})");
}

TEST(DeviceJson, ReadsTheHubFileAsItIsWritten) {
  HubFile file;
  file.url = "https://hub.example:8443";
  file.keys = enrolment_answer_from_json(answer(key_text(), "null")).value().keys;
  file.enrolled_at = *from_rfc3339("2026-03-02T10:41:07.400Z");
  for (const auto& mqtt : {std::optional<BrokerAddress>{}, std::optional(BrokerAddress{"b", 1})}) {
    file.mqtt = mqtt;
    const auto read = hub_file_from_json(to_json(file));
    ASSERT_TRUE(read) << read.error().sentence();
    EXPECT_EQ(read.value().url, file.url);
    EXPECT_EQ(read.value().mqtt, mqtt);
    EXPECT_EQ(read.value().enrolled_at, file.enrolled_at);
    EXPECT_EQ(read.value().keys[0].key, file.keys[0].key);
  }
  const auto cut = hub_file_from_json(to_json(file).substr(0, 40));
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().sentence(), HasSubstr("hub.json"));
}

}  // namespace
}  // namespace touchpoint::sync
