// A hub and web shops over plain HTTP, as Segment's libraries speak it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hub_world.hpp"

namespace touchpoint::hub {
namespace {

class HubSourcesTest : public HubWorld {
 protected:
  HubSourcesTest() {
    key_ = text_of(command(R"({"verb":"source.add","name":"shop","user_id":"account",
        "home_store":"milano-01"})")["write_key"]);
  }
  // The status and the body of the answer to one request on a connection of its own.
  std::pair<int, std::string> http(const std::string& head, const std::string& body = "") {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(hub_->sources_port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const std::string request = head + "Host: localhost\r\nConnection: close\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(::send(fd, request.data(), request.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(request.size()));
    std::string answer;
    std::array<char, 4096> piece{};
    for (ssize_t got = 0; (got = ::recv(fd, piece.data(), piece.size(), 0)) > 0;)
      answer.append(piece.data(), static_cast<std::size_t>(got));
    ::close(fd);
    if (answer.size() < 12) return {0, ""};
    return {std::stoi(answer.substr(9, 3)), answer.substr(answer.find("\r\n\r\n") + 4)};
  }
  std::pair<int, std::string> call(const std::string& path, const std::string& body,
                                   const std::string& key,
                                   const std::string& type = "application/json") {
    return http("POST " + path + " HTTP/1.1\r\nAuthorization: Basic " +
                    to_base64(as_bytes(key + ":")) + "\r\nContent-Type: " + type + "\r\n",
                body);
  }
  std::string key_;
};

TEST_F(HubSourcesTest, CallsAreTakenOnceAndAnsweredAsSegmentDoes) {
  const std::string body = R"({"userId":"7","messageId":"m1","traits":{"firstName":"Anna"}})";
  const auto first = call("/v1/identify", body, key_);
  EXPECT_EQ(first.first, 200);
  EXPECT_EQ(first.second, R"({"success":true})");
  EXPECT_EQ(call("/v1/identify", body, key_).first, 200);
  EXPECT_EQ(call("/v1/batch", R"({"batch":[{"type":"page","userId":"7","name":"home"}]})", key_,
                 "text/plain;charset=UTF-8")
                .first,
            200);
  auto status = command(R"({"verb":"status"})");
  EXPECT_EQ(status["profiles"], 1);
  EXPECT_EQ(status["history"], 1);
}

TEST_F(HubSourcesTest, WhatIsWrongIsSaidAndNothingIsStored) {
  EXPECT_EQ(call("/v1/identify", R"({"userId":"7"})", "guess").first, 401);
  EXPECT_EQ(http("POST /v1/identify HTTP/1.1\r\nContent-Type: application/json\r\n", "{}").first,
            401);
  EXPECT_EQ(call("/v1/identify", "{", key_).first, 400);
  EXPECT_EQ(call("/v1/identify", "{}", key_, "application/xml").first, 415);
  EXPECT_EQ(call("/v1/alias", "{}", key_).first, 404);
  EXPECT_EQ(call("/v1/events", "[]", key_).first, 404) << "devices have a door of their own";
  EXPECT_EQ(call("/v1/track", std::string(100'000, ' '), key_).first, 413);
  EXPECT_EQ(http("GET /v1/track HTTP/1.1\r\n").first, 405);
  EXPECT_EQ(command(R"({"verb":"status"})")["profiles"], 0);
}

TEST_F(HubSourcesTest, HealthAndMetricsAreThere) {
  EXPECT_EQ(http("GET /healthz HTTP/1.1\r\n").first, 200);
  ASSERT_EQ(call("/v1/identify", R"({"userId":"7"})", key_).first, 200);
  const auto metrics = http("GET /metrics HTTP/1.1\r\n");
  EXPECT_EQ(metrics.first, 200);
  EXPECT_NE(metrics.second.find("\ntouchpoint_hub_calls_applied_total 1\n"), std::string::npos);
  EXPECT_NE(metrics.second.find("\ntouchpoint_hub_feed_change 1\n"), std::string::npos);
}

}  // namespace
}  // namespace touchpoint::hub
