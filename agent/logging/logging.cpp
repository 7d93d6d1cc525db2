#include "logging/logging.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

namespace touchpoint {
namespace {

constexpr std::array kTypes = {
    MessageType{Message::started, "started", "dba5f5a593e34c0ebf810bc53e25bc16", Severity::info,
                "a program has started"},
    MessageType{Message::stopping, "stopping", "68b30d95e6db46c1b72ff5a5e6b77274", Severity::info,
                "it ends, because it was told to"},
    MessageType{Message::standing_by, "standing_by", "5c72f3725b4445bfb8b96c67cbfe4d6a",
                Severity::error, "the storage cannot be used: nothing is recorded"},
    MessageType{Message::door_shut, "door_shut", "28866630f3cd48a285d8583f583265e7", Severity::warn,
                "a socket could not be opened while standing by, or what IT must know of the door "
                "for tablets"},
    MessageType{Message::set_aside, "set_aside", "406e57c44d70449098d8229794ab688d", Severity::warn,
                "a file could not be used and was set aside, or what came of it"},
    MessageType{Message::not_recorded, "not_recorded", "85bfa1860f06471eacef3175fce480be",
                Severity::warn, "something of the agent's own could not be recorded"},
    MessageType{Message::recognises_nobody, "recognises_nobody", "d7e671e8f9dd4c4081905185e4f44a6d",
                Severity::warn, "controller or purposes are not configured"},
    MessageType{Message::not_enrolled, "not_enrolled", "a260f4efdd5a4ebab8d4342c87f56d56",
                Severity::info, "the device belongs to no hub yet"},
    MessageType{Message::identity_unusable, "identity_unusable", "6f5c98de3ca146b0b526008bad3b4f04",
                Severity::error, "key or certificate cannot be used: it stays offline"},
    MessageType{Message::online, "online", "6f8b242f67c04c6f91a0eaa1ef7eeab8", Severity::info,
                "the hub confirms what is sent"},
    MessageType{Message::offline, "offline", "11b19b1f1fb24d6484660249cd5ad0da", Severity::warn,
                "the hub does not, and why"},
    MessageType{Message::replica_behind, "replica_behind", "9cf6b873ffb34732999c902c06f75466",
                Severity::warn, "the replica did not take what was recorded here"},
    MessageType{Message::broker_connected, "broker_connected", "d16e7f35a3ec43259316cfdd1c04fdcd",
                Severity::info, "the hub is on its broker"},
    MessageType{Message::broker_away, "broker_away", "63c36389d5de4c329b4c0de7cc79ffbb",
                Severity::warn, "the hub is not on its broker"},
    MessageType{Message::batch_unanswered, "batch_unanswered", "0212bc9a0cc542ed8e2c6692eb1157ff",
                Severity::warn, "a batch by MQTT got no receipt, and why"},
    MessageType{Message::state_not_kept, "state_not_kept", "59ffbe0196884d0f80506176f90088e4",
                Severity::warn, "what a device says of itself was not stored"},
    MessageType{Message::not_swept, "not_swept", "e446ef0dbddd4f27a0be79f6111426f5", Severity::warn,
                "what is due to be deleted was not"},
    MessageType{Message::action_not_noted, "action_not_noted", "f38753cfd0e54598af77772603bc6a86",
                Severity::warn, "what an operator did at the console is not in its list"},
    MessageType{Message::not_published, "not_published", "1876f6a1ee1e4ebca6d8a138efebfecf",
                Severity::debug, "the broker did not take a receipt or a hint"},
    MessageType{Message::renewed, "renewed", "716ad88e9ce4466ba60cb8d13bf7f526", Severity::info,
                "the device has a new certificate"},
    MessageType{Message::not_renewed, "not_renewed", "7304df14d91d46bba0d0cb102bce0b3b",
                Severity::warn, "it could not get one, and why"},
    MessageType{Message::wiped, "wiped", "3c47058fee0341d5a73c0f53db954e6b", Severity::warn,
                "the device was taken out of service"},
    MessageType{Message::wipe_incomplete, "wipe_incomplete", "7fb55e8be15346529dcf01a94e7fb442",
                Severity::error, "something that was to be wiped is still there"},
    MessageType{Message::broker_not_told, "broker_not_told", "96c6ac1dbe4e4db0aebfa7e5b2347676",
                Severity::warn, "the broker does not know yet who is revoked"},
    MessageType{Message::settings_taken, "settings_taken", "28b725c9087ae757dcd80eac8fd8f7d0",
                Severity::info, "what the hub gives is in force, or will be after a restart"},
    MessageType{Message::settings_refused, "settings_refused", "a80b07978cb67c37a15ab01a49c1ebe4",
                Severity::warn, "what the hub gives is not taken, and why"},
    MessageType{Message::proxy_unusable, "proxy_unusable", "28245845a3f44c18834ede60108dc6de",
                Severity::error, "the proxy's password cannot be read: it stays offline"},
    MessageType{Message::approval_awaited, "approval_awaited", "fc7ea3d182ca4a1788696dd5e059a1bc",
                Severity::info, "the hub shall approve the device's key, and why it has not"},
    MessageType{Message::not_approved, "not_approved", "6f67e64b75a14ca4956bb32227b39b5b",
                Severity::warn, "an enrolment failed, and why"},
    MessageType{Message::agent_away, "agent_away", "5f630a7b9c2545eb86be81b0d247b599",
                Severity::warn, "tills are told to wait: the agent does not answer"},
    MessageType{Message::agent_back, "agent_back", "57996bde59d74aec912384cad0d7e0c5",
                Severity::info, "it answers again"},
    MessageType{Message::till_files_wait, "till_files_wait", "dda6d4578cf242d7897f6f66102df8c6",
                Severity::warn, "a till's files cannot be taken now, and why"},
    MessageType{Message::till_file_refused, "till_file_refused", "d410f9d9bb8c4b2292b1ca915f44096e",
                Severity::warn, "a till's file, or something in it, cannot be used, and why"},
};

spdlog::level::level_enum spdlog_level(Severity severity) {
  switch (severity) {
    case Severity::debug:
      return spdlog::level::debug;
    case Severity::info:
      return spdlog::level::info;
    case Severity::warn:
      return spdlog::level::warn;
    case Severity::error:
      break;
  }
  return spdlog::level::err;
}

int syslog_priority(Severity severity) {
  switch (severity) {
    case Severity::debug:
      return LOG_DEBUG;
    case Severity::info:
      return LOG_INFO;
    case Severity::warn:
      return LOG_WARNING;
    case Severity::error:
      break;
  }
  return LOG_ERR;
}

// systemd.exec(5): JOURNAL_STREAM names device and inode of the stream that standard error was when
// the unit started; a shell of that unit may have pointed ours elsewhere.
bool ends_in_the_journal() {
  const char* named = std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe)
  struct stat stream {};
  if (named == nullptr || ::fstat(STDERR_FILENO, &stream) != 0) return false;
  return named == std::to_string(stream.st_dev) + ":" + std::to_string(stream.st_ino);
}

}  // namespace

std::span<const MessageType> message_types() {
  return kTypes;
}

void start_log(const std::string& program, const std::string& level) {
  auto log = spdlog::stderr_logger_mt(program);
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  log->set_level(spdlog::level::from_str(level));
  log->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(log));
}

void set_log_level(const std::string& level) {
  spdlog::set_level(spdlog::level::from_str(level));
}

void log(Message message, std::string_view sentence) {
  static const bool kJournal = ends_in_the_journal();
  const auto& type = kTypes.at(static_cast<std::size_t>(message));
  const auto level = spdlog_level(type.severity);
  if (!spdlog::should_log(level)) return;
  if (!kJournal) return spdlog::log(level, "{}", sentence);
  const auto text = "MESSAGE=" + std::string(sentence);
  const auto id = "MESSAGE_ID=" + std::string(type.id);
  const auto priority = "PRIORITY=" + std::to_string(syslog_priority(type.severity));
  const std::array fields = {iovec{const_cast<char*>(text.data()), text.size()},
                             iovec{const_cast<char*>(id.data()), id.size()},
                             iovec{const_cast<char*>(priority.data()), priority.size()}};
  sd_journal_sendv(fields.data(), static_cast<int>(fields.size()));
}

}  // namespace touchpoint
