// Metrics counts what the web surface did and writes it, with the device's state, in Prometheus's
// text format 0.0.4. Labels are routes, methods, status classes and refusal codes of ours: few,
// fixed, and never anything that a caller sent.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "core/status.hpp"

namespace touchpoint::web {

class Metrics {
 public:
  void answered(std::string_view route, std::string_view method, int status);
  void refused(std::string_view reason);
  void signed_in(std::string_view outcome);
  void audit_failed() { ++audits_failed_; }

  struct Now {
    std::size_t streams = 0;
    std::size_t sessions = 0;
  };
  std::string text(const DeviceStatus& status, const Now& now) const;

 private:
  using RouteKey = std::tuple<std::string, std::string, std::string>;  // route, method, class
  std::map<RouteKey, std::uint64_t> answers_;
  std::map<std::string, std::uint64_t, std::less<>> refusals_;
  std::map<std::string, std::uint64_t, std::less<>> sign_ins_;
  std::uint64_t audits_failed_ = 0;
};

}  // namespace touchpoint::web
