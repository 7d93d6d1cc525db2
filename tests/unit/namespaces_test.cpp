// Which of the shop's namespaces a text belongs to, what is nobody's to keep, what stands for
// nobody, and how much each kind says: as tables.
#include <gtest/gtest.h>

#include "recognition/block_list.hpp"
#include "recognition/foreign_codes.hpp"
#include "recognition/scan.hpp"
#include "recognition/strength.hpp"

namespace touchpoint::recognition {
namespace {

using Kind = ScanReading::Kind;
using Names = std::vector<Namespace>;
constexpr bool kTyped = true;

ScanReader a_shop() {
  return ScanReader::make({.namespaces = {{Namespace::loyalty, "29[0-9]{11}|[0-9]{7}"},
                                          {Namespace::order, "W-[0-9]+|[0-9]{6,8}"},
                                          {Namespace::gift_card, "6039[0-9]{12}|[0-9]{16}"},
                                          {Namespace::coupon, "CPN-[A-Z0-9]{6,10}"},
                                          {Namespace::receipt, "R([0-9]{6,12})"},
                                          {Namespace::account, "u-[0-9]{4,12}"},
                                          {Namespace::wallet, "WP[A-Za-z0-9_-]{20,60}", {"Q"}},
                                          {Namespace::payment_account, "[0-9A-Z]{29}"}},
                           .country = "IT"})
      .value();
}

struct Scanned {
  std::string text;
  Kind kind;
  Names names{};
  std::vector<Identifier> identifiers{};
  bool typed = false;
};

class NamespacesTest : public testing::TestWithParam<Scanned> {};

TEST_P(NamespacesTest, SaysWhatATextCanBe) {
  const auto& wanted = GetParam();
  const auto reading = a_shop().read(wanted.text, wanted.typed);
  EXPECT_EQ(reading.kind, wanted.kind);
  Names names;
  for (const auto& fit : reading.fits)
    names.push_back(fit.name);
  EXPECT_EQ(names, wanted.names);
  EXPECT_EQ(reading.identifiers(), wanted.identifiers);
}

INSTANTIATE_TEST_SUITE_P(
    Table, NamespacesTest,
    testing::Values(
        Scanned{"2900000000018",
                Kind::person,
                {Namespace::loyalty},
                {{IdentifierKind::loyalty, "2900000000018"}}},
        Scanned{"w-1043", Kind::other},  // the pattern says a capital
        Scanned{"W-1043", Kind::person, {Namespace::order}, {{IdentifierKind::order, "W-1043"}}},
        Scanned{"2900417",
                Kind::several,
                {Namespace::loyalty, Namespace::order},
                {{IdentifierKind::loyalty, "2900417"}, {IdentifierKind::order, "2900417"}}},
        Scanned{"6039000000000017", Kind::thing, {Namespace::gift_card}},
        Scanned{"CPN-AUTUNNO1", Kind::thing, {Namespace::coupon}},
        Scanned{
            "R10431043", Kind::thing, {Namespace::receipt}, {{IdentifierKind::order, "10431043"}}},
        Scanned{"]Q0WPabcdefghij0123456789_-",
                Kind::person,
                {Namespace::wallet},
                {{IdentifierKind::wallet, "WPabcdefghij0123456789_-"}}},
        Scanned{"WPabcdefghij0123456789_-",
                Kind::person,
                {Namespace::wallet},  // does not say
                {{IdentifierKind::wallet, "WPabcdefghij0123456789_-"}}},
        Scanned{"u-2041001",
                Kind::person,
                {Namespace::account},
                {{IdentifierKind::account, "u-2041001"}}},
        Scanned{"V0010013021216183950876236589",
                Kind::person,
                {Namespace::payment_account},
                {{IdentifierKind::payment_account, "V0010013021216183950876236589"}}},
        Scanned{"]C0WPabcdefghij0123456789_-", Kind::other},  // in Code 128 it is none
        Scanned{"4006381333931", Kind::product}, Scanned{"]E04006381333931", Kind::product},
        Scanned{"]E02900000000018",
                Kind::person,
                {Namespace::loyalty},
                {{IdentifierKind::loyalty, "2900000000018"}}},
        Scanned{"+39 02 1234567", Kind::other},  // no scanner reads that
        Scanned{"+39 02 1234567",
                Kind::person,
                {Namespace::phone},
                {{IdentifierKind::phone, "+39021234567"}},
                kTyped},
        Scanned{"Anna@Example.org",
                Kind::person,
                {Namespace::email},
                {{IdentifierKind::verified_email, "anna@example.org"},
                 {IdentifierKind::email, "anna@example.org"}},
                kTyped},
        Scanned{"021234567",
                Kind::person,
                {Namespace::phone},
                {{IdentifierKind::phone, "+39021234567"}},
                kTyped},
        Scanned{"GIOVANNI", Kind::other, {}, {}, kTyped}));  // a name, not the lottery

TEST(NamespacesWordsTest, ReadBackAsWritten) {
  for (const auto name :
       {Namespace::loyalty, Namespace::order, Namespace::gift_card, Namespace::coupon,
        Namespace::receipt, Namespace::account, Namespace::wallet, Namespace::payment_account,
        Namespace::email, Namespace::phone}) {
    EXPECT_EQ(namespace_from_text(to_text(name)), name);
  }
  EXPECT_EQ(namespace_from_text("yes"), std::nullopt);
}

TEST(NamespacesRefusalTest, WhatIsNotTheShopsIsNotKept) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"YYWLR30G", "lottery_code"},
      {"QWERTYUP", "lottery_code"},
      {"]C0YYWLR30G", "lottery_code"},
      {"@UPAAD50", "programming_code"},
      {"#KBWCTY1", "programming_code"},
      {"$$%^5917069990020010F141", "programming_code"},
      {"PAPHHF.", "programming_code"},
      {"232BAD9!", "programming_code"},
      {"SUFBK2990D.", "programming_code"},
      {"$P", "programming_code"},
      {"$AE0301", "programming_code"},
      {"<FNC3>SET", "programming_code"},
      {"\xc3\xb3"
       "BFNC3",
       "programming_code"},
      {"4111 1111 1111 1111", "card_number"},
      {"80380000301234567890", "health_card"},
      {"RSSMRA85T10A562S", "tax_code"},
      {"]A0RSSMRA85T10A562S", "tax_code"}};
  for (const auto& [text, reason] : table) {
    const auto reading = a_shop().read(text);
    EXPECT_EQ(reading.kind, Kind::refused) << reason;
    EXPECT_EQ(reading.reason, reason);
    EXPECT_TRUE(reading.code.empty() && reading.fits.empty()) << "a refused code goes nowhere";
    EXPECT_NE(describe_refusal(reason), describe_refusal("")) << reason << " has its own sentence";
  }
}

TEST(NamespacesRefusalTest, OrdinaryTextsAreNoForeignCodes) {
  for (const auto* const text : {"#104312", "@anna", "W-1043.", "Hello.", "12345678", "yywlr30g",
                                 "\xc3\xb3pera", "$50", "HELLO!", "YYWLR30"}) {
    EXPECT_FALSE(is_programming_code(text)) << text;
    EXPECT_FALSE(is_lottery_code(text, false)) << text;
  }
  const auto reader =
      ScanReader::make({.namespaces = {{Namespace::order, "[A-Z]{3}[0-9]{5}"}}, .country = "IT"})
          .value();
  EXPECT_EQ(reader.read("ABC12345").kind, Kind::person) << "the shop's own number counts first";
  const auto elsewhere = ScanReader::make({.namespaces = {}, .country = "DE"}).value();
  EXPECT_EQ(elsewhere.read("YYWLR30G").kind, Kind::other) << "the lottery is Italy's";
}

TEST(NamespacesGiftCardTest, OnlyTheLastFourAreKept) {
  const auto certain = a_shop().read("6039000000000017");
  EXPECT_EQ(certain.code, "6039000000000017");
  EXPECT_EQ(kept_code(certain), "…0017");
  const auto reader = ScanReader::make({.namespaces = {{Namespace::loyalty, "[0-9]{5,19}"},
                                                       {Namespace::gift_card, "77[0-9]{4}"}}})
                          .value();
  EXPECT_EQ(kept_code(reader.read("771234")), "…1234") << "it may be one";
  EXPECT_EQ(kept_code(reader.read("781234")), "781234");
}

TEST(StrengthTest, IsAsItsTableSays) {
  struct Row {
    IdentifierKind kind;
    Strength claimed, possessed, verified;
  };
  using enum Strength;
  for (const auto& [kind, claimed, possessed, verified] :
       {Row{IdentifierKind::loyalty, medium, strong, strong},
        Row{IdentifierKind::wallet, medium, strong, strong},
        Row{IdentifierKind::account, medium, strong, strong},
        Row{IdentifierKind::order, medium, medium, strong},
        Row{IdentifierKind::payment_account, weak, medium, strong},
        Row{IdentifierKind::verified_email, medium, medium, strong},
        Row{IdentifierKind::email, weak, medium, medium},
        Row{IdentifierKind::phone, weak, weak, medium}}) {
    EXPECT_EQ(strength_of(kind, Assurance::claimed), claimed) << to_text(kind);
    EXPECT_EQ(strength_of(kind, Assurance::possessed), possessed) << to_text(kind);
    EXPECT_EQ(strength_of(kind, Assurance::verified), verified) << to_text(kind);
  }
}

TEST(StrengthTest, TwoWeakOnesOfDifferentKindsAreEnough) {
  using I = IdentifierKind;
  EXPECT_EQ(strength_of(std::vector{I::phone}, Assurance::claimed), Strength::weak);
  EXPECT_EQ(strength_of(std::vector{I::phone, I::phone}, Assurance::claimed), Strength::weak);
  EXPECT_EQ(strength_of(std::vector{I::phone, I::email}, Assurance::claimed), Strength::medium);
  EXPECT_EQ(strength_of(std::vector{I::phone, I::loyalty}, Assurance::possessed), Strength::strong);
  EXPECT_EQ(strength_of(std::vector<I>{}, Assurance::verified), Strength::weak);
}

TEST(BlockListTest, HoldsWhatStandsForNobody) {
  const auto list = BlockList::make({"\\+?0+", "no-?reply@.*"}).value();
  std::vector<Identifier> identifiers = {{IdentifierKind::loyalty, "0000000"},
                                         {IdentifierKind::email, "NoReply@example.org"},
                                         {IdentifierKind::loyalty, "0013085"}};
  EXPECT_EQ(list.strike(identifiers), 2U);
  EXPECT_EQ(identifiers, (std::vector<Identifier>{{IdentifierKind::loyalty, "0013085"}}));
  EXPECT_FALSE(BlockList{}.holds({IdentifierKind::loyalty, "0000000"})) << "nothing is on it";
  EXPECT_TRUE(BlockList::make({"(["}).error().is(Condition::misconfigured));
}

}  // namespace
}  // namespace touchpoint::recognition
