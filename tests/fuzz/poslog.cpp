// A file that a till has dropped: its transactions, and the events that are made of them.
#include <algorithm>

#include "core/text.hpp"
#include "devices/poslog/job.hpp"
#include "devices/poslog/mapping.hpp"
#include "devices/poslog/reader.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace touchpoint;
using namespace touchpoint::devices;
using fuzz::must;

const MappingSettings kSettings{.currency = "EUR", .customer_id_kind = "loyalty"};

struct Read {
  std::string bodies;
  std::string refusal;  // empty: it was read to its end
  bool cut = false;
};

void map(const Transaction& transaction, std::string& bodies) {
  const auto mapped = map_transaction(transaction, kSettings);
  const auto name = name_of(transaction);
  fuzz::must_be_a_sentence(name);
  must(name.find('\t') == std::string::npos, "a name is kept on a line with its body");
  if (!mapped) return fuzz::must_be_a_sentence(mapped.error().sentence());
  for (const auto& event : mapped.value().events) {
    must(event.id.version() == 7, "an event's id is a UUIDv7");
    auto body = to_json(event, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10");
    must(is_utf8(body) && !has_control_characters(body), "a body is one line of text");
    must(without_profile(body) == to_json(event, {}), "a profile can be taken out again");
    bodies += std::move(body) + "\n";
  }
  if (const auto& customer = mapped.value().customer) {
    must(!customer->value.empty() && customer->value.size() <= 254, "an identifier is looked up");
    must(is_utf8(customer->value), "an identifier is text");
  }
}

Read read(std::string_view text, std::size_t part) {
  Read read;
  PoslogReader reader([&](const Transaction& each) { map(each, read.bodies); });
  Result<void> result = success();
  for (std::size_t at = 0; result && at < text.size(); at += part)
    result = reader.feed(text.substr(at, part));
  if (result) result = reader.finish();
  if (result) return read;
  read.refusal = result.error().sentence();
  read.cut = result.error().is(Condition::retry_later);
  fuzz::must_be_a_sentence(read.refusal);
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto whole = read(text, std::max<std::size_t>(size, 1));
  const auto in_parts = read(text, 3);
  must(whole.refusal.empty() == in_parts.refusal.empty(), "cuts change nothing");
  must(!whole.refusal.empty() || whole.bodies == in_parts.bodies, "cuts change no event");
  (void)till_time(text);
  (void)read_events(text, "sale.xml", std::string(64, '0'));
  return 0;
}
