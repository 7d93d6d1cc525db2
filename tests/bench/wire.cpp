// wire_bytes_batch_100 and wire_bytes_batch_1000: bytes of a batch's body per event, as the real
// Journal and Outbox make it of a shop's events, beside zstd -1 of the same events without salt and
// chain. `of_salt`, `of_chain`, …: how much less a batch would take without that member.
//
// Usage: bench_wire [rows [folder]]
#include <future>

#include "bench/backlog.hpp"
#include "bench/measure.hpp"
#include "bench/null_hub.hpp"
#include "support/loop_runner.hpp"
#include "support/temp_folder.hpp"
#include "sync/outbox.hpp"

namespace touchpoint::bench {
namespace {

constexpr int kRowsUsual = 20'000;
constexpr std::array<std::string_view, 9> kMembers{
    "id", "time", "recordedtime", "sequence", "uptimems", "data", "salt", "chain", "dataschema"};

// Keeps what it is given, and has it answered.
class Keeping final : public sync::Transport {
 public:
  explicit Keeping(Loop& loop) : loop_(loop) {}
  void listen(Listener listener) override { listener_ = std::move(listener); }
  std::string_view name() const override { return "keeping"; }
  bool available() const override { return true; }
  void send(sync::Batch batch) override {
    bodies.push_back(batch.body);
    loop_.post([this, batch = std::move(batch)]() mutable {
      listener_.on_word(hub.answer(batch.id, std::move(batch.body)), batch.id);
    });
  }

  NullHub hub;
  std::vector<std::string> bodies;

 private:
  Loop& loop_;
  Listener listener_;
};

std::vector<std::string> bodies_of(Backlog& backlog, int rows, std::size_t in_batch) {
  support::LoopRunner runner;
  auto journal = backlog.open(runner.loop());
  Keeping transport{runner.loop()};
  NullReader reader;
  sync::Tuning tuning;
  tuning.batch_rows_max = in_batch;
  tuning.batch_bytes_max = sync::kBatchBytesMax;  // rows alone decide
  std::unique_ptr<sync::Outbox> outbox;
  std::promise<void> drained;
  runner.on_loop([&] {
    outbox = std::make_unique<sync::Outbox>(
        runner.loop(), backlog.random(), *journal, reader, nullptr, transport, std::string{kDevice},
        transport.hub.keys(), tuning,
        sync::Outbox::Callbacks{
            .on_receipt =
                [&](std::string_view, const sync::Receipt&) {
                  if (outbox->through() == rows) drained.set_value();
                },
            .on_problem = [](std::string_view, const std::string&) { std::abort(); }});
    outbox->wake(rows);
  });
  drained.get_future().wait();
  runner.on_loop([&] {
    outbox.reset();
    journal.reset();
  });
  backlog.forget_receipts();
  return std::move(transport.bodies);
}

std::size_t total(const std::vector<std::string>& bodies) {
  std::size_t bytes = 0;
  for (const auto& body : bodies)
    bytes += body.size();
  return bytes;
}

// Every `,"name":value` out of a batch; values are texts without escapes, or objects.
std::string without(std::string text, std::string_view name) {
  const auto member = ",\"" + std::string{name} + "\":";
  for (auto at = text.find(member); at != std::string::npos; at = text.find(member, at)) {
    const auto value = at + member.size();
    const auto end =
        text[value] == '"' ? text.find('"', value + 1) + 1 : text.find(R"(},"salt":)", value) + 1;
    text.erase(at, end - at);
  }
  return text;
}

std::size_t bytes_without(const std::vector<std::string>& bodies,
                          const std::vector<std::string_view>& names) {
  std::size_t bytes = 0;
  for (const auto& body : bodies) {
    auto text = sync::decompress_if_needed(body, sync::kBatchBytesMax).value();
    for (const auto name : names)
      text = without(std::move(text), name);
    bytes += sync::compress(text).size();
  }
  return bytes;
}

int run(int rows, const std::filesystem::path& folder) {
  Backlog backlog{folder / "journal.db", rows};
  for (const std::size_t in_batch : {100U, 1000U}) {
    const auto bodies = bodies_of(backlog, rows, in_batch);
    const auto per_event = [rows](std::size_t bytes) {
      return static_cast<double>(bytes) / static_cast<double>(rows);
    };
    const auto all = per_event(total(bodies));
    std::vector<std::pair<std::string, double>> parts;
    for (const auto name : kMembers) {
      parts.emplace_back("of_" + std::string{name}, all - per_event(bytes_without(bodies, {name})));
    }
    print_figure("wire_bytes_batch_" + std::to_string(in_batch), all, "bytes",
                 per_event(bytes_without(bodies, {"salt", "chain"})), parts);
  }
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  const int rows = argc > 1 ? std::atoi(argv[1]) : touchpoint::bench::kRowsUsual;
  if (rows < 1000) return std::fputs("Usage: bench_wire [rows [folder]]\n", stderr), 64;
  if (argc > 2) ::setenv("TMPDIR", argv[2], 1);
  const touchpoint::support::TempFolder folder;
  return touchpoint::bench::run(rows, folder.path());
}
