// The door for devices: CONTRACT.md, "Up" over HTTPS, "Down", and "Doors". Loop thread.
//
// /v1/ca, /v1/enrol and /v1/reenrol (with a proof) are open to all; everything else needs a
// certificate by this hub's CA, and the store then asks whether that device is enrolled and not
// revoked.
#pragma once

#include <string>

#include "sync/hub/enrolment.hpp"
#include "sync/hub/findings.hpp"
#include "sync/hub/intake.hpp"
#include "sync/hub/lookup_door.hpp"
#include "sync/hub/metrics.hpp"
#include "web/http/server.hpp"

namespace touchpoint::hub {

class DeviceDoor {
 public:
  DeviceDoor(Store& store, Intake& intake, Enrolment& enrolment, Metrics& metrics,
             const crypto::Signer& signer, const Clock& clock, FleetTerms terms)
      : store_(store),
        intake_(intake),
        enrolment_(enrolment),
        metrics_(metrics),
        signer_(signer),
        clock_(clock),
        terms_(std::move(terms)),
        lookups_(store, metrics, clock) {}

  void handle(web::Request request, web::ResponderPtr responder);

 private:
  void enrol(const web::Request& request, web::ResponderPtr responder);
  void renew(const web::Request& request, web::ResponderPtr responder);
  void take_events(web::Request request, web::ResponderPtr responder);
  void send_refusals(const web::Request& request, web::ResponderPtr responder);
  void send_statement(const web::Request& request, web::ResponderPtr responder);
  void send_news(const web::Request& request, web::ResponderPtr responder);
  void send_configuration(const web::Request& request, web::ResponderPtr responder);
  void send_devices(const web::Request& request, web::ResponderPtr responder);
  void send_changes(const web::Request& request, web::ResponderPtr responder);

  Store& store_;
  Intake& intake_;
  Enrolment& enrolment_;
  Metrics& metrics_;
  const crypto::Signer& signer_;
  const Clock& clock_;
  const FleetTerms terms_;
  LookupDoor lookups_;
};

}  // namespace touchpoint::hub
