#include "sync/https/client.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "sync/https/answer_reader.hpp"
#include "sync/https/failure.hpp"
#include "sync/https/proxy.hpp"
#include "sync/https/server_address.hpp"
#include "sync/https/tls_context.hpp"

namespace touchpoint::sync {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Done = std::move_only_function<void(Result<HttpsAnswer>)>;
using Instant = std::chrono::steady_clock::time_point;

// One connection. Callbacks under way keep it; they are only obeyed while it is the State's.
struct Link {
  Link(asio::io_context& context, SSL* session) : stream(context, session) {}

  asio::ssl::stream<tcp::socket> stream;
  std::optional<AnswerReader> reader;
  std::string outgoing;
  std::array<char, 16 * 1024> incoming{};
  bool used = false;     // a request was answered on it before
  bool writing = false;  // the request is not all out
  bool last = false;     // to be forgotten after the request under way
};

struct Waiting {
  HttpsRequest request;
  Done done;
  Instant deadline;
  bool repeated = false;  // on a new connection, because the kept one had been closed
};

constexpr std::size_t kTunnelAnswerMax = 64 * 1024;  // bytes; a proxy's page is not read

bool fits_on_a_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_well_formed(const HttpsRequest& request) {
  if (request.method.empty() || !request.target.starts_with('/')) return false;
  if (!fits_on_a_line(request.method) || !fits_on_a_line(request.target)) return false;
  if ((request.method + request.target).find(' ') != std::string::npos) return false;
  return std::all_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return fits_on_a_line(header.first) && fits_on_a_line(header.second);
  });
}

std::string wire_text(const HttpsRequest& request, const ServerAddress& server) {
  std::string text;
  text.reserve(512 + request.body.size());
  text.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\nHost: ");
  text.append(server.host_header()).append("\r\n");
  for (const auto& [name, value] : request.headers)
    text.append(name).append(": ").append(value).append("\r\n");
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
    text.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
  text.append("\r\n").append(request.body);
  return text;
}

std::string seconds_text(std::chrono::milliseconds time) {
  if (time.count() % 1000 != 0) return std::to_string(time.count()) + " ms";
  return std::to_string(time.count() / 1000) + " s";
}

}  // namespace

std::string_view HttpsAnswer::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

// The queue and the connection. The front of the queue is the request under way while `doing` says
// so; whatever ends it comes through succeed() or fail().
struct HttpsClient::State : std::enable_shared_from_this<State> {
  State(Loop& l, ServerAddress s, std::shared_ptr<SSL_CTX> t, std::optional<Proxy> p)
      : loop(l),
        server(std::move(s)),
        tls(std::move(t)),
        proxy(std::move(p)),
        resolver(l.context()) {}

  void add(HttpsRequest request, Done done);
  void next();
  void connect();
  void connect_to(const tcp::resolver::results_type& addresses);
  void tunnel();
  void read_tunnel_answer();
  void tunnel_answered();
  void handshake();
  void exchange();
  void read();
  void on_read(const error_code& error, std::size_t bytes);
  void conclude(AnswerReader::Step step);
  void succeed();
  void fail(const Error& error);
  void finish_front(Result<HttpsAnswer> result);
  void drop_link();
  void watch_deadlines();
  void on_deadline();
  void close();

  bool is_current(const std::shared_ptr<Link>& link_of_callback) const {
    return link_of_callback == link;
  }

  Loop& loop;
  ServerAddress server;
  std::shared_ptr<SSL_CTX> tls;
  const std::optional<Proxy> proxy;
  tcp::resolver resolver;
  std::shared_ptr<Link> link;
  std::deque<Waiting> queue;
  const char* doing = nullptr;  // what the front of the queue waits for; null: nothing is under way
  Timer deadline;
  bool closed = false;
};

void HttpsClient::State::add(HttpsRequest request, Done done) {
  if (!is_well_formed(request)) {
    loop.post([done = std::move(done)]() mutable {
      done(misconfigured("a request may not hold line breaks, nor spaces in its target"));
    });
    return;
  }
  const auto due = std::chrono::steady_clock::now() + request.timeout;
  queue.push_back({std::move(request), std::move(done), due});
  watch_deadlines();
  next();
}

void HttpsClient::State::next() {
  if (closed || doing != nullptr || queue.empty()) return;
  link ? exchange() : connect();
}

void HttpsClient::State::connect() {
  SSL* session = new_tls_session(tls.get(), server.host);
  if (session == nullptr) std::abort();  // out of memory
  link = std::make_shared<Link>(loop.context(), session);
  const auto& host = proxy ? proxy->host : server.host;
  const auto number = proxy ? proxy->port : server.port;
  const auto port = std::to_string(number);
  error_code not_literal;
  const auto address = asio::ip::make_address(host, not_literal);
  if (!not_literal) {
    const tcp::endpoint endpoint(address, number);
    return connect_to(tcp::resolver::results_type::create(endpoint, host, port));
  }
  doing = proxy ? "resolving the proxy's name" : "resolving its name";
  resolver.async_resolve(
      host, port,
      [self = shared_from_this(), mine = link](const error_code& error,
                                               const tcp::resolver::results_type& addresses) {
        if (!self->is_current(mine)) return;
        if (!error) return self->connect_to(addresses);
        self->fail(self->proxy ? cannot_resolve("the proxy " + self->proxy->host, error)
                               : cannot_resolve(self->server.host, error));
      });
}

void HttpsClient::State::connect_to(const tcp::resolver::results_type& addresses) {
  doing = proxy ? "connecting to the proxy" : "connecting";
  asio::async_connect(
      link->stream.next_layer(), addresses,
      [self = shared_from_this(), mine = link](const error_code& error, const tcp::endpoint&) {
        if (!self->is_current(mine)) return;
        if (error) {
          return self->fail(self->proxy ? cannot_connect_to_proxy(self->proxy->text(), error)
                                        : cannot_connect(self->server.text(), error));
        }
        error_code ignored;  // it is slower without, not broken
        mine->stream.next_layer().set_option(tcp::no_delay(true), ignored);
        self->proxy ? self->tunnel() : self->handshake();
      });
}

void HttpsClient::State::tunnel() {
  doing = "waiting for the proxy";
  link->reader.emplace(kTunnelAnswerMax, true);
  link->outgoing = connect_text(*proxy, server);
  asio::async_write(link->stream.next_layer(), asio::buffer(link->outgoing),
                    [self = shared_from_this(), mine = link](const error_code&, std::size_t) {
                      // Why it failed is told by what can still be read.
                      if (self->is_current(mine)) self->read_tunnel_answer();
                    });
}

void HttpsClient::State::read_tunnel_answer() {
  link->stream.next_layer().async_read_some(
      asio::buffer(link->incoming),
      [self = shared_from_this(), mine = link](const error_code& error, std::size_t bytes) {
        if (!self->is_current(mine)) return;
        const auto where = self->proxy->text();
        if (error) return self->fail(broken_off("the proxy " + where, error));
        switch (mine->reader->read({mine->incoming.data(), bytes})) {
          case AnswerReader::Step::more:
            return self->read_tunnel_answer();
          case AnswerReader::Step::complete:
            return self->tunnel_answered();
          case AnswerReader::Step::failed:
            return self->fail(retry_later("what answers at " + where + " is no HTTP proxy: it " +
                                          mine->reader->failure()));
        }
      });
}

// Servers of TLS wait for us to begin: who says more is not what we are looking for.
void HttpsClient::State::tunnel_answered() {
  if (const auto error = no_tunnel(*proxy, server, link->reader->take())) return fail(*error);
  if (link->reader->said_more()) {
    return fail(retry_later("what answers at " + proxy->text() +
                            " is no HTTP proxy: it says more than it was asked"));
  }
  handshake();
}

void HttpsClient::State::handshake() {
  doing = "in the TLS handshake";
  link->stream.async_handshake(asio::ssl::stream_base::client,
                               [self = shared_from_this(), mine = link](const error_code& error) {
                                 if (!self->is_current(mine)) return;
                                 if (error)
                                   return self->fail(handshake_failed(
                                       self->server.text(), error, mine->stream.native_handle()));
                                 self->exchange();
                               });
}

void HttpsClient::State::exchange() {
  doing = "waiting for the answer";
  const auto& request = queue.front().request;
  link->reader.emplace(request.answer_max, request.method == "HEAD");
  link->outgoing = wire_text(request, server);
  link->writing = true;
  asio::async_write(link->stream, asio::buffer(link->outgoing),
                    [mine = link](const error_code& error, std::size_t) {
                      // Why it failed is told by what can still be read: an early answer, or the
                      // alert that refuses our certificate.
                      mine->writing = static_cast<bool>(error);
                    });
  read();
}

void HttpsClient::State::read() {
  link->stream.async_read_some(
      asio::buffer(link->incoming),
      [self = shared_from_this(), mine = link](const error_code& error, std::size_t bytes) {
        if (self->is_current(mine)) self->on_read(error, bytes);
      });
}

void HttpsClient::State::on_read(const error_code& error, std::size_t bytes) {
  if (!error) return conclude(link->reader->read({link->incoming.data(), bytes}));
  auto& front = queue.front();
  if (!link->reader->begun() && link->used && !front.repeated) {
    front.repeated = true;
    drop_link();
    return connect();
  }
  if (error == asio::error::eof && link->reader->begun()) return conclude(link->reader->end());
  fail(broken_off(server.text(), error));
}

void HttpsClient::State::conclude(AnswerReader::Step step) {
  switch (step) {
    case AnswerReader::Step::more:
      return read();
    case AnswerReader::Step::complete:
      return succeed();
    case AnswerReader::Step::failed:
      return fail(retry_later("what answers at " + server.text() + " " + link->reader->failure()));
  }
}

void HttpsClient::State::succeed() {
  auto answer = link->reader->take();
  link->used = true;
  if (link->writing || link->last || !link->reader->reusable()) drop_link();
  finish_front(std::move(answer));
}

void HttpsClient::State::fail(const Error& error) {
  drop_link();
  finish_front(error);
}

void HttpsClient::State::finish_front(Result<HttpsAnswer> result) {
  const auto self = shared_from_this();  // the callback may destroy the client
  auto done = std::move(queue.front().done);
  queue.pop_front();
  doing = nullptr;
  done(std::move(result));
  next();
  watch_deadlines();
}

void HttpsClient::State::drop_link() {
  if (!link) return;
  resolver.cancel();
  error_code ignored;  // the descriptor is gone either way
  link->stream.next_layer().close(ignored);
  link.reset();
}

void HttpsClient::State::watch_deadlines() {
  if (closed || queue.empty()) return deadline.cancel();
  const auto first = std::min_element(
      queue.begin(), queue.end(),
      [](const Waiting& left, const Waiting& right) { return left.deadline < right.deadline; });
  const auto left = first->deadline - std::chrono::steady_clock::now();
  deadline = loop.after(
      std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds{0}),
      [this] { on_deadline(); });
}

void HttpsClient::State::on_deadline() {
  const auto self = shared_from_this();
  const auto now = std::chrono::steady_clock::now();
  std::vector<std::pair<Done, Error>> late;
  const bool front_is_late = doing != nullptr && queue.front().deadline <= now;
  for (auto waiting = queue.begin(); waiting != queue.end();) {
    if (waiting->deadline > now) {
      ++waiting;
      continue;
    }
    const bool under_way = front_is_late && late.empty();
    late.emplace_back(std::move(waiting->done),
                      retry_later("no answer from " + server.text() + " within " +
                                  seconds_text(waiting->request.timeout) + " (still " +
                                  (under_way ? doing : "waiting for its turn") + ")"));
    waiting = queue.erase(waiting);
  }
  if (front_is_late) {
    drop_link();
    doing = nullptr;
  }
  for (auto& [done, error] : late) {
    if (!closed) done(error);
  }
  next();
  watch_deadlines();
}

void HttpsClient::State::close() {
  closed = true;
  drop_link();
  queue.clear();
  deadline.cancel();
}

Result<std::unique_ptr<HttpsClient>> HttpsClient::make(Loop& loop, const std::string& url,
                                                       const HttpsIdentity& identity,
                                                       std::optional<Proxy> proxy) {
  TP_TRY(auto server, parse_server_url(url));
  TP_TRY(auto tls, make_tls_context(identity));
  auto state = std::make_shared<State>(loop, std::move(server), std::move(tls), std::move(proxy));
  return std::unique_ptr<HttpsClient>(new HttpsClient(std::move(state)));
}

HttpsClient::HttpsClient(std::shared_ptr<State> state) : state_(std::move(state)) {}

HttpsClient::~HttpsClient() {
  state_->close();
}

void HttpsClient::request(HttpsRequest request, Done done) {
  state_->add(std::move(request), std::move(done));
}

void HttpsClient::reset() {
  if (state_->doing == nullptr) return state_->drop_link();
  if (state_->link) state_->link->last = true;
}

}  // namespace touchpoint::sync
