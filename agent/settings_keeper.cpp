#include "settings_keeper.hpp"

#include <algorithm>

#include "core/files.hpp"
#include "core/text.hpp"
#include "logging/logging.hpp"

namespace touchpoint {
namespace {

std::vector<web::HubStaff> staff_of(const sync::GivenSettings& given) {
  std::vector<web::HubStaff> staff;
  for (const auto& one : given.staff) {
    const auto role = web::staff_role_from_text(one.role);
    if (!role) continue;
    staff.push_back({.staff = {.name = one.name, .display_name = one.display_name, .role = *role},
                     .salt = one.salt,
                     .stretched = one.stretched});
  }
  return staff;
}

std::string names_json(const std::vector<std::string>& names) {
  std::string json;
  for (const auto& name : names)
    json += (json.empty() ? "" : ",") + json_quoted(name);
  return "[" + json + "]";
}

}  // namespace

// What is on its way into force.
struct SettingsKeeper::Taking {
  config::CentralSettings central;
  config::Config next;
  std::move_only_function<void(Result<void>)> done;
};

SettingsKeeper::SettingsKeeper(Loop& loop, Worker& slow, web::Access& access,
                               config::Config& config, Callbacks callbacks)
    : loop_(loop),
      slow_(slow),
      access_(access),
      config_(config),
      callbacks_(std::move(callbacks)),
      problem_(config.central.problem) {
  // What is not in force is asked for again; so are staff who are not those of that version, as
  // after a restored backup.
  const auto kept = config::read_central(config.storage.state, config.device.name);
  const bool whole =
      problem_.empty() && kept && kept.value() && kept.value()->version == access.hub_version();
  if (whole) cursor_ = {kept.value()->epoch, kept.value()->version};
  if (!problem_.empty()) {
    if (kept && kept.value()) refused_version_ = kept.value()->version;
    log(Message::settings_refused, "what the hub gives is not in force: " + problem_);
  }
}

void SettingsKeeper::take(sync::GivenSettings given,
                          std::move_only_function<void(Result<void>)> done) {
  auto taking = std::make_shared<Taking>();
  taking->central = {.number = given.number,
                     .version = given.version,
                     .device = given.device,
                     .epoch = given.epoch,
                     .at = given.at,
                     .body = given.body};
  auto next = config::with_central(config_, taking->central);
  if (!next) return done(refused(next.error().sentence()));
  taking->next = std::move(next).value();
  taking->done = std::move(done);
  // Staff first: when the device stops in between, it comes once more, and whoever was dismissed
  // has gone.
  access_.take_hub_staff(staff_of(given), given.version,
                         [this, alive = std::weak_ptr(alive_), taking](Result<void> taken) {
                           if (alive.expired()) return;
                           if (!taken) return taking->done(retry_later(taken.error().sentence()));
                           keep(taking);
                         });
}

void SettingsKeeper::keep(const std::shared_ptr<Taking>& taking) {
  const auto file = config::central_file(config_.storage.state);
  const bool posted = slow_.post([this, alive = std::weak_ptr(alive_), &to_loop = loop_, taking,
                                  file, text = config::to_text(taking->central)] {
    auto written = files::replace(file, text);
    to_loop.post([this, alive, taking, written = std::move(written)] {
      if (alive.expired()) return;
      if (!written) return taking->done(retry_later(written.error().sentence()));
      follow(*taking);
    });
  });
  if (!posted) taking->done(retry_later("the device is busy"));
}

void SettingsKeeper::follow(Taking& taking) {
  cursor_ = {taking.central.epoch, taking.central.version};
  problem_.clear();
  const auto followed = config::follow(config_, std::move(taking.next));
  after_restart_ = followed.after_restart;
  set_log_level(config_.log.level);
  log(Message::settings_taken,
      taking.central.name() + " are here, version " + std::to_string(taking.central.version) +
          (after_restart_.empty() ? "" : "; some of it waits for a restart"));
  callbacks_.record("touchpoint.config.applied",
                    "{\"version\":" + std::to_string(taking.central.version) +
                        ",\"number\":" + std::to_string(taking.central.number) +
                        ",\"after_restart\":" + names_json(after_restart_) + "}");
  callbacks_.changed();
  taking.done(success());
  const bool sync_changed = std::ranges::any_of(
      followed.at_once, [](const auto& name) { return name.starts_with("sync."); });
  if (sync_changed) callbacks_.sync_changed();
}

void SettingsKeeper::refuse(std::int64_t version, const std::string& sentence) {
  problem_ = sentence;
  refused_version_ = version;
  log(Message::settings_refused, "what the hub gives is not taken: " + sentence);
  callbacks_.record("touchpoint.config.refused", "{\"version\":" + std::to_string(version) +
                                                     ",\"reason\":" + json_quoted(sentence) + "}");
  callbacks_.changed();
}

std::optional<DeviceStatus::Settings> SettingsKeeper::status() const {
  if (cursor_.version == 0 && problem_.empty()) return std::nullopt;
  DeviceStatus::Settings status{.number = config_.central.number,
                                .after_restart = after_restart_,
                                .problem = problem_,
                                .version = cursor_.version};
  if (!problem_.empty()) status.refused_version = refused_version_;
  return status;
}

}  // namespace touchpoint
