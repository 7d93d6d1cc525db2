#include <regex>

#include <gtest/gtest.h>

#include "support/temp_folder.hpp"
#include "sync/hub/store/sqlite/session.hpp"

namespace touchpoint::hub {
namespace {

// Columns that a step adds stand in the file as they were added: space between words is one blank
// here, and there is none around punctuation.
std::string with_plain_spaces(const std::string& sql) {
  const std::regex spaces{R"(\s+)"};
  const std::regex around{R"( ?([(),]) ?)"};
  return std::regex_replace(std::regex_replace(sql, spaces, " "), around, "$1");
}

std::string schema_of(sqlite::Database& database) {
  const auto text = database.ask_text(
      "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
      " ORDER BY type, name)");
  EXPECT_TRUE(text);
  return text ? with_plain_spaces(text.value()) : std::string{};
}

TEST(HubSchemaTest, StepsLeadToTheWholeSchema) {
  const support::TempFolder folder;
  auto whole = open_session(folder / "whole.db", "epoch");
  ASSERT_TRUE(whole) << whole.error().sentence();
  auto steps = sqlite::Database::open(folder / "steps.db", {});
  ASSERT_TRUE(steps);
  for (const auto step : hub_schema().steps)
    ASSERT_TRUE(steps.value().execute(step));
  EXPECT_EQ(schema_of(whole.value().database()), schema_of(steps.value()));
}

// As hub.db 14 was: what it keeps stays, and phones may carry on.
TEST(HubSchemaTest, PhonesComeToAFileThatKeepsWhatItHas) {
  const support::TempFolder folder;
  {
    auto before = hub_schema();
    before.steps = before.steps.first(14);
    std::string whole;
    for (const auto step : before.steps)
      whole += step;
    before.whole = whole;
    auto file = sqlite::Database::open(folder / "hub.db", {});
    ASSERT_TRUE(sqlite::bring_up(file.value(), before));
    ASSERT_TRUE(
        file.value().execute("INSERT INTO hub (id, epoch, change) VALUES (1, 'first', 41);"
                             "INSERT INTO task_steps (store, change, event, task, kept_ms, step)"
                             " VALUES ('milano-01', 41, 'e', 't', 0, '{}')"));
  }
  auto opened = open_session(folder / "hub.db", "second");
  ASSERT_TRUE(opened) << opened.error().sentence();
  auto& database = opened.value().database();
  EXPECT_EQ(sqlite::version_of(database).value(), hub_schema().version());
  EXPECT_EQ(database.ask_text("SELECT epoch || change FROM hub").value(), "first41");
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM task_steps").value(), 1);
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM handovers").value(), 0);
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM phone_answers").value(), 0);
}

// As hub.db 11 was, with a customer whom a store holds.
TEST(HubSchemaTest, TasksComeToAFileThatKeepsWhatItHas) {
  const support::TempFolder folder;
  {
    auto before = hub_schema();
    before.steps = before.steps.first(11);
    std::string whole;
    for (const auto step : before.steps)
      whole += step;
    before.whole = whole;
    auto file = sqlite::Database::open(folder / "hub.db", {});
    ASSERT_TRUE(sqlite::bring_up(file.value(), before));
    ASSERT_TRUE(file.value().execute(
        "INSERT INTO hub (id, epoch, change) VALUES (1, 'first', 41);"
        "INSERT INTO profiles (profile, version, given_name, family_name, form_of_address,"
        " language, channel, order_count, traits_ms) VALUES ('p', 3, 'Anna', '', '', '', '', 0, 0);"
        "INSERT INTO feed (store, profile, change, gone) VALUES ('milano-01', 1, 41, 0)"));
  }
  auto opened = open_session(folder / "hub.db", "second");
  ASSERT_TRUE(opened) << opened.error().sentence();
  auto& database = opened.value().database();
  EXPECT_EQ(sqlite::version_of(database).value(), hub_schema().version());
  EXPECT_EQ(database.ask_text("SELECT epoch || change FROM hub").value(), "first41");
  EXPECT_EQ(
      database.ask_text("SELECT given_name FROM profiles JOIN feed ON feed.profile = profiles.id")
          .value(),
      "Anna");
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM task_steps").value(), 0);
}

TEST(HubSchemaTest, AnotherProgramsDatabaseStaysUntouched) {
  const support::TempFolder folder;
  {
    auto foreign = sqlite::Database::open(folder / "hub.db", {});
    ASSERT_TRUE(foreign.value().execute("CREATE TABLE theirs (x); PRAGMA application_id = 7"));
  }
  const auto opened = open_session(folder / "hub.db", "epoch");
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(Condition::refused));
}

TEST(HubSchemaTest, EpochStaysWhenTheFileIsOpenedAgain) {
  const support::TempFolder folder;
  { ASSERT_TRUE(open_session(folder / "hub.db", "first")); }
  auto again = open_session(folder / "hub.db", "second");
  ASSERT_TRUE(again);
  EXPECT_EQ(again.value().database().ask_text("SELECT epoch FROM hub").value(), "first");
}

}  // namespace
}  // namespace touchpoint::hub
