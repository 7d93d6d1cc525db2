#include "store_hours.hpp"

#include "core/files.hpp"

namespace touchpoint {
namespace {

namespace fs = std::filesystem;

// "/usr/share/zoneinfo/Europe/Rome" → "Europe/Rome"
std::string name_of(const ZoneFiles& files) {
  std::error_code failed;
  const auto leads_to = fs::weakly_canonical(files.own, failed);
  const auto inside = failed ? fs::path{} : leads_to.lexically_relative(files.folder);
  const bool is_one = !inside.empty() && *inside.begin() != "..";
  return is_one ? inside.generic_string() : "local";
}

Result<TimeZone> zone_of(const std::string& named, const ZoneFiles& files) {
  const bool own = named.empty();
  std::error_code failed;
  if (own && !fs::exists(files.own, failed)) return TimeZone{};
  const auto bytes = files::read(own ? files.own : files.folder / named);
  if (!bytes && own) return bytes.error();
  if (!bytes) {
    return misconfigured("[device] time_zone: there is no time zone " + named +
                         " on this device (Debian's tzdata has them)");
  }
  auto zone = TimeZone::read(own ? name_of(files) : named, bytes.value());
  if (!zone) return misconfigured("[device] time_zone: " + zone.error().sentence());
  return zone;
}

}  // namespace

Result<board::BusinessDay> store_hours(const config::Config& config, const ZoneFiles& files) {
  TP_TRY(auto zone, zone_of(config.device.time_zone, files));
  return board::BusinessDay(std::move(zone), std::chrono::hours{config.device.day_turns_at});
}

}  // namespace touchpoint
