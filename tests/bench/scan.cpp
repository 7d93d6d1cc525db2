// scan_to_screen_p99_us: from the first byte of a scan at the device's door to the last byte of the
// card at the screen's stream, with connections that stay open, as a page's do. Beside it the same
// client's GET /healthz over the same connection: what the way there and back costs by itself.
//
// Usage: bench_scan PORT COUNT < codes   (one code a line, each shows somebody; in turn)
// The environment has TOUCHPOINT_COOKIE, the session of somebody who is signed in at the counter.
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/measure.hpp"

namespace touchpoint::bench {
namespace {

class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("the device is not there");
    }
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("the device hung up");
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // What comes up to and with `end`.
  std::string read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = received_.find(end)) == std::string::npos) {
      char buffer[16 * 1024];
      const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
      if (count <= 0) throw std::runtime_error("the device hung up");
      received_.append(buffer, static_cast<std::size_t>(count));
    }
    auto text = received_.substr(0, at + end.size());
    received_.erase(0, text.size());
    return text;
  }

  void read_exactly(std::size_t size) {
    while (received_.size() < size) {
      char buffer[16 * 1024];
      const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
      if (count <= 0) throw std::runtime_error("the device hung up");
      received_.append(buffer, static_cast<std::size_t>(count));
    }
    received_.erase(0, size);
  }

  // Reads one answer whole.
  void expect(std::string_view status) {
    const auto head = read_until("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 " + std::string{status})) {
      throw std::runtime_error("the device answered " + head.substr(0, head.find('\r')));
    }
    constexpr std::string_view kLength = "Content-Length: ";
    const auto length = head.find(kLength);
    if (length == std::string::npos) throw std::runtime_error("an answer without a length");
    read_exactly(std::stoul(head.substr(length + kLength.size())));
  }

 private:
  int socket_;
  std::string received_;
};

class Counter {
 public:
  Counter(int port, std::string_view cookie) : page_(port), stream_(port) {
    const auto host = "counter.localhost:" + std::to_string(port);
    common_ = " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
              "\r\nCookie: " + std::string{cookie} + "\r\n";
    stream_.send("GET /v1/stream" + common_ + "Accept: text/event-stream\r\n\r\n");
    const auto head = stream_.read_until("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 200")) throw std::runtime_error("the stream is refused");
  }

  double healthz_us() {
    const std::string text = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const auto start = Stopwatch::now();
    page_.send(text);
    page_.expect("200");
    return microseconds_since(start);
  }

  double scan_us(std::string_view code) {
    const auto body = R"({"via":"wedge","code":")" + std::string{code} + "\"}";
    const auto text =
        "POST /v1/scans" + common_ +
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    const auto start = Stopwatch::now();
    page_.send(text);
    await_card();
    const auto took = microseconds_since(start);
    page_.expect("202");  // after the commit, which the card did not wait for
    return took;
  }

 private:
  // A card that shows somebody in a visit that was not there before.
  void await_card() {
    constexpr std::string_view kVisit = R"("visit":")";
    while (true) {
      const auto event = stream_.read_until("\n\n");
      if (event.find("event: card") == std::string::npos) continue;
      if (event.find(R"("state":"shown")") == std::string::npos) continue;
      // Who waits comes before, with visits of their own.
      const auto waiting = event.find(R"("parked":[)");
      const auto from = waiting == std::string::npos ? 0 : event.find(']', waiting);
      auto visit = event.substr(event.find(kVisit, from) + kVisit.size(), 36);
      if (visit == visit_) continue;
      visit_ = std::move(visit);
      return;
    }
  }

  Connection page_;
  Connection stream_;
  std::string common_;
  std::string visit_;
};

int measure(int port, int count, std::string_view cookie, const std::vector<std::string>& codes) {
  Counter counter{port, cookie};
  std::vector<double> scans;
  std::vector<double> bare;
  for (int i = 0; i < count; ++i) {
    bare.push_back(counter.healthz_us());
    scans.push_back(counter.scan_us(codes[static_cast<std::size_t>(i) % codes.size()]));
  }
  print_figure("scan_to_screen_p99_us", percentile(scans, 0.99), "us", percentile(bare, 0.99),
               {{"p50_us", percentile(scans, 0.5)},
                {"limit_p50_us", percentile(bare, 0.5)},
                {"scans", count}});
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  const char* cookie = std::getenv("TOUCHPOINT_COOKIE");
  std::vector<std::string> codes;
  for (std::string code; std::getline(std::cin, code);)
    codes.push_back(code);
  if (argc != 3 || cookie == nullptr || codes.empty()) {
    return std::fputs("Usage: TOUCHPOINT_COOKIE=… bench_scan PORT COUNT < codes\n", stderr), 64;
  }
  try {
    return touchpoint::bench::measure(std::atoi(argv[1]), std::atoi(argv[2]), cookie, codes);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "bench_scan: %s\n", error.what()), 1;
  }
}
