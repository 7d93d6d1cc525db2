#include "sync/enrol/certificates.hpp"

#include <algorithm>
#include <cstdlib>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "core/limits.hpp"
#include "crypto/hash.hpp"
#include "crypto/validity.hpp"
#include "sync/enrol/x509.hpp"

namespace touchpoint::sync {
namespace {

constexpr int kRsaBitsMin = 2048;

// A certificate is good a little before it was made: clocks of tills are rarely right. Of a short
// life that is little, too.
WallTime backdated(WallTime now, std::chrono::seconds valid) {
  return now - std::min<std::chrono::milliseconds>(std::chrono::hours{1}, valid / 24);
}

Result<void> check_name(const CertificateName& name) {
  const auto fits = [](const std::string& text) { return text.size() <= limits::kSlugMax; };
  if (name.common_name.empty() || !fits(name.common_name) || !fits(name.unit)) {
    return refused("a certificate's names have 1 to 64 characters");
  }
  return success();
}

bool is_strong_enough(const EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return EVP_PKEY_get_bits(key) >= kRsaBitsMin;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
  std::array<char, 32> group{};
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return false;
  const std::string_view curve{group.data()};
  return curve == SN_X9_62_prime256v1 || curve == "P-256" || curve == SN_secp384r1 ||
         curve == "P-384";
}

Result<std::string> to_text(const x509::Certificate& certificate) {
  auto pem = x509::to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
  if (pem.empty()) return x509::error(Condition::retry_later, "the certificate cannot be written");
  return pem;
}

}  // namespace

std::string new_private_key() {
  const x509::Key key{EVP_EC_gen("P-256")};
  auto pem = x509::to_pem([&](BIO* bio) {
    return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  if (pem.empty())
    std::abort();  // as in crypto/: an OpenSSL that cannot make keys ends the program
  return pem;
}

Result<std::string> new_request(const std::string& private_key, const CertificateName& name) {
  TP_CHECK(check_name(name));
  TP_TRY(const auto key, x509::read_key(private_key));
  const x509::Request request{X509_REQ_new()};
  const bool made = request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                    x509::set_name(X509_REQ_get_subject_name(request.get()), name) &&
                    X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                    X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0;
  if (!made) return x509::error(Condition::refused, "the certificate request cannot be made");
  return x509::to_pem([&](BIO* bio) { return PEM_write_bio_X509_REQ(bio, request.get()); });
}

Result<Authority> new_authority(const std::string& common_name, WallTime now,
                                std::chrono::seconds valid,
                                const std::vector<std::string>& only_for) {
  TP_CHECK(check_name({common_name, ""}));
  Authority authority;
  authority.private_key = new_private_key();
  TP_TRY(const auto key, x509::read_key(authority.private_key));
  const x509::Certificate certificate{X509_new()};
  X509* const self = certificate.get();
  const bool made =
      certificate && X509_set_version(self, X509_VERSION_3) == 1 && x509::set_serial(self) &&
      x509::set_validity(self, backdated(now, valid), now + valid) &&
      x509::set_name(X509_get_subject_name(self), {common_name, ""}) &&
      X509_set_issuer_name(self, X509_get_subject_name(self)) == 1 &&
      X509_set_pubkey(self, key.get()) == 1 &&
      x509::add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
      x509::add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign") &&
      x509::add_extension(self, self, NID_subject_key_identifier, "hash") &&
      (only_for.empty() || x509::add_constraints(self, only_for)) &&
      X509_sign(self, key.get(), EVP_sha256()) > 0;
  if (!made) return x509::error(Condition::refused, "the CA certificate cannot be made");
  TP_TRY(authority.certificate, to_text(certificate));
  return authority;
}

Result<std::string> issue(const Authority& authority, const std::string& request,
                          const CertificateName& name, Usage usage,
                          const std::vector<std::string>& hosts, WallTime now,
                          std::chrono::seconds valid) {
  TP_CHECK(check_name(name));
  TP_TRY(const auto ca, x509::read_certificate(authority.certificate));
  TP_TRY(const auto ca_key, x509::read_key(authority.private_key));
  if (X509_check_private_key(ca.get(), ca_key.get()) != 1) {
    return x509::error(Condition::misconfigured, "the CA's key is not its certificate's");
  }
  TP_TRY(const auto asked, x509::read_request(request));
  EVP_PKEY* const key = X509_REQ_get0_pubkey(asked.get());
  if (key == nullptr || X509_REQ_verify(asked.get(), key) != 1) {
    return x509::error(Condition::refused, "the certificate request is not signed by its own key");
  }
  if (!is_strong_enough(key)) {
    return refused("the request's key is neither P-256 nor P-384 nor RSA of 2048 bits or more");
  }
  // A certificate that outlives its CA would only fail later and less clearly.
  const auto until =
      std::min<WallTime>(now + valid, crypto::wall_time(X509_get0_notAfter(ca.get())));
  const x509::Certificate certificate{X509_new()};
  X509* const made = certificate.get();
  bool ok = certificate && X509_set_version(made, X509_VERSION_3) == 1 && x509::set_serial(made) &&
            x509::set_validity(made, backdated(now, valid), until) &&
            x509::set_name(X509_get_subject_name(made), name) &&
            X509_set_issuer_name(made, X509_get_subject_name(ca.get())) == 1 &&
            X509_set_pubkey(made, key) == 1 &&
            x509::add_extension(made, ca.get(), NID_basic_constraints, "critical,CA:FALSE") &&
            x509::add_extension(made, ca.get(), NID_key_usage, "critical,digitalSignature") &&
            x509::add_extension(made, ca.get(), NID_ext_key_usage,
                                usage == Usage::client ? "clientAuth" : "serverAuth") &&
            x509::add_extension(made, ca.get(), NID_subject_key_identifier, "hash") &&
            x509::add_extension(made, ca.get(), NID_authority_key_identifier, "keyid");
  if (ok && !hosts.empty()) ok = x509::add_hosts(made, hosts);
  if (!ok || X509_sign(made, ca_key.get(), EVP_sha256()) <= 0) {
    return x509::error(Condition::refused, "the certificate cannot be made");
  }
  return to_text(certificate);
}

Result<CertificateName> name_of_request(const std::string& request) {
  TP_TRY(const auto read, x509::read_request(request));
  return x509::name_of(X509_REQ_get_subject_name(read.get()));
}

Result<CertificateFacts> facts_of(const std::string& certificate) {
  TP_TRY(const auto read, x509::read_certificate(certificate));
  CertificateFacts facts;
  facts.name = x509::name_of(X509_get_subject_name(read.get()));
  const ASN1_INTEGER* serial = X509_get0_serialNumber(read.get());
  facts.serial =
      to_hex({ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial))});
  facts.not_before = crypto::wall_time(X509_get0_notBefore(read.get()));
  facts.not_after = crypto::wall_time(X509_get0_notAfter(read.get()));
  return facts;
}

std::vector<std::string> hosts_of(const std::string& certificate) {
  const auto read = x509::read_certificate(certificate);
  return read ? x509::hosts_of(read.value().get()) : std::vector<std::string>{};
}

std::vector<std::string> constraints_of(const std::string& certificate) {
  const auto read = x509::read_certificate(certificate);
  return read ? x509::constraints_of(read.value().get()) : std::vector<std::string>{};
}

bool belongs_together(const std::string& certificate, const std::string& private_key) {
  const auto read = x509::read_certificate(certificate);
  const auto key = x509::read_key(private_key);
  const bool ok = read && key && X509_check_private_key(read.value().get(), key.value().get()) == 1;
  if (!ok) ERR_clear_error();
  return ok;
}

std::vector<std::string> certificates_in(const std::string& pem) {
  std::vector<std::string> texts;
  for (const auto& certificate : x509::read_certificates(pem)) {
    if (auto text = to_text(certificate)) texts.push_back(std::move(text.value()));
  }
  return texts;
}

Result<std::string> first_certificate(const std::string& pem) {
  TP_TRY(const auto read, x509::read_certificate(pem));
  return to_text(read);
}

Result<Digest> fingerprint(const std::string& certificate) {
  TP_TRY(const auto read, x509::read_certificate(certificate));
  unsigned char* der = nullptr;
  const int size = i2d_X509(read.get(), &der);
  if (size <= 0) return x509::error(Condition::refused, "the certificate cannot be read");
  const auto digest = crypto::sha256({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return digest;
}

}  // namespace touchpoint::sync
