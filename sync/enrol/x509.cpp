#include "sync/enrol/x509.hpp"

#include <array>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

namespace touchpoint::sync::x509 {
namespace {

Bio reader(const std::string& text) {
  return Bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

// PEM that asks for a passphrase must not make the program ask at a terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return 0;
}

std::string entry(const X509_NAME* name, int nid) {
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0) return {};
  unsigned char* utf8 = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return {};
  std::string text(as_text({utf8, static_cast<std::size_t>(size)}));
  OPENSSL_free(utf8);
  return text;
}

// RFC 5280 section 4.1.2.5.2, "YYYYMMDDHHMMSSZ"; OpenSSL writes years before 2050 as UTCTime.
std::string generalized(WallTime time) {
  std::string digits;
  for (const char c : to_rfc3339(time).substr(0, 19)) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits + "Z";
}

}  // namespace

Error error(Condition condition, std::string_view what) {
  const auto code = ERR_get_error();
  ERR_clear_error();
  std::string sentence(what);
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  if (reason != nullptr) sentence.append(" (").append(reason).append(")");
  return {condition, std::move(sentence)};
}

Result<Key> read_key(const std::string& pem) {
  Key key{PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, no_passphrase, nullptr)};
  if (!key) return error(Condition::misconfigured, "the private key cannot be read");
  return key;
}

Result<Certificate> read_certificate(const std::string& pem) {
  Certificate certificate{PEM_read_bio_X509(reader(pem).get(), nullptr, no_passphrase, nullptr)};
  if (!certificate) return error(Condition::refused, "the certificate cannot be read");
  return certificate;
}

std::vector<Certificate> read_certificates(const std::string& pem) {
  const auto from = reader(pem);
  std::vector<Certificate> all;
  while (Certificate next{PEM_read_bio_X509(from.get(), nullptr, no_passphrase, nullptr)})
    all.push_back(std::move(next));
  ERR_clear_error();  // the end of a PEM text is an error there
  return all;
}

Result<Request> read_request(const std::string& pem) {
  Request request{PEM_read_bio_X509_REQ(reader(pem).get(), nullptr, no_passphrase, nullptr)};
  if (!request) return error(Condition::refused, "the certificate request cannot be read");
  return request;
}

bool set_name(X509_NAME* name, const CertificateName& values) {
  const auto add = [name](int nid, const std::string& value) {
    if (value.empty()) return true;
    const auto bytes = as_bytes(value);
    return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, bytes.data(),
                                      static_cast<int>(bytes.size()), -1, 0) == 1;
  };
  return add(NID_organizationalUnitName, values.unit) && add(NID_commonName, values.common_name);
}

CertificateName name_of(const X509_NAME* name) {
  return {entry(name, NID_commonName), entry(name, NID_organizationalUnitName)};
}

bool set_serial(X509* certificate) {
  std::array<std::uint8_t, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7fU) | 0x40U);  // positive, never short
  const std::unique_ptr<BIGNUM, Free> number{
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, WallTime from, WallTime until) {
  return ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), generalized(from).c_str()) ==
             1 &&
         ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), generalized(until).c_str()) ==
             1;
}

ASN1_TIME* asn1_time(WallTime time) {
  ASN1_TIME* made = ASN1_TIME_new();
  if (made != nullptr && ASN1_TIME_set_string_X509(made, generalized(time).c_str()) == 1)
    return made;
  ASN1_TIME_free(made);
  return nullptr;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension{
      X509V3_EXT_conf_nid(nullptr, &context, nid, value)};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_hosts(X509* certificate, const std::vector<std::string>& hosts) {
  // Built from parts, not from a configuration text, in which a comma would make another name.
  const std::unique_ptr<GENERAL_NAMES, Free> names{sk_GENERAL_NAME_new_null()};
  if (!names) return false;
  for (const auto& host : hosts) {
    GENERAL_NAME* name = GENERAL_NAME_new();
    if (name == nullptr || sk_GENERAL_NAME_push(names.get(), name) == 0) {
      GENERAL_NAME_free(name);
      return false;
    }
    if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str())) {
      GENERAL_NAME_set0_value(name, GEN_IPADD, address);
      continue;
    }
    ERR_clear_error();  // "not an address" is no error here
    ASN1_IA5STRING* dns = ASN1_IA5STRING_new();
    if (dns == nullptr) return false;
    GENERAL_NAME_set0_value(name, GEN_DNS, dns);
    if (ASN1_STRING_set(dns, host.data(), static_cast<int>(host.size())) != 1) return false;
  }
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1;
}

namespace {

using Subtrees = STACK_OF(GENERAL_SUBTREE);

// One name; the subtree owns it.
bool add_subtree(Subtrees*& list, int type, BytesView base) {
  if (list == nullptr) list = sk_GENERAL_SUBTREE_new_null();
  GENERAL_SUBTREE* subtree = GENERAL_SUBTREE_new();
  if (list == nullptr || subtree == nullptr || sk_GENERAL_SUBTREE_push(list, subtree) == 0) {
    GENERAL_SUBTREE_free(subtree);
    return false;
  }
  ASN1_STRING* text =
      ASN1_STRING_type_new(type == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
  if (text == nullptr) return false;
  GENERAL_NAME_set0_value(subtree->base, type, text);
  return ASN1_STRING_set(text, base.data(), static_cast<int>(base.size())) == 1;
}

// What inet_pton makes of it; empty for what is no address.
Bytes address_bytes(const std::string& host) {
  Bytes bytes(16);
  if (::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(4);
  if (::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return bytes;
  return {};
}

}  // namespace

bool add_constraints(X509* certificate, const std::vector<std::string>& hosts) {
  const std::unique_ptr<NAME_CONSTRAINTS, Free> names{NAME_CONSTRAINTS_new()};
  if (!names) return false;
  bool ok = true;
  bool any_name = false;
  bool any_address = false;
  for (const auto& host : hosts) {
    auto address = address_bytes(host);
    any_address |= !address.empty();
    any_name |= address.empty();
    if (address.empty()) {
      ok = ok && add_subtree(names->permittedSubtrees, GEN_DNS, as_bytes(host));
      continue;
    }
    address.resize(2 * address.size(), 0xff);  // this one address: a mask of ones
    ok = ok && add_subtree(names->permittedSubtrees, GEN_IPADD, address);
  }
  // A kind of name that is not spoken of is not bound: it is ruled out as a whole.
  if (!any_name) ok = ok && add_subtree(names->excludedSubtrees, GEN_DNS, {});
  if (!any_address) {
    ok = ok && add_subtree(names->excludedSubtrees, GEN_IPADD, Bytes(8)) &&
         add_subtree(names->excludedSubtrees, GEN_IPADD, Bytes(32));
  }
  return ok && X509_add1_ext_i2d(certificate, NID_name_constraints, names.get(), 1, 0) == 1;
}

std::vector<std::string> constraints_of(const X509* certificate) {
  const std::unique_ptr<NAME_CONSTRAINTS, Free> names{static_cast<NAME_CONSTRAINTS*>(
      X509_get_ext_d2i(certificate, NID_name_constraints, nullptr, nullptr))};
  std::vector<std::string> hosts;
  const int count = names ? sk_GENERAL_SUBTREE_num(names->permittedSubtrees) : 0;
  for (int i = 0; i < count; ++i) {
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(
        sk_GENERAL_SUBTREE_value(names->permittedSubtrees, i)->base, &type));
    const auto* bytes = ASN1_STRING_get0_data(value);
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(value));
    if (type == GEN_DNS) hosts.emplace_back(as_text({bytes, size}));
    if (type != GEN_IPADD || (size != 8 && size != 32)) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (::inet_ntop(size == 8 ? AF_INET : AF_INET6, bytes, text.data(), text.size()) != nullptr)
      hosts.emplace_back(text.data());
  }
  return hosts;
}

std::vector<std::string> hosts_of(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Free> names{static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  std::vector<std::string> hosts;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type));
    const auto* bytes = ASN1_STRING_get0_data(value);
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(value));
    if (type == GEN_DNS) {
      hosts.emplace_back(as_text({bytes, size}));
    } else if (type == GEN_IPADD) {
      std::array<char, INET6_ADDRSTRLEN> text{};
      const int family = size == 4 ? AF_INET : AF_INET6;
      if (size != 4 && size != 16) continue;
      if (::inet_ntop(family, bytes, text.data(), text.size()) != nullptr)
        hosts.emplace_back(text.data());
    }
  }
  return hosts;
}

}  // namespace touchpoint::sync::x509
