#include "sync/hub/broker_revocations.hpp"

#include <csignal>
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

// SIGHUP makes Mosquitto read its revocation list again. Whether the number in the file is still
// Mosquitto's is asked first.
bool reload(const fs::path& pid_file) {
  const auto text = config::read_small_file(pid_file, kPidMax);
  if (!text) return false;
  const auto number = whole_number(trimmed(text.value())).value_or(0);
  const auto process = static_cast<pid_t>(number);
  if (process != number || process <= 1) return false;
  std::string name;
  std::getline(std::ifstream("/proc/" + std::to_string(process) + "/comm"), name);
  return name == "mosquitto" && ::kill(process, SIGHUP) == 0;
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
  TP_TRY(const auto list, sync::revocation_list(authority_, revoked,
                                                previous ? previous.value() : std::string{}, now));
  TP_CHECK(files::replace(folder_.revocations(), list, kPublicMode));
  if (!reload(folder_.broker() / "mosquitto.pid")) return BrokerNews::waiting;
  known_ = std::move(serials);
  return BrokerNews::told;
}

}  // namespace touchpoint::hub
