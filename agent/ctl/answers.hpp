// What goes over the control socket, as plain values: questions made, answers understood.
// Boost.JSON stays behind this header.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/proof.hpp"
#include "core/result.hpp"
#include "core/status.hpp"
#include "ctl/doctor/verdicts.hpp"

namespace touchpoint::ctl {

// {"verb":<verb>, <member>:<text> …} on one line.
std::string question(std::string_view verb,
                     const std::vector<std::pair<std::string_view, std::string_view>>& members);

struct Status {
  DeviceStatus device;
  std::vector<std::string> notices;  // sentences about what needs a person
};
struct StaffMember {
  std::string name;
  std::string display_name;
  std::string role;
  bool disabled = false;
  bool from_hub = false;
  bool badge = false;
};

struct RefusedRow {
  std::int64_t sequence = 0;
  std::string type;  // empty: the row was erased
  std::string time;
  std::string reason;
};
struct RefusedRows {
  std::vector<RefusedRow> rows;
  bool more = false;
};
struct Wiped {
  std::int64_t lost = 0;
  std::string key_left;  // the key's file where it could not be removed; empty: it is gone
};
struct Retried {
  std::int64_t sent = 0;
  std::int64_t stored = 0;
  std::int64_t refused = 0;
};

struct ListedRow {
  std::int64_t sequence = 0;
  std::string time;
  std::string type;
  std::string touchpoint;
  std::string state;  // "sent", "waiting", "refused", "erased"
};
struct Backup {
  std::string folder;  // where the daemon has put its files
  std::int64_t last = 0;
};

// A device that the hub has not approved yet.
struct Waiting {
  std::string why;  // in one sentence
  std::string fingerprint;
};
// With what a device asks to be approved.
struct OwnIdentity {
  std::string device;
  std::string store;
  std::string fingerprint;
};

// Each is `damaged` when the answer is not of that shape.
Result<Status> status_from(std::string_view answer);
Result<DaemonFacts> facts_from(std::string_view answer);
Result<Proof> proof_from(std::string_view answer);
Result<RefusedRows> refused_rows_from(std::string_view answer);
// nullopt: the device is enrolled.
Result<std::optional<Waiting>> waiting_from(std::string_view answer);
Result<OwnIdentity> identity_from(std::string_view answer);
Result<Wiped> wiped_from(std::string_view answer);
Result<Retried> retried_from(std::string_view answer);
Result<std::vector<ListedRow>> listed_rows_from(std::string_view answer);
Result<Backup> backup_from(std::string_view answer);
Result<std::string> metrics_from(std::string_view answer);
Result<std::int64_t> rows_from(std::string_view answer);
Result<std::vector<StaffMember>> staff_from(std::string_view answer);
Result<std::string> token_from(std::string_view answer);
Result<std::vector<std::string>> token_names_from(std::string_view answer);

struct PairingOffer {
  std::string code;
  std::string expires;  // RFC 3339
  std::string url;
};
Result<PairingOffer> pairing_offer_from(std::string_view answer);

struct Tablets {
  struct Tablet {
    std::string name;
    std::string paired;  // RFC 3339
    std::string seen;
  };
  std::vector<Tablet> tablets;
  std::string url;          // empty: no door is open for them
  std::string fingerprint;  // of the authority, in hex
  std::string authority;    // PEM
};
Result<Tablets> tablets_from(std::string_view answer);

}  // namespace touchpoint::ctl
