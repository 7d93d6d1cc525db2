// A real Mosquitto on a free port of 127.0.0.1, with its configuration and log in a folder of its
// own. It wants certificates of the given CA, as in production, and takes their common name as the
// user name.
//
//   Pki pki;
//   Broker broker(pki.server());
//   broker.kill(); … broker.start();   // the same port
#pragma once

#include <string>
#include <thread>

#include <sys/types.h>

#include "support/pki.hpp"
#include "support/temp_folder.hpp"

namespace touchpoint::support {

class Broker {
 public:
  // `more` is added to the configuration file as it stands. Starts, and returns once it accepts.
  explicit Broker(const Credentials& credentials, const std::string& more = "allow_anonymous true");
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  int port() const { return port_; }
  void start();
  void stop();  // SIGTERM
  void kill();  // SIGKILL: what it held in memory is gone
  // The process is there and its port is open, but nobody answers.
  void pause();
  void resume();

 private:
  void write_configuration() const;
  bool try_start();
  void end(int signal);

  TempFolder folder_;
  Credentials credentials_;
  std::string more_;
  int port_ = 0;
  pid_t process_ = -1;
  std::thread log_reader_;
};

}  // namespace touchpoint::support
