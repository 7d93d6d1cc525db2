#include "sync/enrol/renewal_plan.hpp"

#include <algorithm>

#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync {
namespace {

using std::chrono::milliseconds;

constexpr int kJitterPart = 20;  // of the life

// 0 to 255, the same whenever the same certificate is asked about.
int place_of(const Identity& identity) {
  const auto print = fingerprint(identity.certificate);
  return print ? print.value()[0] : 0;
}

}  // namespace

WallTime renewal_due(const Identity& identity, std::chrono::seconds longest_outage) {
  const auto life = identity.expires - identity.begins;
  const auto usual =
      identity.begins + life * 2 / 3 - life * place_of(identity) / (256 * kJitterPart);
  const auto in_time = identity.expires - 2 * milliseconds(longest_outage);
  return std::max(identity.begins + life / 3, std::min(usual, in_time));
}

milliseconds renewal_pause(WallTime now, WallTime expires, milliseconds shortest,
                           milliseconds longest, double dice) {
  const auto left = std::max(expires - now, milliseconds{0});
  const auto whole = left == milliseconds{0} ? longest : left / 10;
  const auto bounded = std::clamp(whole, std::min(shortest, longest), longest);
  return bounded / 2 +
         milliseconds{static_cast<std::int64_t>(static_cast<double>(bounded.count() / 2) * dice)};
}

}  // namespace touchpoint::sync
