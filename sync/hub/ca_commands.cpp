// The hub's own certificates, looked after by whoever owns its folder; the hub need not run.
#include <cstdlib>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.hpp"
#include "sync/hub/authority_roll.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/config.hpp"

namespace touchpoint::hub {
namespace {

constexpr const char* kRestart = "; restart the hub and its broker";

struct Place {
  Folder folder;
  Config config;
};

Result<Place> place_of(const std::filesystem::path& config) {
  TP_TRY(auto read, read_hub_config(config));
  return Place{{std::filesystem::absolute(config).parent_path()}, std::move(read)};
}

// What somebody else writes here the hub could not read.
Result<Place> own_place(const std::filesystem::path& config) {
  TP_TRY(auto place, place_of(config));
  struct stat folder {};
  if (::stat(place.folder.root.c_str(), &folder) != 0 || folder.st_uid != ::geteuid()) {
    return refused(place.folder.root.string() + " is not yours: run this as its owner");
  }
  return place;
}

std::string day(WallTime time) {
  return to_rfc3339(time).substr(0, 10);
}

Result<void> check_time(const Place& place, bool at_once, WallTime now) {
  TP_TRY(const auto standing, authority_standing(place.folder, place.config.certificate_valid));
  if (at_once || !standing.ready || now >= *standing.ready) return success();
  return refused("not before " + day(*standing.ready) +
                 ": devices renew until then. With --at-once those that have not must be enrolled "
                 "again");
}

int conclude(const Result<void>& done, std::string_view sentence) {
  if (!done) return fail(done.error());
  fmt::print("{}{}\n", sentence, kRestart);
  return EXIT_SUCCESS;
}

Result<void> change(const std::filesystem::path& config, CaStep step, bool at_once) {
  TP_TRY(const auto place, own_place(config));
  const auto now = SystemClock().wall();
  if (step == CaStep::renew) return renew_doors(place.folder, now);
  if (step == CaStep::add) return add_authority(place.folder, place.config.name, now);
  TP_CHECK(check_time(place, at_once, now));
  return step == CaStep::drop ? drop_authority(place.folder) : switch_authority(place.folder, now);
}

}  // namespace

int run_ca_show(const std::filesystem::path& config) {
  const auto place = place_of(config);
  if (!place) return fail(place.error());
  const auto standing =
      authority_standing(place.value().folder, place.value().config.certificate_valid);
  if (!standing) return fail(standing.error());
  const auto& its = standing.value();
  fmt::print("{} signs, until {}\n", its.signs, day(its.signs_until));
  fmt::print("the hub's own certificates are good until {} (touchpoint-hub ca renew)\n",
             day(its.doors_until));
  if (its.next) {
    fmt::print("{} is trusted as well; it may sign from {} (touchpoint-hub ca switch)\n", *its.next,
               day(*its.ready));
  }
  if (its.before) {
    fmt::print("{} is trusted still; it may go from {} (touchpoint-hub ca drop)\n", *its.before,
               day(*its.ready));
  }
  return EXIT_SUCCESS;
}

int run_ca_step(const std::filesystem::path& config, CaStep step, bool at_once) {
  const auto done = change(config, step, at_once);
  switch (step) {
    case CaStep::renew:
      return conclude(done, "hub and broker have new certificates");
    case CaStep::add:
      return conclude(done, "a second authority is trusted, and devices hear of it as they renew");
    case CaStep::change_over:
      return conclude(done, "the new authority signs; open tokens and enrolment lines have ended");
    case CaStep::drop:
      break;
  }
  return conclude(done, "the authority before is trusted no more");
}

}  // namespace touchpoint::hub
