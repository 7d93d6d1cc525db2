// The end of a goodbye, the same for both kinds of stream: what the other side still sends is read
// and thrown away until it ends, too. How long that may take is the caller's to bound.
#pragma once

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace touchpoint::web {

template <class Socket, class Done>
void discard_until_end(Socket& socket, Done done) {
  socket.async_wait(Socket::wait_read, [&socket,
                                        done = std::move(done)](const auto& error) mutable {
    if (error) return done(false);
    // One buffer per turn of the loop: a flood is not worth more of its time.
    std::array<char, 16 * 1024> buffer;
    const auto size = ::recv(socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size == 0) return done(true);
    if (size < 0 && errno != EAGAIN && errno != EINTR) return done(false);
    discard_until_end(socket, std::move(done));
  });
}

}  // namespace touchpoint::web
