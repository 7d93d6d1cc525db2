// What the local API must be told about the device it stands on, as plain values that the app takes
// from the configuration.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "feedback/survey.hpp"
#include "privacy/notice.hpp"

namespace touchpoint::web {

struct ApiSettings {
  std::string store;
  std::string store_name;
  std::string device;
  std::string counter;  // the touchpoint behind counter.localhost; empty: there is none
  std::string kiosk;    // … and behind kiosk.localhost
  std::vector<std::string> languages;  // BCP 47
  std::string language;                // the store's own, one of them
  std::string currency;                // ISO 4217
  std::string time_zone = "UTC";       // of the store's clocks; "local": it has no name
  std::chrono::hours day_turns_at{0};  // when a day of the store begins
  // For how long after the PIN a badge alone is enough; 0: never.
  std::chrono::seconds badge_alone_for{0};
  std::chrono::seconds idle{20};       // after which the kiosk forgets who was there
  std::string controller;              // who answers for customers' data, as they shall read it
  privacy::Notice notice;              // empty: nobody is registered here
  bool collections = true;             // whoever comes for an order says so at the kiosk
  feedback::Survey survey;             // what the kiosk asks, and staff at the counter
  feedback::Survey staff_survey;       // what staff are asked; without a question: nothing
  std::string carry_on;                // where phones carry on with it; empty: nowhere
  std::vector<std::string> lan_names;  // what tablets call this device
};

// The listener that tablets reach; whatever comes by it is a tablet, whatever it calls itself.
inline constexpr std::string_view kLanListener = "lan";

// Whether customers can be told what their data is for: without that nobody is registered.
inline bool has_notice(const ApiSettings& settings) {
  return !settings.controller.empty() && !settings.notice.empty();
}

}  // namespace touchpoint::web
