// The mqtt thread: the only one that ever calls libmosquitto.
//
// The library's own thread is not used, for three reasons found in 2.0.11: it ends for good at a
// failed DNS look-up or TLS handshake; it waits in select(), which cannot see descriptors above
// 1023; and when a connection is refused while TLS is waiting, it spins. Here the library only
// parses and writes; waiting, reconnecting and stopping are ours.
//
// Events come on the mqtt thread. post() may be called from any thread; the destructor joins,
// which takes at most as long as a DNS look-up that is under way.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/random.hpp"
#include "sync/backoff.hpp"
#include "sync/mqtt/client.hpp"
#include "sync/mqtt/wake.hpp"

struct mosquitto;
struct mosquitto_message;

namespace touchpoint::sync {

class MqttConnection {
 public:
  struct Events {
    std::function<void()> on_connected;
    std::function<void(std::string why)> on_lost;
    std::function<void(MqttMessage message)> on_message;
  };
  struct Command {
    enum class Kind { subscribe, publish } kind{};
    std::string topic;
    std::string payload{};
    bool retain = false;
  };

  static Result<std::unique_ptr<MqttConnection>> make(MqttSettings settings, Events events);
  ~MqttConnection();

  void start();
  void post(Command command);
  // Messages that were given to post() and that the broker has not acknowledged.
  int unacknowledged() const { return unacknowledged_.load(); }

 private:
  struct Free {
    void operator()(mosquitto* handle) const;
  };
  enum class Phase { connecting, greeting, open };  // TCP; TLS and CONNECT; CONNACK was good

  MqttConnection(MqttSettings settings, Events events);
  Result<void> configure();
  void run();
  int connect();
  void serve();  // until the connection ends or the thread shall stop
  bool step(int descriptor, short events);
  void say_goodbye();
  void carry_out_commands();
  void wait(std::chrono::milliseconds delay);
  void lost(std::string_view why);

  static void handle_connect(mosquitto* handle, void* self, int code);
  static void handle_publish(mosquitto* handle, void* self, int message_id);
  static void handle_message(mosquitto* handle, void* self, const mosquitto_message* message);
  static void handle_log(mosquitto* handle, void* self, int level, const char* text);

  const MqttSettings settings_;
  const Events events_;
  const Wake wake_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> unacknowledged_ = 0;
  std::mutex mutex_;  // guards commands_ only
  std::vector<Command> commands_;

  // Of the mqtt thread alone, once it runs.
  std::unique_ptr<mosquitto, Free> handle_;
  Phase phase_ = Phase::connecting;
  std::string last_problem_;  // what the library logged last as an error
  bool first_attempt_ = true;
  Backoff backoff_;

  std::thread thread_;
};

}  // namespace touchpoint::sync
