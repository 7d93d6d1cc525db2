// What the local API must be told about the device it stands on, as plain values that the app takes
// from the configuration.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace touchpoint::web {

struct SurveyQuestion {
  enum class Kind { faces, nps };  // 1 to 5; 0 to 10
  std::string question;            // a slug; its words are the page's, in the customer's language
  Kind kind{};
};

struct Survey {
  std::string survey;  // a slug
  int version = 1;
  std::vector<SurveyQuestion> questions;
};

struct ApiSettings {
  std::string store;
  std::string store_name;
  std::string device;
  std::string counter;  // the touchpoint behind counter.localhost; empty: there is none
  std::string kiosk;    // … and behind kiosk.localhost
  std::vector<std::string> languages;  // BCP 47
  std::string language;                // the store's own, one of them
  std::string currency;                // ISO 4217
  std::chrono::seconds idle{20};       // after which the kiosk forgets who was there
  Survey survey;
};

std::string_view to_text(SurveyQuestion::Kind kind);

}  // namespace touchpoint::web
