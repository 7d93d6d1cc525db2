// What the local API needs from the rest of the device. The app implements it over the journal, the
// counter and the profiles; tests implement it in memory. Called on the loop thread, and every
// callback comes back on it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/board.hpp"
#include "core/card.hpp"
#include "core/event.hpp"
#include "core/proof.hpp"
#include "core/result.hpp"
#include "core/status.hpp"
#include "core/tasks.hpp"
#include "core/uuid.hpp"
#include "core/voice.hpp"

namespace touchpoint::web {

template <class T>
using Done = std::move_only_function<void(Result<T>)>;

struct Scan {
  Uuid id;
  std::string touchpoint;
  std::string code;  // as the scanner read it; not yet judged
  std::string via;   // "wedge", "till", "program", "typed"
};

// What staff tapped when the counter asked.
struct QuestionAnswer {
  Uuid id;  // of the event
  std::string touchpoint;
  Uuid question;  // the scan that raised it
  std::string choice;
  std::string staff;
};

// Staff say that whoever is on the screen is somebody else.
struct WrongPerson {
  Uuid id;  // of the event
  std::string touchpoint;
  Uuid visit;
  std::string staff;
};

class Device {
 public:
  virtual ~Device() = default;

  virtual void record(NewEvent event, Done<Recorded> done) = 0;
  // `refused` with a sentence when the code may not be kept (control characters, card numbers …).
  virtual void scan(Scan scan, Done<Recorded> done) = 0;
  // `refused` when that is not asked any more.
  virtual void answer(QuestionAnswer answer, Done<Recorded> done) = 0;
  // Identifiers as given; `refused` when one cannot be what it says it is.
  virtual void recognise(std::vector<Identifier> identifiers, Assurance given,
                         Done<Finding> done) = 0;
  // As it is compared; `refused` with a sentence when it cannot be one, or stands for nobody.
  virtual Result<Identifier> normalise(IdentifierKind kind, const std::string& value) const = 0;
  // What a code that somebody showed can be looked up by, and nothing of whether it leads to
  // anybody; none: it is no number of anybody's. `refused` when it may not be kept.
  virtual Result<std::vector<Identifier>> identifiers_in(const std::string& code) const = 0;
  virtual void read_profile(std::string profile, Done<Finding> done) = 0;
  // Who may be meant by what somebody says. A later question of the same asker ends this one.
  virtual void find_people(PeopleQuestion question, Done<PeopleAnswer> done) = 0;
  // `refused` when nobody may be recognised here. The card comes as after a scan.
  virtual Result<void> open_visit(ChosenPerson chosen) = 0;

  // What stands on a touchpoint's screen now. Changes are announced by Api::card_changed.
  virtual const Card& card(const std::string& touchpoint) const = 0;
  // With `visit` only that one: it may have ended, and another begun, before this was asked for.
  virtual void close_visit(const std::string& touchpoint, std::optional<Uuid> visit) = 0;

  // Puts the visit on the screen by until its customer is served again, and brings one back.
  // `refused` when that visit is not there.
  virtual Result<void> park_visit(const std::string& touchpoint, Uuid visit) = 0;
  virtual Result<void> return_visit(const std::string& touchpoint, Uuid visit) = 0;
  // Whoever it shows is let go. `refused` when that visit is not on the screen any more.
  virtual void let_go(WrongPerson wrong, Done<Recorded> done) = 0;

  virtual DeviceStatus status() const = 0;
  // Takes as long as reading every row again does.
  virtual void prove(Done<Proof> done) = 0;
  virtual const std::optional<Proof>& last_proof() const = 0;
  // What there is to put right, the most urgent first. Changes are announced by Api::tasks_changed.
  virtual const std::vector<StoreTask>& tasks() const = 0;
  // What the last business days were like.
  virtual void board(Done<Board> done) = 0;

  // What staff are asked of their work. `staff` says whether they have answered, and goes no
  // further.
  virtual void voice_standing(std::string staff, Done<VoiceStanding> done) = 0;
  // `done` comes after the commit. False: they have answered before.
  virtual void take_voices(std::string staff, std::vector<Voice> voices, Done<bool> done) = 0;
  virtual void postpone_voices(std::string staff, Done<void> done) = 0;
};

}  // namespace touchpoint::web
