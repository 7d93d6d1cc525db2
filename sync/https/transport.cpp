#include "sync/https/transport.hpp"

#include "sync/https/answer.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::size_t kReceiptMax = 64 * 1024;  // bytes; a receipt has some 500

}  // namespace

void HttpsTransport::send(Batch batch) {
  HttpsRequest request;
  request.method = "POST";
  request.target = "/v1/events";
  request.headers = {{"Content-Type", "application/cloudevents-batch+json"},
                     {"Touchpoint-Batch", batch.id},
                     {"Touchpoint-First-Kept", std::to_string(batch.first_kept)}};
  request.body = std::move(batch.body);
  request.answer_max = kReceiptMax;
  request.timeout = timeout_;
  client_->request(std::move(request), [this, id = std::move(batch.id)](auto answer) {
    answered(id, std::move(answer));
  });
}

void HttpsTransport::answered(const std::string& batch, Result<HttpsAnswer> answer) {
  if (!answer) {
    return listener_.on_failed(
        batch, {SendFailure::Kind::unreachable, answer.error().sentence(), std::nullopt});
  }
  if (const auto error = unexpected(answer.value(), 200, "application/jose")) {
    const auto kind =
        answer.value().status == 413 ? SendFailure::Kind::too_large : SendFailure::Kind::rejected;
    return listener_.on_failed(batch, {kind, error->sentence(), retry_after(answer.value())});
  }
  listener_.on_word(std::move(answer.value().body), batch);
}

}  // namespace touchpoint::sync
