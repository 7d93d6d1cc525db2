#include <algorithm>
#include <array>
#include <regex>

#include <arpa/inet.h>

#include "config/agent_config.hpp"
#include "config/proxy.hpp"

namespace touchpoint::config {

using namespace std::chrono_literals;

namespace {

Check proxy_or_empty() {
  return [](const Target& landed) -> std::string {
    const auto& url = **std::get_if<std::string*>(&landed);
    const auto proxy = url.empty() ? HttpProxy{} : parse_proxy(url);
    return proxy ? std::string() : proxy.error().sentence();
  };
}

Check numeric_address_or_empty() {
  return [](const Target& landed) -> std::string {
    const auto& text = **std::get_if<std::string*>(&landed);
    if (text.empty()) return {};
    Address address;
    const auto read = land(Written(text), &address);
    std::array<unsigned char, 16> bytes{};
    const bool numeric = read && (::inet_pton(AF_INET, address.host.c_str(), bytes.data()) == 1 ||
                                  ::inet_pton(AF_INET6, address.host.c_str(), bytes.data()) == 1);
    return numeric ? std::string()
                   : "must be an address in figures and a port, such as \"192.168.10.20:7443\", "
                     "not \"" +
                         text + "\"";
  };
}

// At most 16: each stands in the certificate.
Check each_name() {
  return [](const Target& landed) -> std::string {
    static const std::regex kName(R"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)");
    const auto& names = **std::get_if<Texts*>(&landed);
    const bool all = names.size() <= 16 && std::ranges::all_of(names, [](const auto& name) {
                       std::array<unsigned char, 16> bytes{};
                       return ::inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1 ||
                              std::regex_match(name, kName);
                     });
    return all ? std::string()
               : "must hold at most 16 names in small letters or addresses, such as "
                 "\"tablets.example.org\"";
  };
}

}  // namespace

Schema agent_schema(Config& c) {
  const auto language = R"([a-z]{2,3}(-[A-Z]{2})?)";
  return {
      .doc =
          "What IT may change about this device. Keys that are commented out show their "
          "default, or an example where it depends on others. After a change: touchpointctl config "
          "check, then restart touchpointd.",
      .sections = {
          {"device",
           "Which device this is.",
           {{.name = "store",
             .target = &c.device.store,
             .doc = "The store, as the head office names it: a-z, 0-9 and '-'.",
             .example = "milano-01",
             .check = slug()},
            {.name = "name",
             .target = &c.device.name,
             .fallback = "",
             .doc = "The device, unique in the whole chain. Default: the host name.",
             .example = "milano-01-pos-3",
             .check = slug_or_empty()},
            {.name = "store_name",
             .target = &c.device.store_name,
             .fallback = "",
             .doc = "What people call the store, for screens. Default: the store.",
             .example = "Milano, via Torino"},
            {.name = "languages",
             .target = &c.device.languages,
             .fallback = Texts{"it", "en"},
             .doc = "Languages that screens offer, in this order.",
             .check = each_matching(language, "languages such as \"it\" or \"en\""),
             .central = Central::after_restart},
            {.name = "language",
             .target = &c.device.language,
             .fallback = "it",
             .doc = "The language that screens return to.",
             .check = matching(language, "a language such as \"it\""),
             .central = Central::after_restart},
            {.name = "currency",
             .target = &c.device.currency,
             .fallback = "EUR",
             .doc = "The currency of sales (ISO 4217).",
             .check = matching("[A-Z]{3}", "three capital letters such as \"EUR\""),
             .central = Central::after_restart},
            {.name = "country",
             .target = &c.device.country,
             .fallback = "IT",
             .doc = "Where the store is (ISO 3166-1): how a phone number without its country code "
                    "is read. Empty: such numbers are refused.",
             .check = matching("([A-Z]{2})?", "two capital letters such as \"IT\"")},
            {.name = "time_zone",
             .target = &c.device.time_zone,
             .fallback = "",
             .doc = "The store's time zone (IANA), by which its days are told. Default: the "
                    "device's own.",
             .example = "Europe/Rome",
             .check = matching("([A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*)?",
                               "a time zone such as \"Europe/Rome\"")},
            {.name = "day_turns_at",
             .target = &c.device.day_turns_at,
             .fallback = 4,
             .doc = "The hour at which the store's day begins: what is sold after midnight and "
                    "before it belongs to the day before.",
             .check = between(0, 23),
             .central = Central::after_restart}},
           "it says which device this is, and where"},

          {"storage",
           "Where the device keeps its files.",
           {{.name = "state",
             .target = &c.storage.state,
             .fallback = "/var/lib/touchpoint",
             .doc = "The journal, the replica and the device's keys.",
             .check = absolute()},
            {.name = "runtime",
             .target = &c.storage.runtime,
             .fallback = "/run/touchpoint",
             .doc = "Sockets; emptied by a restart.",
             .check = absolute()},
            {.name = "journal_max_mib",
             .target = &c.storage.journal_max_mib,
             .fallback = 1024,
             .doc =
                 "How large the journal may grow, in MiB: a million events fit into 1024. When it "
                 "is full, new work is refused until the hub has stored what waits.",
             .check = between(8, 65536)},
            {.name = "ballast_mib",
             .target = &c.storage.ballast_mib,
             .fallback = 16,
             .doc =
                 "Room on the disk that is kept in reserve, in MiB, so that a full disk can still "
                 "be drained; 0 keeps none.",
             .check = between(0, 1024)}},
           "a wrong one could lose what is recorded here, or stop recording"},

          {"web",
           "The pages and the local API.",
           {{.name = "listen",
             .target = &c.web.listen,
             .fallback = "127.0.0.1:7080",
             .doc = "Where they listen: an address of this device only.",
             .check = loopback()},
            {.name = "api_socket",
             .target = &c.web.api_socket,
             .fallback = "",
             .doc = "The API's Unix socket for programs. Default: api.sock in the runtime folder.",
             .example = "/run/touchpoint/api.sock",
             .check = absolute_or_empty()}},
           "it says who can reach this device"},

          {"lan",
           "The door for paired tablets, which show the kiosk's questions (systemd/TABLETS.md).",
           {{.name = "listen",
             .target = &c.lan.listen,
             .fallback = "",
             .doc = "Where tablets reach this device, by TLS: an address of its network card, or "
                    "0.0.0.0 for all of them, and a port. Empty: nobody reaches it from the "
                    "network.",
             .example = "0.0.0.0:7443",
             .check = numeric_address_or_empty()},
            {.name = "names",
             .target = &c.lan.names,
             .fallback = Texts{},
             .doc = "The names and addresses by which tablets call it, the one to type first. Its "
                    "certificate is for these, and it answers to no others; another list needs "
                    "tablets to trust a new authority.",
             .example = Texts{"touchpoint.milano-01.example.org", "192.168.10.20"},
             .check = each_name()}},
           "it says who can reach this device"},

          {"counter",
           "The counter's screen.",
           {{.name = "touchpoint",
             .target = &c.counter.touchpoint,
             .fallback = "counter-1",
             .doc = "Its name within this device; empty switches it off.",
             .check = slug_or_empty()},
            {.name = "visit_idle",
             .target = &c.counter.visit_idle,
             .fallback = "10m",
             .doc = "A visit ends by itself when nothing has happened in it for so long, on the "
                    "screen or put by.",
             .check = between(1min, 2h),
             .central = Central::after_restart},
            {.name = "badge_alone_for",
             .target = &c.counter.badge_alone_for,
             .fallback = "0ms",
             .doc = "For so long after they last gave their PIN here staff sign in with their "
                    "badge alone. 0ms: a badge says who it is, and the PIN is asked for each time.",
             .check = between(0s, 12h),
             .central = Central::after_restart}},
           "it says which screens this device has"},

          {"kiosk",
           "The customers' screen.",
           {{.name = "touchpoint",
             .target = &c.kiosk.touchpoint,
             .fallback = "kiosk-1",
             .doc = "Its name within this device; empty switches it off.",
             .check = slug_or_empty()},
            {.name = "idle",
             .target = &c.kiosk.idle,
             .fallback = "45s",
             .doc = "After this time without a touch everything on the screen is wiped.",
             .check = between(5s, 10min),
             .central = Central::after_restart},
            {.name = "collections",
             .target = &c.kiosk.collections,
             .fallback = true,
             .doc = "Whether whoever comes for an order can say so here; it is on the counters' "
                    "screens at once.",
             .central = Central::after_restart},
            {.name = "survey",
             .target = &c.kiosk.survey,
             .fallback = "",
             .doc = "What it asks: a survey in JSON, in the subset of SurveyJS that SURVEYS.md "
                    "describes. "
                    "Empty: the shipped one (would they recommend the store, and how was it).",
             .check = survey_or_empty(),
             .central = Central::after_restart},
            {.name = "carry_on",
             .target = &c.kiosk.carry_on,
             .fallback = "",
             .doc = "Where visitors carry on with their own phone: the public address of the hub's "
                    "door for phones, its [phones] url. Empty: that is not offered.",
             .example = "https://feedback.example.org/",
             .check = matching("(https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/"
                               "([A-Za-z0-9._~-]+/)*)?",
                               "an address such as \"https://feedback.example.org/\", with https "
                               "and a slash at its end"),
             .central = Central::after_restart}},
           "it says which screens this device has"},

          {"staff_survey",
           "What staff are asked of their work, at the counter and without a name (STAFF.md).",
           {{.name = "survey",
             .target = &c.staff_survey.survey,
             .fallback = "",
             .doc =
                 "The questions: a survey in JSON, as STAFF.md describes it; another id or version "
                 "begins another wave. Empty: staff are asked nothing.",
             .check = staff_survey_or_empty(),
             .central = Central::after_restart},
            {.name = "minimum_group",
             .target = &c.staff_survey.minimum_group,
             .fallback = 5,
             .doc = "So many answers to a question leave the device together, and no fewer: until "
                    "then they wait on it. Less than 5 cannot be set, and a wave keeps the most it "
                    "was promised.",
             .check = between(5, 50),
             .central = Central::after_restart},
            {.name = "asked_here",
             .target = &c.staff_survey.asked_here,
             .fallback = true,
             .doc =
                 "Whether they are asked at this device. In a store with several counters leave it "
                 "at one of them: each device waits for a group of its own, and knows only "
                 "itself who has answered."}},
           "it says at which of a store's devices staff answer"},

          {"privacy",
           "On what ground customers are recognised. While either key is empty this device "
           "recognises nobody.",
           {{.name = "controller",
             .target = &c.privacy.controller,
             .fallback = "",
             .doc = "Who answers for the data (GDPR, art. 13), as customers shall read it.",
             .example = "Rossi Moda S.p.A., via Torino 1, Milano",
             .central = Central::after_restart},
            {.name = "purposes",
             .target = &c.privacy.purposes,
             .fallback = Texts{},
             .doc = "What the data is used for.",
             .example = Texts{"service", "loyalty"},
             .check = each_slug(),
             .central = Central::after_restart},
            {.name = "notice",
             .target = &c.privacy.notice,
             .fallback = "",
             .doc = "What customers read before they decide, and the purposes that they are asked "
                    "about one by one: JSON, as NOTICES.md describes it. Its purposes are those of "
                    "consents in [guards]. Empty: no customer is registered on this device and no "
                    "consent is taken.",
             .check = notice_or_empty(),
             .central = Central::after_restart}}},

          scan_section(c),
          guards_section(c),
          journey_section(c),
          fairness_section(c),

          {"sync",
           "How rows travel to the hub and profiles back.",
           {{.name = "receipt_timeout",
             .target = &c.sync.receipt_timeout,
             .fallback = "30s",
             .doc = "A batch without a receipt after this time is sent again.",
             .check = between(100ms, 10min),
             .central = Central::at_once,
             .central_check = between(5s, 2min)},
            {.name = "news_poll",
             .target = &c.sync.news_poll,
             .fallback = "15s",
             .doc = "How often the hub is asked for news while MQTT brings none.",
             .check = between(100ms, 1h),
             .central = Central::at_once,
             .central_check = between(1s, 10min)},
            {.name = "backoff_max",
             .target = &c.sync.backoff_max,
             .fallback = "5m",
             .doc = "The longest pause between two attempts to reach the hub.",
             .check = between(100ms, 1h),
             .central = Central::at_once,
             .central_check = between(1s, 15min)},
            {.name = "request_timeout",
             .target = &c.sync.request_timeout,
             .fallback = "30s",
             .doc = "How long a page of the hub, or the broker's greeting, is waited for.",
             .check = between(100ms, 10min),
             .central = Central::at_once,
             .central_check = between(5s, 2min)},
            {.name = "lookup_timeout",
             .target = &c.sync.lookup_timeout,
             .fallback = "300ms",
             .doc = "How long the hub may take to say whether it knows somebody whom this device "
                    "does not; no screen waits for it. 0s: it is never asked.",
             .check = between(0s, 10s),
             .central = Central::at_once},
            {.name = "probe",
             .target = &c.sync.probe,
             .fallback = "30s",
             .doc = "How long HTTPS stands in before MQTT, which brought no receipts, is tried "
                    "again beside it; at most ten times as long when that fails again.",
             .check = between(100ms, 1h),
             .central = Central::at_once,
             .central_check = between(5s, 10min)},
            {.name = "keep_alive",
             .target = &c.sync.keep_alive,
             .fallback = "1m",
             .doc = "How long MQTT may be silent before both ends look whether the other is there.",
             .check = between(5s, 10min),
             .central = Central::at_once},
            {.name = "batch_rows",
             .target = &c.sync.batch_rows,
             .fallback = 500,
             .doc = "Rows in one batch, at most.",
             .check = between(1, 5000),
             .central = Central::at_once,
             .central_check = between(50, 5000)},
            {.name = "batch_bytes",
             .target = &c.sync.batch_bytes,
             .fallback = 262144,
             .doc = "Bytes in one batch before compression, at most.",
             .check = between(4096, 1024 * 1024),
             .central = Central::at_once,
             .central_check = between(16 * 1024, 1024 * 1024)},
            {.name = "proxy",
             .target = &c.sync.proxy,
             .fallback = "",
             .doc = "An HTTP proxy that everything to the hub goes through, by CONNECT; the broker "
                    "is then not used. Environment variables such as https_proxy are not looked "
                    "at. What in a user's name is no letter or digit stands as %5C.",
             .example = "http://touchpoint@proxy.example:3128",
             .check = proxy_or_empty()},
            {.name = "proxy_password_file",
             .target = &c.sync.proxy_password_file,
             .fallback = "",
             .doc = "The file with the password of the proxy's user, one line; not readable for "
                    "everybody.",
             .example = "/etc/touchpoint/proxy.password",
             .check = absolute_or_empty()}},
           "how a store reaches its hub is known in the store, and a wrong way would be the last"},

          {"secret",
           "The key that everything on this device is sealed with.",
           {{.name = "file",
             .target = &c.secret.file,
             .fallback = "",
             .doc = "Default: systemd's credential device.key where there is one, else "
                    "device.key in the state folder, made at the first start.",
             .example = "/var/lib/touchpoint/device.key",
             .check = absolute_or_empty()}},
           "everything on this device is sealed with it"},

          {"log",
           "What is written to the system's journal; never personal data.",
           {{.name = "level",
             .target = &c.log.level,
             .fallback = "info",
             .doc = "One of trace, debug, info, warn, error.",
             .check = one_of({"trace", "debug", "info", "warn", "error"}),
             .central = Central::at_once}}},
      }};
}

}  // namespace touchpoint::config
