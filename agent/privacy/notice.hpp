// A notice is what customers read before they decide what their data may be used for (GDPR, art. 7
// and 13): a version, a text, and the purposes that they are asked about one by one, each in every
// language of the notice. NOTICES.md says how to write one. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/wording.hpp"

namespace touchpoint::privacy {

struct Purpose {
  std::string purpose;  // a slug: "marketing"
  Wording title;
  Wording text;
};

struct Notice {
  std::string version;  // a slug: "2026-01"; empty: there is no notice
  Wording text;         // of some lines
  std::vector<Purpose> purposes;

  bool empty() const { return version.empty(); }
  bool asks(std::string_view purpose) const;
};

// `refused` with one sentence that names the place.
Result<Notice> read_notice(std::string_view json);

// The guards ask staff to ask for consent to some purposes, the notice asks customers about some:
// they must be the same. One sentence when they are not; else empty.
std::string difference_of(const Notice& notice, const std::vector<std::string>& asked_for);

}  // namespace touchpoint::privacy
