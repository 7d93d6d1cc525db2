#include "devices/poslog/job.hpp"

#include <cstdlib>
#include <utility>

#include "core/limits.hpp"
#include "crypto/hash.hpp"
#include "devices/poslog/reader.hpp"
#include "devices/poslog/spool.hpp"

namespace touchpoint::devices {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead = "touchpoint-poslog 1 ";
constexpr std::size_t kProblemsTold = 5;
// What the agent takes of an event, less what stands around its facts.
constexpr std::size_t kFactsMax = limits::kEventFromCallerMax - 512;

// Whatever the size of the file: the digest of the digests so far and of the next part.
class RunningDigest {
 public:
  void add(std::string_view part) {
    digest_ = crypto::sha256(digest_, crypto::sha256(as_bytes(part)));
  }
  std::string hex() const { return to_hex(digest_); }

 private:
  Digest digest_{};
};

void add_transaction(Job& job, const Transaction& transaction, const MappingSettings& settings) {
  auto mapped = map_transaction(transaction, settings);
  if (!mapped) return job.add_problem(name_of(transaction), mapped.error().sentence());
  for (auto& event : mapped.value().events) {
    if (event.facts.size() > kFactsMax) {
      job.add_problem(name_of(transaction), "its lines are more than an event of 64 KiB can hold");
      continue;
    }
    job.outgoing.push_back(
        {name_of(transaction), std::string(), std::move(event), mapped.value().customer, {}});
  }
}

// The text up to the next line's end; takes it off.
std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

void Job::add_problem(std::string_view name, std::string_view sentence) {
  ++problem_count;
  if (problems.size() == kProblemsTold) return;
  problems.push_back(std::string(name) + ": " + std::string(sentence));
}

Result<Job> make_job(const fs::path& file, const MappingSettings& settings) {
  Job job{.file = file, .digest = {}, .outgoing = {}, .problems = {}};
  RunningDigest digest;
  PoslogReader reader(
      [&](const Transaction& transaction) { add_transaction(job, transaction, settings); });
  TP_CHECK(read_in_parts(file, [&](std::string_view part) {
    digest.add(part);
    return reader.feed(part);
  }));
  const auto finished = reader.finish();
  if (!finished) return refused(finished.error().sentence());
  job.digest = digest.hex();
  return job;
}

Result<std::string> digest_of(const fs::path& file) {
  RunningDigest digest;
  TP_CHECK(read_in_parts(file, [&](std::string_view part) -> Result<void> {
    digest.add(part);
    return success();
  }));
  return digest.hex();
}

std::string write_events(const Job& job) {
  std::string text = std::string(kHead) + job.digest + "\n";
  text += std::to_string(job.problem_count) + "\n";
  for (const auto& problem : job.problems)
    text += "-" + problem + "\n";
  for (const auto& each : job.outgoing)
    text += "+" + each.name + "\t" + each.body + "\n";
  return text;
}

std::optional<Job> read_events(std::string_view text, const fs::path& file,
                               std::string_view digest) {
  if (next_line(text) != std::string(kHead).append(digest)) return std::nullopt;
  Job job{.file = file, .digest = std::string(digest), .outgoing = {}, .problems = {}};
  job.problem_count = std::strtoull(std::string(next_line(text)).c_str(), nullptr, 10);
  while (!text.empty()) {
    const auto line = next_line(text);
    const auto tab = line.find('\t');
    if (line.starts_with('-')) {
      job.problems.emplace_back(line.substr(1));
    } else if (line.starts_with('+') && tab != std::string_view::npos) {
      job.outgoing.push_back({std::string(line.substr(1, tab - 1)),
                              std::string(line.substr(tab + 1)),
                              {},
                              std::nullopt,
                              {}});
    } else {
      return std::nullopt;
    }
  }
  return job;
}

std::string why_refused(const Job& job) {
  std::string sentence;
  for (const auto& problem : job.problems)
    sentence += (sentence.empty() ? "" : "; ") + problem;
  if (job.problem_count > job.problems.size()) {
    sentence += "; and " + std::to_string(job.problem_count - job.problems.size()) + " more";
  }
  return sentence + ". Everything else in this file is recorded.";
}

}  // namespace touchpoint::devices
