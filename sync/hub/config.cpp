#include "sync/hub/config.hpp"

#include "sync/hub/identity_rules.hpp"

namespace touchpoint::hub {

namespace {

// Phones come by a proxy on this machine, which speaks TLS with a certificate that they trust.
config::Check loopback_or_empty() {
  return [](const config::Target& landed) -> std::string {
    const auto& text = *std::get<std::string*>(landed);
    config::Address address;
    if (text.empty() || (config::land(text, &address) && address.is_loopback())) return {};
    return "must be an address of this machine only, with a port, such as \"127.0.0.1:8491\", or "
           "empty: phones come by a proxy that speaks TLS";
  };
}

config::Check address_or_empty() {
  return [](const config::Target& landed) -> std::string {
    const auto& text = *std::get<std::string*>(landed);
    config::Address address;
    if (text.empty() || config::land(text, &address)) return {};
    return "must be an address with a port such as \"127.0.0.1:8490\", or empty for no console";
  };
}

}  // namespace

config::Schema hub_schema(Config& c) {
  using namespace config;
  using namespace std::chrono_literals;
  return {
      .doc =
          "What an operator may change about this hub. Keys, certificates and the database stand "
          "in the same folder. After a change, start the hub again.",
      .sections = {
          {"hub",
           "Which hub this is.",
           {{.name = "name",
             .target = &c.name,
             .doc = "Its name, as it stands in its certificates.",
             .example = "hub"},
            {.name = "log",
             .target = &c.log_level,
             .fallback = "info",
             .doc = "One of trace, debug, info, warn, error; never personal data.",
             .check = one_of({"trace", "debug", "info", "warn", "error"})}}},

          {"devices",
           "The door for devices: HTTPS, with certificates that this hub has issued.",
           {{.name = "listen",
             .target = &c.devices_listen,
             .doc = "Where it listens.",
             .example = "0.0.0.0:8443"},
            {.name = "host",
             .target = &c.devices_host,
             .fallback = "",
             .doc = "The name by which devices reach it, for the command that enrols one; empty: "
                    "[mqtt] device_host.",
             .example = "hub.example"}}},

          {"certificates",
           "What devices show at that door. They renew theirs by themselves.",
           {{.name = "valid",
             .target = &c.certificate_valid,
             .fallback = "365d",
             .doc = "For how long one is good. A device asks for the next at two thirds of it.",
             .check = between(10s, 24h * 3650)},
            {.name = "grace",
             .target = &c.certificate_grace,
             .fallback = "90d",
             .doc = "For how long after its end a device that was away may still get a new one by "
                    "its old key; after that it must be enrolled again.",
             .check = between(0s, 24h * 3650)}}},

          {"sources",
           "The door for web shops and apps, and for /healthz and /metrics: plain HTTP, so keep it "
           "on this machine, behind a proxy that speaks TLS.",
           {{.name = "listen",
             .target = &c.sources_listen,
             .doc = "Where it listens.",
             .example = "127.0.0.1:8480",
             .check = loopback()},
            {.name = "country",
             .target = &c.sources_country,
             .fallback = "IT",
             .doc = "Where their customers live (ISO 3166-1): how a phone number without its "
                    "country code is read, unless the call says where the person lives. Empty: "
                    "such numbers are nobody's.",
             .check = matching("([A-Z]{2})?", "two capital letters such as \"IT\"")}}},

          {"console",
           "The door for the people who run this hub: its pages, behind a sign-in "
           "(touchpoint-hub operator add).",
           {{.name = "listen",
             .target = &c.console_listen,
             .fallback = "",
             .doc = "Where it listens; empty: there is no console. On an address of this machine "
                    "only it speaks plain HTTP, everywhere else TLS with the hub's certificate.",
             .example = "127.0.0.1:8490",
             .check = address_or_empty()}}},

          {"phones",
           "The door for visitors' phones, which carry on with what was begun at a kiosk "
           "(systemd/PHONES.md): plain HTTP behind a proxy that speaks TLS to the world.",
           {{.name = "listen",
             .target = &c.phones_listen,
             .fallback = "",
             .doc = "Where it listens, on this machine only; empty: phones carry on nowhere.",
             .example = "127.0.0.1:8491",
             .check = loopback_or_empty()},
            {.name = "url",
             .target = &c.phones_url,
             .fallback = "",
             .doc = "Where phones reach it: the proxy's public address, which the devices name as "
                    "[kiosk] carry_on.",
             .example = "https://feedback.example.org/",
             .check = matching("(https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/"
                               "([A-Za-z0-9._~-]+/)*)?",
                               "an address such as \"https://feedback.example.org/\", with https "
                               "and a slash at its end")}}},

          {"identity",
           "What makes two customers look like one. Nothing but a card that was shown, and an "
           "operator, makes them one.",
           {{.name = "emails_max",
             .target = &c.identity_emails_max,
             .fallback = 4,
             .doc = "How many people may have the same e-mail address. One that more have is "
                    "shared: it speaks for nobody.",
             .check = between(1, 100)},
            {.name = "phones_max",
             .target = &c.identity_phones_max,
             .fallback = 4,
             .doc = "The same of a phone number.",
             .check = between(1, 100)},
            {.name = "blocked",
             .target = &c.identity_blocked,
             .fallback = blocked_as_shipped(),
             .doc = "Identifiers that are nobody's: tills and forms are filled with them. A kind "
                    "(email, phone, loyalty, account, anonymous), a colon, and the value, in which "
                    "* stands for anything. They are not kept, and join nobody.",
             .check = each_matching("(email|phone|loyalty|account|anonymous):.+",
                                    "identifiers such as \"email:noreply@*\"")}}},

          {"mqtt",
           "The broker that devices prefer. Without one everything goes over HTTPS.",
           {{.name = "host",
             .target = &c.mqtt_host,
             .doc =
                 "Where this hub reaches it, by a name in its certificate; empty: there is none.",
             .example = "localhost"},
            {.name = "port",
             .target = &c.mqtt_port,
             .fallback = 8883,
             .doc = "Its port, for hub and devices.",
             .check = between(1, 65535)},
            {.name = "device_host",
             .target = &c.mqtt_device_host,
             .fallback = "",
             .doc = "Where devices reach it; empty: where this hub does."},
            {.name = "keep_alive",
             .target = &c.mqtt_keep_alive,
             .fallback = "1m",
             .doc = "How long it may be silent before this hub looks whether it is there.",
             .check = between(5s, 10min)},
            {.name = "backoff_max",
             .target = &c.mqtt_backoff_max,
             .fallback = "30s",
             .doc = "The longest pause between two attempts to reach it.",
             .check = between(100ms, 1h)}}},
      }};
}

Result<Config> read_hub_config(const std::filesystem::path& file) {
  Config config;
  TP_CHECK(config::read_config(hub_schema(config), file));
  if (!config.phones_listen.empty() && config.phones_url.empty()) {
    return misconfigured(file.string() +
                         ": \"listen\" in [phones] needs \"url\": where phones reach "
                         "this hub, such as \"https://feedback.example.org/\"");
  }
  if (config.mqtt_device_host.empty()) config.mqtt_device_host = config.mqtt_host;
  if (config.devices_host.empty()) config.devices_host = config.mqtt_device_host;
  return config;
}

std::string write_hub_config(Config config) {
  auto schema = hub_schema(config);
  for (auto& section : schema.sections) {
    for (auto& key : section.keys) {
      if (const auto* text = std::get_if<std::string*>(&key.target)) {
        key.example = **text;
      } else if (const auto* number = std::get_if<std::int64_t*>(&key.target)) {
        key.example = **number;
      } else if (const auto* address = std::get_if<config::Address*>(&key.target)) {
        key.example = (*address)->text();
      } else {
        continue;  // of how it works, not of which hub it is: the default stands there
      }
      key.fallback.reset();
    }
  }
  return config::write_example(schema);
}

}  // namespace touchpoint::hub
