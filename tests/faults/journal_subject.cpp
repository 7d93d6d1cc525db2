// The journal between power cuts: through its public face, group commits, receipts, refusals,
// repeats, checkpoints and reopening after errors included.
#include <algorithm>
#include <map>
#include <set>

#include "core/event.hpp"
#include "crypto/hash.hpp"
#include "faults/rig.hpp"
#include "faults/rounds.hpp"
#include "journal/journal.hpp"

namespace touchpoint::faults {
namespace {

constexpr std::int64_t kEverything = 1'000'000;

class JournalSubject final : public Subject {
 public:
  explicit JournalSubject(Case& its_case) : case_(its_case), file_(its_case.folder / "journal.db") {
    // Most are short; some get so long that the log is moved into the file while they go on.
    const auto kind = case_.dice.below(32);
    long_ = kind == 0;
    fat_ = kind == 1;
  }
  ~JournalSubject() override { close(); }

  Result<void> open() override;
  void verify() override;
  void work() override;
  bool recovers() override;
  void close() override;
  void check_file() override;

 private:
  struct Entry {
    NewEvent event;
    std::optional<std::int64_t> sequence;  // as acknowledged
  };
  struct Found {
    std::map<std::string, std::int64_t> sequences;  // by id
    std::int64_t first = 1;                         // what was before it was let go
    std::int64_t last = 0;
  };

  NewEvent new_event();
  std::string new_data();
  Rounds::Call record(std::size_t entry);
  bool may_be_forgotten(std::int64_t sequence) const;
  void record_some();
  void take_id_of_another();
  void keep_receipt();
  void keep_refusals();
  void let_a_week_pass();
  void settle();
  std::optional<Found> read_all();
  bool take_row(const sync::OutgoingEvent& row, Digest& chain, Found& found);
  void compare_with_ledger(const Found& found);
  void compare_cursor();

  Case& case_;
  const std::filesystem::path file_;
  const crypto::DeviceKeys keys_ = crypto::derive_device_keys(as_bytes("a secret for rigs only"));
  Loop loop_;
  GatedClock clock_{loop_};
  Rounds rounds_{loop_, clock_};
  UuidSource ids_{clock_, case_.dice};
  std::unique_ptr<journal::Journal> journal_;
  bool long_ = false;
  bool fat_ = false;
  bool was_full_ = false;     // the disk, so that something was refused for it
  bool well_before_ = false;  // it was opened once: from then on the file keeps its identity

  std::string id_;
  std::vector<Entry> ledger_;
  std::map<std::string, std::size_t> by_id_;
  std::int64_t through_ = 0;            // as acknowledged
  std::int64_t may_go_ = 0;             // rows up to here were stored at the hub, once
  std::size_t young_from_ = 0;          // ledger entries from here on were recorded within a week
  std::set<std::int64_t> throughs_;     // what else may stand there: asked for, not acknowledged
  std::set<std::int64_t> refused_;      // as acknowledged
  std::set<std::int64_t> refused_too_;  // asked for
};

Result<void> JournalSubject::open() {
  const journal::Options options{.file = file_,
                                 .source = "/stores/milano-01/devices/pos-3",
                                 .look_for_room = journal::kReopenPause,  // by our clock alone
                                 .ballast = 0};
  TP_TRY(auto opened, journal::Journal::open(options, keys_, loop_, clock_, case_.dice));
  if (opened.set_aside) {
    case_.wrong(Wrong::other, opened.set_aside->sentence);
  }
  journal_ = std::move(opened.journal);
  const auto id = journal_->position().journal;
  // Until something was acknowledged a new file may still begin again under another id.
  if (!id_.empty() && id != id_ && well_before_) {
    case_.wrong(Wrong::lost, "it is another journal than before");
  }
  id_ = id;
  return success();
}

void JournalSubject::close() {
  if (journal_) journal_->stop();
  journal_.reset();
}

std::string JournalSubject::new_data() {
  const int size = fat_ ? case_.roll(10'000, 60'000) : case_.roll(0, 300);
  std::string text = "{\"note\":\"";
  while (static_cast<int>(text.size()) < size)
    text += std::to_string(case_.dice.below(~std::uint64_t{0}));
  return text + "\"}";
}

NewEvent JournalSubject::new_event() {
  return {.id = ids_.next(),
          .type = case_.chance(80) ? "touchpoint.order.collected" : "touchpoint.note.added",
          .time = clock_.wall(),
          .actor = Actor::employee,
          .touchpoint = "counter-" + std::to_string(case_.roll(1, 3)),
          .data = new_data()};
}

Rounds::Call JournalSubject::record(std::size_t entry) {
  return [this, entry](Task answered) {
    journal_->record(ledger_[entry].event, [this, entry, answered = std::move(answered)](
                                               Result<Recorded> answer) mutable {
      auto& kept = ledger_[entry];
      if (answer) {
        well_before_ = true;
        const auto sequence = answer.value().sequence;
        if (!kept.sequence) ++case_.tally.acknowledged;
        if (kept.sequence && *kept.sequence != sequence && !may_be_forgotten(*kept.sequence)) {
          case_.wrong(Wrong::doubled, "a repeat was given another sequence");
        }
        kept.sequence = sequence;
      } else if (answer.error().is_full()) {
        was_full_ = true;
      } else if (answer.error().is(Condition::refused)) {
        case_.wrong(Wrong::other, "an event was refused: " + answer.error().sentence());
      }
      answered();
    });
  };
}

// For want of room the journal lets go of what the hub has before a week is over, and of the ids
// with it; the hub refuses the event's second row (decision 12).
bool JournalSubject::may_be_forgotten(std::int64_t sequence) const {
  return was_full_ && sequence <= may_go_ && sequence < journal_->position().first_kept;
}

// A group: new events, and some that were sent before, whatever was answered then.
void JournalSubject::record_some() {
  const int count = long_ ? 2 : fat_ ? case_.roll(1, 40) : case_.roll(1, 12);
  std::vector<Rounds::Call> calls;
  // Callers repeat what has no answer.
  for (auto entry = ledger_.size();
       entry-- > young_from_ && !ledger_[entry].sequence && case_.chance(90);)
    calls.push_back(record(entry));
  if (!calls.empty() && case_.chance(40)) return rounds_.run(std::move(calls));
  for (int i = 0; i < count; ++i) {
    if (ledger_.size() > young_from_ && case_.chance(10)) {
      calls.push_back(record(young_from_ + case_.dice.below(ledger_.size() - young_from_)));
      continue;
    }
    ledger_.push_back({.event = new_event(), .sequence = std::nullopt});
    by_id_[ledger_.back().event.id.text()] = ledger_.size() - 1;
    calls.push_back(record(ledger_.size() - 1));
  }
  rounds_.run(std::move(calls));
}

void JournalSubject::take_id_of_another() {
  const auto taken =
      std::find_if(ledger_.begin() + static_cast<std::ptrdiff_t>(young_from_), ledger_.end(),
                   [](const auto& each) { return each.sequence.has_value(); });
  if (taken == ledger_.end()) return;
  auto event = taken->event;
  event.data = R"({"another":)" + event.data + "}";
  const auto answer =
      rounds_.ask<Recorded>([&](auto done) { journal_->record(event, std::move(done)); });
  if (!answer) return;
  if (!may_be_forgotten(*taken->sequence)) {
    case_.wrong(Wrong::doubled, "another event was recorded under a taken id");
  }
  taken->event = std::move(event);
  taken->sequence = answer.value().sequence;
}

void JournalSubject::keep_receipt() {
  const auto last = journal_->position().last;
  const auto through =
      static_cast<std::int64_t>(case_.dice.below(static_cast<std::uint64_t>(last) + 1));
  const sync::KeptReceipt receipt{
      .through = through, .refused = journal_->position().refused, .jws = "a.b.c"};
  const auto kept =
      rounds_.ask<bool>([&](auto done) { journal_->keep_receipt(receipt, std::move(done)); });
  throughs_.insert(through);
  may_go_ = std::max(may_go_, through);
  if (!kept && kept.error().is_full()) was_full_ = true;
  if (!kept) return;
  through_ = through;
  throughs_ = {through};
  ++case_.tally.acknowledged;
}

void JournalSubject::keep_refusals() {
  const auto last = journal_->position().last;
  if (last == 0) return;
  // A list takes the place of the one before: it only grows here.
  for (int i = case_.roll(1, 4); i > 0; --i) {
    refused_too_.insert(
        1 + static_cast<std::int64_t>(case_.dice.below(static_cast<std::uint64_t>(last))));
  }
  sync::RefusalPage page;
  for (const auto sequence : refused_too_)
    page.refusals.push_back({sequence, "the hub says no"});
  const auto kept =
      rounds_.ask<void>([&](auto done) { journal_->keep_refusals(page, std::move(done)); });
  if (!kept && kept.error().is_full()) was_full_ = true;
  if (!kept) return;
  refused_ = refused_too_;
  ++case_.tally.acknowledged;
}

// What the hub had by then is let go in the rounds that follow, and its ids are forgotten.
void JournalSubject::let_a_week_pass() {
  clock_.held().advance(limits::kResendWindow + std::chrono::hours{1});
  young_from_ = ledger_.size();
}

// Until the journal's thread has nothing left to do from before.
void JournalSubject::settle() {
  static_cast<void>(rounds_.ask<std::optional<Digest>>(
      [&](auto done) { journal_->chain_at(0, std::move(done)); }));
}

void JournalSubject::work() {
  if (!journal_ && !open()) return;
  int rounds = long_ ? case_.roll(50, 250) : case_.roll(0, 14);
  while (rounds-- > 0 && case_.disk.has_power() && case_.is_well()) {
    settle();
    clock_.held().advance(std::chrono::milliseconds{case_.roll(1, 400)});
    const auto what = case_.dice.below(20);
    if (what < 14) {
      record_some();
    } else if (what < 16) {
      keep_receipt();
    } else if (what == 16) {
      keep_refusals();
    } else if (what == 17) {
      case_.chance(50) ? take_id_of_another() : let_a_week_pass();
    } else if (what == 18) {
      clock_.held().advance(journal::kReopenPause);
      verify();
    } else {
      close();
      clock_.held().reboot();
      if (const auto opened = open(); !opened) return;
    }
  }
  if (journal_) settle();
}

bool JournalSubject::recovers() {
  if (!journal_ && !open()) return false;
  settle();
  clock_.held().advance(journal::kReopenPause);
  ledger_.push_back({.event = new_event(), .sequence = std::nullopt});
  by_id_[ledger_.back().event.id.text()] = ledger_.size() - 1;
  std::vector<Rounds::Call> calls;
  calls.push_back(record(ledger_.size() - 1));
  rounds_.run(std::move(calls));
  return ledger_.back().sequence.has_value();
}

void JournalSubject::verify() {
  const auto found = read_all();
  if (!found || !case_.is_well()) return;
  compare_with_ledger(*found);
  compare_cursor();
}

std::optional<JournalSubject::Found> JournalSubject::read_all() {
  const auto rows = rounds_.ask<std::vector<sync::OutgoingEvent>>(
      [&](auto done) { journal_->read_after(0, kEverything, 1U << 30U, std::move(done)); });
  if (!rows) {
    if (case_.disk.has_power() && !case_.disk.has_failed()) {
      case_.wrong(Wrong::lost, "it cannot be read: " + rows.error().sentence());
    }
    return std::nullopt;
  }
  Found found;
  const auto first =
      rows.value().empty() ? journal_->position().first_kept : rows.value().front().sequence;
  found.first = first;
  found.last = first - 1;
  if (found.last > may_go_) {
    case_.wrong(Wrong::lost, "it begins at row " + std::to_string(first));
    return std::nullopt;
  }
  const auto before = rounds_.ask<std::optional<Digest>>(
      [&](auto done) { journal_->chain_at(first - 1, std::move(done)); });
  if (!before) return std::nullopt;  // the disk again
  // Rows were let go between the two questions: there are fewer each time.
  if (!before.value() && first <= may_go_) return read_all();
  if (!before.value() || (first == 1 && *before.value() != crypto::chain_start(id_))) {
    case_.wrong(Wrong::out_of_order,
                "the chain does not begin before row " + std::to_string(first));
    return std::nullopt;
  }
  Digest chain = *before.value();
  for (const auto& row : rows.value()) {
    if (!take_row(row, chain, found)) return std::nullopt;
  }
  if (journal_->position().last != found.last) {
    case_.wrong(Wrong::lost, "it holds another number of rows than it says");
  }
  return found;
}

bool JournalSubject::take_row(const sync::OutgoingEvent& row, Digest& chain, Found& found) {
  const auto name = "row " + std::to_string(row.sequence);
  if (row.sequence != ++found.last) {
    case_.wrong(Wrong::out_of_order, name + " follows " + std::to_string(found.last - 1));
    return false;
  }
  const auto unchained = without_chain(row.json);
  if (unchained) chain = crypto::chain_next(chain, crypto::sha256(as_bytes(unchained->raw)));
  if (!unchained || unchained->chain != chain) {
    case_.wrong(Wrong::out_of_order, "the chain breaks at " + name);
    return false;
  }
  const auto id = row.json.substr(row.json.find("\"id\":\"") + 6, 36);
  const auto entry = by_id_.find(id);
  if (entry == by_id_.end() ||
      row.json.find(ledger_[entry->second].event.data) == std::string::npos) {
    case_.wrong(Wrong::other, name + " holds what nobody wrote");
    return false;
  }
  if (!found.sequences.emplace(id, row.sequence).second) {
    case_.wrong(Wrong::doubled, name + " repeats an event");
    return false;
  }
  return true;
}

void JournalSubject::compare_with_ledger(const Found& found) {
  for (const auto& entry : ledger_) {
    if (!entry.sequence) continue;
    const auto there = found.sequences.find(entry.event.id.text());
    const auto promised = "the event acknowledged as row " + std::to_string(*entry.sequence);
    if (*entry.sequence < found.first) continue;
    if (there == found.sequences.end()) {
      return case_.wrong(Wrong::lost,
                         promised + " is gone; the last row is " + std::to_string(found.last));
    }
    if (there->second != *entry.sequence) {
      return case_.wrong(Wrong::out_of_order,
                         promised + " is row " + std::to_string(there->second));
    }
  }
}

void JournalSubject::compare_cursor() {
  const auto through = journal_->position().through;
  if (through != through_ && !throughs_.contains(through)) {
    return case_.wrong(Wrong::lost, "the receipt through " + std::to_string(through_) +
                                        " is gone; the cursor is " + std::to_string(through));
  }
  const auto refused = journal_->status().refused;
  const auto asked = static_cast<std::int64_t>(refused_too_.size());
  if (refused < static_cast<std::int64_t>(refused_.size()) || refused > asked) {
    case_.wrong(Wrong::lost, "refused rows are gone");
  }
}

void JournalSubject::check_file() {
  auto database = sqlite::Database::open(file_, {.exclusive = true});
  if (!database) {
    return case_.wrong(Wrong::other, "the file does not open: " + database.error().sentence());
  }
  const auto verdict = database.value().ask_text("PRAGMA integrity_check");
  if (!verdict || verdict.value() != "ok") {
    case_.wrong(Wrong::other,
                "the file is damaged: " + (verdict ? verdict.value() : verdict.error().sentence()));
  }
}

}  // namespace

std::unique_ptr<Subject> journal_subject(Case& its_case) {
  return std::make_unique<JournalSubject>(its_case);
}

}  // namespace touchpoint::faults
