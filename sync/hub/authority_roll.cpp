#include "sync/hub/authority_roll.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "config/file.hpp"
#include "core/files.hpp"
#include "sync/enrol/revocations.hpp"

namespace touchpoint::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileMax = 64 * 1024;  // bytes
constexpr mode_t kSecretMode = 0600;
constexpr mode_t kPublicMode = 0644;

Result<std::vector<std::string>> trusted(const Folder& folder) {
  TP_TRY(const auto bundle, config::read_small_file(folder.ca(), kFileMax));
  auto all = sync::certificates_in(bundle);
  if (all.empty()) return misconfigured(folder.ca().string() + " holds no certificate");
  return all;
}

Result<void> trust(const Folder& folder, const std::string& bundle) {
  TP_CHECK(files::replace(folder.ca(), bundle, kPublicMode));
  if (!fs::exists(folder.broker())) return success();
  return files::replace(folder.broker() / "ca.crt", bundle, kPublicMode);
}

Result<sync::Authority> read_pair(const fs::path& certificate, const fs::path& key) {
  sync::Authority pair;
  TP_TRY(pair.certificate, config::read_small_file(certificate, kFileMax));
  TP_TRY(pair.private_key, config::read_small_file(key, kFileMax));
  return pair;
}

// The key first: a certificate without it is what an interrupted step leaves, and is made again.
Result<void> write_pair(const sync::Authority& pair, const fs::path& certificate,
                        const fs::path& key) {
  TP_CHECK(files::replace(key, pair.private_key, kSecretMode));
  return files::replace(certificate, pair.certificate, kPublicMode);
}

struct Door {
  fs::path certificate;
  fs::path key;
  sync::Usage usage;
};

std::vector<Door> doors_of(const Folder& folder) {
  std::vector<Door> doors = {{folder.server(), folder.server_key(), sync::Usage::server},
                             {folder.mqtt(), folder.mqtt_key(), sync::Usage::client}};
  if (fs::exists(folder.broker())) {
    doors.push_back(
        {folder.broker() / "server.crt", folder.broker() / "server.key", sync::Usage::server});
  }
  return doors;
}

std::string common_name(const std::string& certificate) {
  const auto facts = sync::facts_of(certificate);
  return facts ? facts.value().name.common_name : std::string();
}

// The broker asks for a list of each authority that has signed what it is shown.
Result<void> list_nobody(const Folder& folder, const sync::Authority& authority, WallTime now) {
  if (!fs::exists(folder.broker())) return success();
  TP_TRY(const auto before, files::read(folder.revocations()));
  TP_TRY(const auto nobody, sync::revocation_list(authority, {}, {}, now));
  return files::replace(folder.revocations(), before + nobody, kPublicMode);
}

}  // namespace

Result<AuthorityStanding> authority_standing(const Folder& folder,
                                             std::chrono::milliseconds valid) {
  AuthorityStanding standing;
  TP_TRY(const auto all, trusted(folder));
  TP_TRY(const auto signs, sync::facts_of(all.front()));
  standing.signs = signs.name.common_name;
  standing.signs_until = signs.not_after;
  std::optional<WallTime> latest;  // of the doors, to begin
  for (const auto& door : doors_of(folder)) {
    TP_TRY(const auto certificate, config::read_small_file(door.certificate, kFileMax));
    TP_TRY(const auto facts, sync::facts_of(certificate));
    if (!latest || facts.not_after < standing.doors_until) standing.doors_until = facts.not_after;
    latest = std::max(latest.value_or(facts.not_before), facts.not_before);
  }
  if (fs::exists(folder.ca_next())) {
    TP_TRY(const auto next, config::read_small_file(folder.ca_next(), kFileMax));
    TP_TRY(const auto facts, sync::facts_of(next));
    standing.next = facts.name.common_name;
    standing.ready = facts.not_before + valid;
  } else if (fs::exists(folder.ca_before())) {
    TP_TRY(const auto before, config::read_small_file(folder.ca_before(), kFileMax));
    standing.before = common_name(before);
    standing.ready = *latest + valid;
  }
  return standing;
}

Result<void> renew_doors(const Folder& folder, WallTime now) {
  TP_TRY(const auto all, trusted(folder));
  sync::Authority authority{.certificate = all.front(), .private_key = {}};
  TP_TRY(authority.private_key, config::read_small_file(folder.ca_key(), kFileMax));
  for (const auto& door : doors_of(folder)) {
    TP_TRY(const auto certificate, config::read_small_file(door.certificate, kFileMax));
    TP_TRY(const auto made, issue_pair(authority, common_name(certificate), door.usage,
                                       sync::hosts_of(certificate), now));
    TP_CHECK(write_pair(made, door.certificate, door.key));
  }
  return success();
}

Result<void> add_authority(const Folder& folder, const std::string& hub, WallTime now) {
  if (fs::exists(folder.ca_before())) {
    return refused("the authority before is still trusted; drop it first");
  }
  TP_TRY(const auto all, trusted(folder));
  if (all.size() > 1) return refused("a second authority is trusted already");
  // Another name than the one before: a revocation list is found by it.
  TP_TRY(const auto next, new_hub_authority(hub + " CA " + to_rfc3339(now).substr(0, 19), now));
  TP_CHECK(write_pair(next, folder.ca_next(), folder.ca_next_key()));
  return trust(folder, all.front() + next.certificate);
}

Result<void> switch_authority(const Folder& folder, WallTime now) {
  if (!fs::exists(folder.ca_next()))
    return refused("no second authority is trusted; add one first");
  TP_TRY(const auto next, read_pair(folder.ca_next(), folder.ca_next_key()));
  TP_TRY(const auto all, trusted(folder));
  const auto old = std::ranges::find_if(
      all, [&](const auto& each) { return !sync::belongs_together(each, next.private_key); });
  if (old == all.end() || all.size() != 2) {
    return misconfigured(folder.ca().string() + " does not hold two authorities");
  }
  sync::Authority before{.certificate = *old, .private_key = {}};
  TP_TRY(before.private_key, config::read_small_file(folder.ca_key(), kFileMax));
  // Else an earlier attempt got beyond this.
  if (sync::belongs_together(before.certificate, before.private_key)) {
    TP_CHECK(write_pair(before, folder.ca_before(), folder.ca_before_key()));
  }
  TP_CHECK(list_nobody(folder, next, now));
  TP_CHECK(trust(folder, next.certificate + before.certificate));
  TP_CHECK(files::replace(folder.ca_key(), next.private_key, kSecretMode));
  TP_CHECK(renew_doors(folder, now));
  std::error_code failed;
  fs::remove(folder.ca_next_key(), failed);
  fs::remove(folder.ca_next(), failed);
  if (failed) return retry_later(folder.ca_next().string() + " cannot be removed");
  return success();
}

Result<void> drop_authority(const Folder& folder) {
  if (fs::exists(folder.ca_next()) || !fs::exists(folder.ca_before())) {
    return refused("there is no authority before the one that signs");
  }
  TP_TRY(const auto all, trusted(folder));
  TP_CHECK(trust(folder, all.front()));
  std::error_code failed;
  fs::remove(folder.ca_before_key(), failed);
  fs::remove(folder.ca_before(), failed);
  if (failed) return retry_later(folder.ca_before().string() + " cannot be removed");
  return success();
}

}  // namespace touchpoint::hub
