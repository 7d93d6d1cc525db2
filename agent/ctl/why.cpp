#include "ctl/why.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "ctl/answers.hpp"
#include "ctl/command_support.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {
namespace {

struct Word {
  std::string_view word;
  std::string_view italian;
  std::string_view english;
};

constexpr auto kWords = std::to_array<Word>({
    {"loyalty", "carta fedeltà", "loyalty card"},
    {"order", "numero d'ordine", "order number"},
    {"gift_card", "buono regalo", "gift card"},
    {"coupon", "buono sconto", "coupon"},
    {"receipt", "scontrino", "receipt"},
    {"wallet", "carta nel telefono", "card in the phone"},
    {"account", "account del negozio online", "account of the web shop"},
    {"payment_account", "carta con cui paga", "card that is paid with"},
    {"email", "e-mail", "e-mail"},
    {"verified_email", "e-mail verificata", "verified e-mail"},
    {"phone", "telefono", "phone"},
    {"person", "quello che ha detto il cliente", "what the customer said"},
    {"product", "articolo", "article"},
    {"wedge", "lettore", "scanner"},
    {"till", "cassa", "till"},
    {"program", "programma", "program"},
    {"typed", "scritto da chi sta in cassa", "typed by staff"},
    {"weak", "debole", "weak"},
    {"medium", "media", "medium"},
    {"strong", "forte", "strong"},
    {"claimed", "detto", "said"},
    {"possessed", "mostrato", "shown"},
    {"verified", "confermato da chi sta in cassa", "confirmed by staff"},
    {"not_in_replica", "nessuno lo ha fra i clienti di questo negozio",
     "nobody among this store's customers has it"},
    {"ambiguous", "porta a persone diverse", "it leads to different people"},
    {"shared", "più persone hanno lo stesso: non dice chi è",
     "several people have the same one: it does not say who it is"},
    {"blocked", "è fra quelli bloccati nella configurazione", "the configuration blocks it"},
    {"lease_expired", "i clienti qui erano troppo vecchi per essere mostrati",
     "the customers here were too old to be shown"},
    {"no_replica", "qui non c'erano clienti da leggere", "there were no customers here to read"},
    {"not_configured", "qui non si riconosce nessuno", "nobody is recognised here"},
    {"denied", "in cassa hanno detto che non era quella persona",
     "staff said that it was not that person"},
    {"wrong_person", "in cassa hanno detto che era la persona sbagliata",
     "staff said that it was the wrong person"},
});

std::string say_word(const Words& words, const std::string& word) {
  const auto* found = std::ranges::find(kWords, word, &Word::word);
  return found == kWords.end() ? word : words.of(found->italian, found->english);
}

std::string listed(const Words& words, const std::vector<std::string>& all) {
  std::string text;
  for (const auto& each : all)
    text += (text.empty() ? "" : ", ") + say_word(words, each);
  return text;
}

std::string line(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  constexpr std::size_t kNames = 14;
  std::string text(name);
  text += ":";
  // In columns, as characters: the Italian names have accents.
  const auto characters = static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
  return text + std::string(kNames > characters ? kNames - characters : 1, ' ') + value + "\n";
}

std::string bits_text(double bits) {
  std::array<char, 32> text{};
  const auto length = std::snprintf(text.data(), text.size(), "%+9.2f", bits);  // NOLINT: C
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

std::string table(const DecisionDetail::Table& rows, const Words& words) {
  std::string text = "  " + rows.name + "\n";
  double sum = 0;
  for (const auto& row : rows.rows) {
    text += "  " + bits_text(row.bits) + "  " + row.name + "\n";
    sum += row.bits;
  }
  return text + "  " + bits_text(sum) + "  " + words.of("in tutto, in bit", "in all, in bits") +
         "\n";
}

std::string describe(const Explanation::Verdict& verdict, const Words& words) {
  const auto verdict_word =
      verdict.profile.empty()
          ? words.of("nessuno", "nobody") + " (" + say_word(words, verdict.reason) + ")"
          : words.of("riconosciuto", "recognised") + ": " + verdict.profile;
  std::string text = line(words.of("esito", "verdict"), verdict_word);
  text += line(words.of("quando", "when"), verdict.time);
  text += line(words.of("da", "by"), say_word(words, verdict.by));
  text += line(words.of("forza", "strength"), say_word(words, verdict.strength));
  text += line(words.of("come", "given"), say_word(words, verdict.assurance));
  text += line(words.of("confermato da", "confirmed by"),
               verdict.profile.empty() ? std::string() : verdict.staff);
  text += line(words.of("negato da", "denied by"),
               verdict.profile.empty() ? verdict.staff : std::string());
  if (verdict.people)
    text += line(words.of("candidati", "candidates"), std::to_string(*verdict.people));
  if (verdict.replica_age_s) {
    text += line(words.of("clienti di", "replica of"),
                 words.ago(std::chrono::seconds(*verdict.replica_age_s)));
  }
  if (!verdict.decision) return text;
  for (const auto& rows : verdict.decision->tables)
    text += table(rows, words);
  for (const auto& [name, value] : verdict.decision->lines)
    text += "  " + name + ": " + value + "\n";
  return text;
}

}  // namespace

std::string describe(const Explanation& explanation, const Words& words) {
  std::string text;
  if (explanation.scan) {
    const auto& scan = *explanation.scan;
    const auto what =
        !scan.kind.empty() ? say_word(words, scan.kind)
        : !scan.fits.empty()
            ? words.of("più cose possibili", "several things possible")
            : words.of("nessuno dei numeri del negozio", "none of the shop's numbers");
    text += line(words.of("passato", "scanned"), what);
    text += line(words.of("quando", "when"), scan.time + ", " + scan.touchpoint);
    text += line(words.of("letto da", "read by"), say_word(words, scan.via));
    text += line(words.of("poteva essere", "it could be"), listed(words, scan.fits));
  } else if (std::ranges::none_of(explanation.verdicts,
                                  [](const auto& each) { return each.by == "person"; })) {
    text += words.of("La riga della lettura non c'è più: il centro ce l'ha.\n",
                     "The row of the scan is not here any more: the hub has it.\n");
  }
  if (explanation.named) {
    text += line(words.of("in cassa", "staff said"), say_word(words, explanation.named->kind) +
                                                         " (" + explanation.named->staff + ", " +
                                                         explanation.named->time + ")");
  }
  for (const auto& verdict : explanation.verdicts)
    text += "\n" + describe(verdict, words);
  if (explanation.verdicts.empty()) {
    text += "\n" + words.of("Non è stato cercato o mostrato nessuno.\n",
                            "Nobody was looked for, or shown.\n");
  }
  return text;
}

ExitCode why(const CommandLine& line) {
  const auto words = words_for(line);
  return with_daemon(line, [&](control::ControlClient& daemon) -> Result<ExitCode> {
    TP_TRY(const auto answer, daemon.call(question("why", {{"decision", line.decision}})));
    if (line.json) return say(answer + "\n");
    TP_TRY(const auto explanation, explanation_from(answer));
    return say(describe(explanation, words));
  });
}

}  // namespace touchpoint::ctl
