// StoreDevice answers what the local API asks of a device, from the counter, the journal and the
// replica. It owns nothing and lives on the loop thread.
#pragma once

#include <functional>
#include <memory>

#include "counter/counter.hpp"
#include "profiles/replica.hpp"
#include "proving.hpp"
#include "recognition/block_list.hpp"
#include "recording.hpp"
#include "staff_voices.hpp"
#include "store_board.hpp"
#include "task_list.hpp"
#include "web/ports.hpp"

namespace touchpoint {

class StoreDevice final : public web::Device {
 public:
  StoreDevice(Recording& recording, counter::Counter& counter, profiles::Replica& replica,
              counter::Hub& hub, Proving& proving, const TaskList& tasks, StoreBoard& board,
              StaffVoices& voices, bool may_recognise, std::string country,
              recognition::BlockList blocked, std::function<DeviceStatus()> status)
      : recording_(recording),
        counter_(counter),
        replica_(replica),
        hub_(hub),
        proving_(proving),
        tasks_(tasks),
        board_(board),
        voices_(voices),
        may_recognise_(may_recognise),
        country_(std::move(country)),
        blocked_(std::move(blocked)),
        status_(std::move(status)) {}

  void record(NewEvent event, web::Done<Recorded> done) override;
  void scan(web::Scan scan, web::Done<Recorded> done) override;
  void answer(web::QuestionAnswer answer, web::Done<Recorded> done) override;
  void recognise(std::vector<Identifier> identifiers, Assurance given,
                 web::Done<Finding> done) override;
  Result<Identifier> normalise(IdentifierKind kind, const std::string& value) const override;
  Result<std::vector<Identifier>> identifiers_in(const std::string& code) const override;
  void read_profile(std::string profile, web::Done<Finding> done) override;
  void find_people(PeopleQuestion question, web::Done<PeopleAnswer> done) override;
  Result<void> open_visit(ChosenPerson chosen) override { return counter_.open(std::move(chosen)); }
  const Card& card(const std::string& touchpoint) const override;
  void close_visit(const std::string& touchpoint, std::optional<Uuid> visit) override;
  Result<void> park_visit(const std::string& touchpoint, Uuid visit) override {
    return counter_.park(touchpoint, visit);
  }
  Result<void> return_visit(const std::string& touchpoint, Uuid visit) override {
    return counter_.bring_back(touchpoint, visit);
  }
  void let_go(web::WrongPerson wrong, web::Done<Recorded> done) override;
  DeviceStatus status() const override { return status_(); }
  void prove(web::Done<Proof> done) override { proving_.prove({}, std::move(done)); }
  const std::optional<Proof>& last_proof() const override { return proving_.last(); }
  const std::vector<StoreTask>& tasks() const override { return tasks_.tasks(); }
  void board(web::Done<Board> done) override { board_.read(std::move(done)); }
  void voice_standing(std::string staff, web::Done<VoiceStanding> done) override {
    voices_.standing(std::move(staff), std::move(done));
  }
  void take_voices(std::string staff, std::vector<Voice> voices, web::Done<bool> done) override {
    voices_.answer(std::move(staff), std::move(voices), std::move(done));
  }
  void postpone_voices(std::string staff, web::Done<void> done) override {
    voices_.postpone(std::move(staff), std::move(done));
  }

 private:
  Finding not_configured() const;
  struct Owners;
  void add_owners(std::shared_ptr<Owners> owners);
  void find(std::vector<Identifier> wanted, bool may_ask, web::Done<Finding> done);

  Recording& recording_;
  counter::Counter& counter_;
  profiles::Replica& replica_;
  counter::Hub& hub_;
  Proving& proving_;
  const TaskList& tasks_;
  StoreBoard& board_;
  StaffVoices& voices_;
  const bool may_recognise_;
  const std::string country_;
  const recognition::BlockList blocked_;
  std::function<DeviceStatus()> status_;
};

}  // namespace touchpoint
