#include "ctl/backups.hpp"

#include "backup/archive.hpp"
#include "backup/restoring.hpp"
#include "config/agent_config.hpp"
#include "core/clock.hpp"
#include "crypto/random.hpp"
#include "ctl/answers.hpp"
#include "ctl/command_support.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {
namespace {

namespace fs = std::filesystem;

// Where systemd/units/touchpointd.service takes the device key from.
constexpr const char* kSealedKey = "/etc/credstore.encrypted/touchpoint.device.key";
constexpr std::int64_t kTellEvery = 16 << 20;  // bytes

// What is written now and then while a large archive is made.
backup::ArchiveProgress archive_progress(const Words& words) {
  return [words, told = std::int64_t{0}](std::int64_t done, std::int64_t all) mutable {
    if (done - told < kTellEvery) return;
    told = done;
    show_progress(words.of("scrittura: ", "writing: ") + std::to_string(done * 100 / all) + " %");
  };
}

std::string restored_text(const backup::Restored& restored, const Words& words) {
  std::string text = words.of("Copia rimessa: ", "The copy is back: ") +
                     words.count(restored.last, {"riga", "righe"}, {"row", "rows"});
  text += words.of(", di cui ", ", of which ") + std::to_string(restored.unsent) +
          words.of(
              " non confermate dal centro. Al prossimo avvio comincia un registro nuovo, in cui "
              "vengono registrate di nuovo.\n",
              " were not confirmed by the hub. At the next start a new journal begins, in which "
              "these are recorded again.\n");
  if (restored.access) {
    text += words.of("Personale e gettoni sono quelli della copia.\n",
                     "Staff and tokens are the copy's.\n");
  }
  if (restored.identity) {
    text += words.of(
        "Chiave e identità sono quelle della copia: l'altro dispositivo che le ha non "
        "deve più accendersi.\n",
        "Key and identity are the copy's: another device that has them must not be "
        "switched on again.\n");
  }
  if (restored.aside) {
    text += words.of("Ciò che c'era prima è in ", "What was here before is in ") +
            restored.aside->string() + ".\n";
  }
  return text + words.of("Ora: systemctl start touchpointd, poi touchpointctl status.\n",
                         "Now: systemctl start touchpointd, then touchpointctl status.\n");
}

}  // namespace

ExitCode make_backup(const CommandLine& line) {
  const auto words = words_for(line);
  const fs::path file = line.file;
  std::error_code failed;
  if (fs::exists(fs::symlink_status(file, failed))) {
    return fail(ExitCode::failed, "there is a file " + line.file + " already: name another one");
  }
  return with_daemon(line, [&](control::ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer,
           daemon.call(question("backup", {{"with_identity", line.with_identity ? "yes" : "no"}}),
                       show_progress));
    TP_TRY(const auto made, backup_from(answer));
    const auto archive = [&]() -> Result<void> {
      TP_TRY(const auto members, backup::members_of(made.folder));
      return backup::write_archive(file, members, SystemClock().wall(), archive_progress(words));
    };
    const auto written = archive();
    const auto forgotten = daemon.call(question("backup.forget", {}));
    if (!written) return written.error();
    if (!forgotten) return forgotten.error();
    if (line.with_identity) {
      tell(
          words.of("Questo file contiene le chiavi del dispositivo: chi lo ha può leggere tutto e "
                   "farsi passare per lui. Custodirlo come una chiave.\n",
                   "This file holds the device's keys: whoever has it can read everything and pass "
                   "for the device. Keep it as you would a key.\n"));
    } else {
      tell(words.of(
          "Senza --with-identity la copia si può rimettere solo su questo dispositivo, che "
          "ne ha la chiave.\n",
          "Without --with-identity the copy can be restored on this device only, which has "
          "its key.\n"));
    }
    return say(line.file + words.of(": copia di ", ": a copy of ") +
               words.count(made.last, {"riga", "righe"}, {"row", "rows"}) +
               words.of(", riletta.\n", ", read again.\n"));
  });
}

ExitCode restore_backup(const CommandLine& line) {
  const auto words = words_for(line);
  const auto config =
      config::read_config(line.config.value_or(std::string{config::kAgentConfigFile}));
  if (!config) return fail(ExitCode::misconfigured, config.error().sentence());
  const auto& device = config.value().device;
  const backup::RestoreOrder order{.archive = line.file,
                                   .state = config.value().storage.state,
                                   .key_file = config.value().secret.file,
                                   .credential = kSealedKey,
                                   .source = "/stores/" + device.store + "/devices/" + device.name,
                                   .set_aside = line.set_aside};
  const SystemClock clock;
  crypto::SystemRandom random;
  const auto restored = backup::restore(order, clock, random, show_progress);
  if (!restored) return fail(ExitCode::failed, restored.error().sentence());
  return say(restored_text(restored.value(), words));
}

}  // namespace touchpoint::ctl
