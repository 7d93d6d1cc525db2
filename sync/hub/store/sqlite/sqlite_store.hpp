// SqliteStore keeps the central profile store in one SQLite file.
//
// It owns the thread "store", which owns the only connection to the file. What has queued up is
// done in one transaction, each call in a savepoint of its own; answers go out after the commit.
#pragma once

#include <filesystem>
#include <memory>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

class SqliteStore final : public Store {
 public:
  // `misconfigured` when the file cannot be opened, `refused` when it is not ours, `damaged` when
  // it is not what was written: nothing is done to it then.
  static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& file, Loop& loop,
                                                   const Clock& clock, Random& random,
                                                   const IdentityRules& rules = {});
  ~SqliteStore() override;  // does what is queued, then closes the file

  void ingest(DeviceBatch batch, Done<Ingested> done) override;
  void refusals(Sender sender, std::string journal, std::int64_t since,
                Done<std::vector<sync::Refusal>> done) override;
  void statement(Sender sender, std::string journal, Done<sync::Statement> done) override;
  void journals(std::string device, Done<std::vector<JournalToCheck>> done) override;
  void check_rows(CheckedRows from, std::int64_t rows_max, Done<CheckedRows> done) override;
  void keep_state(DeviceState state, Done<void> done) override;

  void changes(ChangeQuery query, Done<sync::ChangePage> done) override;
  void news(Sender sender, Done<sync::News> done) override;
  void news_of(std::vector<std::string> stores, Done<std::vector<NewsFor>> done) override;
  void look_up(Sender sender, Lookup lookup, Done<LookupAnswer> done) override;
  void open_handover(HandoverUse use, Done<Handover> done) override;
  void answer_by_phone(PhoneAnswer answer, Done<PhoneAnswered> done) override;
  void on_changes(std::function<void(std::vector<std::string> stores)> observer) override;

  void take_calls(Source source, std::vector<SourceCall> calls, Done<Taken> done) override;

  void profile(std::string id, Done<ProfileView> done) override;
  void find_profiles(std::vector<Identifier> identifiers,
                     Done<std::vector<std::string>> done) override;
  void join_profiles(ProfileDecision decision, Done<std::string> done) override;
  void part_profiles(ProfileDecision decision, Done<void> done) override;
  void reconsider_profiles(ProfileDecision decision, Done<void> done) override;
  void twins(TwinCursor from, std::int64_t rows_max, Done<TwinPage> done) override;

  void grant_token(TokenGrant grant, Done<void> done) override;
  void open_tokens(Done<std::vector<OpenToken>> done) override;
  void withdraw_token(std::string token, Done<void> done) override;
  void check_token(TokenUse use, Done<TokenVerdict> done) override;
  void redeem_token(TokenUse use, Done<TokenVerdict> done) override;
  void renew(Renewed renewed, Done<void> done) override;
  void expect(std::vector<Expected> devices, Done<void> done) override;
  void check_key(KeyUse use, Done<KeyVerdict> done) override;
  void redeem_key(KeyUse use, Done<KeyVerdict> done) override;
  void pending_keys(Done<std::vector<PendingKey>> done) override;
  void decide(KeyDecision decision, Done<void> done) override;
  void revoke(std::string device, Done<void> done) override;
  void ended_certificates(Done<std::vector<EndedCertificate>> done) override;

  void configuration(ConfigurationQuery query, Done<sync::GivenSettings> done) override;
  void configuration_status(Done<ConfigurationStatus> done) override;
  void publish(PublishedSettings settings, Done<std::int64_t> done) override;
  void widen(Done<std::int64_t> done) override;
  void withdraw(std::string by, std::string note, Done<std::int64_t> done) override;
  void settings(std::int64_t number, Done<PublishedSettings> done) override;
  void add_ring(std::string name, Done<void> done) override;
  void put_in_ring(std::string ring, RingMember member, Done<void> done) override;
  void add_staff(StoreStaff staff, Done<void> done) override;
  void remove_staff(std::string store, std::string name, Done<void> done) override;
  void reset_staff(StoreStaff staff, Done<void> done) override;
  void staff(std::string store, Done<std::vector<StoreStaff>> done) override;
  void staff_answers(Done<std::vector<StaffAnswer>> done) override;

  void add_source(NewSource source, Done<void> done) override;
  void remove_source(std::string name, Done<void> done) override;
  void rotate_source(std::string name, Digest key_digest, Done<void> done) override;
  void sources(Done<std::vector<Source>> done) override;
  void source_of_key(Digest key_digest, Done<std::optional<Source>> done) override;
  void source_of_name(std::string name, Done<std::optional<Source>> done) override;

  void add_operator(OperatorRecord record, Done<void> done) override;
  void remove_operator(std::string name, Done<void> done) override;
  void operators(Done<std::vector<OperatorRecord>> done) override;
  void operator_of_name(std::string name, Done<std::optional<OperatorRecord>> done) override;
  void keep_failures(std::string name, std::int64_t failures, Done<void> done) override;
  void note_action(OperatorAction action, Done<void> done) override;
  void actions(std::int64_t rows_max, Done<std::vector<OperatorAction>> done) override;

  void fleet(Done<std::vector<DeviceStatus>> done) override;
  void devices_beside(Sender sender, Done<std::vector<DeviceStatus>> done) override;
  void status(Done<HubStatus> done) override;
  void totals(Done<StoreTotals> done) override;
  void sweep(Done<void> done) override;
  void copy(std::filesystem::path to, std::function<void(int)> percent, Done<void> done) override;
  void begin_epoch(Done<void> done) override;

  // Reads a copy again, page by page. Blocks. `damaged` when it is not whole.
  static Result<void> check_copy(const std::filesystem::path& file);

 private:
  struct State;
  explicit SqliteStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchpoint::hub
