#include "sync/hub/broker_revocations.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "config/file.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "sync/enrol/revocations.hpp"

namespace touchpoint::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kListMax = 64UL * 1024 * 1024;  // bytes; an entry has some 40
constexpr std::size_t kPidMax = 32;                   // bytes
constexpr mode_t kPublicMode = 0644;

// A program that does not catch a signal yet is ended by it.
bool catches(const std::string& process, int signal) {
  std::ifstream status("/proc/" + process + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigCgt:")) {
      return (std::strtoull(line.c_str() + 7, nullptr, 16) >> (signal - 1) & 1U) != 0;
    }
  }
  return false;
}

// SIGHUP makes Mosquitto read its revocation list again. Whether the number in the file is still
// Mosquitto's is asked first, and whether it has come so far: it writes the file before it is
// ready.
bool reload(const fs::path& pid_file) {
  const auto text = config::read_small_file(pid_file, kPidMax);
  if (!text) return false;
  const auto number = whole_number(trimmed(text.value())).value_or(0);
  const auto process = static_cast<pid_t>(number);
  if (process != number || process <= 1) return false;
  const auto id = std::to_string(process);
  std::string name;
  std::getline(std::ifstream("/proc/" + id + "/comm"), name);
  return name == "mosquitto" && catches(id, SIGHUP) && ::kill(process, SIGHUP) == 0;
}

}  // namespace

Result<BrokerNews> BrokerRevocations::tell(const std::vector<EndedCertificate>& ended,
                                           WallTime now) {
  std::error_code failed;
  if (!fs::exists(folder_.broker(), failed)) return BrokerNews::none;
  std::vector<std::string> serials;
  std::vector<sync::Revoked> revoked;
  for (const auto& each : ended) {
    serials.push_back(each.serial);
    revoked.push_back({.serial = each.serial, .since = each.since});
  }
  if (known_ == serials) return BrokerNews::none;

  const auto previous = config::read_small_file(folder_.revocations(), kListMax);
  const auto before = previous ? previous.value() : std::string{};
  TP_TRY(auto lists, sync::revocation_list(keys_.authority, revoked, before, now));
  // Of each authority whose certificates the broker takes: it asks for the list of the one that has
  // signed. A serial that is another's is nobody's there.
  if (keys_.before) {
    TP_TRY(const auto others, sync::revocation_list(*keys_.before, revoked, before, now));
    lists += others;
  }
  TP_CHECK(files::replace(folder_.revocations(), lists, kPublicMode));
  if (!reload(folder_.broker() / "mosquitto.pid")) return BrokerNews::waiting;
  known_ = std::move(serials);
  return BrokerNews::told;
}

}  // namespace touchpoint::hub
