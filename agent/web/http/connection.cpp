#include "web/http/connection.hpp"

#include <cstring>
#include <utility>

#include "web/http/stream_connection.hpp"

namespace touchpoint::web {
namespace {

// Room for the longest head and the beginning of a body.
constexpr std::size_t kInMax = 2 * limits::kHttpHeaderMax;
// Up to here one copy is cheaper than a second packet, or a second TLS record.
constexpr std::size_t kCopiedBodyMax = 4 * 1024;
// Who reads a long answer slower than this is not reading it.
constexpr std::size_t kReaderBytesPerSecondMin = 16 * 1024;

class OneAnswer final : public Responder {
 public:
  explicit OneAnswer(std::weak_ptr<Connection> connection) : connection_(std::move(connection)) {}
  ~OneAnswer() override {
    respond(error_response(500, "the request was not answered; this is a bug"));
  }

  void respond(Response response) override {
    if (const auto connection = std::exchange(connection_, {}).lock())
      connection->respond(std::move(response));
  }

  std::shared_ptr<EventStream> stream(
      std::vector<std::pair<std::string, std::string>> headers) override {
    const auto connection = std::exchange(connection_, {}).lock();
    return connection ? connection->respond_with_stream(headers) : nullptr;
  }

 private:
  std::weak_ptr<Connection> connection_;
};

}  // namespace

Connection::Connection(std::shared_ptr<Service> service, std::unique_ptr<ByteStream> stream,
                       Peer peer)
    : service_(std::move(service)),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      deadline_(service_->loop, [this] { on_deadline(); }),
      reader_(service_->options.body_limit),
      in_(kInMax) {}

void Connection::start() {
  keeps_waiting_since_ = std::chrono::steady_clock::now();
  deadline_.set(service_->options.read_timeout);
  stream_->open([self = shared_from_this()](bool ok) {
    if (self->phase_ != Phase::opening) return;
    if (!ok) return self->finish();  // and not abort(): the other side should get TLS's reason
    self->stream_->identify(self->peer_);
    self->await_request();
  });
}

void Connection::await_request() {
  if (service_->draining && begin_ == end_) return finish();
  phase_ = Phase::idle;
  keeps_waiting_since_ = std::chrono::steady_clock::now();
  reader_.reset();
  deadline_.set(service_->options.idle_timeout);
  advance();
}

void Connection::read() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (end_ > in_.size() / 2) {
    std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  stream_->read_some(std::span(in_).subspan(end_),
                     [self = shared_from_this()](std::size_t bytes) { self->on_read(bytes); });
}

void Connection::on_read(std::size_t bytes) {
  if (phase_ != Phase::idle && phase_ != Phase::reading) return;
  if (bytes == 0) return finish();
  end_ += bytes;
  advance();
}

void Connection::advance() {
  auto step = RequestReader::Step::more;
  if (begin_ < end_) {
    std::size_t consumed = 0;
    step = reader_.read({in_.data() + begin_, end_ - begin_}, consumed);
    begin_ += consumed;
    if (phase_ == Phase::idle && step != RequestReader::Step::complete) {
      phase_ = Phase::reading;
      deadline_.set(service_->options.read_timeout);
    }
  }
  switch (step) {
    case RequestReader::Step::more:
      return read();
    case RequestReader::Step::proceed:
      return proceed();
    case RequestReader::Step::complete:
      return ask_handler();
    case RequestReader::Step::refused:
      return refuse(reader_.refusal());
  }
}

void Connection::proceed() {
  phase_ = Phase::proceeding;
  stream_->write("HTTP/1.1 100 Continue\r\n\r\n", {}, [self = shared_from_this()](bool ok) {
    if (self->phase_ != Phase::proceeding) return;
    if (!ok) return self->abort();
    self->phase_ = Phase::reading;
    self->read();
  });
}

void Connection::ask_handler() {
  phase_ = Phase::thinking;
  deadline_.clear();
  auto request = reader_.take();
  request.peer = peer_;
  head_only_ = request.method == Method::head;
  const auto service = service_;  // the handler may be what ends us
  service->handler(std::move(request), std::make_unique<OneAnswer>(weak_from_this()));
}

void Connection::refuse(const Refusal& refusal) {
  head_only_ = false;
  write(error_response(refusal.status, refusal.message), Persistence::close);
}

void Connection::respond(Response response) {
  if (phase_ != Phase::thinking) return;
  const bool keep = reader_.keep_alive() && !service_->draining;
  const auto kept = reader_.http_1_0() ? Persistence::keep_by_request : Persistence::keep;
  write(std::move(response), keep ? kept : Persistence::close);
}

void Connection::write(Response response, Persistence persistence) {
  phase_ = Phase::writing;
  keeps_waiting_since_ = std::chrono::steady_clock::now();
  response_ = std::move(response);
  head_ = response_head(response_, persistence);
  std::string_view body = response_.body.empty() ? response_.static_body : response_.body;
  if (head_only_ || response_.status == 204 || response_.status == 304) body = {};
  if (body.size() <= kCopiedBodyMax) {
    head_ += body;
    body = {};
  }
  deadline_.set(service_->options.idle_timeout +
                std::chrono::seconds{body.size() / kReaderBytesPerSecondMin});
  stream_->write(head_, body,
                 [self = shared_from_this(), keep = persistence != Persistence::close](bool ok) {
                   if (self->phase_ != Phase::writing) return;
                   if (!ok) return self->abort();
                   keep ? self->await_request() : self->finish();
                 });
}

std::shared_ptr<EventStream> Connection::respond_with_stream(
    const std::vector<std::pair<std::string, std::string>>& headers) {
  if (phase_ != Phase::thinking) return nullptr;
  if (head_only_ || service_->draining) {
    Response response;
    response.content_type = "text/event-stream";
    response.headers = headers;
    write(std::move(response), Persistence::close);
    return nullptr;
  }
  phase_ = Phase::ended;
  const auto self = shared_from_this();
  service_->clients.erase(self);
  return StreamConnection::open(service_, std::move(stream_), stream_head(headers));
}

void Connection::finish() {
  phase_ = Phase::finishing;
  keeps_waiting_since_ = std::chrono::steady_clock::now();
  deadline_.set(kLingerMax);
  stream_->finish([self = shared_from_this()](bool) { self->abort(); });
}

void Connection::drain() {
  if (phase_ == Phase::idle) finish();
}

void Connection::abort() {
  if (phase_ == Phase::ended) return;
  phase_ = Phase::ended;
  const auto self = shared_from_this();
  deadline_.clear();
  stream_->abort();
  service_->clients.erase(self);
}

std::optional<std::chrono::steady_clock::time_point> Connection::keeps_waiting_since() const {
  if (phase_ == Phase::thinking || phase_ == Phase::ended) return std::nullopt;
  return keeps_waiting_since_;
}

void Connection::on_deadline() {
  const auto self = shared_from_this();
  switch (phase_) {
    case Phase::idle:
      return finish();
    case Phase::reading:
      return refuse({408, "the request did not arrive in time"});
    default:
      return abort();
  }
}

}  // namespace touchpoint::web
