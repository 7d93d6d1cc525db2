#include "sync/https/reader.hpp"

#include "core/limits.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/codec/lookup.hpp"
#include "sync/https/answer.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kJose = "application/jose";
constexpr std::size_t kStatementMax = 64 * 1024;   // bytes; one with a hundred holes has some 6,000
constexpr std::size_t kSettingsMax = 256 * 1024;   // bytes; a JWS is no longer
constexpr std::size_t kNewsMax = 4 * 1024;         // bytes
constexpr std::size_t kDevicesMax = 64 * 1024;     // bytes; four hundred that are unwell
constexpr std::size_t kLookupMax = 64 * 1024;      // bytes; five people are some 3,000
constexpr std::size_t kRefusalsMax = 1024 * 1024;  // bytes; some ten thousand rows

// Epochs come from the hub and go back to it: only what needs no escaping in a query.
std::string escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out.append({'%', kHex[byte >> 4], kHex[byte & 15U]});
    }
  }
  return out;
}

}  // namespace

template <class T>
void HttpsReader::get(std::string target, std::string_view type, std::size_t answer_max,
                      Result<T> (*read)(std::string_view), Done<T> done) {
  HttpsRequest request;
  request.target = std::move(target);
  request.headers = {{"Accept", std::string(type)}};
  request.answer_max = answer_max;
  request.timeout = timeout_;
  ask(std::move(request), type, read, std::move(done));
}

template <class T>
void HttpsReader::ask(HttpsRequest request, std::string_view type,
                      Result<T> (*read)(std::string_view), Done<T> done) {
  client_->request(std::move(request), [read, type, done = std::move(done)](auto answer) mutable {
    if (!answer) return done(std::move(answer.error()));
    if (auto error = unexpected(answer.value(), 200, type)) {
      return done(std::move(*error));
    }
    done(read(answer.value().body));
  });
}

void HttpsReader::news(Done<News> done) {
  get<News>("/v1/news", kJson, kNewsMax, news_from_json, std::move(done));
}

void HttpsReader::changes(const FeedCursor& cursor, std::size_t limit, Done<ChangePage> done) {
  std::string target = "/v1/profiles/changes?since=" + std::to_string(cursor.since) +
                       "&limit=" + std::to_string(limit);
  if (!cursor.epoch.empty()) target += "&epoch=" + escaped(cursor.epoch);
  get<ChangePage>(std::move(target), kJson, limits::kFeedPageBytesMax, page_from_json,
                  std::move(done));
}

void HttpsReader::refusals(const std::string& journal, std::int64_t since,
                           Done<std::vector<Refusal>> done) {
  get<std::vector<Refusal>>(
      "/v1/refusals?journal=" + escaped(journal) + "&since=" + std::to_string(since), kJson,
      kRefusalsMax, refusals_from_json, std::move(done));
}

void HttpsReader::settings(const std::string& epoch, std::int64_t version, Done<std::string> done) {
  std::string target = "/v1/config?since=" + std::to_string(version);
  if (!epoch.empty()) target += "&epoch=" + escaped(epoch);
  get<std::string>(
      std::move(target), kJose, kSettingsMax,
      [](std::string_view jws) -> Result<std::string> { return std::string(jws); },
      std::move(done));
}

void HttpsReader::devices(Done<StoreDevices> done) {
  get<StoreDevices>("/v1/devices", kJson, kDevicesMax, store_devices_from_json, std::move(done));
}

void HttpsReader::statement(const std::string& journal, Done<std::string> done) {
  get<std::string>(
      "/v1/statement?journal=" + escaped(journal), kJose, kStatementMax,
      [](std::string_view jws) -> Result<std::string> { return std::string(jws); },
      std::move(done));
}

void HttpsReader::look_up(const Lookup& lookup, std::chrono::milliseconds timeout,
                          Done<LookupAnswer> done) {
  HttpsRequest request{
      .method = "POST",
      .target = "/v1/lookups",
      .headers = {{"Accept", std::string(kJson)}, {"Content-Type", std::string(kJson)}},
      .body = to_json(lookup),
      .answer_max = kLookupMax,
      .timeout = timeout};
  ask<LookupAnswer>(std::move(request), kJson, lookup_answer_from_json, std::move(done));
}

}  // namespace touchpoint::sync
