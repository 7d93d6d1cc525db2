#include "journal/journal.hpp"

#include "core/limits.hpp"
#include "crypto/hash.hpp"

namespace touchpoint::journal {
// What the loop knows of the journal: as of the last group whose answers it has seen.
struct Journal::LoopSide {
  GroupCommit::Standing standing;
  std::chrono::milliseconds look_every{};
  Task look_for_room;  // set while the journal runs
  Timer look_again;
  bool looking = false;

  // Nobody may be recording while there is no room, and screens are to know when there is.
  void take(Loop& loop, const GroupCommit::Standing& now) {
    standing = now;
    if (!standing.full || looking || !look_for_room) return;
    looking = true;
    look_again = loop.after(look_every, [this] {
      looking = false;
      if (look_for_room) look_for_room();
    });
  }
};

Result<Journal::Opened> Journal::open(Options options, const crypto::DeviceKeys& keys, Loop& loop,
                                      const Clock& clock, Random& random) {
  const Surroundings surroundings{keys, clock, random};
  TP_TRY(auto opened, open_or_set_aside(options, surroundings));
  auto id = opened.file->id().text();
  TP_TRY(const auto format, opened.file->format());

  auto loop_side = std::make_shared<LoopSide>();
  loop_side->look_every = options.look_for_room;
  auto deliver = [&loop, loop_side](std::vector<GroupCommit::Answer> answers,
                                    std::optional<Error> lost, GroupCommit::Standing standing) {
    loop.post([&loop, loop_side, answers = std::move(answers), lost = std::move(lost),
               standing]() mutable {
      loop_side->take(loop, standing);
      for (auto& answer : answers)
        answer(lost ? &*lost : nullptr);
    });
  };
  auto group = std::make_unique<GroupCommit>(std::move(options), surroundings,
                                             std::move(opened.file), std::move(deliver));
  loop_side->standing = group->standing();
  return Opened{std::unique_ptr<Journal>(
                    new Journal(std::move(id), loop, std::move(group), std::move(loop_side))),
                std::move(opened.set_aside), format};
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
               }}) {
  loop_side_->look_for_room = [this] {
    static_cast<void>(worker_.post([group = group_.get()] { group->look_for_room(); }));
  };
  loop_side_->take(loop_, loop_side_->standing);
}

Journal::~Journal() {
  stop();
}

void Journal::stop() {
  loop_side_->look_for_room = nullptr;
  worker_.stop();
  group_->close();
}

// `work` runs on the journal thread, `done` gets its result on the loop: after the commit, if it
// writes.
template <class Value, class Work, class Done>
void Journal::post(Kind kind, Work work, Done done) {
  struct Request {
    Kind kind;
    Work work;
    Done done;
    std::optional<Result<Value>> result;

    bool writes() const { return kind != Kind::reads; }
    void run(GroupCommit& group) {
      if (writes() && group.is_lost()) return;
      if (kind == Kind::records) {
        if (auto full = group.no_room()) {
          result = *std::move(full);
          return;
        }
      }
      auto file = group.file();
      result = file ? work(*file.value()) : Result<Value>{file.error()};
      if (!file || *result) return;
      writes() ? group.lose(result->error()) : group.could_not_read(result->error());
    }
  };
  auto request =
      std::make_shared<Request>(Request{kind, std::move(work), std::move(done), std::nullopt});
  const bool queued = worker_.post([group = group_.get(), request] {
    request->run(*group);
    group->answer([request](const Error* lost) {
      const bool gone = request->writes() && lost != nullptr;
      request->done(gone ? Result<Value>{*lost} : std::move(*request->result));
    });
  });
  if (queued) return;
  loop_.post([request] {
    request->done(retry_later("the journal has more to do than it can take: try again"));
  });
}

void Journal::record(NewEvent event, std::move_only_function<void(Result<Recorded>)> done) {
  post<Verdict>(
      Kind::records, [event = std::move(event)](JournalFile& file) { return file.append(event); },
      [done = std::move(done)](Result<Verdict> verdict) mutable {
        done(verdict ? std::move(verdict.value().answer) : Result<Recorded>{verdict.error()});
      });
}

sync::JournalPosition Journal::position() const {
  const auto& standing = loop_side_->standing;
  return {.journal = id_,
          .first_kept = standing.first_kept,
          .last = standing.last,
          .through = standing.through,
          .refused = standing.refused};
}

DeviceStatus::Journal Journal::status() const {
  const auto& standing = loop_side_->standing;
  return {.journal = id_,
          .well = standing.well,
          .full = standing.full,
          .last = standing.last,
          .through = standing.through,
          .refused = standing.refused,
          .oldest_unsent = standing.oldest_unsent};
}

namespace {

// `before` is the chain at the last of `rows`, and then at this one.
Result<sync::OutgoingEvent> outgoing(JournalFile& file, Row row,
                                     const std::vector<sync::OutgoingEvent>& rows, Digest& before) {
  const bool next = !rows.empty() && rows.back().sequence + 1 == row.sequence;
  const bool follows = next && crypto::chain_next(before, row.digest) == row.chain;
  before = row.chain;
  if (!row.event) {
    TP_TRY(row.event, file.tombstone(row.sequence));
  }
  return sync::OutgoingEvent{row.sequence, with_chain(std::move(*row.event), row.chain), follows};
}

}  // namespace

void Journal::read_after(
    std::int64_t after, std::size_t rows_max, std::size_t bytes_max,
    std::move_only_function<void(Result<std::vector<sync::OutgoingEvent>>)> done) {
  using Events = std::vector<sync::OutgoingEvent>;
  auto work = [after, rows_max, bytes_max](JournalFile& file) -> Result<Events> {
    Events events;
    std::size_t bytes = 0;
    Digest before{};
    std::optional<Error> failed;
    TP_CHECK(file.read_after(after, {}, [&](Row row) {
      auto event = outgoing(file, std::move(row), events, before);
      if (!event) {
        failed = event.error();
        return false;
      }
      bytes += event.value().json.size();
      if (!events.empty() && bytes > bytes_max) return false;
      events.push_back(std::move(event).value());
      return events.size() < rows_max;
    }));
    if (failed && events.empty()) return *failed;
    return events;
  };
  post<Events>(Kind::reads, std::move(work), std::move(done));
}

void Journal::chain_at(std::int64_t sequence,
                       std::move_only_function<void(Result<std::optional<Digest>>)> done) {
  post<std::optional<Digest>>(
      Kind::reads, [sequence](JournalFile& file) { return file.chain_at(sequence); },
      std::move(done));
}

void Journal::keep_receipt(sync::KeptReceipt receipt,
                           std::move_only_function<void(Result<bool>)> done) {
  if (receipt.through < 0 || receipt.through > position().last) {
    loop_.post([done = std::move(done)]() mutable {
      done(refused("a receipt for rows that were never written"));
    });
    return;
  }
  struct Kept {  // a chain that cannot be read loses nobody's rows
    Result<bool> answer;
  };
  auto work = [group = group_.get(),
               receipt = std::move(receipt)](JournalFile& file) -> Result<Kept> {
    const auto chain = receipt.chain ? file.chain_at(receipt.through)
                                     : Result<std::optional<Digest>>{receipt.chain};
    if (!chain) {
      group->could_not_read(chain.error());
      return Kept{chain.error()};
    }
    const bool gone = !chain.value() && receipt.chain_may_be_gone;
    if (!gone && chain.value() != receipt.chain) return Kept{false};
    TP_CHECK(file.keep_receipt(receipt));
    return Kept{true};
  };
  post<Kept>(Kind::writes, std::move(work), [done = std::move(done)](Result<Kept> kept) mutable {
    done(kept ? std::move(kept.value().answer) : Result<bool>{kept.error()});
  });
}

void Journal::keep_refusals(sync::RefusalPage page,
                            std::move_only_function<void(Result<void>)> done) {
  post<void>(
      Kind::writes,
      [page = std::move(page)](JournalFile& file) { return file.keep_refusals(page); },
      std::move(done));
}

void Journal::refused_after(std::int64_t after, std::size_t rows_max,
                            std::move_only_function<void(Result<std::vector<RefusedRow>>)> done) {
  post<std::vector<RefusedRow>>(
      Kind::reads,
      [after, rows_max](JournalFile& file) { return file.refused_after(after, rows_max); },
      std::move(done));
}

void Journal::erase(std::vector<std::int64_t> sequences,
                    std::move_only_function<void(Result<std::int64_t>)> done) {
  post<std::int64_t>(
      Kind::writes,
      [group = group_.get(), sequences = std::move(sequences)](JournalFile& file) {
        group->scrub();
        return file.erase(sequences);
      },
      std::move(done));
}

void Journal::verify(const Verified& from, std::int64_t rows_max,
                     std::move_only_function<void(Result<Verified>)> done) {
  post<Verified>(
      Kind::reads, [from, rows_max](JournalFile& file) { return file.verify(from, rows_max); },
      std::move(done));
}

void Journal::list(std::int64_t after, std::size_t rows_max,
                   std::move_only_function<void(Result<std::vector<ListedRow>>)> done) {
  post<std::vector<ListedRow>>(
      Kind::reads, [after, rows_max](JournalFile& file) { return file.list(after, rows_max); },
      std::move(done));
}

void Journal::begin_copy(std::filesystem::path to,
                         std::move_only_function<void(Result<void>)> done) {
  post<void>(
      Kind::reads, [to = std::move(to)](JournalFile& file) { return file.begin_copy(to); },
      std::move(done));
}

void Journal::copy(int pages, std::move_only_function<void(Result<CopyState>)> done) {
  post<CopyState>(
      Kind::reads, [pages](JournalFile& file) { return file.copy(pages); }, std::move(done));
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
  post<KeptEvents>(Kind::reads, std::move(work), std::move(done));
}

}  // namespace touchpoint::journal
