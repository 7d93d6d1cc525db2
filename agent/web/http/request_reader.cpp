#include "web/http/request_reader.hpp"

#include <algorithm>

#include <boost/beast/http/basic_parser.hpp>

#include "web/http/target.hpp"

namespace touchpoint::web {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

// Extensions have no use here; they only make a small body large on the wire.
constexpr std::size_t kChunkExtensionsMax = 1024;  // bytes, over all chunks of a body

std::string_view std_view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

std::optional<Method> to_method(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::get;
    case http::verb::head:
      return Method::head;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    case http::verb::delete_:
      return Method::del;
    case http::verb::options:
      return Method::options;
    default:
      return std::nullopt;
  }
}

bool is_length(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), digit);
}

Refusal explain(const error_code& error) {
  if (error == http::error::body_limit) return {413, "the body is longer than this path takes"};
  if (error == http::error::bad_version) return {505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  return {400, "this is not a well-formed HTTP request: " + error.message()};
}

}  // namespace

class RequestReader::Message final : public http::basic_parser<true> {
 public:
  Message() {
    // Both limits are ours to enforce, with answers of our own.
    header_limit(limits::kHttpHeaderMax + 1);
    body_limit(boost::none);
    eager(true);
  }

  Request request;
  std::string target;
  http::verb verb{};
  bool old_version = false;

  std::vector<std::string_view> all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : request.headers) {
      if (key == name) values.push_back(value);
    }
    return values;
  }

 private:
  void on_request_impl(http::verb known, boost::beast::string_view, boost::beast::string_view what,
                       int version, error_code&) override {
    verb = known;
    target = std_view(what);
    old_version = version == 10;
  }
  void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                     error_code&) override {
    // Trailers come through here too. They never become headers: everything that was decided by
    // the headers has been decided.
    if (!head_done_) request.headers.emplace_back(lower(std_view(name)), std_view(value));
  }
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(boost::beast::string_view bytes, error_code&) override {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view extensions,
                            error_code& error) override {
    extensions_ += extensions.size();
    if (extensions_ > kChunkExtensionsMax) error = http::error::bad_chunk_extension;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes,
                                 error_code&) override {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(error_code&) override {}
  void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}

  bool head_done_ = false;
  std::size_t extensions_ = 0;
};

RequestReader::RequestReader(const BodyLimit& body_limit) : body_limit_(body_limit) {}
RequestReader::~RequestReader() = default;

void RequestReader::reset() {
  message_.reset();
  scanned_ = 0;
  line_ = 0;
}

Request RequestReader::take() {
  return std::move(message_->request);
}

bool RequestReader::keep_alive() const {
  return message_->keep_alive();
}

bool RequestReader::http_1_0() const {
  return message_->old_version;
}

RequestReader::Step RequestReader::refuse(int status, std::string message) {
  refusal_ = {status, std::move(message)};
  return Step::refused;
}

RequestReader::Step RequestReader::read(std::string_view bytes, std::size_t& consumed) {
  consumed = 0;
  return message_ ? read_body(bytes, consumed) : read_head(bytes, consumed);
}

// Looks at each byte of the head once, however slowly they come, until no two readers can disagree
// about where its lines and the head itself end.
RequestReader::Step RequestReader::scan_head(std::string_view bytes) {
  for (; scanned_ < bytes.size(); ++scanned_) {
    if (scanned_ >= limits::kHttpHeaderMax)
      return refuse(431, "the request line and headers are longer than 8 KiB");
    const char c = bytes[scanned_];
    const bool after_return = scanned_ > 0 && bytes[scanned_ - 1] == '\r';
    if (after_return != (c == '\n'))
      return refuse(400, "lines must end in a carriage return and a line feed");
    if (c == '\r') continue;
    if (c == '\n') {
      if (line_ == 0) return Step::complete;
      line_ = 0;
      continue;
    }
    if (line_ == 0 && (c == ' ' || c == '\t')) return refuse(400, "header lines may not be folded");
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f)
      return refuse(400, "a request may not hold control characters");
    ++line_;
  }
  return Step::more;
}

RequestReader::Step RequestReader::read_head(std::string_view bytes, std::size_t& consumed) {
  if (const auto step = scan_head(bytes); step != Step::complete) return step;
  const auto head = bytes.substr(0, scanned_ + 1);
  if (head.size() == 2) return refuse(400, "a request begins with its request line");

  message_ = std::make_unique<Message>();
  error_code error;
  consumed = message_->put({head.data(), head.size()}, error);
  if (error) {
    refusal_ = explain(error);
    return Step::refused;
  }
  const auto step = check_head();
  const auto rest = bytes.substr(consumed);
  if (step == Step::complete || step == Step::refused || rest.empty()) return step;
  std::size_t of_body = 0;
  const auto after_body = read_body(rest, of_body);
  consumed += of_body;
  return after_body;
}

RequestReader::Step RequestReader::check_head() {
  auto& message = *message_;
  const auto method = to_method(message.verb);
  if (!method) return refuse(405, "only GET, HEAD, POST, PUT, DELETE and OPTIONS are served here");
  message.request.method = *method;

  const auto hosts = message.all("host");
  if (hosts.size() != 1) return refuse(400, "a request must have exactly one Host header");
  auto host = parse_host(hosts.front());
  if (!host) return refuse(400, host.error().sentence());
  message.request.host = std::move(host).value();

  auto target = parse_target(message.target);
  if (!target) return refuse(400, target.error().sentence());
  message.request.path = std::move(target.value().path);
  message.request.query = std::move(target.value().query);

  const auto lengths = message.all("content-length");
  const auto codings = message.all("transfer-encoding");
  if (lengths.size() > 1 || (lengths.size() == 1 && !is_length(lengths.front())))
    return refuse(400, "a request may have one Content-Length, a decimal number");
  if (!codings.empty()) {
    if (codings.size() > 1 || lower(codings.front()) != "chunked" || message.old_version)
      return refuse(400, "the only transfer coding is chunked, in HTTP/1.1");
    if (!lengths.empty())
      return refuse(400, "a request may not have both Content-Length and Transfer-Encoding");
  }

  const auto expectations = message.all("expect");
  const bool waits = !expectations.empty();
  if (expectations.size() > 1 || (waits && lower(expectations.front()) != "100-continue"))
    return refuse(417, "the only expectation that can be met is 100-continue");

  const auto limit =
      body_limit_ ? body_limit_(*method, message.request.path) : limits::kHttpBodyMax;
  const auto length = message.content_length();
  if (length && *length > limit)
    return refuse(413, "the body is longer than the " + std::to_string(limit) +
                           " bytes that this path takes");
  message.body_limit(limit);
  if (message.is_done()) return Step::complete;
  return waits && !message.old_version ? Step::proceed : Step::more;
}

namespace {

// Whether a chunk's header, but the last one's, is here to the end of its line.
bool begins_with_whole_chunk_header(std::string_view bytes) {
  if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);  // of the chunk before
  const auto end = bytes.find("\r\n");
  if (end == std::string_view::npos) return false;
  const auto size = bytes.substr(0, end).find_first_not_of('0');
  constexpr std::string_view kHex = "123456789abcdefABCDEF";
  return size != std::string_view::npos && kHex.find(bytes[size]) != std::string_view::npos;
}

}  // namespace

RequestReader::Step RequestReader::read_body(std::string_view bytes, std::size_t& consumed) {
  // Beast 1.81 asserts when it is asked again before it has the whole last chunk, of 5 bytes. No
  // chunked body ends with less.
  constexpr std::size_t kLastChunk = 5;
  consumed = 0;
  if (message_->chunked() && bytes.size() < kLastChunk) return Step::more;
  error_code error;
  consumed = message_->put({bytes.data(), bytes.size()}, error);
  if (error && error != http::error::need_more) {
    refusal_ = explain(error);
    return Step::refused;
  }
  if (message_->is_done()) return Step::complete;
  // Beast waits for the end of a quoted string beyond its line, and each time takes the chunk off
  // the body's limit.
  if (error && message_->chunked() && begins_with_whole_chunk_header(bytes.substr(consumed)))
    return refuse(400, "a quoted string in a chunk's header does not end");
  if (consumed == 0 && bytes.size() >= limits::kHttpHeaderMax)
    return refuse(431, "a chunk's header or the trailers are longer than 8 KiB");
  return Step::more;
}

}  // namespace touchpoint::web
