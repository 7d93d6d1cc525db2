#include <gmock/gmock.h>

#include "sync/hub/findings.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class HubFindingsTest : public testing::Test {
 protected:
  HubFindingsTest() {
    device_.until = now_ + 200 * 24h;
    device_.seen = now_ - 1min;
    device_.state_at = now_ - 1min;
    device_.journals = {{.journal = "j", .through = 5, .last = 5, .stored = 5}};
  }

  // "act:disk", the gravest first.
  std::vector<std::string> found(const std::string& state) {
    const auto read = parse_object(state);
    std::vector<std::string> codes;
    for (const auto& finding : findings_of(device_, read.value(), {.version = "0.2.0"}, now_)) {
      const auto& one = finding.as_object();
      EXPECT_FALSE(in_words(one).empty());
      codes.push_back(text_member(one, "weight") + ":" + text_member(one, "code"));
    }
    return codes;
  }
  std::string ago(std::chrono::milliseconds time) { return "\"" + to_rfc3339(now_ - time) + "\""; }

  WallTime now_ = *from_rfc3339("2026-03-02T10:00:00.000Z");
  DeviceStatus device_;
};

TEST_F(HubFindingsTest, AWellDeviceHasNone) {
  EXPECT_THAT(found(R"({"online":true,"version":"0.2.0","queue":0,"clockquality":"synchronised",)"
                    R"("disk_free":9000000000,"profiles_as_of":)" +
                    ago(1h) + "}"),
              IsEmpty());
}

TEST_F(HubFindingsTest, ADeviceThatSaysNothingIsNotJudgedByIt) {
  EXPECT_THAT(found(R"({"online":true})"), IsEmpty());
  EXPECT_THAT(found("{}"), IsEmpty()) << "one without a broker, heard of a minute ago";
}

TEST_F(HubFindingsTest, ALastWillCountsUntilTheDeviceIsHeardOfAgain) {
  device_.seen = device_.state_at;
  EXPECT_THAT(found(R"({"online":false})"), ElementsAre("watch:offline"));
  device_.seen = *device_.state_at + 1s;
  EXPECT_THAT(found(R"({"online":false})"), IsEmpty()) << "it came by HTTPS";
  device_.state_at = device_.seen = now_ - 25h;
  EXPECT_THAT(found(R"({"online":false})"), ElementsAre("act:offline"));
}

TEST_F(HubFindingsTest, SilenceIsAllowedForAnHourAndToWhomTheBrokerHoldsForADay) {
  device_.seen = now_ - 2h;
  EXPECT_THAT(found("{}"), ElementsAre("watch:offline"));
  EXPECT_THAT(found(R"({"online":true})"), IsEmpty());
  device_.seen = now_ - 25h;
  EXPECT_THAT(found(R"({"online":true})"), ElementsAre("act:offline"));
  device_.seen.reset();
  EXPECT_THAT(found("{}"), ElementsAre("watch:never_seen"));
}

TEST_F(HubFindingsTest, WhatIsToBeSentIsJudgedByItsAge) {
  EXPECT_THAT(found(R"({"online":true,"queue":9,"oldest_unsent":)" + ago(1min) + "}"), IsEmpty());
  EXPECT_THAT(found(R"({"online":true,"queue":9,"oldest_unsent":)" + ago(1h) + "}"),
              ElementsAre("watch:queue"));
  EXPECT_THAT(found(R"({"online":true,"queue":9,"oldest_unsent":)" + ago(25h) + "}"),
              ElementsAre("act:queue"));
  EXPECT_THAT(found(R"({"online":true,"queue":900})"), IsEmpty());
  EXPECT_THAT(found(R"({"online":true,"queue":2000})"), ElementsAre("watch:queue"));
}

TEST_F(HubFindingsTest, ACertificateThatDidNotRenewItselfIsSeenBeforeItEnds) {
  device_.until = now_ + 20 * 24h;
  EXPECT_THAT(found("{}"), ElementsAre("watch:certificate"));
  EXPECT_THAT(found(R"({"certificate_until":)" + ago(-200 * 24h) + "}"), IsEmpty())
      << "what the device shows is what counts";
  device_.until = now_ + 10 * 24h;
  EXPECT_THAT(found("{}"), ElementsAre("act:certificate"));
  device_.until = now_ - 1h;
  EXPECT_THAT(found("{}"), ElementsAre("act:certificate_expired"));
}

TEST_F(HubFindingsTest, LostRowsAndTwoDevicesUnderOneNameAreTheGravest) {
  device_.journals = {{.journal = "a", .refused = 2, .missing = 7}, {.journal = "b"}};
  device_.journals[1].outlived = true;
  EXPECT_THAT(found(R"({"clockquality":"unset","version":"0.1.9","disk_free":1000})"),
              ElementsAre("act:two_live_journals", "act:missing", "act:disk", "watch:refused",
                          "watch:clock", "watch:old_version"));
}

TEST_F(HubFindingsTest, NothingIsExpectedOfARevokedDevice) {
  device_.revoked = true;
  device_.until = now_ - 1h;
  EXPECT_THAT(found(R"({"online":false,"queue":5000})"), IsEmpty());
}

TEST(HubVersionTest, IsComparedByNumbers) {
  EXPECT_TRUE(is_older_version("0.9.2", "0.10"));
  EXPECT_FALSE(is_older_version("0.10", "0.9.2"));
  EXPECT_FALSE(is_older_version("1.0.0", "1.0"));
  EXPECT_TRUE(is_older_version("nonsense", "0.1"));
}

TEST_F(HubFindingsTest, SettingsThatItDoesNotTakeAreSaidWithItsReason) {
  device_.settings_refused = {
      .version = 14, .number = 12, .reason = "unknown key", .at = now_ - 1h};
  EXPECT_THAT(found("{}"), ElementsAre("watch:settings_refused"));
  const auto one = findings_of(device_, {}, {}, now_).at(0).as_object();
  EXPECT_EQ(in_words(one), "it does not take settings 12 (unknown key)");
}

TEST_F(HubFindingsTest, TheStoreHearsOfWhatKeepsADeviceFromItsWork) {
  auto away = device_;
  away.sender.device = "kiosk-1";
  away.state = R"({"online":false})";
  away.state_at = away.seen = now_ - 2h;
  auto old = device_;
  old.state = R"({"online":true,"version":"0.1.0","clockquality":"unsynchronised"})";
  auto full = device_;
  full.sender.device = "pos-2";
  full.state = R"({"online":true,"disk_free":1000,"clockquality":"unset"})";
  auto gone = away;
  gone.revoked = true;
  const auto store = store_devices({away, old, full, gone}, {.version = "0.2.0"}, now_);
  EXPECT_EQ(store.at, now_);
  EXPECT_EQ(store.devices, 3) << "one that is revoked is none of the store's";
  EXPECT_THAT(store.unwell, ElementsAre(
                                StoreDevices::Unwell{
                                    .device = "kiosk-1", .code = "offline", .since = away.state_at},
                                StoreDevices::Unwell{.device = "pos-2", .code = "disk"}));
}

}  // namespace
}  // namespace touchpoint::hub
