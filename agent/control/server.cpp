#include <algorithm>
#include <deque>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "control/control.hpp"
#include "control/socket_file.hpp"
#include "control/wire.hpp"

namespace touchpoint::control {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;

// Connections at once. When all are taken, the oldest that asks nothing just now makes room.
constexpr std::size_t kConnectionsMax = 32;
// Bytes of progress that a caller has not read yet; further progress is dropped, the result never.
constexpr std::size_t kProgressUnreadMax = 64 * 1024;
// Out of descriptors, accepting again at once would only spin.
constexpr auto kAcceptPause = std::chrono::milliseconds{100};

// One caller. It asks one thing at a time: the next line is read when this one is answered, so that
// what waits here is bounded and answers come in order.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(stream_protocol::socket socket, const Handler& handler)
      : socket_(std::move(socket)), handler_(handler) {}

  void read();
  void answer(std::string line);  // the last line of an answer
  void add(std::string line) {    // a progress line
    if (unsent_.size() < kProgressUnreadMax) write(std::move(line));
  }
  void last_words(std::string line) {
    closing_ = true;
    write(std::move(line));
  }
  void finish() {
    closing_ = true;
    if (in_flight_.empty()) close();
  }
  void close() {
    boost::system::error_code ignored;  // it is closed afterwards, whatever it was before
    socket_.close(ignored);
  }
  bool is_open() const { return socket_.is_open(); }
  bool is_silent() const { return !asking_ && in_flight_.empty(); }

 private:
  void take_line(std::size_t length);
  void write(std::string line);
  void flush();

  stream_protocol::socket socket_;
  Handler handler_;
  std::string inbox_;
  std::string unsent_;
  std::string in_flight_;
  bool asking_ = false;   // a question is being worked on
  bool closing_ = false;  // closed once everything is written
};

// Holds its connection weakly: an answer that comes after the caller or the server has gone is
// dropped.
class LineReply final : public Reply {
 public:
  explicit LineReply(std::weak_ptr<Connection> connection) : connection_(std::move(connection)) {}
  ~LineReply() override {
    if (!answered_) answer(error_line(retry_later("the program dropped this command unanswered")));
  }
  void progress(std::string_view sentence) override {
    const auto connection = connection_.lock();
    if (connection && !answered_) connection->add(progress_line(sentence));
  }
  void ok(std::string_view json_object) override { answer(ok_line(json_object)); }
  void fail(const Error& error) override { answer(error_line(error)); }

 private:
  void answer(std::string line) {
    if (std::exchange(answered_, true)) return;
    if (const auto connection = connection_.lock()) connection->answer(std::move(line));
  }

  std::weak_ptr<Connection> connection_;
  bool answered_ = false;
};

void Connection::read() {
  asio::async_read_until(
      socket_, asio::dynamic_buffer(inbox_, kLineMax + 1), '\n',
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t length) {
        if (!error) return self->take_line(length);
        if (error == asio::error::not_found) {
          return self->last_words(error_line(refused("a command is at most 1 MiB long")));
        }
        self->finish();  // a caller that has said all may still be reading
      });
}

void Connection::take_line(std::size_t length) {
  if (!is_open()) return;  // closed while this line was already on its way here
  auto line = inbox_.substr(0, length - 1);
  inbox_.erase(0, length);
  asking_ = true;
  auto reply = std::make_shared<LineReply>(weak_from_this());
  auto verb = verb_of(line);
  if (!verb) return reply->fail(verb.error());
  handler_(std::move(verb.value()), std::move(line), std::move(reply));
}

void Connection::answer(std::string line) {
  asking_ = false;
  write(std::move(line));
  if (is_open()) read();
}

void Connection::write(std::string line) {
  unsent_ += line;
  if (in_flight_.empty()) flush();
}

void Connection::flush() {
  if (!is_open()) return;
  in_flight_.swap(unsent_);
  asio::async_write(
      socket_, asio::buffer(in_flight_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        self->in_flight_.clear();
        if (error || (self->closing_ && self->unsent_.empty())) return self->close();
        if (!self->unsent_.empty()) self->flush();
      });
}

}  // namespace

struct ControlServer::State : std::enable_shared_from_this<State> {
  State(Loop& runs_on, Handler takes)
      : loop(runs_on), acceptor(runs_on.context()), handler(std::move(takes)) {}

  void accept();
  void admit(stream_protocol::socket socket);
  bool make_room();
  void close();

  Loop& loop;
  stream_protocol::acceptor acceptor;
  Timer pause;
  Handler handler;
  std::unique_ptr<SocketFile> file;
  std::vector<std::shared_ptr<Connection>> connections;  // oldest first
};

void ControlServer::State::accept() {
  acceptor.async_accept([self = shared_from_this()](const boost::system::error_code& error,
                                                    stream_protocol::socket socket) {
    if (!self->acceptor.is_open()) return;
    if (error) {
      self->pause = self->loop.after(kAcceptPause, [again = self.get()] { again->accept(); });
      return;
    }
    self->admit(std::move(socket));
    self->accept();
  });
}

void ControlServer::State::admit(stream_protocol::socket socket) {
  std::erase_if(connections, [](const auto& connection) { return !connection->is_open(); });
  auto connection = std::make_shared<Connection>(std::move(socket), handler);
  if (connections.size() >= kConnectionsMax && !make_room()) {
    connection->last_words(error_line(retry_later("too many commands are under way")));
    return;
  }
  connections.push_back(connection);
  connection->read();
}

bool ControlServer::State::make_room() {
  const auto silent =
      std::ranges::find_if(connections, [](const auto& other) { return other->is_silent(); });
  if (silent == connections.end()) return false;
  (*silent)->close();
  connections.erase(silent);
  return true;
}

void ControlServer::State::close() {
  boost::system::error_code ignored;  // as above
  acceptor.close(ignored);
  pause.cancel();
  for (const auto& connection : connections)
    connection->close();
  connections.clear();
  file.reset();
}

ControlServer::ControlServer(Loop& loop, Handler handler)
    : state_(std::make_shared<State>(loop, std::move(handler))) {}

ControlServer::~ControlServer() {
  state_->close();
}

Result<void> ControlServer::listen(const std::string& path) {
  TP_TRY(auto file, SocketFile::claim(path));
  boost::system::error_code error;
  state_->acceptor.assign(stream_protocol(), file->release(), error);
  if (error) return misconfigured("cannot listen on " + path + ": " + error.message());
  state_->file = std::move(file);
  state_->accept();
  return success();
}

}  // namespace touchpoint::control
