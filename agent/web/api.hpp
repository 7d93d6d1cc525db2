// Api is what answers at the device's door: the local API of openapi.yaml and the pages. It is the
// handler of an HttpServer and stands in front of a Device.
//
// Every request goes the same way: which surface (by host name), which route of the one table, may
// another origin have caused it, who calls, is it JSON; only then is it looked at. What is not
// listed is refused. Everything runs on the loop thread and nothing blocks.
//
// Promise: a 2xx on something recorded is said after the commit; whatever else is sent in gets one
// clear sentence, stores nothing, and is counted.
#pragma once

#include <memory>
#include <string>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "loop/loop.hpp"
#include "web/access/access.hpp"
#include "web/http/server.hpp"
#include "web/pages.hpp"
#include "web/ports.hpp"
#include "web/settings.hpp"
#include "web/tablets.hpp"

namespace touchpoint::web {

struct Parts;

class Api {
 public:
  // What is passed by reference outlives the Api; the loop and the device also outlive the
  // callbacks that they still owe.
  Api(Loop& loop, Device& device, Access& access, const Clock& clock, Random& random,
      ApiSettings settings, Pages pages);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  void handle(Request request, ResponderPtr responder);
  static BodyLimit body_limit();

  std::string metrics() const;  // what GET /metrics answers

  // The door for tablets is open, and this is whom they must trust for it.
  void set_tablet_authority(TabletAuthorityFacts facts);
  // For the control socket; openapi.yaml's shapes as JSON.
  Result<std::string> offer_pairing(const std::string& tablet);
  std::string tablets() const;
  void revoke_tablet(std::string name, Done<void> done);

  void give_badge(const std::string& name, std::string code, Done<void> done);
  void take_badge(const std::string& name, Done<void> done);

  // To be called when Device::card(touchpoint) or Device::status() would answer differently.
  void card_changed(const std::string& touchpoint);
  void status_changed();
  void tasks_changed();  // Device::tasks()
  // Before the server drains.
  void close_streams();

 private:
  std::shared_ptr<Parts> parts_;
};

}  // namespace touchpoint::web
