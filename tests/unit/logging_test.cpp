// The table of messages, and the page that operators read it on.
#include "logging/logging.hpp"

#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchpoint {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr std::string_view severity_text(Severity severity) {
  constexpr std::array kTexts = {"debug", "info", "warn", "error"};
  return kTexts.at(static_cast<std::size_t>(severity));
}

TEST(LoggingTest, EveryMessageHasAnIdOfItsOwn) {
  std::set<std::string_view> ids;
  std::size_t index = 0;
  for (const auto& type : message_types()) {
    EXPECT_EQ(static_cast<std::size_t>(type.message), index++) << type.name;
    EXPECT_THAT(std::string(type.id), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_TRUE(ids.insert(type.id).second) << type.name;
  }
}

TEST(LoggingTest, OperatorsFindEveryMessageInOperations) {
  std::ifstream file(TOUCHPOINT_SOURCE_DIR "/systemd/OPERATIONS.md");
  std::stringstream page;
  page << file.rdbuf();
  for (const auto& type : message_types()) {
    std::string row = "| ";
    row.append(type.name).append(" | ").append(severity_text(type.severity));
    row.append(" | `").append(type.id).append("` | ").append(type.meaning).append(" |");
    EXPECT_THAT(page.str(), HasSubstr(row));
  }
}

}  // namespace
}  // namespace touchpoint
