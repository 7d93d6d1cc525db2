// Intake turns a batch of a device into a signed receipt, whichever way the batch came: read,
// store, sign after the commit.
//
// Loop thread. It counts what it sees for /metrics.
#pragma once

#include <string>

#include "crypto/sign.hpp"
#include "sync/hub/metrics.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

struct IncomingBatch {
  Sender sender;
  std::string name;
  std::int64_t first_kept = 0;  // 0: not said
  std::string body;
};

class Intake {
 public:
  // What a batch came to, other than a receipt.
  enum class Verdict { unreadable, not_admitted, busy };
  struct Outcome {
    std::string receipt;  // JWS; empty: there is none, because of
    Verdict verdict{};
    std::string sentence;
  };
  using Answer = std::move_only_function<void(Outcome outcome)>;

  Intake(Store& store, const crypto::Signer& signer, Metrics& metrics)
      : store_(store), signer_(signer), metrics_(metrics) {}

  void take(IncomingBatch batch, Answer answer);

 private:
  Store& store_;
  const crypto::Signer& signer_;
  Metrics& metrics_;
};

}  // namespace touchpoint::hub
