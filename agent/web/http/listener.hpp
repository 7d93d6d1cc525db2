// Listener owns one listening socket and hands on the descriptors of what connects to it.
//
// Loop thread only. Its destructor stops accepting and removes the file of a Unix socket, if that
// is still the one it made. When the process has run out of descriptors it waits a moment instead
// of spinning.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "web/http/server.hpp"

namespace touchpoint::web {

class Listener {
 public:
  // The receiver owns the descriptor: connected, non-blocking, close-on-exec.
  using Accepted = std::function<void(int descriptor)>;

  static Result<std::unique_ptr<Listener>> open(Loop& loop, const Listen& listen,
                                                Accepted accepted);
  ~Listener();

  std::optional<std::uint16_t> port() const;  // nullopt for a Unix socket

 private:
  struct State;
  explicit Listener(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace touchpoint::web
