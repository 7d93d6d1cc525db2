#include "staff_voices.hpp"

#include "logging/logging.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;

constexpr auto kTryAgain = 1min;  // the journal takes nothing now, or the disk does not

// What a batch has in common while its events are on their way.
struct Batch {
  std::vector<Uuid> events;
  std::size_t open = 0;
  bool all = true;
};

}  // namespace

StaffVoices::StaffVoices(Loop& loop, Worker& slow, const Clock& clock, counter::Recorder& recorder,
                         std::string touchpoint, std::unique_ptr<VoiceBox> box)
    : loop_(loop),
      slow_(slow),
      clock_(clock),
      recorder_(recorder),
      touchpoint_(std::move(touchpoint)),
      box_(std::move(box)) {}

template <class T, class Work>
void StaffVoices::ask(Work work, Done<T> done) {
  auto shared = std::make_shared<Done<T>>(std::move(done));
  const bool taken = slow_.post([this, work = std::move(work), shared]() mutable {
    loop_.post([result = work(*box_), shared]() mutable { (*shared)(std::move(result)); });
  });
  if (!taken) (*shared)(retry_later("the device is busy; try again in a moment"));
}

void StaffVoices::start() {
  look();
}

void StaffVoices::standing(std::string staff, Done<VoiceStanding> done) {
  ask<VoiceStanding>(
      [staff = std::move(staff)](const VoiceBox& box) {
        return Result<VoiceStanding>(box.standing(staff));
      },
      std::move(done));
}

void StaffVoices::answer(std::string staff, std::vector<Voice> voices, Done<bool> done) {
  ask<bool>([staff = std::move(staff), voices = std::move(voices)](
                VoiceBox& box) mutable { return box.put(staff, std::move(voices)); },
            [this, done = std::move(done)](Result<bool> put) mutable {
              done(std::move(put));
              look();
            });
}

void StaffVoices::postpone(std::string staff, Done<void> done) {
  ask<void>([staff = std::move(staff)](VoiceBox& box) { return box.postpone(staff); },
            std::move(done));
}

void StaffVoices::look() {
  using Leaving = std::vector<VoiceBox::Leaving>;
  if (leaving_) return;
  leaving_ = true;
  ask<Leaving>([](const VoiceBox& box) { return Result<Leaving>(box.leaving()); },
               [this](Result<Leaving> found) {
                 if (found && found.value().empty()) {
                   leaving_ = false;
                   return;
                 }
                 if (!found) return try_again();
                 record(found.value());
               });
}

// At one time, and the same for all: nothing tells who gave which.
void StaffVoices::record(const std::vector<VoiceBox::Leaving>& leaving) {
  auto batch = std::make_shared<Batch>(Batch{.events = {}, .open = leaving.size()});
  for (const auto& event : leaving)
    batch->events.push_back(event.id);
  const auto now = clock_.wall();
  for (const auto& event : leaving) {
    recorder_.record({.id = event.id,
                      .type = "touchpoint.staff_survey.answered",
                      .time = now,
                      .actor = Actor::employee,
                      .touchpoint = touchpoint_,
                      .data = event.data},
                     [this, batch](const Result<Recorded>& result) {
                       if (!result) {
                         batch->all = false;
                         log(Message::not_recorded,
                             "what staff answered waits on: " + result.error().sentence());
                       }
                       if (--batch->open > 0) return;
                       if (!batch->all) return try_again();
                       recorded(std::move(batch->events));
                     });
  }
}

void StaffVoices::recorded(std::vector<Uuid> events) {
  ask<void>([events = std::move(events)](VoiceBox& box) { return box.left(events); },
            [this](const Result<void>& left) {
              if (!left) return try_again();  // they are recorded again, which changes nothing
              leaving_ = false;
              look();
            });
}

void StaffVoices::try_again() {
  leaving_ = false;
  again_ = loop_.after(kTryAgain, [this] { look(); });
}

}  // namespace touchpoint
