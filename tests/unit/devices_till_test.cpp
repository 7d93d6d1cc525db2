// The lines that tills write, and those that they get.
#include <gtest/gtest.h>

#include "devices/till/line.hpp"

namespace touchpoint::devices {
namespace {

TEST(TillLineTest, AScanHasACodeAndNoType) {
  const auto path = [](std::string_view line) {
    const auto found = path_of(line);
    return std::string(found ? found.value() : std::string_view("refused"));
  };
  constexpr auto kInteractions = "/v1/interactions";
  constexpr auto kScans = "/v1/scans";
  EXPECT_EQ(path(R"({"type":"touchpoint.note.added","data":{"code":"7"}})"), kInteractions);
  EXPECT_EQ(path(R"({"code":"2900417"})"), kScans);
  EXPECT_EQ(path(R"(  {"via":"till", "code" : "29\"00]417"})"), kScans);
  EXPECT_EQ(path(R"({"data":{"code":"7"},"x":"code"})"), kInteractions);
  EXPECT_EQ(path(R"({"code":"7","type":"touchpoint.note.added"})"), kInteractions);
  EXPECT_EQ(path(R"({"code)"), kInteractions);
  EXPECT_EQ(path(R"({"code\)"), kInteractions);
  for (const auto* line : {"", "  ", "[]", "7", "\"code\"", "hello", "[{\"code\":\"7\"}]"})
    EXPECT_EQ(path(line), "refused") << line;
}

TEST(TillLineTest, AnAnswerIsOneLineInTheAgentsWords) {
  EXPECT_EQ(answer_line(AgentAnswer{201, R"({"id":"0197"})"}),
            "{\"status\":201,\"recorded\":{\"id\":\"0197\"}}\n");
  EXPECT_EQ(answer_line(AgentAnswer{422, "{\"error\":\"bad_type\",\n\"message\":\"no\"}"}),
            "{\"status\":422,\"error\":{\"error\":\"bad_type\", \"message\":\"no\"}}\n");
}

TEST(TillLineTest, WithoutTheAgentsWordNothingIsSaidToBeRecorded) {
  for (const auto& answer :
       {Result<AgentAnswer>(retry_later("away")), Result<AgentAnswer>(AgentAnswer{200, "<html>"}),
        Result<AgentAnswer>(AgentAnswer{503, ""})}) {
    const auto line = answer_line(answer);
    EXPECT_TRUE(line.starts_with("{\"status\":503,\"error\":{")) << line;
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
}

}  // namespace
}  // namespace touchpoint::devices
