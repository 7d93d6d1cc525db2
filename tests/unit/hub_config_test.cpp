#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "support/held_clock.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"
#include "sync/hub/folder.hpp"
#include "sync/hub/identity_rules.hpp"

namespace touchpoint::hub {
namespace {

class HubFolderTest : public testing::Test {
 protected:
  Result<void> make(bool broker = true) {
    NewHub hub;
    hub.config.name = "centre";
    hub.config.log_level = "info";
    hub.config.devices_listen = {"0.0.0.0", 8443};
    hub.config.sources_listen = {"127.0.0.1", 8480};
    hub.config.mqtt_host = "127.0.0.1";
    hub.config.mqtt_port = 18883;
    hub.config.mqtt_device_host = "hub.example";
    hub.hosts = {"hub.example", "127.0.0.1"};
    hub.broker = broker;
    return make_folder(folder_, hub, clock_, random_);
  }
  support::TempFolder temp_;
  Folder folder_{temp_ / "hub"};
  support::HeldClock clock_;
  support::RepeatableRandom random_;
};

TEST_F(HubFolderTest, ConfigurationReadsBackAsItWasMade) {
  ASSERT_TRUE(make());
  const auto config = read_hub_config(folder_.config());
  ASSERT_TRUE(config) << config.error().sentence();
  EXPECT_EQ(config.value().name, "centre");
  EXPECT_EQ(config.value().devices_listen.text(), "0.0.0.0:8443");
  EXPECT_EQ(config.value().mqtt_port, 18883);
  EXPECT_EQ(config.value().mqtt_device_host, "hub.example");
  EXPECT_EQ(config.value().mqtt_keep_alive, std::chrono::seconds(60));
  EXPECT_EQ(config.value().mqtt_backoff_max, std::chrono::seconds(30));
}

TEST_F(HubFolderTest, WhatIsNobodysIsShippedAndCanBeChanged) {
  ASSERT_TRUE(make());
  const auto shipped = read_hub_config(folder_.config());
  ASSERT_TRUE(shipped) << shipped.error().sentence();
  EXPECT_EQ(shipped.value().identity_emails_max, 4);
  EXPECT_EQ(shipped.value().identity_blocked, IdentityRules{}.blocked);
  const auto with = [&](const std::string& blocked) {
    std::ifstream file(folder_.config());
    std::string text(std::istreambuf_iterator<char>(file), {});
    const auto from = text.find("\n[identity]\n");
    text.erase(from, text.find("\n[mqtt]\n") - from);
    std::ofstream(temp_ / "other.toml")
        << text << "[identity]\nphones_max = 9\nblocked = [" << blocked << "]\n";
    return read_hub_config(temp_ / "other.toml");
  };
  const auto own = with("\"email:till@shop.example\"");
  ASSERT_TRUE(own) << own.error().sentence();
  EXPECT_EQ(own.value().identity_phones_max, 9);
  EXPECT_EQ(own.value().identity_blocked.size(), 1U);
  EXPECT_FALSE(with("\"fax:1\""));
}

TEST_F(HubFolderTest, AConsoleIsThereOnlyWhereItIsToldToListen) {
  ASSERT_TRUE(make());
  EXPECT_EQ(read_hub_config(folder_.config()).value().console_listen, "");
  const auto with = [&](const std::string& section) {
    std::ifstream file(folder_.config());
    std::string text(std::istreambuf_iterator<char>(file), {});
    const auto from = text.find("\n[console]\n");
    text.erase(from, text.find("\n[mqtt]\n") - from);
    std::ofstream(temp_ / "other.toml") << text << section;
    return read_hub_config(temp_ / "other.toml");
  };
  EXPECT_EQ(with("").value().console_listen, "") << "a hub.toml of before";
  EXPECT_EQ(with("[console]\nlisten = \"0.0.0.0:8490\"\n").value().console_listen, "0.0.0.0:8490");
  const auto wrong = with("[console]\nlisten = \"everywhere\"\n");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().sentence().find("127.0.0.1:8490"), std::string::npos)
      << wrong.error().sentence();
}

TEST_F(HubFolderTest, PhonesHaveADoorOnlyOnThisMachineAndByAPublicName) {
  ASSERT_TRUE(make());
  EXPECT_EQ(read_hub_config(folder_.config()).value().phones_listen, "");
  const auto with = [&](const std::string& section) {
    std::ifstream file(folder_.config());
    std::string text(std::istreambuf_iterator<char>(file), {});
    const auto from = text.find("\n[phones]\n");
    text.erase(from, text.find("\n[identity]\n") - from);
    std::ofstream(temp_ / "other.toml") << text << section;
    return read_hub_config(temp_ / "other.toml");
  };
  EXPECT_EQ(with("").value().phones_listen, "") << "a hub.toml of before";
  const std::string url = "url = \"https://feedback.example.org/\"\n";
  EXPECT_EQ(with("[phones]\nlisten = \"127.0.0.1:8491\"\n" + url).value().phones_url,
            "https://feedback.example.org/");
  for (const auto& [section, why] : std::map<std::string, std::string>{
           {"listen = \"0.0.0.0:8491\"\n" + url, "a proxy that speaks TLS"},
           {"listen = \"127.0.0.1:8491\"\n", "needs \"url\""},
           {"url = \"http://feedback.example.org/\"\n", "with https and a slash"}}) {
    const auto wrong = with("[phones]\n" + section);
    ASSERT_FALSE(wrong) << section;
    EXPECT_NE(wrong.error().sentence().find(why), std::string::npos) << wrong.error().sentence();
  }
}

TEST_F(HubFolderTest, KeysReadBackAndAreForTheirOwnerOnly) {
  ASSERT_TRUE(make());
  ASSERT_TRUE(read_keys(folder_));
  for (const auto& key : {folder_.ca_key(), folder_.server_key(), folder_.mqtt_key(),
                          folder_.receipts_key(), folder_.broker() / "server.key"}) {
    EXPECT_EQ(std::filesystem::status(key).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << key;
  }
  std::filesystem::permissions(folder_.ca_key(), std::filesystem::perms(0644));
  const auto open = read_keys(folder_);
  ASSERT_FALSE(open);
  EXPECT_TRUE(open.error().is(Condition::misconfigured));
}

TEST_F(HubFolderTest, HubThatIsThereIsNotOverwritten) {
  ASSERT_TRUE(make());
  const auto again = make();
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().is(Condition::refused));
}

TEST_F(HubFolderTest, WithoutABrokerNothingIsWrittenForOne) {
  ASSERT_TRUE(make(false));
  EXPECT_FALSE(std::filesystem::exists(folder_.broker()));
}

TEST_F(HubFolderTest, UnknownKeyNamesLineAndNearestKey) {
  ASSERT_TRUE(make());
  std::ofstream(folder_.config(), std::ios::app) << "prot = 1\n";
  const auto config = read_hub_config(folder_.config());
  ASSERT_FALSE(config);
  EXPECT_TRUE(config.error().is(Condition::misconfigured));
  EXPECT_NE(config.error().sentence().find("hub.toml:"), std::string::npos);
  EXPECT_NE(config.error().sentence().find("port"), std::string::npos);
}

}  // namespace
}  // namespace touchpoint::hub
