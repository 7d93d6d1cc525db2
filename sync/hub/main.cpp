// touchpoint-hub: the central profile store. What it does is hub.hpp's; this is its command line.

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <CLI/CLI.hpp>

#include "core/standard_streams.hpp"
#include "ctl/command_tree.hpp"
#include "ctl/terminal.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"

namespace {

using namespace touchpoint;
using namespace touchpoint::hub;

// What was typed; the command that was chosen puts its run into `run`.
struct Typed {
  std::string config = "hub.toml";
  InitOptions init;
  std::string device, store, valid = "24h", hub, fingerprint;
  std::filesystem::path list;
  bool qr = false;
  std::string name, user_id = "loyalty", home_store;
  ImportOptions import;
  PublishOptions publish;
  StaffOptions staff;
  ProfileOptions profile;
  VoiceOptions voices;
  std::string ring, note;
  std::int64_t number = 0;
  bool json = false, sure = false;
  std::function<int()> run;
};

void add_init(CLI::App& app, Typed& t) {
  auto* init = app.add_subcommand("init", "make a new hub's folder: keys, CA, configuration");
  init->add_option("--dir", t.init.folder, "the folder")->required()->type_name("PATH");
  init->add_option("--name", t.init.name, "the hub's name")->capture_default_str();
  init->add_option("--host", t.init.hosts,
                   "a name or address by which devices reach hub and broker; the first is told "
                   "to devices (default: this machine's name)");
  init->add_option("--devices-listen", t.init.devices_listen, "where devices come in")
      ->capture_default_str();
  init->add_option("--sources-listen", t.init.sources_listen, "where web shops and apps come in")
      ->capture_default_str();
  init->add_option("--console-listen", t.init.console_listen,
                   "where operators come in by a browser; \"\" for no console")
      ->capture_default_str();
  init->add_option("--mqtt-port", t.init.mqtt_port, "the broker's port")
      ->capture_default_str()
      ->check(CLI::Range(1, 65535));
  init->add_flag("--no-broker", t.init.no_broker, "HTTPS only");
  init->callback([&t] { t.run = [&t] { return run_init(t.init); }; });
}

void add_serve(CLI::App& app, Typed& t) {
  app.add_subcommand("serve", "run the hub")->callback([&t] {
    t.run = [&t] { return run_serve(t.config); };
  });
}

void add_access(CLI::App& app, Typed& t) {
  auto* token = app.add_subcommand("token", "print a token that lets one device in, once");
  auto* device = token->add_option("--device", t.device, "its name");
  auto* store = token->add_option("--store", t.store, "its store");
  token->require_subcommand(0, 1);
  token->add_subcommand("list", "show the ones that nobody has used")->callback([&t] {
    t.run = [&t] { return run_token_list(t.config); };
  });
  auto* withdraw = token->add_subcommand("withdraw", "make one worthless");
  withdraw->add_option("token", t.name, "as the list names it")->required();
  withdraw->callback([&t] { t.run = [&t] { return run_token_withdraw(t.config, t.name); }; });
  token->add_option("--valid", t.valid, "for how long")
      ->capture_default_str()
      ->check(CLI::Validator(check_duration, "DURATION"));
  auto* hub = token->add_option("--hub", t.hub,
                                "this hub's address for the device: print an enrolment line with "
                                "it instead of the bare token");
  hub->check(CLI::Validator(check_hub_url, "URL"));
  token->add_flag("--qr", t.qr, "as a QR code, too")->needs(hub);
  token->callback([&t, token, device, store] {
    if (!token->get_subcommands().empty()) return;
    for (const auto* needed : {device, store}) {
      if (needed->empty()) throw CLI::RequiredError(needed->get_name());
    }
    t.run = [&t] {
      return run_token(t.config, {t.device, t.store, duration_of(t.valid), t.hub, t.qr});
    };
  });
  auto* devices =
      app.add_subcommand("device", "the devices that are enrolled")->require_subcommand(1);
  devices->add_subcommand("list", "show them: store, certificate, whether revoked")->callback([&t] {
    t.run = [&t] { return run_device_list(t.config); };
  });
  auto* revoke = devices->add_subcommand("revoke", "let one in no more, by either door");
  revoke->add_option("name", t.device, "its name")->required();
  revoke->callback([&t] { t.run = [&t] { return run_device_revoke(t.config, t.device); }; });
}

void add_approvals(CLI::App& app, Typed& t) {
  auto* line = app.add_subcommand(
      "line",
      "print the enrolment line of devices that are approved by their key; it is no secret");
  line->add_option("--hub", t.hub, "this hub's address for devices")
      ->required()
      ->check(CLI::Validator(check_hub_url, "URL"));
  line->add_flag("--qr", t.qr, "as a QR code, too");
  line->callback([&t] { t.run = [&t] { return run_line(t.config, t.hub, t.qr); }; });
  auto* approve =
      app.add_subcommand("approve",
                         "announce devices that may enrol by their key: CSV with device,store or "
                         "device,store,fingerprint; all of them or none");
  approve->add_option("file", t.list, "the file")->required()->check(CLI::ExistingFile);
  approve->callback([&t] { t.run = [&t] { return run_approve(t.config, t.list); }; });
  auto* pending =
      app.add_subcommand("pending", "devices that wait to be approved")->require_subcommand(1);
  auto* list = pending->add_subcommand("list", "show them, with the fingerprints of their keys");
  list->add_flag("--json", t.json, "for programs");
  list->callback([&t] { t.run = [&t] { return run_pending_list(t.config, t.json); }; });
  for (const bool approved : {true, false}) {
    auto* decide = pending->add_subcommand(approved ? "approve" : "refuse",
                                           approved ? "let one in, by the fingerprint that the "
                                                      "device itself shows (touchpointctl identity)"
                                                    : "do not let one in with that key");
    decide->add_option("name", t.device, "its name")->required();
    decide->add_option("--fingerprint", t.fingerprint, "at least its first 16 hex digits")
        ->required();
    decide->callback([&t, approved] {
      t.run = [&t, approved] {
        return run_pending_decide(t.config, t.device, t.fingerprint, approved);
      };
    });
  }
}

void add_authority(CLI::App& app, Typed& t) {
  auto* ca = app.add_subcommand("ca", "the hub's own certificates, and who signs devices'")
                 ->require_subcommand(1);
  ca->add_subcommand("show", "who signs, until when, and what is to be done")->callback([&t] {
    t.run = [&t] { return run_ca_show(t.config); };
  });
  const auto step = [&](const char* name, const char* help, CaStep which) {
    auto* command = ca->add_subcommand(name, help);
    command->callback(
        [&t, which] { t.run = [&t, which] { return run_ca_step(t.config, which, t.sure); }; });
    return command;
  };
  step("renew", "new certificates for the hub's doors and its broker", CaStep::renew);
  step("add", "trust a second authority, which will sign one day; devices hear of it as they renew",
       CaStep::add);
  for (auto* command :
       {step("switch", "let the second authority sign; what the one before has signed stays good",
             CaStep::change_over),
        step("drop", "trust the one before no more", CaStep::drop)}) {
    command->add_flag("--at-once", t.sure, "also while devices are left that have not renewed");
  }
}

void add_sources(CLI::App& app, Typed& t) {
  auto* source = app.add_subcommand("source", "web shops and apps")->require_subcommand(1);
  auto* add = source->add_subcommand("add", "add one, and print its write key, once");
  add->add_option("name", t.name, "its name")->required();
  add->add_option("--user-id", t.user_id, "what its userId is")
      ->check(CLI::IsMember({"loyalty", "account"}))
      ->capture_default_str();
  add->add_option("--home-store", t.home_store, "the store that holds its customers");
  add->callback(
      [&t] { t.run = [&t] { return run_source_add(t.config, t.name, t.user_id, t.home_store); }; });
  auto* rotate = source->add_subcommand("rotate", "print a new write key; the one before is dead");
  rotate->add_option("name", t.name, "its name")->required();
  rotate->callback([&t] { t.run = [&t] { return run_source_rotate(t.config, t.name); }; });
  auto* remove =
      source->add_subcommand("remove", "take nothing of it any more; what it has sent stays");
  remove->add_option("name", t.name, "its name")->required();
  remove->add_flag("--yes", t.sure, "do not ask for its name once more");
  remove->callback([&t] { t.run = [&t] { return run_source_remove(t.config, t.name, t.sure); }; });
  source->add_subcommand("list", "show them")->callback([&t] {
    t.run = [&t] { return run_source_list(t.config); };
  });
}

void add_settings(CLI::App& app, Typed& t) {
  auto* settings =
      app.add_subcommand("settings", "configuration that devices are given")->require_subcommand(1);
  auto* check = settings->add_subcommand("check", "say whether devices may be given FILE (TOML)");
  check->add_option("file", t.publish.file, "the file")->required();
  check->callback([&t] { t.run = [&t] { return run_settings_check(t.publish.file); }; });
  auto* publish = settings->add_subcommand("publish", "give FILE to the devices of a ring");
  publish->add_option("file", t.publish.file, "the file")->required();
  publish->add_option("--ring", t.publish.ring,
                      "to this ring and those before it (default: the first)");
  publish->add_option("--note", t.publish.note, "why");
  publish->callback([&t] { t.run = [&t] { return run_settings_publish(t.config, t.publish); }; });
  settings->add_subcommand("widen", "give the newest to the next ring, too")->callback([&t] {
    t.run = [&t] { return run_settings_widen(t.config); };
  });
  auto* withdraw = settings->add_subcommand(
      "withdraw", "take the newest back: publish what was before, as new settings");
  withdraw->add_option("--note", t.note, "why");
  withdraw->callback([&t] { t.run = [&t] { return run_settings_withdraw(t.config, t.note); }; });
  auto* show = settings->add_subcommand("show", "print settings as they were published");
  show->add_option("number", t.number, "their number")->required();
  show->callback([&t] { t.run = [&t] { return run_settings_show(t.config, t.number); }; });
  auto* status = settings->add_subcommand("status", "which devices have which settings");
  status->add_flag("--json", t.json, "for programs");
  status->callback([&t] { t.run = [&t] { return run_settings_status(t.config, t.json); }; });
}

void add_rings(CLI::App& app, Typed& t) {
  auto* ring =
      app.add_subcommand("ring", "which devices get settings first")->require_subcommand(1);
  auto* add = ring->add_subcommand("add", "add one, behind those that there are");
  add->add_option("name", t.ring, "its name")->required();
  add->callback([&t] { t.run = [&t] { return run_ring_add(t.config, t.ring); }; });
  ring->add_subcommand("list", "show them, and who is in them")->callback([&t] {
    t.run = [&t] { return run_ring_list(t.config); };
  });
  auto* put = ring->add_subcommand("put", "put a device or a store into a ring");
  put->add_option("name", t.ring, "the ring; \"all\": into no other")->required();
  auto* device = put->add_option("--device", t.device, "this device");
  auto* store = put->add_option("--store", t.store, "every device of this store");
  device->excludes(store);
  put->callback(
      [&t] { t.run = [&t] { return run_ring_put(t.config, t.ring, t.device, t.store); }; });
}

void add_staff(CLI::App& app, Typed& t) {
  auto* staff = app.add_subcommand("staff", "who may sign in at the devices of a store")
                    ->require_subcommand(1);
  const auto with_store = [&t](CLI::App* command) {
    command->add_option("--store", t.staff.store, "the store")->required();
    command->add_option("name", t.staff.name, "the name to sign in with")->required();
    return command;
  };
  const auto with_pin = [&t](CLI::App* command) {
    command
        ->add_option("--pin-file", t.staff.pin_file,
                     "read the PIN (6 to 12 digits) from this file, or from -")
        ->type_name("FILE");
    return command;
  };
  auto* add = with_pin(with_store(staff->add_subcommand("add", "add somebody; asks for the PIN")));
  add->add_option("--display-name", t.staff.display_name, "the name that screens show")->required();
  add->add_option("--role", t.staff.role, "what they may do")
      ->check(CLI::IsMember({"associate", "supervisor", "it"}))
      ->capture_default_str();
  add->callback([&t] { t.run = [&t] { return run_staff_add(t.config, t.staff); }; });
  with_pin(with_store(staff->add_subcommand("reset", "give somebody a new PIN")))->callback([&t] {
    t.run = [&t] { return run_staff_reset(t.config, t.staff); };
  });
  with_store(staff->add_subcommand("remove", "remove somebody; open sessions end"))->callback([&t] {
    t.run = [&t] { return run_staff_remove(t.config, t.staff); };
  });
  auto* list = staff->add_subcommand("list", "show them");
  list->add_option("--store", t.staff.store, "of this store only");
  list->callback([&t] { t.run = [&t] { return run_staff_list(t.config, t.staff.store); }; });
}

void add_voices(CLI::App& app, Typed& t) {
  auto* figures = app.add_subcommand(
      "staff-survey",
      "what staff say of their work (eNPS, pulse): of groups, never of fewer than 5");
  figures->add_option("--survey", t.voices.survey, "only the survey of this id");
  auto* csv = figures->add_flag("--csv", t.voices.csv, "as a table to save");
  figures->add_flag("--json", t.voices.json, "for programs")->excludes(csv);
  figures->callback([&t] { t.run = [&t] { return run_staff_survey(t.config, t.voices); }; });
}

void add_profiles(CLI::App& app, Typed& t) {
  auto* profile = app.add_subcommand("profile", "who is who")->require_subcommand(1);
  auto* find = profile->add_subcommand(
      "find", "print the ids of those who have a card, an e-mail address or a phone number");
  find->add_option("text", t.name, "the number or address")->required();
  find->callback([&t] { t.run = [&t] { return run_profile_find(t.config, t.name); }; });
  auto* show = profile->add_subcommand(
      "show", "show a profile, the records that it is made of, and what ties them");
  show->add_option("profile", t.profile.profile, "its id")->required();
  show->add_flag("--json", t.json, "for programs");
  show->callback(
      [&t] { t.run = [&t] { return run_profile_show(t.config, t.profile.profile, t.json); }; });
  auto* proposals = profile->add_subcommand("proposals", "show pairs that may be one person");
  proposals->add_flag("--json", t.json, "for programs");
  proposals->callback([&t] { t.run = [&t] { return run_profile_proposals(t.config, t.json); }; });
  const auto decision = [&](const char* name, const char* help,
                            int (*run)(const std::filesystem::path&, const ProfileOptions&)) {
    auto* command = profile->add_subcommand(name, help);
    command->add_option("one", t.profile.profile, "the id of a profile, or of a record")
        ->required();
    command->add_option("other", t.profile.other, "the other's")->required();
    command->add_option("--reason", t.profile.reason, "why")->required();
    command->callback([&t, run] { t.run = [&t, run] { return run(t.config, t.profile); }; });
  };
  decision("merge", "say that two are one person; every store sees one card", run_profile_merge);
  decision("split", "say that two are not one person, merged or not; it lasts", run_profile_split);
  decision("reconsider", "take back that two are not one person", run_profile_reconsider);
}

void add_operators(CLI::App& app, Typed& t) {
  auto* people =
      app.add_subcommand("operator", "who may sign in at the console")->require_subcommand(1);
  auto* add = people->add_subcommand(
      "add", "let somebody in; the password is asked for, or read from standard input");
  add->add_option("name", t.name, "their name")->required();
  add->callback([&t] { t.run = [&t] { return run_operator_add(t.config, t.name); }; });
  auto* remove = people->add_subcommand("remove", "let somebody in no more");
  remove->add_option("name", t.name, "their name")->required();
  remove->callback([&t] { t.run = [&t] { return run_operator_remove(t.config, t.name); }; });
  people->add_subcommand("list", "show them")->callback([&t] {
    t.run = [&t] { return run_operator_list(t.config); };
  });
  people->add_subcommand("actions", "show what was done here and at the console, and by whom")
      ->callback([&t] { t.run = [&t] { return run_operator_actions(t.config); }; });
}

void add_prove(CLI::App& app, Typed& t) {
  auto* prove = app.add_subcommand(
      "prove", "read every stored row again, and say whether anything is missing (exit code 1)");
  prove->add_option("--device", t.device, "only this device");
  prove->add_flag("--json", t.json, "for programs");
  prove->callback([&t] { t.run = [&t] { return run_prove(t.config, t.device, t.json); }; });
}

void add_copies(CLI::App& app, Typed& t) {
  app.add_subcommand("backup", "copy the database of the running hub into its folder, and check it")
      ->callback([&t] { t.run = [&t] { return run_backup(t.config); }; });
  app.add_subcommand("restored", "after a copy was put back: every device pulls its customers anew")
      ->callback([&t] { t.run = [&t] { return run_restored(t.config); }; });
}

void add_status(CLI::App& app, Typed& t) {
  auto* status = app.add_subcommand("status", "stores, devices and what is stored of them");
  status->add_flag("--json", t.json, "for programs");
  status->callback([&t] { t.run = [&t] { return run_status(t.config, t.json); }; });
}

void add_import(CLI::App& app, Typed& t) {
  auto* import = app.add_subcommand("import", "load what was before")->require_subcommand(1);
  auto* orders = import->add_subcommand(
      "orders",
      "invoices as CSV, plain or zstd: invoice, stock_code, description, quantity, "
      "invoiced_at, unit_price, customer_id, country");
  orders->add_option("file", t.import.file, "the file")->required()->check(CLI::ExistingFile);
  orders->add_option("--source", t.import.source, "the source whose orders they are")->required();
  orders->add_option("--currency", t.import.currency, "of the prices (ISO 4217)");
  orders->callback([&t] { t.run = [&t] { return run_import_orders(t.config, t.import); }; });
}

int unwritten(const std::string& why) {
  return fail(refused("cannot write to standard output: " + why));
}

int say(const ctl::Ending& ending) {
  ctl::tell(ending.to_stderr);
  if (ending.to_stdout.empty()) return static_cast<int>(ending.code);
  const auto shown = ctl::print(ending.to_stdout);
  return shown ? static_cast<int>(ending.code) : fail(refused(shown.error().sentence()));
}

void add_completion(CLI::App& app, Typed& t) {
  auto* completion =
      app.add_subcommand("completion", "complete commands in a shell")->require_subcommand(1);
  completion->add_subcommand("bash", "print what bash reads: source it, or install it")
      ->callback([&] {
        t.run = [&app] {
          return say(
              {ctl::ExitCode::well, ctl::bash_completion(app.get_name(), ctl::help_of(app)), {}});
        };
      });
}

void declare(CLI::App& app, Typed& typed) {
  app.add_option("--config", typed.config, "the hub's hub.toml")
      ->capture_default_str()
      ->type_name("FILE");
  app.fallthrough();  // --config may stand behind the command
  app.require_subcommand(1);
  app.set_version_flag("--version", TOUCHPOINT_VERSION);
  add_init(app, typed);
  add_serve(app, typed);
  add_access(app, typed);
  add_approvals(app, typed);
  add_authority(app, typed);
  add_sources(app, typed);
  add_settings(app, typed);
  add_rings(app, typed);
  add_staff(app, typed);
  add_voices(app, typed);
  add_profiles(app, typed);
  add_operators(app, typed);
  add_prove(app, typed);
  add_copies(app, typed);
  add_status(app, typed);
  add_import(app, typed);
  add_completion(app, typed);
}

// What is made and shown only once must not go where nobody reads: that is asked first, and what
// could not be written is an error.
int run(const CLI::App& app, const Typed& typed) {
  if (app.got_subcommand("serve")) return typed.run();
  if (const auto open = ctl::require_stdout(); !open) return fail(refused(open.error().sentence()));
  int code = EXIT_FAILURE;
  try {
    code = typed.run();
  } catch (const std::system_error& error) {  // fmt::print's
    return unwritten(error.code().message());
  }
  return std::fflush(stdout) == 0 ? code : unwritten(std::generic_category().message(errno));
}

}  // namespace

int main(int argc, char** argv) {
  touchpoint::occupy_standard_streams();
  CLI::App app{"The central profile store of Touchpoint.", "touchpoint-hub"};
  Typed typed;
  declare(app, typed);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return say(ctl::ending(app, error, {argv, argv + argc},
                           {.options = {"--pin", "--password", "--secret", "--key"},
                            .advice = "a PIN is read with --pin-file, a password is asked for"}));
  }
  return run(app, typed);
}
