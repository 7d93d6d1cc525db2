// The part of the operator's door that is about what devices are given: settings, rings, the staff
// of stores. Loop thread. `by` is who does it, as the command line or the console knows them.
//
//   {"verb":"settings.publish","body":…,"ring":…,"by":…,"note":…}  → {"number":12}
//   {"verb":"settings.check","body":…}                             → {}, or what is wrong with it
//   {"verb":"survey.check","survey":"{…}"}  → {"survey":{…}} as kiosks get it, or what is wrong
//   with it
//   {"verb":"settings.widen"}                                      → {"number":12}
//   {"verb":"settings.withdraw","by":…,"note":…}                   → {"number":13}
//   {"verb":"settings.show","number":12}     → {"number","body","ring","by","note","at"}
//   {"verb":"settings.status"}               → {"settings":[…],"rings":[…],"devices":[…]}
//   {"verb":"ring.add","name":…}                                   → {}
//   {"verb":"ring.put","ring":…,"device":…} or {…,"store":…}       → {}
//   {"verb":"staff.add","store","name","display_name","role","pin","by"}  → {}
//   {"verb":"staff.reset","store","name","pin","by"}               → {}
//   {"verb":"staff.remove","store","name"}                         → {}
//   {"verb":"staff.list","store":…}                                → {"staff":[…]}
//
// A PIN is stretched on the slow worker, and kept nowhere.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "control/control.hpp"
#include "core/random.hpp"
#include "loop/loop.hpp"
#include "loop/worker.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

class SettingsDoor {
 public:
  // Tells the devices of these stores that there is something for them; of all when empty.
  using Announce = std::function<void(const std::vector<std::string>& stores)>;

  // All references outlive this.
  SettingsDoor(Store& store, Loop& loop, Worker& slow, Random& random, Announce announce)
      : store_(store), loop_(loop), slow_(slow), random_(random), announce_(std::move(announce)) {}

  void handle(const std::string& verb, const std::string& json, control::ReplyPtr reply);

 private:
  void publish(const std::string& json, const control::ReplyPtr& reply);
  static void check(const std::string& json, const control::ReplyPtr& reply);
  static void check_survey(const std::string& json, const control::ReplyPtr& reply);
  void show(const std::string& json, const control::ReplyPtr& reply);
  void status(const control::ReplyPtr& reply);
  void put_in_ring(const std::string& json, const control::ReplyPtr& reply);
  void change_staff(const std::string& verb, const std::string& json,
                    const control::ReplyPtr& reply);
  void stretch(const std::string& verb, StoreStaff one, std::string pin,
               const control::ReplyPtr& reply);
  void keep_staff(const std::string& verb, StoreStaff one, const control::ReplyPtr& reply);
  void list_staff(const std::string& json, const control::ReplyPtr& reply);
  // Answers, and tells the devices of these stores.
  Done<std::int64_t> answer_number(const control::ReplyPtr& reply);
  Done<void> answer_empty(const control::ReplyPtr& reply, std::vector<std::string> stores);

  Store& store_;
  Loop& loop_;
  Worker& slow_;
  Random& random_;
  const Announce announce_;
  // A PIN may be stretched when this is gone.
  std::shared_ptr<SettingsDoor*> self_ = std::make_shared<SettingsDoor*>(this);
};

}  // namespace touchpoint::hub
