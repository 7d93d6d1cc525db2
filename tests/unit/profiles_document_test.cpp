#include <limits>

#include <gtest/gtest.h>

#include "profiles/document.hpp"
#include "profiles/encoding.hpp"
#include "support/repeatable_random.hpp"

namespace touchpoint::profiles {
namespace {

Profile full_profile() {
  Profile profile;
  profile.given_name = "Zoë";
  profile.family_name = "O'Brien";
  profile.form_of_address = "Ms";
  profile.language = "en-IE";
  profile.channel = "post";
  profile.birth_date = "1984-03-07";
  profile.postal_code = "D02 AF30";
  profile.since = WallTime{std::chrono::milliseconds{-86'400'000}};
  profile.order_count = 3;
  profile.consents = {{"marketing", true, WallTime{std::chrono::milliseconds{5}}}, {}};
  Order order;
  order.order_id = "W-1";
  order.status = OrderStatus::refunded;
  order.ready = WallTime{std::chrono::milliseconds{253'402'300'799'999}};
  order.total = -0.01;
  order.items = {{"A", "", 0.5, 1e300}, {"B", "", 1, std::nullopt}};
  profile.orders = {order, {}};
  return profile;
}

TEST(ProfilesDocument, GivesBackEveryMember) {
  const auto profile = full_profile();
  EXPECT_EQ(decode_document(encode_document(profile)).value(), profile);
  EXPECT_EQ(decode_document(encode_document({})).value(), Profile{});
}

TEST(ProfilesDocument, GivesBackTierAndVouchersAndIsOtherwiseAsTheReleaseBeforeWroteIt) {
  auto profile = full_profile();
  EXPECT_EQ(encode_document(profile).front(), 2);
  profile.tier = "Oro";
  profile.vouchers = {
      {.code = "V-1", .title = "10 €", .until = WallTime{std::chrono::milliseconds{7}}},
      {.code = "", .title = "Un caffè"}};
  EXPECT_EQ(encode_document(profile).front(), 3);
  EXPECT_EQ(decode_document(encode_document(profile)).value(), profile);
}

TEST(ProfilesDocument, GivesBackEveryMemberOfAnExperience) {
  Experience experience;
  experience.id = "m-1";
  experience.time = WallTime{std::chrono::milliseconds{1}};
  experience.channel = "kiosk";
  experience.source = "milano-01";
  experience.type = "survey.answered";
  experience.order_id = "W-1";
  experience.total = 12.5;
  experience.currency = "EUR";
  experience.items = {{"A", "a", 1, 2}};
  experience.title = std::string(4096, 'x');
  experience.score = -1;
  experience.subject = "C-1";
  experience.due = WallTime{std::chrono::milliseconds{2}};
  EXPECT_EQ(decode_experience(encode_experience(experience)).value(), experience);
  EXPECT_EQ(decode_experience(encode_experience({})).value(), Experience{});
}

TEST(ProfilesDocument, DoesNotWriteWhatStandsElsewhere) {
  auto profile = full_profile();
  const auto bytes = encode_document(profile);
  profile.id = "0197";
  profile.version = 9;
  profile.identifiers = {{IdentifierKind::email, "a@example.org"}};
  profile.history = {{}};
  EXPECT_EQ(encode_document(profile), bytes);
}

// The worked example of FORMAT.md.
TEST(ProfilesDocument, WritesTheBytesThatTheFormatDescribes) {
  Experience experience;
  experience.id = "m1";
  experience.time = WallTime{std::chrono::milliseconds{300}};
  experience.channel = "web";
  experience.type = "page.viewed";
  experience.score = 9;
  EXPECT_EQ(to_hex(encode_experience(experience)),
            "02026d31d80403776562000b706167652e766965776564000000000001120000");
}

TEST(ProfilesDocument, ReadsTheLayoutOfExperiencesBeforeSubjects) {
  Experience experience;
  experience.type = "page.viewed";
  auto bytes = encode_experience(experience);
  bytes.resize(bytes.size() - 2);  // no subject, no due
  bytes.front() = 1;
  EXPECT_EQ(decode_experience(bytes).value(), experience);
}

TEST(ProfilesDocument, ReadsTheLayoutBeforeBirthDates) {
  auto profile = full_profile();
  profile.birth_date = profile.postal_code = "";
  auto bytes = encode_document(profile);
  bytes.resize(bytes.size() - 2);  // the two empty texts
  bytes.front() = 1;
  EXPECT_EQ(decode_document(bytes).value(), profile);
}

TEST(ProfilesDocument, RefusesOtherLayoutsAndEveryTruncation) {
  auto bytes = encode_document(full_profile());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_TRUE(decode_document(BytesView{bytes}.first(size)).error().is(Condition::damaged));
  }
  bytes[0] = 3;
  EXPECT_FALSE(decode_document(bytes));
}

TEST(ProfilesDocument, SurvivesRandomBytes) {
  support::RepeatableRandom random{7};
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes(random.below(80));
    random.fill(bytes);
    if (!bytes.empty()) bytes[0] = 1;
    static_cast<void>(decode_document(bytes).has_value());
    static_cast<void>(decode_experience(bytes).has_value());
  }
}

TEST(ProfilesEncoding, CarriesTheExtremes) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const auto value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{63}, std::int64_t{64},
                           Limits::min(), Limits::max()}) {
    Encoder to;
    to.integer(value);
    const auto bytes = to.take();
    Decoder from{bytes};
    EXPECT_EQ(from.integer(), value);
    EXPECT_TRUE(from.ok());
  }
}

}  // namespace
}  // namespace touchpoint::profiles
