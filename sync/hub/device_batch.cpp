#include "sync/hub/device_batch.hpp"

#include <algorithm>
#include <span>

#include <boost/json/parse.hpp>

#include "core/limits.hpp"
#include "core/uuid.hpp"
#include "crypto/hash.hpp"
#include "sync/codec/batch.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kBatchNameMax = 32;  // bytes

// A row that is no event still has a place in its journal, so that it can be refused there.
Result<DeviceRow> read_place(std::string_view json, std::string problem) {
  // Not parse_object: what is wrong with the row may be a member twice.
  boost::json::parse_options options;
  options.max_depth = limits::kJsonDepthMax;
  boost::system::error_code failure;
  const auto value = boost::json::parse({json.data(), json.size()}, failure, {}, options);
  if (failure || !value.is_object()) return refused("a row is not JSON: " + failure.message());
  const auto& object = value.get_object();
  DeviceRow row;
  row.problem = std::move(problem);
  row.event.journal = text_member(object, "journal");
  row.sequence = sequence_from_text(text_member(object, "sequence")).value_or(0);
  if (row.sequence < 1 || !Uuid::parse(row.event.journal)) {
    return refused("a row says neither its journal nor its sequence");
  }
  const auto unchained = without_chain(json);
  if (unchained) row.chain = unchained->chain;
  row.digest = crypto::sha256(as_bytes(unchained ? std::string_view(unchained->raw) : json));
  return row;
}

Result<DeviceRow> read_row(std::string_view json, const std::string& source) {
  const bool says_chain = ends_in_chain(json);
  auto event = says_chain ? sync::read_event(json) : sync::read_event_of_run(json);
  if (!event) return read_place(json, event.error().sentence());
  DeviceRow row;
  row.event = std::move(event).value();
  row.sequence = row.event.sequence;
  if (says_chain) row.chain = row.event.chain;
  row.digest = crypto::sha256(as_bytes(row.event.raw));
  if (row.event.type == kTombstoneType) {
    TP_TRY(const auto data, parse_object(row.event.data));
    if (!read_hex(text_member(data, "digest"), row.digest)) {
      row.problem = "a tombstone says the digest of what was erased";
    }
  }
  if (row.event.source != source) row.problem = "the source is not the device that sent it";
  return row;
}

// Rows `first` to before `end` leave their chain out. The row before says where the run begins, the
// row at `end` what must come of it.
void settle_run(std::vector<DeviceRow>& rows, std::size_t first, std::size_t end) {
  const std::span of_run{rows.begin() + static_cast<std::ptrdiff_t>(first),
                         rows.begin() + static_cast<std::ptrdiff_t>(end)};
  const auto refuse = [](DeviceRow& row, const char* reason) {
    if (row.problem.empty()) row.problem = reason;
  };
  const auto is_next = [&](std::size_t i) { return rows[i].sequence == rows[i - 1].sequence + 1; };
  bool whole = first > 0 && end < rows.size();
  for (auto i = first; whole && i <= end; ++i)
    whole = is_next(i);
  if (!whole) {
    for (auto& row : of_run)
      refuse(row, "the event does not say its `chain`, and stands in no run");
    return;
  }
  Digest chain = *rows[first - 1].chain;
  for (auto& row : of_run) {
    chain = crypto::chain_next(chain, row.digest);
    row.chain = row.event.chain = chain;
  }
  auto& last = rows[end];
  if (crypto::chain_next(chain, last.digest) == *last.chain) return;
  refuse(last, kChainBroken);
  for (auto& row : of_run) {
    refuse(row, kChainBroken);
    row.chain.reset();
    row.event.chain = {};
    row.in_doubt = true;
  }
}

void settle_runs(std::vector<DeviceRow>& rows) {
  const auto says_none = [](const DeviceRow& row) { return !row.chain.has_value(); };
  auto from = rows.begin();
  while (true) {
    const auto first = std::find_if(from, rows.end(), says_none);
    if (first == rows.end()) return;
    from = std::find_if_not(first, rows.end(), says_none);
    settle_run(rows, static_cast<std::size_t>(first - rows.begin()),
               static_cast<std::size_t>(from - rows.begin()));
  }
}

}  // namespace

bool is_batch_name(std::string_view text) {
  return !text.empty() && text.size() <= kBatchNameMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

Result<DeviceBatch> read_device_batch(Sender sender, std::string batch, std::string body) {
  TP_TRY(const auto text, sync::decompress_if_needed(std::move(body), sync::kBatchBytesMax));
  TP_TRY(const auto elements, sync::split_batch(text));
  if (elements.empty()) return refused("the batch is empty");
  const std::string source = "/stores/" + sender.store + "/devices/" + sender.device;
  DeviceBatch result;
  result.sender = std::move(sender);
  result.batch = std::move(batch);
  result.rows.reserve(elements.size());
  for (const auto element : elements) {
    TP_TRY(auto row, read_row(element, source));
    if (result.rows.empty()) result.journal = row.event.journal;
    if (row.event.journal != result.journal) return refused("a batch holds rows of one journal");
    result.rows.push_back(std::move(row));
  }
  settle_runs(result.rows);
  return result;
}

}  // namespace touchpoint::hub
