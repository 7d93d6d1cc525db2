#include "devices/till/till_socket.hpp"

#include <algorithm>
#include <array>
#include <list>
#include <utility>
#include <vector>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include "devices/till/line.hpp"
#include "web/http/unix_socket.hpp"

namespace touchpoint::devices {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

constexpr auto kAcceptPause = std::chrono::milliseconds{100};  // out of descriptors
constexpr unsigned kMode = 0660;                               // tills come in by the group
constexpr std::size_t kPart = 4 * 1024;                        // bytes

class Caller : public std::enable_shared_from_this<Caller> {
 public:
  Caller(stream_protocol::socket socket, const CallAgent& call)
      : socket_(std::move(socket)), call_(call) {}

  void read();
  void close() {
    error_code ignored;  // it is closed afterwards, whatever it was before
    socket_.close(ignored);
  }
  bool is_open() const { return socket_.is_open(); }
  bool is_asking() const { return asking_; }
  // Which of all turns was its last: who has the least has been silent for the longest.
  std::uint64_t last_turn = 0;
  std::uint64_t* turns = nullptr;

 private:
  void go_on();
  void take_line(std::string_view line);
  void answer(std::string line);

  stream_protocol::socket socket_;
  const CallAgent& call_;
  std::array<char, kPart> part_{};
  std::string inbox_;
  std::string outgoing_;
  bool asking_ = false;    // the agent has its line
  bool skipping_ = false;  // the rest of a line that is too long
};

void Caller::read() {
  socket_.async_read_some(asio::buffer(part_),
                          [self = shared_from_this()](const error_code& error, std::size_t size) {
                            if (error)
                              return self->close();  // what is not ended by a line's end was cut
                            self->inbox_.append(self->part_.data(), size);
                            self->go_on();
                          });
}

void Caller::go_on() {
  if (!is_open()) return;
  auto end = inbox_.find('\n');
  if (skipping_) {
    inbox_.erase(0, end == std::string::npos ? inbox_.size() : end + 1);
    skipping_ = end == std::string::npos;
    end = inbox_.find('\n');
  }
  if (end == std::string::npos && inbox_.size() <= kTillLineMax) return read();
  if (end == std::string::npos || end > kTillLineMax) {
    skipping_ = end == std::string::npos;
    inbox_.erase(0, skipping_ ? inbox_.size() : end + 1);
    return answer(refusal_line(413, "too_large", "a line has at most 64 KiB"));
  }
  auto line = inbox_.substr(0, end);
  inbox_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  take_line(line);
}

void Caller::take_line(std::string_view line) {
  last_turn = ++*turns;
  const auto path = path_of(line);
  if (!path) return answer(refusal_line(400, "bad_line", path.error().sentence()));
  asking_ = true;
  call_(path.value(), std::string(line),
        [weak = weak_from_this()](const Result<AgentAnswer>& answered) {
          const auto self = weak.lock();
          if (self) self->answer(answer_line(answered));
        });
}

void Caller::answer(std::string line) {
  asking_ = false;
  if (!is_open()) return;
  outgoing_ = std::move(line);
  asio::async_write(socket_, asio::buffer(outgoing_),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      if (error) return self->close();
                      self->go_on();
                    });
}

}  // namespace

struct TillSocket::State : std::enable_shared_from_this<State> {
  State(Loop& runs_on, web::UnixSocketFile at, CallAgent calls)
      : loop(runs_on), file(std::move(at)), acceptor(runs_on.context()), call(std::move(calls)) {}

  void accept();
  void admit(stream_protocol::socket socket);

  Loop& loop;
  web::UnixSocketFile file;
  stream_protocol::acceptor acceptor;
  Timer pause;
  CallAgent call;
  std::uint64_t turns = 0;
  std::vector<std::shared_ptr<Caller>> callers;
};

void TillSocket::State::accept() {
  acceptor.async_accept(
      [self = shared_from_this()](const error_code& error, stream_protocol::socket socket) {
        if (!self->acceptor.is_open()) return;
        if (error) {
          self->pause = self->loop.after(kAcceptPause, [again = self.get()] { again->accept(); });
          return;
        }
        self->admit(std::move(socket));
        self->accept();
      });
}

void TillSocket::State::admit(stream_protocol::socket socket) {
  std::erase_if(callers, [](const auto& caller) { return !caller->is_open(); });
  if (callers.size() >= kTillCallersMax) {
    // Everybody's line may be with the agent; then the one that came last waits in vain.
    const auto silent = std::ranges::min_element(callers, {}, [](const auto& caller) {
      return std::pair(caller->is_asking(), caller->last_turn);
    });
    if ((*silent)->is_asking()) return;
    (*silent)->close();
    callers.erase(silent);
  }
  auto caller = std::make_shared<Caller>(std::move(socket), call);
  caller->turns = &turns;
  caller->last_turn = ++turns;
  callers.push_back(caller);
  caller->read();
}

Result<std::unique_ptr<TillSocket>> TillSocket::open(Loop& loop, const std::string& path,
                                                     CallAgent call) {
  auto file = web::UnixSocketFile::listen(path, kMode);
  if (!file) return misconfigured("cannot listen on " + path + ": " + file.error().sentence());
  const auto state = std::make_shared<State>(loop, std::move(file).value(), std::move(call));
  error_code error;
  state->acceptor.assign(stream_protocol(), state->file.release(), error);
  if (error) return misconfigured("cannot listen on " + path + ": " + error.message());
  state->accept();
  return std::unique_ptr<TillSocket>(new TillSocket(state));
}

TillSocket::TillSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}

TillSocket::~TillSocket() {
  error_code ignored;  // as above
  state_->acceptor.close(ignored);
  state_->pause.cancel();
  for (const auto& caller : state_->callers)
    caller->close();
  state_->callers.clear();
}

}  // namespace touchpoint::devices
