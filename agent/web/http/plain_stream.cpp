#include <array>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <unistd.h>

#include "web/http/byte_stream.hpp"
#include "web/http/discard.hpp"

namespace touchpoint::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class PlainStream final : public ByteStream {
 public:
  PlainStream(Loop& loop, int descriptor) : socket_(loop.context()) {
    error_code error;
    socket_.assign(asio::generic::stream_protocol(AF_UNSPEC, 0), descriptor, error);
    if (error) ::close(descriptor);  // the first operation on the socket will fail
  }

  void open(Done done) override {
    asio::post(socket_.get_executor(), [done = std::move(done)]() mutable { done(true); });
  }

  void read_some(std::span<char> into, Moved done) override {
    socket_.async_read_some(
        asio::buffer(into.data(), into.size()),
        [done = std::move(done)](const error_code& error, std::size_t bytes) mutable {
          done(error ? 0 : bytes);
        });
  }

  void write(std::string_view first, std::string_view second, Done done) override {
    const std::array buffers{asio::buffer(first), asio::buffer(second)};
    asio::async_write(
        socket_, buffers,
        [done = std::move(done)](const error_code& error, std::size_t) mutable { done(!error); });
  }

  void finish(Done done) override {
    error_code ignored;  // not connected any more: the other side is told by that
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    discard_until_end(socket_, std::move(done));
  }

  void abort() override {
    error_code ignored;  // the descriptor is gone either way
    socket_.close(ignored);
  }

  void identify(Peer&) const override {}

  void limit_send_buffer(int bytes) override {
    error_code ignored;  // the kernel's own bound holds then
    socket_.set_option(asio::socket_base::send_buffer_size(bytes), ignored);
  }

 private:
  asio::generic::stream_protocol::socket socket_;
};

}  // namespace

std::unique_ptr<ByteStream> plain_stream(Loop& loop, int descriptor) {
  return std::make_unique<PlainStream>(loop, descriptor);
}

}  // namespace touchpoint::web
