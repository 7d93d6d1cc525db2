#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "core/pin.hpp"
#include "web/access/access.hpp"
#include "web_support.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;
using Outcome = SignIn::Outcome;

class AccessTest : public WebTest {
 protected:
  std::filesystem::path file() const { return folder_ / "access.json"; }
  std::string bytes() const {
    std::ifstream in(file());
    return {std::istreambuf_iterator<char>(in), {}};
  }
  SignIn try_pin(const std::string& name, std::string_view pin) {
    return wait<SignIn>([&, pin = std::string(pin)](auto done) {
             access_->sign_in(name, pin, [done = std::move(done)](SignIn answer) mutable {
               done(std::move(answer));
             });
           })
        .value();
  }
  Result<void> add(const std::string& name, const std::string& display, const std::string& pin) {
    return wait<void>([&](auto done) {
      access_->staff_add({name, display, StaffRole::supervisor, pin}, std::move(done));
    });
  }
  std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& entry : access_->staff_list())
      all.push_back(entry.staff.name);
    return all;
  }
};

TEST_F(AccessTest, PeopleAreAddedListedAndRemoved) {
  ASSERT_TRUE(add("anna", "Anna O'Brien", "730946"));
  EXPECT_EQ(names(), (std::vector<std::string>{"anna", "giulia", "marco"}));
  EXPECT_EQ(access_->staff_list()[0].staff.display_name, "Anna O'Brien");
  const auto answer = try_pin("anna", "730946");
  EXPECT_EQ(answer.outcome, Outcome::accepted);
  EXPECT_EQ(answer.staff.role, StaffRole::supervisor);
  const auto again = add("anna", "Anna", "730946");
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().is(Condition::refused));
  ASSERT_TRUE(wait<void>([&](auto done) { access_->staff_remove("anna", std::move(done)); }));
  EXPECT_EQ(try_pin("anna", "730946").outcome, Outcome::wrong);
  const auto gone = wait<void>([&](auto done) { access_->staff_remove("anna", std::move(done)); });
  EXPECT_EQ(gone.error().sentence(), "there is nobody of that name");
}

TEST_F(AccessTest, NamesThatCannotBeOnesAreRefused) {
  for (const auto& name :
       std::vector<std::string>{"", "Anna", "anna b", "-anna", "anna@x", std::string(65, 'a')}) {
    EXPECT_FALSE(add(name, "Anna", "730946")) << name;
  }
  for (const auto& display :
       std::vector<std::string>{"", "  ", std::string(65, 'a'), "a\nb", "\xff"}) {
    EXPECT_FALSE(add("anna", display, "730946")) << display;
  }
  EXPECT_TRUE(add("a", "a", "730946"));
  EXPECT_TRUE(add("null", "Null", "730946"));
}

TEST_F(AccessTest, TheFileTellsNothingToWhoOpensIt) {
  ASSERT_TRUE(add("anna", "Anna", "730946"));
  const auto text = bytes();
  EXPECT_TRUE(text.starts_with("{\"touchpoint_access\":1,\"sealed\":\""));
  for (const std::string_view word : {"anna", "Anna", "730946", "giulia", "till-1"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(text.find(token_), std::string::npos);
  struct stat status {};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(AccessTest, EverythingSurvivesARestart) {
  ASSERT_TRUE(add("anna", "Anna", "730946"));
  open_access();
  EXPECT_EQ(access_->notice(), "");
  EXPECT_EQ(try_pin("anna", "730946").outcome, Outcome::accepted);
  EXPECT_EQ(access_->program_of(token_), "till-1");
}

TEST_F(AccessTest, TokensAreToldOnceAndKnownAfterwards) {
  const auto token =
      wait<std::string>([&](auto done) { access_->token_add("till-2", std::move(done)); }).value();
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(access_->program_of(token), "till-2");
  EXPECT_EQ(access_->program_of(token + "x"), "");
  EXPECT_EQ(access_->program_of(""), "");
  ASSERT_EQ(access_->token_list().size(), 2U);
  EXPECT_EQ(access_->token_list()[1].name, "till-2");
  EXPECT_EQ(access_->token_list()[1].added, clock_.wall());
  EXPECT_FALSE(
      wait<std::string>([&](auto done) { access_->token_add("till-2", std::move(done)); }));
  EXPECT_FALSE(
      wait<std::string>([&](auto done) { access_->token_add("Till 2", std::move(done)); }));
  ASSERT_TRUE(wait<void>([&](auto done) { access_->token_remove("till-2", std::move(done)); }));
  EXPECT_EQ(access_->program_of(token), "");
  EXPECT_FALSE(wait<void>([&](auto done) { access_->token_remove("till-2", std::move(done)); }));
}

TEST_F(AccessTest, FailuresSlowDownAndThenDisable) {
  const std::vector<int> waits = {0, 0, 2, 4, 8, 16, 32, 64, 128};
  for (std::size_t failures = 1; failures <= waits.size(); ++failures) {
    EXPECT_EQ(try_pin("giulia", "111222").outcome, Outcome::wrong) << failures;
    const auto seconds = std::chrono::seconds{waits[failures - 1]};
    if (seconds == 0s) continue;
    const auto early = try_pin("giulia", kPin);  // the right one, too
    EXPECT_EQ(early.outcome, Outcome::wait);
    EXPECT_EQ(early.wait, seconds);
    clock_.advance(seconds);
  }
  EXPECT_EQ(try_pin("giulia", "111222").outcome, Outcome::disabled);
  clock_.advance(24h);
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::disabled);
  open_access();
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::disabled);
  EXPECT_TRUE(access_->staff_list()[0].disabled);

  ASSERT_TRUE(wait<void>([&](auto done) { access_->staff_enable("giulia", std::move(done)); }));
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::accepted);
}

TEST_F(AccessTest, TheRightPinForgetsTheFailures) {
  for (int i = 0; i < 2; ++i)
    try_pin("giulia", "111222");
  EXPECT_EQ(access_->staff_list()[0].failures, 2);
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::accepted);
  EXPECT_EQ(access_->staff_list()[0].failures, 0);
  open_access();
  EXPECT_EQ(access_->staff_list()[0].failures, 0);
}

TEST_F(AccessTest, SwitchingOffBuysNoTries) {
  given_failures("giulia", 4);
  try_pin("giulia", "111222");
  open_access();  // the program starts again
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::wait);
  clock_.reboot();
  open_access();  // the machine starts again: the whole delay begins anew, and no more than it
  const auto after = try_pin("giulia", kPin);
  EXPECT_EQ(after.outcome, Outcome::wait);
  EXPECT_EQ(after.wait, 8s);
  clock_.advance(8s);
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::accepted);
}

TEST_F(AccessTest, AClockThatJumpsNeitherLocksNorOpens) {
  given_failures("giulia", 3);
  try_pin("giulia", "111222");
  clock_.jump(std::chrono::hours{24 * 365 * 20});
  EXPECT_EQ(try_pin("giulia", kPin).wait, 4s);
  clock_.jump(std::chrono::hours{-24 * 365 * 40});
  EXPECT_EQ(try_pin("giulia", kPin).wait, 4s);
  clock_.advance(4s);
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::accepted);
}

TEST_F(AccessTest, TriesSideBySideAreMadeOneByOne) {
  std::vector<std::promise<SignIn>> promises(3);
  on_loop([&] {
    for (auto& promise : promises) {
      access_->sign_in("giulia", "111222",
                       [&promise](SignIn answer) { promise.set_value(std::move(answer)); });
    }
  });
  EXPECT_EQ(promises[0].get_future().get().outcome, Outcome::wrong);
  EXPECT_EQ(promises[1].get_future().get().outcome, Outcome::wait);
  EXPECT_EQ(promises[2].get_future().get().outcome, Outcome::wait);
  EXPECT_EQ(on_loop([&] { return access_->staff_list()[0].failures; }), 1);
}

TEST_F(AccessTest, ABusyWorkerIsSaidSo) {
  Worker full("full", 0);
  const auto access =
      Access::open(runner_.loop(), full, clock_, random_, folder_.path(), Digest{7, 7, 7}).value();
  const auto added = wait<void>([&](auto done) {
    access->staff_add({"anna", "Anna", StaffRole::associate, "730946"}, std::move(done));
  });
  EXPECT_TRUE(added.error().is(Condition::retry_later));
  std::promise<SignIn> promise;
  on_loop([&] {
    access->sign_in("giulia", "493817", [&](SignIn answer) { promise.set_value(answer); });
  });
  EXPECT_EQ(promise.get_future().get().outcome, Outcome::busy);
}

// What a write that was interrupted leaves behind is in the way of nothing.
TEST_F(AccessTest, AHalfWrittenFileBesideIsIgnored) {
  std::ofstream(folder_ / "access.json.new") << "{\"touchpoint_ac";
  open_access();
  EXPECT_EQ(access_->notice(), "");
  ASSERT_TRUE(add("anna", "Anna", "730946"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "access.json.new"));
  open_access();
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(AccessTest, AChangeThatCannotBeWrittenIsNotMade) {
  const auto before = bytes();
  std::filesystem::create_directories(folder_ / "access.json.new" / "in-the-way");
  EXPECT_FALSE(add("anna", "Anna", "730946"));
  EXPECT_FALSE(
      wait<std::string>([&](auto done) { access_->token_add("till-2", std::move(done)); }));
  EXPECT_FALSE(wait<void>([&](auto done) { access_->staff_remove("giulia", std::move(done)); }));
  EXPECT_EQ(names(), (std::vector<std::string>{"giulia", "marco"}));
  EXPECT_EQ(bytes(), before);
  EXPECT_EQ(try_pin("giulia", kPin).outcome, Outcome::accepted);
}

TEST_F(AccessTest, AFileThatCannotBeReadIsKeptAndNotWrittenOver) {
  const auto good = bytes();
  std::vector<std::string> bad = {"",
                                  "{}",
                                  "not json",
                                  "{\"touchpoint_access\":2,\"sealed\":\"\"}",
                                  good.substr(0, good.size() / 2),
                                  std::string(1000, '\0')};
  auto flipped = good;
  flipped[good.size() / 2] = flipped[good.size() / 2] == 'A' ? 'B' : 'A';
  bad.push_back(flipped);
  int number = 0;
  for (const auto& text : bad) {
    std::ofstream(file()) << text;
    open_access();
    const auto aside = "access.json.set-aside-" + std::to_string(++number);
    EXPECT_NE(access_->notice().find(aside), std::string::npos) << access_->notice();
    EXPECT_TRUE(names().empty());
    EXPECT_EQ(access_->program_of(token_), "");
    EXPECT_FALSE(std::filesystem::exists(file()));
    std::ifstream kept(folder_ / aside);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), text);
  }
  ASSERT_TRUE(add("anna", "Anna", "730946"));
  EXPECT_EQ(names(), std::vector<std::string>{"anna"});
}

TEST_F(AccessTest, AFileOfAnotherDeviceIsSetAside) {
  const auto access =
      Access::open(runner_.loop(), slow_, clock_, random_, folder_.path(), Digest{1}).value();
  EXPECT_NE(access->notice(), "");
  EXPECT_TRUE(access->staff_list().empty());
}

TEST_F(AccessTest, WhatIsNotAFileIsAnError) {
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  const auto access =
      Access::open(runner_.loop(), slow_, clock_, random_, folder_.path(), Digest{7, 7, 7});
  ASSERT_FALSE(access);
  EXPECT_TRUE(access.error().is(Condition::misconfigured));
}

TEST(PinTest, PinsThatPeopleTryFirstAreRefused) {
  for (const std::string_view pin :
       {"000000", "111111", "1111111", "121212",   "123123",   "12341234", "123456", "1234567890",
        "654321", "987654", "890123",  "246802",   "135791",   "112233",   "445566", "010190",
        "311299", "123199", "991231",  "24121985", "19851224", "12241985", "159753", "147258"}) {
    EXPECT_NE(pin_weakness(pin), std::nullopt) << pin;
  }
  for (const std::string_view pin : {"493817", "730946", "5820471", "90817263", "999998"}) {
    EXPECT_EQ(pin_weakness(pin), std::nullopt) << pin;
  }
}

TEST(PinTest, PinsAreSixToTwelveDigits) {
  for (const std::string_view pin :
       {"", "49381", "4938174938174", "49381a", " 493817", "٤٩٣٨١٧", "-493817"}) {
    EXPECT_FALSE(is_pin(pin)) << pin;
  }
  EXPECT_TRUE(is_pin("493817"));
  EXPECT_TRUE(is_pin("493817493817"));
}

// --- staff of the hub
// -----------------------------------------------------------------------------

class HubStaffTest : public AccessTest {
 protected:
  HubStaffTest() {
    access_->on_staff_removed([this](const std::string& name) { ended_.push_back(name); });
  }
  static HubStaff somebody(const std::string& name, std::string_view pin,
                           StaffRole role = StaffRole::associate) {
    HubStaff one{.staff = {name, "Display", role}, .salt = {7}};
    one.stretched = crypto::stretch_pin(pin, one.salt);
    return one;
  }
  Result<void> give(const std::vector<HubStaff>& staff) {
    ended_.clear();
    return wait<void>(
        [&](auto done) { access_->take_hub_staff(staff, ++version_, std::move(done)); });
  }
  std::vector<std::string> ended_;  // whose sessions
  std::int64_t version_ = 0;
};

TEST_F(HubStaffTest, StandBesideThoseOfTheDeviceAndSignInWithTheirPin) {
  ASSERT_TRUE(give({somebody("paola", "739164")}));
  EXPECT_EQ(names(), (std::vector<std::string>{"giulia", "marco", "paola"}));
  EXPECT_TRUE(access_->staff_list()[2].from_hub);
  EXPECT_FALSE(access_->staff_list()[0].from_hub);
  EXPECT_EQ(try_pin("paola", "739164").outcome, Outcome::accepted);
  EXPECT_EQ(try_pin("paola", "739165").outcome, Outcome::wrong);
  const auto text = bytes();
  EXPECT_EQ(text.find("paola"), std::string::npos);
  EXPECT_EQ(access_->hub_version(), 1);
}

TEST_F(HubStaffTest, AreChangedByTheHubAlone) {
  ASSERT_TRUE(give({somebody("paola", "739164")}));
  EXPECT_FALSE(add("paola", "Another", "730946"));
  const auto removed =
      wait<void>([&](auto done) { access_->staff_remove("paola", std::move(done)); });
  ASSERT_FALSE(removed);
  EXPECT_NE(removed.error().sentence().find("the hub manages this person"), std::string::npos);
  EXPECT_EQ(try_pin("paola", "739164").outcome, Outcome::accepted);
}

TEST_F(HubStaffTest, EndWithTheirSessionsWhenTheHubRemovesThem) {
  ASSERT_TRUE(give({somebody("paola", "739164"), somebody("carla", "950271")}));
  EXPECT_TRUE(ended_.empty());
  ASSERT_TRUE(give({somebody("carla", "950271")}));
  EXPECT_EQ(ended_, (std::vector<std::string>{"paola"}));
  EXPECT_EQ(try_pin("paola", "739164").outcome, Outcome::wrong);
  EXPECT_EQ(names(), (std::vector<std::string>{"carla", "giulia", "marco"}));
  ASSERT_TRUE(give({}));
  EXPECT_EQ(names(), (std::vector<std::string>{"giulia", "marco"}));
}

TEST_F(HubStaffTest, ANewPinOrRoleEndsTheSessionsAndNothingElseDoes) {
  ASSERT_TRUE(give({somebody("paola", "739164")}));
  auto renamed = somebody("paola", "739164");
  renamed.staff.display_name = "Paola V.";
  ASSERT_TRUE(give({renamed}));
  EXPECT_TRUE(ended_.empty());
  EXPECT_EQ(try_pin("paola", "739164").staff.display_name, "Paola V.");
  ASSERT_TRUE(give({somebody("paola", "739164", StaffRole::supervisor)}));
  EXPECT_EQ(ended_, (std::vector<std::string>{"paola"}));
  ASSERT_TRUE(give({somebody("paola", "950271", StaffRole::supervisor)}));
  EXPECT_EQ(ended_, (std::vector<std::string>{"paola"}));
  EXPECT_EQ(try_pin("paola", "739164").outcome, Outcome::wrong);
  EXPECT_EQ(try_pin("paola", "950271").outcome, Outcome::accepted);
}

TEST_F(HubStaffTest, FailuresCountOnWhileTheHubSaysTheSameAgain) {
  ASSERT_TRUE(give({somebody("paola", "739164")}));
  EXPECT_EQ(try_pin("paola", "739165").outcome, Outcome::wrong);
  EXPECT_EQ(try_pin("paola", "739165").outcome, Outcome::wrong);
  ASSERT_TRUE(give({somebody("paola", "739164")}));
  EXPECT_EQ(access_->staff_list()[2].failures, 2);
  ASSERT_TRUE(give({somebody("paola", "950271")}));
  EXPECT_EQ(access_->staff_list()[2].failures, 0);
}

TEST_F(HubStaffTest, TakeTheNameOfSomebodyWhoWasAddedHere) {
  ASSERT_TRUE(give({somebody("giulia", "739164")}));
  EXPECT_EQ(ended_, (std::vector<std::string>{"giulia"}));
  EXPECT_EQ(try_pin("giulia", "739164").outcome, Outcome::accepted);
  ASSERT_TRUE(give({}));
  EXPECT_EQ(names(), (std::vector<std::string>{"marco"}));
}

}  // namespace
}  // namespace touchpoint::web
