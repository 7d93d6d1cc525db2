#include "sync/enrol/key_print.hpp"

#include <algorithm>

#include "crypto/hash.hpp"
#include "sync/enrol/x509.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kGroup = 4;

Result<Digest> print_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return x509::error(Condition::refused, "the public key cannot be read");
  const auto digest = crypto::sha256({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return digest;
}

}  // namespace

Result<Digest> print_of_key(const std::string& private_key) {
  TP_TRY(const auto key, x509::read_key(private_key));
  return print_of(key.get());
}

Result<Digest> print_of_request(const std::string& request) {
  TP_TRY(const auto read, x509::read_request(request));
  EVP_PKEY* const key = X509_REQ_get0_pubkey(read.get());
  if (key == nullptr || X509_REQ_verify(read.get(), key) != 1) {
    return x509::error(Condition::refused, "the certificate request is not signed by its own key");
  }
  return print_of(key);
}

std::string print_text(const Digest& print) {
  std::string text;
  const auto digits = to_hex(print);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && i % kGroup == 0) text += ' ';
    const char digit = digits[i];
    text += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
  }
  return text;
}

std::optional<std::string> print_digits(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == ':') continue;
    const char digit = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!(digit >= '0' && digit <= '9') && !(digit >= 'a' && digit <= 'f')) return std::nullopt;
    digits += digit;
  }
  return digits;
}

std::optional<Digest> print_from_text(std::string_view text) {
  const auto digits = print_digits(text);
  const auto bytes = digits ? from_hex(*digits) : std::nullopt;
  Digest print{};
  if (!bytes || bytes->size() != print.size()) return std::nullopt;
  std::ranges::copy(*bytes, print.begin());
  return print;
}

}  // namespace touchpoint::sync
