// A hub and devices over HTTPS with mutual TLS.
#include "hub_world.hpp"
#include "sqlite/sqlite.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/enrol/possession.hpp"

namespace touchpoint::hub {
namespace {

class HubHttpsTest : public HubWorld {};

TEST_F(HubHttpsTest, EnrolledDeviceSendsAndGetsASignedReceipt) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  auto journal = new_journal(till);
  journal.write_many(3);
  const auto answer = post_batch(till, batch_of(journal));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("content-type"), "application/jose");
  const auto receipt = sync::verify_receipt(answer.body, till.keys);
  ASSERT_TRUE(receipt) << receipt.error().sentence();
  EXPECT_EQ(receipt.value().device, "milano-01-pos-3");
  EXPECT_EQ(receipt.value().journal, journal.journal());
  EXPECT_EQ(receipt.value().answers, "b1");
  EXPECT_EQ(receipt.value().through, 3);
  EXPECT_EQ(receipt.value().chain, journal.chain_at(3));
}

TEST_F(HubHttpsTest, CompressedBatchIsTaken) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  auto journal = new_journal(till);
  journal.write_many(500);
  const auto answer = post_batch(till, sync::compress(batch_of(journal)));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(sync::verify_receipt(answer.body, till.keys).value().through, 500);
}

TEST_F(HubHttpsTest, RestartKeepsEverything) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  auto journal = new_journal(till);
  journal.write_many(3);
  ASSERT_EQ(post_batch(till, batch_of(journal)).status, 200);
  stop();
  start();
  const auto answer = post_batch(till, batch_of(journal));
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(sync::verify_receipt(answer.body, till.keys).value().through, 3);
  EXPECT_EQ(command(R"({"verb":"status"})")["events"], 3);
}

TEST_F(HubHttpsTest, TokenIsGoodOnceAndForItsDeviceOnly) {
  const Sender till{.device = "milano-01-pos-3", .store = "milano-01"};
  const auto secret = sync::token_from_text(token(till.device, till.store)).value().secret;
  const auto csr = sync::new_request(sync::new_private_key(), {till.device, till.store}).value();
  EXPECT_EQ(ask_to_enrol("guess", till, csr).status, 401);
  EXPECT_EQ(ask_to_enrol(secret, {.device = "milano-01-pos-4", .store = "milano-01"}, csr).status,
            403);
  EXPECT_EQ(ask_to_enrol(secret, {.device = "milano-01-pos-3", .store = "torino-02"}, csr).status,
            403);
  EXPECT_EQ(ask_to_enrol(secret, till, "no request").status, 422);
  EXPECT_EQ(ask_to_enrol(secret, till, csr).status, 201) << "what failed cost no token";
  EXPECT_EQ(ask_to_enrol(secret, till, csr).status, 401);
}

TEST_F(HubHttpsTest, NothingButEnrolmentIsOpenWithoutACertificate) {
  for (const auto* target :
       {"/v1/news", "/v1/devices", "/v1/profiles/changes", "/v1/refusals?journal=x"}) {
    EXPECT_EQ(ask({}, {.target = target}).status, 401) << target;
  }
  EXPECT_EQ(ask({}, {.method = "POST", .target = "/v1/events", .headers = {}, .body = "[]"}).status,
            401);
  EXPECT_EQ(ask({}, {.target = "/metrics"}).status, 401);
  EXPECT_EQ(ask({}, {.target = "/v1/ca"}).status, 200);
}

TEST_F(HubHttpsTest, SaysHowTheDevicesOfTheAskersStoreAre) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  enrol("milano-01-kiosk-1", "milano-01");
  enrol("torino-02-pos-1", "torino-02");
  const auto answer = ask(till.identity, {.target = "/v1/devices"});
  ASSERT_EQ(answer.status, 200);
  const auto devices = sync::store_devices_from_json(answer.body);
  ASSERT_TRUE(devices) << answer.body;
  EXPECT_EQ(devices.value().devices, 2);
  ASSERT_EQ(devices.value().unwell.size(), 1U) << answer.body;
  EXPECT_EQ(devices.value().unwell.front().device, "milano-01-kiosk-1");
  EXPECT_EQ(devices.value().unwell.front().code, "never_seen");
}

TEST_F(HubHttpsTest, RevokedDeviceIsLetInNoMore) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  EXPECT_EQ(ask(till.identity, {.target = "/v1/news"}).status, 200);
  command(R"({"verb":"device.revoke","device":"milano-01-pos-3"})");
  EXPECT_EQ(ask(till.identity, {.target = "/v1/news"}).status, 403);
}

TEST_F(HubHttpsTest, NewEnrolmentEndsTheCertificateBefore) {
  const auto before = enrol("milano-01-pos-3", "milano-01");
  const auto after = enrol("milano-01-pos-3", "milano-01");
  EXPECT_EQ(ask(before.identity, {.target = "/v1/news"}).status, 403);
  EXPECT_EQ(ask(after.identity, {.target = "/v1/news"}).status, 200);
}

class HubRenewalTest : public HubWorld {
 protected:
  // The till as the hub knows it, with a certificate of those dates for the key that it has.
  Enrolled till_with(std::chrono::hours begins, std::chrono::hours ends) {
    auto till = enrol("milano-01-pos-3", "milano-01");
    const auto keys = read_keys(folder_);
    const auto csr = sync::new_request(till.identity.private_key, {till.sender.device, ""}).value();
    auto made = sync::issue(keys.value().authority, csr,
                            {.common_name = till.sender.device, .unit = till.sender.store},
                            sync::Usage::client, {}, clock_.wall() + begins, ends - begins);
    till.identity.certificate = made.value();
    till.sender.serial = sync::facts_of(made.value()).value().serial;
    // An operator's database tool stands in for the time that has passed.
    stop();
    {
      auto database = sqlite::Database::open(folder_.database(), {});
      const auto serial = " SET serial = '" + till.sender.serial + "';";
      EXPECT_TRUE(database.value().execute("UPDATE devices" + serial));
      EXPECT_TRUE(database.value().execute("UPDATE certificates" + serial));
    }
    start();
    return till;
  }
  int ask_again(const Enrolled& till, const std::string& signed_by = {}) {
    const auto csr =
        sync::new_request(sync::new_private_key(), {till.sender.device, till.sender.store}).value();
    const auto& key = signed_by.empty() ? till.identity.private_key : signed_by;
    const auto proof = sync::sign_with(key, csr).value();
    return ask({.ca = till.identity.ca},
               {.method = "POST",
                .target = "/v1/reenrol",
                .headers = {{"Content-Type", "application/json"}},
                .body = sync::reenrolment_request(csr, till.identity.certificate, proof)})
        .status;
  }
};

TEST_F(HubRenewalTest, AnExpiredDeviceIsKnownByItsKey) {
  const auto till = till_with(std::chrono::hours{-48}, std::chrono::hours{-1});
  EXPECT_EQ(ask_again(till, sync::new_private_key()), 403) << "another key";
  EXPECT_EQ(ask_again(till), 201);
  EXPECT_EQ(ask_again(till), 201) << "the answer was lost";
  command(R"({"verb":"device.revoke","device":"milano-01-pos-3"})");
  EXPECT_EQ(ask_again(till), 403);
}

TEST_F(HubRenewalTest, OnlyWithinTheGrace) {
  settings_.certificates.grace = std::chrono::hours{2};
  const auto till = till_with(std::chrono::hours{-48}, std::chrono::hours{-3});
  EXPECT_EQ(ask_again(till), 403);
}

TEST_F(HubRenewalTest, ACertificateOfAnotherAuthorityProvesNothing) {
  auto till = till_with(std::chrono::hours{-48}, std::chrono::hours{-1});
  const auto other = sync::new_authority("centre CA", clock_.wall(), std::chrono::days{1}).value();
  const auto csr = sync::new_request(till.identity.private_key, {"x", ""}).value();
  till.identity.certificate =
      sync::issue(other, csr, {.common_name = till.sender.device, .unit = till.sender.store},
                  sync::Usage::client, {}, clock_.wall(), std::chrono::days{1})
          .value();
  EXPECT_EQ(ask_again(till), 403);
}

TEST_F(HubRenewalTest, ACertificateIsGoodForAsLongAsTheHubSays) {
  settings_.certificates.valid = std::chrono::hours{24 * 30};
  stop();
  start();
  const auto till = enrol("milano-01-pos-3", "milano-01");
  const auto facts = sync::facts_of(till.identity.certificate).value();
  EXPECT_LE(facts.not_after, clock_.wall() + std::chrono::days{30});
  EXPECT_GT(facts.not_after, clock_.wall() + std::chrono::days{29});
}

TEST_F(HubHttpsTest, WhatIsNoBatchChangesNothing) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  EXPECT_EQ(post_batch(till, "<html>").status, 400);
  EXPECT_EQ(post_batch(till, "[]").status, 400);
  EXPECT_EQ(post_batch(till, std::string(2 * 1024 * 1024, ' ')).status, 413);
  EXPECT_EQ(
      ask(till.identity, {.method = "POST",
                          .target = "/v1/events",
                          .headers = {{"Content-Type", "text/plain"}, {"Touchpoint-Batch", "b1"}},
                          .body = "[]"})
          .status,
      415);
  EXPECT_EQ(command(R"({"verb":"status"})")["events"], 0);
}

TEST_F(HubHttpsTest, RefusedRowsAreListed) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  auto journal = new_journal(till);
  journal.write_many(2);
  journal.rows[1].replace(journal.rows[1].find("wedge"), 5, "xedge");
  const auto receipt = sync::verify_receipt(post_batch(till, batch_of(journal)).body, till.keys);
  EXPECT_EQ(receipt.value().refused, 1);
  auto list = json_of(
      ask(till.identity, {.target = "/v1/refusals?journal=" + journal.journal() + "&since=0"})
          .body);
  ASSERT_EQ(list["refused"].as_array().size(), 1U);
  EXPECT_EQ(list["refused"].at(0).at("sequence"), 2);
}

TEST_F(HubHttpsTest, DevicePullsItsStoresProfiles) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  command(R"({"verb":"source.add","name":"shop","user_id":"loyalty","home_store":"milano-01"})");
  command(R"({"verb":"source.batch","source":"shop","batch":[
      {"type":"identify","userId":"2900417","traits":{"firstName":"Anna"}}]})");
  const auto news = sync::news_from_json(ask(till.identity, {.target = "/v1/news"}).body);
  ASSERT_TRUE(news);
  const auto answer = ask(till.identity, {.target = "/v1/profiles/changes?since=0&limit=500"});
  ASSERT_EQ(answer.status, 200);
  const auto page = sync::page_from_json(answer.body);
  ASSERT_TRUE(page) << page.error().sentence();
  EXPECT_EQ(page.value().epoch, news.value().epoch);
  EXPECT_EQ(page.value().through, news.value().profiles);
  ASSERT_EQ(page.value().profiles.size(), 1U);
  EXPECT_EQ(page.value().profiles[0].given_name, "Anna");
  for (const auto* wrong : {"since=-1", "since=x", "limit=0"}) {
    EXPECT_EQ(ask(till.identity, {.target = std::string("/v1/profiles/changes?") + wrong}).status,
              400);
  }
}

}  // namespace
}  // namespace touchpoint::hub
