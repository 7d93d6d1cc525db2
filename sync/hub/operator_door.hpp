// What an operator may ask of a running hub, over its control socket or at the console. Loop
// thread.
//
//   {"verb":"token","device":…,"store":…,"valid_s":…}          →
//   {"token":"tp1.…","hub":"https://…"}
//   {"verb":"token.list"}                                      → {"tokens":[…]}, the open ones
//   {"verb":"token.withdraw","token":…}                        → {}
//   {"verb":"device.revoke","device":…}                        → {"broker":"told"|"waiting"|"none"}
//   {"verb":"source.add","name":…,"user_id":…,"home_store":…}  → {"write_key":"…"}
//   {"verb":"source.remove","name":…}                          → {}, what it sent stays
//   {"verb":"source.rotate","name":…}                          → {"write_key":"…"}, the other is
//   dead
//   {"verb":"source.list"}                                     → {"sources":[…]}
//   {"verb":"source.batch","source":…,"batch":[…]}             → {"applied","repeated","refused",…}
//   {"verb":"operator.add","name":…,"password":…}              → {}
//   {"verb":"operator.remove","name":…}                        → {}
//   {"verb":"operator.list"}                                   → {"operators":[…]}
//   {"verb":"action.list"}                                     → {"actions":[…]}, the newest first
//   {"verb":"prove","device":…}                                → see proving.hpp
//   {"verb":"backup"}                                          → {"file":…}, after progress
//   {"verb":"restored"}                                        → {}
//   {"verb":"staff_survey.figures"}  →
//   {"waves":[{"survey","version","questions":[{"question","kind",
//   "minimum","groups":[{"of":"store"|"small_stores"|"all","enough",…} …]} …]} …]}, see
//   staff_voices.hpp
//   settings.*, ring.*, staff.*                                → see settings_door.hpp
//   approval.*                                                 → see approval_door.hpp
//   profile.*                                                  → see profile_door.hpp
//   {"verb":"fleet"}, {"verb":"status"}                        → see status_json.hpp
//
// Promise: what changes something, or shows a customer, is noted, with who asked for it, before it
// is done.
#pragma once

#include "control/control.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"
#include "sync/hub/approval_door.hpp"
#include "sync/hub/broker_revocations.hpp"
#include "sync/hub/console/operators.hpp"
#include "sync/hub/enrolment.hpp"
#include "sync/hub/profile_door.hpp"
#include "sync/hub/settings_door.hpp"
#include "sync/hub/source_door.hpp"
#include "sync/hub/staff_voices.hpp"
#include "sync/hub/status_json.hpp"

namespace touchpoint::hub {

struct OperatorCommand {
  std::string verb;
  std::string json;  // one object
  // The operator who signed in at the console, who also becomes the "by" of what is changed; empty:
  // the control socket, whose commands say it themselves.
  std::string by;
};

class OperatorDoor {
 public:
  // What the door cannot know or do by itself.
  struct Surroundings {
    std::filesystem::path backups;
    std::function<std::string()> devices_url;  // where devices reach this hub
    std::function<void(Done<BrokerNews> done)> tell_broker;
    SettingsDoor::Announce announce;
    std::function<HubFacts()> facts;
  };

  OperatorDoor(Store& store, Enrolment& enrolment, SourceDoor& sources, ApprovalDoor& approvals,
               SettingsDoor& settings, ProfileDoor& profiles, Operators& operators,
               const Clock& clock, Random& random, Surroundings surroundings)
      : store_(store),
        enrolment_(enrolment),
        sources_(sources),
        approvals_(approvals),
        settings_(settings),
        profiles_(profiles),
        operators_(operators),
        clock_(clock),
        random_(random),
        surroundings_(std::move(surroundings)) {}

  void handle(OperatorCommand command, control::ReplyPtr reply);

 private:
  using Run = void (OperatorDoor::*)(const std::string& json, control::ReplyPtr reply);
  struct Verb {
    std::string_view name;
    Run run;  // null: another door's, which is asked by the name
    // The member that says what it is about, for the note of what changes something or shows a
    // customer; null: only reads what is nobody's.
    const char* about;
  };
  static const Verb* find(std::string_view name);
  void carry_out(const Verb& verb, const std::string& json, control::ReplyPtr reply);

  void grant_token(const std::string& json, control::ReplyPtr reply);
  void list_tokens(const std::string& json, control::ReplyPtr reply);
  void withdraw_token(const std::string& json, control::ReplyPtr reply);
  void revoke(const std::string& json, control::ReplyPtr reply);
  void add_source(const std::string& json, control::ReplyPtr reply);
  void remove_source(const std::string& json, control::ReplyPtr reply);
  void rotate_source(const std::string& json, control::ReplyPtr reply);
  void list_sources(const std::string& json, control::ReplyPtr reply);
  void take_batch(const std::string& json, control::ReplyPtr reply);
  void add_operator(const std::string& json, control::ReplyPtr reply);
  void remove_operator(const std::string& json, control::ReplyPtr reply);
  void list_operators(const std::string& json, control::ReplyPtr reply);
  void list_actions(const std::string& json, control::ReplyPtr reply);
  void send_voices(const std::string& json, control::ReplyPtr reply);
  void send_fleet(const std::string& json, control::ReplyPtr reply);
  void send_status(const std::string& json, control::ReplyPtr reply);
  void prove(const std::string& json, control::ReplyPtr reply);
  void back_up(const std::string& json, control::ReplyPtr reply);
  void begin_epoch(const std::string& json, control::ReplyPtr reply);

  Store& store_;
  Enrolment& enrolment_;
  SourceDoor& sources_;
  ApprovalDoor& approvals_;
  SettingsDoor& settings_;
  ProfileDoor& profiles_;
  Operators& operators_;
  const Clock& clock_;
  Random& random_;
  const Surroundings surroundings_;
};

}  // namespace touchpoint::hub
