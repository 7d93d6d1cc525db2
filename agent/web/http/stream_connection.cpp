#include "web/http/stream_connection.hpp"

#include <utility>

#include "web/http/response_text.hpp"

namespace touchpoint::web {
namespace {

// What the kernel may hold beside our own backlog (it doubles the figure).
constexpr int kSendBuffer = 64 * 1024;
// A reader of events has nothing to say.
constexpr std::size_t kUnaskedMax = 64 * 1024;

}  // namespace

class PushedEvents final : public EventStream, public std::enable_shared_from_this<PushedEvents> {
 public:
  PushedEvents(std::shared_ptr<Service> service, std::weak_ptr<StreamConnection> connection)
      : service_(std::move(service)), connection_(std::move(connection)) {}
  ~PushedEvents() override { close(); }

  bool send(std::string_view event, std::string_view data) override {
    const auto connection = connection_.lock();
    return connection && connection->push(event_text(event, data));
  }
  bool open() const override { return !connection_.expired(); }
  void close() override {
    if (const auto connection = connection_.lock()) connection->drain();
  }
  void on_closed(Task task) override {
    on_closed_ = std::move(task);
    if (!open()) announce();
  }

  void closed() {
    connection_.reset();
    announce();
  }

 private:
  // Later, because whoever is told may be in the middle of sending; and not at all when nobody
  // holds the stream by then.
  void announce() {
    if (!on_closed_ || service_->stopped) return;
    service_->loop.post([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || self->service_->stopped) return;
      if (auto task = std::exchange(self->on_closed_, nullptr)) task();
    });
  }

  std::shared_ptr<Service> service_;
  std::weak_ptr<StreamConnection> connection_;
  Task on_closed_;
};

std::shared_ptr<EventStream> StreamConnection::open(std::shared_ptr<Service> service,
                                                    std::unique_ptr<ByteStream> stream,
                                                    std::string head) {
  const auto connection = std::make_shared<StreamConnection>(service, std::move(stream));
  const auto events = std::make_shared<PushedEvents>(service, connection);
  connection->events_ = events;
  service->clients.insert(connection);
  connection->stream_->limit_send_buffer(kSendBuffer);
  connection->queued_ = std::move(head);
  connection->flush();
  connection->watch_reader();
  return events;
}

StreamConnection::StreamConnection(std::shared_ptr<Service> service,
                                   std::unique_ptr<ByteStream> stream)
    : service_(std::move(service)),
      stream_(std::move(stream)),
      deadline_(service_->loop, [this] { on_deadline(); }) {}

bool StreamConnection::push(std::string_view text) {
  if (phase_ != Phase::open) return false;
  if (writing_.size() + queued_.size() + text.size() > limits::kStreamBacklogMax) {
    abort();
    return false;
  }
  queued_ += text;
  if (writing_.empty()) flush();
  return true;
}

void StreamConnection::flush() {
  writing_ = std::exchange(queued_, {});
  deadline_.set(service_->options.idle_timeout);
  stream_->write(writing_, {}, [self = shared_from_this()](bool ok) {
    self->writing_.clear();
    if (self->phase_ != Phase::open && self->phase_ != Phase::draining) return;
    if (!ok) return self->abort();
    // Half of what others, too, allow a silent connection. Only open streams wake us.
    self->deadline_.set(self->service_->options.idle_timeout / 2);
    if (!self->queued_.empty()) return self->flush();
    if (self->phase_ == Phase::draining) self->finish();
  });
}

void StreamConnection::watch_reader() {
  stream_->read_some(unasked_, [self = shared_from_this()](std::size_t bytes) {
    if (self->phase_ != Phase::open && self->phase_ != Phase::draining) return;
    self->unasked_size_ += bytes;
    if (bytes == 0 || self->unasked_size_ > kUnaskedMax) return self->abort();
    self->watch_reader();
  });
}

void StreamConnection::close_events() {
  if (const auto events = events_.lock()) events->closed();
}

void StreamConnection::drain() {
  if (phase_ != Phase::open) return;
  phase_ = Phase::draining;
  const auto self = shared_from_this();
  close_events();
  if (writing_.empty()) finish();
}

void StreamConnection::finish() {
  phase_ = Phase::finishing;
  deadline_.set(kLingerMax);
  stream_->finish([self = shared_from_this()](bool) { self->abort(); });
}

void StreamConnection::abort() {
  if (phase_ == Phase::ended) return;
  phase_ = Phase::ended;
  const auto self = shared_from_this();
  deadline_.clear();
  stream_->abort();
  service_->clients.erase(self);
  close_events();
}

void StreamConnection::on_deadline() {
  const auto self = shared_from_this();
  if (phase_ != Phase::open || !writing_.empty()) return abort();
  push(kKeepAliveComment);
}

}  // namespace touchpoint::web
