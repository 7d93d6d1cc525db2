#include <gmock/gmock.h>

#include "sync/codec/settings.hpp"

namespace touchpoint::sync {
namespace {

using testing::HasSubstr;

GivenSettings example() {
  GivenSettings settings{
      .device = "milano-01-pos-3",
      .store = "milano-01",
      .epoch = "6f1d",
      .version = 31,
      .number = 12,
      .at = *from_rfc3339("2026-03-02T10:41:07.400Z"),
      .body = "[log]\nlevel = \"warn\"\n",
      .staff = {{.name = "giulia", .display_name = "Giulia R.", .role = "associate"}}};
  settings.staff[0].salt[0] = 1;
  settings.staff[0].stretched[31] = 2;
  return settings;
}

class SettingsTest : public testing::Test {
 protected:
  std::string complaint(std::string_view jws) {
    const auto read = verify_settings(jws, keys);
    return read ? "it was believed" : read.error().sentence();
  }
  std::string complaint(const GivenSettings& settings) {
    return complaint(sign_settings(signer, settings));
  }

  crypto::Signer signer{crypto::SigningSeed{7}};
  std::vector<PinnedKey> keys{{key_id(signer.public_key()), signer.public_key()}};
};

TEST_F(SettingsTest, GivesBackWhatWasSigned) {
  const auto given = example();
  const auto read = verify_settings(sign_settings(signer, given), keys);
  ASSERT_TRUE(read) << read.error().sentence();
  EXPECT_EQ(read.value().device, given.device);
  EXPECT_EQ(read.value().store, given.store);
  EXPECT_EQ(read.value().epoch, given.epoch);
  EXPECT_EQ(read.value().version, 31);
  EXPECT_EQ(read.value().number, 12);
  EXPECT_EQ(read.value().at, given.at);
  EXPECT_EQ(read.value().body, given.body);
  ASSERT_EQ(read.value().staff.size(), 1U);
  EXPECT_EQ(read.value().staff[0].display_name, "Giulia R.");
  EXPECT_EQ(read.value().staff[0].salt, given.staff[0].salt);
  EXPECT_EQ(read.value().staff[0].stretched, given.staff[0].stretched);
}

TEST_F(SettingsTest, NothingAtAllCanBeGiven) {
  auto given = example();
  given.number = 0;
  given.body.clear();
  given.staff.clear();
  EXPECT_TRUE(verify_settings(sign_settings(signer, given), keys));
}

TEST_F(SettingsTest, RefusesWhatIsNotTheHubsWord) {
  const auto jws = sign_settings(signer, example());
  const crypto::Signer other{crypto::SigningSeed{8}};
  EXPECT_NE(complaint(sign_settings(other, example())), "it was believed");
  auto changed = jws;
  changed[jws.find('.') + 20] ^= 1;
  EXPECT_NE(complaint(changed), "it was believed");
  EXPECT_NE(complaint("<html>"), "it was believed");
  Receipt receipt;
  receipt.device = "milano-01-pos-3";
  EXPECT_THAT(complaint(sign_receipt(signer, receipt)), HasSubstr("`store`"));
  for (std::size_t length = 0; length < jws.size(); length += 7)
    EXPECT_NE(complaint(jws.substr(0, length)), "it was believed");
}

TEST_F(SettingsTest, RefusesWhatIsNotRightInIt) {
  auto wrong = example();
  wrong.version = 0;
  EXPECT_THAT(complaint(wrong), HasSubstr("`version`"));
  wrong = example();
  wrong.epoch = "a\nb";
  EXPECT_THAT(complaint(wrong), HasSubstr("`epoch`"));
  wrong = example();
  wrong.body = std::string(GivenSettings::kBodyMax + 1, '#');
  EXPECT_THAT(complaint(wrong), HasSubstr("`body`"));
  wrong = example();
  wrong.staff.push_back(wrong.staff[0]);
  EXPECT_THAT(complaint(wrong), HasSubstr("each name once"));
  wrong = example();
  wrong.staff[0].name = "Giulia";
  EXPECT_THAT(complaint(wrong), HasSubstr("a name to sign in with"));
  wrong = example();
  wrong.staff.assign(257, wrong.staff[0]);
  EXPECT_NE(complaint(wrong), "it was believed");
}

TEST_F(SettingsTest, LeavesOutWhoHasARoleOfALaterRelease) {
  auto given = example();
  given.staff.push_back(given.staff[0]);
  given.staff.back().name = "olga";
  given.staff.back().role = "owner";
  EXPECT_EQ(problem_of(given.staff.back()), "a role is associate, supervisor or it");
  const auto read = verify_settings(sign_settings(signer, given), keys);
  ASSERT_TRUE(read) << read.error().sentence();
  ASSERT_EQ(read.value().staff.size(), 1U);
  EXPECT_EQ(read.value().staff[0].name, "giulia");
}

}  // namespace
}  // namespace touchpoint::sync
