// The replica between power cuts. It promises less than the others: a cut may take its last
// commits, which are pulled again. What is there is the state after one of the pages, whole.
#include <algorithm>
#include <map>

#include "faults/rig.hpp"
#include "faults/rounds.hpp"
#include "profiles/replica.hpp"

namespace touchpoint::faults {
namespace {

constexpr int kPeople = 9;
constexpr const char* kJournal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11";

std::string id_of(int person) {
  return "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b1" + std::to_string(person);
}

class ReplicaSubject final : public Subject {
 public:
  explicit ReplicaSubject(Case& its_case)
      : case_(its_case), file_(its_case.folder / "profiles.db") {
    fat_ = case_.dice.below(24) == 0;
  }
  ~ReplicaSubject() override { close(); }

  Result<void> open() override;
  void verify() override;
  void work() override;
  bool recovers() override;
  void close() override { replica_.reset(); }
  void check_file() override;

 private:
  // What the replica holds after a page: each person's version.
  struct State {
    std::string epoch;
    std::int64_t since = 0;
    std::map<int, std::int64_t> versions;
  };

  Profile person(int number, std::int64_t version);
  void find_state();
  void pull_page();
  void note_effects();
  void look_up();
  bool is_found_by_name(const Profile& profile);

  Case& case_;
  const std::filesystem::path file_;
  const crypto::DeviceKeys keys_ = crypto::derive_device_keys(as_bytes("a secret for rigs only"));
  Loop loop_;
  GatedClock clock_{loop_};
  Rounds rounds_{loop_, clock_};
  std::unique_ptr<profiles::Replica> replica_;
  bool fat_ = false;

  std::vector<State> states_{State{}};  // every one that it may be in; the last is the present one
  std::int64_t epochs_ = 1;
  std::int64_t change_ = 0;
  std::int64_t sequence_ = 0;
};

Result<void> ReplicaSubject::open() {
  const profiles::Options options{.file = file_, .journal = kJournal};
  TP_TRY(auto opened, profiles::Replica::open(options, keys_, loop_, clock_, case_.dice));
  if (opened.set_aside) ++case_.tally.rebuilt;
  replica_ = std::move(opened.replica);
  find_state();
  return success();
}

// After which page it is now; the next pull begins here. What came later is lost, but not for good:
// its frames stay in the log beyond the end, and where what is written next happens to be what
// stood before them, byte for byte, a later cut finds them joined on again. That is a whole state,
// too.
void ReplicaSubject::find_state() {
  const auto cursor = replica_->cursor();
  auto state = states_.rbegin();
  while (state != states_.rend() && (state->epoch != cursor.epoch || state->since != cursor.since))
    ++state;
  if (state == states_.rend()) {
    return case_.wrong(Wrong::lost, "the cursor " + cursor.epoch + " " +
                                        std::to_string(cursor.since) + " belongs to no page");
  }
  std::rotate(std::prev(state.base()), state.base(), states_.end());
}

Profile ReplicaSubject::person(int number, std::int64_t version) {
  Profile profile;
  profile.id = id_of(number);
  profile.version = version;
  profile.given_name = std::string(static_cast<std::size_t>(case_.roll(3, 40)), 'a');
  profile.family_name = std::string(1, static_cast<char>('a' + case_.roll(0, 25))) + "ossi";
  profile.postal_code = std::to_string(20'121 + case_.roll(0, 3));
  profile.identifiers = {
      {IdentifierKind::phone, "+3933312345" + std::to_string(case_.roll(10, 99))},
      {IdentifierKind::loyalty, "29004" + std::to_string(number)},
      {IdentifierKind::email, "v" + std::to_string(version) + "@example.org"}};
  for (int i = case_.roll(0, fat_ ? 300 : 3); i > 0; --i) {
    Experience experience;
    experience.id = "e-" + std::to_string(version) + "-" + std::to_string(i);
    experience.time = clock_.wall() - std::chrono::minutes{i};
    experience.channel = "web";
    experience.type = "order.completed";
    experience.title = std::string(static_cast<std::size_t>(case_.roll(0, 120)), 'x');
    profile.history.push_back(std::move(experience));
  }
  return profile;
}

void ReplicaSubject::pull_page() {
  auto next = states_.back();
  if (next.epoch.empty() || case_.chance(3)) {
    next = State{.epoch = "epoch-" + std::to_string(++epochs_), .since = 0, .versions = {}};
  }
  sync::ChangePage page;
  page.epoch = next.epoch;
  page.since = next.since;
  for (int i = case_.roll(0, 4); i > 0; --i) {
    const int number = case_.roll(0, kPeople - 1);
    if (next.versions.contains(number) && next.versions[number] > next.since) continue;
    next.versions[number] = ++change_;
    page.profiles.push_back(person(number, change_));
  }
  if (case_.chance(20)) {
    const int number = case_.roll(0, kPeople - 1);
    if (next.versions.contains(number) && next.versions[number] <= next.since) {
      next.versions.erase(number);
      page.gone.push_back(id_of(number));
    }
  }
  next.since = ++change_;
  page.through = next.since;
  page.more = case_.chance(30);
  page.as_of = clock_.wall();
  page.reflects_journal = kJournal;
  page.reflects_through = sequence_ / 2;
  states_.push_back(next);  // from now on it may be there, whatever is answered
  const auto applied =
      rounds_.ask<void>([&](auto done) { replica_->apply(page, std::move(done)); });
  if (applied) ++case_.tally.acknowledged;
  // Refused for want of space: the next pull begins at the same place again.
  if (!applied && case_.disk.has_power()) states_.pop_back();
}

void ReplicaSubject::note_effects() {
  std::vector<profiles::LocalEffect> effects;
  for (int i = case_.roll(1, 4); i > 0; --i) {
    profiles::LocalEffect effect;
    effect.sequence = ++sequence_;
    effect.profile = id_of(case_.roll(0, kPeople - 1));
    effect.experience.id = "here-" + std::to_string(sequence_);
    effect.experience.time = clock_.wall();
    effects.push_back(std::move(effect));
  }
  static_cast<void>(
      rounds_.ask<void>([&](auto done) { replica_->note_recorded(effects, {}, std::move(done)); }));
}

void ReplicaSubject::look_up() {
  const std::vector<Identifier> card = {
      {IdentifierKind::loyalty, "29004" + std::to_string(case_.roll(0, kPeople - 1))}};
  static_cast<void>(
      rounds_.ask<Finding>([&](auto done) { replica_->find(card, std::move(done)); }));
}

void ReplicaSubject::work() {
  if (!replica_ && !open()) return;
  int rounds = fat_ ? case_.roll(10, 40) : case_.roll(0, 16);
  while (rounds-- > 0 && case_.disk.has_power() && case_.is_well()) {
    clock_.held().advance(std::chrono::milliseconds{case_.roll(1, 400)});
    const auto what = case_.dice.below(16);
    if (what < 9) {
      pull_page();
    } else if (what < 12) {
      note_effects();
    } else if (what < 14) {
      look_up();
    } else if (what == 14) {
      verify();
    } else {
      close();
      clock_.held().reboot();
      if (const auto opened = open(); !opened) return;
    }
  }
}

// After an error it waits for the next start, and is pulled again then.
bool ReplicaSubject::recovers() {
  close();
  if (!open()) return false;
  const auto before = case_.tally.acknowledged;
  if (case_.is_well()) pull_page();
  return case_.tally.acknowledged > before;
}

void ReplicaSubject::verify() {
  const auto versions = states_.back().versions;
  if (states_.back().epoch.empty()) return;
  for (int number = 0; number < kPeople; ++number) {
    const auto found =
        rounds_.ask<Finding>([&](auto done) { replica_->read(id_of(number), std::move(done)); });
    if (!found) {
      if (case_.disk.has_power() && !case_.disk.has_failed()) {
        case_.wrong(Wrong::lost, "it cannot be read: " + found.error().sentence());
      }
      return;
    }
    if (found.value().why == WhyUnknown::no_replica) return;  // it has failed
    const auto expected = versions.find(number);
    const auto& profile = found.value().profile;
    if (profile.has_value() != (expected != versions.end()) ||
        (profile && profile->version != expected->second)) {
      return case_.wrong(Wrong::lost, "page and cursor do not agree about " + id_of(number));
    }
    if (profile && !is_found_by_name(*profile)) {
      return case_.wrong(Wrong::lost, "the name does not find " + id_of(number));
    }
  }
}

bool ReplicaSubject::is_found_by_name(const Profile& profile) {
  PeopleQuestion question;
  question.words = profile.family_name;
  const auto found = rounds_.ask<PeopleAnswer>(
      [&](auto done) { replica_->find_people(question, std::move(done)); });
  if (!found || found.value().why) return true;  // it has failed, which others notice
  return std::ranges::any_of(found.value().candidates, [&](const PersonCandidate& candidate) {
    return candidate.profile == profile.id;
  });
}

void ReplicaSubject::check_file() {
  auto database = sqlite::Database::open(file_, {.exclusive = true});
  if (!database) return case_.wrong(Wrong::other, "the file does not open");
  const auto verdict = database.value().ask_text("PRAGMA integrity_check");
  if (!verdict || verdict.value() != "ok") {
    case_.wrong(Wrong::other,
                "the file is damaged: " + (verdict ? verdict.value() : verdict.error().sentence()));
  }
}

}  // namespace

std::unique_ptr<Subject> replica_subject(Case& its_case) {
  return std::make_unique<ReplicaSubject>(its_case);
}

}  // namespace touchpoint::faults
