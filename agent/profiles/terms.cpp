#include "profiles/terms.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace touchpoint::profiles {
namespace {

// Little endian, as for_each_row() reads it.
void append_row(Bytes& entry, std::uint16_t row) {
  entry.push_back(static_cast<std::uint8_t>(row));
  entry.push_back(static_cast<std::uint8_t>(row >> 8U));
}

}  // namespace

Result<void> TermStatements::prepare(sqlite::Database& database) {
  return database.prepare_all({{&append,
                                "INSERT INTO terms VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
                                "SET rows = CAST(rows || excluded.rows AS BLOB)"},
                               {&read, "SELECT rows FROM terms WHERE block = ? AND term = ?"},
                               {&write, "UPDATE terms SET rows = ? WHERE block = ? AND term = ?"},
                               {&remove, "DELETE FROM terms WHERE block = ? AND term = ?"}});
}

void TermChanges::note(std::int64_t row, const std::vector<Term>& terms, bool added) {
  for (const auto term : terms)
    changes_.push_back(
        {row / kBlockRows, term, static_cast<std::uint16_t>(row % kBlockRows), added});
}

void TermChanges::replace(std::int64_t row, const std::vector<Term>& before,
                          const std::vector<Term>& now) {
  std::vector<Term> some;
  std::ranges::set_difference(before, now, std::back_inserter(some));
  remove(row, some);
  some.clear();
  std::ranges::set_difference(now, before, std::back_inserter(some));
  add(row, some);
}

// In the order of the table. What was added and removed again, or the other way round, is as it
// was.
void TermChanges::settle() {
  const auto place = [](const Change& change) {
    return std::tie(change.block, change.term, change.row);
  };
  std::ranges::stable_sort(changes_, {}, place);
  std::vector<Change> settled;
  for (const auto& change : changes_) {
    if (!settled.empty() && place(settled.back()) == place(change)) {
      settled.pop_back();
    } else {
      settled.push_back(change);
    }
  }
  changes_ = std::move(settled);
}

Result<void> TermChanges::write(TermStatements& statements) {
  settle();
  for (auto first = changes_.cbegin(); first != changes_.cend();) {
    const auto last = std::find_if(first, changes_.cend(), [&](const Change& change) {
      return change.block != first->block || change.term != first->term;
    });
    Bytes added;
    std::vector<std::uint16_t> removed;
    for (auto each = first; each != last; ++each) {
      if (each->added) {
        append_row(added, each->row);
      } else {
        removed.push_back(each->row);
      }
    }
    if (removed.empty()) {
      TP_CHECK(statements.append.run(first->block, first->term, BytesView{added}));
    } else {
      TP_CHECK(rewrite(statements, *first, removed, added));
    }
    first = last;
  }
  changes_.clear();
  return success();
}

Result<void> TermChanges::rewrite(TermStatements& statements, const Change& at,
                                  const std::vector<std::uint16_t>& removed, const Bytes& added) {
  Bytes entry;
  {
    auto found = statements.read.query(at.block, at.term);
    TP_TRY(const bool exists, found.next());
    if (exists) {
      for_each_row(found.blob(0), [&](std::uint16_t row) {
        if (!std::ranges::binary_search(removed, row)) append_row(entry, row);
      });
    }
  }
  std::ranges::copy(added, std::back_inserter(entry));
  if (entry.empty()) return statements.remove.run(at.block, at.term);
  return statements.write.run(BytesView{entry}, at.block, at.term);
}

}  // namespace touchpoint::profiles
