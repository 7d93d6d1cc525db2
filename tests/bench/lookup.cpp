// lookup_exact_1m: from an identifier as it was typed to the profile's document, in a replica of a
// million generated profiles that came in through pages of the feed, beside the two SELECTs alone
// in the same file. Microseconds; the file is kept in the build folder, since it takes a minute to
// make.
//
// Usage: bench_lookup [profiles]
#include <algorithm>
#include <cstdlib>

#include "bench/measure.hpp"
#include "profiles/replica_reader.hpp"
#include "profiles/replica_writer.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint::bench {
namespace {

constexpr int kRounds = 7;
constexpr int kLookUps = 50'000;  // per round
constexpr std::int64_t kPage = 500;

std::string card_number(std::int64_t n) {
  return "290" + std::to_string(10'000'000 + n);
}
std::string mail_address(std::int64_t n) {
  return "customer." + std::to_string(n) + "@example.org";
}

std::string lower_cased(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

Profile generated(std::int64_t n, support::RepeatableRandom& random) {
  std::array<std::uint8_t, Uuid::kSize> id{};
  random.fill(id);
  Profile profile;
  profile.id = Uuid{id}.text();
  profile.version = n;
  profile.given_name = "Given" + std::to_string(random.below(5000));
  profile.family_name = "Family" + std::to_string(random.below(90000));
  profile.form_of_address = "Sig.ra";
  profile.language = "it";
  profile.channel = "email";
  profile.order_count = static_cast<std::int64_t>(random.below(30));
  profile.identifiers = {{IdentifierKind::loyalty, card_number(n)},
                         {IdentifierKind::email, mail_address(n)}};
  profile.consents = {{"marketing", n % 2 == 0, WallTime{}}};
  for (int i = 0; i < 2; ++i) {
    Experience experience;
    experience.id = std::to_string(n) + "-" + std::to_string(i);
    experience.time = WallTime{std::chrono::hours{450'000 + i}};
    experience.channel = "web";
    experience.type = "product.viewed";
    experience.title = "A brown bag of the new collection";
    profile.history.push_back(std::move(experience));
  }
  return profile;
}

void fill(profiles::ReplicaWriter& writer, std::int64_t count) {
  support::RepeatableRandom random{42};
  for (std::int64_t n = writer.holding().since; n < count; n += kPage) {
    sync::ChangePage page;
    page.epoch = "bench";
    page.since = n;
    page.through = std::min(n + kPage, count);
    page.more = page.through < count;
    for (std::int64_t each = n; each < page.through; ++each)
      page.profiles.push_back(generated(each, random));
    if (!writer.apply(page)) std::abort();
    writer.checkpoint_when_due();
  }
}

struct Sample {
  std::int64_t n;
  Identifier typed;
};

Sample random_sample(support::RepeatableRandom& random, std::int64_t count) {
  const auto n = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(count)));
  if (n % 2 == 0) return {n, {IdentifierKind::loyalty, card_number(n)}};
  auto address = mail_address(n);
  address[0] = 'C';
  return {n, {IdentifierKind::email, std::move(address)}};
}

void measure_ours(profiles::ReplicaReader& reader, support::RepeatableRandom& random,
                  std::int64_t count, std::vector<double>& times, std::vector<double>& whole) {
  for (int i = 0; i < kLookUps; ++i) {
    auto sample = random_sample(random, count);
    const auto began = Stopwatch::now();
    sample.typed.value = lower_cased(std::move(sample.typed.value));
    const auto rows = reader.rows_with(sample.typed);
    if (!rows || rows.value().size() != 1) std::abort();
    const auto profile = reader.document(rows.value().front());
    times.push_back(microseconds_since(began));
    if (!profile || profile.value()->version != sample.n) std::abort();

    const auto again = Stopwatch::now();
    const auto found = reader.find({sample.typed});
    whole.push_back(microseconds_since(again));
    if (!found || found.value().profile->history.size() != 2) std::abort();
  }
}

void measure_raw(sqlite::Database& database, const profiles::Secrecy& secrecy,
                 support::RepeatableRandom& random, std::int64_t count,
                 std::vector<double>& times) {
  auto find = database.prepare("SELECT row FROM identifiers WHERE hash = ?").value();
  auto read = database.prepare("SELECT document FROM profiles WHERE row = ?").value();
  for (int i = 0; i < kLookUps; ++i) {
    auto sample = random_sample(random, count);
    sample.typed.value = lower_cased(std::move(sample.typed.value));
    const auto hash = secrecy.hash(sample.typed);
    const auto began = Stopwatch::now();
    std::int64_t row = 0;
    {
      auto rows = find.query(BytesView{hash});
      if (!rows.next().value()) std::abort();
      row = rows.integer(0);
    }
    auto rows = read.query(row);
    if (!rows.next().value() || rows.blob(0).empty()) std::abort();
    times.push_back(microseconds_since(began));
  }
}

int run(std::int64_t count) {
  const std::filesystem::path folder{TOUCHPOINT_BENCH_CACHE};
  std::filesystem::create_directories(folder);
  const SystemClock clock;
  support::RepeatableRandom random{7};
  const profiles::Surroundings surroundings{
      crypto::derive_device_keys(as_bytes("a secret for benchmarks only")), clock, random};
  const profiles::Options options{.file = folder / ("profiles-" + std::to_string(count) + ".db"),
                                  .journal = {}};
  auto opened = profiles::open_or_set_aside(options, surroundings);
  if (!opened) return std::fprintf(stderr, "%s\n", opened.error().sentence().c_str()), 1;
  fill(*opened.value().writer, count);
  if (!opened.value().writer->close()) return 1;

  auto reader = profiles::ReplicaReader::open(options, surroundings).value();
  auto database =
      sqlite::Database::open(
          options.file, {.access = sqlite::Options::Access::read_only, .mmap_bytes = 0x7fff'0000})
          .value();
  const profiles::Secrecy secrecy{surroundings.keys, random};
  std::vector<double> warm;
  measure_ours(*reader, random, count, warm, warm);
  measure_raw(database, secrecy, random, count, warm);

  std::vector<double> ours;
  std::vector<double> whole;
  std::vector<double> raw;
  for (int round = 0; round < kRounds; ++round) {
    measure_raw(database, secrecy, random, count, raw);
    measure_ours(*reader, random, count, ours, whole);
  }
  print_figure("lookup_exact_1m", percentile(ours, 0.5), "us", percentile(raw, 0.5),
               {{"p99_us", percentile(ours, 0.99)},
                {"limit_p99_us", percentile(raw, 0.99)},
                {"whole_p50_us", percentile(whole, 0.5)},
                {"whole_p99_us", percentile(whole, 0.99)},
                {"profiles", static_cast<double>(count)}});
  return 0;
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  return touchpoint::bench::run(argc > 1 ? std::atoll(argv[1]) : 1'000'000);
}
