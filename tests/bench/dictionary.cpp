// body_bytes and body_us: what one event's body takes when it is compressed as the journal does it,
// on events of all types that are generated here, beside what it was before.
//
// Usage: bench_dictionary [TEXT FILE]   also makes FILE, a zstd dictionary, out of TEXT (what
// events have in common) and the statistics of such events. This is how the journal's dictionaries
// were made: agent/journal/dictionary/. One that is in use never changes; a better one gets a new
// number.
#include <fstream>
#include <iterator>

#include <zdict.h>
#include <zstd.h>

#include "bench/measure.hpp"
#include "bench/shop_events.hpp"
#include "crypto/random.hpp"
#include "journal/body.hpp"

namespace touchpoint::bench {
namespace {

constexpr int kEvents = 5'000;
constexpr int kRounds = 7;
constexpr int kLevel = 1;                    // the journal's
constexpr std::size_t kMakeMax = 16 * 1024;  // bytes; it becomes 2 KiB

// As texts, each as if it stood alone: at a time and in a place of its own.
class Texts {
 public:
  std::vector<std::string> make(int count) {
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i)
      texts.push_back(next());
    return texts;
  }

 private:
  std::string next() {
    auto event = events_.next();
    event.time -= std::chrono::milliseconds{events_.below(100'000'000)};
    Stamps stamps{.source = std::string{kSource},
                  .journal = journal_,
                  .sequence = events_.below(1'000'000),
                  .recorded = event.time + std::chrono::milliseconds{3},
                  .clock_quality = ClockQuality::synchronised,
                  .boot_id = clock_.boot_id(),
                  .since_boot = std::chrono::milliseconds{events_.below(100'000'000)}};
    random_.fill(stamps.salt);
    return to_json(event, stamps);
  }

  SystemClock clock_;
  crypto::SystemRandom random_;
  ShopEvents events_{clock_, random_};
  const std::string journal_ = UuidSource{clock_, random_}.next().text();
};

int make_dictionary(const char* text_file, const char* file) {
  std::ifstream in(text_file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::string samples;
  std::vector<std::size_t> sizes;
  for (const auto& event : Texts{}.make(kEvents)) {
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
  const auto events = Texts{}.make(kEvents);
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
