#include "sync/hub/device_batch.hpp"

#include <algorithm>

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
  auto event = sync::read_event(json);
  if (!event) return read_place(json, event.error().sentence());
  DeviceRow row;
  row.event = std::move(event).value();
  row.sequence = row.event.sequence;
  row.chain = row.event.chain;
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
  return result;
}

}  // namespace touchpoint::hub
