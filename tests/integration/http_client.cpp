#include "http_client.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace touchpoint::testing {

struct RawClient::Socket {
  explicit Socket(int d) : descriptor(d) {
    const timeval patience{10, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  ~Socket() {
    if (session != nullptr) SSL_free(session);
    ::close(descriptor);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int descriptor;
  SSL* session = nullptr;
};

namespace {

void use_identity(SSL_CTX* context, const KeyPair& identity) {
  BIO* text = BIO_new_mem_buf(identity.certificate.data(), -1);
  X509* certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, certificate);
  X509_free(certificate);
  BIO_free(text);
  text = BIO_new_mem_buf(identity.private_key.data(), -1);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
  SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  BIO_free(text);
}

SSL* new_session(const std::string& ca, const KeyPair* identity, int version_max) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  BIO* text = BIO_new_mem_buf(ca.data(), -1);
  X509* certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
  X509_free(certificate);
  BIO_free(text);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (identity != nullptr) use_identity(context, *identity);
  if (version_max == TLS1_1_VERSION) {
    SSL_CTX_set_security_level(context, 0);  // OpenSSL itself does not offer TLS 1.1 above that
    SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION);
  }
  if (version_max != 0) SSL_CTX_set_max_proto_version(context, version_max);
  SSL* session = SSL_new(context);
  SSL_CTX_free(context);
  return session;
}

}  // namespace

RawClient RawClient::tcp(std::uint16_t port, int receive_buffer) {
  RawClient client;
  auto socket = std::make_shared<Socket>(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (receive_buffer > 0)
    ::setsockopt(socket->descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::connect(socket->descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    client.socket_ = std::move(socket);
  return client;
}

RawClient RawClient::unix_socket(const std::string& path) {
  RawClient client;
  auto socket = std::make_shared<Socket>(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  if (::connect(socket->descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    client.socket_ = std::move(socket);
  return client;
}

RawClient RawClient::tls(std::uint16_t port, const std::string& ca, const KeyPair* identity,
                         int version_max) {
  auto client = tcp(port);
  if (!client.connected()) return client;
  client.socket_->session = new_session(ca, identity, version_max);
  SSL_set_fd(client.socket_->session, client.socket_->descriptor);
  if (SSL_connect(client.socket_->session) != 1) client.socket_.reset();
  return client;
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::ptrdiff_t sent = 0;
    if (socket_->session != nullptr)
      sent = SSL_write(socket_->session, bytes.data(), static_cast<int>(bytes.size()));
    else
      sent = ::send(socket_->descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string RawClient::some() {
  if (!unread_.empty()) return std::exchange(unread_, {});
  std::string bytes(64 * 1024, '\0');
  std::ptrdiff_t size = 0;
  if (socket_->session != nullptr)
    size = SSL_read(socket_->session, bytes.data(), static_cast<int>(bytes.size()));
  else
    size = ::recv(socket_->descriptor, bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

std::string RawClient::until(std::string_view end) {
  std::string text;
  while (true) {
    const auto at = text.find(end);
    if (at != std::string::npos) {
      unread_ = text.substr(at + end.size());
      text.resize(at + end.size());
      return text;
    }
    const auto more = some();
    if (more.empty()) return text;
    text += more;
  }
}

bool RawClient::ended() {
  return some().empty();
}

void RawClient::end_sending() {
  ::shutdown(socket_->descriptor, SHUT_WR);
}

int RawClient::descriptor() const {
  return socket_->descriptor;
}

Answer RawClient::answer(bool head_only) {
  Answer answer;
  const auto head = until("\r\n\r\n");
  if (!head.starts_with("HTTP/1.1 ") || !head.ends_with("\r\n\r\n")) return answer;
  answer.status = std::stoi(head.substr(9, 3));
  for (auto at = head.find("\r\n") + 2; at + 2 < head.size();) {
    const auto end = head.find("\r\n", at);
    const auto colon = head.find(": ", at);
    auto name = head.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    answer.headers[name] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  if (head_only || !answer.headers.contains("content-length")) return answer;
  const auto size = std::stoul(answer.headers["content-length"]);
  while (answer.body.size() < size) {
    const auto more = some();
    if (more.empty()) break;
    answer.body += more;
  }
  if (answer.body.size() > size) {
    unread_ = answer.body.substr(size);
    answer.body.resize(size);
  }
  return answer;
}

}  // namespace touchpoint::testing
