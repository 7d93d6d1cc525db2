#include "sync/codec/receipt.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

// Bytes. A receipt has some 500; signed configuration may have more, but not without end.
constexpr std::size_t kJwsMax = 256 * 1024;

std::optional<std::string> decoded(std::string_view base64url) {
  const auto bytes = from_base64url(base64url);
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

}  // namespace

std::string key_id(const crypto::PublicKey& key) {
  return to_hex(crypto::sha256(key)).substr(0, 16);
}

std::string sign_jws(const crypto::Signer& signer, std::string_view payload) {
  ObjectWriter header;
  header.text("alg", "EdDSA").text("kid", key_id(signer.public_key()));
  std::string jws = to_base64url(as_bytes(header.done()));
  jws.append(".").append(to_base64url(as_bytes(payload)));
  const auto signature = signer.sign(as_bytes(jws));
  jws.append(".").append(to_base64url(signature));
  return jws;
}

Result<std::string> verify_jws(std::string_view jws, const std::vector<PinnedKey>& keys) {
  const auto malformed = [] { return refused("the hub's word is not a signed text (JWS)"); };
  const auto first = jws.find('.');
  const auto last = jws.rfind('.');
  if (jws.size() > kJwsMax || first == std::string_view::npos || first == last) return malformed();
  const auto header = decoded(jws.substr(0, first));
  auto payload = decoded(jws.substr(first + 1, last - first - 1));
  const auto signature = from_base64url(jws.substr(last + 1));
  if (!header || !payload || !signature) return malformed();

  TP_TRY(const auto document, reading::Document::parse(*header, "the header of the hub's word"));
  reading::Members::Problem problem;
  const reading::Members members{document.root(), "the header of the hub's word", problem};
  // The algorithm is ours to choose, not the sender's; and what is critical we do not know
  // (RFC 7515 section 4.1.11).
  if (members.text("alg") != "EdDSA" || members.has("crit")) {
    return refused("the hub's word is not signed with EdDSA");
  }
  const auto kid = members.text("kid");
  const auto key =
      std::ranges::find_if(keys, [&](const auto& pinned) { return pinned.kid == kid; });
  if (key == keys.end()) {
    return refused("the hub's word is signed with a key that this device does not know");
  }
  if (!crypto::verify(key->key, as_bytes(jws.substr(0, last)), *signature)) {
    return refused("the signature under the hub's word is wrong");
  }
  return std::move(*payload);
}

std::string sign_receipt(const crypto::Signer& signer, const Receipt& receipt) {
  ObjectWriter payload;
  payload.text("device", receipt.device)
      .text("journal", receipt.journal)
      .text("answers", receipt.answers)
      .integer("through", receipt.through)
      .text("chain", to_hex(receipt.chain))
      .integer("refused", receipt.refused)
      .time("at", receipt.at);
  if (receipt.runs) payload.flag("runs", true);
  return sign_jws(signer, payload.done());
}

Result<Receipt> verify_receipt(std::string_view jws, const std::vector<PinnedKey>& keys) {
  TP_TRY(const auto payload, verify_jws(jws, keys));
  TP_TRY(const auto document, reading::Document::parse(payload, "the receipt"));
  reading::Members::Problem problem;
  const reading::Members members{document.root(), "the receipt", problem};
  const auto required = [&](std::string_view name) {
    if (!members.has(name)) members.wrong(name, "there");
    return std::string(members.text(name));
  };
  Receipt receipt;
  receipt.device = required("device");
  receipt.journal = required("journal");
  receipt.answers = members.text("answers");
  if (!members.has("through")) members.wrong("through", "there");
  receipt.through = members.count("through");
  receipt.refused = members.count("refused");
  receipt.at = members.time("at").value_or(WallTime{});
  receipt.runs = members.flag("runs");
  if (!read_hex(required("chain"), receipt.chain)) members.wrong("chain", "64 hex digits");
  if (problem.found()) return refused(std::move(problem.sentence));
  return receipt;
}

}  // namespace touchpoint::sync
