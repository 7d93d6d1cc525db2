// The table `terms`: which rows of `profiles` a term finds. Rows stand in blocks of kBlockRows, and
// an entry is one term in one block with the rows that have it, two bytes each: whoever comes with
// the same page lands in the same block, so that a page writes few places of the file, and a name
// that many have takes little room (decisions/, "people are found by terms in blocks of rows").
#pragma once

#include <cstdint>
#include <vector>

#include "profiles/secrecy.hpp"
#include "sqlite/sqlite.hpp"

namespace touchpoint::profiles {

inline constexpr std::int64_t kBlockRows = 16'384;  // at most 65,536: a row is two bytes

struct TermStatements {
  sqlite::Statement append;
  sqlite::Statement read;
  sqlite::Statement write;
  sqlite::Statement remove;

  Result<void> prepare(sqlite::Database& database);
};

// The rows of one entry, within its block, in the order in which they came.
template <class Use>
void for_each_row(BytesView entry, Use use) {
  for (std::size_t i = 0; i + 1 < entry.size(); i += 2)
    use(static_cast<std::uint16_t>(entry[i] | entry[i + 1] << 8U));
}

// What a transaction changes, gathered, so that each entry is written once. A row that gets a term
// must not have it yet, and one that loses it must have it.
class TermChanges {
 public:
  void add(std::int64_t row, const std::vector<Term>& terms) { note(row, terms, true); }
  void remove(std::int64_t row, const std::vector<Term>& terms) { note(row, terms, false); }
  // Only the difference is noted; both sorted.
  void replace(std::int64_t row, const std::vector<Term>& before, const std::vector<Term>& now);

  Result<void> write(TermStatements& statements);

 private:
  struct Change {
    std::int64_t block = 0;
    Term term = 0;
    std::uint16_t row = 0;
    bool added = false;
  };
  void note(std::int64_t row, const std::vector<Term>& terms, bool added);
  void settle();
  static Result<void> rewrite(TermStatements& statements, const Change& at,
                              const std::vector<std::uint16_t>& removed, const Bytes& added);

  std::vector<Change> changes_;
};

}  // namespace touchpoint::profiles
