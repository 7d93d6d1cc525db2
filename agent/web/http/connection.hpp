// Connection is one client: it reads a request, asks the handler, writes the answer, and begins
// again. One request at a time: what a client sends ahead waits in the socket.
//
// Loop thread only. Each phase has a deadline, except while the handler thinks. When a request is
// answered with a stream, a StreamConnection takes the socket over.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "web/http/byte_stream.hpp"
#include "web/http/deadline.hpp"
#include "web/http/request_reader.hpp"
#include "web/http/response_text.hpp"
#include "web/http/service.hpp"

namespace touchpoint::web {

class Connection final : public Client, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Service> service, std::unique_ptr<ByteStream> stream, Peer peer);

  void start();
  void drain() override;
  void abort() override;
  std::optional<std::chrono::steady_clock::time_point> keeps_waiting_since() const override;

  // For the one Responder of the request under way.
  void respond(Response response);
  std::shared_ptr<EventStream> respond_with_stream(
      const std::vector<std::pair<std::string, std::string>>& headers);

 private:
  enum class Phase { opening, idle, reading, proceeding, thinking, writing, finishing, ended };

  void await_request();
  void read();
  void on_read(std::size_t bytes);
  void advance();
  void proceed();
  void ask_handler();
  void refuse(const Refusal& refusal);
  void write(Response response, Persistence persistence);
  void finish();
  void on_deadline();

  std::shared_ptr<Service> service_;
  std::unique_ptr<ByteStream> stream_;
  Peer peer_;
  Phase phase_ = Phase::opening;
  std::chrono::steady_clock::time_point keeps_waiting_since_;  // while it does
  Deadline deadline_;
  RequestReader reader_;
  bool head_only_ = false;  // the request under way is HEAD

  std::vector<char> in_;  // received and not yet consumed: [begin_, end_)
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string head_;   // being written, …
  Response response_;  // … and the body behind it
};

}  // namespace touchpoint::web
