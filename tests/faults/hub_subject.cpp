// The hub's store between power cuts, with devices that send again what has no answer and a web
// shop that does the same.
#include <algorithm>
#include <map>

#include "faults/rig.hpp"
#include "faults/rounds.hpp"
#include "support/fake_journal.hpp"
#include "sync/codec/batch.hpp"
#include "sync/hub/device_batch.hpp"
#include "sync/hub/store/sqlite/sqlite_store.hpp"
#include "sync/hub/store/sqlite/store_thread.hpp"

namespace touchpoint::faults {
namespace {

class HubSubject final : public Subject {
 public:
  explicit HubSubject(Case& its_case) : case_(its_case), file_(its_case.folder / "hub.db") {
    for (const char* name : {"milano-01-pos-1", "milano-01-pos-2"}) {
      const hub::Sender sender{.device = name, .store = "milano-01"};
      devices_.push_back(std::make_unique<Device>(sender, ids_, clock_));
    }
    long_ = case_.dice.below(24) == 0;
  }
  ~HubSubject() override { close(); }

  Result<void> open() override;
  void verify() override;
  void work() override;
  bool recovers() override;
  void close() override { store_.reset(); }
  void check_file() override;

 private:
  struct Device {
    Device(const hub::Sender& its_sender, UuidSource& ids, const Clock& clock)
        : sender(its_sender), journal(its_sender, ids.next().text(), ids, clock) {}
    hub::Sender sender;
    hub::FakeJournal journal;
    bool enrolled = false;
    std::int64_t through = 0;  // as acknowledged
    std::int64_t last() const { return std::ssize(journal.rows); }
  };

  bool is_introduced();
  bool enrol(Device& device);
  bool add_shop();
  Rounds::Call send(Device& device, std::int64_t first, std::int64_t last);
  Rounds::Call call(std::size_t message);
  void send_some();
  void take(Device& device, const hub::Ingested& stored);
  void settle();
  void compare(const hub::HubStatus& status);
  void check_rows(sqlite::Database& database, const Device& device);

  Case& case_;
  const std::filesystem::path file_;
  Loop loop_;
  GatedClock clock_{loop_};
  Rounds rounds_{loop_, clock_};
  UuidSource ids_{clock_, case_.dice};
  std::unique_ptr<hub::SqliteStore> store_;
  bool long_ = false;

  std::vector<std::unique_ptr<Device>> devices_;
  std::optional<hub::Source> shop_;
  std::vector<bool> calls_;  // by message: whether it was acknowledged
};

Result<void> HubSubject::open() {
  TP_TRY(store_, hub::SqliteStore::open(file_, loop_, clock_, case_.dice));
  return success();
}

// Until the store's thread has nothing left to do from before.
void HubSubject::settle() {
  static_cast<void>(
      rounds_.ask<hub::StoreTotals>([&](auto done) { store_->totals(std::move(done)); }));
}

bool HubSubject::enrol(Device& device) {
  Digest secret{};
  case_.dice.fill(secret);
  const auto granted = rounds_.ask<void>([&](auto done) {
    store_->grant_token({secret, device.sender, clock_.wall() + std::chrono::hours{24}},
                        std::move(done));
  });
  if (!granted) return false;
  const auto redeemed = rounds_.ask<hub::TokenVerdict>([&](auto done) {
    store_->redeem_token({secret, device.sender, "serial of " + device.sender.device,
                          clock_.wall() + std::chrono::hours{9000}},
                         std::move(done));
  });
  if (redeemed && redeemed.value() != hub::TokenVerdict::good) {
    case_.wrong(Wrong::lost, "a token that was granted is not known");
  }
  device.enrolled = redeemed.has_value();
  if (device.enrolled) case_.tally.acknowledged += 2;
  return device.enrolled;
}

bool HubSubject::add_shop() {
  Digest key{};
  case_.dice.fill(key);
  hub::NewSource shop;
  shop.source = {
      .id = 0, .name = "shop", .user_id = hub::UserIdKind::loyalty, .home_store = "milano-01"};
  shop.key_digest = key;
  const auto added =
      rounds_.ask<void>([&](auto done) { store_->add_source(shop, std::move(done)); });
  if (!added && !added.error().is(Condition::refused)) return false;  // refused: it was kept before
  const auto found = rounds_.ask<std::optional<hub::Source>>(
      [&](auto done) { store_->source_of_name("shop", std::move(done)); });
  if (!found || !found.value()) return false;
  shop_ = *found.value();
  return true;
}

bool HubSubject::is_introduced() {
  for (const auto& device : devices_) {
    if (!device->enrolled && !enrol(*device)) return false;
  }
  return shop_ || add_shop();
}

void HubSubject::take(Device& device, const hub::Ingested& stored) {
  ++case_.tally.acknowledged;
  const auto name = "the answer through " + std::to_string(stored.through);
  if (stored.through < device.through) {
    return case_.wrong(Wrong::lost,
                       name + " follows one through " + std::to_string(device.through));
  }
  if (stored.through > device.last() || stored.refused != 0) {
    return case_.wrong(Wrong::other, name + " speaks of rows that nobody sent");
  }
  device.through = stored.through;
  if (stored.through > 0 && stored.chain != device.journal.chain_at(stored.through)) {
    case_.wrong(Wrong::out_of_order, name + " has another chain value");
  }
}

Rounds::Call HubSubject::send(Device& device, std::int64_t first, std::int64_t last) {
  const bool as_run = case_.chance(50);
  return [this, &device, first, last, as_run](Task answered) {
    std::vector<std::string> rows(device.journal.rows.begin() + first - 1,
                                  device.journal.rows.begin() + last);
    for (std::size_t i = 1; as_run && i + 1 < rows.size(); ++i)
      drop_chain(rows[i]);
    auto batch =
        hub::read_device_batch(device.sender, "b1", sync::join_batch({rows.begin(), rows.end()}));
    store_->ingest(std::move(batch).value(), [this, &device, answered = std::move(answered)](
                                                 Result<hub::Ingested> stored) mutable {
      if (stored) take(device, stored.value());
      if (!stored && stored.error().is(Condition::refused)) {
        case_.wrong(Wrong::lost, "a batch was refused: " + stored.error().sentence());
      }
      answered();
    });
  };
}

Rounds::Call HubSubject::call(std::size_t message) {
  return [this, message](Task answered) {
    const auto number = std::to_string(message);
    const auto body = R"({"type":"identify","messageId":"m-)" + number + R"(","userId":"29004)" +
                      std::to_string(message % 7) + R"(","timestamp":"2026-03-01T10:00:00Z",)" +
                      R"("traits":{"firstName":"Anna )" + number + R"("}})";
    auto calls = hub::read_calls(hub::CallKind::identify, body, {"shop", "IT"}, clock_.wall());
    store_->take_calls(
        *shop_, std::move(calls.value().calls),
        [this, message, answered = std::move(answered)](Result<hub::Taken> taken) mutable {
          if (taken) {
            ++case_.tally.acknowledged;
            if (calls_[message] && taken.value().applied != 0) {
              case_.wrong(Wrong::lost, "an acknowledged call was applied again");
            }
            calls_[message] = true;
          }
          answered();
        });
  };
}

// A group: batches of both devices, whatever was answered before, and calls of the shop.
void HubSubject::send_some() {
  std::vector<Rounds::Call> calls;
  for (int i = case_.roll(1, 5); i > 0; --i) {
    if (case_.chance(30)) {
      const bool again = !calls_.empty() && case_.chance(40);
      if (!again) calls_.push_back(false);
      calls.push_back(call(again ? case_.dice.below(calls_.size()) : calls_.size() - 1));
      continue;
    }
    auto& device = *devices_[case_.dice.below(devices_.size())];
    device.journal.write_many(case_.roll(0, 8));
    if (device.last() == 0) continue;
    // Mostly what has no answer; sometimes from earlier, sometimes from after a gap.
    const auto first = std::clamp<std::int64_t>(
        device.through + (case_.chance(70) ? 1 : case_.roll(-10, 6)), 1, device.last());
    calls.push_back(send(device, first, std::min<std::int64_t>(device.last(), first + 40)));
  }
  if (!calls.empty()) rounds_.run(std::move(calls));
}

void HubSubject::work() {
  if (!store_ && !open()) return;
  int rounds = long_ ? case_.roll(40, 160) : case_.roll(0, 12);
  while (rounds-- > 0 && case_.disk.has_power() && case_.is_well()) {
    settle();
    clock_.held().advance(std::chrono::milliseconds{case_.roll(1, 2000)});
    if (!is_introduced()) continue;
    const auto what = case_.dice.below(16);
    if (what < 14) {
      send_some();
    } else if (what == 14) {
      clock_.held().advance(hub::kReopenPause);
      verify();
    } else {
      close();
      if (const auto opened = open(); !opened) return;
    }
  }
  if (store_) settle();
}

bool HubSubject::recovers() {
  if (!store_ && !open()) return false;
  settle();
  clock_.held().advance(hub::kReopenPause);
  if (!is_introduced()) return false;
  auto& device = *devices_.front();
  device.journal.write_many(1);
  while (device.through < device.last()) {
    const auto before = device.through;
    const auto last = std::min(device.last(), before + 100);
    std::vector<Rounds::Call> calls;
    calls.push_back(send(device, before + 1, last));
    rounds_.run(std::move(calls));
    if (device.through == before) return false;
  }
  return true;
}

void HubSubject::verify() {
  const auto status =
      rounds_.ask<hub::HubStatus>([&](auto done) { store_->status(std::move(done)); });
  if (status) return compare(status.value());
  if (case_.disk.has_power() && !case_.disk.has_failed()) {
    case_.wrong(Wrong::lost, "it cannot be read: " + status.error().sentence());
  }
}

void HubSubject::compare(const hub::HubStatus& status) {
  for (const auto& device : devices_) {
    const auto found = std::ranges::find_if(status.devices, [&](const auto& each) {
      return each.sender.device == device->sender.device;
    });
    if (found == status.devices.end()) {
      if (device->enrolled) case_.wrong(Wrong::lost, "an enrolled device is not known");
      continue;
    }
    const auto through = found->journals.empty() ? 0 : found->journals.front().through;
    if (through < device->through) {
      case_.wrong(Wrong::lost, "rows acknowledged through " + std::to_string(device->through) +
                                   " are there through " + std::to_string(through));
    }
  }
}

void HubSubject::check_rows(sqlite::Database& database, const Device& device) {
  auto select = database.prepare(
      "SELECT events.sequence, events.digest, events.chain, journals.through FROM events"
      " JOIN journals ON journals.id = events.journal WHERE journals.journal = ?"
      " ORDER BY events.sequence");
  if (!select) return case_.wrong(Wrong::other, "the rows cannot be read");
  auto rows = select.value().query(device.journal.journal());
  std::int64_t expected = 0;
  std::int64_t through = 0;
  for (auto more = rows.next(); more && more.value(); more = rows.next()) {
    const auto sequence = rows.integer(0);
    through = rows.integer(3);
    if (sequence <= through && sequence != ++expected) {
      return case_.wrong(Wrong::out_of_order, "row " + std::to_string(expected) + " is missing");
    }
    if (sequence > device.last() ||
        !std::ranges::equal(rows.blob(2), device.journal.chain_at(sequence))) {
      return case_.wrong(Wrong::out_of_order,
                         "the chain breaks at row " + std::to_string(sequence));
    }
  }
  if (expected != through || through < device.through) {
    case_.wrong(Wrong::lost, "rows are there through " + std::to_string(expected) +
                                 ", acknowledged through " + std::to_string(device.through));
  }
}

void HubSubject::check_file() {
  auto database = sqlite::Database::open(file_, {.exclusive = true});
  if (!database) return case_.wrong(Wrong::other, "the file does not open");
  const auto verdict = database.value().ask_text("PRAGMA integrity_check");
  if (!verdict || verdict.value() != "ok") {
    return case_.wrong(Wrong::other, "the file is damaged: " +
                                         (verdict ? verdict.value() : verdict.error().sentence()));
  }
  for (const auto& device : devices_)
    check_rows(database.value(), *device);
}

}  // namespace

std::unique_ptr<Subject> hub_subject(Case& its_case) {
  return std::make_unique<HubSubject>(its_case);
}

}  // namespace touchpoint::faults
