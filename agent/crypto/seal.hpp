// Sealer encrypts what must not be readable on a stolen disk: AES-256-GCM (NIST SP 800-38D) under
// one derived key, a random nonce of 96 bits per message. The context (which row, which column) is
// authenticated but not stored, so that a sealed value cannot be moved to another row.
//
// Sealed form: nonce (12 bytes), ciphertext, tag (16 bytes). Not thread safe: one per thread.
#pragma once

#include <memory>

#include "core/bytes.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace touchpoint::crypto {

inline constexpr std::size_t kSealOverhead = 12 + 16;  // bytes

class Sealer {
 public:
  Sealer(const Digest& key, Random& random);
  ~Sealer();
  Sealer(Sealer&&) noexcept;

  Bytes seal(BytesView plain, BytesView context);
  // `damaged` when the bytes, the context or the key are not those they were sealed with.
  Result<Bytes> open(BytesView sealed, BytesView context);
  // The same into a buffer that is used again; the view into it is what was sealed.
  Result<BytesView> open(BytesView sealed, BytesView context, Bytes& buffer);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::crypto
