#include "sync/mqtt/connection.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <mosquitto.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/random.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kGoodbyeMax = 1s;  // for what is still to be written when we stop
constexpr auto kLastedMin = 60s;  // a connection that lasted so long makes the next wait short
constexpr std::size_t kMessageMax = 2 * 1024 * 1024;  // bytes; the largest batch has 1 MiB

int milliseconds(SteadyClock::duration duration) {
  return static_cast<int>(
      std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(duration).count()));
}

std::string describe(int code) {
  if (code == MOSQ_ERR_EAI) return "the broker's name cannot be resolved";
  if (code == MOSQ_ERR_KEEPALIVE) return "the broker does not answer any more";
  if (code == MOSQ_ERR_ERRNO && errno != 0) return std::generic_category().message(errno);
  return mosquitto_strerror(code);
}

// What remains of "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed".
std::string_view without_prefixes(std::string_view text) {
  const auto colon = text.rfind(':');
  if (text.starts_with("OpenSSL Error") && colon != std::string_view::npos) {
    return text.substr(colon + 1);
  }
  constexpr std::string_view kError = "Error: ";
  return text.starts_with(kError) ? text.substr(kError.size()) : text;
}

MqttConnection& self_of(void* self) {
  return *static_cast<MqttConnection*>(self);
}

}  // namespace

void MqttConnection::Free::operator()(mosquitto* handle) const {
  mosquitto_destroy(handle);
  mosquitto_lib_cleanup();
}

MqttConnection::MqttConnection(MqttSettings settings, Events events)
    : settings_(std::move(settings)),
      events_(std::move(events)),
      backoff_(settings_.reconnect_min, settings_.reconnect_max) {}

Result<std::unique_ptr<MqttConnection>> MqttConnection::make(MqttSettings settings, Events events) {
  std::unique_ptr<MqttConnection> connection{
      new MqttConnection(std::move(settings), std::move(events))};
  TP_CHECK(connection->configure());
  return connection;
}

Result<void> MqttConnection::configure() {
  if (wake_.descriptor() < 0) return retry_later("there are no file descriptors left for MQTT");
  mosquitto_lib_init();
  handle_.reset(mosquitto_new(settings_.client_id.c_str(), settings_.clean_session, this));
  if (!handle_) return misconfigured("MQTT needs a client id, or a clean session");
  mosquitto* const handle = handle_.get();
  if (settings_.tls_context) {
    mosquitto_void_option(handle, MOSQ_OPT_SSL_CTX, settings_.tls_context.get());
    mosquitto_int_option(handle, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
  }
  // The library wants to read the three files now; it reads them again at every connection, so
  // that a renewed certificate is used without a new client.
  if (mosquitto_tls_set(handle, settings_.ca_file.c_str(), nullptr,
                        settings_.certificate_file.c_str(), settings_.private_key_file.c_str(),
                        nullptr) != MOSQ_ERR_SUCCESS) {
    return misconfigured("MQTT cannot read its certificate files: " + settings_.ca_file + ", " +
                         settings_.certificate_file + ", " + settings_.private_key_file);
  }
  mosquitto_tls_opts_set(handle, 1, nullptr, nullptr);  // verify; TLS 1.2 is the library's floor
  mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311);
  mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, settings_.in_flight_max);
  if (settings_.will) {
    const auto& [topic, payload] = *settings_.will;
    if (mosquitto_will_set(handle, topic.c_str(), static_cast<int>(payload.size()), payload.data(),
                           1, true) != MOSQ_ERR_SUCCESS) {
      return misconfigured("MQTT does not accept the last will's topic " + topic);
    }
  }
  mosquitto_connect_callback_set(handle, handle_connect);
  mosquitto_publish_callback_set(handle, handle_publish);
  mosquitto_message_callback_set(handle, handle_message);
  mosquitto_log_callback_set(handle, handle_log);
  return success();
}

void MqttConnection::start() {
  if (thread_.joinable()) return;
  // Signals belong to the loop; and with SIGPIPE blocked, a write to a dead socket only fails.
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "mqtt");
    run();
  });
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
}

MqttConnection::~MqttConnection() {
  stopping_ = true;
  wake_.signal();
  if (thread_.joinable()) thread_.join();
}

void MqttConnection::post(Command command) {
  if (command.kind == Command::Kind::publish) ++unacknowledged_;
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  wake_.signal();
}

void MqttConnection::run() {
  while (!stopping_) {
    last_problem_.clear();
    phase_ = Phase::connecting;
    const int code = connect();
    if (code == MOSQ_ERR_SUCCESS) {
      const auto since = SteadyClock::now();
      serve();
      if (SteadyClock::now() - since > kLastedMin) backoff_.reset();
    } else {
      lost(describe(code));
    }
    if (!stopping_) {
      crypto::SystemRandom random;
      wait(backoff_.next(random));
    }
  }
}

int MqttConnection::connect() {
  const auto keep_alive = static_cast<int>(settings_.keep_alive.count());
  const int code = first_attempt_ ? mosquitto_connect_async(handle_.get(), settings_.host.c_str(),
                                                            settings_.port, keep_alive)
                                  : mosquitto_reconnect_async(handle_.get());
  if (code != MOSQ_ERR_INVAL) first_attempt_ = false;
  return code == MOSQ_ERR_CONN_PENDING ? MOSQ_ERR_SUCCESS : code;
}

void MqttConnection::serve() {
  const auto greeting_ends = SteadyClock::now() + settings_.greeting_max;
  while (true) {
    if (stopping_) return say_goodbye();
    const int descriptor = mosquitto_socket(handle_.get());
    if (descriptor < 0) return lost("the connection was closed");
    short wanted = POLLIN;
    auto patience = SteadyClock::duration(settings_.keep_alive) / 4;
    if (phase_ == Phase::open) {
      carry_out_commands();
      if (mosquitto_want_write(handle_.get())) wanted |= POLLOUT;
    } else {
      if (phase_ == Phase::connecting) wanted = POLLOUT;
      patience = greeting_ends - SteadyClock::now();
      if (patience <= 0s) {
        ::shutdown(descriptor, SHUT_RDWR);
        return lost("the broker does not answer");
      }
    }
    std::array<pollfd, 2> waiting{{{descriptor, wanted, 0}, {wake_.descriptor(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), milliseconds(patience)) < 0 && errno != EINTR) {
      return lost(describe(MOSQ_ERR_ERRNO));
    }
    if (waiting[1].revents != 0) wake_.clear();
    if (!step(descriptor, waiting[0].revents)) return;
  }
}

// One round of the library; false when the connection is over.
bool MqttConnection::step(int descriptor, short events) {
  const auto over = [this](std::string_view why) {
    lost(why);
    return false;
  };
  if (phase_ != Phase::open && (events & (POLLERR | POLLHUP)) != 0) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    // Zero when TLS's first attempt to write has already taken the error away.
    const auto& condition = std::generic_category();
    if (error != 0) return over(condition.message(error));
    if (phase_ == Phase::connecting) return over(condition.message(ECONNREFUSED));
  }
  if (phase_ == Phase::connecting && (events & POLLOUT) != 0) phase_ = Phase::greeting;
  int code = MOSQ_ERR_SUCCESS;
  if (events != 0) {
    // While TLS shakes hands it is the reading side that drives it, whichever way the bytes go.
    errno = 0;
    code = mosquitto_loop_read(handle_.get(), 1);
    if (code == MOSQ_ERR_SUCCESS && mosquitto_want_write(handle_.get())) {
      code = mosquitto_loop_write(handle_.get(), 1);
    }
  }
  if (code == MOSQ_ERR_SUCCESS && phase_ == Phase::open) code = mosquitto_loop_misc(handle_.get());
  if (code != MOSQ_ERR_SUCCESS) return over(describe(code));
  if ((events & (POLLERR | POLLHUP)) != 0) {
    ::shutdown(descriptor, SHUT_RDWR);
    return over("the connection was closed");
  }
  return true;
}

void MqttConnection::say_goodbye() {
  if (phase_ != Phase::open) return;
  carry_out_commands();
  const auto until = SteadyClock::now() + kGoodbyeMax;
  const auto ready = [until](int descriptor, short events) {
    pollfd waiting{descriptor, events, 0};
    return ::poll(&waiting, 1, milliseconds(until - SteadyClock::now())) > 0;
  };
  // The library closes the socket as soon as it has written DISCONNECT. If the broker had sent
  // anything that nobody has read, the kernel would answer with a reset, and the broker, which then
  // never sees the DISCONNECT, would send our will. So the socket is kept until the broker closes.
  const int socket = ::fcntl(mosquitto_socket(handle_.get()), F_DUPFD_CLOEXEC, 0);
  mosquitto_disconnect(handle_.get());
  while (mosquitto_want_write(handle_.get()) && mosquitto_socket(handle_.get()) >= 0) {
    if (!ready(socket, POLLOUT)) break;
    if (mosquitto_loop_write(handle_.get(), 1) != MOSQ_ERR_SUCCESS) break;
  }
  if (socket < 0) return;
  ::shutdown(socket, SHUT_WR);
  std::array<char, 4096> unread{};
  while (ready(socket, POLLIN) && ::recv(socket, unread.data(), unread.size(), 0) > 0) {
  }
  ::close(socket);
}

void MqttConnection::carry_out_commands() {
  std::vector<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    commands.swap(commands_);
  }
  for (const auto& command : commands) {
    if (command.kind == Command::Kind::subscribe) {
      mosquitto_subscribe(handle_.get(), nullptr, command.topic.c_str(), 1);
      continue;
    }
    const int code = mosquitto_publish(handle_.get(), nullptr, command.topic.c_str(),
                                       static_cast<int>(command.payload.size()),
                                       command.payload.data(), 1, command.retain);
    // Refused at once: there will be no acknowledgement. A broken connection is another matter,
    // the library sends the message again by itself.
    if (code == MOSQ_ERR_INVAL || code == MOSQ_ERR_NOMEM || code == MOSQ_ERR_PAYLOAD_SIZE ||
        code == MOSQ_ERR_MALFORMED_UTF8 || code == MOSQ_ERR_OVERSIZE_PACKET) {
      --unacknowledged_;
    }
  }
}

void MqttConnection::wait(std::chrono::milliseconds delay) {
  const auto until = SteadyClock::now() + delay;
  while (!stopping_ && SteadyClock::now() < until) {
    pollfd waiting{wake_.descriptor(), POLLIN, 0};
    ::poll(&waiting, 1, milliseconds(until - SteadyClock::now()));
    wake_.clear();
  }
}

void MqttConnection::lost(std::string_view why) {
  phase_ = Phase::connecting;
  if (stopping_) return;
  events_.on_lost(last_problem_.empty() ? std::string(why) : last_problem_);
}

void MqttConnection::handle_connect(mosquitto* /*handle*/, void* self, int code) {
  auto& connection = self_of(self);
  if (code != 0) {
    connection.last_problem_ = mosquitto_connack_string(code);
    return;
  }
  connection.phase_ = Phase::open;
  connection.last_problem_.clear();
  {
    // Nothing may be queued from before: what was not given to the library belongs to the past.
    const std::lock_guard lock(connection.mutex_);
    for (const auto& command : connection.commands_) {
      if (command.kind == Command::Kind::publish) --connection.unacknowledged_;
    }
    connection.commands_.clear();
  }
  connection.events_.on_connected();
}

void MqttConnection::handle_publish(mosquitto* /*handle*/, void* self, int /*message_id*/) {
  --self_of(self).unacknowledged_;
}

void MqttConnection::handle_message(mosquitto* /*handle*/, void* self,
                                    const mosquitto_message* message) {
  const auto size = static_cast<std::size_t>(message->payloadlen);
  if (size > kMessageMax) return;
  const char* const bytes = static_cast<const char*>(message->payload);
  self_of(self).events_.on_message(
      {message->topic, size == 0 ? std::string{} : std::string(bytes, size), message->retain});
}

void MqttConnection::handle_log(mosquitto* /*handle*/, void* self, int level, const char* text) {
  if (level == MOSQ_LOG_ERR) self_of(self).last_problem_ = without_prefixes(text);
}

}  // namespace touchpoint::sync
