#include "journal/journal.hpp"

#include "core/limits.hpp"

namespace touchpoint::journal {

// What the loop knows of the journal: as of the last group whose answers it has seen.
struct Journal::LoopSide {
  GroupCommit::Standing standing;
};

Result<Journal::Opened> Journal::open(Options options, const crypto::DeviceKeys& keys, Loop& loop,
                                      const Clock& clock, Random& random) {
  const Surroundings surroundings{keys, clock, random};
  TP_TRY(auto opened, open_or_set_aside(options, surroundings));
  auto id = opened.file->id().text();

  auto loop_side = std::make_shared<LoopSide>();
  auto deliver = [&loop, loop_side](std::vector<GroupCommit::Answer> answers,
                                    std::optional<Error> lost, GroupCommit::Standing standing) {
    loop.post(
        [loop_side, answers = std::move(answers), lost = std::move(lost), standing]() mutable {
          loop_side->standing = standing;
          for (auto& answer : answers)
            answer(lost ? &*lost : nullptr);
        });
  };
  auto group = std::make_unique<GroupCommit>(std::move(options), surroundings,
                                             std::move(opened.file), std::move(deliver));
  loop_side->standing = group->standing();
  return Opened{std::unique_ptr<Journal>(
                    new Journal(std::move(id), loop, std::move(group), std::move(loop_side))),
                std::move(opened.set_aside)};
}

Journal::Journal(std::string id, Loop& loop, std::unique_ptr<GroupCommit> group,
                 std::shared_ptr<LoopSide> loop_side)
    : id_(std::move(id)),
      loop_(loop),
      loop_side_(std::move(loop_side)),
      group_(std::move(group)),
      worker_("journal", limits::kJournalQueueMax, limits::kJournalGroupMax,
              {.before_group = nullptr, .after_group = [group = group_.get()](bool more_waiting) {
                 group->end_group(more_waiting);
               }}) {}

Journal::~Journal() {
  stop();
}

void Journal::stop() {
  worker_.stop();
  group_->close();
}

// `work` runs on the journal thread, `done` gets its result on the loop: after the commit, if it
// writes.
template <class Value, class Work, class Done>
void Journal::post(bool writes, Work work, Done done) {
  struct Request {
    Work work;
    Done done;
    std::optional<Result<Value>> result;
  };
  auto request = std::make_shared<Request>(Request{std::move(work), std::move(done), std::nullopt});
  const bool queued = worker_.post([group = group_.get(), writes, request] {
    if (!writes || !group->is_lost()) {
      auto file = group->file();
      request->result = file ? request->work(*file.value()) : Result<Value>{file.error()};
      if (file && !*request->result) {
        const auto& error = request->result->error();
        writes ? group->lose(error) : group->could_not_read(error);
      }
    }
    group->answer([writes, request](const Error* lost) {
      request->done(writes && lost ? Result<Value>{*lost} : std::move(*request->result));
    });
  });
  if (queued) return;
  loop_.post([request] {
    request->done(retry_later("the journal has more to do than it can take: try again"));
  });
}

void Journal::record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) {
  post<Verdict>(
      true, [event = std::move(event)](JournalFile& file) { return file.append(event); },
      [done = std::move(done)](Result<Verdict> verdict) mutable {
        done(verdict ? std::move(verdict.value().answer) : Result<Recorded>{verdict.error()});
      });
}

sync::JournalPosition Journal::position() const {
  const auto& standing = loop_side_->standing;
  return {.journal = id_,
          .first_kept = standing.first_kept,
          .last = standing.last,
          .through = standing.through};
}

DeviceStatus::Journal Journal::status() const {
  const auto& standing = loop_side_->standing;
  return {.journal = id_,
          .well = standing.well,
          .last = standing.last,
          .through = standing.through,
          .refused = standing.refused,
          .oldest_unsent = standing.oldest_unsent};
}

void Journal::read_after(
    std::int64_t after, std::size_t rows_max, std::size_t bytes_max,
    std::move_only_function<void(Result<std::vector<sync::OutgoingEvent>>)> done) {
  using Events = std::vector<sync::OutgoingEvent>;
  auto work = [after, rows_max, bytes_max](JournalFile& file) -> Result<Events> {
    Events events;
    std::size_t bytes = 0;
    std::optional<Error> erased;
    TP_CHECK(file.read_after(after, {}, [&](Row row) {
      if (!row.event) {
        erased = damaged("row " + std::to_string(row.sequence) + " was erased before it was sent");
        return false;
      }
      auto json = with_chain(std::move(*row.event), row.chain);
      bytes += json.size();
      if (!events.empty() && bytes > bytes_max) return false;
      events.push_back({row.sequence, std::move(json)});
      return events.size() < rows_max;
    }));
    if (erased && events.empty()) return *erased;
    return events;
  };
  post<Events>(false, std::move(work), std::move(done));
}

void Journal::chain_at(std::int64_t sequence,
                       std::move_only_function<void(Result<std::optional<Digest>>)> done) {
  post<std::optional<Digest>>(
      false, [sequence](JournalFile& file) { return file.chain_at(sequence); }, std::move(done));
}

void Journal::keep_receipt(std::int64_t through, std::string jws,
                           std::move_only_function<void(Result<void>)> done) {
  if (through < 0 || through > position().last) {
    loop_.post([done = std::move(done)]() mutable {
      done(refused("a receipt for rows that were never written"));
    });
    return;
  }
  post<void>(
      true,
      [through, jws = std::move(jws)](JournalFile& file) {
        return file.keep_receipt(through, jws);
      },
      std::move(done));
}

void Journal::keep_refusals(std::vector<sync::Refusal> refusals,
                            std::move_only_function<void(Result<void>)> done) {
  auto work = [refusals = std::move(refusals)](JournalFile& file) -> Result<void> {
    for (const auto& refusal : refusals) {
      TP_CHECK(file.keep_refusal(refusal.sequence, refusal.reason));
    }
    return success();
  };
  post<void>(true, std::move(work), std::move(done));
}

void Journal::scan_after(std::int64_t after, std::vector<std::string> types, std::size_t rows_max,
                         std::move_only_function<void(Result<KeptEvents>)> done) {
  auto work = [after, types = std::move(types), rows_max](JournalFile& file) -> Result<KeptEvents> {
    KeptEvents kept{.events = {}, .through = file.last()};
    TP_CHECK(file.read_after(after, types, [&](Row row) {
      if (row.event) kept.events.push_back({row.sequence, std::string{row.type}, *row.event});
      kept.more = kept.events.size() >= rows_max;
      if (kept.more) kept.through = row.sequence;
      return !kept.more;
    }));
    return kept;
  };
  post<KeptEvents>(false, std::move(work), std::move(done));
}

}  // namespace touchpoint::journal
