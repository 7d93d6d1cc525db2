#include <algorithm>

#include "ctl/doctor/verdicts.hpp"

namespace touchpoint::ctl {
namespace {

using std::chrono::days;

constexpr int kCertificateAttention = 4;  // the last quarter of its life

std::string because(const Step& step, const Words& words) {
  const auto why =
      step.timed_out ? words.of("nessuna risposta in tempo", "no answer in time") : step.detail;
  return why.empty() ? std::string() : " (" + why + ")";
}

// "hub_name", "Nome del centro".
Finding about(Server server, std::string_view what, std::string_view italian,
              std::string_view english, const Words& words) {
  const bool hub = server == Server::hub;
  return {.check = std::string(hub ? "hub_" : "broker_").append(what),
          .title = words.of(hub ? "Centro" : "Broker", hub ? "Hub" : "Broker") +
                   words.of(italian, english)};
}

Finding about_proxy(const Words& words) {
  return {.check = "proxy", .title = words.of("Proxy", "Proxy"), .verdict = Verdict::wrong};
}

}  // namespace

Finding judge_proxy_settings(const std::string& problem, const Words& words) {
  auto finding = about_proxy(words);
  finding.found = problem;
  finding.advice = words.of(
      "Correggere [sync] proxy e proxy_password_file; se mancano i diritti, rifare il controllo "
      "come root.",
      "Put [sync] proxy and proxy_password_file right; if it is the rights that are missing, run "
      "this as root.");
  return finding;
}

Finding judge_proxy(const std::string& proxy, const std::string& to, const Step& way,
                    const Words& words) {
  auto finding = about_proxy(words);
  if (way.well) {
    finding.verdict = Verdict::well;
    finding.found = to.empty()
                        ? proxy + words.of(" accetta connessioni", " accepts connections")
                        : proxy + words.of(" lascia passare verso ", " lets through to ") + to;
    return finding;
  }
  finding.found =
      words.of("nessuna via attraverso ", "no way through ") + proxy + because(way, words);
  finding.advice = words.of("Confrontare [sync] proxy con ciò che dice chi gestisce il proxy",
                            "Compare [sync] proxy with what those say who run the proxy");
  finding.advice += to.empty() ? "."
                               : words.of(", e fargli permettere CONNECT verso ",
                                          ", and have them allow CONNECT to ") +
                                     to + ".";
  return finding;
}

Finding judge_unused_broker(const Words& words) {
  auto finding = about(Server::broker, "way", ": via", ": way", words);
  finding.verdict = Verdict::well;
  finding.found = words.of("non usato: attraverso un proxy HTTP tutto passa per HTTPS",
                           "not used: through an HTTP proxy everything goes by HTTPS");
  return finding;
}

Finding judge_name(Server server, const std::string& host, const Resolved& resolved,
                   const Words& words) {
  auto finding = about(server, "name", ": nome", ": name", words);
  if (resolved.step.well) {
    finding.verdict = Verdict::well;
    finding.found = host + " = " + (resolved.addresses.empty() ? "" : resolved.addresses.front());
    return finding;
  }
  finding.verdict = Verdict::wrong;
  finding.found =
      words.of("nessun indirizzo per ", "no address for ") + host + because(resolved.step, words);
  finding.advice = words.of("Controllare la rete e il DNS di questo dispositivo (resolvectl query ",
                            "Check this device's network and DNS (resolvectl query ") +
                   host + ").";
  return finding;
}

Finding judge_way(Server server, const std::string& where, const Step& step, const Words& words) {
  auto finding = about(server, "way", ": via", ": way", words);
  if (step.well) {
    finding.verdict = Verdict::well;
    finding.found = where + words.of(" accetta connessioni", " accepts connections");
    return finding;
  }
  finding.verdict = Verdict::wrong;
  finding.found =
      where + words.of(" non è raggiungibile", " cannot be reached") + because(step, words);
  finding.advice = words.of(
      "Controllare che il firewall del negozio lasci uscire verso questa porta, e che il server "
      "sia "
      "acceso.",
      "Check that the store's firewall lets out to this port, and that the server is up.");
  return finding;
}

Finding judge_hub(const std::string& url, const HubAnswer& answer, const Words& words) {
  auto finding = about(Server::hub, "tls", ": TLS", ": TLS", words);
  if (answer.step.well) {
    finding.verdict = Verdict::well;
    finding.found = url + words.of(" ci conosce e risponde", " knows this device and answers");
    return finding;
  }
  finding.verdict = Verdict::wrong;
  if (answer.status == 401 || answer.status == 403) {
    finding.found =
        url +
        words.of(" non ammette questo dispositivo (HTTP ", " does not admit this device (HTTP ") +
        std::to_string(answer.status) + ")";
    finding.advice = words.of("Chiedere alla sede se è stato revocato; poi iscriverlo di nuovo.",
                              "Ask the head office whether it was revoked; then enrol it again.");
  } else if (answer.status != 0) {
    finding.found =
        url + words.of(" risponde HTTP ", " answers HTTP ") + std::to_string(answer.status);
    finding.advice = words.of("Chiedere alla sede: il centro ha un problema.",
                              "Ask the head office: the hub has a problem.");
  } else {
    finding.found =
        words.of("nessuna sessione con ", "no session with ") + url + because(answer.step, words);
    finding.advice = words.of(
        "Se risponde qualcos'altro (proxy, portale), lasciar passare il TLS intatto; altrimenti "
        "chiedere alla sede.",
        "If something else answers (a proxy, a portal), let TLS through untouched; otherwise ask "
        "the head office.");
  }
  return finding;
}

Finding judge_broker(const std::string& where, const Step& step, const Words& words) {
  auto finding = about(Server::broker, "tls", ": TLS", ": TLS", words);
  if (step.well) {
    finding.verdict = Verdict::well;
    finding.found = where + words.of(" ci ammette", " admits this device");
    return finding;
  }
  finding.verdict = Verdict::attention;
  finding.found =
      words.of("nessuna sessione con ", "no session with ") + where + because(step, words);
  finding.advice = words.of(
      "Tutto passa per HTTPS intanto; chiedere alla sede se il broker è acceso e ha il certificato "
      "giusto.",
      "Everything goes by HTTPS meanwhile; ask the head office whether the broker is up and has "
      "the "
      "right certificate.");
  return finding;
}

Finding judge_certificate(const CertificateFacts& certificate, const std::string& device,
                          const std::string& store, WallTime now, const Words& words) {
  Finding finding{.check = "certificate",
                  .title = words.of("Certificato", "Certificate"),
                  .verdict = Verdict::well,
                  .found = certificate.device + ", " + certificate.store +
                           words.of(", di ", ", by ") + "\"" + certificate.authority + "\""};
  const auto enrol = words.of("Iscrivere di nuovo il dispositivo: touchpointctl enrol.",
                              "Enrol the device again: touchpointctl enrol.");
  const auto left = std::chrono::floor<days>(certificate.not_after - now);
  if (certificate.device != device || certificate.store != store) {
    finding.verdict = Verdict::wrong;
    finding.found +=
        words.of("; la configurazione dice ", "; the configuration says ") + device + ", " + store;
    finding.advice = enrol;
  } else if (now < certificate.not_before) {
    finding.verdict = Verdict::wrong;
    finding.found +=
        words.of("; vale solo dal ", "; valid only from ") + to_rfc3339(certificate.not_before);
    finding.advice =
        words.of("Regolare l'orologio: sembra indietro.", "Set the clock: it seems to be behind.");
  } else if (now >= certificate.not_after) {
    finding.verdict = Verdict::wrong;
    finding.found += words.of("; scaduto il ", "; expired on ") + to_rfc3339(certificate.not_after);
    finding.advice = enrol;
  } else {
    finding.found += words.of("; scade tra ", "; ") +
                     words.count(left.count(), {"giorno", "giorni"}, {"day", "days"}) +
                     words.of("", " left");
    const auto life = certificate.not_after - certificate.not_before;
    if (certificate.not_after - now < life / kCertificateAttention) {
      finding.verdict = Verdict::attention;
      finding.advice = enrol;
    }
  }
  return finding;
}

Finding judge_no_identity(const std::string& problem, const Words& words) {
  Finding finding{.check = "certificate",
                  .title = words.of("Certificato", "Certificate"),
                  .verdict = Verdict::wrong};
  if (problem.empty()) {
    finding.found =
        words.of("il dispositivo non è iscritto; centro e broker non si possono provare",
                 "the device is not enrolled; hub and broker cannot be tried");
    finding.advice = "touchpointctl enrol --hub https://… --token-file FILE";
  } else {
    finding.found = problem;
    finding.advice = words.of("Se mancano i diritti, rifare il controllo come root.",
                              "If it is the rights that are missing, run this as root.");
  }
  return finding;
}

}  // namespace touchpoint::ctl
