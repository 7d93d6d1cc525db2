// The hub's word: a JWS as it came, and as a payload under a good signature, so that what is inside
// is read as well.
#include <algorithm>

#include "fuzz/fuzz.hpp"
#include "sync/codec/receipt.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

const crypto::Signer& signer() {
  static const crypto::Signer kSigner{crypto::SigningSeed{0x9d, 0x61, 0xb1}};
  return kSigner;
}

void look_at(const Result<sync::Receipt>& receipt) {
  if (!receipt) return fuzz::must_be_a_sentence(receipt.error().sentence());
  must(receipt.value().through >= 0 && receipt.value().refused >= 0, "counts are not negative");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<sync::PinnedKey> kKeys{
      {sync::key_id(signer().public_key()), signer().public_key()}};
  const auto text = fuzz::text_of(data, size);
  look_at(sync::verify_receipt(text, kKeys));

  const auto signed_text = sync::sign_jws(signer(), text);
  const auto payload = sync::verify_jws(signed_text, kKeys);
  const bool small = size < 64 * 1024;
  must(!small || (payload.has_value() && payload.value() == text), "what was signed is verified");
  look_at(sync::verify_receipt(signed_text, kKeys));
  return 0;
}
