// StreamConnection is a client that reads events: what is pushed is written at once when nothing is
// waiting, and waits otherwise, in at most limits::kStreamBacklogMax bytes.
//
// Loop thread only. It belongs to its Service's set until it has ended. Whoever pushes holds an
// EventStream, which knows it weakly: the server may end first.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "web/http/byte_stream.hpp"
#include "web/http/deadline.hpp"
#include "web/http/service.hpp"

namespace touchpoint::web {

class PushedEvents;

class StreamConnection final : public Client,
                               public std::enable_shared_from_this<StreamConnection> {
 public:
  // `head` is the response's; it is on its way when this returns.
  static std::shared_ptr<EventStream> open(std::shared_ptr<Service> service,
                                           std::unique_ptr<ByteStream> stream, std::string head);

  StreamConnection(std::shared_ptr<Service> service, std::unique_ptr<ByteStream> stream);

  bool push(std::string_view text);  // false when the reader was too slow, and is now gone
  void drain() override;             // writes what is queued, then ends
  void abort() override;
  std::optional<std::chrono::steady_clock::time_point> keeps_waiting_since() const override {
    return std::nullopt;
  }

 private:
  enum class Phase { open, draining, finishing, ended };

  void watch_reader();
  void flush();
  void finish();
  void close_events();  // nothing can be pushed from here on
  void on_deadline();

  std::shared_ptr<Service> service_;
  std::unique_ptr<ByteStream> stream_;
  std::weak_ptr<PushedEvents> events_;
  Phase phase_ = Phase::open;
  Deadline deadline_;

  std::string writing_;              // with the socket; empty: nothing is
  std::string queued_;               // behind it
  std::array<char, 512> unasked_{};  // where bytes go that the reader should not send
  std::size_t unasked_size_ = 0;
};

}  // namespace touchpoint::web
