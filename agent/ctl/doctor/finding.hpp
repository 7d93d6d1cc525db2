// A Finding is what one check found out about this device, in the operator's language: a verdict,
// what is so, and what to do about it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace touchpoint::ctl {

enum class Verdict {
  well,
  attention,  // it works, and somebody should know or look
  wrong,      // somebody must do something
  unknown,    // could not be checked
};
std::string_view to_text(Verdict verdict);  // "well", "attention", "wrong", "unknown"

struct Finding {
  std::string check;    // a stable word for programs: "clock", "hub_tls" …
  std::string title{};  // the same for people
  Verdict verdict{};
  std::string found{};
  std::string advice{};  // one sentence; empty: nothing
};
using Findings = std::vector<Finding>;

bool is_anything_wrong(const Findings& findings);

// {"wrong":<bool>,"findings":[{"check","title","verdict","found","advice"} …]} on one line.
std::string to_json(const Findings& findings);

}  // namespace touchpoint::ctl
