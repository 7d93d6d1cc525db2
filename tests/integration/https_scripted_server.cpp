#include "https_scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace touchpoint::testing {
namespace {

SSL* accept_tls(int descriptor, const ScriptedServer::Tls& tls) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  BIO* text = BIO_new_mem_buf(tls.identity.certificate.data(), -1);
  X509* certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  SSL_CTX_use_certificate(context, certificate);
  X509_free(certificate);
  BIO_free(text);
  text = BIO_new_mem_buf(tls.identity.private_key.data(), -1);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
  SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  BIO_free(text);
  if (tls.version_max != 0) SSL_CTX_set_max_proto_version(context, tls.version_max);
  if (tls.version_max == TLS1_1_VERSION) {
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  }
  if (!tls.client_ca.empty()) {
    text = BIO_new_mem_buf(tls.client_ca.data(), -1);
    certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
    X509_free(certificate);
    BIO_free(text);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  SSL* session = SSL_new(context);
  SSL_CTX_free(context);
  SSL_set_fd(session, descriptor);
  if (SSL_accept(session) == 1) return session;
  SSL_free(session);
  return nullptr;
}

std::string receive(int descriptor, SSL* session) {
  std::string bytes(64 * 1024, '\0');
  std::ptrdiff_t size = 0;
  if (session != nullptr)
    size = SSL_read(session, bytes.data(), static_cast<int>(bytes.size()));
  else
    size = ::recv(descriptor, bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

void answer(int descriptor, SSL* session, const std::string& bytes) {
  if (session != nullptr)
    SSL_write(session, bytes.data(), static_cast<int>(bytes.size()));
  else
    ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

// Closing with bytes unread would reset the connection and take back the last words.
void wait_for_the_end(int descriptor) {
  ::shutdown(descriptor, SHUT_WR);
  char byte = 0;
  while (::recv(descriptor, &byte, 1, 0) > 0) {
  }
}

}  // namespace

ScriptedServer::ScriptedServer(std::optional<Tls> tls, std::vector<Script> connections)
    : tls_(std::move(tls)), scripts_(std::move(connections)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
  ::listen(listener_, 16);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    if (current_ >= 0) ::shutdown(current_, SHUT_RDWR);
  }
  thread_.join();
  ::close(listener_);
}

std::string ScriptedServer::first_request() {
  return first_request_;
}

void ScriptedServer::run() {
  for (const auto& script : scripts_) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    const timeval patience{10, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ++connections_;
    {
      const std::lock_guard lock(mutex_);
      current_ = descriptor;
      if (ending_) ::shutdown(descriptor, SHUT_RDWR);
    }
    serve(descriptor, script);
    const std::lock_guard lock(mutex_);
    current_ = -1;
    ::close(descriptor);
  }
}

void ScriptedServer::serve(int descriptor, const Script& script) {
  SSL* session = tls_ ? accept_tls(descriptor, *tls_) : nullptr;
  if (tls_ && session == nullptr) return wait_for_the_end(descriptor);
  for (const auto& line : script) {
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos) {
      const auto more = receive(descriptor, session);
      if (more.empty()) break;
      request += more;
      if (!tls_) break;  // what comes is not HTTP
    }
    if (first_request_.empty()) first_request_ = request;
    if (line.empty())
      receive(descriptor, session);
    else
      answer(descriptor, session, line);
  }
  if (session != nullptr) {
    SSL_shutdown(session);
    SSL_free(session);
  }
  wait_for_the_end(descriptor);
}

}  // namespace touchpoint::testing
