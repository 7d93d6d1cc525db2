#include "profiles/secrecy.hpp"

#include <algorithm>
#include <string>

#include "crypto/hash.hpp"

namespace touchpoint::profiles {
namespace {

Bytes context_of(Secrecy::Place place, BytesView owner) {
  Bytes context;
  context.reserve(1 + owner.size());
  context.push_back(static_cast<std::uint8_t>(place));
  context.insert(context.end(), owner.begin(), owner.end());
  return context;
}

}  // namespace

Secrecy::Secrecy(const crypto::DeviceKeys& keys, Random& random)
    : identifiers_key_(keys.identifiers),
      profiles_key_(keys.profiles),
      sealer_(keys.profiles, random) {}

KeyedHash Secrecy::keyed(std::string_view text) const {
  const auto digest = crypto::hmac_sha256(identifiers_key_, as_bytes(text));
  KeyedHash hash{};
  std::copy_n(digest.begin(), hash.size(), hash.begin());
  return hash;
}

KeyedHash Secrecy::hash(const Identifier& identifier) const {
  std::string text{to_text(identifier.kind)};
  return keyed(text.append(":").append(identifier.value));
}

// No identifier's kind is called so, here and below.
KeyedHash Secrecy::hash_experience(std::string_view id) const {
  return keyed(std::string{"experience:"}.append(id));
}

KeyedHash Secrecy::hash_task(std::string_view id) const {
  return keyed(std::string{"task:"}.append(id));
}

Term Secrecy::term(std::string_view text) const {
  const auto hash = keyed(std::string{"term:"}.append(text));
  Term term = 0;
  for (std::size_t i = 0; i < 6; ++i)
    term = term << 8 | hash[i];
  return term;
}

std::string Secrecy::print(std::string_view text) const {
  const auto hash = keyed(std::string{"print:"}.append(text));
  return {hash.begin(), hash.begin() + 4};
}

KeyedHash Secrecy::hash_merged(const Uuid& profile) const {
  return keyed("merged:" + profile.text());
}

std::array<std::uint8_t, 8> Secrecy::key_check() const {
  const auto digest = crypto::hmac_sha256(profiles_key_, as_bytes("profiles.db"));
  std::array<std::uint8_t, 8> check{};
  std::copy_n(digest.begin(), check.size(), check.begin());
  return check;
}

Bytes Secrecy::seal(Place place, BytesView owner, BytesView plain) {
  return sealer_.seal(plain, context_of(place, owner));
}

Result<Bytes> Secrecy::open(Place place, BytesView owner, BytesView sealed) {
  return sealer_.open(sealed, context_of(place, owner));
}

std::array<std::uint8_t, 8> owner_of(std::int64_t sequence) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(sequence >> (56 - 8 * i));
  return bytes;
}

}  // namespace touchpoint::profiles
