// Store is the central profile store: what devices and sources said, what it means for customers,
// and who may speak. SQLite implements it in store/sqlite/.
//
// Called on the loop thread; it never blocks there. Every callback comes back on the loop, after
// the commit of what it reports. Several calls may share a commit.
//
// Errors: `refused` for what will never be accepted (each function says what), `retry_later` when
// the queue is full or the disk is: nothing of that call was kept.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "crypto/password.hpp"
#include "loop/loop.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/lookup.hpp"
#include "sync/codec/profile_json.hpp"
#include "sync/codec/settings.hpp"
#include "sync/codec/statement.hpp"
#include "sync/hub/identity.hpp"
#include "sync/hub/identity_rules.hpp"
#include "sync/hub/source_calls.hpp"
#include "sync/hub/staff_voices.hpp"
#include "sync/ports.hpp"

namespace touchpoint::hub {

template <class T>
using Done = std::move_only_function<void(Result<T>)>;

// A device as the transport proved it: a certificate's names, or a topic that the broker's ACL
// keeps for that certificate. The store asks whether it is enrolled there and not revoked.
struct Sender {
  std::string device;
  std::string store;
  std::string serial{};  // the certificate's. Empty: not shown, as through a broker
};

// One row of a batch. `problem` says what is wrong with it; the row is then refused.
struct DeviceRow {
  std::int64_t sequence = 0;
  sync::ReceivedEvent event;
  Digest digest{};              // SHA-256 over event.raw
  std::optional<Digest> chain;  // as claimed, or as a run gives it; nullopt: there is none
  std::string problem;
  bool in_doubt = false;  // its run's chain does not agree, and nobody knows at which row
};
inline constexpr const char* kChainBroken = "the chain does not follow from the row before";

struct DeviceBatch {
  Sender sender;
  std::string batch;
  std::string journal;
  std::int64_t first_kept = 0;  // 0: not said
  std::vector<DeviceRow> rows;
};

// Where a journal stands after a batch: the facts of a receipt.
struct Ingested {
  std::int64_t through = 0;
  Digest chain{};
  std::int64_t refused = 0;  // of the whole journal
  std::size_t stored_now = 0;
  std::size_t refused_now = 0;
  WallTime at{};
};

struct ChangeQuery {
  Sender sender;
  std::string epoch;
  std::int64_t since = 0;
  std::size_t limit = 0;
};

struct DeviceState {
  Sender sender;
  bool online = true;
  std::string journal;          // empty: not said
  std::int64_t first_kept = 0;  // 0: not said
  std::string json;  // as it came; of a device that went away only what it says anew is taken over
};

enum class UserIdKind { loyalty, account };

struct Source {
  std::int64_t id = 0;
  std::string name;
  UserIdKind user_id{};
  std::string home_store;
};

struct NewSource {
  Source source;
  Digest key_digest{};
};

struct Taken {
  std::size_t applied = 0;
  std::size_t repeated = 0;  // of a messageId that was known
};

struct TokenGrant {
  Digest digest{};  // of the secret
  Sender sender;    // for whom
  WallTime expires{};
};

// A grant that nobody has used yet.
struct OpenToken {
  std::string token;  // names it, and lets nobody in: the digest, in hex
  Sender sender;
  WallTime expires{};
};

// What an enrolment asks for, and in the second step what it got.
struct TokenUse {
  Digest digest{};
  Sender sender;
  std::string serial;
  WallTime until{};
};
enum class TokenVerdict { good, unknown, elsewhere };

// A device that may enrol without a token, by its key. nullopt: an operator is to compare the key's
// fingerprint first.
struct Expected {
  Sender sender;
  std::optional<Digest> key;
};
// What such a device asks for, and in the second step what it got.
struct KeyUse {
  Sender sender;
  Digest key{};
  std::string serial;
  WallTime until{};
};
enum class KeyVerdict {
  good,
  waiting,      // an operator has not compared it yet
  unexpected,   // nobody has announced this device
  other_store,  // it was announced there
  refused,      // by an operator
};
struct PendingKey {
  Sender sender;
  Digest key{};
  WallTime first{};
  WallTime last{};
  bool refused = false;
};
// `print`: the fingerprint's first hex digits, in lower case.
struct KeyDecision {
  std::string device;
  std::string print;
  bool approved = false;
};

// What `refused` says of a device that an operator has revoked: doors tell it from the others.
inline constexpr std::string_view kRevokedSentence = "this device was revoked";

// A new certificate for a device that has shown the one with `sender.serial`.
struct Renewed {
  Sender sender;
  std::string serial;
  WallTime until{};
};
struct EndedCertificate {
  std::string serial;
  WallTime since{};
};

// Somebody who may sign in at the console. The password is kept as crypto::pin_verifier.
struct OperatorRecord {
  std::string name;  // a slug
  crypto::Salt salt{};
  Digest verifier{};
  std::int64_t failures = 0;  // since the last right password
  WallTime added{};
};

// What somebody asked of this hub, noted before it was done.
struct OperatorAction {
  WallTime at{};
  std::string by{};     // an operator's name; empty: the command line
  std::string what{};   // "device.revoke", "signed_in" …
  std::string about{};  // the name of a device, a source …; empty: the hub
};

struct NewsFor {
  Sender sender;
  sync::News news;
};

struct StoreTotals {
  std::int64_t events = 0;
  std::int64_t refused = 0;
  std::int64_t change = 0;
  std::int64_t two_live = 0;  // journals that grew after a newer one of the device had begun
  std::int64_t settings_refusing = 0;  // devices
};

struct JournalStatus {
  std::string journal;
  std::int64_t through = 0, last = 0, refused = 0, stored = 0, missing = 0;
  bool outlived = false;  // rows came after a newer journal had begun: two devices under one name?
};
// What the hub gave to a device, and it does not take: it goes on with what it had.
struct SettingsRefusal {
  std::int64_t version = 0;
  std::optional<std::int64_t> number;  // the settings in that; nullopt: not known
  std::string reason;                  // one sentence, the device's own
  WallTime at{};
};
struct DeviceStatus {
  Sender sender;
  bool revoked = false;
  WallTime until{};  // the end of its newest certificate
  std::optional<WallTime> seen;
  std::string state;  // JSON as the device published it; empty: never
  std::optional<WallTime> state_at;
  std::vector<JournalStatus> journals;  // newest first
  std::optional<SettingsRefusal> settings_refused{};
};
struct StoreStatus {
  std::int64_t profiles = 0;
  std::int64_t change = 0;
};
struct HubStatus {
  std::string epoch;
  std::int64_t change = 0;
  std::int64_t profiles = 0, orders = 0, history = 0, events = 0, refused = 0, audit = 0;
  std::map<std::string, StoreStatus> stores;
  std::vector<DeviceStatus> devices;
};

// --- configuration (store/sqlite/FORMAT.md, "Configuration") ------------------------------------

// The ring of all that are in no other; the last one.
inline constexpr std::string_view kRingOfAll = "all";

struct RingMember {
  enum class Kind { device, store };
  Kind kind{};
  std::string name;
};
struct Ring {
  std::string name;
  std::vector<RingMember> members{};  // none of kRingOfAll
};

// Settings as they were published. They reach `ring` and the rings before it.
struct PublishedSettings {
  std::int64_t number = 0;  // given by the store
  std::string body;
  std::string ring;
  std::string by;    // who, as the console or the command line knows them
  std::string note;  // why
  WallTime at{};
  std::optional<std::int64_t> withdraws{};  // the settings that these take back
};

struct ConfigurationQuery {
  Sender sender;
  std::string epoch;       // of what it has; empty: nothing
  std::int64_t since = 0;  // the version that it has
};

// Where a device stands.
struct DeviceConfiguration {
  Sender sender;
  std::string ring;
  std::int64_t number = 0;                   // the settings that are meant for it
  std::int64_t version = 0;                  // of all that is meant for it
  std::int64_t has = 0;                      // the version that it last said it has
  std::optional<std::int64_t> has_number{};  // the settings in that; nullopt: not known
  std::optional<WallTime> asked{};
  std::optional<SettingsRefusal> refused{};
};
struct ConfigurationStatus {
  std::vector<PublishedSettings> settings;   // newest first, at most 20
  std::vector<Ring> rings;                   // in their order
  std::vector<DeviceConfiguration> devices;  // that are not revoked
};

struct StoreStaff {
  std::string store;
  sync::GivenStaff staff;
  std::string by{};
  WallTime at{};  // of the last change
};

// How far a journal's rows were found to be what was stored.
struct CheckedRows {
  std::int64_t journal = 0;  // the store's own number of it
  std::int64_t through = 0;
  std::optional<Digest> chain;  // chain(through); nullopt behind a hole
  std::int64_t stored = 0;
  bool done = false;
  std::string problem;  // one sentence about the first row that is not what was stored; then done
};
struct JournalToCheck {
  std::string device;
  sync::Statement statement;
  CheckedRows from;
};

// --- phones (store/sqlite/FORMAT.md, "Phones") ---------------------------------------------------

// Whoever shows a link's code, by what only their phone knows; of both the digests.
struct HandoverUse {
  Digest code{};
  Digest phone{};
};
struct Handover {
  enum class State {
    unknown,  // no device has sent it, yet or ever
    open,
    used,  // another phone was faster
    expired
  };
  State state{};
  std::string touchpoint;            // where it was begun
  std::string data;                  // of the event that handed it over, when it is open
  std::vector<std::string> answers;  // … the data of what was answered by phone since, in order
};
struct PhoneAnswer {
  HandoverUse use;
  NewEvent event;
};
struct PhoneAnswered {
  Handover::State state{};
  bool repeated = false;
  WallTime at{};
};

class Store {
 public:
  virtual ~Store() = default;

  // Stores and applies a batch. `refused` when the sender is not enrolled.
  virtual void ingest(DeviceBatch batch, Done<Ingested> done) = 0;
  // Refused rows with sequence > since, at most 1,000.
  virtual void refusals(Sender sender, std::string journal, std::int64_t since,
                        Done<std::vector<sync::Refusal>> done) = 0;
  virtual void statement(Sender sender, std::string journal, Done<sync::Statement> done) = 0;
  // Every journal of a device, or of all of them (""), and then the rows of one, some at a time.
  virtual void journals(std::string device, Done<std::vector<JournalToCheck>> done) = 0;
  virtual void check_rows(CheckedRows from, std::int64_t rows_max, Done<CheckedRows> done) = 0;
  virtual void keep_state(DeviceState state, Done<void> done) = 0;

  virtual void changes(ChangeQuery query, Done<sync::ChangePage> done) = 0;
  virtual void news(Sender sender, Done<sync::News> done) = 0;
  // News of every device that is not revoked, in these stores; of all stores when empty.
  virtual void news_of(std::vector<std::string> stores, Done<std::vector<NewsFor>> done) = 0;
  // Whom the sender asks for. One person found by an identifier or an id is in its store's feed
  // from then on, for a day at least; `epoch` and `through` stay empty: news() says them.
  virtual void look_up(Sender sender, Lookup lookup, Done<LookupAnswer> done) = 0;
  // The first phone that shows a code has it from then on.
  virtual void open_handover(HandoverUse use, Done<Handover> done) = 0;
  // Stores it once, and counts it as an answer of the kiosk's. `refused` for another answer under
  // the same id, and for one too many.
  virtual void answer_by_phone(PhoneAnswer answer, Done<PhoneAnswered> done) = 0;
  // Called on the loop after a commit that changed these stores' feeds.
  virtual void on_changes(std::function<void(std::vector<std::string> stores)> observer) = 0;

  virtual void take_calls(Source source, std::vector<SourceCall> calls, Done<Taken> done) = 0;

  // Who is who (identity.hpp). All are `refused` for a profile that is not there.
  virtual void profile(std::string id, Done<ProfileView> done) = 0;
  virtual void find_profiles(std::vector<Identifier> identifiers,
                             Done<std::vector<std::string>> done) = 0;
  // Gives the id of the profile that the two are from now on, the older one's. `refused` when
  // somebody has said that they are not one person.
  virtual void join_profiles(ProfileDecision decision, Done<std::string> done) = 0;
  // Each gets back what was told of it; nothing but an operator's word joins them again, never.
  virtual void part_profiles(ProfileDecision decision, Done<void> done) = 0;
  // Nobody says any more that they are not. `refused` when nobody did.
  virtual void reconsider_profiles(ProfileDecision decision, Done<void> done) = 0;
  virtual void twins(TwinCursor from, std::int64_t rows_max, Done<TwinPage> done) = 0;

  virtual void grant_token(TokenGrant grant, Done<void> done) = 0;
  virtual void open_tokens(Done<std::vector<OpenToken>> done) = 0;
  // `refused` when there is none of that name.
  virtual void withdraw_token(std::string token, Done<void> done) = 0;
  virtual void check_token(TokenUse use, Done<TokenVerdict> done) = 0;
  // Uses the token up and enrols the device, unless somebody was faster.
  virtual void redeem_token(TokenUse use, Done<TokenVerdict> done) = 0;
  // All of them or none. What was announced of a device before is over, and what was refused, too.
  virtual void expect(std::vector<Expected> devices, Done<void> done) = 0;
  // Notes a key that waits: at most a few for a device, and none that nobody has announced.
  virtual void check_key(KeyUse use, Done<KeyVerdict> done) = 0;
  // Enrols the device. The same key is good for a day more: nobody knows whether the answer
  // arrives.
  virtual void redeem_key(KeyUse use, Done<KeyVerdict> done) = 0;
  virtual void pending_keys(Done<std::vector<PendingKey>> done) = 0;
  // `refused` when no pending key of the device begins like that, or more than one.
  virtual void decide(KeyDecision decision, Done<void> done) = 0;
  // Two certificates are good from then on: the new one, and the one that was shown, because nobody
  // knows whether the answer arrives. `refused` when that one is not good.
  virtual void renew(Renewed renewed, Done<void> done) = 0;
  virtual void revoke(std::string device, Done<void> done) = 0;
  // Certificates that were ended before their time was over: by an enrolment, by a renewal of what
  // replaced them, by a revocation.
  virtual void ended_certificates(Done<std::vector<EndedCertificate>> done) = 0;

  // What the sender is to have. `misconfigured` when it has a version that no hub can have given
  // it.
  virtual void configuration(ConfigurationQuery query, Done<sync::GivenSettings> done) = 0;
  virtual void configuration_status(Done<ConfigurationStatus> done) = 0;
  // Each gives the number of the settings concerned. `refused` when there is no such ring, when
  // there is nothing to widen or withdraw, or when the newest settings reach everybody already.
  virtual void publish(PublishedSettings settings, Done<std::int64_t> done) = 0;
  virtual void widen(Done<std::int64_t> done) = 0;  // the newest, to the next ring
  // Publishes what was before the newest ones anew, for whom these have reached.
  virtual void withdraw(std::string by, std::string note, Done<std::int64_t> done) = 0;
  virtual void settings(std::int64_t number, Done<PublishedSettings> done) = 0;
  virtual void add_ring(std::string name, Done<void> done) = 0;
  // Takes it out of the ring that it was in. kRingOfAll: into no other.
  virtual void put_in_ring(std::string ring, RingMember member, Done<void> done) = 0;
  // `refused` when the name is taken in that store, or nobody's.
  virtual void add_staff(StoreStaff staff, Done<void> done) = 0;
  virtual void remove_staff(std::string store, std::string name, Done<void> done) = 0;
  // A new PIN.
  virtual void reset_staff(StoreStaff staff, Done<void> done) = 0;
  virtual void staff(std::string store, Done<std::vector<StoreStaff>> done) = 0;  // "": of all

  // What staff of all stores have answered, as devices told it.
  virtual void staff_answers(Done<std::vector<StaffAnswer>> done) = 0;

  // `refused` when the name is taken. One that was removed is there again, with what it sent, when
  // its user ids are of the same kind.
  virtual void add_source(NewSource source, Done<void> done) = 0;
  // Its key is worth nothing from then on; what it sent stays. `refused` when there is none.
  virtual void remove_source(std::string name, Done<void> done) = 0;
  // The key before is worth nothing from then on. `refused` when there is no such source.
  virtual void rotate_source(std::string name, Digest key_digest, Done<void> done) = 0;
  virtual void sources(Done<std::vector<Source>> done) = 0;
  virtual void source_of_key(Digest key_digest, Done<std::optional<Source>> done) = 0;
  virtual void source_of_name(std::string name, Done<std::optional<Source>> done) = 0;

  // `refused` when the name is taken, or nobody's.
  virtual void add_operator(OperatorRecord record, Done<void> done) = 0;
  virtual void remove_operator(std::string name, Done<void> done) = 0;
  virtual void operators(Done<std::vector<OperatorRecord>> done) = 0;  // by name
  virtual void operator_of_name(std::string name, Done<std::optional<OperatorRecord>> done) = 0;
  virtual void keep_failures(std::string name, std::int64_t failures, Done<void> done) = 0;
  virtual void note_action(OperatorAction action, Done<void> done) = 0;
  virtual void actions(std::int64_t rows_max,
                       Done<std::vector<OperatorAction>> done) = 0;  // newest

  virtual void fleet(Done<std::vector<DeviceStatus>> done) = 0;
  // Those of the sender's store.
  virtual void devices_beside(Sender sender, Done<std::vector<DeviceStatus>> done) = 0;
  virtual void status(Done<HubStatus> done) = 0;
  virtual void totals(Done<StoreTotals> done) = 0;  // cheap enough to be asked all the time
  // Lets go of what only time ends: deliveries that must have come, visits of long ago.
  virtual void sweep(Done<void> done) = 0;

  // A second file of everything, as it is when `done` is called; `to` must not be there. Others are
  // served meanwhile. `percent` is called on the loop now and then.
  virtual void copy(std::filesystem::path to, std::function<void(int percent)> percent,
                    Done<void> done) = 0;
  // This store was put back from a copy: every device pulls its customers anew.
  virtual void begin_epoch(Done<void> done) = 0;
};

}  // namespace touchpoint::hub
