#include "privacy/notice.hpp"

#include <gtest/gtest.h>

#include "support/shop_notice.hpp"

namespace touchpoint::privacy {
namespace {

std::string with(std::string_view what, std::string_view instead) {
  std::string text{support::kShopNotice};
  const auto at = text.find(what);
  return at == std::string::npos ? "the test is wrong" : text.replace(at, what.size(), instead);
}

std::string complaint(const std::string& text) {
  const auto notice = read_notice(text);
  return notice ? "it was taken" : notice.error().sentence();
}

TEST(NoticeTest, SaysVersionTextAndPurposesInEachLanguage) {
  const auto read = read_notice(support::kShopNotice);
  ASSERT_TRUE(read) << read.error().sentence();
  const auto& notice = read.value();
  EXPECT_EQ(notice.version, "2026-01");
  ASSERT_EQ(notice.text.size(), 2U);
  EXPECT_EQ(notice.text[0].second, "Usiamo i Suoi dati.\nPoco.");
  ASSERT_EQ(notice.purposes.size(), 2U);
  EXPECT_EQ(notice.purposes[1].purpose, "profiling");
  EXPECT_EQ(notice.purposes[1].title[1].second, "Ideas");
  EXPECT_TRUE(notice.asks("marketing"));
  EXPECT_FALSE(notice.asks("sale-of-data"));
  EXPECT_TRUE(Notice{}.empty());
}

TEST(NoticeTest, WhatIsNotWholeIsRefusedWithItsPlace) {
  struct Case {
    std::string text;
    std::string says;
  };
  const Case cases[] = {
      {"", "not JSON"},
      {"[]", "not JSON of an object"},
      {with(R"("version":"2026-01",)", ""), "its \"version\" is"},
      {with("2026-01", "Version 1"), "its \"version\" is"},
      {with(R"(,"en":"We use your data.\nA little.")", ""), "purpose \"marketing\": it must be"},
      {with(R"(,"en":"Ideas")", R"(,"de":"Ideen")"), "purpose \"profiling\": it must be written"},
      {with("Offerte", ""), "a text is empty"},
      {with("Offerte", "<b>Offerte</b>"), "without HTML"},
      {with("\"profiling\"", "\"marketing\""), "there are two of this name"},
      {with("\"purposes\"", "\"goals\""), "a notice has no \"goals\""},
      {with("Per posta.", std::string(501, 'a')), "more than 500 characters"},
      {with("Offerte", "Offerte\\nqui"), "control characters"},
      {std::string(17 * 1024, ' '), "more than 16 KiB"},
  };
  for (const auto& one : cases) {
    EXPECT_NE(complaint(one.text).find(one.says), std::string::npos)
        << one.says << ": " << complaint(one.text);
  }
}

TEST(NoticeTest, StaffAskForWhatCustomersAreAsked) {
  const auto notice = read_notice(support::kShopNotice).value();
  EXPECT_EQ(difference_of(notice, {"profiling", "marketing"}), "");
  EXPECT_NE(difference_of(notice, {"marketing"}).find("purpose \"profiling\", which is not in"),
            std::string::npos);
  EXPECT_NE(difference_of(notice, {"marketing", "profiling", "partners"})
                .find("\"partners\", which \"notice\""),
            std::string::npos);
}

}  // namespace
}  // namespace touchpoint::privacy
