// Answer is the one way in which a request is answered: it puts the security headers on whatever
// goes out, counts it, and never leaves a caller without a reply.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "web/api_refusal.hpp"
#include "web/browser.hpp"
#include "web/http/server.hpp"
#include "web/metrics.hpp"

namespace touchpoint::web {

class Answer {
 public:
  // `route` is a pattern of the table (it becomes a metric's label) and outlives the answer.
  Answer(ResponderPtr responder, std::shared_ptr<Metrics> metrics, Method method,
         std::string_view route);
  ~Answer();  // unanswered: 500
  Answer(Answer&&) noexcept = default;
  Answer& operator=(Answer&&) = delete;

  // Adds to the headers that every answer has; Cache-Control is no-store unless it is given here.
  void send(Response response);
  void json(int status, std::string body, Headers headers = {});
  void nothing(Headers headers = {});  // 204
  void refuse(const ApiRefusal& refusal, Headers headers = {});
  // Null when the client has already gone.
  std::shared_ptr<EventStream> stream();

 private:
  ResponderPtr responder_;
  std::shared_ptr<Metrics> metrics_;
  Method method_;
  std::string_view route_;
};

std::string to_json(const ApiRefusal& refusal);

}  // namespace touchpoint::web
