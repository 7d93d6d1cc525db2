#include "journal/identity.hpp"

#include <algorithm>

#include "crypto/hash.hpp"

namespace touchpoint::journal {
namespace {

constexpr std::size_t kKeyCheck = 8;  // bytes; tells a wrong key, says nothing about the right one

Bytes key_check(const Uuid& journal, const Digest& key) {
  const auto keyed = crypto::hmac_sha256(key, journal.bytes());
  return {keyed.begin(), keyed.begin() + kKeyCheck};
}

Uuid random_uuid(Random& random) {
  std::array<std::uint8_t, Uuid::kSize> bytes{};
  random.fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);  // RFC 9562's variant
  return Uuid{bytes};
}

}  // namespace

Result<Identity> make_identity(sqlite::Database& database, const std::string& source,
                               const Digest& key, const Clock& clock, Random& random) {
  Identity identity{.id = random_uuid(random), .source = source};
  identity.chain_before = crypto::chain_start(identity.id.text());
  TP_TRY(auto transaction, sqlite::Transaction::begin(database));
  TP_TRY(auto insert, database.prepare("INSERT INTO journal(one, id, made_ms, key_check,"
                                       " first_kept, chain_before, source)"
                                       " VALUES (1, ?, ?, ?, ?, ?, ?)"));
  const auto made_ms = clock.wall().time_since_epoch().count();
  TP_CHECK(insert.run(identity.id.bytes(), made_ms, key_check(identity.id, key),
                      identity.first_kept, identity.chain_before, source));
  TP_CHECK(
      database.execute("INSERT INTO hub(one, through, receipt, kept_ms) VALUES (1, 0, '', 0)"));
  TP_CHECK(transaction.commit());
  return identity;
}

Result<void> keep_source(sqlite::Database& database, const std::string& source) {
  TP_TRY(auto update, database.prepare("UPDATE journal SET source = ?"));
  return update.run(source);
}

Result<std::optional<Identity>> read_identity(sqlite::Database& database, const Digest& key) {
  // A journal of format 1 that is only being read has no source.
  TP_TRY(const auto has_source,
         database.ask_integer(
             "SELECT count(*) FROM pragma_table_info('journal') WHERE name = 'source'"));
  TP_TRY(auto select,
         database.prepare(std::string("SELECT id, key_check, first_kept, chain_before,") +
                          (has_source > 0 ? "source" : "''") + " FROM journal"));
  auto rows = select.query();
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<Identity>{};

  const auto id = Uuid::from_bytes(rows.blob(0));
  const auto chain = rows.blob(3);
  Identity identity{.id = {}, .source = std::string{rows.text(4)}, .first_kept = rows.integer(2)};
  if (!id || chain.size() != identity.chain_before.size() || identity.first_kept < 1) {
    return damaged("the journal's own description is not readable");
  }
  identity.id = *id;
  std::ranges::copy(chain, identity.chain_before.begin());
  if (!std::ranges::equal(rows.blob(1), key_check(identity.id, key))) {
    return misconfigured("the journal was sealed with another device key: put the key back");
  }
  return std::optional{identity};
}

}  // namespace touchpoint::journal
