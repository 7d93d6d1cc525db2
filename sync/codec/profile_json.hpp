// Profiles, their parts, pages of the change feed and news as JSON (CONTRACT.md, "Down").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/profile.hpp"
#include "core/result.hpp"
#include "sync/ports.hpp"

namespace touchpoint::sync {

std::string to_json(const Profile& profile);
std::string to_json(const Experience& experience);
// Unknown members are passed over, and so are identifiers of an unknown kind and orders with an
// unknown status: the hub may be newer. `refused` when a known member has the wrong type or
// `profile` is not a UUID.
Result<Profile> profile_from_json(std::string_view json);
Result<Experience> experience_from_json(std::string_view json);

std::string to_json(const ChangePage& page);
Result<ChangePage> page_from_json(std::string_view json);

struct News {
  std::string epoch;
  std::int64_t profiles = 0;
  std::optional<std::int64_t> config{};  // GivenSettings::version; nullopt: this hub gives none
};
std::string to_json(const News& news);
Result<News> news_from_json(std::string_view json);

}  // namespace touchpoint::sync
