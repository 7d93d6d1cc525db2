// Counter is what happens between a scan and the card on the screen, for each counter of the
// device.
//
// It owns the visits and nothing else: events go to a Recorder, people come from a ProfileFinder, a
// changed card is announced and fetched with card(). All calls happen on the loop thread.
//
// What a scan could be is recognition's to say. Where several things are possible and the replica
// does not tell, staff are asked (asking.cpp): nothing is guessed.
//
// Promise: the card never waits for the journal; whoever handed in the scan is answered only after
// the commit. An answer that comes too late for its visit changes nothing.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/card.hpp"
#include "core/clock.hpp"
#include "core/uuid.hpp"
#include "counter/ports.hpp"
#include "counter/visit.hpp"
#include "journey/gaps.hpp"
#include "journey/guards.hpp"
#include "loop/loop.hpp"
#include "recognition/block_list.hpp"
#include "recognition/scan.hpp"

namespace touchpoint::counter {

struct CounterSettings {
  std::string store;
  std::vector<std::string> touchpoints;
  bool may_recognise = false;  // purposes and controller are configured
  std::chrono::milliseconds visit_max_idle{std::chrono::minutes{10}};
  journey::GuardSettings guards{};
  journey::JourneySettings journey{};
};

struct Scan {
  Uuid id;
  std::string touchpoint;
  std::string code;
  std::string via;  // "wedge", "till", "program"; "typed" by staff
};

// One tap of staff.
struct QuestionAnswer {
  Uuid id;  // of the event
  std::string touchpoint;
  Uuid question;       // the scan that raised it
  std::string choice;  // one of CardQuestion::choices
  std::string staff;
};

// Staff say that it is not they.
struct WrongPerson {
  Uuid id;  // of the event
  std::string touchpoint;
  Uuid visit;
  std::string staff;
};

// Something that has been recorded and names somebody.
struct Noted {
  Uuid event;
  std::string touchpoint;
  std::string profile;
  std::string type;
  WallTime time{};
  std::string undoes{};  // the id of what it takes back
};

class Counter {
 public:
  using CardChanged = std::function<void(const std::string& touchpoint)>;
  using Done = std::move_only_function<void(Result<Recorded>)>;

  Counter(Loop& loop, const Clock& clock, UuidSource& ids, Recorder& recorder,
          ProfileFinder& finder, Hub& hub, recognition::ScanReader reader,
          recognition::BlockList blocked, CounterSettings settings, CardChanged card_changed);

  // `refused` when the code may not be kept or the touchpoint is not ours.
  void scan(Scan scan, Done done);
  // What a code is, by the rules that scans are read by. Nothing comes of it.
  recognition::ScanReading read(const std::string& code) const { return reader_.read(code); }
  // `refused` when that is not asked there any more.
  void answer(QuestionAnswer answer, Done done);
  // Opens the card of somebody whom staff chose. `refused` when nobody may be recognised here, or
  // the touchpoint is not ours.
  Result<void> open(ChosenPerson chosen);
  // Whoever is on the screen is let go: the recognition is taken back, and nothing that leads to
  // them brings them back while the visit lasts, but a choice of staff. `refused` when that visit
  // is not on the screen any more.
  void let_go(WrongPerson wrong, Done done);
  // What is recorded for whoever is on the screen keeps their visit from ending by time, and is
  // named when it was the wrong person.
  void note(Noted noted);
  const Card& card(const std::string& touchpoint) const;
  // With `visit` only that one: who has come to the counter since stays on the screen.
  // One that was put by ends in its place.
  void close(const std::string& touchpoint, std::optional<Uuid> visit = {});
  // The visit on the screen waits until its customer is served again; so it does by itself when
  // another customer steps in. `refused` when that one is not on the screen, or is nobody's.
  Result<void> park(const std::string& touchpoint, Uuid visit);
  // `refused` when it does not wait any more.
  Result<void> bring_back(const std::string& touchpoint, Uuid visit);

  // The replica or the journal may now know more of whoever is on a screen: looks again. What has
  // not changed is not announced.
  void refresh();

 private:
  // A scan that somebody is looked for by.
  struct Look {
    Uuid scan;
    std::string code;
    std::vector<recognition::Fit> fits;
    std::vector<Identifier> identifiers;  // of all fits, but for blocked ones
    Assurance given = Assurance::possessed;
    bool blocked = false;  // all that there was to look for
    bool thing = false;    // a receipt: leading to nobody it is like an article
    // Who was possible when it came, and by what: a second identifier makes them certain.
    std::string possible{};
    std::vector<IdentifierKind> led{};
    HubSays hub = HubSays::not_asked;
    bool settled = false;  // that nobody is known is recorded
  };
  // What is kept of a visit that waits: who it is, and nothing of what their card said.
  struct Parked {
    ParkedVisit shown_as;
    WallTime at{};
    std::string profile;
    IdentifierKind by{};
    Assurance assurance{};
    Strength strength{};
    Look look;
    std::optional<ChosenPerson> chosen;
    std::vector<Uuid> recognitions;
    std::vector<RecordedInError> recorded;
    Timer until;
  };
  // Who was taken for the customer of this visit, and is not.
  struct LetGo {
    std::string profile;
    std::vector<RecordedInError> recorded;
  };
  struct Desk {
    Card card;
    Look look;                           // of the scan on the screen
    std::optional<ChosenPerson> chosen;  // instead of a scan
    Timer idle;
    std::optional<Look> asked;  // what the question on the screen is about
    Finding possible;           // … and whom, when it is that
    std::vector<Parked> parked;
    std::vector<Uuid> recognitions;         // of this visit: the events' ids
    std::vector<RecordedInError> recorded;  // in this visit, for whom it shows
    std::optional<LetGo> let_go;
  };

  void apply(Desk& desk, VisitInput input, Card card);
  static void serve(Desk& desk, Look look, std::optional<ChosenPerson> chosen = {});
  void start_visit(const std::string& touchpoint, Look look, VisitInput input);
  void look_up(const std::string& touchpoint, Uuid visit);
  void look_up_chosen(const std::string& touchpoint, Uuid visit);
  void find(const Look& look, std::move_only_function<void(Result<Finding>)> done);
  void found(const std::string& touchpoint, Uuid visit, Result<Finding> finding);
  void look_again(const std::string& touchpoint, Uuid visit);
  void show(Desk& desk, Finding finding);
  bool put_up(Desk& desk, Finding finding);
  Look look_of(const Scan& scan, const recognition::ScanReading& reading) const;
  Card new_card(const std::string& touchpoint);
  void record_recognition(Desk& desk, const Finding& finding);
  void record_unrecognised(const Desk& desk, const Finding& finding, std::string_view reason);
  Uuid record(const std::string& touchpoint, std::string type, std::string data);
  void wait_for_idle(Desk& desk);

  // parking.cpp
  static bool is_served(const Desk& desk);
  void put_by(Desk& desk);
  void end_parked(const std::string& touchpoint, Uuid visit);
  static std::optional<Parked> take(Desk& desk, Uuid visit);
  static void go_on(Desk& desk, const std::string& profile);
  static std::vector<ParkedVisit> waiting(const Desk& desk);

  // letting_go.cpp
  static void another_visit(Desk& desk);
  static bool is_let_go(const Desk& desk, const Finding& finding);
  void show_let_go(Desk& desk);

  // asking_hub.cpp
  bool should_ask_hub(const Desk& desk, const Finding& finding) const;
  void ask_hub(const Desk& desk);
  void hub_said(const std::string& touchpoint, Uuid visit, const Result<LookupAnswer>& answer);

  // asking.cpp
  void look_beside(const std::string& touchpoint, Look look);
  static bool must_ask_what(const Look& look, const Finding& finding);
  void ask_what(Desk& desk, Look look);
  void ask_who(Desk& desk, Finding finding);
  static void add_earlier(const Look& look, Finding& finding);
  void named(Desk& desk, Look look, recognition::Namespace name);
  void confirmed(Desk& desk, QuestionAnswer answer, Done done);
  void denied(Desk& desk, QuestionAnswer answer, Done done);

  Loop& loop_;
  const Clock& clock_;
  UuidSource& ids_;
  Recorder& recorder_;
  ProfileFinder& finder_;
  Hub& hub_;
  recognition::ScanReader reader_;
  recognition::BlockList blocked_;
  CounterSettings settings_;
  CardChanged card_changed_;
  std::map<std::string, Desk> desks_;
  Card nobody_;
};

}  // namespace touchpoint::counter
