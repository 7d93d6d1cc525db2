#include "devices/poslog/feed.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "devices/poslog/answers.hpp"
#include "devices/poslog/folder_watch.hpp"
#include "devices/poslog/job.hpp"
#include "devices/poslog/spool.hpp"
#include "logging/logging.hpp"
#include "loop/worker.hpp"

namespace touchpoint::devices {
namespace {

namespace fs = std::filesystem;

// Of one request: far below what the API takes, and little to send again.
constexpr std::size_t kBatchMax = 100;
constexpr std::size_t kBatchBytesMax = 512 * 1024;
constexpr int kPauseGrows = 16;
constexpr auto kSoon = std::chrono::seconds{1};  // a file is still being written
constexpr auto kSweepEvery = std::chrono::hours{1};
constexpr std::size_t kQueueMax = 8;  // one thing is under way at a time

// What a look has brought.
struct Taken {
  std::optional<Job> job;            // the file in hand
  std::optional<fs::path> unusable;  // or one that is none …
  std::string why;                   // … because
  bool kept = false;                 // the job's events have their bodies already
  bool waits = false;                // something is there that is not whole
};

Result<Taken> take_job(Spool& spool, BootTime now, const MappingSettings& settings) {
  Taken taken;
  TP_TRY(const auto file, spool.take(now));
  taken.waits = spool.waits();
  if (!file) return taken;
  auto job = make_job(*file, settings);
  if (!job && !job.error().is(Condition::refused)) return job.error();
  if (!job) {
    taken.unusable = *file;
    taken.why = job.error().sentence();
    return taken;
  }
  TP_TRY(const auto kept, spool.kept_events(*file));
  if (kept) {
    if (auto before = read_events(*kept, *file, job.value().digest)) {
      taken.job = std::move(before);
      taken.kept = true;
      return taken;
    }
  }
  taken.job = std::move(job).value();
  return taken;
}

}  // namespace

struct PoslogFeed::State {
  State(Loop& runs_on, const Clock& tells, CallAgent calls, PoslogSettings set, Spool opened)
      : loop(runs_on),
        clock(tells),
        call(std::move(calls)),
        settings(std::move(set)),
        spool(std::move(opened)),
        watch(runs_on, settings.folder,
              [this] {
                changed = true;
                if (!busy) look();
              }),
        waited(settings.pause),
        worker("poslog", kQueueMax) {}

  // Runs `work` on the worker and `then` on the loop, with what it returned.
  template <class Work, class Then>
  void on_disk(Work work, Then then) {
    const bool posted = worker.post([this, work = std::move(work),
                                     then = std::move(then)]() mutable {
      loop.post([weak = std::weak_ptr(life), then = std::move(then), result = work()]() mutable {
        if (!weak.expired()) then(std::move(result));
      });
    });
    if (!posted) pause();
  }
  template <class Then>
  void ask(std::string_view path, std::string body, Then then) {
    call(path, std::move(body),
         [weak = std::weak_ptr(life), then = std::move(then)](Result<AgentAnswer> answer) mutable {
           if (!weak.expired()) then(std::move(answer));
         });
  }

  void look();
  void looked(Result<Taken> result);
  void ask_for_customers();
  void asked(Result<AgentAnswer> answer);
  void keep();
  void send();
  void sent(std::size_t size, const Result<AgentAnswer>& answer);
  void take_results(const std::vector<EventResult>& results);
  void put_away();
  void refuse(const fs::path& file, std::string why);
  void file_ended(Result<void> result);
  void rest(bool soon);
  // Longer each time, while nothing helps.
  void pause() {
    rest_for(waited);
    waited = std::min(2 * waited, kPauseGrows * settings.pause);
  }
  void rest_for(std::chrono::milliseconds time) {
    busy = false;
    next = loop.after(time, [this] { look(); });
  }
  void say_disk(const Error& error);

  Loop& loop;
  const Clock& clock;
  CallAgent call;
  PoslogSettings settings;
  Spool spool;  // the worker's, but for its construction
  FolderWatch watch;
  Timer next;
  bool busy = false;
  bool changed = false;  // while it was busy
  std::string disk_problem;
  BootTime swept{-1};
  Job job;
  std::size_t at = 0;  // the event that is asked for or sent next
  std::size_t batch_max = kBatchMax;
  std::chrono::milliseconds waited;                     // how long the next pause is
  std::shared_ptr<int> life = std::make_shared<int>();  // of callbacks that come too late
  Worker worker;  // ended first: what it runs uses everything above
};

void PoslogFeed::State::say_disk(const Error& error) {
  if (std::exchange(disk_problem, error.sentence()) == error.sentence()) return;
  log(Message::till_files_wait, "till files wait: " + error.sentence());
}

void PoslogFeed::State::look() {
  busy = true;
  changed = false;
  next.cancel();
  const auto now = clock.since_boot();
  const bool sweep = swept < BootTime{} || now - swept >= kSweepEvery;
  if (sweep) swept = now;
  on_disk(
      [this, now, sweep, wall = clock.wall()]() -> Result<Taken> {
        if (sweep) {
          TP_CHECK(spool.sweep(wall));
        }
        return take_job(spool, now, settings.mapping);
      },
      [this](Result<Taken> result) { looked(std::move(result)); });
}

void PoslogFeed::State::looked(Result<Taken> result) {
  if (!result) {
    say_disk(result.error());
    return pause();
  }
  disk_problem.clear();
  auto taken = std::move(result).value();
  if (taken.unusable) return refuse(*taken.unusable, taken.why);
  if (!taken.job) return rest(taken.waits);
  job = std::move(*taken.job);
  at = 0;
  if (taken.kept) return send();
  ask_for_customers();
}

// One after the other; a file has one customer, mostly.
void PoslogFeed::State::ask_for_customers() {
  while (at < job.outgoing.size()) {
    auto& each = job.outgoing[at];
    if (!each.customer) {
      each.body = to_json(each.event, {});
    } else if (at > 0 && job.outgoing[at - 1].customer == each.customer) {
      each.body = to_json(each.event, job.outgoing[at - 1].profile);
      each.profile = job.outgoing[at - 1].profile;
    } else {
      return ask("/v1/recognitions", recognition_body(*each.customer),
                 [this](Result<AgentAnswer> answer) { asked(std::move(answer)); });
    }
    ++at;
  }
  keep();
}

void PoslogFeed::State::asked(Result<AgentAnswer> answer) {
  if (!answer || answer.value().status >= 500) return pause();
  auto& each = job.outgoing[at];
  // What the agent does not look up is nobody's: the sale is one all the same.
  if (answer.value().status == 200) each.profile = profile_of(answer.value().body);
  each.body = to_json(each.event, each.profile);
  ++at;
  ask_for_customers();
}

void PoslogFeed::State::keep() {
  on_disk([this, events = write_events(job)] { return spool.keep_events(job.file, events); },
          [this](const Result<void>& kept) {
            if (!kept) {
              say_disk(kept.error());
              return pause();
            }
            at = 0;
            send();
          });
}

void PoslogFeed::State::send() {
  if (at == job.outgoing.size()) return put_away();
  std::string body;
  std::size_t size = 0;
  while (at + size < job.outgoing.size() && size < batch_max) {
    const auto& next_body = job.outgoing[at + size].body;
    if (size > 0 && body.size() + next_body.size() > kBatchBytesMax) break;
    body += (size == 0 ? "[" : ",") + next_body;
    ++size;
  }
  ask("/v1/interactions", body + "]",
      [this, size](const Result<AgentAnswer>& answer) { sent(size, answer); });
}

void PoslogFeed::State::sent(std::size_t size, const Result<AgentAnswer>& answer) {
  if (!answer || answer.value().status >= 500) return pause();
  const auto& [status, body] = answer.value();
  const auto results = results_of(body, size);
  if (status == 200 && results) return take_results(*results);
  // Refused as a whole, which says nothing of each: one at a time.
  if (status >= 400 && size > 1) {
    batch_max = 1;
    return send();
  }
  // Whatever that is, it says neither that it is recorded nor that it never will be.
  if (status < 400) return pause();
  take_results({{EventResult::What::refused, sentence_of(status, body)}});
}

void PoslogFeed::State::take_results(const std::vector<EventResult>& results) {
  if (std::ranges::find(results, EventResult::What::later, &EventResult::what) != results.end()) {
    return pause();
  }
  for (const auto& result : results) {
    auto each = job.outgoing[at++];
    if (result.what == EventResult::What::recorded) continue;
    // A till may tell the same sale again when its customer, unknown then, has become known.
    auto before = without_profile(each.body);
    if (result.what == EventResult::What::taken && before != each.body) {
      each.body = std::move(before);
      job.outgoing.push_back(std::move(each));
    } else {
      job.add_problem(each.name, result.sentence);
    }
  }
  send();
}

void PoslogFeed::State::put_away() {
  if (job.problem_count > 0) return refuse(job.file, why_refused(job));
  on_disk([this] { return spool.done(job.file); },
          [this](Result<void> done) { file_ended(std::move(done)); });
}

void PoslogFeed::State::refuse(const fs::path& file, std::string why) {
  log(Message::till_file_refused, "a file of a till is among the refused: " + why);
  on_disk([this, file, why = std::move(why)] { return spool.refuse(file, why); },
          [this](Result<void> done) { file_ended(std::move(done)); });
}

void PoslogFeed::State::file_ended(Result<void> result) {
  job = {};
  batch_max = kBatchMax;
  waited = settings.pause;
  if (!result) {
    say_disk(result.error());
    return pause();
  }
  look();
}

void PoslogFeed::State::rest(bool soon) {
  if (changed) return look();
  rest_for(soon ? std::min<std::chrono::milliseconds>(kSoon, settings.look_every)
                : settings.look_every);
}

Result<std::unique_ptr<PoslogFeed>> PoslogFeed::open(Loop& loop, const Clock& clock, CallAgent call,
                                                     PoslogSettings settings) {
  TP_TRY(auto spool, Spool::open(settings.folder, settings.keep));
  auto state =
      std::make_unique<State>(loop, clock, std::move(call), std::move(settings), std::move(spool));
  state->look();
  return std::unique_ptr<PoslogFeed>(new PoslogFeed(std::move(state)));
}

PoslogFeed::PoslogFeed(std::unique_ptr<State> state) : state_(std::move(state)) {}
PoslogFeed::~PoslogFeed() = default;

}  // namespace touchpoint::devices
