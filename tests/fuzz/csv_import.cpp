// A shop's CSV file: its records, and the calls that an import makes of them.
#include "fuzz/fuzz.hpp"
#include "sync/hub/import/orders_import.hpp"
#include "sync/hub/source_calls.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

constexpr std::string_view kHeader =
    "invoice,stock_code,description,quantity,invoiced_at,unit_price,customer_id,country\n";

Result<hub::BatchAnswer> look_at(const std::string& elements) {
  static const auto kNow = *from_rfc3339("2026-03-02T10:00:00Z");
  must(elements.size() <= hub::OrdersImport::kBatchTextMax, "a batch of an import is bounded");
  const auto calls =
      hub::read_calls(hub::CallKind::batch, "{\"batch\":[" + elements + "]}", {"shop", "IT"}, kNow);
  must(calls.has_value(), "an import makes calls that the hub reads");
  return hub::BatchAnswer{.applied = static_cast<std::int64_t>(calls.value().calls.size()),
                          .repeated = 0,
                          .refused = static_cast<std::int64_t>(calls.value().refused),
                          .first_refusal = calls.value().first_refusal};
}

void import(std::string_view text, std::size_t cut) {
  hub::OrdersImport orders("EUR", look_at);
  bool goes_on = true;
  hub::CsvReader reader([&](const hub::CsvRecord& record) {
    must(record.line >= 1, "lines are counted from 1");
    if (goes_on) goes_on = orders.take(record).has_value();
  });
  reader.feed(text.substr(0, cut));
  reader.feed(text.substr(cut));
  reader.finish();
  if (goes_on) must(orders.finish().has_value(), "an import comes to its end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  import(text, text.size() / 2);
  import(std::string(kHeader).append(text), kHeader.size());
  return 0;
}
