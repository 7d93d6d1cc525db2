#include <gmock/gmock.h>

#include "ctl/why.hpp"

namespace touchpoint::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kAsked =
    R"({"scan":{"id":"a","time":"2026-03-02T10:41:05.120Z","touchpoint":"counter-1","kind":null,)"
    R"("via":"wedge","fits":["loyalty","gift_card"]},)"
    R"("named":{"time":"2026-03-02T10:41:07.120Z","kind":"loyalty","fits":[],"staff":"giulia"},)"
    R"("verdicts":[{"id":"b","time":"2026-03-02T10:41:08.120Z","reason":"shared","people":2,)"
    R"("replica_age_s":7200}]})";

TEST(CtlWhyTest, TellsWhatItCouldBeAndWhatCameOfIt) {
  const auto explanation = explanation_from(kAsked).value();
  const auto english = describe(explanation, Words(Language::english));
  EXPECT_THAT(english, HasSubstr("it could be:  loyalty card, gift card\n"));
  EXPECT_THAT(english, HasSubstr("staff said:   loyalty card (giulia, "));
  EXPECT_THAT(english, HasSubstr("nobody (several people have the same one"));
  EXPECT_THAT(english, HasSubstr("candidates:   2\n"));
  EXPECT_THAT(english, HasSubstr("replica of:   2 hours ago\n"));
  const auto italian = describe(explanation, Words(Language::italian));
  EXPECT_THAT(italian, HasSubstr("carta fedeltà, buono regalo"));
  EXPECT_THAT(italian, HasSubstr("nessuno (più persone hanno lo stesso"));
}

TEST(CtlWhyTest, TheBitsOfADecisionSumUp) {
  const auto explanation =
      explanation_from(R"({"verdicts":[{"time":"t","profile":"p","by":"phone","strength":"medium",)"
                       R"("assurance":"verified","staff":"giulia","decision":{"fields":[)"
                       R"({"field":"family_name","level":"exact","bits":925},)"
                       R"({"field":"birth_date","level":"differs","bits":-400}],)"
                       R"("caps":["namesake"],"threshold":12.5}}]})")
          .value();
  const auto text = describe(explanation, Words(Language::english));
  EXPECT_THAT(text, HasSubstr("    +9.25  family_name · exact\n"));
  EXPECT_THAT(text, HasSubstr("    -4.00  birth_date · differs\n"));
  EXPECT_THAT(text, HasSubstr("    +5.25  in all, in bits\n"));
  EXPECT_THAT(text, HasSubstr("  caps: [\"namesake\"]\n"));
  EXPECT_THAT(text, HasSubstr("  threshold: "));
  EXPECT_THAT(text, HasSubstr("confirmed by: giulia\n"));
  EXPECT_THAT(text, HasSubstr("is not here any more"));
}

TEST(CtlWhyTest, WhoWasFoundByWhatTheySaidNeedsNoScan) {
  const auto explanation =
      explanation_from(R"({"verdicts":[{"time":"t","profile":"p","by":"person"}]})").value();
  const auto text = describe(explanation, Words(Language::english));
  EXPECT_THAT(text, HasSubstr("what the customer said"));
  EXPECT_THAT(text, Not(HasSubstr("not here any more")));
}

TEST(CtlWhyTest, NothingInAnAnswerSteersTheTerminal) {
  const auto explanation =
      explanation_from(R"({"verdicts":[{"reason":"\u001b[2J","decision":{"a\u001b":"\u0007"}}]})");
  ASSERT_TRUE(explanation);
  const auto text = describe(explanation.value(), Words(Language::english));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  for (const auto* const wrong : {"", "[]", "{}", R"({"verdicts":7})"})
    EXPECT_FALSE(explanation_from(wrong)) << wrong;
}

}  // namespace
}  // namespace touchpoint::ctl
