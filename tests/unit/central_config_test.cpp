// What the hub may give of touchpoint.toml, and what a person has set beside it.
#include <filesystem>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/agent_config.hpp"
#include "config/central.hpp"
#include "support/temp_folder.hpp"
#include "support/write_file.hpp"

namespace touchpoint::config {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string complaint(std::string_view body) {
  const auto checked = check_central("central.toml", body);
  return checked ? "it was accepted" : checked.error().sentence();
}

TEST(CentralConfigTest, EveryKeyIsGivenByTheHubOrSaysWhyNot) {
  Config config;
  for (const auto& section : agent_schema(config).sections) {
    for (const auto& key : section.keys) {
      const auto named = section.name + "." + key.name;
      if (key.central == Central::never) {
        EXPECT_THAT(section.local_because, testing::Not(IsEmpty())) << named;
        const auto example = as_toml(key.example.value_or(key.fallback.value_or("")));
        EXPECT_EQ(complaint("[" + section.name + "]\n" + key.name + " = " + example + "\n"),
                  "central.toml:2:1: \"" + key.name + "\" in [" + section.name +
                      "] cannot be given by the hub: " + section.local_because);
      } else {
        EXPECT_TRUE(std::holds_alternative<std::filesystem::path*>(key.target) == false &&
                    std::holds_alternative<Address*>(key.target) == false)
            << named << ": paths and addresses are this device's own";
      }
    }
  }
}

TEST(CentralConfigTest, WhatCouldStopADeviceIsRefused) {
  struct Wrong {
    std::string_view body;
    std::string_view says;
  };
  constexpr std::array kWrong = {
      Wrong{"[web]\nlisten = \"127.0.0.1:9\"\n", "\"listen\" in [web] cannot be given by the hub"},
      Wrong{"[storage]\njournal_max_mib = 8\n", "stop recording"},
      Wrong{"[device]\nname = \"other\"\n", "\"name\" in [device] cannot be given by the hub"},
      Wrong{"[secret]\nfile = \"/elsewhere/x\"\n", "cannot be given by the hub"},
      Wrong{"[scan]\norder_pattern = \"(a+)+\"\n", "cannot be given by the hub"},
      Wrong{"[sync]\nenabled = false\n", "unknown key \"enabled\" in [sync]"},
      Wrong{"[hub]\nurl = \"http://elsewhere\"\n", "unknown section [hub]"},
      Wrong{"[tls]\nverify = false\n", "unknown section [tls]"},
      Wrong{"[sync]\nnews_poll = \"500ms\"\n", "must be from 1s to 10m, not 500ms"},
      Wrong{"[sync]\nbackoff_max = \"1h\"\n", "must be from 1s to 15m, not 1h"},
      Wrong{"[sync]\nbatch_rows = 1\n", "must be from 50 to 5000, not 1"},
      Wrong{"[sync]\nkeep_alive = \"0s\"\n", "must be from 5s"},
      Wrong{"[log]\nlevel = \"off\"\n", "must be one of"},
      Wrong{"[log\n", "central.toml:1:"},
      Wrong{"level = \"info\"\n", "stands outside of every section"},
  };
  for (const auto& wrong : kWrong)
    EXPECT_THAT(complaint(wrong.body), HasSubstr(wrong.says)) << wrong.body;
  EXPECT_THAT(complaint(std::string(65 * 1024, '#')), HasSubstr("longer than"));
  EXPECT_EQ(complaint(""), "it was accepted");
}

class CentralLayerTest : public testing::Test {
 protected:
  CentralLayerTest() { ::unsetenv("CREDENTIALS_DIRECTORY"); }

  std::filesystem::path local(std::string_view more) {
    return support::write_file(
        folder_ / "touchpoint.toml",
        "[device]\nstore = \"milano-01\"\nname = \"pos-3\"\n[storage]\nstate = " +
            as_toml(folder_.path().string()) + "\n" + std::string(more));
  }
  CentralSettings give(std::string body, std::string device = "pos-3") {
    const CentralSettings settings{.number = 12,
                                   .version = 31,
                                   .device = std::move(device),
                                   .epoch = "6f1d; or so",
                                   .at = WallTime{1h},
                                   .body = std::move(body)};
    support::write_file(central_file(folder_.path()), to_text(settings));
    return settings;
  }
  Config must(const std::filesystem::path& file) {
    auto config = read_config(file);
    EXPECT_TRUE(config) << config.error().sentence();
    return config ? std::move(config).value() : Config{};
  }

  support::TempFolder folder_;
};

TEST_F(CentralLayerTest, TheFileOfThisDeviceCountsWhereItSetsAKey) {
  give("[kiosk]\nidle = \"30s\"\n[sync]\nnews_poll = \"20s\"\n[log]\nlevel = \"debug\"\n");
  const auto file = local("[sync]\nnews_poll = \"7s\"\n[log]\nlevel = \"warn\"\n");
  const auto config = must(file);
  EXPECT_EQ(config.central.number, 12);
  EXPECT_EQ(config.central.problem, "");
  EXPECT_EQ(config.kiosk.idle, 30s);
  EXPECT_EQ(config.sync.news_poll, 7s);
  EXPECT_EQ(config.log.level, "warn");
  EXPECT_EQ(config.sync.backoff_max, 5min);

  const auto settings = read_settings(file);
  ASSERT_TRUE(settings);
  const auto text = write_settings(settings.value().settings, file, settings.value().given);
  EXPECT_THAT(text, HasSubstr("idle = \"30s\"  # from the hub, settings 12\n"));
  EXPECT_THAT(text, HasSubstr("news_poll = \"7s\"  # " + file.string() +
                              ":7, overrides the hub's settings 12\n"));
  EXPECT_THAT(text, HasSubstr("backoff_max = \"5m\"  # default\n"));
}

TEST_F(CentralLayerTest, WhatWasWrittenIsReadAgain) {
  const auto given = give("[log]\nlevel = \"warn\"\n");
  const auto read = read_central(folder_.path(), "pos-3");
  ASSERT_TRUE(read && read.value());
  EXPECT_EQ(read.value()->number, given.number);
  EXPECT_EQ(read.value()->version, given.version);
  EXPECT_EQ(read.value()->epoch, given.epoch);
  EXPECT_EQ(read.value()->at, given.at);
  EXPECT_EQ(read.value()->body, given.body);
  std::filesystem::remove(central_file(folder_.path()));
  const auto none = read_central(folder_.path(), "pos-3");
  EXPECT_TRUE(none && !none.value());
}

TEST_F(CentralLayerTest, WhatDoesNotFitIsLeftAsideWholeAndStopsNothing) {
  const auto left_aside = [&](std::string_view because) {
    const auto config = must(local(""));
    EXPECT_EQ(config.central.number, 0);
    EXPECT_EQ(config.kiosk.idle, 45s);
    EXPECT_THAT(config.central.problem, HasSubstr(because));
  };
  give("[kiosk]\nidle = \"30s\"\n[web]\nlisten = \"127.0.0.1:9\"\n");
  left_aside("the hub's settings 12:4:1: \"listen\" in [web] cannot be given by the hub");
  give("[kiosk]\nidle = \"30s\"\n[device]\nlanguage = \"de\"\n");
  left_aside("must be one of \"languages\"");
  give("[kiosk]\nidle = \"30s\"\n", "pos-4");
  left_aside("was given to another device, pos-4");
  support::write_file(central_file(folder_.path()), "[kiosk]\nidle = \"30s\"\n");
  left_aside("is not what was written");
  std::filesystem::remove(central_file(folder_.path()));
  std::filesystem::create_directory(central_file(folder_.path()));
  left_aside("is not a regular file");
}

TEST_F(CentralLayerTest, ARunningDeviceFollowsWhatItCan) {
  auto running = must(local("[log]\nlevel = \"warn\"\n"));
  auto settings = give(
      "[kiosk]\nidle = \"30s\"\n[sync]\nnews_poll = \"20s\"\nprobe = \"1m\"\n"
      "[log]\nlevel = \"debug\"\n");
  // What was edited since the start waits for the restart, whole.
  local("[sync]\nprobe = \"11s\"\n[nonsense]\n");
  auto next = with_central(running, settings);
  ASSERT_TRUE(next) << next.error().sentence();
  const auto followed = follow(running, next.value());
  EXPECT_THAT(followed.at_once, ElementsAre("sync.news_poll", "sync.probe"));
  EXPECT_THAT(followed.after_restart, ElementsAre("kiosk.idle"));
  EXPECT_EQ(running.sync.news_poll, 20s);
  EXPECT_EQ(running.sync.probe, 1min);
  EXPECT_EQ(running.log.level, "warn");
  EXPECT_EQ(running.kiosk.idle, 45s);
  EXPECT_EQ(running.central.number, 12);

  settings.number = 13;
  settings.body = "";
  next = with_central(running, settings);
  ASSERT_TRUE(next);
  const auto back = follow(running, next.value());
  EXPECT_THAT(back.at_once, ElementsAre("sync.news_poll", "sync.probe"));
  EXPECT_THAT(back.after_restart, IsEmpty());
  EXPECT_EQ(running.sync.news_poll, 15s);

  settings.body = "[storage]\nstate = \"/elsewhere\"\n";
  EXPECT_FALSE(with_central(running, settings));
}

}  // namespace
}  // namespace touchpoint::config
