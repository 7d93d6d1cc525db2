// What an operator may ask of a running hub over its control socket. Loop thread.
//
//   {"verb":"token","device":…,"store":…,"valid_s":…}          → {"token":"tp1.…"}
//   {"verb":"device.revoke","device":…}                        → {"broker":"told"|"waiting"|"none"}
//   {"verb":"source.add","name":…,"user_id":…,"home_store":…}  → {"write_key":"…"}
//   {"verb":"source.list"}                                     → {"sources":[…]}
//   {"verb":"source.batch","source":…,"batch":[…]}             → {"applied","repeated","refused",…}
//   {"verb":"prove","device":…}                                → see proving.hpp
//   {"verb":"backup"}                                          → {"file":…}, after progress
//   {"verb":"restored"}                                        → {}
//   {"verb":"status"}                                          → see status_json.hpp
//   settings.*, ring.*, staff.*                                → see settings_door.hpp
#pragma once

#include "control/control.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "sync/hub/broker_revocations.hpp"
#include "sync/hub/enrolment.hpp"
#include "sync/hub/settings_door.hpp"
#include "sync/hub/source_door.hpp"

namespace touchpoint::hub {

class OperatorDoor {
 public:
  using TellBroker = std::function<void(Done<BrokerNews> done)>;

  OperatorDoor(Store& store, Enrolment& enrolment, SourceDoor& sources, const Clock& clock,
               Random& random, std::filesystem::path backups, TellBroker tell_broker,
               SettingsDoor::Announce announce,
               std::function<std::string(const HubStatus&)> status_json)
      : store_(store),
        enrolment_(enrolment),
        sources_(sources),
        clock_(clock),
        random_(random),
        backups_(std::move(backups)),
        tell_broker_(std::move(tell_broker)),
        announce_(std::move(announce)),
        settings_(store, announce_),
        status_json_(std::move(status_json)) {}

  void handle(const std::string& verb, std::string json, control::ReplyPtr reply);

 private:
  void grant_token(const std::string& json, control::ReplyPtr reply);
  void revoke(const std::string& json, control::ReplyPtr reply);
  void add_source(const std::string& json, control::ReplyPtr reply);
  void list_sources(control::ReplyPtr reply);
  void take_batch(std::string json, control::ReplyPtr reply);
  void send_status(control::ReplyPtr reply);
  void prove(const std::string& json, control::ReplyPtr reply);
  void back_up(control::ReplyPtr reply);
  void begin_epoch(control::ReplyPtr reply);

  Store& store_;
  Enrolment& enrolment_;
  SourceDoor& sources_;
  const Clock& clock_;
  Random& random_;
  const std::filesystem::path backups_;
  TellBroker tell_broker_;
  const SettingsDoor::Announce announce_;
  SettingsDoor settings_;
  std::function<std::string(const HubStatus&)> status_json_;
};

}  // namespace touchpoint::hub
