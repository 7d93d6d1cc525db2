// people_by_facts, staff_search: who is meant by what somebody says, asked of a replica of many
// people (../shared/data/scale) that came in through pages of the feed. Milliseconds per question;
// beside them how many of those who are known were found, and what the pages cost; then the same
// while the replica is written, after a cold start, and how much memory of its own (not of the
// file) the reader takes. The file is kept in the build folder.
//
// Usage: bench_people [profiles [questions]]
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <thread>
#include <unordered_set>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include "bench/measure.hpp"
#include "profiles/replica_reader.hpp"
#include "profiles/replica_writer.hpp"
#include "support/open_data.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint::bench {
namespace {

constexpr std::int64_t kPage = 500;

// The lines of a packed table, without its heading.
class Table {
 public:
  explicit Table(const std::filesystem::path& file)
      : pipe_(::popen(("gzip -dc '" + file.string() + "'").c_str(), "r")) {
    static_cast<void>(next());
  }
  ~Table() {
    if (pipe_ != nullptr) static_cast<void>(::pclose(pipe_));
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  std::optional<std::vector<std::string>> next() {
    std::array<char, 1024> line{};
    if (pipe_ == nullptr ||
        std::fgets(line.data(), static_cast<int>(line.size()), pipe_) == nullptr)
      return std::nullopt;
    std::string text{line.data()};
    while (!text.empty() && text.back() == '\n')
      text.pop_back();
    return support::csv_fields(text);
  }

 private:
  std::FILE* pipe_;
};

double thread_us() {
  timespec time{};
  static_cast<void>(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time));
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

std::string date_of(const std::string& digits) {
  if (digits.size() != 8) return {};
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6);
}

std::string id_of(std::int64_t number) {
  auto digits = std::to_string(number);
  return "0197a2c0-6c1e-7a31-9a55-" + std::string(12 - digits.size(), '0') + digits;
}

// id,given,surname,dob,cap,phone,email
Profile profile_of(const std::vector<std::string>& row) {
  Profile profile;
  profile.id = id_of(std::atoll(row[0].c_str()));
  profile.version = 1;
  profile.given_name = row[1];
  profile.family_name = row[2];
  profile.birth_date = date_of(row[3]);
  profile.postal_code = row[4];
  profile.language = "en";
  profile.order_count = 3;
  profile.identifiers = {{IdentifierKind::loyalty, "290" + row[0]}};
  if (row[5].size() > 1) {
    profile.identifiers.push_back({IdentifierKind::phone, "+61" + row[5].substr(1)});
  }
  return profile;
}

Profile bare_of(const std::vector<std::string>& row) {
  auto profile = profile_of(row);
  profile.form_of_address = profile.given_name + profile.family_name + profile.birth_date;
  profile.given_name.clear();
  profile.family_name.clear();
  profile.birth_date.clear();
  profile.postal_code.clear();
  // As many identifiers, none of them a phone.
  for (auto& identifier : profile.identifiers)
    identifier.kind = IdentifierKind::loyalty;
  return profile;
}

using Ids = std::unordered_set<std::int64_t>;

// `bare`: without anything to be found by, which is what the rest of a page costs.
struct Filling {
  double processor_us = 0;  // of all pages
  std::vector<double> pages;
  std::int64_t people = 0;
};

std::optional<Filling> fill(profiles::ReplicaWriter& writer, const std::filesystem::path& file,
                            std::int64_t count, Ids& ids, bool bare) {
  Table table{file};
  std::int64_t number = 0;
  const auto had = writer.holding().since;
  Filling filling;
  while (number < count) {
    sync::ChangePage page;
    page.epoch = "bench";
    page.since = number;
    for (std::int64_t i = 0; i < kPage && number < count; ++i, ++number) {
      auto row = table.next();
      if (!row) return std::nullopt;
      ids.insert(std::atoll((*row)[0].c_str()));
      if (number >= had) page.profiles.push_back(bare ? bare_of(*row) : profile_of(*row));
    }
    page.through = number;
    page.more = number < count;
    if (page.profiles.empty()) continue;
    const auto began = Stopwatch::now();
    const auto used = processor_us();
    if (!writer.apply(page)) return std::nullopt;
    writer.checkpoint_when_due();
    filling.processor_us += processor_us() - used;
    filling.pages.push_back(microseconds_since(began));
    filling.people += static_cast<std::int64_t>(page.profiles.size());
  }
  return filling;
}

struct Kind {
  std::vector<double> times;
  std::vector<double> processor;  // without what others on the machine take
  std::int64_t known = 0;
  std::int64_t first = 0;
  std::int64_t top_five = 0;
  std::int64_t matched_rightly = 0;
  std::int64_t strangers = 0;
  std::int64_t matched_wrongly = 0;
};

void weigh(Kind& kind, std::int64_t truth, const PeopleAnswer& answer) {
  const bool matched = answer.verdict == "matched";
  if (truth < 0) {
    ++kind.strangers;
    kind.matched_wrongly += matched ? 1 : 0;
    return;
  }
  const auto wanted = id_of(truth);
  ++kind.known;
  for (std::size_t i = 0; i < std::min<std::size_t>(5, answer.candidates.size()); ++i) {
    if (answer.candidates[i].profile != wanted) continue;
    kind.first += i == 0 ? 1 : 0;
    ++kind.top_five;
    kind.matched_rightly += i == 0 && matched ? 1 : 0;
  }
  kind.matched_wrongly += matched && answer.candidates[0].profile != wanted ? 1 : 0;
}

void print(const std::string& figure, const std::string& name, const Kind& kind, double limit) {
  const auto part = [](std::int64_t some, std::int64_t all) {
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
  };
  print_figure(figure + ": " + name, percentile(kind.times, 0.99) / 1e3, "ms", limit,
               {{"p50_ms", median(kind.times) / 1e3},
                {"cpu_p50_ms", median(kind.processor) / 1e3},
                {"cpu_p99_ms", percentile(kind.processor, 0.99) / 1e3},
                {"p999_ms", percentile(kind.times, 0.999) / 1e3},
                {"questions", static_cast<double>(kind.times.size())},
                {"top_1", part(kind.first, kind.known)},
                {"top_5", part(kind.top_five, kind.known)},
                {"matched", part(kind.matched_rightly, kind.known)},
                {"wrong_per_10k", 1e4 * part(kind.matched_wrongly, kind.known + kind.strangers)}});
}

// truth,kind,given,surname,dob,cap,phone,email
PeopleQuestion facts_in(const std::vector<std::string>& row) {
  PeopleQuestion question;
  question.given_name = row[2];
  question.family_name = row[3];
  question.birth_date = date_of(row[4]);
  question.postal_code = row[5];
  question.phone = row[6];
  question.country = "AU";
  return question;
}

std::map<std::string, std::string> words_in(const std::vector<std::string>& row) {
  const auto name = row[3] + " " + row[2];
  std::map<std::string, std::string> words{{"name", name}, {"start", row[3].substr(0, 3)}};
  const bool has_year = row[4].size() == 8;
  if (has_year) words["name, year"] = name + " " + row[4].substr(0, 4);
  if (has_year && !row[5].empty())
    words["name, year, postcode"] = name + " " + row[4].substr(0, 4) + " " + row[5];
  if (has_year && row[6].size() > 6)
    words["name, year, last 3"] =
        name + " " + row[4].substr(0, 4) + " " + row[6].substr(row[6].size() - 3);
  return words;
}

struct Asked {
  std::filesystem::path file;
  const Ids& ids;
  std::int64_t questions = 0;
};

// `when`: what else is going on.
int ask(profiles::ReplicaReader& reader, const Asked& asked, const std::string& when) {
  const auto& [file, ids, questions] = asked;
  Table table{file};
  support::RepeatableRandom random{11};
  std::map<std::string, Kind> by_facts;
  std::map<std::string, Kind> by_words;
  const std::atomic<bool> stop{false};
  while (auto row = table.next()) {
    if (random.below(280'000) >= static_cast<std::uint64_t>(questions)) continue;
    // Who is not among those that were filled in is a stranger, too.
    auto truth = (*row)[0].empty() ? -1 : std::atoll((*row)[0].c_str());
    if (!ids.contains(truth)) truth = -1;
    const auto kind_name = (*row)[1].substr((*row)[1].find(':') + 1);
    auto& kind = by_facts[kind_name];
    const auto began = Stopwatch::now();
    const auto used = thread_us();
    const auto answer = reader.find_people(facts_in(*row), stop);
    kind.processor.push_back(thread_us() - used);
    kind.times.push_back(microseconds_since(began));
    if (!answer) return std::fprintf(stderr, "%s\n", answer.error().sentence().c_str()), 1;
    weigh(kind, truth, answer.value());
    if (kind_name != "name+phone+dob+cap") continue;
    for (const auto& [name, words] : words_in(*row)) {
      PeopleQuestion question;
      question.words = words;
      question.country = "AU";
      auto& typed = by_words[name];
      const auto start = Stopwatch::now();
      const auto spent = thread_us();
      const auto list = reader.find_people(question, stop);
      typed.processor.push_back(thread_us() - spent);
      typed.times.push_back(microseconds_since(start));
      if (!list) return 1;
      weigh(typed, truth, list.value());
    }
  }
  const double limit = ids.size() > 200'000 ? 20 : 5;
  for (const auto& [name, kind] : by_facts)
    print("people_by_facts" + when, name, kind, limit);
  for (const auto& [name, kind] : by_words)
    print("staff_search" + when, name, kind, limit);
  return 0;
}

std::optional<Filling> make(const profiles::Options& options,
                            const profiles::Surroundings& surroundings,
                            const std::filesystem::path& people, std::int64_t count, Ids& ids,
                            bool bare) {
  auto opened = profiles::open_or_set_aside(options, surroundings);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().sentence().c_str());
    return std::nullopt;
  }
  auto filling = fill(*opened.value().writer, people, count, ids, bare);
  if (!filling || !opened.value().writer->close()) return std::nullopt;
  return filling;
}

double size_of(const std::filesystem::path& file) {
  return static_cast<double>(std::filesystem::file_size(file));
}

void print_cost(const Filling& with, const Filling& without, double bytes, double bare_bytes) {
  const auto each = [](const Filling& filling) {
    return filling.processor_us / static_cast<double>(filling.people);
  };
  print_figure("people_applied_cpu_us", each(with), "us", each(without),
               {{"page_p50_ms", median(with.pages) / 1e3},
                {"page_p99_ms", percentile(with.pages, 0.99) / 1e3},
                {"bare_page_p50_ms", median(without.pages) / 1e3}});
  print_figure("people_bytes_each", bytes, "B", bare_bytes);
}

// Memory that is nobody's file: what of this process would have to be swapped.
double anonymous_mb() {
  ::malloc_trim(0);
  std::ifstream file{"/proc/self/smaps_rollup"};
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Anonymous:")) return std::atof(line.substr(10).c_str()) / 1024;
  }
  return 0;
}

// As after the device was switched on: nothing of the file is in memory.
void forget(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  static_cast<void>(::fdatasync(descriptor));
  static_cast<void>(::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED));
  static_cast<void>(::close(descriptor));
}

// The first people of the table, again and again, each time somewhat changed.
bool keep_writing(profiles::ReplicaWriter& writer, const std::filesystem::path& people,
                  const std::atomic<bool>& enough, std::vector<double>& pages) {
  for (std::int64_t version = 2; !enough; ++version) {
    Table table{people};
    for (std::int64_t done = 0; done < 20'000 && !enough; done += kPage) {
      sync::ChangePage page;
      page.epoch = "bench";
      page.since = writer.holding().since;
      page.through = page.since + kPage;
      for (std::int64_t i = 0; i < kPage; ++i) {
        auto row = table.next();
        if (!row) return true;
        page.profiles.push_back(profile_of(*row));
        page.profiles.back().version = version;
        page.profiles.back().order_count = version;
      }
      const auto began = Stopwatch::now();
      if (!writer.apply(page)) return false;
      writer.checkpoint_when_due();
      pages.push_back(microseconds_since(began));
    }
  }
  return true;
}

int ask_while_written(const profiles::Options& options, const profiles::Surroundings& surroundings,
                      const std::filesystem::path& people, const Asked& asked) {
  auto opened = profiles::open_or_set_aside(options, surroundings);
  if (!opened) return 1;
  auto& writer = *opened.value().writer;
  auto reader = profiles::ReplicaReader::open(options, surroundings).value();
  std::atomic<bool> enough{false};
  bool written = false;
  std::vector<double> pages;
  std::thread writing{[&] { written = keep_writing(writer, people, enough, pages); }};
  const int failed = ask(*reader, asked, " while written");
  enough = true;
  writing.join();
  print_figure("people_page_while_asked", percentile(pages, 0.99) / 1e3, "ms", 0,
               {{"p50_ms", median(pages) / 1e3}, {"pages", static_cast<double>(pages.size())}});
  return failed + (written && writer.close() ? 0 : 1);
}

int ask_cold(const profiles::Options& options, const profiles::Surroundings& surroundings,
             const Asked& asked) {
  forget(options.file);
  const auto began = Stopwatch::now();
  auto reader = profiles::ReplicaReader::open(options, surroundings).value();
  print_figure("people_opened_cold", microseconds_since(began) / 1e3, "ms", 60);
  return ask(*reader, asked, " after a cold start");
}

int run(std::int64_t count, std::int64_t questions) {
  const auto people = support::open_data("scale/profiles.csv.gz");
  const auto asked = support::open_data("scale/queries.csv.gz");
  if (people.empty() || asked.empty())
    return std::puts(support::skip_message("scale/profiles.csv.gz").c_str()), 0;
  const std::filesystem::path folder{TOUCHPOINT_BENCH_CACHE};
  std::filesystem::create_directories(folder);
  const SystemClock clock;
  support::RepeatableRandom random{7};
  const profiles::Surroundings surroundings{
      crypto::derive_device_keys(as_bytes("a secret for benchmarks only")), clock, random};
  const profiles::Options options{.file = folder / ("people-" + std::to_string(count) + ".db"),
                                  .journal = {}};
  Ids ids;
  const auto made = make(options, surroundings, people, count, ids, false);
  if (!made) return 1;
  if (made->people > 0) {
    auto bare = options;
    bare.file = folder / "people-bare.db";
    std::filesystem::remove(bare.file);
    const auto part = std::min<std::int64_t>(count, 100'000);
    Ids unused;
    const auto rest = make(bare, surroundings, people, part, unused, true);
    if (!rest) return 1;
    print_cost(*made, *rest, size_of(options.file) / static_cast<double>(count),
               size_of(bare.file) / static_cast<double>(part));
  }
  const Asked all{.file = asked, .ids = ids, .questions = questions};
  const Asked some{.file = asked, .ids = ids, .questions = questions / 4};
  const Asked few{.file = asked, .ids = ids, .questions = 400};
  const auto before = anonymous_mb();
  auto reader = profiles::ReplicaReader::open(options, surroundings).value();
  const auto idle = anonymous_mb() - before;
  if (ask(*reader, all, "") != 0) return 1;
  print_figure("people_anonymous_memory", anonymous_mb() - before, "MB", 64, {{"idle_mb", idle}});
  reader.reset();
  if (ask_while_written(options, surroundings, people, some) != 0) return 1;
  return ask_cold(options, surroundings, few);
}

}  // namespace
}  // namespace touchpoint::bench

int main(int argc, char** argv) {
  return touchpoint::bench::run(argc > 1 ? std::atoll(argv[1]) : 100'000,
                                argc > 2 ? std::atoll(argv[2]) : 14'000);
}
