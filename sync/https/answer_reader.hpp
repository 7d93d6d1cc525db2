// AnswerReader turns bytes into one HTTP answer, within bounds, or into the reason why they are
// none. It does not touch sockets.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sync/https/client.hpp"

namespace touchpoint::sync {

class AnswerReader {
 public:
  enum class Step { more, complete, failed };

  // `without_body`: the answer to HEAD.
  AnswerReader(std::size_t body_max, bool without_body);
  ~AnswerReader();

  Step read(std::string_view bytes);
  Step end();  // the server has ended its side, in good order

  bool begun() const { return begun_; }                // anything of an answer has come
  bool said_more() const { return !unread_.empty(); }  // after Step::complete
  const std::string& failure() const { return failure_; }
  HttpsAnswer take();     // once, after Step::complete
  bool reusable() const;  // after Step::complete: another request may follow on this connection

 private:
  class Message;  // Beast's parser and what it has found

  Step fail(std::string why);
  void begin_message();

  std::size_t body_max_;
  bool without_body_;
  std::unique_ptr<Message> message_;
  std::string unread_;
  std::string failure_;
  bool begun_ = false;
};

}  // namespace touchpoint::sync
