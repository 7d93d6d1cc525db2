#include "refused_rows.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/codec/event_json.hpp"

namespace touchpoint {
namespace {

constexpr std::size_t kListMax = 500;    // rows in one answer
constexpr std::size_t kRetryMax = 5000;  // rows in one go

std::string row_json(const journal::RefusedRow& row) {
  auto json = "{\"sequence\":" + std::to_string(row.sequence) +
              ",\"reason\":" + json_quoted(row.reason) +
              ",\"erased\":" + (row.json ? "false" : "true");
  if (const auto event = row.json ? sync::read_event(*row.json) : refused("it was erased")) {
    json += ",\"type\":" + json_quoted(event.value().type) +
            ",\"time\":" + json_quoted(to_rfc3339(event.value().time));
  }
  return json + "}";
}

}  // namespace

void RefusedRows::list(const control::ReplyPtr& reply) {
  journal_.refused_after(0, kListMax + 1, [reply](Result<std::vector<journal::RefusedRow>> found) {
    if (!found) return reply->fail(found.error());
    auto& rows = found.value();
    const bool more = rows.size() > kListMax;
    if (more) rows.pop_back();
    std::string json;
    for (const auto& row : rows)
      json.append(json.empty() ? "" : ",").append(row_json(row));
    reply->ok("{\"refused\":[" + json + "],\"more\":" + (more ? "true" : "false") + "}");
  });
}

void RefusedRows::retry(std::set<std::int64_t> sequences, const control::ReplyPtr& reply) {
  journal_.refused_after(
      0, kRetryMax,
      [this, sequences = std::move(sequences),
       reply](Result<std::vector<journal::RefusedRow>> found) {
        if (!found) return reply->fail(found.error());
        std::vector<sync::OutgoingEvent> rows;
        std::set<std::int64_t> sent;
        for (auto& row : found.value()) {
          if (!row.json || (!sequences.empty() && !sequences.contains(row.sequence))) continue;
          sent.insert(row.sequence);
          rows.push_back({row.sequence, std::move(*row.json)});
        }
        if (rows.empty()) {
          return reply->fail(
              refused(sequences.empty() ? "no row is refused" : "none of these rows is refused"));
        }
        reply->progress("sending " + std::to_string(rows.size()) + " rows again");
        hub_.retry(std::move(rows), [this, sent, reply](Result<void> done) {
          if (!done) return reply->fail(done.error());
          journal_.refused_after(
              0, kRetryMax, [sent, reply](Result<std::vector<journal::RefusedRow>> now) {
                if (!now) return reply->fail(now.error());
                const auto still = std::ranges::count_if(
                    now.value(), [&](const auto& row) { return sent.contains(row.sequence); });
                reply->ok("{\"sent\":" + std::to_string(sent.size()) +
                          ",\"stored\":" + std::to_string(std::ssize(sent) - still) +
                          ",\"refused\":" + std::to_string(still) + "}");
              });
        });
      });
}

}  // namespace touchpoint
