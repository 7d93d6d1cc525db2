#include <fstream>

#include <gtest/gtest.h>

#include "support/temp_folder.hpp"
#include "sync/codec/batch.hpp"
#include "sync/hub/import/input_file.hpp"
#include "sync/hub/import/orders_import.hpp"
#include "sync/hub/source_calls.hpp"

namespace touchpoint::hub {
namespace {

using Fields = std::vector<std::string>;

struct Read {
  std::vector<Fields> records;
  std::vector<std::int64_t> lines;
  std::vector<std::string> problems;
};

Read read_csv(std::string_view text, std::size_t piece) {
  Read read;
  CsvReader reader([&](const CsvRecord& record) {
    if (!record.problem.empty()) {
      read.problems.push_back(record.problem);
      return;
    }
    read.records.push_back(record.fields);
    read.lines.push_back(record.line);
  });
  for (std::size_t at = 0; at < text.size(); at += piece)
    reader.feed(text.substr(at, piece));
  reader.finish();
  return read;
}

struct CsvCase {
  const char* name;
  std::string text;
  std::vector<Fields> records;
  std::vector<std::int64_t> lines;
};

class HubCsvTest : public testing::TestWithParam<CsvCase> {};

TEST_P(HubCsvTest, ReadsTheSameInPiecesOfAnySize) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    const auto read = read_csv(GetParam().text, piece);
    EXPECT_EQ(read.records, GetParam().records) << "in pieces of " << piece;
    EXPECT_EQ(read.lines, GetParam().lines);
    EXPECT_TRUE(read.problems.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4180, HubCsvTest,
    testing::Values(CsvCase{"Plain", "a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}, {1, 2}},
                    CsvCase{"CarriageReturns", "a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}, {1, 2}},
                    CsvCase{"NoLastLineEnd", "a,b\nc,d", {{"a", "b"}, {"c", "d"}}, {1, 2}},
                    CsvCase{"EmptyFields", ",,\n,x,\n", {{"", "", ""}, {"", "x", ""}}, {1, 2}},
                    CsvCase{"LastFieldEmptyAtTheEnd", "a,", {{"a", ""}}, {1}},
                    CsvCase{"Quotes", "\"a,b\",\"c\"\"d\"\n", {{"a,b", "c\"d"}}, {1}},
                    CsvCase{"QuotedEmpty", "\"\",\"\"\n", {{"", ""}}, {1}},
                    CsvCase{"QuotedLineEnds",
                            "\"a\nb\r\nc\",d\ne,f\n",
                            {{"a\nb\r\nc", "d"}, {"e", "f"}},
                            {1, 4}},
                    CsvCase{"QuoteInsideAPlainField", "5\" pipe,x\n", {{"5\" pipe", "x"}}, {1}},
                    CsvCase{"EmptyLines", "\na\n\n\nb\n", {{"a"}, {"b"}}, {2, 5}},
                    CsvCase{"ByteOrderMark",
                            "\xef\xbb\xbf"
                            "a,b\n",
                            {{"a", "b"}},
                            {1}},
                    CsvCase{"HalfAByteOrderMark",
                            "\xef\xbb"
                            "a\n",
                            {{"\xef\xbb"
                              "a"}},
                            {1}},
                    CsvCase{"Nothing", "", {}, {}}),
    [](const auto& tested) { return tested.param.name; });

TEST(HubCsvProblemTest, BrokenRecordIsNamedAndTheRestGoesOn) {
  const auto read = read_csv("a\n\"b\"x,c\nd\n", 100);
  EXPECT_EQ(read.problems.size(), 1U);
  EXPECT_EQ(read.records, (std::vector<Fields>{{"a"}, {"d"}}));
}

TEST(HubCsvProblemTest, QuoteThatIsNeverClosedCannotSwallowTheFile) {
  std::string text = "a\n\"b";
  for (int i = 0; i < 20'000; ++i)
    text += "line\n";
  const auto read = read_csv(text, 1000);
  EXPECT_EQ(read.problems.size(), 1U);
  EXPECT_GT(read.records.size(), 1000U);
}

constexpr std::string_view kHeader =
    "invoice,stock_code,description,quantity,invoiced_at,unit_price,customer_id,country\n";

class HubImportTest : public testing::Test {
 protected:
  ImportSummary load(const std::string& lines) {
    OrdersImport import("GBP", [this](const std::string& elements) -> Result<BatchAnswer> {
      auto read = read_calls(CallKind::batch, "{\"batch\":[" + elements + "]}", {"shop", "IT"},
                             *from_rfc3339("2026-01-01T00:00:00Z"));
      EXPECT_TRUE(read) << read.error().sentence();
      EXPECT_EQ(read.value().refused, 0U) << read.value().first_refusal;
      for (auto& call : read.value().calls)
        calls.push_back(std::move(call));
      return BatchAnswer{};
    });
    CsvReader reader([&](const CsvRecord& record) {
      const auto taken = import.take(record);
      if (!taken) problem = taken.error().sentence();
    });
    reader.feed(std::string(kHeader) + lines);
    reader.finish();
    EXPECT_TRUE(import.finish());
    return import.summary();
  }
  std::vector<SourceCall> calls;
  std::string problem;
};

TEST_F(HubImportTest, InvoiceIsOneOrderBehindItsCustomersIdentify) {
  const auto summary = load(
      "489434,85048,\"15CM BALL, GLASS\",12,2009-12-01T07:45:00Z,6.95,13085,United Kingdom\n"
      "489434,POST,POSTAGE,1,2009-12-01T07:45:00Z,18,13085,United Kingdom\n"
      "489435,22350,CAT BOWL,12,2009-12-01T07:46:00Z,2.55,13085,United Kingdom\n");
  EXPECT_EQ(summary.lines, 3);
  EXPECT_EQ(summary.orders, 2);
  EXPECT_EQ(summary.customers, 1);
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_TRUE(calls[0].identifies);
  EXPECT_EQ(calls[0].user_id, "13085");
  const auto& order = *calls[1].fact.order;
  EXPECT_EQ(order.order_id, "489434");
  EXPECT_EQ(order.total, 101.4);
  EXPECT_EQ(order.currency, "GBP");
  ASSERT_EQ(order.items.size(), 2U);
  EXPECT_EQ(order.items[0].name, "15CM BALL, GLASS");
  EXPECT_EQ(order.items[1].sku, "POST");
  EXPECT_EQ(to_rfc3339(calls[1].fact.time), "2009-12-01T07:45:00.000Z");
}

TEST_F(HubImportTest, CancellationIsAPositiveRefund) {
  const auto summary =
      load("C489449,22087,BUNTING,-12,2009-12-01T10:33:00Z,2.95,16321,Australia\n");
  EXPECT_EQ(summary.refunds, 1);
  const auto& order = *calls.at(1).fact.order;
  EXPECT_EQ(order.step, OrderStep::refunded);
  EXPECT_EQ(order.total, 35.4);
  EXPECT_EQ(order.items.at(0).quantity, 12);
}

TEST_F(HubImportTest, InvoiceWithoutACustomerIsAGuests) {
  const auto summary = load("489464,21733,LIGHT,-96,2009-12-01T10:52:00Z,0,,United Kingdom\n");
  EXPECT_EQ(summary.of_guests, 1);
  EXPECT_EQ(summary.customers, 0);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_TRUE(calls[0].user_id.empty());
}

TEST_F(HubImportTest, LinesOfAnInvoiceMayStandApart) {
  load(
      "1,A,a,1,2009-12-01T10:52:00Z,1,7,UK\n"
      "2,B,b,1,2009-12-01T10:52:00Z,1,8,UK\n"
      "1,C,c,1,2009-12-01T10:53:00Z,1,7,UK\n");
  ASSERT_EQ(calls.size(), 4U);
  EXPECT_EQ(calls[3].fact.order->items.size() + calls[1].fact.order->items.size(), 3U);
}

TEST_F(HubImportTest, WrongLinesAreNamedAndTheRestGoesOn) {
  const auto summary = load(
      "1,A,a,many,2009-12-01T10:52:00Z,1,7,UK\n"
      "2,B,b,1,yesterday,1,8,UK\n"
      "3,C\n"
      ",D,d,1,2009-12-01T10:53:00Z,1,7,UK\n"
      "5,E,\xff,1,2009-12-01T10:53:00Z,1,7,UK\n"
      "6,F,f,1,2009-12-01T10:53:00Z,1,7,UK\n");
  EXPECT_EQ(summary.bad_lines, 5);
  EXPECT_EQ(summary.orders, 1);
  ASSERT_EQ(summary.first_problems.size(), 5U);
  EXPECT_EQ(summary.first_problems[0], "line 2: the quantity is not a number");
  EXPECT_TRUE(summary.first_problems[2].starts_with("line 4: 2 columns"));
}

TEST_F(HubImportTest, ForeignHeaderIsRefused) {
  OrdersImport import("", [](const std::string&) { return Result<BatchAnswer>(BatchAnswer{}); });
  CsvRecord record;
  record.fields = {"order", "price"};
  EXPECT_FALSE(import.take(record));
}

std::string read_all(const std::filesystem::path& file) {
  auto input = InputFile::open(file);
  EXPECT_TRUE(input);
  std::string all;
  while (true) {
    const auto piece = input.value().next();
    EXPECT_TRUE(piece);
    if (!piece || piece.value().empty()) return all;
    all += piece.value();
  }
}

TEST(HubInputFileTest, PlainAndCompressedReadTheSame) {
  const support::TempFolder folder;
  std::string text;
  for (int i = 0; i < 100'000; ++i)
    text += std::to_string(i) + ",a line\n";
  std::ofstream(folder / "plain.csv") << text;
  std::ofstream(folder / "packed.csv.zst") << sync::compress(text);
  EXPECT_EQ(read_all(folder / "plain.csv"), text);
  EXPECT_EQ(read_all(folder / "packed.csv.zst"), text);
}

TEST(HubInputFileTest, CutOffCompressionIsDamaged) {
  const support::TempFolder folder;
  const auto packed = sync::compress(std::string(10'000, 'a') + "b");
  std::ofstream(folder / "cut.zst") << packed.substr(0, packed.size() - 5);
  auto input = InputFile::open(folder / "cut.zst");
  ASSERT_TRUE(input);
  Result<std::string_view> piece = input.value().next();
  while (piece && !piece.value().empty())
    piece = input.value().next();
  ASSERT_FALSE(piece);
  EXPECT_TRUE(piece.error().is(Condition::damaged));
}

}  // namespace
}  // namespace touchpoint::hub
