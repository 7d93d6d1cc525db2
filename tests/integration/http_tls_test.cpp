#include <openssl/ssl.h>

#include "http_fixture.hpp"

namespace touchpoint::testing {
namespace {

using web::Listen;
using web::Peer;
using web::TlsFiles;

class HttpTlsTest : public HttpFixture {
 protected:
  HttpTlsTest() : authority_(make_authority("Test CA")), other_(make_authority("Other CA")) {
    server_ = issue(authority_, {.common_name = "hub", .hosts = {"localhost"}, .for_server = true});
    serve();
    Listen wish{.name = "devices", .address = "127.0.0.1:0"};
    wish.tls = TlsFiles{server_.certificate, server_.private_key, authority_.certificate};
    EXPECT_TRUE(listen(wish));
  }

  RawClient tls(const KeyPair* identity = nullptr, int version_max = 0) {
    return RawClient::tls(port("devices"), authority_.certificate, identity, version_max);
  }
  // What a client gets whose handshake may look fine to itself (TLS 1.3 tells it afterwards).
  bool is_served(RawClient client) {
    return client.connected() && client.send(kGet) && client.answer().status == 200;
  }

  KeyPair authority_;
  KeyPair other_;
  KeyPair server_;
};

TEST_F(HttpTlsTest, ServesWhoHasNoCertificateAndSaysSo) {
  EXPECT_TRUE(is_served(tls()));
  EXPECT_EQ(last_request().peer.via, Peer::Via::tls);
  EXPECT_EQ(last_request().peer.listener, "devices");
  EXPECT_EQ(last_request().peer.common_name, "");
}

TEST_F(HttpTlsTest, NamesWhoHasACertificateOfOurs) {
  const auto device = issue(authority_, {.common_name = "milano-01-pos-3", .unit = "milano-01"});
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_TRUE(is_served(tls(&device, version)));
    const auto peer = last_request().peer;
    EXPECT_EQ(peer.common_name, "milano-01-pos-3");
    EXPECT_EQ(peer.unit, "milano-01");
    EXPECT_EQ(peer.serial.size(), 16u);
    EXPECT_EQ(peer.serial.find_first_not_of("0123456789abcdef"), std::string::npos);
  }
}

TEST_F(HttpTlsTest, EndsTheHandshakeOfCertificatesThatDoNotVerify) {
  const KeyPair strangers[] = {
      issue(other_, {.common_name = "milano-01-pos-3"}),
      issue(authority_, {.common_name = "expired", .valid_until = std::chrono::hours{-1}}),
      issue(authority_, {.common_name = "early", .valid_from = std::chrono::hours{1}}),
      issue(authority_, {.common_name = "a server", .hosts = {"localhost"}, .for_server = true}),
      other_,
  };
  for (const auto& stranger : strangers) {
    EXPECT_FALSE(is_served(tls(&stranger, TLS1_2_VERSION)));
    EXPECT_FALSE(is_served(tls(&stranger, TLS1_3_VERSION)));
  }
  EXPECT_EQ(requests(), 0);
}

TEST_F(HttpTlsTest, RefusesOldVersions) {
  EXPECT_FALSE(tls(nullptr, TLS1_1_VERSION).connected());
  EXPECT_TRUE(tls(nullptr, TLS1_2_VERSION).connected());
}

TEST_F(HttpTlsTest, CarriesLargeBodiesBothWaysAndKeepsTheConnection) {
  auto client = tls();
  client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n" +
              std::string(65'536, 'b'));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(last_request().body, std::string(65'536, 'b'));
  client.send(std::string(kGet) + std::string(kGet));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(client.answer().status, 200);
}

TEST_F(HttpTlsTest, RefusalsReachTheClientBeforeTheEnd) {
  auto client = tls();
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\n" +
              std::string(200'000, 'x'));
  EXPECT_EQ(client.answer().status, 413);
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpTlsTest, EndsWhoSpeaksSomethingElse) {
  auto plain = RawClient::tcp(port("devices"));
  plain.send(kGet);
  while (!plain.some().empty()) {
  }
  EXPECT_TRUE(wait_for_connections(0));
  EXPECT_EQ(requests(), 0);
}

TEST_F(HttpTlsTest, MayBeDestroyedDuringAHandshake) {
  auto half = RawClient::tcp(port("devices"));
  half.send("\x16\x03\x01\x02");
  auto open = tls();
  ASSERT_TRUE(wait_for_connections(2));
  stop();
  EXPECT_TRUE(half.ended());
  EXPECT_TRUE(open.ended());
}

TEST_F(HttpTlsTest, SaysWhatIsWrongWithItsFiles) {
  const auto cannot = [this](TlsFiles files, const std::string& sentence) {
    Listen wish{.name = "x", .address = "127.0.0.1:0", .tls = std::move(files)};
    const auto done = listen(wish);
    EXPECT_TRUE(!done && done.error().is(Condition::misconfigured) &&
                done.error().sentence().find(sentence) != std::string::npos)
        << sentence;
  };
  cannot({"", server_.private_key, ""}, "certificate is not a PEM");
  cannot({server_.certificate, "nonsense", ""}, "private key is not a PEM key");
  cannot({server_.certificate, other_.private_key, ""}, "does not belong");
  cannot({server_.certificate, server_.private_key, "nonsense"}, "CA for client certificates");
}

}  // namespace
}  // namespace touchpoint::testing
