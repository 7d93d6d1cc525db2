// What each device is to have: which settings reach it, and that its version only goes up.
#include <gmock/gmock.h>

#include "support/hub_fixture.hpp"

namespace touchpoint::hub {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = RingMember::Kind;

class HubConfigurationTest : public HubStoreTest {
 protected:
  HubConfigurationTest() {
    for (const auto& device : {till_, kiosk_, far_})
      enrol(device);
  }

  std::int64_t publish(const std::string& ring, const std::string& body) {
    const auto number = ask<std::int64_t>([&](auto done) {
      store_->publish({.body = body, .ring = ring, .by = "mario", .note = "why"}, std::move(done));
    });
    EXPECT_TRUE(number) << number.error().sentence();
    return number ? number.value() : 0;
  }
  Result<std::int64_t> widen() {
    return ask<std::int64_t>([&](auto done) { store_->widen(std::move(done)); });
  }
  Result<std::int64_t> withdraw() {
    return ask<std::int64_t>(
        [&](auto done) { store_->withdraw("anna", "not good", std::move(done)); });
  }
  Result<void> add_ring(const std::string& name) {
    return ask<void>([&](auto done) { store_->add_ring(name, std::move(done)); });
  }
  Result<void> put(const std::string& ring, Kind kind, const std::string& name) {
    return ask<void>([&](auto done) { store_->put_in_ring(ring, {kind, name}, std::move(done)); });
  }
  Result<sync::GivenSettings> give(const Sender& sender, std::int64_t since = 0,
                                   std::optional<std::string> epoch = std::nullopt) {
    const ConfigurationQuery query{sender, epoch ? *epoch : status().epoch, since};
    return ask<sync::GivenSettings>(
        [&](auto done) { store_->configuration(query, std::move(done)); });
  }
  std::string body_for(const Sender& sender) { return give(sender).value().body; }
  std::int64_t version_for(const Sender& sender) { return give(sender).value().version; }
  ConfigurationStatus configuration() {
    return ask<ConfigurationStatus>(
               [&](auto done) { store_->configuration_status(std::move(done)); })
        .value();
  }
  static StoreStaff somebody(const std::string& store, const std::string& name) {
    return {.store = store,
            .staff = {.name = name, .display_name = "Giulia R.", .role = "associate"},
            .by = "mario"};
  }
  Result<void> add_staff(const StoreStaff& staff) {
    return ask<void>([&](auto done) { store_->add_staff(staff, std::move(done)); });
  }

  Sender kiosk_{.device = "milano-01-kiosk-1", .store = "milano-01"};
  Sender far_{.device = "torino-02-pos-1", .store = "torino-02"};
};

TEST_F(HubConfigurationTest, SettingsReachTheirRingAndThoseBeforeIt) {
  ASSERT_TRUE(add_ring("pilot"));
  ASSERT_TRUE(add_ring("region"));
  ASSERT_TRUE(put("pilot", Kind::device, till_.device));
  ASSERT_TRUE(put("region", Kind::store, till_.store));
  struct Step {
    std::string_view ring;  // "widen", "withdraw", or where `body` is published to
    std::string_view body;
    std::string_view till, kiosk, far;  // what pilot, region and all have then
  };
  constexpr std::array kSteps = {
      Step{"all", "# 1", "# 1", "# 1", "# 1"},
      Step{"pilot", "# 2", "# 2", "# 1", "# 1"},
      Step{"widen", "", "# 2", "# 2", "# 1"},
      Step{"pilot", "# 3", "# 3", "# 2", "# 1"},
      Step{"withdraw", "", "# 2", "# 2", "# 1"},
      Step{"region", "# 4", "# 4", "# 4", "# 1"},
      Step{"widen", "", "# 4", "# 4", "# 4"},
      Step{"withdraw", "", "# 1", "# 1", "# 1"},
      Step{"all", "", "", "", ""},
      Step{"region", "# 5", "# 5", "# 5", ""},
  };
  std::map<std::string, std::pair<std::int64_t, std::string>> last;
  for (const auto& step : kSteps) {
    SCOPED_TRACE(std::string(step.ring) + " " + std::string(step.body));
    if (step.ring == "widen") {
      ASSERT_TRUE(widen());
    } else if (step.ring == "withdraw") {
      ASSERT_TRUE(withdraw());
    } else {
      publish(std::string(step.ring), std::string(step.body));
    }
    for (const auto& [sender, body] :
         {std::pair{till_, step.till}, std::pair{kiosk_, step.kiosk}, std::pair{far_, step.far}}) {
      const auto given = give(sender).value();
      EXPECT_EQ(given.body, body) << sender.device;
      auto& [version, before] = last[sender.device];
      EXPECT_GE(given.version, version);
      if (given.body != before) {
        EXPECT_GT(given.version, version) << sender.device;
      }
      last[sender.device] = {given.version, given.body};
    }
  }
}

TEST_F(HubConfigurationTest, ADevicesOwnRingCountsBeforeItsStores) {
  ASSERT_TRUE(add_ring("pilot"));
  ASSERT_TRUE(put("pilot", Kind::store, till_.store));
  publish("pilot", "# new");
  EXPECT_EQ(body_for(till_), "# new");
  const auto before = version_for(till_);
  ASSERT_TRUE(put("all", Kind::device, till_.device));
  EXPECT_EQ(body_for(till_), "");
  EXPECT_GT(version_for(till_), before) << "what a device had before is given under a new version";
  EXPECT_EQ(body_for(kiosk_), "# new");
}

TEST_F(HubConfigurationTest, WhatCannotBeDoneIsSaid) {
  EXPECT_THAT(widen().error().sentence(), HasSubstr("no settings have been published"));
  EXPECT_THAT(withdraw().error().sentence(), HasSubstr("no settings have been published"));
  publish("all", "");
  EXPECT_THAT(widen().error().sentence(), HasSubstr("reach every device already"));
  EXPECT_THAT(put("nowhere", Kind::device, till_.device).error().sentence(),
              HasSubstr("there is no ring nowhere"));
  ASSERT_TRUE(add_ring("pilot"));
  EXPECT_FALSE(add_ring("pilot"));
  EXPECT_FALSE(add_ring("all"));
  EXPECT_FALSE(ask<PublishedSettings>([&](auto done) { store_->settings(77, std::move(done)); }));
}

TEST_F(HubConfigurationTest, NewsCarryTheVersionOfEachDevice) {
  ASSERT_TRUE(add_ring("pilot"));
  ASSERT_TRUE(put("pilot", Kind::device, till_.device));
  publish("pilot", "# new");
  const auto all =
      ask<std::vector<NewsFor>>([&](auto done) { store_->news_of({}, std::move(done)); }).value();
  std::map<std::string, std::int64_t> config;
  for (const auto& each : all)
    config[each.sender.device] = each.news.config.value_or(-1);
  EXPECT_EQ(config[till_.device], version_for(till_));
  EXPECT_EQ(config[kiosk_.device], 0);
}

TEST_F(HubConfigurationTest, ADeviceSaysWhatItHasWhenItAsks) {
  const auto number = publish("all", "# 1");
  const auto given = give(till_).value();
  EXPECT_EQ(given.number, number);
  const auto find = [&](const Sender& sender) {
    const auto found = configuration();
    return *std::ranges::find_if(found.devices,
                                 [&](const auto& d) { return d.sender.device == sender.device; });
  };
  EXPECT_EQ(find(till_).has_number, 0) << "it was told, and has not said that it has it";
  EXPECT_TRUE(find(till_).asked);
  EXPECT_FALSE(find(far_).asked);
  ASSERT_TRUE(give(till_, given.version));
  EXPECT_EQ(find(till_).has_number, number);
  EXPECT_EQ(find(till_).has, find(till_).version);
  // It was given another, and does not take it.
  const auto second = publish("all", "# 2");
  ASSERT_TRUE(give(till_, given.version));
  ASSERT_TRUE(give(till_, given.version));
  EXPECT_EQ(find(till_).has_number, number);
  EXPECT_EQ(find(till_).number, second);
  EXPECT_NE(find(till_).has, find(till_).version);
}

TEST_F(HubConfigurationTest, WhatADeviceDoesNotTakeStandsUntilItTakesNewer) {
  const auto first = give(till_).value().version;
  ASSERT_TRUE(give(till_, first));
  const auto number = publish("all", "# 2");
  const auto given = give(till_, first).value();
  auto journal = new_journal();
  const auto refuse = [&](std::int64_t version) {
    journal.write("touchpoint.config.refused",
                  R"({"version":)" + std::to_string(version) + R"(,"reason":"unknown key \"x\""})");
    ASSERT_TRUE(send(journal, journal.rows.size(), journal.rows.size()));
  };
  const auto stands = [&] {
    const auto found = configuration();
    return std::ranges::find(
               found.devices, till_.device,
               [](const auto& d) -> const auto& { return d.sender.device; })
        ->refused;
  };
  refuse(given.version);
  ASSERT_TRUE(stands());
  EXPECT_EQ(stands()->number, number);
  EXPECT_EQ(stands()->reason, R"(unknown key "x")");
  EXPECT_EQ(stands()->at, clock_.wall());
  EXPECT_EQ(status().devices.at(0).settings_refused.has_value() +
                status().devices.at(1).settings_refused.has_value(),
            1);
  EXPECT_EQ(ask<StoreTotals>([&](auto done) { store_->totals(std::move(done)); })
                .value()
                .settings_refusing,
            1);

  // The same settings under another version: which they are the device alone could say.
  ASSERT_TRUE(add_staff(somebody("milano-01", "giulia")));
  const auto next = give(till_, first).value().version;
  refuse(next);
  EXPECT_EQ(stands()->version, next);
  EXPECT_EQ(stands()->number, number);
  refuse(given.version);
  EXPECT_FALSE(stands()->number);
  refuse(0);
  EXPECT_EQ(stands()->version, next) << "what it could not read was the last that it was given";

  ASSERT_TRUE(give(till_, next));
  EXPECT_FALSE(stands());
  refuse(given.version);
  EXPECT_FALSE(stands()) << "late news of what it has passed";
}

TEST_F(HubConfigurationTest, StaffGoToTheirStoreOnly) {
  ASSERT_TRUE(add_staff(somebody("milano-01", "giulia")));
  EXPECT_FALSE(add_staff(somebody("milano-01", "giulia")));
  ASSERT_TRUE(add_staff(somebody("torino-02", "giulia")));
  ASSERT_TRUE(add_staff(somebody("milano-01", "marco")));
  EXPECT_EQ(give(till_).value().staff.size(), 2U);
  EXPECT_EQ(give(far_).value().staff.size(), 1U);
  const auto milano = version_for(till_);
  const auto torino = version_for(far_);
  ASSERT_TRUE(
      ask<void>([&](auto done) { store_->remove_staff("milano-01", "marco", std::move(done)); }));
  EXPECT_FALSE(
      ask<void>([&](auto done) { store_->remove_staff("milano-01", "marco", std::move(done)); }));
  EXPECT_GT(version_for(till_), milano);
  EXPECT_EQ(version_for(far_), torino);
  auto reset = somebody("milano-01", "giulia");
  reset.staff.stretched[0] = 7;
  ASSERT_TRUE(ask<void>([&](auto done) { store_->reset_staff(reset, std::move(done)); }));
  const auto given = give(till_).value();
  ASSERT_EQ(given.staff.size(), 1U);
  EXPECT_EQ(given.staff[0].stretched[0], 7);
  EXPECT_EQ(given.staff[0].display_name, "Giulia R.");
}

TEST_F(HubConfigurationTest, AHubThatWasPutBackRaisesItsVersionsAboveWhatDevicesHave) {
  publish("all", "# old");
  const auto epoch = status().epoch;
  // The device has seen more than this database knows.
  const auto given = give(till_, 1000, epoch).value();
  EXPECT_GT(given.version, 1000);
  EXPECT_EQ(given.body, "# old");
  EXPECT_EQ(give(till_, given.version, epoch).value().version, given.version);
  EXPECT_LT(version_for(far_), 1000) << "the others are not troubled";
  // What is published from now on is newer for everybody.
  publish("all", "# new");
  EXPECT_GT(give(till_, given.version, epoch).value().version, given.version);

  // The same version in another epoch may have been something else.
  const auto now = give(far_, 0, epoch).value();
  ASSERT_TRUE(ask<void>([&](auto done) { store_->begin_epoch(std::move(done)); }));
  const auto anew = give(far_, now.version, epoch).value();
  EXPECT_GT(anew.version, now.version);
  EXPECT_NE(anew.epoch, epoch);
  EXPECT_EQ(give(far_, anew.version, anew.epoch).value().version, anew.version);

  // Nobody drives the count out of its range.
  const auto absurd = give(till_, std::int64_t{1} << 60, epoch);
  ASSERT_FALSE(absurd);
  EXPECT_TRUE(absurd.error().is(Condition::misconfigured));
}

TEST_F(HubConfigurationTest, AllOfItIsThereAfterARestart) {
  ASSERT_TRUE(add_ring("pilot"));
  ASSERT_TRUE(put("pilot", Kind::store, far_.store));
  const auto number = publish("pilot", "# 1\n");
  ASSERT_TRUE(add_staff(somebody("torino-02", "giulia")));
  const auto before = give(far_).value();
  restart();
  const auto after = give(far_).value();
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(after.body, "# 1\n");
  EXPECT_EQ(after.staff.size(), 1U);
  const auto found = configuration();
  ASSERT_EQ(found.settings.size(), 1U);
  EXPECT_EQ(found.settings[0].number, number);
  EXPECT_EQ(found.settings[0].ring, "pilot");
  EXPECT_EQ(found.settings[0].by, "mario");
  ASSERT_EQ(found.rings.size(), 2U);
  EXPECT_EQ(found.rings[0].members.size(), 1U);
  EXPECT_EQ(found.rings[1].name, "all");
}

}  // namespace
}  // namespace touchpoint::hub
