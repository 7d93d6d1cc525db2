// What a web shop or an app sends, as every kind of call.
#include "sync/hub/source_calls.hpp"

#include <cmath>

#include "core/limits.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

void look_at(const hub::SourceCall& call) {
  must(call.user_id.size() <= 256 && call.message_id.size() <= 256, "identifiers are bounded");
  if (const auto& experience = call.fact.experience) {
    must(experience->type.size() <= limits::kSlugMax, "a type is bounded");
    must(!experience->total || std::isfinite(*experience->total), "amounts are finite");
    must(!find_forbidden(experience->title), "no card number is kept");
    must(is_utf8(experience->title), "a title is UTF-8");
  }
  if (const auto& order = call.fact.order) must(!order->order_id.empty(), "an order has a number");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kNow = *from_rfc3339("2026-03-02T10:00:00Z");
  const auto text = fuzz::text_of(data, size);
  for (const auto kind :
       {hub::CallKind::track, hub::CallKind::identify, hub::CallKind::page, hub::CallKind::batch}) {
    const auto calls = hub::read_calls(kind, text, {"shop", "IT"}, kNow);
    if (!calls) {
      fuzz::must_be_a_sentence(calls.error().sentence());
      continue;
    }
    for (const auto& call : calls.value().calls) {
      look_at(call);
      must(call.fact.time <= kNow, "nothing is from the future");
    }
  }
  return 0;
}
