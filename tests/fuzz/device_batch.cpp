// What a device sends to the hub: a batch, perhaps compressed, its rows, and what they mean for a
// customer. A row that is read keeps its bytes.
#include "sync/hub/device_batch.hpp"

#include "core/event.hpp"
#include "fuzz/fuzz.hpp"
#include "sync/codec/batch.hpp"
#include "sync/codec/effect.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/hub/device_facts.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

void read_one(std::string_view text) {
  const auto event = sync::read_event(text);
  if (!event) return fuzz::must_be_a_sentence(event.error().sentence());
  must(with_chain(event.value().raw, event.value().chain) == text, "an event keeps its bytes");
  must(event.value().sequence >= 1, "sequences begin at 1");
  static_cast<void>(hub::fact_of(event.value(), "milano-01"));
  static_cast<void>(sync::effect_of({.id = Uuid::parse(event.value().id).value_or(Uuid{}),
                                     .type = event.value().type,
                                     .time = event.value().time,
                                     .touchpoint = event.value().touchpoint,
                                     .data = event.value().data},
                                    "milano-01"));
}

void read_many(const std::string& bytes) {
  const auto batch = hub::read_device_batch(
      {.device = "milano-01-pos-3", .store = "milano-01", .serial = {}}, "k3x9", bytes);
  if (!batch) return fuzz::must_be_a_sentence(batch.error().sentence());
  must(!batch.value().rows.empty(), "a batch has rows");
  for (const auto& row : batch.value().rows) {
    must(row.sequence >= 1, "a row has its place");
    must(row.event.journal == batch.value().journal, "a batch is of one journal");
    must(!row.problem.empty() || (row.chain && *row.chain == row.event.chain), "a row has a chain");
    must(!row.in_doubt || (!row.problem.empty() && !row.chain), "nothing doubted is stored");
  }
  const auto text = sync::decompress_if_needed(bytes, sync::kBatchBytesMax);
  must(text.has_value() && text.value().size() <= sync::kBatchBytesMax, "a batch is bounded");
  const auto rows = sync::split_batch(text.value());
  must(rows.has_value() && rows.value().size() == batch.value().rows.size(), "rows are counted");
  const auto joined = sync::join_batch(rows.value());
  const auto again = sync::split_batch(joined);
  must(again.has_value() && again.value() == rows.value(), "joined and split it is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  read_one(text);
  read_many(std::string(text));
  const auto packed = sync::decompress_if_needed(sync::compress(text), sync::kBatchBytesMax);
  must(text.size() > sync::kBatchBytesMax || (packed.has_value() && packed.value() == text),
       "what was compressed comes back");
  return 0;
}
