#include "core/people.hpp"

namespace touchpoint {

std::string_view to_text(WhyUnknown why) {
  switch (why) {
    case WhyUnknown::not_in_replica:
      return "not_in_replica";
    case WhyUnknown::ambiguous:
      return "ambiguous";
    case WhyUnknown::shared:
      return "shared";
    case WhyUnknown::blocked:
      return "blocked";
    case WhyUnknown::not_configured:
      return "not_configured";
    case WhyUnknown::lease_expired:
      return "lease_expired";
    case WhyUnknown::no_replica:
      return "no_replica";
  }
  return "not_in_replica";
}

}  // namespace touchpoint
