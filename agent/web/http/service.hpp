// What the connections of one server share, and what the server may ask of each of them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_set>

#include "web/http/server.hpp"

namespace touchpoint::web {

// A client that is connected: first a Connection, perhaps later a StreamConnection. It is in the
// Service's set until it has ended; callbacks under way may keep it alive a little longer.
class Client {
 public:
  virtual ~Client() = default;
  virtual void drain() = 0;  // end as soon as nothing is owed any more
  virtual void abort() = 0;  // end now
  // Since when it has to send a request, read its answer or end; none while it waits for us.
  virtual std::optional<std::chrono::steady_clock::time_point> keeps_waiting_since() const = 0;
};

struct Service {
  Loop& loop;
  Handler handler;
  HttpServer::Options options;
  std::unordered_set<std::shared_ptr<Client>> clients{};
  bool draining = false;
  bool stopped = false;  // the server is gone: nobody outside is called any more
};

// How long the other side may take to end after us.
inline constexpr auto kLingerMax = std::chrono::seconds{2};

}  // namespace touchpoint::web
