// BodySealer turns an event's bytes into what stands in a row, and back: compressed against a
// dictionary of what events have in common, because they are short and much alike, then sealed,
// because they hold what people typed. FORMAT.md describes the bytes.
//
// A sealed body opens only in the journal and at the sequence it was made for. One per thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/uuid.hpp"
#include "crypto/seal.hpp"

namespace touchpoint::journal {

class BodySealer {
 public:
  BodySealer(const Uuid& journal, const Digest& key, Random& random);
  ~BodySealer();
  BodySealer(BodySealer&&) noexcept;

  Bytes seal(std::int64_t sequence, std::string_view event);
  Result<std::string> open(std::int64_t sequence, BytesView body);

 private:
  struct Compression;
  Uuid journal_;
  crypto::Sealer sealer_;
  std::unique_ptr<Compression> compression_;
  Bytes packed_;  // kept between calls, so that a row costs no allocation for it
};

}  // namespace touchpoint::journal
