// OperatorDesk answers what touchpointctl asks over the control socket: how the device is,
// enrolment, staff and tokens. It lives on the loop thread.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "control/control.hpp"
#include "core/status.hpp"
#include "web/access/access.hpp"

namespace touchpoint {

// What only the running program knows of its own state.
struct ProgramFacts {
  std::string version;
  std::string key_file;  // the device key, as it was handed over
  struct Database {
    int format = 0;  // of the file
    int own = 0;     // that this program writes
  };
  Database journal;
  Database replica;
};

class OperatorDesk {
 public:
  struct Actions {
    std::function<DeviceStatus()> status;
    std::function<std::vector<std::string>()> notices;  // sentences about what needs a person
    std::function<ProgramFacts()> facts;
    std::function<void(std::string hub, std::string token, control::ReplyPtr reply)> enrol;
    std::function<void(control::ReplyPtr reply)> identity;
    std::function<void(control::ReplyPtr reply)> prove;
    std::function<void(control::ReplyPtr reply)> list_refused;
    std::function<void(std::set<std::int64_t> sequences, control::ReplyPtr reply)> retry_refused;
    std::function<void(std::string profile, control::ReplyPtr reply)> erase;
    std::function<void(std::optional<std::int64_t> after, std::size_t rows,
                       control::ReplyPtr reply)>
        list_rows;
    std::function<void(const std::string& decision, control::ReplyPtr reply)> explain;
    std::function<void(bool with_identity, control::ReplyPtr reply)> make_backup;
    std::function<void(control::ReplyPtr reply)> forget_backup;
    std::function<Result<std::string>(const std::string& tablet)> offer_pairing;
    std::function<std::string()> tablets;
    std::function<void(std::string tablet, web::Done<void> done)> revoke_tablet;
    std::function<void(const std::string& name, std::string code, web::Done<void> done)> give_badge;
    std::function<void(const std::string& name, web::Done<void> done)> take_badge;
    std::function<std::string()> metrics;  // in Prometheus's text format
    std::function<void(std::string name, bool lose_unsent, control::ReplyPtr reply)> wipe;
  };

  OperatorDesk(web::Access& access, Actions actions)
      : access_(access), actions_(std::move(actions)) {}

  void handle(const std::string& verb, const std::string& json, const control::ReplyPtr& reply);

 private:
  void status(const control::ReplyPtr& reply) const;
  void facts(const control::ReplyPtr& reply) const;
  void list_staff(const control::ReplyPtr& reply) const;
  void list_tokens(const control::ReplyPtr& reply) const;

  web::Access& access_;
  Actions actions_;
};

}  // namespace touchpoint
