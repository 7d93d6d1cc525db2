// One text in some languages, as people who write surveys and notices give it: plain, bounded,
// never empty. Pure.
//
// For .cpp files only: it shows Boost.JSON.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "core/wording.hpp"

namespace touchpoint::feedback {

struct WordingLimits {
  std::size_t characters = 300;  // of one text on the screen
  bool lines = false;            // whether it may have more than one
};

// A text (then it is "default"), or an object with one for each language. Shown as it is, not as
// HTML; {store} is the only thing that is put in. `refused` with one sentence that begins with
// `where`.
Result<Wording> read_wording(const boost::json::value& value, const std::string& where,
                             const WordingLimits& limits);

}  // namespace touchpoint::feedback
