#include "recognition/gs1.hpp"

#include <algorithm>
#include <fstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recognition/scan.hpp"
#include "support/open_data.hpp"

namespace touchpoint::recognition {
namespace {

using testing::HasSubstr;

// "(01)09506000134352(10)ABC", or what is wrong.
std::string written(const Result<std::vector<gs1::Element>>& elements) {
  if (!elements) return std::string(elements.error().sentence());
  std::string text;
  for (const auto& [ai, value] : elements.value())
    text += "(" + ai + ")" + value;
  return text;
}

std::string read(std::string_view scan) {
  const auto symbol = gs1::symbol_of(scan);
  return symbol ? written(gs1::read(*symbol)) : "no symbology identifier";
}

TEST(Gs1Test, ReadsElementStringsWithAndWithoutSeparators) {
  EXPECT_EQ(read("]C1010950600013435210ABC\x1d"
                 "17271231"),
            "(01)09506000134352(10)ABC(17)271231");
  EXPECT_EQ(read("]d2010950600013435217271231"
                 "10ABC"),
            "(01)09506000134352(17)271231(10)ABC");
  EXPECT_EQ(read("]Q325595060001343520042"), "(255)95060001343520042")
      << "a part with a check digit, and one without";
  EXPECT_EQ(read("]C1310300125030"), "the GS1 element (30) is too short");
}

TEST(Gs1Test, RefusesWhatGs1Forbids) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"]C10109506000134353", "(01) has a wrong check digit"},
      {"]C101095060001343", "(01) is too short"},
      {"]C117271331", "(17) is no date"},
      {"]C11127023099", "(11) is no date"},
      {"]C117270230", "(17) is no date"},
      {"]C110" + std::string(21, 'A'), "(10) is too long"},
      {"]C110AB^C", "(10) holds other characters"},
      {"]C110\xc3\xa0", "(10) holds other characters"},
      {"]C1", "is empty"},
      {"]C105123", "unknown application identifier"},
      {"]E0400638133393", "does not have 13 digits"},
      {"]E04006381333932", "wrong check digit"},
      {"]E04006381333931|x", "composite component"},
  };
  for (const auto& [scan, words] : table)
    EXPECT_THAT(read(scan), HasSubstr(words)) << scan;
  EXPECT_EQ(read("]C117270200"), "(17)270200") << "day 00: some day of that month";
}

TEST(Gs1Test, ReadsDigitalLinks) {
  EXPECT_EQ(
      read("]Q1https://example.com/01/09506000134352/22/2A/10/A%2FB?17=271231&utm=x&3103=000195"),
      "(01)09506000134352(22)2A(10)A/B(17)271231(3103)000195");
  EXPECT_EQ(read("]Q1https://example.com/some/shop/01/9506000134352"), "(01)09506000134352")
      << "a path before the key, and a GTIN-13";
  EXPECT_THAT(read("]Q1https://example.com/01/09506000134353"), HasSubstr("wrong check digit"));
  EXPECT_THAT(read("]Q1https://example.com/orders/1043"), HasSubstr("no GS1 Digital Link"));
  EXPECT_THAT(read("]Q1http://"), HasSubstr(""));
}

TEST(Gs1Test, KnowsNoSymbologyInOrdinaryText) {
  for (const auto* const text : {"", "]", "]C", "13085", "]1a", "C1123"})
    EXPECT_FALSE(gs1::symbol_of(text)) << text;
  EXPECT_EQ(read("]A0W-1043"), "") << "Code 39 has nothing to do with GS1";
}

TEST(Gs1Test, ScansSayWhatTheyAre) {
  const auto reader = ScanReader::make("[0-9]{5,19}", "W-[0-9]+").value();
  const auto kind = [&](std::string_view scan) { return reader.read(scan).kind; };
  using Kind = ScanReading::Kind;
  EXPECT_EQ(kind("]E04006381333931\r\n"), Kind::product);
  EXPECT_EQ(reader.read("]E04006381333931").code, "4006381333931");
  EXPECT_EQ(reader
                .read("]C10104006381333931"
                      "10LOT")
                .code,
            "4006381333931");
  EXPECT_EQ(kind("]Q3255950600013435200421"), Kind::thing);
  EXPECT_TRUE(reader.read("]Q3255950600013435200421").fits_in(Namespace::coupon));
  EXPECT_EQ(kind("]A0W-1043"), Kind::person);
  EXPECT_EQ(reader.read("]A0W-1043").code, "W-1043");
  EXPECT_EQ(kind("]Q1https://example.com/hello"), Kind::other);
  EXPECT_EQ(kind("]E02900000000018"), Kind::person) << "the shop's own range, and its card";
  EXPECT_EQ(reader.read("]E04006381333932").reason, "bad_symbol");
  EXPECT_EQ(reader.read("]Q14111111111111111").reason, "card_number");
  EXPECT_EQ(reader.read("]C1214111111111111111").reason, "card_number") << "within a serial";
  EXPECT_EQ(reader.read("]C110AB\x1b").reason, "bad_symbol");
}

TEST(Gs1Test, ASignOfMembershipIsAPerson) {
  const auto reader = ScanReader::make("", "").value();
  const auto reading = reader.read("]C18018950600013435200008");
  ASSERT_EQ(reading.kind, ScanReading::Kind::person);
  EXPECT_EQ(reading.identifiers().at(0),
            (Identifier{IdentifierKind::loyalty, "950600013435200008"}));
}

// GS1's own examples: whether a scan is right, and which element strings it has.
TEST(Gs1Test, AgreesWithGs1sOwnVectors) {
  const std::string name = "gs1/scandata_vectors.jsonl";
  const auto file = support::open_data(name);
  if (file.empty()) GTEST_SKIP() << support::skip_message(name);
  std::ifstream lines(file);
  int looked_at = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto vector = boost::json::parse(line).as_object();
    const std::string scan(vector.at("scan").as_string());
    const bool right = vector.at("ok").as_bool();
    if (scan.empty() && vector.at("kind") != "process") continue;  // nothing was generated
    ++looked_at;
    const auto symbol = gs1::symbol_of(scan);
    const bool known = symbol && symbol->symbology != gs1::Symbology::other;
    const bool read = known && gs1::read(*symbol);
    EXPECT_EQ(read, right) << line << "\n"
                           << (known ? written(gs1::read(*symbol)) : "no symbology of GS1");
    if (!read || !right || !symbol->element_strings || vector.at("kind") != "process") continue;
    // "^01…10ABC^99…": the same data with FNC1 as a caret.
    std::string carets(vector.at("data").as_string());
    std::erase(carets, '^');
    std::string ours;
    const auto elements = gs1::read(*symbol).value();
    for (const auto& [ai, value] : elements)
      ours += ai + value;
    EXPECT_EQ(ours, carets);
  }
  EXPECT_GT(looked_at, 80);
}

}  // namespace
}  // namespace touchpoint::recognition
