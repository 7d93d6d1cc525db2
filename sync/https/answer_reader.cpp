#include "sync/https/answer_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace touchpoint::sync {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

constexpr std::size_t kHeadMax = 16 * 1024;  // bytes; proxies add theirs
// Beast 1.81 asserts when it is asked again before it has the whole last chunk, of 5 bytes. No
// chunked body ends with less.
constexpr std::size_t kLastChunk = 5;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

}  // namespace

class AnswerReader::Message final : public http::basic_parser<false> {
 public:
  Message(std::size_t body_max, bool without_body) {
    header_limit(kHeadMax);
    body_limit(body_max);
    eager(true);
    skip(without_body);
  }

  HttpsAnswer answer;

 private:
  void on_response_impl(int code, boost::beast::string_view, int, error_code&) override {
    answer.status = code;
  }
  void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                     error_code&) override {
    if (!head_done_)  // trailers are no headers
      answer.headers.emplace_back(lower({name.data(), name.size()}),
                                  std::string(value.data(), value.size()));
  }
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(boost::beast::string_view bytes, error_code&) override {
    answer.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes,
                                 error_code&) override {
    answer.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(error_code&) override {}
  void on_request_impl(http::verb, boost::beast::string_view, boost::beast::string_view, int,
                       error_code&) override {}

  bool head_done_ = false;
};

AnswerReader::AnswerReader(std::size_t body_max, bool without_body)
    : body_max_(body_max), without_body_(without_body) {
  begin_message();
}

AnswerReader::~AnswerReader() = default;

void AnswerReader::begin_message() {
  message_ = std::make_unique<Message>(body_max_, without_body_);
}

AnswerReader::Step AnswerReader::fail(std::string why) {
  failure_ = std::move(why);
  return Step::failed;
}

AnswerReader::Step AnswerReader::read(std::string_view bytes) {
  begun_ = true;
  unread_ += bytes;
  while (!unread_.empty()) {
    const bool in_chunks = message_->is_header_done() && message_->chunked();
    if (in_chunks && unread_.size() < kLastChunk) break;
    error_code error;
    const auto consumed = message_->put({unread_.data(), unread_.size()}, error);
    unread_.erase(0, consumed);
    if (error == http::error::body_limit)
      return fail("sent an answer of more than " + std::to_string(body_max_) + " bytes");
    if (error && error != http::error::need_more)
      return fail("sent something that is not HTTP (" + error.message() + ")");
    if (message_->is_done()) {
      if (message_->answer.status / 100 != 1) return Step::complete;
      begin_message();  // "100 Continue" and its like come before the answer
    } else if (consumed == 0) {
      // Beast bounds a head; what is left is a chunk's header or the trailers.
      if (unread_.size() > kHeadMax) return fail("sent an endless chunk header or trailer");
      break;
    }
  }
  return Step::more;
}

AnswerReader::Step AnswerReader::end() {
  if (!message_->is_header_done()) return fail("closed the connection before it had answered");
  error_code error;
  message_->put_eof(error);
  return error ? fail("closed the connection in the middle of its answer") : Step::complete;
}

HttpsAnswer AnswerReader::take() {
  return std::move(message_->answer);
}

bool AnswerReader::reusable() const {
  return message_->keep_alive() && unread_.empty();
}

}  // namespace touchpoint::sync
