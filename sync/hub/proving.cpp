#include "sync/hub/proving.hpp"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::int64_t kRowsAtATime = 2'000;  // some ten milliseconds of the store's thread
constexpr std::int64_t kTellEvery = 100'000;  // rows

std::int64_t count_of(const boost::json::object& object, std::string_view name) {
  return static_cast<std::int64_t>(number_member(object, name).value_or(0));
}

}  // namespace

void Proving::start(Store& store, std::string device, control::ReplyPtr reply) {
  const std::shared_ptr<Proving> proving{new Proving(store, std::move(reply))};
  store.journals(device, [proving, device](Result<std::vector<JournalToCheck>> journals) {
    if (!journals) return proving->reply_->fail(journals.error());
    if (journals.value().empty() && !device.empty()) {
      return proving->reply_->fail(refused("nothing has come from a device of that name"));
    }
    proving->journals_ = std::move(journals).value();
    proving->next();
  });
}

void Proving::next() {
  if (at_ < journals_.size()) return check(journals_[at_].from);
  reply_->ok(fmt::format("{{\"proven\":{},\"journals\":[{}]}}", proven_, results_));
}

void Proving::check(const CheckedRows& from) {
  store_.check_rows(from, kRowsAtATime, [self = shared_from_this()](Result<CheckedRows> rows) {
    if (!rows) return self->reply_->fail(rows.error());
    const auto& checked = rows.value();
    if (checked.through - self->told_ >= kTellEvery) {
      self->told_ = checked.through;
      self->reply_->progress(fmt::format("{}: {} of {} rows read",
                                         self->journals_[self->at_].device, checked.through,
                                         self->journals_[self->at_].statement.through));
    }
    if (!checked.done) return self->check(checked);
    self->settle(checked);
    self->next();
  });
}

void Proving::settle(const CheckedRows& rows) {
  const auto& [device, statement, from] = journals_[at_++];
  told_ = 0;
  const auto missing =
      statement.through - statement.stored - statement.refused - statement.in_holes;
  proven_ = proven_ && rows.problem.empty() && missing == 0 && statement.in_holes == 0;
  results_ += fmt::format(
      "{}{{\"device\":{},\"journal\":{},\"through\":{},\"stored\":{},\"waiting\":{},"
      "\"refused\":{},\"erased\":{},\"in_holes\":{},\"missing\":{},\"checked\":{},\"problem\":{}}}",
      results_.empty() ? "" : ",", json_quoted(device), json_quoted(statement.journal),
      statement.through, statement.stored, statement.waiting, statement.refused, statement.erased,
      statement.in_holes, missing, rows.stored, json_quoted(rows.problem));
}

Result<ProofInWords> proof_in_words(std::string_view json) {
  const auto root = parse_object(json);
  const auto* journals = root ? array_member(root.value(), "journals") : nullptr;
  if (journals == nullptr) return damaged("the hub's answer is not a proof");
  ProofInWords proof;
  proof.proven = bool_member(root.value(), "proven").value_or(false);
  for (const auto& element : *journals) {
    const auto* each = element.if_object();
    if (each == nullptr) continue;
    proof.words += fmt::format(
        "{} journal {}\n  through {}: stored {} (of which erased {}), refused {}, in holes {}, "
        "missing {}; {} rows read again; waiting above {}\n",
        text_member(*each, "device"), text_member(*each, "journal"), count_of(*each, "through"),
        count_of(*each, "stored"), count_of(*each, "erased"), count_of(*each, "refused"),
        count_of(*each, "in_holes"), count_of(*each, "missing"), count_of(*each, "checked"),
        count_of(*each, "waiting"));
    if (const auto problem = text_member(*each, "problem"); !problem.empty()) {
      proof.words += "  PROBLEM: " + problem + "\n";
    }
  }
  proof.words += proof.proven ? "Proven: nothing is missing.\n" : "NOT proven.\n";
  return proof;
}

}  // namespace touchpoint::hub
