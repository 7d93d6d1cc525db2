// Counter is what happens between a scan and the card on the screen, for each counter of the
// device.
//
// It owns the visits and nothing else: events go to a Recorder, people come from a ProfileFinder, a
// changed card is announced and fetched with card(). All calls happen on the loop thread.
//
// Promise: the card never waits for the journal; whoever handed in the scan is answered only after
// the commit. An answer that comes too late for its visit changes nothing.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "core/card.hpp"
#include "core/clock.hpp"
#include "core/uuid.hpp"
#include "counter/ports.hpp"
#include "counter/visit.hpp"
#include "loop/loop.hpp"
#include "recognition/scan.hpp"

namespace touchpoint::counter {

struct CounterSettings {
  std::string store;
  std::vector<std::string> touchpoints;
  bool may_recognise = false;  // purposes and controller are configured
  std::chrono::milliseconds visit_max_idle{std::chrono::minutes{10}};
};

struct Scan {
  Uuid id;
  std::string touchpoint;
  std::string code;
  std::string via;
};

class Counter {
 public:
  using CardChanged = std::function<void(const std::string& touchpoint)>;
  using Done = std::move_only_function<void(Result<Recorded>)>;

  Counter(Loop& loop, const Clock& clock, UuidSource& ids, Recorder& recorder,
          ProfileFinder& finder, recognition::ScanReader reader, CounterSettings settings,
          CardChanged card_changed);

  // `refused` when the code may not be kept or the touchpoint is not ours.
  void scan(Scan scan, Done done);
  // Opens the card of somebody whom staff chose. `refused` when nobody may be recognised here, or
  // the touchpoint is not ours.
  Result<void> open(ChosenPerson chosen);
  const Card& card(const std::string& touchpoint) const;
  void close(const std::string& touchpoint);

  // The replica or the journal may now know more of whoever is on a screen: looks again. What has
  // not changed is not announced.
  void refresh();

 private:
  struct Desk {
    Card card;
    std::vector<Identifier> identifiers;  // of the scan on the screen
    bool shown_by_customer = false;       // a reader read it, nobody typed it
    std::optional<ChosenPerson> chosen;   // instead of a scan
    Timer idle;
  };

  void apply(Desk& desk, VisitInput input, Card card);
  void look_up(const std::string& touchpoint, Uuid visit, std::vector<Identifier> identifiers);
  void found(const std::string& touchpoint, Uuid visit, Result<Finding> finding);
  void look_up_chosen(const std::string& touchpoint, Uuid visit);
  static Assurance assurance_of(const Desk& desk, IdentifierKind by);
  void record_recognition(const Card& card);

  Loop& loop_;
  const Clock& clock_;
  UuidSource& ids_;
  Recorder& recorder_;
  ProfileFinder& finder_;
  recognition::ScanReader reader_;
  CounterSettings settings_;
  CardChanged card_changed_;
  std::map<std::string, Desk> desks_;
  Card nobody_;
};

}  // namespace touchpoint::counter
