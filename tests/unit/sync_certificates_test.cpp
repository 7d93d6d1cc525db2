#include <memory>

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "support/test_pki.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/enrol/key_print.hpp"

namespace touchpoint::sync {
namespace {

using std::chrono::days;
using ::testing::HasSubstr;
using ::testing::Not;

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_REQ* request) const { X509_REQ_free(request); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<X509> parse(const std::string& pem) {
  const Owned<BIO> bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  return Owned<X509>{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)};
}

// What OpenSSL itself says of a certificate: X509_V_OK or why not.
int verify(const std::string& ca, const std::string& certificate, int purpose, WallTime at) {
  const Owned<X509_STORE> store{X509_STORE_new()};
  const auto root = parse(ca);
  const auto leaf = parse(certificate);
  X509_STORE_add_cert(store.get(), root.get());
  touchpoint::testing::judge_at(store.get(), std::chrono::floor<std::chrono::seconds>(at));
  X509_STORE_set_purpose(store.get(), purpose);
  X509_STORE_set_flags(store.get(), X509_V_FLAG_X509_STRICT);
  const Owned<X509_STORE_CTX> context{X509_STORE_CTX_new()};
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

std::string request_with_key(EVP_PKEY* key) {
  const Owned<X509_REQ> request{X509_REQ_new()};
  X509_REQ_set_pubkey(request.get(), key);
  X509_REQ_sign(request.get(), key, EVP_sha256());
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  PEM_write_bio_X509_REQ(bio.get(), request.get());
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

class CertificatesTest : public ::testing::Test {
 protected:
  std::string request() { return new_request(key, {"pos-3", "milano-01"}).value(); }
  Result<std::string> issue_client(const std::string& for_request, days valid = days{365}) {
    return issue(authority, for_request, {"pos-3", "milano-01"}, Usage::client, {}, now, valid);
  }

  const WallTime now = *from_rfc3339("2026-03-02T10:41:07.000Z");
  const Authority authority = new_authority("Touchpoint test CA", now, days{3650}).value();
  const std::string key = new_private_key();
};

TEST_F(CertificatesTest, ADevicesCertificateNamesItAndItsStore) {
  const auto certificate = issue_client(request()).value();
  const auto facts = facts_of(certificate).value();
  EXPECT_EQ(facts.name.common_name, "pos-3");
  EXPECT_EQ(facts.name.unit, "milano-01");
  EXPECT_EQ(to_rfc3339(facts.not_before), "2026-03-02T09:41:07.000Z");
  EXPECT_EQ(to_rfc3339(facts.not_after), "2027-03-02T10:41:07.000Z");
  EXPECT_EQ(facts.serial.size(), 32U);
  EXPECT_EQ(verify(authority.certificate, certificate, X509_PURPOSE_SSL_CLIENT, now), X509_V_OK);
  EXPECT_EQ(verify(authority.certificate, certificate, X509_PURPOSE_SSL_SERVER, now),
            X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(verify(authority.certificate, certificate, X509_PURPOSE_SSL_CLIENT, now + days{366}),
            X509_V_ERR_CERT_HAS_EXPIRED);
  const auto other = new_authority("Touchpoint test CA", now, days{10}).value();
  EXPECT_NE(verify(other.certificate, certificate, X509_PURPOSE_SSL_CLIENT, now), X509_V_OK);
}

TEST_F(CertificatesTest, AServersCertificateHoldsItsHosts) {
  const auto certificate =
      issue(authority, new_request(key, {"hub", ""}).value(), {"hub", ""}, Usage::server,
            {"hub.example.org", "127.0.0.1", "::1", "a,DNS:evil.example"}, now, days{365})
          .value();
  EXPECT_EQ(verify(authority.certificate, certificate, X509_PURPOSE_SSL_SERVER, now), X509_V_OK);
  const auto leaf = parse(certificate);
  EXPECT_EQ(X509_check_host(leaf.get(), "hub.example.org", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(leaf.get(), "evil.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.2", 0), 0);
}

TEST_F(CertificatesTest, TheNameIsTheHubsNotTheRequests) {
  const auto asked = new_request(key, {"another-device", "another-store"}).value();
  EXPECT_EQ(name_of_request(asked).value().common_name, "another-device");
  EXPECT_EQ(facts_of(issue_client(asked).value()).value().name.common_name, "pos-3");
}

TEST_F(CertificatesTest, NoCertificateOutlivesItsAuthority) {
  const auto facts = facts_of(issue_client(request(), days{36'500}).value()).value();
  EXPECT_EQ(facts.not_after, facts_of(authority.certificate).value().not_after);
}

TEST_F(CertificatesTest, TimesBeyond2038And2050AreKept) {
  const auto far = new_authority("far", now, days{365 * 50}).value();
  EXPECT_EQ(facts_of(far.certificate).value().not_after, now + days{365 * 50});
}

TEST_F(CertificatesTest, SerialsAndKeysNeverRepeat) {
  const auto one = facts_of(issue_client(request()).value()).value().serial;
  const auto two = facts_of(issue_client(request()).value()).value().serial;
  EXPECT_NE(one, two);
  EXPECT_NE(new_private_key(), new_private_key());
  EXPECT_THAT(key, HasSubstr("BEGIN PRIVATE KEY"));
}

TEST_F(CertificatesTest, RefusesRequestsThatDoNotVerifyOrAreWeak) {
  EXPECT_TRUE(issue_client("").error().is(Condition::refused));
  EXPECT_TRUE(
      issue_client("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n").error().is(Condition::refused));
  auto tampered = request();
  const auto at = tampered.find('\n', tampered.find('\n') + 1) + 20;
  tampered[at] = tampered[at] == 'A' ? 'B' : 'A';
  EXPECT_TRUE(issue_client(tampered).error().is(Condition::refused));

  const Owned<EVP_PKEY> rsa1024{EVP_RSA_gen(1024)};
  EXPECT_TRUE(issue_client(request_with_key(rsa1024.get())).error().is(Condition::refused));
  const Owned<EVP_PKEY> p521{EVP_EC_gen("P-521")};
  EXPECT_TRUE(issue_client(request_with_key(p521.get())).error().is(Condition::refused));
  const Owned<EVP_PKEY> rsa2048{EVP_RSA_gen(2048)};
  EXPECT_TRUE(issue_client(request_with_key(rsa2048.get())));
  const Owned<EVP_PKEY> p384{EVP_EC_gen("P-384")};
  EXPECT_TRUE(issue_client(request_with_key(p384.get())));
}

TEST_F(CertificatesTest, RefusesNamesThatDoNotFit) {
  EXPECT_FALSE(new_request(key, {std::string(65, 'a'), ""}));
  EXPECT_FALSE(new_request(key, {"", "store"}));
  EXPECT_FALSE(new_request("no key", {"pos-3", "store"}));
}

TEST_F(CertificatesTest, AnAuthorityNeedsItsOwnKey) {
  const Authority mixed{authority.certificate, key};
  EXPECT_TRUE(issue(mixed, request(), {"pos-3", "s"}, Usage::client, {}, now, days{1})
                  .error()
                  .is(Condition::misconfigured));
}

TEST_F(CertificatesTest, AFingerprintIsOfTheCertificateNotOfItsText) {
  EXPECT_EQ(fingerprint(authority.certificate).value(),
            fingerprint("a comment\n" + authority.certificate + "\n").value());
  EXPECT_FALSE(fingerprint("nothing"));
}

TEST(EnrolmentTokenTest, IsReadAsItIsWritten) {
  EnrolmentToken token;
  token.secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
  token.ca_fingerprint.fill(0xab);
  const auto text = to_text(token);
  EXPECT_EQ(text, "tp1.c2VjcmV0LXNlY3JldC1zZWNyZXQ.q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s");
  const auto read = token_from_text(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().secret, token.secret);
  EXPECT_EQ(read.value().ca_fingerprint, token.ca_fingerprint);
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(token_from_text(std::string_view(text).substr(0, length))) << length;
  }
  for (const auto& bad : {text + ".x", "tp2" + text.substr(3), text + "=", " " + text}) {
    EXPECT_FALSE(token_from_text(bad)) << bad;
  }
}

TEST(EnrolmentTokenTest, WithoutASecretItOnlySaysWhichHubIsRight) {
  EnrolmentToken token;
  token.ca_fingerprint.fill(0xab);
  const auto read = token_from_text(to_text(token));
  ASSERT_TRUE(read);
  EXPECT_EQ(read.value().secret, "");
  EXPECT_EQ(read.value().ca_fingerprint, token.ca_fingerprint);
}

TEST(EnrolmentLineTest, HoldsAddressAndToken) {
  EnrolmentToken token;
  token.ca_fingerprint.fill(0xab);
  const auto text = to_text(EnrolmentLine{"https://hub.example:8443", to_text(token)});
  const auto line = line_from_text(text);
  ASSERT_TRUE(line);
  EXPECT_EQ(line.value().url, "https://hub.example:8443");
  EXPECT_EQ(line.value().token, to_text(token));
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(line_from_text(std::string_view(text).substr(0, length))) << length;
  }
  EXPECT_FALSE(line_from_text("http" + text.substr(5)));
}

TEST(KeyPrintTest, IsTheSameOfAKeyAndOfItsRequestAndIsReadAsPeopleWriteIt) {
  const auto key = new_private_key();
  const auto request = new_request(key, {"milano-01-pos-3", "milano-01"});
  ASSERT_TRUE(request);
  const auto print = print_of_key(key);
  ASSERT_TRUE(print);
  EXPECT_EQ(print_of_request(request.value()).value(), print.value());
  EXPECT_NE(print_of_key(new_private_key()).value(), print.value());
  const auto text = print_text(print.value());
  EXPECT_EQ(text.size(), 64U + 15U);
  EXPECT_EQ(print_from_text(text), print.value());
  EXPECT_EQ(print_from_text(to_hex(print.value())), print.value());
  EXPECT_EQ(print_digits("AB:12 cd"), "ab12cd");
  EXPECT_EQ(print_digits("AB12-"), std::nullopt);
  EXPECT_EQ(print_from_text(text.substr(5)), std::nullopt);
  EXPECT_FALSE(print_of_request(key));
}

TEST_F(CertificatesTest, ABoundAuthorityIsBelievedForItsNamesOnly) {
  const auto judged = [&](const std::vector<std::string>& only_for, const std::string& host) {
    const auto bound = new_authority("Tablets", now, days{365}, only_for).value();
    const auto leaf =
        issue(bound, request(), {"server", ""}, Usage::server, {host}, now, days{90}).value();
    return verify(bound.certificate, leaf, X509_PURPOSE_SSL_SERVER, now);
  };
  const std::vector<std::string> both = {"tablets.example.org", "192.168.1.20"};
  EXPECT_EQ(judged(both, "tablets.example.org"), X509_V_OK);
  EXPECT_EQ(judged(both, "192.168.1.20"), X509_V_OK);
  EXPECT_EQ(judged({"fd00::5"}, "fd00::5"), X509_V_OK);
  for (const auto* host : {"bank.example.org", "192.168.1.21", "fd00::5"})
    EXPECT_EQ(judged(both, host), X509_V_ERR_PERMITTED_VIOLATION) << host;
  EXPECT_EQ(judged({"tablets.example.org"}, "192.168.1.20"), X509_V_ERR_EXCLUDED_VIOLATION);
  EXPECT_EQ(judged({"192.168.1.20"}, "bank.example.org"), X509_V_ERR_EXCLUDED_VIOLATION);
}

}  // namespace
}  // namespace touchpoint::sync
