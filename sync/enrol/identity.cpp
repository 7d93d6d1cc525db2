#include "sync/enrol/identity.hpp"

#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include "core/files.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKey = "key.pem";
constexpr std::string_view kCertificate = "certificate.pem";
constexpr std::string_view kCa = "ca.pem";
constexpr std::string_view kHub = "hub.json";

fs::path parent_of(const fs::path& folder) {
  return folder.parent_path().empty() ? fs::path(".") : folder.parent_path();
}

Result<void> write_folder(const fs::path& folder, const Identity& identity) {
  if (::mkdir(folder.c_str(), 0700) != 0) return files::file_error("make", folder);
  TP_CHECK(files::write_new(folder / kKey, identity.private_key, 0600));
  TP_CHECK(files::write_new(folder / kCertificate, identity.certificate, 0644));
  TP_CHECK(files::write_new(folder / kCa, identity.ca, 0644));
  TP_CHECK(files::write_new(folder / kHub, to_json(identity.hub), 0644));
  return files::sync_folder(folder);
}

Result<Identity> read_folder(const fs::path& folder) {
  Identity identity;
  TP_TRY(identity.private_key, files::read(folder / kKey));
  TP_TRY(identity.certificate, files::read(folder / kCertificate));
  TP_TRY(identity.ca, files::read(folder / kCa));
  TP_TRY(const auto hub, files::read(folder / kHub));
  TP_TRY(identity.hub, hub_file_from_json(hub));
  TP_TRY(const auto facts, facts_of(identity.certificate));
  TP_CHECK(facts_of(identity.ca));
  if (!belongs_together(identity.certificate, identity.private_key)) {
    return damaged("the private key is not the certificate's");
  }
  identity.device = facts.name.common_name;
  identity.store = facts.name.unit;
  identity.begins = facts.not_before;
  identity.expires = facts.not_after;
  identity.folder = folder;
  return identity;
}

std::string print_of(const Identity& identity) {
  const auto print = fingerprint(identity.certificate);
  return print ? to_hex(print.value()) : std::string{};
}

}  // namespace

Result<std::optional<Identity>> load_identity(const fs::path& folder) {
  std::error_code failed;
  if (!fs::exists(folder, failed) && !failed) return std::nullopt;
  auto identity = read_folder(folder);
  if (!identity) {
    return damaged("this device's identity in " + folder.string() +
                   " cannot be used: " + identity.error().sentence() +
                   ". Enrol the device again; nothing that was recorded is lost");
  }
  return std::optional(std::move(identity.value()));
}

fs::path next_slot(const fs::path& folder) {
  auto next = folder;
  next += ".new";
  return next;
}

Result<void> write_next(const fs::path& folder, const Identity& identity) {
  const auto current = read_folder(folder);
  auto next = identity;
  next.hub.replaces = current ? print_of(current.value()) : std::string{};
  discard_next(folder);
  auto written = write_folder(next_slot(folder), next);
  if (written) written = files::sync_folder(parent_of(folder));
  if (!written) discard_next(folder);
  return written;
}

std::optional<Identity> load_next(const fs::path& folder, const Identity& current) {
  auto next = read_folder(next_slot(folder));
  // What was just replaced stands there, too, until it is removed.
  const bool follows = next && next.value().hub.replaces == print_of(current);
  return follows ? std::optional(std::move(next.value())) : std::nullopt;
}

Result<void> adopt_next(const fs::path& folder) {
  const auto next = next_slot(folder);
  std::error_code ignored;
  const unsigned how = fs::exists(folder, ignored) ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (::renameat2(AT_FDCWD, next.c_str(), AT_FDCWD, folder.c_str(), how) != 0) {
    return files::file_error("replace", folder);
  }
  TP_CHECK(files::sync_folder(parent_of(folder)));
  discard_next(folder);  // the old one, only now; if it stays, the next one removes it
  return success();
}

void discard_next(const fs::path& folder) {
  std::error_code ignored;  // what cannot be removed cannot be made anew, and that is told
  fs::remove_all(next_slot(folder), ignored);
}

Result<void> store_identity(const fs::path& folder, const Identity& identity) {
  TP_CHECK(write_next(folder, identity));
  auto adopted = adopt_next(folder);
  if (!adopted) discard_next(folder);
  return adopted;
}

}  // namespace touchpoint::sync
