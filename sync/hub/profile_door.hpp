// What an operator may ask about who is who, and decide. Loop thread.
//
//   {"verb":"profile.find","text":…}       → {"profiles":["<id>" …]}: who has this card, e-mail
//                                            address or phone number
//   {"verb":"profile.show","profile":…}    → {"profile":{…},"records":[…],"edges":[…],"shared":[…]}
//   {"verb":"profile.proposals"}           → {"proposals":[{"bits","evidence":[{"what","bits",
//                                            "people"} …],"older":{…},"newer":{…}} …],"more"}, the
//                                            likeliest first
//   {"verb":"profile.merge","profile","other","reason"}  → {"profile":…}, who it is from now on
//   {"verb":"profile.split","profile","other","reason"}  → {}: they are not the same person
//   {"verb":"profile.reconsider","profile","other","reason"} → {}: takes that back; what else
//                                            ties them counts again
//
// Profiles are written as devices get them (CONTRACT.md, "Profiles"); proposals leave out orders
// and history. Each look is noted like a change is, because it shows a customer.
#pragma once

#include "control/control.hpp"
#include "sync/hub/likeness.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

class ProfileDoor {
 public:
  // `country`: how a phone number without its country code is read.
  ProfileDoor(Store& store, std::string country, LikenessJudge judge)
      : store_(store), country_(std::move(country)), judge_(std::move(judge)) {}

  static bool knows(std::string_view verb) { return verb.starts_with("profile."); }
  void handle(const std::string& verb, const std::string& json, const control::ReplyPtr& reply);

 private:
  void find(const std::string& text, const control::ReplyPtr& reply);
  void show(const std::string& profile, const control::ReplyPtr& reply);
  void merge(ProfileDecision decision, const control::ReplyPtr& reply);

  Store& store_;
  const std::string country_;
  const LikenessJudge judge_;
};

}  // namespace touchpoint::hub
