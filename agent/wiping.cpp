#include "wiping.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "core/files.hpp"
#include "core/state_lock.hpp"
#include "core/text.hpp"
#include "logging/logging.hpp"
#include "sqlite/set_aside.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kPatience = 20s;  // for the hub's receipt of the last event
constexpr auto kLook = 50ms;
constexpr const char* kMark = "wiped";

Error cannot(std::string_view doing, const fs::path& path, const std::error_code& code) {
  return {code,
          std::string("cannot ").append(doing).append(" ") + path.string() + ": " + code.message()};
}

Result<void> leave_mark(const fs::path& folder) {
  const auto mark = folder / kMark;
  const files::Descriptor file(mark, O_WRONLY | O_CREAT);
  if (!file.is_open()) return files::file_error("write", mark);
  return files::sync_folder(folder);
}

Result<void> take_away(const fs::path& path) {
  std::error_code failed;
  fs::remove_all(path, failed);
  if (failed) return cannot("remove", path, failed);
  return success();
}

}  // namespace

void Wiping::wipe(const std::string& name, bool lose_unsent, const control::ReplyPtr& reply) {
  if (under_way_) return reply->fail(retry_later("this device is being wiped already"));
  if (name != config_.device.name) {
    return reply->fail(refused("that is not this device's name; nothing was wiped"));
  }
  const auto status = callbacks_.status();
  const auto unsent = status.journal.to_send() + status.journal.refused;
  if (unsent > 0 && !lose_unsent) {
    return reply->fail(refused(
        "the hub does not have " + std::to_string(unsent) +
        " rows of this device, and a wipe would lose them; nothing was wiped. Bring the device in "
        "touch with the hub (touchpointctl status), or accept the loss with --lose-unsent"));
  }
  under_way_ = true;
  callbacks_.close_doors();
  if (!status.hub.online) {
    reply->progress("The hub cannot be reached, and is not told");
    return destroy(reply);
  }
  reply->progress("Telling the hub");
  patience_ends_ = clock_.since_boot() + kPatience;
  callbacks_.record("touchpoint.device.decommissioned", "{\"lost\":" + std::to_string(unsent) + "}",
                    [this, lose_unsent, reply] { wait_for_hub(lose_unsent, reply); });
}

void Wiping::wait_for_hub(bool lose_unsent, const control::ReplyPtr& reply) {
  const bool told = callbacks_.status().journal.to_send() == 0;
  const bool late = clock_.since_boot() >= patience_ends_;
  if (told || (late && lose_unsent)) return destroy(reply);
  if (late) {
    reply->fail(retry_later(
        "the hub has stopped answering; nothing was wiped. The agent ends now: start it again, and "
        "try once more"));
    return callbacks_.leave();
  }
  look_ = loop_.after(kLook, [this, lose_unsent, reply] { wait_for_hub(lose_unsent, reply); });
}

void Wiping::destroy(const control::ReplyPtr& reply) {
  const auto& state = config_.storage.state;
  const auto status = callbacks_.status();
  const auto lost = status.journal.to_send() + status.journal.refused;
  reply->progress("Destroying the keys");
  if (const auto marked = leave_mark(state); !marked) {
    reply->fail(marked.error().within("nothing was wiped"));
    return callbacks_.leave();
  }
  // A credential of systemd's, or a key on a stick, is not in the state folder.
  std::string left;
  if (!take_away(config_.secret.file)) left = config_.secret.file.string();
  for (const auto* slot : {"identity", "identity.new", "approval"}) {
    if (const auto gone = take_away(state / slot); !gone) {
      log(Message::wipe_incomplete, gone.error().sentence());
    }
  }
  if (const auto kept = files::sync_folder(state); !kept) {
    log(Message::wipe_incomplete, kept.error().sentence());
  }
  log(Message::wiped, "this device was wiped: its keys are gone, its data goes now");
  reply->ok("{\"lost\":" + std::to_string(lost) + ",\"key_left\":" + json_quoted(left) + "}");
  callbacks_.leave();
}

Result<void> finish_wipe(const fs::path& state_folder) {
  std::error_code failed;
  if (!fs::exists(state_folder / kMark, failed)) return success();
  for (const auto& entry : fs::directory_iterator(state_folder, failed)) {
    const auto name = entry.path().filename();
    if (name == kMark || name == kStateLockFile) continue;
    TP_CHECK(take_away(entry.path()));
  }
  TP_CHECK(files::sync_folder(state_folder));
  TP_CHECK(take_away(state_folder / kMark));
  log(Message::wiped, "everything that this device had kept is wiped");
  return files::sync_folder(state_folder);
}

}  // namespace touchpoint
