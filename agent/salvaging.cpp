#include "salvaging.hpp"

#include <algorithm>

#include "sync/codec/event_json.hpp"

namespace touchpoint {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsAtATime = 100;
constexpr auto kTryAgain = std::chrono::seconds{30};  // a full disk is not emptied in less
constexpr std::string_view kAside = ".aside-";

std::vector<fs::path> set_aside(const fs::path& journal) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto begin = journal.filename().string() + std::string{kAside};
  for (const auto& entry : fs::directory_iterator(journal.parent_path(), error)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(begin) && !name.ends_with("-wal") && !name.ends_with("-shm")) {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

// nullopt: not an event of ours, or a tombstone.
std::optional<NewEvent> event_of(const journal::SalvagedRow& row, const std::string& journal) {
  const auto read = sync::read_event(with_chain(row.event, Digest{}));
  if (!read) return std::nullopt;
  const auto& event = read.value();
  auto from = event.salvaged_from;
  if (from.empty()) from = journal + "/" + std::to_string(row.sequence);
  return NewEvent{.id = Uuid::parse(event.id).value_or(Uuid{}),
                  .type = event.type,
                  .time = event.time,
                  .actor = actor_from_text(event.actor).value_or(Actor::environment),
                  .touchpoint = event.touchpoint,
                  .data = event.data,
                  .salvaged_from = std::move(from)};
}

}  // namespace

struct Salvaging::File {
  fs::path path;
  std::string name;
  std::optional<journal::Salvage> salvage;
  std::string problem;
  std::int64_t recorded = 0;
  std::int64_t refused = 0;
  std::size_t waiting = 0;
  bool delayed = false;  // there was no room: the whole file is read again later
};

Salvaging::Salvaging(Loop& loop, Worker& slow, counter::Recorder& recorder, fs::path journal,
                     const crypto::DeviceKeys& keys, Random& random)
    : loop_(loop),
      slow_(slow),
      recorder_(recorder),
      journal_(std::move(journal)),
      keys_(keys),
      random_(random) {}

void Salvaging::start(std::function<void(std::string)> done) {
  done_ = std::move(done);
  files_ = set_aside(journal_);
  next_file();
}

void Salvaging::next_file() {
  if (files_.empty()) return;
  auto file = std::make_shared<File>();
  file->path = files_.front();
  file->name = file->path.filename().string();
  files_.erase(files_.begin());
  read(std::move(file));
}

void Salvaging::read(std::shared_ptr<File> file) {
  const bool queued = slow_.post([this, file, keys = keys_, alive = std::weak_ptr(alive_)] {
    if (!file->salvage) {
      auto opened = journal::Salvage::open(file->path, keys, random_);
      if (opened) {
        file->salvage.emplace(std::move(opened).value());
      } else {
        file->problem = opened.error().sentence();
      }
    }
    auto rows =
        file->salvage ? file->salvage->next(kRowsAtATime) : std::vector<journal::SalvagedRow>{};
    loop_.post([this, file, alive, rows = std::move(rows)]() mutable {
      if (alive.expired()) return;
      rows.empty() ? finish(*file) : record(file, std::move(rows));
    });
  });
  if (queued) return;
  again_ = loop_.after(kTryAgain, [this, file] { read(file); });
}

void Salvaging::record(std::shared_ptr<File> file, std::vector<journal::SalvagedRow> rows) {
  const auto journal = file->salvage->journal();
  file->waiting = rows.size();
  const auto settle = [this, file] {
    if (--file->waiting > 0) return;
    if (!file->delayed) return read(file);
    file->salvage.reset();
    again_ = loop_.after(kTryAgain, [this, path = file->path] {
      files_.insert(files_.begin(), path);
      next_file();
    });
  };
  for (const auto& row : rows) {
    auto event = event_of(row, journal);
    if (!event) {
      ++file->refused;
      settle();
      continue;
    }
    recorder_.record(std::move(*event), [file, settle](Result<Recorded> recorded) {
      if (recorded) {
        ++file->recorded;
      } else if (recorded.error().is(Condition::refused)) {
        ++file->refused;
      } else {
        file->delayed = true;
      }
      settle();
    });
  }
}

void Salvaging::finish(const File& file) {
  auto name = file.name;
  name.replace(name.find(kAside), kAside.size(), ".salvaged-");
  const auto target = file.path.parent_path() / name;
  std::error_code
      ignored;  // then it is read again at the next start, and nothing is recorded twice
  for (const std::string_view ending : {"-wal", ""}) {
    fs::rename(fs::path{file.path} += ending, fs::path{target} += ending, ignored);
  }
  if (!file.problem.empty()) {
    done_("nothing could be read of " + file.name + ": " + file.problem);
  } else {
    auto sentence = std::to_string(file.recorded) + " rows of " + file.name +
                    " that the hub had not confirmed were recorded again";
    const auto lost = file.refused + file.salvage->unreadable();
    if (lost > 0) sentence += "; " + std::to_string(lost) + " could not be read";
    done_(std::move(sentence));
  }
  next_file();
}

}  // namespace touchpoint
