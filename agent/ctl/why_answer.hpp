// The daemon's explanation of a decision, as plain values. Boost.JSON stays behind this header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::ctl {

// What a decision says beside its verdict, whatever that is: each member that is a list of objects
// with `bits` (hundredths of a bit there, bits here) is a table, all else is a line.
struct DecisionDetail {
  struct Row {
    std::string name;  // the texts of the object, one after the other
    double bits = 0;
  };
  struct Table {
    std::string name;
    std::vector<Row> rows;
  };
  std::vector<Table> tables;
  std::vector<std::pair<std::string, std::string>> lines;
};

struct Explanation {
  struct Scan {
    std::string id;
    std::string time;
    std::string touchpoint;
    std::string kind;  // empty: none of the shop's, or several
    std::string via;
    std::vector<std::string> fits;
  };
  struct Named {
    std::string time;
    std::string kind;
    std::string staff;
  };
  struct Verdict {
    std::string time;
    std::string profile;  // empty: nobody, for `reason`
    std::string reason;
    std::string by;
    std::string strength;
    std::string assurance;
    std::string staff;
    std::optional<std::int64_t> people;
    std::optional<std::int64_t> replica_age_s;
    std::optional<DecisionDetail> decision;
  };
  std::optional<Scan> scan;  // nullopt: its row is gone
  std::optional<Named> named;
  std::vector<Verdict> verdicts;
};

// `damaged` when the answer is not of that shape.
Result<Explanation> explanation_from(std::string_view answer);

}  // namespace touchpoint::ctl
