// touchpoint-hub: the central profile store. What it does is hub.hpp's; this is its command line.

#include <CLI/CLI.hpp>

#include "core/standard_streams.hpp"
#include "sync/hub/commands.hpp"

namespace {

using namespace touchpoint::hub;

// What was typed; the command that was chosen puts its run into `run`.
struct Typed {
  std::string config = "hub.toml";
  InitOptions init;
  std::string device, store, valid = "24h";
  std::string name, user_id = "loyalty", home_store;
  ImportOptions import;
  bool json = false;
  std::function<int()> run;
};

void add_init(CLI::App& app, Typed& t) {
  auto* init = app.add_subcommand("init", "make a new hub's folder: keys, CA, configuration");
  init->add_option("--dir", t.init.folder, "the folder")->required();
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
  token->callback([&t, token, device, store] {
    if (!token->get_subcommands().empty()) return;
    for (const auto* needed : {device, store}) {
      if (needed->empty()) throw CLI::RequiredError(needed->get_name());
    }
    t.run = [&t] { return run_token(t.config, t.device, t.store, duration_of(t.valid)); };
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
  source->add_subcommand("list", "show them")->callback([&t] {
    t.run = [&t] { return run_source_list(t.config); };
  });
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

}  // namespace

int main(int argc, char** argv) {
  touchpoint::occupy_standard_streams();
  CLI::App app{"The central profile store of Touchpoint."};
  Typed typed;
  app.add_option("--config", typed.config, "the hub's hub.toml")->capture_default_str();
  app.fallthrough();  // --config may stand behind the command
  app.require_subcommand(1);
  app.set_version_flag("--version", TOUCHPOINT_VERSION);
  add_init(app, typed);
  add_serve(app, typed);
  add_access(app, typed);
  add_sources(app, typed);
  add_operators(app, typed);
  add_prove(app, typed);
  add_copies(app, typed);
  add_status(app, typed);
  add_import(app, typed);
  CLI11_PARSE(app, argc, argv);
  return typed.run();
}
