// The door for visitors' phones: one page, on which whoever began a survey at a kiosk carries on
// with it. It stands behind the retailer's own reverse proxy, which speaks TLS to the world;
// nothing else is reachable by it. Loop thread.
//
// A visitor is whoever shows the code of a link, and nobody: no cookie, no session, no name. The
// code comes in bodies only, so that no log of a proxy has it. What they answer is judged by the
// very code that judges it at the kiosk, against the survey that was asked there (decision 59).
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/uuid.hpp"
#include "sync/hub/metrics.hpp"
#include "sync/hub/store.hpp"
#include "web/http/server.hpp"
#include "web/pages.hpp"

namespace touchpoint::hub {

// So many at once, then one more in each `every`. In memory only.
class Bucket {
 public:
  Bucket(const Clock& clock, int at_once, std::chrono::milliseconds every)
      : clock_(clock), all_(at_once * every), every_(every) {}
  bool take();

 private:
  const Clock& clock_;
  const std::chrono::milliseconds all_;
  const std::chrono::milliseconds every_;
  BootTime free_at_{};  // when all of them are free again
};

class PhoneDoor {
 public:
  // `url`: where phones reach it, "https://feedback.example.org/".
  PhoneDoor(Store& store, Metrics& metrics, const Clock& clock, Random& random,
            const std::string& url, std::span<const web::Asset> pages);

  void handle(web::Request request, web::ResponderPtr responder);

 private:
  using Opened = std::move_only_function<void(const Handover& handover)>;

  void send_page(const web::Request& request, const web::ResponderPtr& responder);
  void take(std::string body, bool asks, std::shared_ptr<web::Responder> responder);
  void open(HandoverUse use, std::shared_ptr<web::Responder> responder, Opened opened);
  void record(HandoverUse use, const std::string& interaction, const Handover& handover,
              std::shared_ptr<web::Responder> responder);

  Store& store_;
  Metrics& metrics_;
  const Clock& clock_;
  UuidSource ids_;
  std::string origin_;  // "https://feedback.example.org"
  std::string host_;    // "feedback.example.org"
  const std::span<const web::Asset> pages_;
  Bucket requests_;
  Bucket misses_;  // codes that nobody knows
  // Answers may come when this is gone.
  std::shared_ptr<PhoneDoor*> self_ = std::make_shared<PhoneDoor*>(this);
};

}  // namespace touchpoint::hub
