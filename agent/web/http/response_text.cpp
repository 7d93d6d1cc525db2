#include "web/http/response_text.hpp"

#include <algorithm>

#include <boost/beast/http/status.hpp>

#include "core/clock.hpp"
#include "core/text.hpp"

namespace touchpoint::web {
namespace {

std::string_view reason(int status) {
  const auto text = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return {text.data(), text.size()};
}

// An origin server with a clock says what it tells (RFC 9110 section 6.6.1): devices compare.
std::string now() {
  return to_http_date(
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
  const auto begin = head.size();
  head.append(name).append(": ").append(value);
  std::replace_if(
      head.begin() + static_cast<std::ptrdiff_t>(begin), head.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  head += "\r\n";
}

std::string status_line(int status) {
  std::string head;
  head.reserve(512);
  head.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason(status));
  head += "\r\n";
  return head;
}

std::string_view error_name(int status) {
  switch (status) {
    case 405:
      return "method_not_allowed";
    case 408:
      return "timeout";
    case 413:
      return "body_too_large";
    case 417:
      return "expectation_failed";
    case 431:
      return "header_too_large";
    case 500:
      return "internal";
    case 503:
      return "busy";
    case 505:
      return "version_not_supported";
    default:
      return "bad_request";
  }
}

}  // namespace

std::string response_head(const Response& response, Persistence persistence) {
  auto head = status_line(response.status);
  add_line(head, "Date", now());
  if (!response.content_type.empty()) add_line(head, "Content-Type", response.content_type);
  // RFC 9110 section 8.6: none with 204; with 304 it would speak of a body that is not sent.
  if (response.status != 204 && response.status != 304) {
    const auto size = response.body.empty() ? response.static_body.size() : response.body.size();
    add_line(head, "Content-Length", std::to_string(size));
  }
  for (const auto& [name, value] : response.headers)
    add_line(head, name, value);
  if (persistence == Persistence::close) add_line(head, "Connection", "close");
  if (persistence == Persistence::keep_by_request) add_line(head, "Connection", "keep-alive");
  head += "\r\n";
  return head;
}

std::string stream_head(const std::vector<std::pair<std::string, std::string>>& headers) {
  auto head = status_line(200);
  add_line(head, "Content-Type", "text/event-stream");
  add_line(head, "Date", now());
  for (const auto& [name, value] : headers)
    add_line(head, name, value);
  add_line(head, "Connection", "close");
  head += "\r\n";
  return head;
}

Response error_response(int status, std::string_view message) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body.append("{\"error\":\"").append(error_name(status)).append("\",\"message\":");
  response.body.append(json_quoted(message)).append("}");
  if (status == 405)
    response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  return response;
}

std::string event_text(std::string_view event, std::string_view data) {
  std::string text;
  text.reserve(event.size() + data.size() + 24);
  if (!event.empty()) {
    const auto end = event.find_first_of("\r\n");
    text.append("event: ").append(event.substr(0, end)).append("\n");
  }
  while (true) {
    const auto end = data.find_first_of("\r\n");
    text.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    data.remove_prefix(data.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
  text += "\n";
  return text;
}

}  // namespace touchpoint::web
