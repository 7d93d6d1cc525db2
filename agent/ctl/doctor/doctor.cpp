#include "ctl/doctor/doctor.hpp"

#include <filesystem>

#include "config/proxy.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/enrol/identity.hpp"
#include "sync/https/server_address.hpp"

namespace touchpoint::ctl {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// Whether the file was written after the daemon began, which reads it once.
bool changed_since(const std::string& file, const Daemon& daemon) {
  std::error_code failed;
  const auto written = fs::last_write_time(file, failed);
  if (failed || !daemon.status) return false;
  const auto age = fs::file_time_type::clock::now() - written;
  return age < seconds{daemon.status->uptime_s};
}

class Examination {
 public:
  Examination(const Patient& patient, const Words& words, const DoctorProgress& progress)
      : patient_(patient), words_(words), progress_(progress) {}

  Findings run() {
    add(judge_daemon(patient_.daemon, patient_.own_version, words_));
    const auto& config = patient_.config;
    const bool right = config.has_value();
    add(judge_configuration(patient_.config_file, right ? "" : config.error().sentence(),
                            right && config.value().may_recognise(),
                            right && changed_since(patient_.config_file, patient_.daemon), words_));
    if (!right) return std::move(findings_);
    look_at_machine(config.value());
    try_the_way(config.value());
    add(judge_clock(SystemClock().quality(), ahead_, words_));
    return std::move(findings_);
  }

 private:
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  void tell(std::string_view italian, std::string_view english) const {
    if (progress_) progress_(words_.of(italian, english));
  }

  void look_at_machine(const config::Config& config) {
    tell("disco, chiave e permessi", "disk, key and permissions");
    const auto& state = config.storage.state;
    add(judge_disk(state, disk_of(state), words_));
    const auto& facts = patient_.daemon.facts;
    const fs::path key =
        facts && !facts->key_file.empty() ? fs::path(facts->key_file) : config.secret.file;
    add(judge_theft(keeping_of(key, {"/etc/credstore.encrypted", "/run/credstore.encrypted",
                                     "/usr/lib/credstore.encrypted", "/etc/credstore",
                                     "/run/credstore", "/usr/lib/credstore"}),
                    is_on_encrypted_disk(state, "/proc/self/mountinfo", "/sys/dev/block"), words_));
    add(judge_schemas(facts, words_));
    const auto folder = rights_of(state);
    add(judge_rights(folder,
                     {{folder},
                      {rights_of(config.secret.file)},
                      {rights_of(state / "journal.db"), 0},  // the folder is closed
                      {rights_of(state / "identity" / "key.pem")},
                      {rights_of(config.control_socket())},
                      {rights_of(patient_.config_file), 022U, false}},
                     words_));
  }

  void try_the_way(const config::Config& config) {
    const auto loaded = sync::load_identity(config.storage.state / "identity");
    const auto configured = config::proxy_of(config);
    if (!configured) add(judge_proxy_settings(configured.error().sentence(), words_));
    std::optional<sync::Proxy> proxy;
    if (configured && configured.value()) {
      const auto& [address, user, password] = *configured.value();
      proxy = {address.host, address.port, user, password};
    }
    if (!loaded || !loaded.value()) {
      if (proxy) look_for(*proxy);
      add(judge_no_identity(loaded ? "" : loaded.error().sentence(), words_));
      return;
    }
    const auto& identity = *loaded.value();
    const auto own = sync::facts_of(identity.certificate);
    const auto authority = sync::facts_of(identity.ca);
    if (own && authority) {
      add(judge_certificate({.device = identity.device,
                             .store = identity.store,
                             .authority = authority.value().name.common_name,
                             .not_before = own.value().not_before,
                             .not_after = own.value().not_after},
                            config.device.name, config.device.store, SystemClock().wall(), words_));
    }
    if (!configured) return;
    if (proxy) {
      try_through(*proxy, identity);
      return;
    }
    if (const auto hub = sync::parse_server_url(identity.hub.url)) {
      if (can_connect(Server::hub, hub.value().host, hub.value().port)) try_hub(identity);
    }
    if (!identity.hub.mqtt) return;
    const auto& [host, port] = *identity.hub.mqtt;
    if (!can_connect(Server::broker, host, port)) return;
    const auto where = host + ":" + std::to_string(port);
    add(judge_broker(where, greet_broker(identity, kPatience), words_));
  }

  bool can_connect(Server server, const std::string& host, int port) {
    const auto where = host + ":" + std::to_string(port);
    tell("la via verso " + where, "the way to " + where);
    const auto resolved = resolve(host, kPatience);
    add(judge_name(server, host, resolved, words_));
    if (!resolved.step.well) return false;
    const auto reached = connect_to(resolved.addresses, port, kPatience);
    add(judge_way(server, where, reached, words_));
    return reached.well;
  }

  // Whether there is one at all; through it only an enrolled device has somewhere to go.
  void look_for(const sync::Proxy& proxy) {
    tell("la via verso il proxy " + proxy.text(), "the way to the proxy " + proxy.text());
    const auto resolved = resolve(proxy.host, kPatience);
    const auto way =
        resolved.step.well ? connect_to(resolved.addresses, proxy.port, kPatience) : resolved.step;
    add(judge_proxy(proxy.text(), "", way, words_));
  }

  void try_through(const sync::Proxy& proxy, const sync::Identity& identity) {
    tell("la via attraverso il proxy " + proxy.text(), "the way through the proxy " + proxy.text());
    const auto answer = ask_hub(identity, proxy, kPatience);
    const auto& why = answer.step.detail;
    const bool at_proxy =
        why.find(proxy.text()) != std::string::npos || why.find("the proxy") != std::string::npos;
    add(judge_proxy(proxy.text(), identity.hub.url, at_proxy ? answer.step : Step{.well = true},
                    words_));
    if (!at_proxy) note(identity, answer);
    if (identity.hub.mqtt) add(judge_unused_broker(words_));
  }

  void try_hub(const sync::Identity& identity) {
    note(identity, ask_hub(identity, std::nullopt, kPatience));
  }

  void note(const sync::Identity& identity, const HubAnswer& answer) {
    if (answer.at) ahead_ = std::chrono::duration_cast<seconds>(*answer.asked - *answer.at);
    add(judge_hub(identity.hub.url, answer, words_));
  }

  const Patient& patient_;
  const Words& words_;
  const DoctorProgress& progress_;
  std::optional<seconds> ahead_;
  Findings findings_;
};

}  // namespace

Findings examine(const Patient& patient, const Words& words, const DoctorProgress& progress) {
  return Examination(patient, words, progress).run();
}

}  // namespace touchpoint::ctl
