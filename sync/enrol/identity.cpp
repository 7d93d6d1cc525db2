#include "sync/enrol/identity.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "core/text.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

namespace fs = std::filesystem;

Error from_errno(const fs::path& file, std::string_view what) {
  const std::error_code code{errno, std::generic_category()};
  return {code, "cannot " + std::string(what) + " " + file.string() + ": " + code.message()};
}

Result<std::string> read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return from_errno(file, "read");
  return std::move(text).str();
}

Result<void> sync_and_close(int fd, const fs::path& file, bool written) {
  const bool synced = written && ::fsync(fd) == 0;
  const auto failure = from_errno(file, "write");
  ::close(fd);
  if (!synced) return failure;
  return success();
}

Result<void> write_file(const fs::path& file, std::string_view text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return from_errno(file, "write");
  const auto length = ::write(fd, text.data(), text.size());
  return sync_and_close(fd, file, length == static_cast<ssize_t>(text.size()));
}

Result<void> sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return from_errno(folder, "write");
  return sync_and_close(fd, folder, true);
}

std::string hub_json(const Identity& identity) {
  return ObjectWriter{}
             .text("device", identity.device)
             .text("store", identity.store)
             .text("url", identity.url)
             .text("mqtt_host", identity.mqtt_host)
             .integer("mqtt_port", identity.mqtt_port)
             .list("keys", identity.keys,
                   [](const PinnedKey& key) {
                     return ObjectWriter{}
                         .text("kid", key.kid)
                         .text("x", to_base64url(key.key))
                         .done();
                   })
             .time("enrolled_at", identity.enrolled_at)
             .done() +
         "\n";
}

Result<void> read_hub_json(Identity& identity, const std::string& text) {
  TP_TRY(const auto document, reading::Document::parse(text, "hub.json"));
  reading::Members::Problem problem;
  const reading::Members members{document.root(), "hub.json", problem};
  identity.device = members.text("device");
  identity.store = members.text("store");
  identity.url = members.text("url");
  identity.mqtt_host = members.text("mqtt_host");
  identity.mqtt_port = static_cast<int>(members.count("mqtt_port"));
  identity.enrolled_at = members.time("enrolled_at").value_or(WallTime{});
  identity.keys = members.each<PinnedKey>(
      "keys", "a key", [](const reading::Members& key) -> std::optional<PinnedKey> {
        return pinned_key(key.text("kid"), key.text("x"));
      });
  const bool whole = !problem.found() && is_slug(identity.device) && is_slug(identity.store) &&
                     !identity.url.empty() && !identity.keys.empty();
  if (!whole) return damaged("hub.json does not say where the hub is and whom to believe");
  return success();
}

Result<Identity> read_identity(const fs::path& folder) {
  Identity identity;
  identity.folder = folder;
  TP_TRY(identity.private_key, read_file(identity.key_file()));
  TP_TRY(identity.certificate, read_file(identity.certificate_file()));
  TP_TRY(identity.ca, read_file(identity.ca_file()));
  TP_TRY(const auto hub, read_file(folder / "hub.json"));
  TP_CHECK(read_hub_json(identity, hub));
  return identity;
}

}  // namespace

Result<std::optional<Identity>> load_identity(const fs::path& folder) {
  std::error_code ignored;  // what is not there cannot be looked at either
  const auto old = fs::path(folder.string() + ".old");
  if (!fs::exists(folder, ignored) && fs::exists(old, ignored)) {
    fs::rename(old, folder, ignored);  // the power went between the two renames of store_identity
  }
  if (!fs::exists(folder, ignored)) return std::optional<Identity>{};
  auto identity = read_identity(folder);
  if (!identity) {
    return damaged("this device's identity in " + folder.string() +
                   " cannot be used; enrol it again with touchpointctl enrol (" +
                   identity.error().sentence() + ")");
  }
  return std::optional<Identity>{std::move(identity).value()};
}

Result<void> store_identity(const fs::path& folder, const Identity& identity) {
  const auto fresh = fs::path(folder.string() + ".new");
  const auto old = fs::path(folder.string() + ".old");
  std::error_code failed;
  fs::remove_all(fresh, failed);
  if (!fs::create_directories(fresh, failed) || failed) {
    return Error{failed, "cannot make " + fresh.string() + ": " + failed.message()};
  }
  fs::permissions(fresh, fs::perms::owner_all, failed);
  TP_CHECK(write_file(fresh / "key.pem", identity.private_key));
  TP_CHECK(write_file(fresh / "certificate.pem", identity.certificate));
  TP_CHECK(write_file(fresh / "ca.pem", identity.ca));
  TP_CHECK(write_file(fresh / "hub.json", hub_json(identity)));
  TP_CHECK(sync_folder(fresh));

  fs::remove_all(old, failed);
  if (fs::exists(folder, failed)) {
    fs::rename(folder, old, failed);
    if (failed) return Error{failed, "cannot replace " + folder.string() + ": " + failed.message()};
  }
  fs::rename(fresh, folder, failed);
  if (failed) return Error{failed, "cannot replace " + folder.string() + ": " + failed.message()};
  TP_CHECK(sync_folder(folder.parent_path()));
  fs::remove_all(old, failed);  // only what is no longer needed
  return success();
}

}  // namespace touchpoint::sync
