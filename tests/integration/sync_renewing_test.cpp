// A device's renewal against a hub and a broker over real TLS: nothing is adopted that was not
// used.
#include <gmock/gmock.h>

#include "support/broker.hpp"
#include "support/held_clock.hpp"
#include "support/run_until.hpp"
#include "support/tiny_hub.hpp"
#include "sync/enrol/enrolment.hpp"
#include "sync/renewal.hpp"

namespace touchpoint::sync {
namespace {

using support::run_until;
using testing::HasSubstr;

class RenewingTest : public testing::Test {
 protected:
  void enrol() {
    std::optional<Result<Identity>> enrolled;
    const auto enrolment = Enrolment::start(
        loop, clock,
        {.url = hub.url(),
         .token = hub.new_token(),
         .store = "store-1",
         .device = "device-1",
         .folder = folder / "identity"},
        [](std::string_view) {}, [&](auto result) { enrolled = std::move(result); });
    ASSERT_TRUE(run_until(loop, [&] { return enrolled.has_value(); }));
    ASSERT_TRUE(*enrolled) << enrolled->error().sentence();
  }
  Identity kept() { return *load_identity(folder / "identity").value(); }
  bool has_next() { return std::filesystem::exists(next_slot(folder / "identity")); }
  Result<Identity> renew(bool by_broker = false) {
    std::optional<Result<Identity>> result;
    const auto renewal = Renewal::start(
        loop, contact,
        {.current = kept(), .by_broker = by_broker, .timeout = std::chrono::milliseconds{2'000}},
        [&](auto ended) { result = std::move(ended); });
    EXPECT_TRUE(run_until(loop, [&] { return result.has_value(); }));
    return std::move(*result);
  }
  // The hub answers like this when the new certificate is tried.
  void answer_news_with(int status) {
    hub.fault([status](const web::Request& request) -> std::optional<web::Response> {
      if (request.path != "/v1/news") return std::nullopt;
      web::Response response;
      response.status = status;
      return response;
    });
  }

  Loop loop;
  support::HeldClock clock;
  support::Pki pki;
  support::TempFolder folder;
  support::TinyHub hub{loop, pki};
  Contact contact{folder / "contact.json", clock};
};

TEST_F(RenewingTest, UsesTheNewIdentityBeforeItBecomesTheDevices) {
  enrol();
  const auto before = kept();
  const auto renewed = renew();
  ASSERT_TRUE(renewed) << renewed.error().sentence();
  EXPECT_EQ(kept().certificate, renewed.value().certificate);
  EXPECT_NE(kept().private_key, before.private_key);
  EXPECT_EQ(kept().hub.keys[0].key, before.hub.keys[0].key) << "pinned once";
  EXPECT_FALSE(has_next());
}

TEST_F(RenewingTest, AdoptsNothingThatTheHubDoesNotTake) {
  enrol();
  const auto before = kept();
  answer_news_with(403);
  const auto renewed = renew();
  ASSERT_FALSE(renewed);
  EXPECT_TRUE(renewed.error().is(Condition::misconfigured));
  EXPECT_EQ(kept().certificate, before.certificate);
  EXPECT_FALSE(has_next()) << "the next attempt makes another one";
}

TEST_F(RenewingTest, GoesOnFromWhatWasWritten) {
  enrol();
  const auto before = kept();
  answer_news_with(503);
  ASSERT_FALSE(renew());
  EXPECT_EQ(kept().certificate, before.certificate);
  ASSERT_TRUE(has_next());
  hub.fault({});
  ASSERT_TRUE(renew());
  EXPECT_EQ(hub.reenrolments, 1);
  EXPECT_NE(kept().certificate, before.certificate);
}

TEST_F(RenewingTest, ABrokerThatIsThereMustTakeItToo) {
  support::Broker broker(pki.server());
  hub.join_broker(broker.port());
  enrol();
  const auto before = kept();
  broker.stop();
  const auto failed = renew(true);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().sentence(), HasSubstr("the broker did not take the new certificate"));
  EXPECT_EQ(kept().certificate, before.certificate);
  broker.start();
  const auto renewed = renew(true);
  ASSERT_TRUE(renewed) << renewed.error().sentence();
  EXPECT_NE(kept().certificate, before.certificate);
}

TEST_F(RenewingTest, ABrokerThatIsAwayLetsNoCertificateExpire) {
  support::Broker broker(pki.server());
  hub.join_broker(broker.port());
  enrol();
  broker.stop();
  EXPECT_TRUE(renew(false));
}

// While a hub changes its CA, it tells of both.
TEST_F(RenewingTest, TakesOverWhomToTrust) {
  enrol();
  const support::Pki next;
  hub.next_ca = next.authority().certificate;
  ASSERT_TRUE(renew());
  EXPECT_EQ(kept().ca, pki.authority().certificate + next.authority().certificate);
  ASSERT_TRUE(renew());
}

}  // namespace
}  // namespace touchpoint::sync
