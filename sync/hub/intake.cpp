#include "sync/hub/intake.hpp"

#include "sync/codec/receipt.hpp"
#include "sync/hub/device_batch.hpp"

namespace touchpoint::hub {

void Intake::take(IncomingBatch batch, Answer answer) {
  const auto began = std::chrono::steady_clock::now();
  auto read =
      read_device_batch(std::move(batch.sender), std::move(batch.name), std::move(batch.body));
  if (!read) {
    ++metrics_.batches_unreadable;
    return answer(
        {.receipt = {}, .verdict = Verdict::unreadable, .sentence = read.error().sentence()});
  }
  auto& rows = read.value();
  rows.first_kept = batch.first_kept;
  sync::Receipt receipt{
      .device = rows.sender.device, .journal = rows.journal, .answers = rows.batch};
  store_.ingest(std::move(rows), [this, began, receipt = std::move(receipt),
                                  answer = std::move(answer)](Result<Ingested> result) mutable {
    if (!result) {
      const bool barred = result.error().is(Condition::refused);
      ++(barred ? metrics_.batches_barred : metrics_.batches_failed);
      return answer({.receipt = {},
                     .verdict = barred ? Verdict::not_admitted : Verdict::busy,
                     .sentence = result.error().sentence()});
    }
    const auto& stored = result.value();
    ++metrics_.batches_stored;
    metrics_.events_stored += stored.stored_now;
    metrics_.events_refused += stored.refused_now;
    metrics_.store_latency.add(std::chrono::steady_clock::now() - began);
    receipt.through = stored.through;
    receipt.chain = stored.chain;
    receipt.refused = stored.refused;
    receipt.at = stored.at;
    receipt.runs = true;
    answer({.receipt = sync::sign_receipt(signer_, receipt), .verdict = {}, .sentence = {}});
  });
}

}  // namespace touchpoint::hub
