#include <memory>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>
#include <unistd.h>

#include "core/bytes.hpp"
#include "web/http/byte_stream.hpp"
#include "web/http/discard.hpp"

namespace touchpoint::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;

Socket adopt(Loop& loop, int descriptor) {
  Socket socket(loop.context());
  error_code error;
  socket.assign(asio::generic::stream_protocol(AF_UNSPEC, 0), descriptor, error);
  if (error) ::close(descriptor);  // the handshake will fail
  return socket;
}

// The one value of a name's attribute; empty when there is none, or several, or one that would
// read differently as a C string.
std::string attribute(X509_NAME* name, int nid) {
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(name, nid, at) >= 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return {};
  std::string value(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return value.find('\0') == std::string::npos ? value : std::string{};
}

std::string serial_of(X509* certificate) {
  const std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr), BN_free);
  if (!number) return {};
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), bytes.data());
  return to_hex(bytes);
}

class TlsStream final : public ByteStream {
 public:
  TlsStream(Loop& loop, int descriptor, SSL* session) : stream_(adopt(loop, descriptor), session) {}

  void open(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [this, done = std::move(done)](const error_code& error) mutable {
                              open_ = !error;
                              done(!error);
                            });
  }

  void read_some(std::span<char> into, Moved done) override {
    stream_.async_read_some(
        asio::buffer(into.data(), into.size()),
        [done = std::move(done)](const error_code& error, std::size_t bytes) mutable {
          done(error ? 0 : bytes);
        });
  }

  void write(std::string_view first, std::string_view second, Done done) override {
    const std::array buffers{asio::buffer(first), asio::buffer(second)};
    asio::async_write(
        stream_, buffers,
        [done = std::move(done)](const error_code& error, std::size_t) mutable { done(!error); });
  }

  void finish(Done done) override {
    if (!open_) return end(std::move(done));
    // Ends with an error when data and not the other's goodbye comes: ours has been sent by then.
    stream_.async_shutdown(
        [this, done = std::move(done)](const error_code&) mutable { end(std::move(done)); });
  }

  void abort() override {
    error_code ignored;  // the descriptor is gone either way
    stream_.next_layer().close(ignored);
  }

  void identify(Peer& peer) const override {
    SSL* session = stream_.native_handle();
    const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(session),
                                                             X509_free);
    if (!certificate || SSL_get_verify_result(session) != X509_V_OK) return;
    X509_NAME* name = X509_get_subject_name(certificate.get());
    peer.common_name = attribute(name, NID_commonName);
    peer.unit = attribute(name, NID_organizationalUnitName);
    peer.serial = serial_of(certificate.get());
  }

  void limit_send_buffer(int bytes) override {
    error_code ignored;  // the kernel's own bound holds then
    stream_.next_layer().set_option(asio::socket_base::send_buffer_size(bytes), ignored);
  }

 private:
  void end(Done done) {
    error_code ignored;  // not connected any more: the other side is told by that
    stream_.next_layer().shutdown(asio::socket_base::shutdown_send, ignored);
    discard_until_end(stream_.next_layer(), std::move(done));
  }

  mutable asio::ssl::stream<Socket> stream_;  // native_handle() is not const
  bool open_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> TlsAcceptor::stream(Loop& loop, int descriptor) const {
  SSL* session = SSL_new(context_.get());
  if (session == nullptr) {
    ::close(descriptor);
    return nullptr;
  }
  return std::make_unique<TlsStream>(loop, descriptor, session);
}

}  // namespace touchpoint::web
