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
