// What the house asks of its files beside their includes. Each function returns one sentence for
// each place that breaks the rule.
#pragma once

#include <string>
#include <vector>

#include "tidy/tree.hpp"

namespace touchpoint::tidy {

using Complaints = std::vector<std::string>;

Complaints top_level_complaints(const Tree& tree);  // only the names that are allowed there
Complaints readme_complaints(const Tree& tree);     // one for each folder of sources, short
Complaints wording_complaints(const Tree& tree);    // words that say "unfinished", and the like
Complaints decision_complaints(const Tree& tree);   // numbered without a gap, short
Complaints promise_complaints(const Tree& tree);    // tests/PROMISES.md names tests that exist
Complaints header_complaints(const Tree& tree);     // #pragma once
Complaints waiting_complaints(const Tree& tree);    // no test sleeps
Complaints length_smells(const Tree& tree);         // to think about, not a rule

}  // namespace touchpoint::tidy
