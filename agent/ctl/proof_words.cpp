#include "ctl/proof_words.hpp"

#include "ctl/words.hpp"

namespace touchpoint::ctl {
namespace {

std::string holes_of(const Proof::Centre& centre) {
  std::string text;
  for (const auto& [first, last] : centre.holes) {
    text += (text.empty() ? " (" : ", ") + std::to_string(first) +
            (last > first ? "–" + std::to_string(last) : "");
  }
  return text.empty() ? text : text + ")";
}

void describe_centre(const Proof& proof, const Words& words, Report& report) {
  const auto& centre = *proof.centre;
  const auto figure = [&](std::string_view italian, std::string_view english, std::int64_t number,
                          bool well, const std::string& more = {}) {
    report.lines.push_back({well ? Mark::well : Mark::person, words.of(italian, english),
                            std::to_string(number) + more});
  };
  figure("Al centro", "Stored at the hub", centre.stored, true);
  report.lines.push_back({proof.pending > 0 ? Mark::waiting : Mark::well,
                          words.of("Da inviare", "Pending"), std::to_string(proof.pending)});
  figure("Rifiutate", "Refused", centre.refused, centre.refused == 0,
         centre.refused > 0 ? words.of("  (touchpointctl refused list dice perché)",
                                       "  (touchpointctl refused list says why)")
                            : "");
  figure("Cancellate", "Erased", centre.erased, true);
  figure("Buchi", "Holes", centre.in_holes, centre.in_holes == 0, holes_of(centre));
  figure("Mancanti", "Missing", proof.missing, proof.missing == 0);
}

}  // namespace

Report describe(const Proof& proof, Language language) {
  const Words words(language);
  Report report;
  report.heading = words.of("Registro ", "Journal ") + proof.journal + ", " + to_rfc3339(proof.at);
  report.lines.push_back(
      {Mark::well, words.of("Registrate", "Recorded"), std::to_string(proof.recorded)});
  if (proof.centre) describe_centre(proof, words, report);
  const bool whole = proof.verified_through >= proof.recorded;
  report.lines.push_back(
      {whole ? Mark::well : Mark::person, words.of("Catena", "Chain"),
       (whole ? words.of("verificata dalla riga ", "verified from row ")
              : words.of("interrotta; letta dalla riga ", "broken; read from row ")) +
           std::to_string(proof.first_kept) + words.of(" alla ", " to ") +
           std::to_string(proof.verified_through)});
  for (const auto& problem : proof.problems)
    report.lines.push_back({Mark::person, words.of("Problema", "Problem"), problem});
  report.needs_person = !proof.proven();
  report.verdict = proof.proven() ? words.of("Provato: niente è perso.", "Proven: nothing is lost.")
                                  : words.of("NON provato.", "NOT proven.");
  return report;
}

}  // namespace touchpoint::ctl
