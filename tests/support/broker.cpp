#include "support/broker.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace touchpoint::support {
namespace {

constexpr int kAttempts = 5;  // somebody else may take the port between asking for it and using it

int free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool ok = descriptor >= 0 && ::bind(descriptor, generic, size) == 0 &&
                  ::getsockname(descriptor, generic, &size) == 0;
  ::close(descriptor);
  if (!ok) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

}  // namespace

Broker::Broker(const Credentials& credentials, const std::string& more)
    : credentials_(credentials), more_(more) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    port_ = free_port();
    if (try_start()) return;
  }
  throw std::runtime_error("mosquitto does not start");
}

Broker::~Broker() {
  end(SIGKILL);
}

void Broker::start() {
  if (!try_start()) throw std::runtime_error("mosquitto does not start again");
}

void Broker::stop() {
  end(SIGTERM);
}

void Broker::kill() {
  end(SIGKILL);
}

void Broker::pause() {
  ::kill(process_, SIGSTOP);
}

void Broker::resume() {
  ::kill(process_, SIGCONT);
}

void Broker::write_configuration() const {
  std::ofstream(folder_ / "mosquitto.conf")
      << "user root\n"  // it would give up its rights to this folder when the tests run as root
      << "listener " << port_ << " 127.0.0.1\n"
      << "cafile " << credentials_.ca_file.string() << "\n"
      << "certfile " << credentials_.certificate_file.string() << "\n"
      << "keyfile " << credentials_.private_key_file.string() << "\n"
      << "require_certificate true\nuse_identity_as_username true\n"
      << "persistence false\nlog_dest stderr\nlog_type all\n"
      << more_ << "\n";
}

bool Broker::try_start() {
  write_configuration();
  const std::string configuration = folder_ / "mosquitto.conf";
  std::array<int, 2> log{};
  if (::pipe2(log.data(), O_CLOEXEC) != 0) return false;
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that crashes leaves no broker behind
    ::dup2(log[1], STDERR_FILENO);
    ::execlp("mosquitto", "mosquitto", "-c", configuration.c_str(), nullptr);
    ::execl("/usr/sbin/mosquitto", "mosquitto", "-c", configuration.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(log[1]);
  // It says so once it listens; before that, the end of its log means that it could not.
  std::string said;
  std::array<char, 4096> piece{};
  bool running = false;
  while (!running) {
    const auto size = ::read(log[0], piece.data(), piece.size());
    if (size <= 0) break;
    said.append(piece.data(), static_cast<std::size_t>(size));
    running = said.find(" running") != std::string::npos;
  }
  if (!running) {
    ::close(log[0]);
    end(SIGKILL);
    return false;
  }
  log_reader_ = std::thread([log = log[0], file = folder_ / "mosquitto.log"] {
    std::ofstream kept(file, std::ios::app);
    std::array<char, 4096> more{};
    for (auto size = ::read(log, more.data(), more.size()); size > 0;
         size = ::read(log, more.data(), more.size())) {
      kept.write(more.data(), size);
    }
    ::close(log);
  });
  return true;
}

void Broker::end(int signal) {
  if (process_ > 0) {
    ::kill(process_, SIGCONT);
    // Mosquitto overhears a SIGTERM that comes while it starts, so it is told again.
    pollfd ended{static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)), POLLIN, 0};
    do {
      ::kill(process_, signal);
    } while (::poll(&ended, 1, 200) == 0);
    ::close(ended.fd);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }
  if (log_reader_.joinable()) log_reader_.join();
}

}  // namespace touchpoint::support
