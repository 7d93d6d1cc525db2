// What the programs tell those who run them: one line a fact, to systemd's journal where there is
// one, else to standard error. Never personal data, never a secret, never what a customer showed.
//
// Each message has an id that never changes: journalctl MESSAGE_ID=…, and alerts hang on it. They
// are listed in systemd/OPERATIONS.md.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace touchpoint {

enum class Message {
  started,
  stopping,
  standing_by,
  door_shut,
  set_aside,
  not_recorded,
  recognises_nobody,
  not_enrolled,
  identity_unusable,
  online,
  offline,
  replica_behind,
  broker_connected,
  broker_away,
  batch_unanswered,
  state_not_kept,
  not_swept,
  action_not_noted,
  not_published,
  renewed,
  not_renewed,
  wiped,
  wipe_incomplete,
  broker_not_told,
  settings_taken,
  settings_refused,
  proxy_unusable,
  approval_awaited,
  not_approved,
  agent_away,
  agent_back,
  till_files_wait,
  till_file_refused,
};

enum class Severity { debug, info, warn, error };

struct MessageType {
  Message message{};
  std::string_view name;
  std::string_view id;  // 128 bits in hex, as systemd writes them
  Severity severity{};
  std::string_view meaning;
};
std::span<const MessageType> message_types();  // in the order of the enum

// Before any thread is started. `level`: "debug", "info", "warn" or "error"; less severe messages
// are dropped.
void start_log(const std::string& program, const std::string& level);
void set_log_level(const std::string& level);  // from then on; from any thread
void log(Message message, std::string_view sentence);

}  // namespace touchpoint
