#include "sync/hub/answers.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {
namespace {

std::string_view name_of(int status) {
  switch (status) {
    case 400:
    case 422:
      return "refused";
    case 401:
      return "unauthorised";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 415:
      return "unsupported_media_type";
    case 429:
    case 503:
      return "retry_later";
    default:
      return "failed";
  }
}

}  // namespace

web::Response json_answer(int status, std::string json) {
  web::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(json);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

web::Response error_answer(int status, std::string_view sentence, std::string_view word) {
  return json_answer(status, "{\"error\":" + json_quoted(word.empty() ? name_of(status) : word) +
                                 ",\"message\":" + json_quoted(sentence) + "}");
}

web::Response failure_answer(const Error& error) {
  if (!error.is(Condition::retry_later)) return error_answer(500, "the hub could not do that");
  auto response = error_answer(503, error.sentence());
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

web::Response barred(std::string_view sentence) {
  return error_answer(403, sentence, sentence == kRevokedSentence ? "revoked" : "");
}

web::Response device_failure(const Error& error) {
  if (error.is(Condition::refused)) return barred(error.sentence());
  return failure_answer(error);
}

std::string media_type(const web::Request& request) {
  std::string_view type = request.header("content-type");
  type = trimmed(type.substr(0, type.find(';')));
  std::string lower(type);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

}  // namespace touchpoint::hub
