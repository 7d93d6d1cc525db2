// ApiRefusal is what a caller is told when something is not done: a status, a code that a program
// can ask about, and one sentence for a person. The sentence never repeats what was sent, so that
// it may be shown and logged.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace touchpoint::web {

struct ApiRefusal {
  int status = 400;
  std::string code;       // "unknown_member", "id_taken" …; also a metric's label: few and fixed
  std::string message;    // one sentence
  int retry_after_s = 0;  // 0: not said
};

// What reading a caller's input gives: the value, or the refusal to answer with.
template <class T>
using Checked = outcome::basic_result<T, ApiRefusal, outcome::policy::terminate>;

// The shape is wrong: not JSON, an unknown or missing member, another type.
ApiRefusal malformed(std::string_view code, std::string message);  // 400
// The shape is right and the value is not acceptable.
ApiRefusal unacceptable(std::string_view code, std::string message);  // 422
ApiRefusal not_allowed(std::string_view code, std::string message);   // 403
ApiRefusal not_found(std::string_view code, std::string message);     // 404

// Nobody is registered, and no consent taken, where customers cannot be told what for.
ApiRefusal no_notice();  // 422

// Why an event that was found valid was not recorded. All that Recorder refuses of such an event is
// an id that stands for another one.
ApiRefusal not_recorded(const Error& error);
// Why the device did not do something else: `refused` speaks about the input.
ApiRefusal not_done(const Error& error);

// A staff badge stands where a customer's code should: it is not kept.
ApiRefusal staff_badge();

}  // namespace touchpoint::web
