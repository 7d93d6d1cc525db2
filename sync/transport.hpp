// Transport carries batches to the hub and brings back the hub's words. There are two, each enough
// by itself: MqttTransport (sync/mqtt/) and HttpsTransport (sync/https/).
//
// It believes nothing and remembers nothing: what a word is worth, what must be sent again and by
// which transport is the outbox's to decide. Loop thread; no call comes back from inside send().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace touchpoint::sync {

struct Batch {
  std::string id;               // 1 to 32 of a-z and 0-9
  std::string body;             // a JSON array of events, perhaps compressed
  std::int64_t first_kept = 1;  // the journal's lowest row
};

// Why there will be no word for a batch.
struct SendFailure {
  enum class Kind {
    unreachable,  // it did not arrive, or nobody answered
    rejected,     // somebody answered, and it was no receipt
    too_large,    // it would be taken in smaller pieces
  };
  Kind kind = Kind::unreachable;
  std::string sentence;  // for operators
  std::optional<std::chrono::seconds> retry_after{};
};

class Transport {
 public:
  struct Listener {
    // A receipt, unverified. `batch` when the transport knows which batch it answers.
    std::function<void(std::string jws, std::optional<std::string> batch)> on_word;
    std::function<void(std::string batch, SendFailure failure)> on_failed;
    std::function<void(bool available)> on_available;  // it changed
  };

  virtual ~Transport() = default;
  virtual void listen(Listener listener) = 0;
  virtual std::string_view name() const = 0;  // "mqtt", "https"
  virtual bool available() const = 0;         // whether a batch would leave now
  virtual void send(Batch batch) = 0;
};

}  // namespace touchpoint::sync
