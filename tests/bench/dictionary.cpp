// body_bytes and body_us: what one event's body takes when it is compressed as the journal does it,
// on events of all types that are generated here, beside what it was before.
//
// Usage: bench_dictionary [TEXT FILE]   also makes FILE, a zstd dictionary, out of TEXT (what
// events have in common) and the statistics of such events. This is how the journal's dictionaries
// were made: agent/journal/dictionary/. One that is in use never changes; a better one gets a new
// number.
#include <fstream>
#include <iterator>
#include <random>

#include <zdict.h>
#include <zstd.h>

#include "bench/measure.hpp"
#include "core/clock.hpp"
#include "core/event.hpp"
#include "crypto/random.hpp"
#include "journal/body.hpp"

namespace touchpoint::bench {
namespace {

constexpr int kEvents = 5'000;
constexpr int kRounds = 7;
constexpr int kLevel = 1;                    // the journal's
constexpr std::size_t kMakeMax = 16 * 1024;  // bytes; it becomes 2 KiB

// Plausible events of each type, different in what differs from event to event.
class Events {
 public:
  std::vector<std::string> make(int count) {
    std::vector<std::string> events;
    for (int i = 0; i < count; ++i)
      events.push_back(next(static_cast<std::size_t>(i) % 10));
    return events;
  }

 private:
  struct Kind {
    std::string_view type;
    Actor actor;
    std::string data;
  };

  int below(int limit) { return std::uniform_int_distribution{0, limit - 1}(generator_); }
  std::string number(int from, int below_it) { return std::to_string(from + below(below_it)); }

  Kind kind(std::size_t which) {
    const auto profile = R"({"profile":")" + ids_.next().text() + R"(",)";
    const auto order = R"("order_id":"W-)" + number(1000, 9000) + R"(",)";
    const auto total = R"("total":)" + number(1, 200) + R"(.95,"currency":"EUR",)";
    const std::string staff = below(2) == 0 ? R"("staff":"giulia"})" : R"("staff":"marco"})";
    switch (which) {
      case 0:
        return {"scan.received", Actor::employee,
                R"({"kind":"loyalty","code":")" + number(12000, 7000) + R"(","via":"wedge"})"};
      case 1:
        return {"customer.recognised", Actor::employee,
                profile + R"("by":"loyalty","replica_age_s":)" + number(0, 900) + "}"};
      case 2:
        return {"profile.viewed", Actor::employee, profile + R"("why":"card",)" + staff};
      case 3:
        return {"order.completed", Actor::employee,
                profile + order + total + R"("products":[{"sku":")" + number(20000, 60000) +
                    R"(","name":"linen shirt","quantity":)" + number(1, 4) + R"(,"price":)" +
                    number(1, 90) + ".5}]," + staff};
      case 4:
        return {"order.refunded", Actor::employee,
                profile + order + total + R"("reason":"too small",)" + staff};
      case 5:
        return {"order.collected", Actor::employee, profile + order + staff};
      case 6:
        return {
            "note.added", Actor::employee,
            profile + R"("text":"asks for the blue one in )" + number(36, 10) + R"(",)" + staff};
      case 7:
        return {"survey.answered", Actor::customer,
                R"({"survey":"visit","version":1,"question":"recommend","kind":"nps","score":)" +
                    number(0, 11) + R"(,"language":"it"})"};
      case 8:
        return {"staff.signed_in", Actor::employee, "{" + staff};
      default:
        return {"link.lost", Actor::environment,
                R"({"since":")" + to_rfc3339(clock_.wall()) + R"(","to":"hub"})"};
    }
  }

  std::string next(std::size_t which) {
    const auto made = kind(which);
    const auto time = clock_.wall() - std::chrono::milliseconds{below(100'000'000)};
    const NewEvent event{.id = ids_.next(),
                         .type = "touchpoint." + std::string{made.type},
                         .time = time,
                         .actor = made.actor,
                         .touchpoint = "counter-1",
                         .data = made.data};
    Stamps stamps{.source = "/stores/milano-01/devices/milano-01-pos-3",
                  .journal = journal_,
                  .sequence = below(1'000'000),
                  .recorded = time + std::chrono::milliseconds{3},
                  .clock_quality = ClockQuality::synchronised,
                  .boot_id = clock_.boot_id(),
                  .since_boot = std::chrono::milliseconds{below(100'000'000)}};
    random_.fill(stamps.salt);
    return to_json(event, stamps);
  }

  std::mt19937 generator_{7};  // always the same choices
  SystemClock clock_;
  crypto::SystemRandom random_;
  UuidSource ids_{clock_, random_};
  const std::string journal_ = ids_.next().text();
};

int make_dictionary(const char* text_file, const char* file) {
  std::ifstream in(text_file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::string samples;
  std::vector<std::size_t> sizes;
  for (const auto& event : Events{}.make(kEvents)) {
    samples += event;
    sizes.push_back(event.size());
  }
  std::string dictionary(kMakeMax, '\0');
  const auto size =
      ZDICT_finalizeDictionary(dictionary.data(), dictionary.size(), text.data(), text.size(),
                               samples.data(), sizes.data(), static_cast<unsigned>(sizes.size()),
                               {.compressionLevel = kLevel, .notificationLevel = 0, .dictID = 1});
  if (ZDICT_isError(size) != 0) {
    return std::fprintf(stderr, "%s: %s\n", text_file, ZDICT_getErrorName(size)), 1;
  }
  dictionary.resize(size);
  std::ofstream out(file, std::ios::binary);
  out << dictionary << std::flush;
  return out ? 0 : (std::fprintf(stderr, "cannot write %s\n", file), 1);
}

int measure() {
  const auto events = Events{}.make(kEvents);
  crypto::SystemRandom random;
  journal::BodySealer sealer{Uuid{}, Digest{}, random};
  double before = 0;
  double after = 0;
  std::vector<double> each_us;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Stopwatch::now();
    before = after = 0;
    for (const auto& event : events) {
      before += static_cast<double>(event.size());
      after += static_cast<double>(sealer.seal(1, event).size());
    }
    each_us.push_back(microseconds_since(start) / kEvents);
  }
  print_figure("body_bytes", after / kEvents, "bytes", before / kEvents);
  print_figure("body_us", median(each_us), "us", 0);
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  using namespace touchpoint::bench;
  if (argc != 1 && argc != 3)
    return std::fputs("Usage: bench_dictionary [TEXT FILE]\n", stderr), 64;
  if (argc == 3) {
    if (const int failed = make_dictionary(argv[1], argv[2])) return failed;
  }
  return measure();
}
