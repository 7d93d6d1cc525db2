// touchpoint_golden_files FOLDER: writes one file of each format as this release writes it, closed
// in an orderly way, with contents that tests/unit/formats_test.cpp knows. A release keeps what it
// wrote in tests/data/formats/, so that later ones can prove that they read it.
#include <cstdio>

#include "crypto/device_key.hpp"
#include "crypto/hash.hpp"
#include "journal/journal.hpp"
#include "profiles/replica.hpp"
#include "support/held_clock.hpp"
#include "support/loop_runner.hpp"
#include "support/repeatable_random.hpp"
#include "sync/hub/store/sqlite/sqlite_store.hpp"

namespace touchpoint {
namespace {

constexpr int kRows = 12;
constexpr const char* kAnna = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";

struct Maker {
  support::HeldClock clock;
  support::RepeatableRandom random;
  UuidSource ids{clock, random};
  crypto::DeviceKeys keys = crypto::derive_device_keys(as_bytes("a secret for tests only"));
  support::LoopRunner runner;

  template <class T, class Start>
  T must(Start start) {
    auto result = runner.wait<T>(std::move(start));
    if (!result) {
      std::fprintf(stderr, "%s\n", result.error().sentence().c_str());
      std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(result).value();
  }

  std::vector<sync::OutgoingEvent> make_journal(const std::filesystem::path& file) {
    auto opened = journal::Journal::open(
        {.file = file, .source = "/stores/milano-01/devices/milano-01-pos-3"}, keys, runner.loop(),
        clock, random);
    auto journal = std::move(opened.value().journal);
    for (int i = 1; i <= kRows; ++i) {
      clock.advance(std::chrono::minutes{1});
      const NewEvent event{.id = ids.next(),
                           .type = "touchpoint.order.collected",
                           .time = clock.wall(),
                           .actor = Actor::employee,
                           .touchpoint = "counter-1",
                           .data = R"({"order_id":"W-)" + std::to_string(1000 + i) + "\"}"};
      must<Recorded>([&](auto done) { journal->record(event, std::move(done)); });
    }
    must<bool>([&](auto done) {
      journal->keep_receipt({.through = 7, .refused = 1, .jws = "a.b.c"}, std::move(done));
    });
    must<void>([&](auto done) {
      journal->keep_refusals({.refusals = {{3, "not today"}}}, std::move(done));
    });
    return must<std::vector<sync::OutgoingEvent>>(
        [&](auto done) { journal->read_after(0, 1000, 1U << 20U, std::move(done)); });
  }

  void make_replica(const std::filesystem::path& file, const std::string& journal) {
    auto replica = runner.on_loop([&] {
      return std::move(profiles::Replica::open({.file = file, .journal = journal}, keys,
                                               runner.loop(), clock, random)
                           .value()
                           .replica);
    });
    sync::ChangePage page;
    page.epoch = "6f1d";
    page.through = 7;
    page.as_of = clock.wall();
    page.reflects_journal = journal;
    page.reflects_through = 7;
    Profile anna;
    anna.id = kAnna;
    anna.version = 3;
    anna.given_name = "Annamaria";
    anna.language = "it";
    anna.identifiers = {{IdentifierKind::loyalty, "2900417"}};
    page.profiles = {anna};
    must<void>([&](auto done) { replica->apply(page, std::move(done)); });
    runner.on_loop([&] { replica.reset(); });
  }

  void make_hub(const std::filesystem::path& file, const std::vector<sync::OutgoingEvent>& rows) {
    auto store = std::move(hub::SqliteStore::open(file, runner.loop(), clock, random).value());
    const hub::Sender sender{.device = "milano-01-pos-3", .store = "milano-01"};
    const Digest secret{};
    must<void>([&](auto done) {
      store->grant_token({secret, sender, clock.wall() + std::chrono::hours{1}}, std::move(done));
    });
    must<hub::TokenVerdict>([&](auto done) {
      store->redeem_token({secret, sender, "01", clock.wall() + std::chrono::days{365}},
                          std::move(done));
    });
    hub::DeviceBatch batch;
    batch.sender = sender;
    batch.batch = "b1";
    for (const auto& row : rows) {
      hub::DeviceRow device_row;
      device_row.event = sync::read_event(row.json).value();
      device_row.sequence = row.sequence;
      device_row.chain = device_row.event.chain;
      device_row.digest = crypto::sha256(as_bytes(device_row.event.raw));
      batch.journal = device_row.event.journal;
      batch.rows.push_back(std::move(device_row));
    }
    must<hub::Ingested>([&](auto done) { store->ingest(batch, std::move(done)); });
    hub::Source source{
        .id = 0, .name = "shop", .user_id = hub::UserIdKind::loyalty, .home_store = "milano-01"};
    must<void>([&](auto done) {
      store->add_source({source, crypto::sha256(as_bytes("key"))}, std::move(done));
    });
    const auto known = must<std::optional<hub::Source>>(
        [&](auto done) { store->source_of_name("shop", std::move(done)); });
    auto calls = hub::read_calls(
        hub::CallKind::identify,
        R"({"messageId":"m-1","userId":"2900417","traits":{"firstName":"Annamaria"}})",
        {"shop", "IT"}, clock.wall());
    must<hub::Taken>([&](auto done) {
      store->take_calls(*known, std::move(calls).value().calls, std::move(done));
    });
  }
};

}  // namespace
}  // namespace touchpoint

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: touchpoint_golden_files FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder{argv[1]};
  touchpoint::Maker maker;
  const auto rows = maker.make_journal(folder / "journal.db");
  maker.make_replica(folder / "profiles.db",
                     touchpoint::sync::read_event(rows[0].json).value().journal);
  maker.make_hub(folder / "hub.db", rows);
  return 0;
}
