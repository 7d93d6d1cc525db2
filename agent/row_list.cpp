#include "row_list.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace touchpoint {
namespace {

std::string_view state_of(const journal::ListedRow& row, std::int64_t through) {
  if (row.refused) return "refused";
  if (row.erased) return "erased";
  return row.sequence <= through ? "sent" : "waiting";
}

std::string to_json(const journal::ListedRow& row, std::int64_t through) {
  return "{\"sequence\":" + std::to_string(row.sequence) +
         ",\"time\":" + json_quoted(to_rfc3339(row.time)) + ",\"type\":" + json_quoted(row.type) +
         ",\"touchpoint\":" + json_quoted(row.touchpoint) +
         ",\"state\":" + json_quoted(state_of(row, through)) + "}";
}

}  // namespace

void RowList::list(std::optional<std::int64_t> after, std::size_t rows,
                   const control::ReplyPtr& reply) {
  rows = std::min(rows, kRowsMax);
  const auto last = journal_.position().last;
  const auto from =
      after.value_or(std::max<std::int64_t>(last - static_cast<std::int64_t>(rows), 0));
  journal_.list(from, rows, [this, reply](Result<std::vector<journal::ListedRow>> listed) {
    if (!listed) return reply->fail(listed.error());
    const auto through = journal_.position().through;
    std::string json;
    for (const auto& row : listed.value())
      json.append(json.empty() ? "" : ",").append(to_json(row, through));
    reply->ok("{\"rows\":[" + json + "]}");
  });
}

}  // namespace touchpoint
