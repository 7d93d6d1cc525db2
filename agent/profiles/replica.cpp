#include "profiles/replica.hpp"

#include <atomic>
#include <map>

#include "core/limits.hpp"
#include "sqlite/set_aside.hpp"

namespace touchpoint::profiles {
namespace {

constexpr auto kLookAgain = std::chrono::seconds{5};     // when there was more to do than fits
constexpr auto kLeaseNotePause = std::chrono::hours{1};  // what a power cut can take off its age

// Nobody was found where nothing was ever pulled.
void no_replica_for(Finding& finding) {
  if (!finding.profile) finding.why = WhyUnknown::no_replica;
}
void no_replica_for(TaskSteps&) {}  // what was recorded here is known all the same
void no_replica_for(PeopleAnswer& answer) {
  if (answer.candidates.empty()) answer.why = WhyUnknown::no_replica;
}

}  // namespace

// What the loop knows of the replica: as of the last commit whose answer it has seen.
struct Replica::LoopSide {
  const Clock& clock;
  Holding holding;
  bool failed = false;
  EffectsWanted effects_wanted;
  std::function<void()> collections_changed;
  // By asker, whether their question is no longer of interest. As many as staff have pages open.
  std::map<std::string, std::shared_ptr<std::atomic<bool>>> asked;

  Freshness freshness() const {
    Freshness fresh{.as_of = holding.as_of, .age_s = std::nullopt};
    if (!holding.as_of) return fresh;
    const auto age = age_of(holding.lease, clock);
    if (age.exact) {
      fresh.age_s = std::chrono::duration_cast<std::chrono::seconds>(age.at_least).count();
    }
    return fresh;
  }

  // Why nobody can be shown, whoever is asked for. Before the first page there is nobody but whom
  // this device has registered.
  std::optional<WhyUnknown> closed() const {
    if (failed) return WhyUnknown::no_replica;
    if (!holding.epoch.empty() && has_expired(holding.lease, clock))
      return WhyUnknown::lease_expired;
    return std::nullopt;
  }

  void see(Holding now) {
    const bool again = now.reflects < holding.reflects || now.epoch != holding.epoch;
    const bool counted = now.collections != holding.collections;
    holding = std::move(now);
    if (counted && collections_changed) collections_changed();
    if (again && effects_wanted) effects_wanted(holding.reflects);
  }
};

Result<Replica::Opened> Replica::open(const Options& options, const crypto::DeviceKeys& keys,
                                      Loop& loop, const Clock& clock, Random& random) {
  const Surroundings surroundings{keys, clock, random};
  const bool left_open = sqlite::was_left_open(options.file);
  TP_TRY(auto opened, open_or_set_aside(options, surroundings));
  TP_TRY(const auto format, opened.writer->format());
  TP_TRY(auto reader, ReplicaReader::open(options, surroundings));
  std::unique_ptr<Replica> replica{
      new Replica(loop, clock, options.file, std::move(opened.writer), std::move(reader))};
  if (left_open && !opened.set_aside) {
    // Reading every page of a large file takes seconds; the counter need not wait for them.
    replica->write([](ReplicaWriter& writer) { return writer.quick_check(); },
                   [](const Result<void>&) {});
  }
  replica->note_lease_now_and_then();
  replica->look_for_collections();
  return Opened{std::move(replica), std::move(opened.set_aside), format};
}

Replica::Replica(Loop& loop, const Clock& clock, std::filesystem::path file,
                 std::unique_ptr<ReplicaWriter> writer, std::unique_ptr<ReplicaReader> reader)
    : loop_(loop),
      file_(std::move(file)),
      loop_side_(new LoopSide{clock, writer->holding(), false, nullptr, {}, {}}),
      writer_(std::move(writer)),
      reader_(std::move(reader)),
      profiles_("profiles", limits::kProfilesQueueMax),
      lookup_("lookup", limits::kLookupQueueMax) {}

Replica::~Replica() {
  stop();
}

void Replica::stop() {
  lease_timer_.cancel();
  look_timer_.cancel();
  lookup_.stop();
  reader_.reset();
  profiles_.stop();
  // Should it fail, the log is still there, and the next start looks closely. What has failed is
  // left as it is.
  if (writer_ && !loop_side_->failed) static_cast<void>(writer_->close().has_value());
  writer_.reset();
}

// `work` runs on the profiles thread in a transaction of its own; `done` gets its result.
template <class Work, class Done>
void Replica::write(Work work, Done done) {
  struct Request {
    Work work;
    Done done;
  };
  auto request = std::make_shared<Request>(Request{std::move(work), std::move(done)});
  if (loop_side_->failed) {
    loop_.post([request] {
      request->done(damaged("the replica has failed and is pulled again at the next start"));
    });
    return;
  }
  const bool queued = profiles_.post(
      [&loop = loop_, &writer = *writer_, &file = file_, side = loop_side_, request] {
        auto result = request->work(writer);
        const bool failed = !result && result.error().is(Condition::damaged);
        if (failed) sqlite::mark_suspect(file);
        if (!failed) writer.checkpoint_when_due();
        loop.post([side, request, failed, holding = writer.holding(),
                   result = std::move(result)]() mutable {
          side->failed = side->failed || failed;
          side->see(std::move(holding));
          request->done(std::move(result));
        });
      });
  if (queued) return;
  loop_.post([request] {
    request->done(retry_later("the replica has more to do than it can take: try again"));
  });
}

// `work` runs on the lookup thread, unless nobody can be shown anyway.
template <class Answer, class Work>
void Replica::look_up(Work work, std::move_only_function<void(Result<Answer>)> done) {
  struct Request {
    Work work;
    std::move_only_function<void(Result<Answer>)> done;
  };
  auto request = std::make_shared<Request>(Request{std::move(work), std::move(done)});
  const auto answer = [side = loop_side_, request](Result<Answer> result) {
    if (result) {
      result.value().freshness = side->freshness();
      if (side->holding.epoch.empty()) no_replica_for(result.value());
    }
    request->done(std::move(result));
  };
  if (const auto why = loop_side_->closed()) {
    loop_.post([answer, why = *why] {
      Answer nobody;
      nobody.why = why;
      answer(std::move(nobody));
    });
    return;
  }
  const bool queued = lookup_.post(
      [&loop = loop_, &reader = *reader_, &file = file_, side = loop_side_, answer, request] {
        auto result = request->work(reader);
        const bool failed = !result && result.error().is(Condition::damaged);
        if (failed) sqlite::mark_suspect(file);
        loop.post([side, answer, failed, result = std::move(result)]() mutable {
          side->failed = side->failed || failed;
          answer(std::move(result));
        });
      });
  if (queued) return;
  loop_.post([answer] { answer(retry_later("too many look-ups at once: scan again")); });
}

void Replica::find(std::vector<Identifier> identifiers,
                   std::move_only_function<void(Result<Finding>)> done) {
  look_up<Finding>([identifiers = std::move(identifiers)](
                       ReplicaReader& reader) { return reader.find(identifiers); },
                   std::move(done));
}

void Replica::read(std::string profile, std::move_only_function<void(Result<Finding>)> done) {
  look_up<Finding>(
      [profile = std::move(profile)](ReplicaReader& reader) { return reader.read(profile); },
      std::move(done));
}

void Replica::find_people(PeopleQuestion question,
                          std::move_only_function<void(Result<PeopleAnswer>)> done) {
  auto stop = std::make_shared<std::atomic<bool>>(false);
  if (!question.asker.empty()) {
    auto& latest = loop_side_->asked[question.asker];
    if (latest) *latest = true;
    latest = stop;
  }
  auto answered = [side = loop_side_, asker = question.asker, stop,
                   done = std::move(done)](Result<PeopleAnswer> answer) mutable {
    const auto at = side->asked.find(asker);
    if (at != side->asked.end() && at->second == stop) side->asked.erase(at);
    if (answer) answer.value().partial = !side->holding.searchable;
    done(std::move(answer));
  };
  look_up<PeopleAnswer>([question = std::move(question), stop](
                            ReplicaReader& reader) { return reader.find_people(question, *stop); },
                        std::move(answered));
}

sync::FeedCursor Replica::cursor() const {
  return {loop_side_->holding.epoch, loop_side_->holding.since};
}

void Replica::apply(sync::ChangePage page, std::move_only_function<void(Result<void>)> done) {
  write([page = std::move(page)](ReplicaWriter& writer) { return writer.apply(page); },
        std::move(done));
}

void Replica::note_recorded(std::vector<LocalEffect> effects, std::vector<TaskStep> task_steps,
                            std::move_only_function<void(Result<void>)> done) {
  write([effects = std::move(effects), task_steps = std::move(task_steps)](
            ReplicaWriter& writer) { return writer.note(effects, task_steps); },
        std::move(done));
}

void Replica::read_task_steps(std::move_only_function<void(Result<TaskSteps>)> done) {
  look_up<TaskSteps>([](ReplicaReader& reader) { return reader.task_steps(); }, std::move(done));
}

void Replica::let_go(std::vector<std::int64_t> sequences,
                     std::move_only_function<void(Result<void>)> done) {
  write([sequences =
             std::move(sequences)](ReplicaWriter& writer) { return writer.let_go(sequences); },
        std::move(done));
}

void Replica::forget(std::string profile, std::move_only_function<void(Result<void>)> done) {
  write([profile = std::move(profile)](ReplicaWriter& writer) { return writer.forget(profile); },
        std::move(done));
}

void Replica::on_effects_wanted(EffectsWanted wanted) {
  loop_side_->effects_wanted = std::move(wanted);
  loop_side_->effects_wanted(loop_side_->holding.reflects);
}

void Replica::note_lease_now_and_then() {
  lease_timer_ = loop_.after(kLeaseNotePause, [this] {
    write([](ReplicaWriter& writer) { return writer.note_lease(); }, [](const Result<void>&) {});
    note_lease_now_and_then();
  });
}

// A part at a time: a page of the feed, or what is recorded here, comes between.
void Replica::look_for_collections() {
  write([](ReplicaWriter& writer) { return writer.look_for_collections(); },
        [this, side = std::weak_ptr(loop_side_)](const Result<bool>& more) {
          if (side.expired()) return;
          const bool busy = !more && more.error().is(Condition::retry_later);
          if (busy) look_timer_ = loop_.after(kLookAgain, [this] { look_for_collections(); });
          if (more && more.value()) look_for_collections();
        });
}

void Replica::on_collections_changed(std::function<void()> changed) {
  loop_side_->collections_changed = std::move(changed);
}

DeviceStatus::Replica Replica::status() const {
  const auto& holding = loop_side_->holding;
  const auto fresh = loop_side_->freshness();
  const auto state = [&]() -> std::string {
    if (loop_side_->failed) return "failed";
    if (holding.epoch.empty()) return "empty";
    if (has_expired(holding.lease, loop_side_->clock)) return "expired";
    return holding.as_of ? "well" : "loading";
  };
  return {.state = state(),
          .profiles = holding.profiles,
          .as_of = fresh.as_of,
          .age_s = fresh.age_s,
          .collections = state() == "well" ? holding.collections : std::nullopt};
}

}  // namespace touchpoint::profiles
