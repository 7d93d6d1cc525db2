// A hub's store with two sources, and words for what they tell of people and what operators decide.
#pragma once

#include <map>

#include "support/hub_fixture.hpp"

namespace touchpoint::hub {

class HubPeopleTest : public HubStoreTest {
 protected:
  HubPeopleTest() {
    enrol(till_);
    shop_ = add_source("shop");
    app_ = add_source("app", UserIdKind::account);
  }

  void identify(const Source& source, const std::string& user, const std::string& traits = "{}",
                const std::string& rest = "") {
    call(source, CallKind::identify,
         R"({"userId":")" + user + R"(","traits":)" + traits + rest + "}");
  }
  void bought(const Source& source, const std::string& user, const std::string& order) {
    call(source, CallKind::track,
         R"({"userId":")" + user + R"(","event":"Order Completed","properties":{"order_id":")" +
             order + R"(","total":10,"fulfilment":"collect","store":"milano-01"}})");
  }
  void viewed(const std::string& who, const std::string& name) {
    call(shop_, CallKind::page, "{" + who + R"(,"name":")" + name + "\"}");
  }
  // Anna of the shop, and Anna of the app: two profiles with an address in common.
  void two_annas() {
    identify(shop_, "2900417", R"({"firstName":"Anna","email":"anna@example.org"})");
    clock_.advance(std::chrono::minutes{1});
    identify(app_, "77", R"({"firstName":"Annamaria","email":"anna@example.org"})");
    bought(shop_, "2900417", "W-1");
    bought(app_, "77", "A-1");
    const auto page = pull();
    ASSERT_EQ(page.profiles.size(), 2U);
    older_ = page.profiles.at(0).id;
    newer_ = page.profiles.at(1).id;
    if (view(older_).records.front().key != "loyalty") std::swap(older_, newer_);
  }

  Result<std::string> merge(const std::string& one, const std::string& other) {
    return ask<std::string>([&](auto done) {
      store_->join_profiles({one, other, "anna", "they said so"}, std::move(done));
    });
  }
  Result<void> split(const std::string& one, const std::string& other) {
    return ask<void>([&](auto done) {
      store_->part_profiles({one, other, "anna", "they said so"}, std::move(done));
    });
  }
  Result<void> reconsider(const std::string& one, const std::string& other) {
    return ask<void>([&](auto done) {
      store_->reconsider_profiles({one, other, "anna", "a slip"}, std::move(done));
    });
  }
  ProfileView view(const std::string& id) {
    auto found = ask<ProfileView>([&](auto done) { store_->profile(id, std::move(done)); });
    EXPECT_TRUE(found);
    return found ? std::move(found).value() : ProfileView{};
  }
  std::vector<Twins> twins(std::int64_t rows_max = 100) {
    std::vector<Twins> all;
    for (TwinCursor cursor; !cursor.done;) {
      auto page =
          ask<TwinPage>([&](auto done) { store_->twins(cursor, rows_max, std::move(done)); });
      EXPECT_TRUE(page);
      if (!page) return all;
      std::ranges::move(page.value().twins, std::back_inserter(all));
      cursor = page.value().next;
    }
    return all;
  }
  // Everything that devices are told, but for the versions, which only go up.
  std::map<std::string, Profile> exported() {
    std::map<std::string, Profile> all;
    for (auto& profile : pull().profiles) {
      profile.version = 0;
      all[profile.id] = std::move(profile);
    }
    return all;
  }

  Source shop_, app_;
  std::string older_, newer_;
};

}  // namespace touchpoint::hub
