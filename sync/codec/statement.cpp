#include "sync/codec/statement.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {

std::string sign_statement(const crypto::Signer& signer, const Statement& statement) {
  ObjectWriter payload;
  payload.text("device", statement.device)
      .text("journal", statement.journal)
      .integer("through", statement.through)
      .text("chain", statement.chain_known ? to_hex(statement.chain) : "")
      .integer("stored", statement.stored)
      .integer("waiting", statement.waiting)
      .integer("refused", statement.refused)
      .integer("erased", statement.erased)
      .integer("in_holes", statement.in_holes)
      .full_list("holes", statement.holes,
                 [](const auto& hole) {
                   return "{\"first\":" + std::to_string(hole.first) +
                          ",\"last\":" + std::to_string(hole.second) + "}";
                 })
      .time("at", statement.at);
  return sign_jws(signer, payload.done());
}

Result<Statement> verify_statement(std::string_view jws, const std::vector<PinnedKey>& keys) {
  TP_TRY(const auto payload, verify_jws(jws, keys));
  TP_TRY(const auto document, reading::Document::parse(payload, "the hub's statement"));
  reading::Members::Problem problem;
  const reading::Members members{document.root(), "the hub's statement", problem};
  const auto there = [&](std::string_view name) {
    if (!members.has(name)) members.wrong(name, "there");
    return name;
  };
  const auto count = [&](std::string_view name) { return members.count(there(name)); };
  Statement statement;
  statement.device = members.text(there("device"));
  statement.journal = members.text(there("journal"));
  statement.through = count("through");
  statement.stored = count("stored");
  statement.waiting = count("waiting");
  statement.refused = count("refused");
  statement.erased = count("erased");
  statement.in_holes = count("in_holes");
  statement.at = members.time("at").value_or(WallTime{});
  statement.holes = members.each<std::pair<std::int64_t, std::int64_t>>(
      "holes", "a hole", [](const reading::Members& each) {
        const std::pair hole{each.count("first"), each.count("last")};
        if (hole.first < 1) each.wrong("first", "at least 1");
        if (hole.second < hole.first) each.wrong("last", "at least `first`");
        return std::optional{hole};
      });
  if (members.has("chain")) {
    statement.chain_known = read_hex(members.text("chain"), statement.chain);
    if (!statement.chain_known) members.wrong("chain", "64 hex digits");
  }
  if (problem.found()) return refused(std::move(problem.sentence));
  return statement;
}

}  // namespace touchpoint::sync
