#include "devices/agent_calls.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <sys/un.h>

#include "logging/logging.hpp"

namespace touchpoint::devices {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::local::stream_protocol;
using boost::system::error_code;

// An answer comes after the commit, and a disk may be slow.
constexpr auto kPatience = std::chrono::seconds{30};
constexpr std::size_t kAnswerMax = 2 * 1024 * 1024;  // bytes; 500 results of a batch
constexpr std::size_t kSocketPathMax = sizeof(sockaddr_un{}.sun_path);
constexpr unsigned kVersion = 11;  // HTTP/1.1

}  // namespace

struct AgentCalls::State {
  State(Loop& runs_on, std::string at) : loop(runs_on), socket(std::move(at)) {}

  // Said when it changes, not each time.
  void is_there(bool now, const std::string& why) {
    if (std::exchange(there, now) == now) return;
    if (now) {
      log(Message::agent_back, "the agent answers again");
    } else {
      log(Message::agent_away, "the agent does not answer (" + why + "): tills are told to wait");
    }
  }

  Loop& loop;
  std::string socket;
  bool there = true;
};

namespace {

// One request on a connection of its own: the agent is on the same machine.
template <class Owner>
struct Request : std::enable_shared_from_this<Request<Owner>> {
  Request(std::weak_ptr<Owner> of, Loop& loop, Answered answered)
      : owner(std::move(of)), connection(loop.context()), done(std::move(answered)) {}

  void start(Loop& loop, const std::string& socket) {
    if (socket.size() >= kSocketPathMax) return fail("its socket's path is too long");
    auto self = this->shared_from_this();
    deadline = loop.after(kPatience, [weak = this->weak_from_this()] {
      if (const auto late = weak.lock()) late->fail("it takes too long");
    });
    connection.async_connect(stream_protocol::endpoint(socket), [self](const error_code& error) {
      if (error) return self->fail(error.message());
      self->send();
    });
  }

  void send() {
    if (!done) return;
    http::async_write(connection, request,
                      [self = this->shared_from_this()](const error_code& error, std::size_t) {
                        if (error) return self->fail(error.message());
                        self->receive();
                      });
  }

  void receive() {
    if (!done) return;
    answer.body_limit(kAnswerMax);
    http::async_read(
        connection, buffer, answer,
        [self = this->shared_from_this()](const error_code& error, std::size_t) {
          if (error) return self->fail(error.message());
          auto& message = self->answer.get();
          self->finish(
              AgentAnswer{static_cast<int>(message.result_int()), std::move(message.body())}, {});
        });
  }

  void fail(const std::string& why) {
    finish(retry_later("the agent does not answer: " + why), why);
  }

  void finish(Result<AgentAnswer> result, const std::string& why) {
    if (!done) return;
    deadline.cancel();
    error_code ignored;  // it is closed afterwards, whatever it was before
    connection.close(ignored);
    auto answered = std::exchange(done, nullptr);
    const auto alive = owner.lock();
    if (!alive) return;
    alive->is_there(result.has_value(), why);
    answered(std::move(result));
  }

  std::weak_ptr<Owner> owner;
  stream_protocol::socket connection;
  Answered done;
  http::request<http::string_body> request;
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> answer;
  Timer deadline;
};

}  // namespace

AgentCalls::AgentCalls(Loop& loop, std::string socket)
    : state_(std::make_shared<State>(loop, std::move(socket))) {}

AgentCalls::~AgentCalls() = default;

void AgentCalls::post(std::string_view path, std::string body, Answered done) {
  auto call = std::make_shared<Request<State>>(state_, state_->loop, std::move(done));
  auto& request = call->request;
  request.version(kVersion);
  request.method(http::verb::post);
  request.target({path.data(), path.size()});
  request.set(http::field::host, "localhost");
  request.set(http::field::content_type, "application/json");
  request.body() = std::move(body);
  request.keep_alive(false);
  request.prepare_payload();
  call->start(state_->loop, state_->socket);
}

}  // namespace touchpoint::devices
