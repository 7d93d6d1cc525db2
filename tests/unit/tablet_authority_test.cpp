// The small CA that a device makes for its tablets: for its own names only, renewed by itself,
// never readable without the device's key.
#include "tablet_authority.hpp"

#include <gmock/gmock.h>

#include "core/files.hpp"
#include "support/repeatable_random.hpp"
#include "support/temp_folder.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint {
namespace {

using std::chrono::days;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

const Digest kKey{5, 5, 5};
const std::vector<std::string> kNames = {"tablets.example.org", "192.168.1.20"};

class TabletAuthorityTest : public ::testing::Test {
 protected:
  TabletPapers papers(WallTime at, const std::vector<std::string>& names = kNames,
                      const Digest& key = kKey) {
    TabletAuthority authority(file, key, random);
    return authority.papers("milano-01-pos-3", names, at).value();
  }

  const WallTime now = *from_rfc3339("2026-03-02T10:41:07.000Z");
  support::TempFolder folder;
  const std::filesystem::path file = folder.path() / "lan-authority.sealed";
  support::RepeatableRandom random;
};

TEST_F(TabletAuthorityTest, VouchesForItsNamesAndIsTheSameEachTime) {
  const auto made = papers(now);
  EXPECT_THAT(sync::constraints_of(made.authority), UnorderedElementsAreArray(kNames));
  EXPECT_THAT(sync::hosts_of(made.certificate), UnorderedElementsAreArray(kNames));
  EXPECT_TRUE(sync::belongs_together(made.certificate, made.private_key));
  EXPECT_THAT(made.notice, IsEmpty());
  const auto again = papers(now + days{30});
  EXPECT_EQ(again.authority, made.authority);
  EXPECT_EQ(again.certificate, made.certificate);
}

TEST_F(TabletAuthorityTest, RenewsItsCertificateAMonthBeforeTheEndAndKeepsTheAuthority) {
  const auto made = papers(now);
  EXPECT_EQ(made.renew_at, now + days{60});
  const auto renewed = papers(made.renew_at);
  EXPECT_EQ(renewed.authority, made.authority);
  EXPECT_NE(renewed.certificate, made.certificate);
  EXPECT_THAT(renewed.notice, IsEmpty());
}

TEST_F(TabletAuthorityTest, OtherNamesAreAnotherAuthorityAndItSaysSo) {
  const auto made = papers(now);
  const auto other = papers(now, {"tablets.example.org"});
  EXPECT_NE(other.authority, made.authority);
  EXPECT_THAT(other.notice, HasSubstr("tablets must be given it"));
  EXPECT_THAT(papers(now, {"tablets.example.org"}).notice, IsEmpty());
}

TEST_F(TabletAuthorityTest, NothingOfItCanBeReadWithoutTheDevicesKey) {
  const auto made = papers(now);
  EXPECT_THAT(files::read(file).value(), Not(HasSubstr("BEGIN")));
  const auto perms = std::filesystem::status(file).permissions();
  EXPECT_EQ(perms, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const auto other = papers(now, kNames, Digest{6});
  EXPECT_NE(other.authority, made.authority);
  EXPECT_THAT(other.notice, HasSubstr("could not be read"));
  EXPECT_TRUE(std::filesystem::exists(file.string() + ".set-aside"));
}

TEST_F(TabletAuthorityTest, AnAuthorityThatEndsWithinAYearIsReplacedAndItSaysSo) {
  const auto made = papers(now);
  const auto late = papers(made.authority_ends - days{364});
  EXPECT_NE(late.authority, made.authority);
  EXPECT_THAT(late.notice, HasSubstr("ends within a year"));
}

}  // namespace
}  // namespace touchpoint
