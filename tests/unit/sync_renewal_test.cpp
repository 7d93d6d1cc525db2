// What a device needs to get its next certificate in time: when to ask, what has certainly passed,
// two slots, a proof that it holds its key; and what a hub needs to end one early.
#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "support/held_clock.hpp"
#include "support/temp_folder.hpp"
#include "support/test_pki.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/enrol/contact.hpp"
#include "sync/enrol/identity.hpp"
#include "sync/enrol/possession.hpp"
#include "sync/enrol/renewal_plan.hpp"
#include "sync/enrol/revocations.hpp"

namespace touchpoint::sync {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::milliseconds;

const CertificateName kTill{"pos-3", "milano-01"};

class RenewalTest : public ::testing::Test {
 protected:
  std::string certificate_for(const std::string& key, std::chrono::seconds valid = days{365}) {
    return issue(authority, new_request(key, kTill).value(), kTill, Usage::client, {}, now, valid)
        .value();
  }
  Identity identity(std::chrono::seconds valid = days{365}) {
    Identity made;
    made.device = kTill.common_name;
    made.store = kTill.unit;
    made.private_key = new_private_key();
    made.certificate = certificate_for(made.private_key, valid);
    made.ca = authority.certificate;
    PinnedKey key{.kid = {}, .key = {1, 2, 3}};
    key.kid = key_id(key.key);
    made.hub = {.url = "https://hub.example", .keys = {key}, .mqtt = {}, .enrolled_at = now};
    const auto facts = facts_of(made.certificate).value();
    made.begins = facts.not_before;
    made.expires = facts.not_after;
    made.folder = folder / "identity";
    return made;
  }

  support::HeldClock clock;
  const WallTime now = clock.wall();
  const Authority authority = new_authority("Touchpoint test CA", now, days{3650}).value();
  support::TempFolder folder;
};

// --- when ---------------------------------------------------------------------------------------

TEST_F(RenewalTest, IsDueAtTwoThirdsOfTheLifeWithItsOwnJitter) {
  std::set<milliseconds> places;
  for (int i = 0; i < 8; ++i) {
    const auto device = identity();
    const auto life = device.expires - device.begins;
    const auto part = renewal_due(device, 0s) - device.begins;
    EXPECT_LE(part, life * 2 / 3);
    EXPECT_GE(part, life * 2 / 3 - life / 20);
    EXPECT_EQ(renewal_due(device, 0s), renewal_due(device, 0s)) << "the same after each start";
    places.insert(part);
  }
  EXPECT_GT(places.size(), 1U);
}

TEST_F(RenewalTest, IsDueEarlierWhereTheHubWasAwayForLong) {
  const auto device = identity(days{90});
  EXPECT_EQ(renewal_due(device, days{20}), device.expires - days{40});
  EXPECT_EQ(renewal_due(device, days{60}), device.begins + (device.expires - device.begins) / 3);
}

TEST_F(RenewalTest, WaitsATenthOfWhatIsLeftAfterAFailure) {
  EXPECT_EQ(renewal_pause(now, now + 100s, 1s, 5min, 0.0), 5s);
  EXPECT_EQ(renewal_pause(now, now + days{30}, 1s, 5min, 0.0), 150s);
  EXPECT_LT(renewal_pause(now, now + 100s, 1s, 5min, 0.99), 10s);
  EXPECT_EQ(renewal_pause(now, now + 1s, 1s, 5min, 0.0), 500ms);
  EXPECT_EQ(renewal_pause(now, now - days{1}, 1s, 5min, 0.0), 150s) << "over: no hurry any more";
}

TEST_F(RenewalTest, ACertificateOfAShortLifeBeginsJustBeforeItWasMade) {
  const auto facts = facts_of(certificate_for(new_private_key(), 48s)).value();
  EXPECT_GE(facts.not_before, now - 3s);
}

// --- what has certainly passed ------------------------------------------------------------------

class ContactTest : public RenewalTest {
 protected:
  Contact open() { return {folder / "contact.json", clock}; }
};

TEST_F(ContactTest, AClockThatStartsIn1970IsHeldToWhatHasCertainlyPassed) {
  auto contact = open();
  contact.has_certificate(now, now + days{365});
  contact.heard_at(now + days{3});
  EXPECT_EQ(contact.now(), now + days{3});
  clock.reboot();
  clock.set_wall(WallTime{});
  clock.set_quality(ClockQuality::unset);
  const auto later = open();
  EXPECT_EQ(later.now(), now + days{3});
  clock.set_wall(now + days{4});
  EXPECT_EQ(later.now(), now + days{4});
}

TEST_F(ContactTest, TheFloorOnlyMovesForward) {
  auto contact = open();
  contact.has_certificate(now, now + days{365});
  contact.heard_at(now + days{10});
  contact.heard_at(now + days{2});
  contact.has_certificate(now + days{1}, now + days{300});
  EXPECT_EQ(contact.floor(), now + days{10});
  EXPECT_EQ(open().floor(), now + days{10});
}

TEST_F(ContactTest, AHubOrAClockThatWasWrongOnceEndsNothingButThisCertificate) {
  auto contact = open();
  contact.has_certificate(now, now + days{365});
  contact.heard_at(*from_rfc3339("2099-01-01T00:00:00Z"));
  EXPECT_EQ(contact.floor(), now + days{365});
}

TEST_F(ContactTest, ADisciplinedClockRaisesTheFloorAndAnotherDoesNot) {
  auto contact = open();
  contact.has_certificate(now, now + days{365});
  clock.jump(days{5});
  clock.set_quality(ClockQuality::unsynchronised);
  contact.heard_at(now);
  EXPECT_EQ(contact.floor(), now);
  clock.set_quality(ClockQuality::synchronised);
  contact.heard_at(now);
  EXPECT_EQ(contact.floor(), now + days{5});
}

TEST_F(ContactTest, TimeGoesOnAboveTheFloorWithoutAnyClockOnTheWall) {
  auto contact = open();
  contact.has_certificate(now, now + days{2});
  clock.set_wall(WallTime{});
  clock.advance(days{3});
  EXPECT_EQ(contact.now(), now + days{3});
}

TEST_F(ContactTest, RemembersTheLongestOutage) {
  auto contact = open();
  contact.away_for(2h);
  contact.away_for(10min);
  EXPECT_EQ(open().longest_outage(), 2h);
}

TEST_F(ContactTest, AFileThatCannotBeReadIsAsGoodAsNone) {
  std::ofstream(folder / "contact.json") << "half of";
  auto contact = open();
  EXPECT_EQ(contact.floor(), WallTime{});
  contact.has_certificate(now, now + days{365});
  EXPECT_EQ(open().floor(), now);
}

// --- two slots ----------------------------------------------------------------------------------

TEST_F(RenewalTest, TheSecondSlotIsUsedOnlyWhenItFollowsTheFirst) {
  const auto place = folder / "identity";
  const auto first = identity();
  ASSERT_TRUE(store_identity(place, first));
  EXPECT_EQ(load_next(place, first), std::nullopt);
  const auto second = identity();
  ASSERT_TRUE(write_next(place, second));
  ASSERT_TRUE(load_next(place, first));
  EXPECT_EQ(load_identity(place).value()->certificate, first.certificate);
  // A program that ended after the exchange has left the old one there.
  namespace fs = std::filesystem;
  fs::rename(place, folder / "old");
  fs::rename(next_slot(place), place);
  fs::rename(folder / "old", next_slot(place));
  const auto current = *load_identity(place).value();
  EXPECT_EQ(current.certificate, second.certificate);
  EXPECT_EQ(load_next(place, current), std::nullopt);
}

TEST_F(RenewalTest, HalfOfASecondSlotIsNone) {
  const auto place = folder / "identity";
  const auto first = identity();
  ASSERT_TRUE(store_identity(place, first));
  for (const std::string file : {"key.pem", "certificate.pem", "ca.pem", "hub.json"}) {
    ASSERT_TRUE(write_next(place, identity()));
    std::ofstream(next_slot(place) / file, std::ios::trunc) << "half of";
    EXPECT_EQ(load_next(place, first), std::nullopt) << file;
    std::filesystem::remove(next_slot(place) / file);
    EXPECT_EQ(load_next(place, first), std::nullopt) << file;
  }
  EXPECT_EQ(load_identity(place).value()->certificate, first.certificate);
}

TEST_F(RenewalTest, AdoptingLeavesNoOldKey) {
  const auto place = folder / "identity";
  ASSERT_TRUE(store_identity(place, identity()));
  const auto second = identity();
  ASSERT_TRUE(write_next(place, second));
  ASSERT_TRUE(adopt_next(place));
  EXPECT_EQ(load_identity(place).value()->private_key, second.private_key);
  EXPECT_FALSE(std::filesystem::exists(next_slot(place)));
}

// --- proof of possession ------------------------------------------------------------------------

TEST_F(RenewalTest, AProofIsByThatKeyAndOverThatRequest) {
  const auto key = new_private_key();
  const auto certificate = certificate_for(key);
  const auto proof = sign_with(key, "request").value();
  EXPECT_TRUE(is_signed_by(certificate, "request", proof));
  EXPECT_FALSE(is_signed_by(certificate, "another", proof));
  EXPECT_FALSE(is_signed_by(certificate_for(new_private_key()), "request", proof));
  EXPECT_FALSE(is_signed_by(certificate, "request", {}));
  EXPECT_FALSE(is_signed_by("nothing", "request", proof));
  EXPECT_FALSE(sign_with("nothing", "request"));
}

TEST_F(RenewalTest, TheIssuerIsCheckedWhateverTheTimeIs) {
  // OpenSSL would ask the real clock, and these dates are of another year.
  const auto certificate = certificate_for(new_private_key(), 1s);
  EXPECT_TRUE(check_issuer(certificate, authority.certificate));
  const auto namesake = new_authority("Touchpoint test CA", now, days{10}).value();
  EXPECT_TRUE(check_issuer(certificate, namesake.certificate).error().is(Condition::refused));
  EXPECT_TRUE(check_issuer(certificate, namesake.certificate + authority.certificate)) << "of two";
  EXPECT_FALSE(check_issuer(certificate, ""));
  const auto server = issue(authority, new_request(new_private_key(), {"hub", ""}).value(),
                            {"hub", ""}, Usage::server, {"hub.example"}, now, days{1})
                          .value();
  EXPECT_FALSE(check_issuer(server, authority.certificate)) << "no device's";
  EXPECT_FALSE(check_issuer("nothing", authority.certificate));
}

// --- revocation ---------------------------------------------------------------------------------

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> reading(const std::string& text) {
  return Owned<BIO>{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

class RevocationsTest : public RenewalTest {
 protected:
  // What OpenSSL says of the certificate where it holds these lists.
  int verdict(const std::string& certificate, const std::vector<std::string>& lists) {
    const Owned<X509_STORE> store{X509_STORE_new()};
    const Owned<X509> ca{
        PEM_read_bio_X509(reading(authority.certificate).get(), nullptr, nullptr, nullptr)};
    const Owned<X509> leaf{
        PEM_read_bio_X509(reading(certificate).get(), nullptr, nullptr, nullptr)};
    X509_STORE_add_cert(store.get(), ca.get());
    for (const auto& text : lists) {
      const Owned<X509_CRL> list{
          PEM_read_bio_X509_CRL(reading(text).get(), nullptr, nullptr, nullptr)};
      X509_STORE_add_crl(store.get(), list.get());
    }
    X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_X509_STRICT);
    touchpoint::testing::judge_at(store.get(), std::chrono::floor<std::chrono::seconds>(now));
    const Owned<X509_STORE_CTX> context{X509_STORE_CTX_new()};
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
  }
  std::string list_of(const std::vector<std::string>& certificates, const std::string& previous) {
    std::vector<Revoked> revoked;
    for (const auto& each : certificates)
      revoked.push_back({facts_of(each).value().serial, now});
    return revocation_list(authority, revoked, previous, now).value();
  }
};

TEST_F(RevocationsTest, RefusesWhatIsOnTheListAndNothingElse) {
  const auto one = certificate_for(new_private_key());
  const auto other = certificate_for(new_private_key());
  const auto list = list_of({one}, "");
  EXPECT_EQ(verdict(one, {list}), X509_V_ERR_CERT_REVOKED);
  EXPECT_EQ(verdict(other, {list}), X509_V_OK);
  EXPECT_EQ(verdict(one, {list_of({}, "")}), X509_V_OK);
}

TEST_F(RevocationsTest, ALaterListCountsAlthoughItIsOfTheSameSecond) {
  const auto one = certificate_for(new_private_key());
  const auto other = certificate_for(new_private_key());
  const auto none = list_of({}, "");
  const auto first = list_of({one}, none);
  const auto second = list_of({one, other}, first);
  EXPECT_EQ(verdict(other, {none, first, second}), X509_V_ERR_CERT_REVOKED);
  EXPECT_EQ(verdict(one, {second, first, none}), X509_V_ERR_CERT_REVOKED);
}

TEST_F(RevocationsTest, RefusesAnAuthorityWithoutItsKey) {
  EXPECT_FALSE(revocation_list({authority.certificate, "nothing"}, {}, "", now));
  EXPECT_FALSE(revocation_list(authority, {{"no serial", now}}, "", now));
}

}  // namespace
}  // namespace touchpoint::sync
