// RequestReader turns bytes into one request, or into the reason why they are none. It does not
// touch sockets: whoever owns one feeds it what has come and asks again.
//
// Beast knows the grammar of HTTP/1.1. What Beast forgives and RFC 9112 lets us refuse is refused
// here: bare line feeds, folded lines, several lengths, lengths beside chunks, codings but chunked.
//
// Promise: memory is bounded by limits::kHttpHeaderMax and the body limit of the path, and a body
// that says it is too long is refused before its first byte.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "web/http/server.hpp"

namespace touchpoint::web {

// What the sender of a malformed request is told.
struct Refusal {
  int status = 400;
  std::string message;
};

class RequestReader {
 public:
  enum class Step {
    more,      // give it what `consumed` left, and more behind that
    proceed,   // the same, but the sender waits for "100 Continue" first
    complete,  // take() the request
    refused,   // see refusal(); nothing further can be read from this connection
  };

  // `body_limit` must outlive the reader.
  explicit RequestReader(const BodyLimit& body_limit);
  ~RequestReader();

  // `bytes` is everything received and not yet consumed. When a Step::more consumed nothing, at
  // most limits::kHttpHeaderMax bytes are waiting.
  Step read(std::string_view bytes, std::size_t& consumed);

  const Refusal& refusal() const { return refusal_; }
  Request take();           // once, after Step::complete; the peer is the caller's to fill in
  bool keep_alive() const;  // what the sender wants, by its version and its Connection header
  bool http_1_0() const;
  void reset();  // ready for the next request

 private:
  class Message;  // Beast's parser and what it has found

  Step scan_head(std::string_view bytes);
  Step read_head(std::string_view bytes, std::size_t& consumed);
  Step read_body(std::string_view bytes, std::size_t& consumed);
  Step check_head();
  Step refuse(int status, std::string message);

  const BodyLimit& body_limit_;
  std::unique_ptr<Message> message_;  // once the head is complete
  std::size_t scanned_ = 0;           // bytes of the head that were looked at
  std::size_t line_ = 0;              // length of the line being scanned
  Refusal refusal_;
};

}  // namespace touchpoint::web
