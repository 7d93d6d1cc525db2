// A hub that stores nothing: it takes a batch, reads of it only where its last row stands, and
// answers with a receipt under its own signature.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "bench/shop_events.hpp"
#include "sync/codec/batch.hpp"
#include "sync/codec/receipt.hpp"
#include "sync/hub_reader.hpp"

namespace touchpoint::bench {

class NullHub {
 public:
  std::vector<sync::PinnedKey> keys() const {
    return {{sync::key_id(signer_.public_key()), signer_.public_key()}};
  }

  std::string answer(std::string_view batch, std::string body) const {
    const auto plain = sync::decompress_if_needed(std::move(body), sync::kBatchBytesMax);
    if (!plain) std::abort();
    const std::string_view text = plain.value();
    const auto chain = from_hex(text.substr(text.size() - 67, 64));  // … 64 digits, '"', '}', ']'
    sync::Receipt receipt;
    receipt.device = kDevice;
    receipt.journal = last_value(text, R"("journal":")", 36);
    receipt.answers = batch;
    receipt.runs = true;
    receipt.through = sequence_from_text(last_value(text, R"("sequence":")", 20)).value();
    std::ranges::copy(chain.value(), receipt.chain.begin());
    return sync::sign_receipt(signer_, receipt);
  }

 private:
  static std::string_view last_value(std::string_view text, std::string_view name,
                                     std::size_t size) {
    return text.substr(text.rfind(name) + name.size(), size);
  }

  crypto::Signer signer_{crypto::SigningSeed{7}};
};

// It refuses nothing, so that nothing is ever asked.
class NullReader final : public sync::HubReader {
 public:
  void news(Done<sync::News> /*done*/) override {}
  void changes(const sync::FeedCursor& /*cursor*/, std::size_t /*limit*/,
               Done<sync::ChangePage> /*done*/) override {}
  void refusals(const std::string& /*journal*/, std::int64_t /*since*/,
                Done<std::vector<sync::Refusal>> /*done*/) override {}
};

}  // namespace touchpoint::bench
