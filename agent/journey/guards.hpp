// Guards say what staff are told about somebody: what is to be done now, what is not to be done,
// what may be suggested. Each is one small function of what is known of a person and of the time;
// the table in guards.cpp lists them in the order in which their lines stand on the card. Which of
// them are off, and their thresholds, are configuration ([guards] in touchpoint.toml).
//
// Pure. A guard only says what follows from a fact, and its line carries the fact: when, which
// channel, who said so. Texts are the pages'.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "core/card.hpp"
#include "core/tasks.hpp"

namespace touchpoint::journey {

using Span = std::chrono::milliseconds;

struct GuardSettings {
  std::vector<Guard> off;
  Span already_bought = std::chrono::days{60};  // for how long an article is not offered again
  Span declined = std::chrono::days{90};        // … after it was declined
  Span promise_ahead = std::chrono::days{1};    // how long before it is due a promise is shown
  Span detractor = std::chrono::days{180};      // for how long a low score is remembered
  LowScores low{};
  Span return_max = std::chrono::days{30};  // after this a return that nobody has seen is a gap
  Span cart_min = std::chrono::hours{1};    // a younger cart is not abandoned
  Span cart_max = std::chrono::days{14};    // an older one is forgotten
  int late_orders = 3;                      // fewer have no rhythm
  int late_percent = 200;                   // of their usual interval, since the last order
  std::vector<std::string> consents{"marketing", "profiling"};  // that people are asked for
};

struct Known {
  const Profile& profile;
  const std::vector<Experience>& history;  // newest first, without what was undone
  const std::string& store;
  const GuardSettings& settings;
  WallTime now;
};

enum class CardList { now, do_not, suggest };

struct GuardRow {
  Guard guard;
  CardList list;
  std::vector<CardItem> (*look)(const Known& known);
};
std::span<const GuardRow> guards();

// Puts what the guards that are on have to say on the card.
void apply_guards(Card& card, const Known& known);

}  // namespace touchpoint::journey
