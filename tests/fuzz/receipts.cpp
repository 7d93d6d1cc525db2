// The hub's word, receipts and statements: a JWS as it came, and as a payload under a good
// signature, so that what is inside is read as well.
#include <algorithm>

#include "fuzz/fuzz.hpp"
#include "sync/codec/receipt.hpp"
#include "sync/codec/statement.hpp"

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

void look_at(const Result<sync::Statement>& read, const std::vector<sync::PinnedKey>& keys) {
  if (!read) return fuzz::must_be_a_sentence(read.error().sentence());
  const auto& statement = read.value();
  must(statement.stored >= 0 && statement.in_holes >= 0, "counts are not negative");
  must(std::ranges::all_of(
           statement.holes,
           [](const auto& hole) { return hole.first >= 1 && hole.second >= hole.first; }),
       "holes are rows");
  const auto again = sync::verify_statement(sync::sign_statement(signer(), statement), keys);
  const bool named = !statement.device.empty() && !statement.journal.empty();
  const bool small = statement.holes.size() <= sync::Statement::kHolesMax;
  must(!named || !small || again.has_value(), "a statement is written as it can be read");
  must(!again || (again.value().holes == statement.holes &&
                  again.value().chain_known == statement.chain_known),
       "and says the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<sync::PinnedKey> kKeys{
      {sync::key_id(signer().public_key()), signer().public_key()}};
  const auto text = fuzz::text_of(data, size);
  look_at(sync::verify_receipt(text, kKeys));
  look_at(sync::verify_statement(text, kKeys), kKeys);

  const auto signed_text = sync::sign_jws(signer(), text);
  const auto payload = sync::verify_jws(signed_text, kKeys);
  const bool small = size < 64 * 1024;
  must(!small || (payload.has_value() && payload.value() == text), "what was signed is verified");
  look_at(sync::verify_receipt(signed_text, kKeys));
  look_at(sync::verify_statement(signed_text, kKeys), kKeys);
  return 0;
}
