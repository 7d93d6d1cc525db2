#include <random>

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "sync/codec/profile_json.hpp"

namespace touchpoint::sync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// CONTRACT.md, "Profiles", with the places that it leaves open filled in.
constexpr std::string_view kProfile =
    R"({"profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","version":3,"given_name":"Anna",)"
    R"("family_name":"Bianchi","form_of_address":"Sig.ra","language":"it","channel":"email",)"
    R"("birth_date":"1984-03-07","postal_code":"20121",)"
    R"("since":"2019-05-02T00:00:00.000Z","order_count":14,)"
    R"("identifiers":[{"kind":"loyalty","value":"2900417"},)"
    R"({"kind":"email","value":"anna@example.org"}],)"
    R"("consents":[{"purpose":"marketing","granted":false,"at":"2025-01-02T09:00:00.000Z"}],)"
    R"("orders":[{"order_id":"W-1043","status":"ready","store":"milano-01",)"
    R"("placed":"2026-03-01T08:00:00.000Z","ready":"2026-03-02T08:00:00.000Z","shelf":"B4",)"
    R"("total":129.5,"currency":"EUR",)"
    R"("items":[{"sku":"BAG-7","name":"Brown bag","quantity":1,"price":129.5}]}],)"
    R"("history":[{"id":"h1","time":"2026-03-01T08:00:00.000Z","channel":"web","source":"shop",)"
    R"("type":"order.completed","order_id":"W-1043","total":129.5,"currency":"EUR",)"
    R"("items":[{"name":"Brown bag","quantity":2.5}]}]})";

Profile read(std::string_view json) {
  auto profile = profile_from_json(json);
  EXPECT_TRUE(profile) << (profile ? "" : profile.error().sentence());
  return profile ? std::move(profile.value()) : Profile{};
}

std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed(text);
  const auto at = changed.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return changed.replace(at, from.size(), to);
}

TEST(ProfileJson, ReadsAndWritesTheContractsExample) {
  const auto profile = read(kProfile);
  EXPECT_EQ(profile.id, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10");
  EXPECT_EQ(profile.version, 3);
  EXPECT_EQ(profile.given_name, "Anna");
  EXPECT_EQ(profile.order_count, 14);
  EXPECT_EQ(profile.identifiers.at(1), (Identifier{IdentifierKind::email, "anna@example.org"}));
  EXPECT_FALSE(profile.consents.at(0).granted);
  EXPECT_EQ(profile.orders.at(0).status, OrderStatus::ready);
  EXPECT_EQ(profile.orders.at(0).items.at(0).price, 129.5);
  EXPECT_EQ(profile.history.at(0).items.at(0).quantity, 2.5);
  EXPECT_EQ(profile.history.at(0).score, std::nullopt);
  EXPECT_EQ(to_json(profile), kProfile);
}

TEST(ProfileJson, TakesEmptyAndAbsentAsUnknown) {
  const std::string least = R"({"profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10")";
  const auto absent = read(least + "}");
  const auto empty =
      read(least +
           R"(,"given_name":"","since":null,"identifiers":[],"orders":null,"history":[],"x":1})");
  EXPECT_EQ(absent, empty);
  EXPECT_EQ(absent.since, std::nullopt);
}

TEST(ProfileJson, PassesOverWhatItDoesNotKnow) {
  const auto profile = read(with(with(kProfile, R"("kind":"loyalty")", R"("kind":"iris")"),
                                 R"("status":"ready")", R"("status":"teleported")"));
  EXPECT_THAT(profile.identifiers, SizeIs(1));
  EXPECT_THAT(profile.orders, IsEmpty());
}

TEST(ProfileJson, RefusesKnownMembersOfTheWrongType) {
  const std::vector<std::pair<std::string_view, std::string_view>> changes = {
      {R"("profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",)", ""},
      {R"("profile":"0197a2c0-)", R"("profile":"0197)"},
      {R"("version":3)", R"("version":"3")"},
      {R"("version":3)", R"("version":-3)"},
      {R"("version":3)", R"("version":18446744073709551615)"},
      {R"("given_name":"Anna")", R"("given_name":["Anna"])"},
      {R"("given_name":"Anna")", R"("version":4)"},
      {R"("2019-05-02T00:00:00.000Z")", R"("2019-05-02")"},
      {R"("granted":false)", R"("granted":"no")"},
      {R"("identifiers":[)", R"("identifiers":[1,)"},
      {R"("identifiers":[)", R"("identifiers":{},"other":[)"},
      {R"("total":129.5)", R"("total":"129.5")"},
      {R"("total":129.5)", R"("total":1e400)"},
      {R"("quantity":2.5)", R"("quantity":true)"},
      {R"("Brown bag")", R"("\ud800")"},
  };
  for (const auto& [from, to] : changes) {
    const auto profile = profile_from_json(with(kProfile, from, to));
    ASSERT_FALSE(profile) << to;
    EXPECT_TRUE(profile.error().is(Condition::refused));
  }
}

TEST(ProfileJson, RefusesEveryPrefix) {
  for (std::size_t length = 0; length < kProfile.size(); ++length) {
    EXPECT_FALSE(profile_from_json(kProfile.substr(0, length))) << length;
  }
}

// Profiles of every shape: what is written is read back as it was.
class AnyProfile {
 public:
  explicit AnyProfile(std::uint32_t seed) : random_(seed) {}

  Profile make() {
    Profile profile;
    profile.id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b1" + std::to_string(upto(9));
    profile.version = static_cast<std::int64_t>(random_()) << upto(31);
    profile.given_name = text();
    profile.family_name = text();
    profile.form_of_address = text();
    profile.language = text();
    profile.channel = text();
    profile.birth_date = text();
    profile.postal_code = text();
    profile.since = maybe(time());
    profile.order_count = upto(1000);
    profile.tier = text();
    profile.vouchers = some<Voucher>([this] { return Voucher{text(), text(), maybe(time())}; });
    profile.identifiers = some<Identifier>([this] {
      return Identifier{static_cast<IdentifierKind>(upto(3)), "x" + text()};
    });
    profile.consents = some<Consent>([this] { return Consent{text(), upto(1) == 1, time()}; });
    profile.orders = some<Order>([this] { return order(); });
    profile.history = some<Experience>([this] { return experience(); });
    return profile;
  }

 private:
  int upto(int max) { return std::uniform_int_distribution<int>{0, max}(random_); }
  template <class T>
  std::optional<T> maybe(T value) {
    return upto(1) == 0 ? std::nullopt : std::optional<T>(value);
  }
  template <class T, class Make>
  std::vector<T> some(Make make) {
    std::vector<T> all;
    for (int i = upto(3); i > 0; --i)
      all.push_back(make());
    return all;
  }
  std::string text() {
    static const std::vector<std::string> kPieces = {
        "a", "\"", "\\", "/", "\n", "\t", "\x01", "é", "😀", "{", "]", ",", ":", "\x7f", "null"};
    std::string text;
    for (int i = upto(4); i > 0; --i)
      text += kPieces[static_cast<std::size_t>(upto(static_cast<int>(kPieces.size()) - 1))];
    return text;
  }
  WallTime time() {
    return WallTime{std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>{
        -60'000'000'000'000, 250'000'000'000'000}(random_)}};
  }
  double number() {
    return std::uniform_real_distribution<double>{-1e6, 1e6}(random_) *
           (upto(9) == 0 ? 1e300 : 1.0);
  }
  Product product() { return {text(), text(), number(), maybe(number())}; }
  Order order() {
    return {text(),
            static_cast<OrderStatus>(upto(3)),
            text(),
            time(),
            maybe(time()),
            text(),
            maybe(number()),
            text(),
            some<Product>([this] { return product(); })};
  }
  Experience experience() {
    return {text(),
            time(),
            text(),
            text(),
            text(),
            text(),
            maybe(number()),
            text(),
            some<Product>([this] { return product(); }),
            text(),
            maybe(upto(10) - 5),
            text(),
            maybe(time()),
            false};
  }

  std::mt19937 random_;
};

TEST(ProfileJson, ReadsBackWhateverItWrites) {
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    const auto profile = AnyProfile(seed).make();
    const auto json = to_json(profile);
    ASSERT_EQ(read(json), profile) << "seed " << seed << ": " << json;
    ASSERT_EQ(to_json(read(json)), json);
  }
}

TEST(ExperienceJson, ReadsBackWhatItWrites) {
  Experience experience;
  experience.id = "e1";
  experience.time = *from_rfc3339("2026-03-01T08:00:00.000Z");
  experience.type = "survey.answered";
  experience.title = "0–10";
  experience.score = 9;
  const auto json = to_json(experience);
  EXPECT_EQ(json, R"({"id":"e1","time":"2026-03-01T08:00:00.000Z","type":"survey.answered",)"
                  R"("title":"0–10","score":9})");
  EXPECT_EQ(experience_from_json(json).value(), experience);
}

// CONTRACT.md, "Changes".
std::string contract_page() {
  return std::string(R"({"epoch":"6f1d","since":907,"through":912,"more":false,)"
                     R"("as_of":"2026-03-02T10:41:00.000Z",)"
                     R"("reflects":{"journal":"7f3c","through":4711},"profiles":[)")
      .append(kProfile)
      .append(R"(],"gone":["0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11"]})");
}

TEST(PageJson, ReadsAndWritesTheContractsExample) {
  const auto page = page_from_json(contract_page());
  ASSERT_TRUE(page) << page.error().sentence();
  EXPECT_EQ(page.value().epoch, "6f1d");
  EXPECT_EQ(page.value().since, 907);
  EXPECT_EQ(page.value().through, 912);
  EXPECT_FALSE(page.value().more);
  EXPECT_EQ(to_rfc3339(page.value().as_of), "2026-03-02T10:41:00.000Z");
  EXPECT_EQ(page.value().reflects_journal, "7f3c");
  EXPECT_EQ(page.value().reflects_through, 4711);
  EXPECT_THAT(page.value().profiles, SizeIs(1));
  EXPECT_THAT(page.value().gone, ElementsAre("0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11"));
  EXPECT_EQ(to_json(page.value()), contract_page());
}

TEST(PageJson, MayReflectNothing) {
  const auto page =
      page_from_json(with(contract_page(), R"("reflects":{"journal":"7f3c","through":4711},)", ""));
  ASSERT_TRUE(page);
  EXPECT_EQ(page.value().reflects_journal, "");
  EXPECT_THAT(to_json(page.value()), testing::Not(HasSubstr("reflects")));
}

TEST(PageJson, RefusesAPageThatIsNotWhole) {
  const std::vector<std::pair<std::string_view, std::string_view>> changes = {
      {R"("epoch":"6f1d")", R"("epoch":"")"},
      {R"("epoch":"6f1d",)", ""},
      {R"("through":912)", R"("through":906)"},
      {R"("more":false,)", ""},
      {R"("as_of":"2026-03-02T10:41:00.000Z",)", ""},
      {R"("gone":[)", R"("gone":["no uuid",)"},
      {R"("profiles":[{)", R"("profiles":[{"version":"x",)"},
      {R"("reflects":{)", R"("reflects":[],"other":{)"},
  };
  for (const auto& [from, to] : changes) {
    EXPECT_FALSE(page_from_json(with(contract_page(), from, to))) << to;
  }
  EXPECT_FALSE(page_from_json("<html><body>Please sign in</body></html>"));
  EXPECT_FALSE(page_from_json(""));
  std::string many = R"({"epoch":"e","since":0,"through":1,"more":false,)"
                     R"("as_of":"2026-03-02T10:41:00.000Z","profiles":[)";
  for (std::size_t i = 0; i <= limits::kFeedPageProfiles; ++i) {
    many += R"({"profile":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"},)";
  }
  many.back() = ']';
  EXPECT_FALSE(page_from_json(many + "}"));
}

TEST(NewsJson, ReadsBackWhatItWrites) {
  const auto json = to_json(News{"6f1d", 912});
  EXPECT_EQ(json, R"({"epoch":"6f1d","profiles":912})");
  const auto news = news_from_json(json);
  ASSERT_TRUE(news);
  EXPECT_EQ(news.value().epoch, "6f1d");
  EXPECT_EQ(news.value().profiles, 912);
}

TEST(NewsJson, RefusesPoison) {
  for (const std::string text :
       {"", "null", "[]", "{}", R"({"epoch":1})", R"({"epoch":"e","profiles":-1})",
        R"({"epoch":"e","profiles":1.5})", R"({"epoch":"e","epoch":"f","profiles":1})"}) {
    EXPECT_FALSE(news_from_json(text)) << text;
  }
  EXPECT_FALSE(news_from_json(R"({"epoch":"e","x":")" + std::string(100'000, 'x') + "\"}"));
}

}  // namespace
}  // namespace touchpoint::sync
