// What staff say of their work, in figures of groups: for each wave, question and store, and
// nothing finer. Pure.
//
// Promise: no figure is made of fewer answers than staff were promised (never fewer than 5), and
// none can be found by subtracting those that are shown: stores of too few are one group, when
// together they are enough and several, or are left out of the total.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/board.hpp"
#include "core/random.hpp"

namespace touchpoint::hub {

inline constexpr int kVoicesLeast = 5;  // of fewer nobody is shown anything, whatever a row says

// One answer, as a device recorded it.
struct StaffAnswer {
  std::string store;
  std::string survey;
  std::int64_t version = 0;
  std::string question;
  std::string kind;  // enps, rating, choice, choices, text
  std::int64_t minimum = kVoicesLeast;
  std::optional<std::int64_t> score{};
  std::vector<std::string> choices{};
  std::string text{};
};
// nullopt: it is not one as CONTRACT.md has it.
std::optional<StaffAnswer> staff_answer_of(std::string store, std::string_view data);

// The answers of a group to a question.
struct VoiceGroup {
  std::int64_t n = 0;
  bool enough = false;  // else n is not told, and nothing below is there
  Estimate enps{};
  std::map<std::string, std::int64_t> counts{};  // of scores or choices; of eNPS its three classes
  std::vector<std::string> texts{};              // in random order
};

struct VoiceQuestion {
  std::string question;
  std::string kind;
  std::int64_t minimum = kVoicesLeast;
  std::map<std::string, VoiceGroup> stores{};
  std::optional<VoiceGroup> small{};  // the stores of too few, together
  std::int64_t small_stores = 0;      // how many there are
  VoiceGroup all{};  // of everybody, or, where `small` is not there, of those in stores of enough
};

struct VoiceWaveFigures {
  std::string survey;
  std::int64_t version = 0;
  std::vector<VoiceQuestion> questions;  // by name
};

// By survey, the newest version first.
std::vector<VoiceWaveFigures> voice_figures(const std::vector<StaffAnswer>& answers,
                                            Random& random);
// {"waves":[…]}; operator_door.hpp describes it.
std::string to_json(const std::vector<VoiceWaveFigures>& waves);

}  // namespace touchpoint::hub
