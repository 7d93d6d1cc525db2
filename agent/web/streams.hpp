// Streams are the open pages: each is told the newest status, and where customers are served also
// the newest card of its touchpoint and the tasks, as they are when it is told. Nothing is queued
// here and nothing replayed; a reader that does not read is closed by the server. Loop thread only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "web/http/server.hpp"

namespace touchpoint::web {

class Streams {
 public:
  Streams();

  bool full() const;
  std::size_t count() const { return open_->size(); }
  bool any_serving() const;  // some page where customers are served
  // Whose screens show the card of this touchpoint.
  std::vector<Digest> sessions_at(std::string_view touchpoint) const;

  // `touchpoint`: where it serves; empty: nowhere, it is told how the device is.
  void add(std::shared_ptr<EventStream> stream, const Digest& session, std::string touchpoint);
  void send_card(std::string_view touchpoint, std::string_view json);
  void send_status(std::string_view json);
  void send_tasks(std::string_view json);
  // Says `session` to the streams of a session that ended, and closes them.
  void end_session(const Digest& session);
  void close_all();

 private:
  struct Open {
    std::shared_ptr<EventStream> stream;
    Digest session{};
    std::string touchpoint;
  };
  static bool serves(const Open& open) { return !open.touchpoint.empty(); }
  using OpenStreams = std::map<std::uint64_t, Open>;

  // What is sent may close a stream, and a closed one leaves the map at once.
  template <class Condition>
  std::vector<std::shared_ptr<EventStream>> those(Condition condition) const;

  std::shared_ptr<OpenStreams> open_;  // shared with what streams call when they close
  std::uint64_t next_ = 0;
};

}  // namespace touchpoint::web
