#include "ctl/status_words.hpp"

#include <algorithm>
#include <chrono>

#include "ctl/words.hpp"

namespace touchpoint::ctl {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kCertificateDaysMin = 7;        // with fewer left a failed renewal is urgent
constexpr seconds kPatience = std::chrono::hours{24};  // out of reach this long, somebody must look

seconds between(WallTime earlier, WallTime later) {
  return std::chrono::duration_cast<seconds>(later - earlier);
}

StatusLine journal_line(const DeviceStatus& status, const Words& words) {
  const auto& journal = status.journal;
  StatusLine line{.mark = Mark::well, .title = words.of("Registro", "Journal"), .sentence = {}};
  if (!journal.well) {
    line.mark = Mark::person;
    line.sentence = words.of("non può registrare", "cannot record");
    line.advice = words.of("guardare journalctl -u touchpointd: disco pieno o guasto?",
                           "look at journalctl -u touchpointd: is the disk full or broken?");
    return line;
  }
  if (journal.full) {
    line.mark = Mark::person;
    line.sentence = words.of("pieno: niente di nuovo viene registrato, niente è perso",
                             "full: nothing new is recorded, nothing is lost");
    line.advice = words.of(
        "liberare spazio sul disco, o riportare il dispositivo in contatto con il "
        "centro; poi riprende da solo",
        "free some space on the disk, or bring the device back in touch with the "
        "hub; it then goes on by itself");
    return line;
  }
  line.sentence = words.count(journal.last, {"riga registrata", "righe registrate"},
                              {"row recorded", "rows recorded"});
  if (journal.to_send() > 0) {
    line.mark = Mark::waiting;
    line.sentence += words.of(", da inviare ", ", to send ") + std::to_string(journal.to_send());
    if (journal.oldest_unsent) {
      line.sentence += words.of(", la più vecchia di ", ", the oldest from ") +
                       words.ago(between(*journal.oldest_unsent, status.now));
    }
  } else if (journal.last > 0) {
    line.sentence += words.of(", tutte al centro", ", all stored at the hub");
  }
  if (journal.refused > 0) {
    line.mark = Mark::person;
    line.sentence +=
        ", " + words.count(journal.refused, {"rifiutata", "rifiutate"}, {"refused", "refused"}) +
        words.of(" dal centro", " by the hub");
    line.advice =
        words.of("touchpointctl refused list dice perché; poi touchpointctl refused retry",
                 "touchpointctl refused list says why; then touchpointctl refused retry");
  }
  return line;
}

StatusLine hub_line(const DeviceStatus& status, const Words& words) {
  const auto& hub = status.hub;
  StatusLine line{.mark = Mark::well, .title = words.of("Centro", "Hub"), .sentence = {}};
  const auto since = hub.since ? between(*hub.since, status.now) : seconds{0};
  if (!hub.enrolled && !hub.approval.empty()) {
    line.mark = Mark::waiting;
    line.sentence = words.of("si attende l'approvazione al centro; impronta ",
                             "waiting for approval at the hub; fingerprint ") +
                    hub.approval +
                    words.of("; tutto resta registrato qui", "; everything stays recorded here");
    line.advice = words.of("al centro: touchpoint-hub pending list, e confrontare l'impronta",
                           "at the hub: touchpoint-hub pending list, and compare the fingerprint");
  } else if (!hub.enrolled) {
    line.mark = Mark::person;
    line.sentence = words.of("dispositivo non ancora iscritto; tutto resta registrato qui",
                             "not enrolled yet; everything stays recorded here");
    line.advice = "touchpointctl enrol --hub https://… --token-file FILE";
  } else if (hub.revoked) {
    line.mark = Mark::person;
    line.sentence = words.of("ha revocato questo dispositivo; tutto resta registrato qui",
                             "has revoked this device; everything stays recorded here");
    line.advice =
        words.of("chiedere alla sede; se può continuare, iscriverlo di nuovo con un nuovo gettone",
                 "ask the head office; if it may go on, enrol it again with a new token");
    return line;
  } else if (hub.online) {
    line.sentence = words.of("in contatto", "in touch");
    if (hub.transport == "mqtt") line.sentence += words.of(" via MQTT", " by MQTT");
    if (hub.transport == "https") line.sentence += words.of(" via HTTPS", " by HTTPS");
    if (hub.since) line.sentence += words.of(" da ", " for ") + words.span(since);
    if (!hub.proxy.empty()) {
      line.sentence +=
          words.of(", solo HTTPS, attraverso il proxy ", ", HTTPS only, through the proxy ") +
          hub.proxy;
    }
  } else {
    line.mark = since >= kPatience ? Mark::person : Mark::waiting;
    line.sentence = words.of("irraggiungibile", "out of reach");
    if (hub.since) line.sentence += words.of(" da ", " for ") + words.span(since);
    line.sentence += words.of("; si registra come sempre", "; recording goes on");
    if (line.mark == Mark::person) {
      line.advice = words.of("controllare la rete, poi chiedere alla sede",
                             "check the network, then ask the head office");
    }
  }
  if (!hub.problem.empty()) line.sentence += " (" + hub.problem + ")";
  return line;
}

StatusLine certificate_line(const DeviceStatus::Certificate& certificate, const Words& words) {
  StatusLine line{
      .mark = Mark::well, .title = words.of("Certificato", "Certificate"), .sentence = {}};
  const bool soon = certificate.days_left < kCertificateDaysMin;
  if (certificate.expired) {
    line.mark = Mark::waiting;
    line.sentence = words.of("scaduto; ne viene chiesto uno nuovo appena il centro risponde",
                             "expired; a new one is asked for as soon as the hub answers");
  } else {
    line.sentence = words.of("valido ancora ", "good for ") +
                    words.count(certificate.days_left, {"giorno", "giorni"}, {"day", "days"});
  }
  if (certificate.problem.empty()) return line;
  line.mark = soon ? Mark::person : Mark::waiting;
  line.sentence +=
      words.of("; rinnovo non riuscito (", "; renewal has failed (") + certificate.problem + ")";
  if (soon) {
    line.advice =
        words.of("controllare rete e centro; se scade da troppo, iscriverlo di nuovo",
                 "check the network and the hub; if it expired too long ago, enrol again");
  }
  return line;
}

StatusLine replica_line(const DeviceStatus& status, const Words& words) {
  const auto& replica = status.replica;
  const auto profiles =
      words.count(replica.profiles, {"profilo", "profili"}, {"profile", "profiles"});
  const auto age = replica.age_s
                       ? words.of(", di ", ", as of ") + words.ago(seconds{*replica.age_s})
                       : std::string();
  const auto title = words.of("Clienti", "Customers");
  if (replica.state == "well") return {Mark::well, title, profiles + age};
  if (replica.state == "empty") {
    return {Mark::waiting, title, words.of("ancora nessun profilo", "no profiles yet")};
  }
  if (replica.state == "loading") {
    return {Mark::waiting, title, profiles + words.of(", in arrivo", ", still loading")};
  }
  if (replica.state == "not_configured") {
    return {Mark::person, title,
            words.of("nessuno viene riconosciuto: mancano titolare e finalità",
                     "nobody is recognised: controller and purposes are not set"),
            words.of("compilare [privacy] nella configurazione",
                     "fill in [privacy] in the configuration")};
  }
  if (replica.state == "expired") {
    return {Mark::person, title,
            words.of("troppo vecchi per essere mostrati", "too old to be shown") + age,
            words.of("riportare il dispositivo in contatto con il centro",
                     "bring the device back in touch with the hub")};
  }
  return {Mark::person, title, words.of("non leggibili", "cannot be read"),
          words.of("guardare journalctl -u touchpointd", "look at journalctl -u touchpointd")};
}

StatusLine settings_line(const DeviceStatus::Settings& settings, const Words& words) {
  StatusLine line{
      .mark = Mark::well, .title = words.of("Impostazioni", "Settings"), .sentence = {}};
  line.sentence = settings.number > 0 ? words.of("del centro, numero ", "from the hub, number ") +
                                            std::to_string(settings.number)
                                      : words.of("solo di questo dispositivo", "this device's own");
  if (!settings.after_restart.empty()) {
    line.mark = Mark::waiting;
    std::string names;
    for (const auto& name : settings.after_restart)
      names += (names.empty() ? "" : ", ") + name;
    line.sentence += words.of("; dopo un riavvio: ", "; after a restart: ") + names;
    line.advice = "systemctl restart touchpointd";
  }
  if (!settings.problem.empty()) {
    line.mark = Mark::person;
    line.sentence += words.of("; le ultime del centro non valgono qui (",
                              "; the hub's last are not in force (") +
                     settings.problem + ")";
    line.advice = words.of("dirlo alla sede: il dispositivo continua con quelle di prima",
                           "tell the head office: the device goes on with those before");
  }
  return line;
}

StatusLine clock_line(const DeviceStatus& status, const Words& words) {
  const auto title = words.of("Orologio", "Clock");
  switch (status.clock_quality) {
    case ClockQuality::synchronised:
      return {Mark::well, title, words.of("sincronizzato", "synchronised")};
    case ClockQuality::unsynchronised:
      return {Mark::waiting, title,
              words.of("plausibile, non sincronizzato", "plausible, not synchronised")};
    case ClockQuality::unset:
      break;
  }
  return {Mark::person, title, words.of("mai regolato", "was never set"),
          words.of("regolarlo (timedatectl) o collegare la rete",
                   "set it (timedatectl) or connect the network")};
}

struct Look {
  std::string_view sign;
  std::string_view colour;
};
Look look_of(Mark mark) {
  switch (mark) {
    case Mark::well:
      return {"ok", "\x1b[32m"};
    case Mark::waiting:
      return {"--", "\x1b[33m"};
    case Mark::person:
      return {"!!", "\x1b[1;31m"};
    case Mark::unknown:
      break;
  }
  return {"??", "\x1b[33m"};
}

}  // namespace

Report describe(const Status& status, Language language) {
  const Words words(language);
  const auto& device = status.device;
  Report report;
  report.heading = device.device + words.of(", negozio ", ", store ") + device.store +
                   ", Touchpoint " + device.version + words.of(", acceso da ", ", up for ") +
                   words.span(seconds{device.uptime_s});
  report.lines = {journal_line(device, words), hub_line(device, words)};
  if (device.certificate) report.lines.push_back(certificate_line(*device.certificate, words));
  report.lines.push_back(replica_line(device, words));
  if (device.settings) report.lines.push_back(settings_line(*device.settings, words));
  report.lines.push_back(clock_line(device, words));
  for (const auto& notice : status.notices)
    report.lines.push_back({Mark::person, words.of("Avviso", "Notice"), notice});

  const auto persons = std::ranges::count(report.lines, Mark::person, &StatusLine::mark);
  report.needs_person = persons > 0;
  report.verdict =
      persons == 0
          ? words.of("Niente da fare.", "Nothing to do.")
          : words.count(persons, {"cosa richiede una persona.", "cose richiedono una persona."},
                        {"thing needs a person.", "things need a person."});
  return report;
}

std::string render(const Report& report, bool colours) {
  std::size_t width = 0;
  for (const auto& line : report.lines)
    width = std::max(width, line.title.size());
  std::string text = report.heading + "\n\n";
  for (const auto& line : report.lines) {
    const auto [sign, colour] = look_of(line.mark);
    const auto mark =
        colours ? std::string(colour).append(sign).append("\x1b[0m") : std::string(sign);
    text += mark + "  " + line.title + std::string(width - line.title.size() + 2, ' ') +
            line.sentence + "\n";
    if (!line.advice.empty()) text += std::string(width + 6, ' ') + "-> " + line.advice + "\n";
  }
  return text + "\n" + report.verdict + "\n";
}

}  // namespace touchpoint::ctl
