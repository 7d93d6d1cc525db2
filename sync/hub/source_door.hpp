// The door for web shops and apps: Segment's HTTP tracking form behind a write key (CONTRACT.md,
// "Doors"); beside it /healthz and /metrics for whoever watches over the hub. Loop thread.
#pragma once

#include "sync/hub/metrics.hpp"
#include "sync/hub/store.hpp"
#include "web/http/server.hpp"

namespace touchpoint::hub {

class SourceDoor {
 public:
  // `country`: Caller's, for every source.
  SourceDoor(Store& store, Metrics& metrics, const Clock& clock, std::string country,
             std::function<bool()> broker_connected)
      : store_(store),
        metrics_(metrics),
        clock_(clock),
        country_(std::move(country)),
        broker_connected_(std::move(broker_connected)) {}

  void handle(web::Request request, web::ResponderPtr responder);

  // read_calls() as this source means them, now.
  Result<SourceCalls> read(CallKind kind, std::string_view body, const Source& source) const;
  // Applies calls of a known source and counts them; also for imports.
  void take(const Source& source, SourceCalls calls, Done<Taken> done);

 private:
  void take_calls(CallKind kind, web::Request request, web::ResponderPtr responder);
  void send_health(web::ResponderPtr responder);
  void send_metrics(web::ResponderPtr responder);

  Store& store_;
  Metrics& metrics_;
  const Clock& clock_;
  const std::string country_;
  std::function<bool()> broker_connected_;
};

}  // namespace touchpoint::hub
