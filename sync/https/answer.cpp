#include "sync/https/answer.hpp"

#include "core/text.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint::sync {

std::string error_word(const HttpsAnswer& answer) {
  const auto document = reading::Document::parse(answer.body, "the hub's answer");
  if (!document) return {};
  reading::Members::Problem ignored;
  const reading::Members members{document.value().root(), "the hub's answer", ignored};
  return std::string(members.text("error"));
}

std::optional<Error> unexpected(const HttpsAnswer& answer, int status,
                                std::string_view content_type) {
  const bool ok =
      answer.status == status && answer.header("content-type").starts_with(content_type);
  if (ok) return std::nullopt;
  const auto code = std::to_string(answer.status);
  // A sign-in page of a network, or an error page of a proxy, is not the hub speaking.
  if (answer.header("content-type").starts_with("text/html")) {
    return retry_later("a web page came instead of the hub's answer (" + code +
                       "): a proxy or a network's sign-in page stands between");
  }
  if (answer.status >= 300 && answer.status < 400) {
    return misconfigured("the hub redirects elsewhere (" + code +
                         "), and redirects are not followed: check its address");
  }
  if (answer.status == 403 && error_word(answer) == "revoked")
    return misconfigured(std::string(kRevokedSentence));
  switch (answer.status) {
    case 401:
    case 403:
      return misconfigured("the hub does not accept this device (" + code + "): enrol it again");
    case 404:
    case 410:
      return misconfigured("the hub does not know this request (" + code +
                           "): it speaks another version, or this is another server");
    case 413:
      return refused("the hub finds this too large (413)");
    case 429:
      return retry_later("the hub asks to come back later (429)");
    default:
      break;
  }
  if (answer.status == status) {
    return retry_later("something else than the hub's answer came with status " + code);
  }
  if (answer.status >= 500) return retry_later("the hub is in trouble (" + code + ")");
  return refused("the hub refuses the request (" + code + ")");
}

std::optional<std::chrono::seconds> retry_after(const HttpsAnswer& answer) {
  const auto seconds = whole_number(answer.header("retry-after"));
  if (!seconds) return std::nullopt;
  return std::chrono::seconds{*seconds};
}

}  // namespace touchpoint::sync
