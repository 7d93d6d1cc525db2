#include "app.hpp"

#include <csignal>

#include "api_settings.hpp"
#include "backup/restoring.hpp"
#include "control/control.hpp"
#include "copying.hpp"
#include "core/state_lock.hpp"
#include "core/text.hpp"
#include "counter/counter.hpp"
#include "crypto/device_key.hpp"
#include "crypto/random.hpp"
#include "erasing.hpp"
#include "explaining.hpp"
#include "fairness_settings.hpp"
#include "guard_settings.hpp"
#include "hub_connection.hpp"
#include "journal/journal.hpp"
#include "logging/logging.hpp"
#include "loop/program_pages.hpp"
#include "loop/supervisor.hpp"
#include "operator_desk.hpp"
#include "profiles/replica.hpp"
#include "proving.hpp"
#include "recording.hpp"
#include "refused_rows.hpp"
#include "row_list.hpp"
#include "salvaging.hpp"
#include "scan_settings.hpp"
#include "settings_keeper.hpp"
#include "staff_voices.hpp"
#include "store_board.hpp"
#include "store_device.hpp"
#include "store_hours.hpp"
#include "tablet_door.hpp"
#include "task_list.hpp"
#include "ui/assets.hpp"
#include "web/access/access.hpp"
#include "web/api.hpp"
#include "web/http/server.hpp"
#include "web/json/encode.hpp"
#include "wiping.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;

// Changes of status reach the pages together: a backlog that drains is not a thousand messages.
constexpr auto kStatusPause = 200ms;
// How long answers under way may take once the program is to end.
constexpr auto kGoodbyeMax = 3s;
constexpr auto kGoodbyeLook = 20ms;
// When what starting touched is let go, and then what working did: decision 38.
constexpr auto kPagesFirst = 30s;
constexpr auto kPagesPause = 10min;
constexpr const char* kJournal = "journal.db";

counter::CounterSettings counter_settings(const config::Config& config) {
  counter::CounterSettings settings;
  settings.store = config.device.store;
  if (!config.counter.touchpoint.empty()) settings.touchpoints.push_back(config.counter.touchpoint);
  settings.may_recognise = config.may_recognise();
  settings.visit_max_idle = config.counter.visit_idle;
  settings.guards = guard_settings(config);
  settings.journey = journey_settings(config);
  return settings;
}

VoiceWave voice_wave(const config::Config& config) {
  const auto survey = staff_survey(config);
  return {.survey = survey.survey,
          .version = survey.questions.empty() ? 0 : survey.version,
          .minimum = static_cast<int>(config.staff_survey.minimum_group)};
}

// The event's place when no counter or kiosk is concerned: whichever the device has.
std::string own_touchpoint(const config::Config& config) {
  if (!config.counter.touchpoint.empty()) return config.counter.touchpoint;
  if (!config.kiosk.touchpoint.empty()) return config.kiosk.touchpoint;
  return config.device.name;
}

constexpr auto kOwnersAlone = std::filesystem::perms::owner_all;
// Programs of the service's group reach the API's socket; the control socket is closed to them.
constexpr auto kGroupMayEnter =
    kOwnersAlone | std::filesystem::perms::group_read | std::filesystem::perms::group_exec;

Result<void> make_folder(const std::filesystem::path& folder, std::string_view what,
                         std::filesystem::perms perms) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) {
    return misconfigured("cannot make the " + std::string(what) + " folder " + folder.string() +
                         ": " + failed.message());
  }
  std::filesystem::permissions(folder, perms, failed);
  return success();
}

}  // namespace

// In the order in which they are made; they end in the reverse order.
struct App::Parts {
  explicit Parts(config::Config read) : config(std::move(read)) {}

  config::Config config;  // SettingsKeeper alone changes it
  std::vector<std::string> notices;
  std::optional<StateLock> lock;
  crypto::DeviceKeys keys;
  crypto::SystemRandom random;
  SystemClock clock;
  Loop loop;
  Supervisor supervisor{loop};
  Worker slow{"slow", limits::kSlowQueueMax};
  const BootTime born = clock.since_boot();
  UuidSource ids{clock, random};
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<profiles::Replica> replica;
  ProgramFacts facts;
  std::unique_ptr<web::Access> access;
  std::unique_ptr<TaskList> task_list;
  std::optional<board::BusinessDay> hours;
  std::unique_ptr<StoreBoard> board;
  std::unique_ptr<Recording> recording;
  std::unique_ptr<VoiceBox> voice_box;  // until `voices` has it
  std::unique_ptr<StaffVoices> voices;
  std::unique_ptr<SettingsKeeper> settings;
  std::unique_ptr<HubConnection> hub;
  std::unique_ptr<counter::Counter> counter;
  std::unique_ptr<Proving> proving;
  std::unique_ptr<RefusedRows> refused_rows;
  std::unique_ptr<RowList> row_list;
  std::unique_ptr<Explaining> explaining;
  std::unique_ptr<Copying> copying;
  std::unique_ptr<Erasing> erasing;
  std::unique_ptr<Wiping> wiping;
  std::unique_ptr<StoreDevice> device;
  std::unique_ptr<web::Api> api;
  std::unique_ptr<web::HttpServer> server;
  std::unique_ptr<TabletDoor> tablet_door;  // none: not opted into
  std::unique_ptr<OperatorDesk> desk;
  std::unique_ptr<Salvaging> salvaging;
  std::unique_ptr<control::ControlServer> control;
  Timer status_timer;
  bool status_due = false;
  Timer goodbye_timer;
  Timer pages_timer;
  std::chrono::steady_clock::time_point goodbye_since;

  Result<void> open_storage();
  Result<void> open_doors();
  std::vector<std::string> notices_now() const;
  void wire();
  void announce_status();
  DeviceStatus status() const;
  sync::DeviceCondition condition() const;
  void record(std::string type, std::string data, std::move_only_function<void()> then);
  void prove(const control::ReplyPtr& reply);
  void started();
  void let_pages_go();
  void end();
  void leave_when_quiet();
};

Result<void> App::Parts::open_storage() {
  TP_TRY(hours, store_hours(config));
  TP_CHECK(make_folder(config.storage.state, "state", kOwnersAlone));
  TP_CHECK(make_folder(config.storage.runtime, "runtime", kGroupMayEnter));
  TP_TRY(auto taken, StateLock::take(config.storage.state));
  lock.emplace(std::move(taken));
  TP_CHECK(finish_wipe(config.storage.state));
  TP_TRY(const bool restored, backup::finish_restore(config.storage.state));
  if (restored) log(Message::set_aside, "a restore that was cut short is finished");

  // A key is made only where there is nothing yet that another key has sealed.
  const auto journal_file = config.storage.state / kJournal;
  const bool fresh = !std::filesystem::exists(journal_file);
  TP_TRY(const auto secret, crypto::read_device_secret(config.secret.file, fresh, random));
  keys = crypto::derive_device_keys(secret);

  TP_TRY(auto opened, journal::Journal::open({.file = journal_file,
                                              .source = "/stores/" + config.device.store +
                                                        "/devices/" + config.device.name,
                                              .file_max = config.storage.journal_max_mib << 20,
                                              .ballast = config.storage.ballast_mib << 20},
                                             keys, loop, clock, random));
  journal = std::move(opened.journal);
  facts.version = TOUCHPOINT_VERSION;
  facts.key_file = config.secret.file;
  facts.journal = {opened.format, journal::journal_schema().version()};
  if (opened.set_aside) notices.push_back(opened.set_aside->sentence);

  TP_TRY(auto pulled, profiles::Replica::open({.file = config.storage.state / "profiles.db",
                                               .journal = journal->position().journal,
                                               .store = config.device.store},
                                              keys, loop, clock, random));
  replica = std::move(pulled.replica);
  facts.replica = {pulled.format, profiles::replica_schema().version()};
  if (pulled.set_aside) notices.push_back(pulled.set_aside->sentence);

  TP_TRY(access, web::Access::open(loop, slow, clock, random, config.storage.state, keys.staff));
  if (!access->notice().empty()) notices.push_back(access->notice());

  voice_box = std::make_unique<VoiceBox>(config.storage.state / "staff-voices.sealed", keys.staff,
                                         clock, random);
  TP_TRY(auto about_voices, voice_box->open(voice_wave(config)));
  if (!about_voices.empty()) notices.push_back(std::move(about_voices));
  for (const auto& notice : notices)
    log(Message::set_aside, notice);
  return success();
}

void App::Parts::wire() {
  const auto low = guard_settings(config).low;
  replica->on_collections_changed([this] { announce_status(); });
  task_list = std::make_unique<TaskList>(*replica, clock, low, [this] { api->tasks_changed(); });
  board = std::make_unique<StoreBoard>(*journal, *task_list, clock, config.device.name, *hours,
                                       fairness_settings(config));
  recording = std::make_unique<Recording>(
      *journal, *replica,
      Recording::Here{.store = config.device.store, .device = config.device.name, .low = low},
      Recording::Callbacks{.committed =
                               [this](std::int64_t last) {
                                 hub->wake(last);
                                 announce_status();
                               },
                           .replica_changed = [this] { counter->refresh(); },
                           .tasks_changed = [this] { task_list->refresh(); }});
  voices = std::make_unique<StaffVoices>(loop, slow, clock, *recording, own_touchpoint(config),
                                         std::move(voice_box));
  settings = std::make_unique<SettingsKeeper>(
      loop, slow, *access, config,
      SettingsKeeper::Callbacks{
          .record = [this](std::string type,
                           std::string data) { record(std::move(type), std::move(data), {}); },
          .sync_changed = [this] { hub->sync_changed(); },
          .changed = [this] { announce_status(); }});
  hub = std::make_unique<HubConnection>(
      loop, clock, random, *journal, *replica, *settings, config,
      HubConnection::Callbacks{
          .changed =
              [this] {
                recording->look_at_refused();
                announce_status();
              },
          .replica_changed =
              [this] {
                counter->refresh();
                task_list->refresh();
                announce_status();
              },
          .record = [this](std::string type,
                           std::string data) { record(std::move(type), std::move(data), {}); },
          .condition = [this] { return condition(); }});
  // The configuration has been checked: each pattern compiles.
  auto reader = recognition::ScanReader::make(scan_rules(config));
  counter = std::make_unique<counter::Counter>(
      loop, clock, ids, *recording, *replica, *hub, std::move(reader).value(), block_list(config),
      counter_settings(config),
      [this](const std::string& touchpoint) { api->card_changed(touchpoint); });
  proving = std::make_unique<Proving>(*journal, *hub, clock);
  refused_rows = std::make_unique<RefusedRows>(*journal, *hub);
  row_list = std::make_unique<RowList>(*journal);
  explaining = std::make_unique<Explaining>(*journal);
  copying = std::make_unique<Copying>(loop, slow, *journal, clock, random, keys,
                                      Copying::Device{.state = config.storage.state,
                                                      .key_file = config.secret.file,
                                                      .store = config.device.store,
                                                      .name = config.device.name,
                                                      .version = TOUCHPOINT_VERSION});
  erasing = std::make_unique<Erasing>(
      *journal,
      [this](std::string type, std::string data) { record(std::move(type), std::move(data), {}); },
      [this](const std::string& profile) {
        board->forget();
        replica->forget(profile, [this](const Result<void>&) {
          counter->refresh();
          task_list->refresh();
        });
      });
  wiping = std::make_unique<Wiping>(
      loop, clock, config,
      Wiping::Callbacks{
          .status = [this] { return status(); },
          .record = [this](
                        std::string type, std::string data,
                        Task then) { record(std::move(type), std::move(data), std::move(then)); },
          .close_doors =
              [this] {
                api->close_streams();
                server->drain();
                if (tablet_door) tablet_door->drain();
              },
          .leave = [this] { goodbye_timer = loop.after(kStatusPause, [this] { loop.stop(); }); }});
  device =
      std::make_unique<StoreDevice>(*recording, *counter, *replica, *hub, *proving, *task_list,
                                    *board, *voices, config.may_recognise(), config.device.country,
                                    block_list(config), [this] { return status(); });
  auto shown = api_settings(config);
  shown.time_zone = hours->zone().name();
  shown.day_turns_at = hours->turns_at();
  api = std::make_unique<web::Api>(loop, *device, *access, clock, random, std::move(shown),
                                   web::Pages{.counter = ui::counter_assets(),
                                              .kiosk = ui::kiosk_assets(),
                                              .tablet = ui::tablet_assets()});
  desk = std::make_unique<OperatorDesk>(
      *access,
      OperatorDesk::Actions{
          .status = [this] { return status(); },
          .notices = [this] { return notices_now(); },
          .facts = [this] { return facts; },
          .enrol =
              [this](std::string url, std::string token, control::ReplyPtr reply) {
                hub->enrol(std::move(url), std::move(token), std::move(reply));
              },
          .identity =
              [this](const control::ReplyPtr& reply) {
                const auto print = hub->print_of_key();
                if (!print) return reply->fail(print.error());
                reply->ok("{\"device\":" + json_quoted(config.device.name) +
                          ",\"store\":" + json_quoted(config.device.store) +
                          ",\"fingerprint\":" + json_quoted(print.value()) + "}");
              },
          .prove = [this](const control::ReplyPtr& reply) { prove(reply); },
          .list_refused = [this](const control::ReplyPtr& reply) { refused_rows->list(reply); },
          .retry_refused =
              [this](std::set<std::int64_t> sequences, const control::ReplyPtr& reply) {
                refused_rows->retry(std::move(sequences), reply);
              },
          .erase =
              [this](std::string profile, const control::ReplyPtr& reply) {
                erasing->erase(std::move(profile), reply);
              },
          .list_rows = [this](
                           std::optional<std::int64_t> after, std::size_t rows,
                           const control::ReplyPtr& reply) { row_list->list(after, rows, reply); },
          .explain = [this](
                         const std::string& decision,
                         const control::ReplyPtr& reply) { explaining->explain(decision, reply); },
          .make_backup =
              [this](bool with_identity, const control::ReplyPtr& reply) {
                copying->make(with_identity, reply);
              },
          .forget_backup = [this](const control::ReplyPtr& reply) { copying->forget(reply); },
          .offer_pairing = [this](const std::string& tablet) { return api->offer_pairing(tablet); },
          .tablets = [this] { return api->tablets(); },
          .revoke_tablet =
              [this](std::string tablet, web::Done<void> done) {
                api->revoke_tablet(std::move(tablet), std::move(done));
              },
          .give_badge =
              [this](const std::string& name, std::string code, web::Done<void> done) {
                api->give_badge(name, std::move(code), std::move(done));
              },
          .take_badge = [this](const std::string& name,
                               web::Done<void> done) { api->take_badge(name, std::move(done)); },
          .metrics = [this] { return api->metrics(); },
          .wipe = [this](
                      const std::string& name, bool lose_unsent,
                      const control::ReplyPtr& reply) { wiping->wipe(name, lose_unsent, reply); }});
  salvaging = std::make_unique<Salvaging>(loop, slow, *recording, config.storage.state / kJournal,
                                          keys, random);
}

Result<void> App::Parts::open_doors() {
  web::HttpServer::Options options;
  options.body_limit = web::Api::body_limit();
  server = std::make_unique<web::HttpServer>(
      loop,
      [this](web::Request request, web::ResponderPtr responder) {
        api->handle(std::move(request), std::move(responder));
      },
      std::move(options));
  TP_CHECK(server->listen({.name = "web", .address = config.web.listen.text(), .tls = {}}));
  TP_CHECK(server->listen(
      {.name = "api", .address = "unix:" + config.web.api_socket.string(), .tls = {}}));
  if (!config.lan.listen.empty()) {
    tablet_door = std::make_unique<TabletDoor>(
        loop, slow, clock, *api,
        TabletAuthority(config.storage.state / "lan-authority.sealed", keys.staff, random),
        TabletDoor::Place{config.lan.listen, config.lan.names, config.device.name});
  }
  control = std::make_unique<control::ControlServer>(
      loop, [this](const std::string& verb, const std::string& json,
                   const control::ReplyPtr& reply) { desk->handle(verb, json, reply); });
  return control->listen(config.control_socket().string());
}

std::vector<std::string> App::Parts::notices_now() const {
  auto all = notices;
  if (tablet_door && !tablet_door->notice().empty()) all.push_back(tablet_door->notice());
  return all;
}

DeviceStatus App::Parts::status() const {
  DeviceStatus now;
  now.version = TOUCHPOINT_VERSION;
  now.store = config.device.store;
  now.device = config.device.name;
  now.uptime_s =
      std::chrono::duration_cast<std::chrono::seconds>(clock.since_boot() - born).count();
  now.journal = journal->status();
  now.hub = hub->status();
  now.certificate = hub->certificate();
  now.settings = settings->status();
  now.replica = replica->status();
  if (!config.may_recognise()) now.replica.state = "not_configured";
  now.clock_quality = clock.quality();
  now.now = clock.wall();
  return now;
}

sync::DeviceCondition App::Parts::condition() const {
  sync::DeviceCondition now{.oldest_unsent = journal->status().oldest_unsent};
  if (config.may_recognise()) now.profiles_as_of = replica->status().as_of;
  std::error_code failed;
  const auto room = std::filesystem::space(config.storage.state, failed);
  if (!failed) now.disk_free = static_cast<std::int64_t>(room.available);
  return now;
}

void App::Parts::announce_status() {
  if (status_due) return;
  status_due = true;
  status_timer = loop.after(kStatusPause, [this] {
    status_due = false;
    api->status_changed();
  });
}

void App::Parts::record(std::string type, std::string data, std::move_only_function<void()> then) {
  recording->record({.id = ids.next(),
                     .type = std::move(type),
                     .time = clock.wall(),
                     .actor = Actor::environment,
                     .touchpoint = own_touchpoint(config),
                     .data = std::move(data)},
                    [then = std::move(then)](Result<Recorded> result) mutable {
                      if (!result) {
                        log(Message::not_recorded, "not recorded: " + result.error().sentence());
                      }
                      if (then) then();
                    });
}

void App::Parts::prove(const control::ReplyPtr& reply) {
  proving->prove([reply](std::string_view sentence) { reply->progress(sentence); },
                 [reply](Result<Proof> proof) {
                   if (!proof) return reply->fail(proof.error());
                   reply->ok(web::to_json(proof.value()));
                 });
}

void App::Parts::started() {
  record("touchpoint.agent.started", "{\"version\":" + json_quoted(TOUCHPOINT_VERSION) + "}", {});
  hub->start();
  if (tablet_door) tablet_door->open();
  salvaging->start([this](std::string sentence) {
    log(Message::set_aside, sentence);
    notices.push_back(std::move(sentence));
  });
  replica->on_effects_wanted([this](std::int64_t after) { recording->replay_effects(after); });
  task_list->refresh();
  voices->start();
  log(Message::started, config.device.name + " in store " + config.device.store + " listens on " +
                            config.web.listen.text());
  if (!config.may_recognise()) {
    log(Message::recognises_nobody,
        "[privacy] controller and purposes are not configured: nobody is recognised");
  }
  supervisor.ready("");
  pages_timer = loop.after(kPagesFirst, [this] { let_pages_go(); });
}

void App::Parts::let_pages_go() {
  let_program_pages_go();
  pages_timer = loop.after(kPagesPause, [this] { let_pages_go(); });
}

// Nobody new is let in, what is under way is finished, the journal has the last word.
void App::Parts::end() {
  log(Message::stopping, "stopping");
  supervisor.stopping();
  control.reset();
  api->close_streams();
  server->drain();
  if (tablet_door) tablet_door->drain();
  goodbye_since = std::chrono::steady_clock::now();
  leave_when_quiet();
}

void App::Parts::leave_when_quiet() {
  const bool quiet =
      server->connections() == 0 && (!tablet_door || tablet_door->connections() == 0);
  if (!quiet && std::chrono::steady_clock::now() - goodbye_since < kGoodbyeMax) {
    goodbye_timer = loop.after(kGoodbyeLook, [this] { leave_when_quiet(); });
    return;
  }
  record("touchpoint.agent.stopped", R"({"clean":true})", [this] { loop.stop(); });
}

Result<std::unique_ptr<App>> App::make(config::Config config) {
  auto parts = std::make_unique<Parts>(std::move(config));
  TP_CHECK(parts->open_storage());
  parts->wire();
  TP_CHECK(parts->open_doors());
  return std::unique_ptr<App>(new App(std::move(parts)));
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

App::~App() {
  // Threads first: what they still owe is posted to a loop that nobody runs any more.
  parts_->slow.stop();  // it works for the door, too
  parts_->tablet_door.reset();
  parts_->server.reset();
  parts_->control.reset();
  parts_->hub.reset();
  parts_->replica->stop();
  parts_->journal->stop();
}

int App::run() {
  parts_->loop.on_signals({SIGTERM, SIGINT}, [this] { parts_->end(); });
  parts_->loop.post([this] { parts_->started(); });
  parts_->loop.run();
  return 0;
}

}  // namespace touchpoint
