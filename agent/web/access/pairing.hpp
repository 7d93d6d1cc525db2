// Pairing keeps the one code by which a tablet may be paired now. Eight figures, said by somebody
// who may, typed on the tablet; it is good once, for a few minutes and a few tries. In memory only,
// and there only its digest: a restart ends it. Times are boot times. Loop thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"

namespace touchpoint::web {

class Pairing {
 public:
  Pairing(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  // The code for a tablet that shall have this name; `by`: who asked for it. One that was open
  // before is over.
  std::string offer(std::string tablet, std::string by);

  struct Try {
    enum class Outcome {
      accepted,
      wrong,  // or there is no code: whoever guesses is not told which
      wait,   // one try a second
    };
    Outcome outcome = Outcome::wrong;
    std::string tablet{};
    std::string by{};
  };
  Try attempt(std::string_view code);

 private:
  struct Open {
    Digest code{};
    std::string tablet;
    std::string by;
    BootTime until{};
    int tries = 0;
  };

  const Clock& clock_;
  Random& random_;
  std::optional<Open> open_;
  std::optional<BootTime> tried_;
};

}  // namespace touchpoint::web
