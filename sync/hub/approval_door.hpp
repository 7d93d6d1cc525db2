// What an operator may ask about devices that enrol by their key. Loop thread.
//
//   {"verb":"approval.expect","devices":[{"device","store","fingerprint"?} …]}  → {}
//   {"verb":"approval.list"}                     → {"pending":[{"device","store","fingerprint",
//                                                   "first","last","refused"} …]}
//   {"verb":"approval.decide","device","fingerprint","approved"}                → {}
//   {"verb":"approval.line","url"}               → {"line":"https://…#tp1..…"}
#pragma once

#include "control/control.hpp"
#include "sync/hub/enrolment.hpp"

namespace touchpoint::hub {

class ApprovalDoor {
 public:
  ApprovalDoor(Store& store, const Enrolment& enrolment) : store_(store), enrolment_(enrolment) {}

  static bool knows(std::string_view verb) { return verb.starts_with("approval."); }
  void handle(const std::string& verb, const std::string& json, const control::ReplyPtr& reply);

 private:
  Store& store_;
  const Enrolment& enrolment_;
};

}  // namespace touchpoint::hub
