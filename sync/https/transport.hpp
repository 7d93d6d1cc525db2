// HttpsTransport posts batches to the hub; the receipt is the answer. It owns its connection, so
// that no pull keeps an event waiting. Loop thread.
#pragma once

#include <memory>
#include <string>

#include "sync/https/client.hpp"
#include "sync/transport.hpp"

namespace touchpoint::sync {

class HttpsTransport final : public Transport {
 public:
  HttpsTransport(std::unique_ptr<HttpsClient> client, std::chrono::milliseconds timeout)
      : client_(std::move(client)), timeout_(timeout) {}

  void listen(Listener listener) override { listener_ = std::move(listener); }
  std::string_view name() const override { return "https"; }
  bool available() const override { return true; }  // who can know without trying?
  void send(Batch batch) override;

 private:
  void answered(const std::string& batch, Result<HttpsAnswer> answer);

  Listener listener_;
  std::unique_ptr<HttpsClient> client_;
  std::chrono::milliseconds timeout_;
};

}  // namespace touchpoint::sync
