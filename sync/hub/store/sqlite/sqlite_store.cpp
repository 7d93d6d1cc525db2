#include "sync/hub/store/sqlite/sqlite_store.hpp"

#include "sync/hub/store/sqlite/audit.hpp"
#include "sync/hub/store/sqlite/page.hpp"
#include "sync/hub/store/sqlite/proof.hpp"
#include "sync/hub/store/sqlite/staff_answers.hpp"
#include "sync/hub/store/sqlite/status.hpp"
#include "sync/hub/store/sqlite/store_thread.hpp"

namespace touchpoint::hub {
namespace {

// What is said of tasks, and of whom: of a device's event, and of one by phone.
Result<void> apply_event(Tables& tables, const sync::ReceivedEvent& event, const Sender& sender,
                         WallTime now) {
  TP_CHECK(tables.task_steps.apply(event, sender, now));
  const auto fact = fact_of(event, sender.store);
  if (!fact) return success();
  if (fact->of_a_visit()) return tables.claims.apply(*fact, event, sender);
  return tables.profiles.apply(*fact, sender.store, now);
}

Result<Ingested> ingest_now(Tables& tables, const DeviceBatch& batch) {
  const WallTime now = tables.clock.wall();
  TP_TRY(const auto device, tables.access.admit(batch.sender, now));
  return tables.events.ingest(device, batch, now,
                              [&](const sync::ReceivedEvent& event) -> Result<void> {
                                if (const auto refusal = settings_refusal_of(event)) {
                                  return tables.configuration.refuse(device, *refusal);
                                }
                                TP_CHECK(tables.handovers.apply(event, batch.sender));
                                return apply_event(tables, event, batch.sender, now);
                              });
}

Result<sync::News> news_now(Tables& tables, const Sender& sender) {
  sync::News news;
  TP_TRY(news.epoch, tables.feed.epoch());
  TP_TRY(news.profiles, tables.feed.newest(sender.store));
  TP_TRY(news.config, tables.configuration.version_for(sender));
  return news;
}

Result<std::vector<NewsFor>> all_news_now(Tables& tables, const std::vector<std::string>& stores) {
  TP_TRY(auto devices, tables.access.devices_of(stores));
  std::vector<NewsFor> all;
  for (auto& device : devices) {
    if (!all.empty() && all.back().sender.store == device.store) {
      auto news = all.back().news;
      TP_TRY(news.config, tables.configuration.version_for(device));
      all.push_back({.sender = std::move(device), .news = std::move(news)});
      continue;
    }
    TP_TRY(auto news, news_now(tables, device));
    all.push_back({.sender = std::move(device), .news = std::move(news)});
  }
  return all;
}

}  // namespace

struct SqliteStore::State {
  State(Loop& loop, StoreFile file, std::unique_ptr<Tables> tables)
      : thread(loop, std::move(file), std::move(tables)) {}
  StoreThread thread;
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& file,
                                                       Loop& loop, const Clock& clock,
                                                       Random& random, const IdentityRules& rules) {
  StoreFile store_file{file, clock, random, rules};
  auto tables = open_tables(store_file, Look::as_it_was_left);
  if (!tables) return tables.error().within("cannot open the hub's database");
  return std::unique_ptr<SqliteStore>(new SqliteStore(
      std::make_unique<State>(loop, std::move(store_file), std::move(tables).value())));
}

SqliteStore::SqliteStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteStore::~SqliteStore() = default;

void SqliteStore::ingest(DeviceBatch batch, Done<Ingested> done) {
  state_->thread.call<Ingested>(
      [batch = std::move(batch)](Tables& tables) { return ingest_now(tables, batch); },
      std::move(done));
}

void SqliteStore::refusals(Sender sender, std::string journal, std::int64_t since,
                           Done<std::vector<sync::Refusal>> done) {
  state_->thread.call<std::vector<sync::Refusal>>(
      [sender = std::move(sender), journal = std::move(journal),
       since](Tables& tables) -> Result<std::vector<sync::Refusal>> {
        TP_TRY(const auto device, tables.access.admit(sender, tables.clock.wall()));
        return tables.events.refusals(device, journal, since);
      },
      std::move(done));
}

void SqliteStore::statement(Sender sender, std::string journal, Done<sync::Statement> done) {
  state_->thread.call<sync::Statement>(
      [sender = std::move(sender),
       journal = std::move(journal)](Tables& tables) -> Result<sync::Statement> {
        const WallTime now = tables.clock.wall();
        TP_TRY(const auto device, tables.access.admit(sender, now));
        TP_TRY(auto statement, state_of(tables.session, device, journal));
        statement.device = sender.device;
        statement.at = now;
        return statement;
      },
      std::move(done));
}

void SqliteStore::journals(std::string device, Done<std::vector<JournalToCheck>> done) {
  state_->thread.call<std::vector<JournalToCheck>>(
      [device = std::move(device)](Tables& tables) {
        return journals_to_check(tables.session, device);
      },
      std::move(done));
}

void SqliteStore::check_rows(CheckedRows from, std::int64_t rows_max, Done<CheckedRows> done) {
  state_->thread.call<CheckedRows>(
      [from, rows_max](Tables& tables) { return hub::check_rows(tables.session, from, rows_max); },
      std::move(done));
}

void SqliteStore::keep_state(DeviceState state, Done<void> done) {
  state_->thread.call<void>(
      [state = std::move(state)](Tables& tables) -> Result<void> {
        const WallTime now = tables.clock.wall();
        TP_TRY(const auto device, tables.access.admit(state.sender, now));
        if (!state.journal.empty()) {
          TP_CHECK(tables.events.keep_first_kept(device, state.journal, state.first_kept));
        }
        return tables.access.keep_state(device, state, now);
      },
      std::move(done));
}

void SqliteStore::changes(ChangeQuery query, Done<sync::ChangePage> done) {
  state_->thread.call<sync::ChangePage>(
      [query = std::move(query)](Tables& tables) { return read_page(tables, query); },
      std::move(done));
}

void SqliteStore::news(Sender sender, Done<sync::News> done) {
  state_->thread.call<sync::News>(
      [sender = std::move(sender)](Tables& tables) -> Result<sync::News> {
        TP_CHECK(tables.access.admit(sender, tables.clock.wall()));
        return news_now(tables, sender);
      },
      std::move(done));
}

void SqliteStore::news_of(std::vector<std::string> stores, Done<std::vector<NewsFor>> done) {
  state_->thread.call<std::vector<NewsFor>>(
      [stores = std::move(stores)](Tables& tables) { return all_news_now(tables, stores); },
      std::move(done));
}

void SqliteStore::look_up(Sender sender, Lookup lookup, Done<LookupAnswer> done) {
  state_->thread.call<LookupAnswer>(
      [sender = std::move(sender),
       lookup = std::move(lookup)](Tables& tables) -> Result<LookupAnswer> {
        const WallTime now = tables.clock.wall();
        TP_CHECK(tables.access.admit(sender, now));
        return tables.lookups.answer(lookup, sender.store, now);
      },
      std::move(done));
}

void SqliteStore::open_handover(HandoverUse use, Done<Handover> done) {
  state_->thread.call<Handover>(
      [use](Tables& tables) { return tables.handovers.open(use, tables.clock.wall()); },
      std::move(done));
}

void SqliteStore::answer_by_phone(PhoneAnswer answer, Done<PhoneAnswered> done) {
  state_->thread.call<PhoneAnswered>(
      [answer = std::move(answer)](Tables& tables) {
        const WallTime now = tables.clock.wall();
        return tables.handovers.answer(answer, now,
                                       [&](const sync::ReceivedEvent& event, const Sender& sender) {
                                         return apply_event(tables, event, sender, now);
                                       });
      },
      std::move(done));
}

void SqliteStore::on_changes(std::function<void(std::vector<std::string>)> observer) {
  state_->thread.on_changes(std::move(observer));
}

void SqliteStore::take_calls(Source source, std::vector<SourceCall> calls, Done<Taken> done) {
  state_->thread.call<Taken>(
      [source = std::move(source), calls = std::move(calls)](Tables& tables) -> Result<Taken> {
        const WallTime now = tables.clock.wall();
        Taken taken;
        for (const auto& call : calls) {
          TP_TRY(const bool applied, tables.profiles.apply(source, call, now));
          ++(applied ? taken.applied : taken.repeated);
        }
        return taken;
      },
      std::move(done));
}

void SqliteStore::profile(std::string id, Done<ProfileView> done) {
  state_->thread.call<ProfileView>(
      [id = std::move(id)](Tables& tables) -> Result<ProfileView> {
        TP_TRY(const auto head, tables.identities.head_of(id));
        TP_TRY(auto view, tables.identities.view(head));
        std::size_t bytes = 0;
        TP_TRY(auto whole, tables.profiles.load(head, bytes));
        if (whole) view.whole = std::move(*whole);
        return view;
      },
      std::move(done));
}

void SqliteStore::find_profiles(std::vector<Identifier> identifiers,
                                Done<std::vector<std::string>> done) {
  state_->thread.call<std::vector<std::string>>(
      [identifiers = std::move(identifiers)](Tables& tables) -> Result<std::vector<std::string>> {
        std::set<std::string> found;
        for (const auto& identifier : identifiers) {
          TP_TRY(const auto ids, tables.identities.find(identifier));
          found.insert(ids.begin(), ids.end());
        }
        return std::vector<std::string>(found.begin(), found.end());
      },
      std::move(done));
}

void SqliteStore::join_profiles(ProfileDecision decision, Done<std::string> done) {
  state_->thread.call<std::string>(
      [decision = std::move(decision)](Tables& tables) {
        return tables.identities.join(decision, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::part_profiles(ProfileDecision decision, Done<void> done) {
  state_->thread.call<void>(
      [decision = std::move(decision)](Tables& tables) {
        return tables.identities.part(decision, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::reconsider_profiles(ProfileDecision decision, Done<void> done) {
  state_->thread.call<void>(
      [decision = std::move(decision)](Tables& tables) {
        return tables.identities.reconsider(decision, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::twins(TwinCursor from, std::int64_t rows_max, Done<TwinPage> done) {
  state_->thread.call<TwinPage>(
      [from = std::move(from), rows_max](Tables& tables) {
        return tables.identities.twins(from, rows_max);
      },
      std::move(done));
}

void SqliteStore::grant_token(TokenGrant grant, Done<void> done) {
  state_->thread.call<void>(
      [grant = std::move(grant)](Tables& tables) { return tables.access.grant(grant); },
      std::move(done));
}

void SqliteStore::open_tokens(Done<std::vector<OpenToken>> done) {
  state_->thread.call<std::vector<OpenToken>>(
      [](Tables& tables) { return tables.access.open_tokens(tables.clock.wall()); },
      std::move(done));
}

void SqliteStore::withdraw_token(std::string token, Done<void> done) {
  state_->thread.call<void>(
      [token = std::move(token)](Tables& tables) { return tables.access.withdraw(token); },
      std::move(done));
}

void SqliteStore::check_token(TokenUse use, Done<TokenVerdict> done) {
  state_->thread.call<TokenVerdict>(
      [use = std::move(use)](Tables& tables) {
        return tables.access.check(use, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::redeem_token(TokenUse use, Done<TokenVerdict> done) {
  state_->thread.call<TokenVerdict>(
      [use = std::move(use)](Tables& tables) {
        return tables.access.redeem(use, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::expect(std::vector<Expected> devices, Done<void> done) {
  state_->thread.call<void>(
      [devices = std::move(devices)](Tables& tables) {
        return tables.approvals.expect(devices, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::check_key(KeyUse use, Done<KeyVerdict> done) {
  state_->thread.call<KeyVerdict>(
      [use = std::move(use)](Tables& tables) {
        return tables.approvals.check(use, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::redeem_key(KeyUse use, Done<KeyVerdict> done) {
  state_->thread.call<KeyVerdict>(
      [use = std::move(use)](Tables& tables) {
        return tables.approvals.redeem(use, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::pending_keys(Done<std::vector<PendingKey>> done) {
  state_->thread.call<std::vector<PendingKey>>(
      [](Tables& tables) { return tables.approvals.pending(); }, std::move(done));
}

void SqliteStore::decide(KeyDecision decision, Done<void> done) {
  state_->thread.call<void>(
      [decision = std::move(decision)](Tables& tables) {
        return tables.approvals.decide(decision, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::renew(Renewed renewed, Done<void> done) {
  state_->thread.call<void>(
      [renewed = std::move(renewed)](Tables& tables) {
        return tables.access.renew(renewed, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::revoke(std::string device, Done<void> done) {
  state_->thread.call<void>(
      [device = std::move(device)](Tables& tables) -> Result<void> {
        TP_CHECK(tables.approvals.forget(device));
        return tables.access.revoke(device, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::ended_certificates(Done<std::vector<EndedCertificate>> done) {
  state_->thread.call<std::vector<EndedCertificate>>(
      [](Tables& tables) { return tables.access.ended(tables.clock.wall()); }, std::move(done));
}

void SqliteStore::configuration(ConfigurationQuery query, Done<sync::GivenSettings> done) {
  state_->thread.call<sync::GivenSettings>(
      [query = std::move(query)](Tables& tables) -> Result<sync::GivenSettings> {
        const WallTime now = tables.clock.wall();
        TP_TRY(const auto device, tables.access.admit(query.sender, now));
        TP_TRY(const auto epoch, tables.feed.epoch());
        return tables.configuration.give(device, query, epoch, now);
      },
      std::move(done));
}

void SqliteStore::configuration_status(Done<ConfigurationStatus> done) {
  state_->thread.call<ConfigurationStatus>(
      [](Tables& tables) { return tables.configuration.status(); }, std::move(done));
}

void SqliteStore::publish(PublishedSettings settings, Done<std::int64_t> done) {
  state_->thread.call<std::int64_t>(
      [settings = std::move(settings)](Tables& tables) {
        return tables.configuration.publish(settings, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::widen(Done<std::int64_t> done) {
  state_->thread.call<std::int64_t>([](Tables& tables) { return tables.configuration.widen(); },
                                    std::move(done));
}

void SqliteStore::withdraw(std::string by, std::string note, Done<std::int64_t> done) {
  state_->thread.call<std::int64_t>(
      [by = std::move(by), note = std::move(note)](Tables& tables) {
        return tables.configuration.withdraw(by, note, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::settings(std::int64_t number, Done<PublishedSettings> done) {
  state_->thread.call<PublishedSettings>(
      [number](Tables& tables) { return tables.configuration.settings(number); }, std::move(done));
}

void SqliteStore::add_ring(std::string name, Done<void> done) {
  state_->thread.call<void>(
      [name = std::move(name)](Tables& tables) { return tables.configuration.add_ring(name); },
      std::move(done));
}

void SqliteStore::put_in_ring(std::string ring, RingMember member, Done<void> done) {
  state_->thread.call<void>(
      [ring = std::move(ring), member = std::move(member)](Tables& tables) {
        return tables.configuration.put_in_ring(ring, member);
      },
      std::move(done));
}

void SqliteStore::add_staff(StoreStaff staff, Done<void> done) {
  state_->thread.call<void>(
      [staff = std::move(staff)](Tables& tables) {
        return tables.configuration.add_staff(staff, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::remove_staff(std::string store, std::string name, Done<void> done) {
  state_->thread.call<void>(
      [store = std::move(store), name = std::move(name)](Tables& tables) {
        return tables.configuration.remove_staff(store, name);
      },
      std::move(done));
}

void SqliteStore::reset_staff(StoreStaff staff, Done<void> done) {
  state_->thread.call<void>(
      [staff = std::move(staff)](Tables& tables) {
        return tables.configuration.reset_staff(staff, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::staff(std::string store, Done<std::vector<StoreStaff>> done) {
  state_->thread.call<std::vector<StoreStaff>>(
      [store = std::move(store)](Tables& tables) { return tables.configuration.staff(store); },
      std::move(done));
}

void SqliteStore::staff_answers(Done<std::vector<StaffAnswer>> done) {
  state_->thread.call<std::vector<StaffAnswer>>(
      [](Tables& tables) { return all_staff_answers(tables.session); }, std::move(done));
}

void SqliteStore::add_source(NewSource source, Done<void> done) {
  state_->thread.call<void>(
      [source = std::move(source)](Tables& tables) {
        return tables.access.add(source, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::remove_source(std::string name, Done<void> done) {
  state_->thread.call<void>(
      [name = std::move(name)](Tables& tables) {
        return tables.access.remove(name, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::rotate_source(std::string name, Digest key_digest, Done<void> done) {
  state_->thread.call<void>([name = std::move(name), key_digest](
                                Tables& tables) { return tables.access.rotate(name, key_digest); },
                            std::move(done));
}

void SqliteStore::sources(Done<std::vector<Source>> done) {
  state_->thread.call<std::vector<Source>>([](Tables& tables) { return tables.access.sources(); },
                                           std::move(done));
}

void SqliteStore::source_of_key(Digest key_digest, Done<std::optional<Source>> done) {
  state_->thread.call<std::optional<Source>>(
      [key_digest](Tables& tables) { return tables.access.source_of_key(key_digest); },
      std::move(done));
}

void SqliteStore::source_of_name(std::string name, Done<std::optional<Source>> done) {
  state_->thread.call<std::optional<Source>>(
      [name = std::move(name)](Tables& tables) { return tables.access.source_of_name(name); },
      std::move(done));
}

void SqliteStore::add_operator(OperatorRecord record, Done<void> done) {
  state_->thread.call<void>(
      [record = std::move(record)](Tables& tables) {
        return tables.operators.add(record, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::remove_operator(std::string name, Done<void> done) {
  state_->thread.call<void>(
      [name = std::move(name)](Tables& tables) { return tables.operators.remove(name); },
      std::move(done));
}

void SqliteStore::operators(Done<std::vector<OperatorRecord>> done) {
  state_->thread.call<std::vector<OperatorRecord>>(
      [](Tables& tables) { return tables.operators.all(); }, std::move(done));
}

void SqliteStore::operator_of_name(std::string name, Done<std::optional<OperatorRecord>> done) {
  state_->thread.call<std::optional<OperatorRecord>>(
      [name = std::move(name)](Tables& tables) { return tables.operators.of_name(name); },
      std::move(done));
}

void SqliteStore::keep_failures(std::string name, std::int64_t failures, Done<void> done) {
  state_->thread.call<void>(
      [name = std::move(name), failures](Tables& tables) {
        return tables.operators.keep_failures(name, failures);
      },
      std::move(done));
}

void SqliteStore::note_action(OperatorAction action, Done<void> done) {
  state_->thread.call<void>(
      [action = std::move(action)](Tables& tables) {
        return tables.operators.note(action, tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::actions(std::int64_t rows_max, Done<std::vector<OperatorAction>> done) {
  state_->thread.call<std::vector<OperatorAction>>(
      [rows_max](Tables& tables) { return tables.operators.newest_actions(rows_max); },
      std::move(done));
}

void SqliteStore::devices_beside(Sender sender, Done<std::vector<DeviceStatus>> done) {
  state_->thread.call<std::vector<DeviceStatus>>(
      [sender = std::move(sender)](Tables& tables) -> Result<std::vector<DeviceStatus>> {
        TP_CHECK(tables.access.admit(sender, tables.clock.wall()));
        return read_fleet(tables, sender.store);
      },
      std::move(done));
}

void SqliteStore::fleet(Done<std::vector<DeviceStatus>> done) {
  state_->thread.call<std::vector<DeviceStatus>>(
      [](Tables& tables) { return read_fleet(tables, ""); }, std::move(done));
}

void SqliteStore::status(Done<HubStatus> done) {
  state_->thread.call<HubStatus>([](Tables& tables) { return read_status(tables); },
                                 std::move(done));
}

void SqliteStore::totals(Done<StoreTotals> done) {
  state_->thread.call<StoreTotals>([](Tables& tables) { return read_totals(tables); },
                                   std::move(done));
}

void SqliteStore::sweep(Done<void> done) {
  state_->thread.call<void>(
      [](Tables& tables) -> Result<void> {
        TP_CHECK(tables.access.sweep(tables.clock.wall()));
        TP_CHECK(tables.operators.sweep(tables.clock.wall()));
        TP_CHECK(tables.task_steps.sweep(tables.clock.wall()));
        TP_CHECK(tables.handovers.sweep(tables.clock.wall()));
        return tables.profiles.sweep(tables.clock.wall());
      },
      std::move(done));
}

void SqliteStore::copy(std::filesystem::path to, std::function<void(int)> percent,
                       Done<void> done) {
  state_->thread.copy(std::move(to), std::move(percent), std::move(done));
}

void SqliteStore::begin_epoch(Done<void> done) {
  state_->thread.call<void>(
      [](Tables& tables) -> Result<void> {
        TP_CHECK(tables.feed.renew_epoch(tables.ids.next().text()));
        return note(tables.session, {tables.clock.wall(), "put back from a copy", "", "", 0});
      },
      std::move(done));
}

Result<void> SqliteStore::check_copy(const std::filesystem::path& file) {
  const auto look = [&file]() -> Result<void> {
    TP_TRY(auto database, sqlite::Database::open(file, {.exclusive = true}));
    return database.quick_check();
  };
  auto whole = look();
  auto log = file;  // an empty one, which our connections leave for the next to use
  log += "-wal";
  std::error_code ignored;
  std::filesystem::remove(log, ignored);
  return whole;
}

}  // namespace touchpoint::hub
