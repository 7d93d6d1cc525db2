// What others may see of the file without changing it: its rows without their bodies, a copy of it.
#include "journal/journal_file.hpp"
#include "journal/statements.hpp"

namespace touchpoint::journal {

Result<std::vector<ListedRow>> JournalFile::list(std::int64_t after, std::size_t rows_max) {
  std::vector<ListedRow> listed;
  auto rows = statements_->list_rows.query(after, durable_.sequence, rows_max);
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return listed;
    listed.push_back({.sequence = rows.integer(0),
                      .type = std::string{rows.text(1)},
                      .touchpoint = std::string{rows.text(2)},
                      .time = WallTime{std::chrono::milliseconds{rows.integer(3)}},
                      .erased = rows.integer(4) != 0,
                      .refused = rows.integer(5) != 0});
  }
}

Result<void> JournalFile::begin_copy(const std::filesystem::path& to) {
  if (copy_) return retry_later("a copy is already being made");
  TP_TRY(copy_, sqlite::Copy::begin(database_, to));
  return success();
}

Result<CopyState> JournalFile::copy(int pages) {
  if (!copy_) return retry_later("the copy was broken off: the journal had to be opened anew");
  const auto whole = copy_->step(pages);
  CopyState state{
      .whole = whole && whole.value(), .pages_left = copy_->pages_left(), .pages = copy_->pages()};
  if (!whole || state.whole) copy_.reset();
  if (!whole) return whole.error();
  return state;
}

}  // namespace touchpoint::journal
