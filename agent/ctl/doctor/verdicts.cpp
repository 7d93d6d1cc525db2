#include "ctl/doctor/verdicts.hpp"

#include <algorithm>

namespace touchpoint::ctl {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds kClockAttention{30};
constexpr seconds kClockWrong = hours{1};  // certificates are made valid an hour before now
constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kFreeWrong = 32 * kMiB;  // the journal's ballast and its log
constexpr std::int64_t kFreeAttention = 256 * kMiB;
constexpr std::int64_t kFilesWrong = 16;

std::string in_brackets(const std::string& detail) {
  return detail.empty() ? std::string() : " (" + detail + ")";
}

}  // namespace

Finding judge_daemon(const Daemon& daemon, const std::string& own_version, const Words& words) {
  Finding finding{.check = "daemon", .title = words.of("Programma", "Program")};
  if (!daemon.answers) {
    finding.verdict = Verdict::wrong;
    finding.found = words.of("touchpointd non risponde", "touchpointd does not answer") +
                    in_brackets(daemon.problem);
    finding.advice = words.of(
        "Avviarlo (systemctl start touchpointd); se non resta acceso, journalctl -u touchpointd "
        "dice perché.",
        "Start it (systemctl start touchpointd); if it does not stay up, journalctl -u touchpointd "
        "says why.");
    return finding;
  }
  if (!daemon.problem.empty()) {
    finding.verdict = Verdict::wrong;
    finding.found =
        words.of("touchpointd gira e non può lavorare", "touchpointd runs and cannot work") +
        in_brackets(daemon.problem);
    finding.advice = words.of("Togliere la causa che nomina; poi riprende da solo.",
                              "Mend the cause that it names; it then goes on by itself.");
    return finding;
  }
  const auto version = daemon.facts ? daemon.facts->version : std::string();
  finding.verdict = Verdict::well;
  finding.found = words.of("touchpointd risponde", "touchpointd answers");
  if (!version.empty()) finding.found += words.of(", versione ", ", version ") + version;
  if (!version.empty() && version != own_version) {
    finding.verdict = Verdict::attention;
    finding.found += words.of("; touchpointctl è ", "; touchpointctl is ") + own_version;
    finding.advice = words.of("Riavviare touchpointd: gira ancora la versione di prima.",
                              "Restart touchpointd: the version from before still runs.");
  }
  const auto journal = daemon.status ? daemon.status->journal : DeviceStatus::Journal{};
  if (journal.refused > 0) {
    finding.verdict = Verdict::attention;
    finding.found += "; " + words.count(journal.refused,
                                        {"riga rifiutata dal centro", "righe rifiutate dal centro"},
                                        {"row refused by the hub", "rows refused by the hub"});
    finding.advice =
        words.of("touchpointctl refused list dice perché.", "touchpointctl refused list says why.");
  }
  if (!journal.records()) {
    finding.verdict = Verdict::wrong;
    finding.found += words.of("; niente di nuovo viene registrato", "; nothing new is recorded");
    finding.advice = words.of("touchpointctl status dice perché e che cosa fare.",
                              "touchpointctl status says why, and what to do.");
  }
  if (!daemon.notices.empty() && finding.verdict != Verdict::wrong) {
    finding.verdict = Verdict::attention;
    finding.found += "; " + daemon.notices.front();
    if (finding.advice.empty()) {
      finding.advice = words.of("touchpointctl status mostra tutti gli avvisi.",
                                "touchpointctl status shows all notices.");
    }
  }
  return finding;
}

Finding judge_configuration(const std::string& file, const std::string& problem, bool may_recognise,
                            bool changed, const Words& words) {
  Finding finding{.check = "configuration",
                  .title = words.of("Configurazione", "Configuration"),
                  .verdict = Verdict::well,
                  .found = file + words.of(" è giusta", " is right")};
  if (!problem.empty()) {
    finding.verdict = Verdict::wrong;
    finding.found = problem;
    finding.advice = words.of("Correggerla, poi touchpointctl config check.",
                              "Correct it, then touchpointctl config check.");
  } else if (changed) {
    finding.verdict = Verdict::attention;
    finding.found += words.of("; touchpointd è partito prima dell'ultima modifica",
                              "; touchpointd was started before its last change");
    finding.advice = words.of("Riavviare touchpointd perché la legga.",
                              "Restart touchpointd, so that it reads it.");
  } else if (!may_recognise) {
    finding.verdict = Verdict::attention;
    finding.found += words.of("; nessuno viene riconosciuto", "; nobody is recognised");
    finding.advice = words.of("Compilare controller e purposes in [privacy].",
                              "Fill in controller and purposes in [privacy].");
  }
  return finding;
}

Finding judge_clock(ClockQuality quality, std::optional<seconds> ahead, const Words& words) {
  Finding finding{.check = "clock",
                  .title = words.of("Orologio", "Clock"),
                  .verdict = Verdict::well,
                  .found = words.of("sincronizzato", "synchronised")};
  const auto set_it = words.of("Collegarlo a un server NTP: timedatectl set-ntp true.",
                               "Connect it to an NTP server: timedatectl set-ntp true.");
  if (quality == ClockQuality::unset) {
    finding.verdict = Verdict::wrong;
    finding.found = words.of("mai regolato", "was never set");
    finding.advice = words.of("Regolarlo (timedatectl) o collegare la rete.",
                              "Set it (timedatectl) or connect the network.");
  } else if (quality == ClockQuality::unsynchronised) {
    finding.verdict = Verdict::attention;
    finding.found = words.of("plausibile, non sincronizzato", "plausible, not synchronised");
    finding.advice = set_it;
  }
  if (!ahead) return finding;
  const auto off = std::chrono::abs(*ahead);
  if (off < kClockAttention) {
    finding.found += words.of(", come quello del centro", ", as the hub's");
    return finding;
  }
  finding.found +=
      ", " + words.span(off) +
      (*ahead > seconds{0} ? words.of(" avanti rispetto al centro", " ahead of the hub's")
                           : words.of(" indietro rispetto al centro", " behind the hub's"));
  const auto verdict = off >= kClockWrong ? Verdict::wrong : Verdict::attention;
  if (finding.verdict != Verdict::wrong) finding.verdict = verdict;
  if (finding.advice.empty()) finding.advice = set_it;
  return finding;
}

Finding judge_disk(const std::filesystem::path& folder, const DiskFacts& disk, const Words& words) {
  Finding finding{.check = "disk", .title = words.of("Disco", "Disk"), .verdict = Verdict::well};
  if (!disk.readable) {
    finding.verdict = Verdict::unknown;
    finding.found = words.of("non si può vedere ", "cannot see ") + folder.string();
    finding.advice = words.of("Rifare il controllo come root.", "Run this as root.");
    return finding;
  }
  finding.found = std::to_string(disk.free_bytes / kMiB) +
                  words.of(" MiB liberi in ", " MiB free in ") + folder.string();
  const bool no_names = disk.total_files > 0 && disk.free_files < kFilesWrong;
  if (disk.read_only) {
    finding.verdict = Verdict::wrong;
    finding.found = folder.string() + words.of(" è in sola lettura", " is read-only");
    finding.advice = words.of(
        "Di solito il disco ha dato errori: guardare dmesg, poi rimontarlo o sostituirlo.",
        "Usually the disk has had errors: look at dmesg, then mount it again or replace it.");
  } else if (disk.free_bytes < kFreeWrong || no_names) {
    finding.verdict = Verdict::wrong;
    if (no_names) {
      finding.found += words.of("; non si possono creare altri file (inode finiti)",
                                "; no more files can be made (out of inodes)");
    }
    finding.advice = words.of("Liberare spazio: niente di nuovo può essere registrato.",
                              "Free some space: nothing new can be recorded.");
  } else if (disk.free_bytes < kFreeAttention) {
    finding.verdict = Verdict::attention;
    finding.advice =
        words.of("Liberare spazio prima che finisca.", "Free some space before it is full.");
  }
  return finding;
}

Finding judge_theft(KeyKeeping key, std::optional<bool> encrypted, const Words& words) {
  Finding finding{.check = "stolen_disk",
                  .title = words.of("Disco rubato", "Stolen disk"),
                  .verdict = Verdict::well};
  if (key == KeyKeeping::tpm) {
    finding.found = words.of("illeggibile: la chiave è sigillata con il TPM di questa macchina",
                             "unreadable: the key is sealed with this machine's TPM");
    return finding;
  }
  if (encrypted.value_or(false)) {
    finding.found = words.of("illeggibile a macchina spenta: il disco è cifrato (dm-crypt)",
                             "unreadable while the machine is off: the disk is encrypted "
                             "(dm-crypt)");
    return finding;
  }
  const auto revoke = words.of(
      "Cifrare il disco o sigillare la chiave con il TPM (systemd-creds encrypt --with-key=tpm2); "
      "se il dispositivo è rubato, revocarlo al centro.",
      "Encrypt the disk or seal the key with the TPM (systemd-creds encrypt --with-key=tpm2); if "
      "the device is stolen, revoke it at the hub.");
  if (key == KeyKeeping::credential || !encrypted) {
    finding.verdict = Verdict::unknown;
    finding.found =
        key == KeyKeeping::credential
            ? words.of("la chiave arriva da systemd; da qui non si vede come è custodita",
                       "the key comes from systemd; how it is kept cannot be seen from "
                       "here")
            : words.of("da qui non si vede se il disco è cifrato",
                       "whether the disk is encrypted cannot be seen from here");
    finding.advice = revoke;
    return finding;
  }
  finding.verdict = Verdict::attention;
  finding.found =
      key == KeyKeeping::host
          ? words.of("leggibile: ciò che apre la chiave sta sullo stesso disco, non cifrato",
                     "readable: what opens the key lies on the same disk, which is not encrypted")
          : words.of("leggibile: la chiave sta sullo stesso disco, non cifrato",
                     "readable: the key lies on the same disk, which is not encrypted");
  finding.advice = revoke;
  return finding;
}

Finding judge_schemas(const std::optional<DaemonFacts>& facts, const Words& words) {
  Finding finding{.check = "formats", .title = words.of("Formati", "Formats")};
  if (!facts) {
    finding.verdict = Verdict::unknown;
    finding.found = words.of("li conosce solo touchpointd, che non risponde",
                             "only touchpointd knows them, and it does not answer");
    finding.advice = words.of("Rifare il controllo quando gira.", "Run this again when it runs.");
    return finding;
  }
  finding.verdict = Verdict::well;
  const auto& journal = facts->journal;
  const auto& replica = facts->replica;
  finding.found = words.of("registro ", "journal ") + std::to_string(journal.format) +
                  words.of(", replica ", ", replica ") + std::to_string(replica.format);
  if (journal.format > journal.own || replica.format > replica.own) {
    finding.verdict = Verdict::attention;
    finding.found += words.of("; scritti da una versione più nuova, che questa sa usare",
                              "; written by a later release, and this one can use them");
    finding.advice = words.of("Tornare alla versione più nuova appena possibile.",
                              "Go back to the later release as soon as you can.");
  }
  return finding;
}

Finding judge_rights(const Rights& state, const std::vector<Guarded>& guarded, const Words& words) {
  Finding finding{.check = "permissions",
                  .title = words.of("Permessi", "Permissions"),
                  .verdict = Verdict::well,
                  .found = words.of("chiusi agli altri utenti", "closed to other users")};
  if (!state.there) {
    finding.verdict = Verdict::unknown;
    finding.found = words.of("non si può vedere ", "cannot see ") + state.path.string();
    finding.advice = words.of("Rifare il controllo come root.", "Run this as root.");
    return finding;
  }
  for (const auto& [rights, forbidden, same_owner] : guarded) {
    if (!rights.there) continue;
    if ((rights.mode & forbidden) != 0) {
      finding.verdict = Verdict::wrong;
      finding.found =
          rights.path.string() + words.of(" è aperto ad altri utenti", " is open to other users");
      finding.advice = (forbidden == 022U ? "chmod go-w " : "chmod go-rwx ") + rights.path.string();
      return finding;
    }
    if (same_owner && rights.owner != state.owner) {
      finding.verdict = Verdict::wrong;
      finding.found = rights.path.string() + words.of(" non è dell'utente del servizio",
                                                      " does not belong to the service's user");
      finding.advice = "chown --reference=" + state.path.string() + " " + rights.path.string();
      return finding;
    }
  }
  return finding;
}

}  // namespace touchpoint::ctl
