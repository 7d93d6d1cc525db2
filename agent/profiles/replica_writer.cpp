#include "profiles/replica_writer.hpp"

#include <algorithm>
#include <tuple>

#include "profiles/document.hpp"
#include "profiles/statements.hpp"
#include "profiles/traces.hpp"
#include "recognition/candidate.hpp"
#include "recognition/search.hpp"

namespace touchpoint::profiles {
namespace {

// Pages in the log before it is moved into the file: a page of the feed is a few hundred of them,
// and nobody at the counter waits for this thread.
constexpr int kLogPagesMax = 1000;

std::int64_t milliseconds_of(WallTime time) {
  return time.time_since_epoch().count();
}

// By what the profile is found, ids of profiles that were merged into it included. Sorted and
// without repeats, so that the same always give the same bytes.
std::vector<KeyedHash> hashed(const Secrecy& secrecy, const Profile& profile) {
  std::vector<KeyedHash> hashes;
  for (const auto& identifier : profile.identifiers)
    hashes.push_back(secrecy.hash(identifier));
  for (const auto& merged : profile.merged) {
    if (const auto id = Uuid::parse(merged)) hashes.push_back(secrecy.hash_merged(*id));
  }
  std::ranges::sort(hashes);
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

bool same_person(const recognition::PersonFacts& left, const recognition::PersonFacts& right) {
  const auto but_phones = [](const recognition::PersonFacts& facts) {
    return std::tie(facts.given_name, facts.family_name, facts.birth_date, facts.postal_code);
  };
  return but_phones(left) == but_phones(right);
}

}  // namespace

ReplicaWriter::ReplicaWriter(const Options& options, sqlite::Database database,
                             const Surroundings& surroundings)
    : journal_(options.journal),
      clock_(surroundings.clock),
      database_(std::move(database)),
      secrecy_(surroundings.keys, surroundings.random),
      collections_(options.store) {}

ReplicaWriter::~ReplicaWriter() = default;

Result<void> ReplicaWriter::apply(const sync::ChangePage& page) {
  auto holding = holding_;
  TermChanges terms;
  collections_.begin();
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  if (page.epoch != holding.epoch) {
    TP_CHECK(start_over(holding));
  }
  for (const auto& profile : page.profiles) {
    TP_CHECK(put(profile, holding, terms));
  }
  for (const auto& gone : page.gone) {
    TP_CHECK(remove(gone, holding, terms));
  }
  TP_CHECK(put_task_steps(page));
  holding.epoch = page.epoch;
  holding.since = page.through;
  holding.lease = renewed_lease(clock_);
  if (!page.more) {
    TP_CHECK(finish(page, holding, terms));
  }
  return finish_change(std::move(holding), terms, transaction);
}

Result<void> ReplicaWriter::finish_change(Holding holding, TermChanges& terms,
                                          sqlite::Transaction& transaction) {
  TP_CHECK(terms.write(statements_->terms));
  TP_CHECK(write(holding));
  TP_CHECK(transaction.commit());
  holding_ = std::move(holding);
  collections_.committed();
  return count_collections();
}

Result<void> ReplicaWriter::start_over(Holding& holding) {
  TP_CHECK(
      database_.execute("DELETE FROM profiles; DELETE FROM identifiers; DELETE FROM history; "
                        "DELETE FROM terms; DELETE FROM traces; DELETE FROM registered; "
                        "DELETE FROM task_steps WHERE here = 0;"));
  holding.profiles = 0;
  holding.searchable = false;
  holding.as_of.reset();
  collections_.start_over();
  return success();
}

// What a page says about our journal holds once no more pages follow. Another journal's word says
// nothing about ours.
Result<void> ReplicaWriter::finish(const sync::ChangePage& page, Holding& holding,
                                   TermChanges& terms) {
  holding.as_of = page.as_of;
  holding.searchable = true;
  holding.reflects = page.reflects_journal == journal_ ? page.reflects_through : 0;
  TP_CHECK(let_go_through(holding.reflects, holding, terms));
  return statements_->delete_here_through.run(holding.reflects);
}

Result<std::optional<ReplicaWriter::Kept>> ReplicaWriter::kept(const Uuid& id) {
  auto rows = statements_->find_profile.query(id.bytes());
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<Kept>{};
  const auto hashes = rows.blob(1);
  TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::document, id.bytes(), rows.blob(2)));
  TP_TRY(const auto profile, decode_document(plain));
  return std::optional{
      Kept{rows.integer(0), Bytes(hashes.begin(), hashes.end()), recognition::facts_of(profile)}};
}

Result<void> ReplicaWriter::put(const Profile& profile, Holding& holding, TermChanges& terms) {
  const auto id = Uuid::parse(profile.id);
  if (!id) return refused("a page of the feed holds a profile whose id is not a UUID");
  TP_CHECK(take_over(profile, *id, holding, terms));
  const auto hashes = hashed(secrecy_, profile);
  Bytes joined;
  for (const auto& hash : hashes)
    joined.insert(joined.end(), hash.begin(), hash.end());

  TP_TRY(const auto before, kept(*id));
  TP_TRY(const auto row, put_document(profile, *id, joined, before, holding));
  TP_CHECK(statements_->delete_registered.run(row));
  for (const auto& hash : hashes) {
    TP_CHECK(statements_->insert_identifier.run(BytesView{hash}, row));
  }
  const bool same_identifiers = before && before->hashes == joined;
  TP_CHECK(put_traces(profile, *id, row, before, same_identifiers, terms));
  return put_history(profile, *id, row);
}

// What was done here with a profile that was merged follows to the one that it is now.
Result<void> ReplicaWriter::take_over(const Profile& profile, const Uuid& id, Holding& holding,
                                      TermChanges& terms) {
  for (const auto& merged : profile.merged) {
    const auto other = Uuid::parse(merged);
    if (!other || *other == id) continue;
    TP_CHECK(statements_->move_here.run(id.bytes(), other->bytes()));
    TP_CHECK(remove(merged, holding, terms));
  }
  return success();
}

// The profile itself, or the one that it was merged into.
Result<Uuid> ReplicaWriter::now_of(const Uuid& profile) {
  const auto hash = secrecy_.hash_merged(profile);
  auto rows = statements_->find_merged.query(BytesView{hash});
  TP_TRY(const bool found, rows.next());
  return found ? Uuid::from_bytes(rows.blob(0)).value_or(profile) : profile;
}

Result<std::int64_t> ReplicaWriter::put_document(const Profile& profile, const Uuid& id,
                                                 const Bytes& hashes,
                                                 const std::optional<Kept>& before,
                                                 Holding& holding) {
  const auto document =
      secrecy_.seal(Secrecy::Place::document, id.bytes(), encode_document(profile));
  collections_.put(id, profile.orders, secrecy_);
  if (!before) {
    auto inserted =
        statements_->insert_profile.query(id.bytes(), profile.version, hashes, document);
    TP_TRY(const bool found, inserted.next());
    if (!found) return damaged("the replica did not keep a profile");
    ++holding.profiles;
    return inserted.integer(0);
  }
  if (before->hashes != hashes) {
    TP_CHECK(remove_identifiers(before->row, before->hashes));
  }
  TP_CHECK(statements_->update_profile.run(profile.version, hashes, document, before->row));
  TP_CHECK(statements_->delete_history.run(before->row));
  return before->row;
}

// A page changes orders and histories as a rule: then no term is made anew.
Result<void> ReplicaWriter::put_traces(const Profile& profile, const Uuid& id, std::int64_t row,
                                       const std::optional<Kept>& before, bool same_identifiers,
                                       TermChanges& terms) {
  const auto facts = recognition::facts_of(profile);
  std::vector<Term> terms_then;
  if (before) {
    TP_TRY(const bool has, has_traces(row));
    if (has && same_identifiers && same_person(before->facts, facts)) return success();
    TP_TRY(terms_then, terms_before(*before, id));
  }
  const auto traces = traces_of(secrecy_, facts);
  terms.replace(row, terms_then, traces.terms);
  std::optional<Bytes> phones;
  if (!traces.phones.empty()) {
    phones = secrecy_.seal(Secrecy::Place::traces, id.bytes(), encode_traces(traces.phones));
  }
  return statements_->write_traces.run(row, phones);
}

Result<bool> ReplicaWriter::has_traces(std::int64_t row) {
  return statements_->find_traces.query(row).next();
}

// None when the person has no traces: an earlier release put them there.
Result<std::vector<Term>> ReplicaWriter::terms_before(const Kept& before, const Uuid& id) {
  auto rows = statements_->find_traces.query(before.row);
  TP_TRY(const bool found, rows.next());
  if (!found) return std::vector<Term>{};
  PhoneTraces phones;
  if (!rows.is_null(0)) {
    TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::traces, id.bytes(), rows.blob(0)));
    TP_TRY(phones, decode_traces(plain));
  }
  return terms_of(secrecy_, before.facts, phones);
}

Result<void> ReplicaWriter::put_history(const Profile& profile, const Uuid& id, std::int64_t row) {
  for (const auto& experience : profile.history) {
    const auto body =
        secrecy_.seal(Secrecy::Place::history, id.bytes(), encode_experience(experience));
    TP_CHECK(statements_->insert_history.run(row, milliseconds_of(experience.time),
                                             secrecy_.hash_experience(experience.id), body));
  }
  return success();
}

Result<void> ReplicaWriter::remove_identifiers(std::int64_t row, BytesView hashes) {
  constexpr std::size_t size = std::tuple_size_v<KeyedHash>;
  for (; hashes.size() >= size; hashes = hashes.subspan(size)) {
    TP_CHECK(statements_->delete_identifier.run(hashes.first(size), row));
  }
  return success();
}

Result<void> ReplicaWriter::remove(const std::string& profile, Holding& holding,
                                   TermChanges& terms) {
  const auto id = Uuid::parse(profile);
  if (!id) return refused("a page of the feed removes a profile whose id is not a UUID");
  TP_CHECK(statements_->delete_here_of.run(id->bytes()));
  TP_TRY(const auto before, kept(*id));
  if (!before) return success();
  TP_TRY(const auto had, terms_before(*before, *id));
  terms.remove(before->row, had);
  TP_CHECK(remove_identifiers(before->row, before->hashes));
  TP_CHECK(statements_->delete_traces.run(before->row));
  TP_CHECK(statements_->delete_registered.run(before->row));
  TP_CHECK(statements_->delete_history.run(before->row));
  TP_CHECK(statements_->delete_profile.run(before->row));
  collections_.remove(*id);
  --holding.profiles;
  return success();
}

Result<void> ReplicaWriter::note(const std::vector<LocalEffect>& effects,
                                 const std::vector<TaskStep>& task_steps) {
  auto holding = holding_;
  TermChanges terms;
  bool registered = false;
  bool changes_orders = false;
  collections_.begin();
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  TP_CHECK(put_own_task_steps(task_steps));
  for (const auto& effect : effects) {
    if (effect.sequence <= holding.reflects) continue;
    if (effect.registers) {
      TP_CHECK(note_registered(effect, holding, terms));
      registered = true;
      continue;
    }
    auto profile = Uuid::parse(effect.profile);
    if (profile) {
      TP_TRY(profile, now_of(*profile));
    }
    const auto& order_id = effect.experience.order_id;
    std::optional<KeyedHash> order;
    if (!order_id.empty()) order = secrecy_.hash({IdentifierKind::order, order_id});
    std::optional<std::uint64_t> status;
    if (effect.status) status = number_of(*effect.status);
    changes_orders = changes_orders || effect.status;
    const auto body = secrecy_.seal(Secrecy::Place::here, owner_of(effect.sequence),
                                    encode_experience(effect.experience));
    TP_CHECK(statements_->insert_here.run(effect.sequence,
                                          profile ? std::optional{profile->bytes()} : std::nullopt,
                                          order, status, body));
  }
  if (registered) return finish_change(std::move(holding), terms, transaction);
  TP_CHECK(transaction.commit());
  return changes_orders ? count_collections() : success();
}

Result<void> ReplicaWriter::note_lease() {
  if (!holding_.lease.boot) return success();
  auto holding = holding_;
  holding.lease = noted_lease(holding_.lease, clock_);
  TP_TRY(auto transaction, sqlite::Transaction::begin(database_));
  TP_CHECK(write(holding));
  TP_CHECK(transaction.commit());
  holding_ = std::move(holding);
  return success();
}

Result<void> ReplicaWriter::write(const Holding& holding) {
  const auto& lease = holding.lease;
  const auto bytes_of = [](const std::optional<Uuid>& boot) {
    return boot ? std::optional{boot->bytes()} : std::nullopt;
  };
  const auto ms_of = [](const std::optional<WallTime>& time) {
    return time ? std::optional{milliseconds_of(*time)} : std::nullopt;
  };
  TP_CHECK(statements_->write_termed.run(recognition::kSearchTermsVersion, holding.since,
                                         holding.searchable ? 1 : 0));
  return statements_->write_holding.run(
      holding.epoch, holding.since, ms_of(holding.as_of), journal_, holding.reflects,
      holding.profiles, bytes_of(lease.boot), lease.uptime.count(), ms_of(lease.wall),
      lease.floor_age.count(), bytes_of(lease.floor_boot), lease.floor_uptime.count());
}

void ReplicaWriter::checkpoint_when_due() {
  if (database_.log_pages() < kLogPagesMax) return;
  // Should it fail, the next one tells: what was committed stays readable in the log.
  static_cast<void>(database_.checkpoint().has_value());
}

Result<void> ReplicaWriter::close() {
  TP_CHECK(note_lease());
  return database_.empty_log();
}

}  // namespace touchpoint::profiles
