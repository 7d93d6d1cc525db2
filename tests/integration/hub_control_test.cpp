// What an operator asks of a running hub.
#include "hub_world.hpp"
#include "sync/hub/status_json.hpp"

namespace touchpoint::hub {
namespace {

class HubControlTest : public HubWorld {
 protected:
  Error refusal(const std::string& line) {
    auto client = control::ControlClient::connect(folder_.control_socket());
    const auto answer = client.value().call(line);
    EXPECT_FALSE(answer) << line;
    return answer ? refused("") : answer.error();
  }
};

TEST_F(HubControlTest, StatusShowsStoresDevicesAndHowFarTheyAreStored) {
  const auto till = enrol("milano-01-pos-3", "milano-01");
  auto journal = new_journal(till);
  journal.write_many(4);
  ASSERT_EQ(post_batch(till, batch_of(journal)).status, 200);
  auto status = command(R"({"verb":"status"})");
  EXPECT_EQ(status["devices"].at(0).at("journals").at(0).at("through"), 4);
  EXPECT_EQ(status["mqtt"], "none");
  const auto words = in_words(json::serialize(status), clock_.wall());
  ASSERT_TRUE(words);
  EXPECT_NE(words.value().find("milano-01-pos-3"), std::string::npos);
  EXPECT_NE(words.value().find("stored through 4"), std::string::npos);
}

TEST_F(HubControlTest, SecondImportChangesNothing) {
  command(R"({"verb":"source.add","name":"shop","user_id":"loyalty","home_store":"milano-01"})");
  const std::string line = R"({"verb":"source.batch","source":"shop","batch":[
      {"type":"identify","messageId":"c","userId":"1"},
      {"type":"track","messageId":"o","userId":"1","event":"Order Completed",
       "properties":{"order_id":"1"}},{"type":"alias"}]})";
  auto first = command(line);
  EXPECT_EQ(first["applied"], 2);
  EXPECT_EQ(first["refused"], 1);
  const auto change = command(R"({"verb":"status"})")["change"];
  EXPECT_EQ(command(line)["repeated"], 2);
  EXPECT_EQ(command(R"({"verb":"status"})")["change"], change);
}

TEST_F(HubControlTest, WhatIsWrongIsSaid) {
  EXPECT_TRUE(refusal(R"({"verb":"token","device":"A B","store":"x","valid_s":60})")
                  .is(Condition::refused));
  EXPECT_TRUE(
      refusal(R"({"verb":"token","device":"a","store":"x","valid_s":0})").is(Condition::refused));
  EXPECT_TRUE(
      refusal(R"({"verb":"source.add","name":"shop","user_id":"guess"})").is(Condition::refused));
  EXPECT_TRUE(
      refusal(R"({"verb":"source.batch","source":"none","batch":[]})").is(Condition::refused));
  EXPECT_TRUE(refusal(R"({"verb":"device.revoke","device":"none"})").is(Condition::refused));
  EXPECT_TRUE(refusal(R"({"verb":"dance"})").is(Condition::refused));
}

}  // namespace
}  // namespace touchpoint::hub
