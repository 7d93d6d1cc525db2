#include <gmock/gmock.h>

#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

class HubAccessTest : public HubStoreTest {
 protected:
  void grant(const std::string& secret = "a secret") {
    ASSERT_TRUE(ask<void>([&](auto done) {
      store_->grant_token(
          {crypto::sha256(as_bytes(secret)), till_, clock_.wall() + std::chrono::hours{24}},
          std::move(done));
    }));
  }
  TokenVerdict check(const Digest& digest, const Sender& sender) {
    return ask<TokenVerdict>([&](auto done) {
             store_->check_token({digest, sender, "", {}}, std::move(done));
           })
        .value();
  }
  TokenVerdict redeem(const std::string& serial, const std::string& secret = "a secret") {
    return ask<TokenVerdict>([&](auto done) {
             store_->redeem_token({crypto::sha256(as_bytes(secret)), till_, serial,
                                   clock_.wall() + std::chrono::days{1}},
                                  std::move(done));
           })
        .value();
  }
  Result<void> renew(const std::string& shown, const std::string& serial) {
    return ask<void>([&](auto done) {
      store_->renew({.sender = {till_.device, till_.store, shown},
                     .serial = serial,
                     .until = clock_.wall() + std::chrono::days{1}},
                    std::move(done));
    });
  }
  std::vector<std::string> ended() {
    const auto found = ask<std::vector<EndedCertificate>>(
        [&](auto done) { store_->ended_certificates(std::move(done)); });
    std::vector<std::string> serials;
    for (const auto& each : found.value())
      serials.push_back(each.serial);
    return serials;
  }
  bool admitted(const Sender& sender) {
    return ask<sync::News>([&](auto done) { store_->news(sender, std::move(done)); }).has_value();
  }
  Digest secret_ = crypto::sha256(as_bytes("a secret"));
};

TEST_F(HubAccessTest, TokenIsGoodOnceForOneDevice) {
  grant();
  EXPECT_EQ(check(crypto::sha256(as_bytes("a guess")), till_), TokenVerdict::unknown);
  EXPECT_EQ(check(secret_, {.device = "milano-01-pos-4", .store = "milano-01"}),
            TokenVerdict::elsewhere);
  EXPECT_EQ(check(secret_, {.device = "milano-01-pos-3", .store = "torino-02"}),
            TokenVerdict::elsewhere);
  EXPECT_EQ(check(secret_, till_), TokenVerdict::good);
  EXPECT_EQ(redeem("01"), TokenVerdict::good);
  EXPECT_EQ(redeem("02"), TokenVerdict::unknown);
  EXPECT_EQ(check(secret_, till_), TokenVerdict::unknown);
}

TEST_F(HubAccessTest, TokenExpires) {
  grant();
  clock_.advance(std::chrono::hours{24});
  EXPECT_EQ(check(secret_, till_), TokenVerdict::unknown);
  EXPECT_EQ(redeem("01"), TokenVerdict::unknown);
}

TEST_F(HubAccessTest, RevokedDeviceIsLetInNoMore) {
  enrol(till_);
  EXPECT_TRUE(admitted(till_));
  ASSERT_TRUE(ask<void>([&](auto done) { store_->revoke("milano-01-pos-3", std::move(done)); }));
  EXPECT_FALSE(admitted(till_));
}

TEST_F(HubAccessTest, DeviceOfAnotherStoreIsNotLetIn) {
  enrol(till_);
  EXPECT_FALSE(admitted({.device = till_.device, .store = "torino-02"}));
}

TEST_F(HubAccessTest, EnrolmentEndsTheCertificateBefore) {
  grant();
  ASSERT_EQ(redeem("0a"), TokenVerdict::good);
  EXPECT_TRUE(admitted({till_.device, till_.store, "0a"}));
  EXPECT_FALSE(admitted({till_.device, till_.store, "09"}));
}

TEST_F(HubAccessTest, ARenewalKeepsTheCertificateThatAskedAndEndsTheOnesBefore) {
  grant();
  ASSERT_EQ(redeem("01"), TokenVerdict::good);
  ASSERT_TRUE(renew("01", "02"));
  ASSERT_TRUE(renew("01", "03")) << "the answer was lost, and it asks again";
  EXPECT_TRUE(admitted({till_.device, till_.store, "01"}));
  EXPECT_FALSE(admitted({till_.device, till_.store, "02"})) << "nobody can have it";
  EXPECT_TRUE(admitted({till_.device, till_.store, "03"}));
  ASSERT_TRUE(renew("03", "04"));
  EXPECT_FALSE(admitted({till_.device, till_.store, "01"}));
  EXPECT_THAT(ended(), testing::ElementsAre("01", "02"));
  EXPECT_FALSE(renew("01", "05"));
  grant("another secret");
  ASSERT_EQ(redeem("06", "another secret"), TokenVerdict::good);
  EXPECT_THAT(ended(), testing::ElementsAre("01", "02", "03", "04"));
}

TEST_F(HubAccessTest, ARevocationEndsEveryCertificateAndSaysSo) {
  grant();
  ASSERT_EQ(redeem("01"), TokenVerdict::good);
  ASSERT_TRUE(renew("01", "02"));
  ASSERT_TRUE(ask<void>([&](auto done) { store_->revoke(till_.device, std::move(done)); }));
  EXPECT_THAT(ended(), testing::ElementsAre("01", "02"));
  const auto again = renew("02", "03");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().sentence(), kRevokedSentence);
}

TEST_F(HubAccessTest, ACertificateWhoseTimeIsOverIsOnNoList) {
  grant();
  ASSERT_EQ(redeem("01"), TokenVerdict::good);
  ASSERT_TRUE(ask<void>([&](auto done) { store_->revoke(till_.device, std::move(done)); }));
  EXPECT_THAT(ended(), testing::ElementsAre("01"));
  clock_.advance(std::chrono::days{2});
  EXPECT_THAT(ended(), testing::IsEmpty());
  EXPECT_TRUE(ask<void>([&](auto done) { store_->sweep(std::move(done)); }));
}

TEST_F(HubAccessTest, ALastWillLeavesWhatTheDeviceSaidBefore) {
  enrol(till_);
  const auto keep = [&](bool online, const std::string& json) {
    DeviceState state{.sender = till_, .online = online, .journal = {}, .json = json};
    EXPECT_TRUE(
        ask<void>([&](auto done) { store_->keep_state(std::move(state), std::move(done)); }));
    return status().devices.at(0).state;
  };
  EXPECT_EQ(keep(false, R"({"online":false})"), R"({"online":false})");
  keep(true, R"({"online":true,"version":"0.1.0","queue":3,"disk_free":7})");
  EXPECT_EQ(keep(false, R"({"online":false})"),
            R"({"online":false,"version":"0.1.0","queue":3,"disk_free":7})");
  EXPECT_EQ(keep(true, R"({"online":true,"version":"0.1.1"})"),
            R"({"online":true,"version":"0.1.1"})")
      << "what it says no more is not known any more";
}

TEST_F(HubAccessTest, AnOpenTokenIsListedUntilItIsUsedWithdrawnOrOver) {
  const auto open = [&] {
    return ask<std::vector<OpenToken>>([&](auto done) { store_->open_tokens(std::move(done)); })
        .value();
  };
  grant();
  grant("another secret");
  ASSERT_EQ(open().size(), 2U);
  EXPECT_EQ(redeem("01"), TokenVerdict::good);
  ASSERT_EQ(open().size(), 1U);
  const auto token = open().front().token;
  const auto withdraw = [&] {
    return ask<void>([&](auto done) { store_->withdraw_token(token, std::move(done)); });
  };
  EXPECT_TRUE(withdraw());
  EXPECT_TRUE(withdraw().error().is(Condition::refused));
  EXPECT_EQ(redeem("02", "another secret"), TokenVerdict::unknown);
  grant("a third secret");
  clock_.advance(std::chrono::hours{24});
  EXPECT_TRUE(open().empty());
}

TEST_F(HubAccessTest, SourceNameIsTakenOnce) {
  add_source("shop");
  const auto again = ask<void>([&](auto done) {
    store_->add_source({{0, "shop", UserIdKind::account, ""}, secret_}, std::move(done));
  });
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().is(Condition::refused));
}

TEST_F(HubAccessTest, SourceIsFoundByItsKeyAlone) {
  add_source("shop");
  const auto found = ask<std::optional<Source>>([&](auto done) {
    store_->source_of_key(crypto::sha256(as_bytes("key of shop")), std::move(done));
  });
  ASSERT_TRUE(found.value());
  EXPECT_EQ(found.value()->name, "shop");
  const auto none = ask<std::optional<Source>>(
      [&](auto done) { store_->source_of_key(secret_, std::move(done)); });
  EXPECT_FALSE(none.value());
}

TEST_F(HubAccessTest, ARemovedSourceIsFoundNoMoreAndWhatItSentStays) {
  const auto shop = add_source("shop");
  const std::string placed = R"({"type":"track","messageId":"m-1","userId":"2900417",)"
                             R"("event":"Order Completed","properties":{"order_id":"W-1"}})";
  EXPECT_EQ(call(shop, CallKind::track, placed).applied, 1U);
  const auto remove = [&] {
    return ask<void>([&](auto done) { store_->remove_source("shop", std::move(done)); });
  };
  EXPECT_TRUE(remove());
  EXPECT_TRUE(remove().error().is(Condition::refused));
  const auto by_key = ask<std::optional<Source>>([&](auto done) {
    store_->source_of_key(crypto::sha256(as_bytes("key of shop")), std::move(done));
  });
  EXPECT_FALSE(by_key.value());
  EXPECT_TRUE(ask<std::vector<Source>>([&](auto done) { store_->sources(std::move(done)); })
                  .value()
                  .empty());
  EXPECT_FALSE(
      ask<void>([&](auto done) { store_->rotate_source("shop", secret_, std::move(done)); }));
  EXPECT_EQ(status().orders, 1);
  restart();
  const auto otherwise = ask<void>([&](auto done) {
    store_->add_source({{0, "shop", UserIdKind::account, ""}, secret_}, std::move(done));
  });
  ASSERT_FALSE(otherwise) << "its user ids would mean somebody else";
  EXPECT_NE(otherwise.error().sentence().find("was removed"), std::string::npos);
  EXPECT_EQ(call(add_source("shop"), CallKind::track, placed).repeated, 1U) << "it is the same";
}

}  // namespace
}  // namespace touchpoint::hub
