// POSLog into events: what is a sale and what is not, and what the reader refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "devices/poslog/decimal.hpp"
#include "devices/poslog/mapping.hpp"
#include "devices/poslog/reader.hpp"
#include "support/poslog.hpp"

namespace touchpoint::devices {
namespace {

using support::poslog;
using support::PoslogParts;
using support::sale_line;
using support::total;
using support::transaction;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const MappingSettings kSettings{.currency = "EUR", .customer_id_kind = "account"};

Result<std::vector<Transaction>> read(std::string_view text, std::size_t part = 7) {
  std::vector<Transaction> transactions;
  PoslogReader reader([&](Transaction each) { transactions.push_back(std::move(each)); });
  for (std::size_t at = 0; at < text.size(); at += part) {
    TP_CHECK(reader.feed(text.substr(at, part)));
  }
  TP_CHECK(reader.finish());
  return transactions;
}

std::string refusal_of(std::string_view text) {
  const auto result = read(text);
  return result ? "" : result.error().sentence();
}

// What a document of these transactions comes to, as bodies of interactions without their ids.
std::vector<std::string> bodies(const std::string& transactions) {
  std::vector<std::string> all;
  const auto read_ones = read(poslog(transactions));
  if (!read_ones) return {read_ones.error().sentence()};
  for (const auto& each : read_ones.value()) {
    const auto mapped = map_transaction(each, kSettings);
    if (!mapped) {
      all.push_back(mapped.error().sentence());
      continue;
    }
    for (const auto& event : mapped.value().events) {
      auto body = to_json(event, {});
      all.push_back(body.erase(0, body.find(',') + 1));
    }
  }
  return all;
}

constexpr std::string_view kSoldHead =
    R"("type":"touchpoint.order.completed","time":"2026-03-02T10:41:07.000Z","data":{)"
    R"("order_id":"12/3/2026-03-02/4711",)";
constexpr std::string_view kBackHead =
    R"("type":"touchpoint.order.refunded","time":"2026-03-02T10:41:07.000Z","data":{)";

std::string sold(std::string_view rest) {
  return std::string(kSoldHead).append(rest).append(R"(,"staff":"0042"}})");
}
std::string back(std::string_view rest) {
  return std::string(kBackHead).append(rest).append(R"(,"staff":"0042"}})");
}

TEST(PoslogTest, MapsASaleWithItsLinesAndItsTotal) {
  EXPECT_THAT(
      bodies(transaction({.header = "<CurrencyCode>CHF</CurrencyCode>",
                          .body = sale_line("8001", "Brown &amp; white bag", "2", "258.00") +
                                  sale_line("8002", "Belt", "0.5", "10") +
                                  total("TransactionNetAmount", "219.67") +
                                  total("TransactionGrandAmount", "268.00")})),
      ElementsAre(sold(R"("total":268,"currency":"CHF","products":[)"
                       R"({"sku":"8001","name":"Brown & white bag","quantity":2,"price":129},)"
                       R"({"sku":"8002","name":"Belt","quantity":0.5,"price":20}])")));
}

TEST(PoslogTest, TakesTheTotalFromWhatThereIs) {
  const auto of = [](const std::string& totals) {
    return bodies(transaction({.body = sale_line("1", "A", "1", "10.10") +
                                       sale_line("2", "B", "1", "0.20") + totals}))
        .front();
  };
  EXPECT_THAT(of(""), HasSubstr(R"("total":10.3,)"));
  EXPECT_THAT(of(total("TransactionNetAmount", "8.44") + total("TransactionTaxAmount", "1.86")),
              HasSubstr(R"("total":10.3,)"));
  EXPECT_THAT(of(total("TransactionGrandAmount", "9.00")), HasSubstr(R"("total":9,)"));
  EXPECT_THAT(of(total("TransactionGrandAmount", "-1.00")), HasSubstr(R"("total":0,)"));
  EXPECT_THAT(of(total("TransactionGrandAmount", "nine")), HasSubstr(R"("total":10.3,)"));
}

TEST(PoslogTest, LeavesOutWhatIsVoidedAndWhatIsNotGoods) {
  EXPECT_THAT(
      bodies(transaction(
          {.body = sale_line("1", "Kept", "1", "5") +
                   sale_line("2", "Voided", "1", "7", "VoidFlag=\"true\"") +
                   sale_line("3", "Cancelled", "1", "7", "CancelFlag=\"1\"") +
                   "<LineItem><Tender TenderType=\"CreditDebit\"><Amount>5</Amount><CreditDebit>"
                   "<PrimaryAccountNumber>4111111111111111</PrimaryAccountNumber></CreditDebit>"
                   "</Tender></LineItem><LineItem><Tax><Amount>1</Amount></Tax></LineItem>"})),
      ElementsAre(sold(R"("total":5,"currency":"EUR","products":[)"
                       R"({"sku":"1","name":"Kept","quantity":1,"price":5}])")));
}

TEST(PoslogTest, WhatIsNoSaleIsNothing) {
  const auto line = sale_line("1", "A", "1", "5");
  EXPECT_THAT(bodies(transaction({.attributes = "TrainingModeFlag=\"true\"", .body = line})),
              IsEmpty());
  EXPECT_THAT(bodies(transaction({.attributes = "CancelFlag=\"true\"", .body = line})), IsEmpty());
  for (const auto* status : {"Suspended", "SuspendedRetrieved", "Voided", "Cancelled"}) {
    const auto attribute = "TransactionStatus=\"" + std::string(status) + "\"";
    EXPECT_THAT(bodies(transaction({.status = attribute, .body = line})), IsEmpty()) << status;
  }
  EXPECT_THAT(bodies(transaction({.body = ""})), IsEmpty());
  EXPECT_THAT(bodies("<Transaction><ControlTransaction/></Transaction>"), IsEmpty());
  for (const auto* status : {"Delivered", "Totaled", "Tendered", "Finished"}) {
    const auto attribute = "TransactionStatus=\"" + std::string(status) + "\"";
    EXPECT_THAT(bodies(transaction({.status = attribute, .body = line})), SizeIs(1)) << status;
  }
}

std::string return_line(const std::string& sku, const std::string& amount,
                        const std::string& link = {}) {
  return "<LineItem><Return ItemType=\"Stock\"><ItemID>" + sku + "</ItemID><ExtendedAmount>" +
         amount + "</ExtendedAmount><Quantity>1</Quantity>" + link +
         "<Reason>Too\n  small</Reason></Return></LineItem>";
}

TEST(PoslogTest, ARefundIsOfTheSaleThatItNames) {
  const auto link =
      "<TransactionLink ReasonCode=\"Return\"><WorkstationID>07</WorkstationID>"
      "<SequenceNumber>0099</SequenceNumber><BusinessDayDate>2026-02-20</BusinessDayDate>"
      "</TransactionLink>";
  EXPECT_THAT(bodies(transaction({.body = return_line("A", "-20.00", link) +
                                          total("TransactionGrandAmount", "-20.00")})),
              ElementsAre(back(R"("order_id":"12/7/2026-02-20/99","total":20,"currency":"EUR",)"
                               R"("products":[{"sku":"A","quantity":1,"price":20}],)"
                               R"("reason":"Too small")")));
}

TEST(PoslogTest, GoodsBothWaysAreASaleAndARefundEachWithWhatItComesTo) {
  EXPECT_THAT(
      bodies(transaction({.body = sale_line("N", "New", "1", "50") + return_line("O", "30") +
                                  total("TransactionGrandAmount", "20.00")})),
      ElementsAre(sold(R"("total":50,"currency":"EUR","products":[)"
                       R"({"sku":"N","name":"New","quantity":1,"price":50}])"),
                  back(R"("order_id":"12/3/2026-03-02/4711","total":30,"currency":"EUR",)"
                       R"("products":[{"sku":"O","quantity":1,"price":30}],)"
                       R"("reason":"Too small")")));
}

TEST(PoslogTest, ASaleOfLessThanNothingIsARefund) {
  EXPECT_THAT(bodies(transaction({.body = sale_line("1", "A", "-1", "-5")})),
              ElementsAre(back(R"("order_id":"12/3/2026-03-02/4711","total":5,"currency":"EUR",)"
                               R"("products":[{"sku":"1","name":"A","quantity":1,"price":5}])")));
}

TEST(PoslogTest, AVoidedSaleIsGivenBackWhole) {
  const auto link =
      "<TransactionLink ReasonCode=\"Voided\"><SequenceNumber>4700</SequenceNumber>"
      "</TransactionLink>";
  const auto* status = "TransactionStatus=\"PostVoided\"";
  EXPECT_THAT(bodies(transaction({.status = status, .body = link})),
              ElementsAre(back(R"("order_id":"12/3/2026-03-02/4700","reason":"PostVoided")")));
  EXPECT_THAT(bodies(transaction({.status = status, .body = ""})),
              ElementsAre("it voids another, and does not say which"));
}

Mapped mapped(const PoslogParts& parts) {
  return map_transaction(read(poslog(transaction(parts))).value().front(), kSettings).value();
}

TEST(PoslogTest, TheSameTransactionIsTheSameEventWhateverElseIsSaid) {
  const auto id = [](const PoslogParts& parts) { return mapped(parts).events.front().id; };
  const auto line = sale_line("1", "A", "1", "5");
  const auto one = id({.body = line});
  EXPECT_EQ(one.version(), 7);
  EXPECT_EQ(one.text().substr(0, 13), "019cabd8-3800");  // 2026-03-02, midnight
  EXPECT_EQ(one, id({.sequence = "004711", .body = line + sale_line("2", "B", "1", "5")}));
  EXPECT_NE(one, id({.sequence = "4712", .body = line}));
  EXPECT_NE(one, id({.date = "2026-03-03", .body = line}));
  const auto both = mapped({.body = line + return_line("O", "3")}).events;
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].id, one);
  EXPECT_NE(both[1].id, one);
}

TEST(PoslogTest, SaysWhatTheCustomerShowed) {
  const auto line = sale_line("1", "A", "1", "5");
  const std::string customer = "<Customer><CustomerID>c-7</CustomerID></Customer>";
  const std::string card =
      "<LoyaltyAccount><CustomerID>c-8</CustomerID><LoyaltyProgram><LoyaltyAccountID> 2900417 "
      "</LoyaltyAccountID></LoyaltyProgram></LoyaltyAccount>";
  EXPECT_FALSE(mapped({.body = line}).customer);
  EXPECT_EQ(mapped({.body = line + customer}).customer, (Shown{"account", "c-7"}));
  EXPECT_EQ(mapped({.body = line + customer + card}).customer, (Shown{"loyalty", "2900417"}));
  auto nobodys = read(poslog(transaction({.body = line + customer}))).value().front();
  EXPECT_FALSE(
      map_transaction(nobodys, {.currency = "EUR", .customer_id_kind = ""}).value().customer);
}

TEST(PoslogTest, AProfileStandsFirstInTheFacts) {
  const auto event = mapped({.body = sale_line("1", "A", "1", "5")}).events.front();
  EXPECT_THAT(to_json(event, "0197a2c0"), HasSubstr(R"("data":{"profile":"0197a2c0","order_id":)"));
  EXPECT_EQ(without_profile(to_json(event, "0197a2c0")), to_json(event, {}));
  EXPECT_EQ(without_profile(to_json(event, {})), to_json(event, {}));
}

TEST(PoslogTest, RefusesWhatHasNoNumberOrNoTime) {
  const auto refused = [](const std::string& parts) {
    return bodies("<Transaction><WorkstationID>1</WorkstationID>" + parts + "<RetailTransaction>" +
                  sale_line("1", "A", "1", "5") + "</RetailTransaction></Transaction>")
        .front();
  };
  const std::string numbers =
      "<RetailStoreID>1</RetailStoreID><SequenceNumber>1</SequenceNumber>"
      "<BusinessDayDate>2026-03-02</BusinessDayDate>";
  EXPECT_THAT(refused(""), HasSubstr("SequenceNumber"));
  EXPECT_THAT(refused("<RetailStoreID>1</RetailStoreID><SequenceNumber>1</SequenceNumber>"
                      "<BusinessDayDate>2026-02-30</BusinessDayDate>"),
              HasSubstr("BusinessDayDate"));
  EXPECT_THAT(refused(numbers), HasSubstr("EndDateTime"));
  EXPECT_THAT(refused(numbers + "<EndDateTime>yesterday</EndDateTime>"), HasSubstr("EndDateTime"));
  EXPECT_THAT(refused(numbers + "<EndDateTime>2026-03-02T10:00:00</EndDateTime>"),
              HasSubstr("touchpoint.order.completed"));
}

TEST(PoslogTest, ADocumentsStoreAndDayAreThoseOfItsTransactions) {
  const auto text = poslog(
      "<RetailStoreID>9</RetailStoreID><BusinessDayDate>2026-03-02</BusinessDayDate>"
      "<Transaction><WorkstationID>1</WorkstationID><SequenceNumber>5</SequenceNumber>"
      "</Transaction>");
  const auto read_ones = read(text).value();
  ASSERT_THAT(read_ones, SizeIs(1));
  EXPECT_EQ(read_ones[0].key.store, "9");
  EXPECT_EQ(read_ones[0].key.date, "2026-03-02");
  EXPECT_EQ(name_of(read_ones[0]), "transaction 5 of workstation 1 on 2026-03-02");
}

TEST(PoslogTest, WhatVendorsAddIsPassedOver) {
  const auto line =
      "<LineItem v:Kind=\"x\"><v:Sale><ItemID>no</ItemID></v:Sale><Sale><ItemID>yes</ItemID>"
      "<v:ItemID>no</v:ItemID><ExtendedAmount>5</ExtendedAmount><v:More><Description>no"
      "</Description></v:More><Unheard><Of>it</Of></Unheard></Sale></LineItem>";
  EXPECT_THAT(bodies(transaction({.body = line})),
              ElementsAre(sold(R"("total":5,"currency":"EUR","products":[{"sku":"yes"}])")));
}

TEST(PoslogTest, ReadsPrefixesOtherRootsAndEncodings) {
  const auto one = [](const std::string& text) {
    const auto read_ones = read(text);
    return read_ones && read_ones.value().size() == 1 ? read_ones.value()[0].key.store
                                                      : refusal_of(text);
  };
  EXPECT_EQ(one("<p:POSLog xmlns:p=\"urn:other\"><p:Transaction><p:RetailStoreID>7"
                "</p:RetailStoreID></p:Transaction></p:POSLog>"),
            "7");
  EXPECT_EQ(one("<POSLog><Transaction><BusinessUnit><UnitID>8</UnitID></BusinessUnit>"
                "</Transaction></POSLog>"),
            "8");
  EXPECT_EQ(one("<Transaction><RetailStoreID><![CDATA[9]]></RetailStoreID></Transaction>"), "9");
  for (const auto* encoding : {"windows-1252", "ISO-8859-15"}) {
    const std::string euro = encoding[0] == 'w' ? "\x80" : "\xa4";
    EXPECT_EQ(one("<?xml version=\"1.0\" encoding=\"" + std::string(encoding) +
                  "\"?><Transaction><RetailStoreID>" + euro + "</RetailStoreID></Transaction>"),
              "€");
  }
}

TEST(PoslogTest, RefusesWhatIsNoPoslogInOneSentence) {
  EXPECT_THAT(refusal_of("<html/>"), HasSubstr("no POSLog"));
  EXPECT_THAT(refusal_of("hello"), HasSubstr("well-formed"));
  EXPECT_THAT(refusal_of("<POSLog></Wrong>"), HasSubstr("line 1: this is no well-formed XML"));
  EXPECT_THAT(refusal_of("<POSLog>&who;</POSLog>"), HasSubstr("well-formed"));
  EXPECT_THAT(refusal_of("<!DOCTYPE POSLog [<!ENTITY a \"aaaa\">]><POSLog>&a;</POSLog>"),
              HasSubstr("document type declaration"));
  EXPECT_THAT(refusal_of("<!DOCTYPE POSLog SYSTEM \"file:///etc/passwd\"><POSLog/>"),
              HasSubstr("document type declaration"));
  std::string deep;
  for (int i = 0; i < 100; ++i)
    deep += "<POSLog>";
  EXPECT_THAT(refusal_of(deep), HasSubstr("nested too deeply"));
  EXPECT_THAT(refusal_of("<?xml version=\"1.0\" encoding=\"EBCDIC\"?><POSLog/>"),
              HasSubstr("well-formed"));
}

TEST(PoslogTest, ABeginningIsNoMistakeYet) {
  const auto whole = poslog(transaction({.body = sale_line("1", "A", "1", "5")}));
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    const auto result = read(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(result) << size;
    ASSERT_TRUE(result.error().is(Condition::retry_later)) << size;
  }
}

TEST(PoslogTest, LongTextsAndManyLinesAreBounded) {
  const auto event = mapped({.body = sale_line("1", std::string(9000, 'n'), "1", "5")}).events[0];
  EXPECT_LT(event.facts.size(), 1000U);
  std::string text;  // each of two bytes: the cut falls between them or within one
  for (int i = 0; i < 4000; ++i)
    text += "è";
  EXPECT_THAT(mapped({.body = sale_line("1", "x" + text, "1", "5")}).events[0].facts,
              Not(HasSubstr("\xc3\"")));
  std::string lines;
  for (std::size_t i = 0; i <= kTransactionLinesMax; ++i)
    lines += sale_line("1", "A", "1", "5");
  EXPECT_THAT(bodies(transaction({.body = lines})), ElementsAre("it has more than 5000 lines"));
}

TEST(DecimalTest, ReadsWhatTillsWrite) {
  struct Case {
    std::string_view text;
    std::string_view read;  // empty: refused
  };
  for (const auto& [text, wanted] : {Case{"12.50", "12.5"},
                                     {"-3", "-3"},
                                     {"+0.000001", "0.000001"},
                                     {".5", "0.5"},
                                     {"5.", "5"},
                                     {" 7 ", "7"},
                                     {"-0.10", "-0.1"},
                                     {"0000000000012", "12"},
                                     {"1.23456789", "1.234567"},
                                     {"999999999", "999999999"},
                                     {"1000000000", ""},
                                     {"", ""},
                                     {"-", ""},
                                     {".", ""},
                                     {"1,50", ""},
                                     {"1e3", ""},
                                     {"0x10", ""},
                                     {"1.2.3", ""}}) {
    const auto read_one = Decimal::parse(text);
    EXPECT_EQ(read_one ? read_one->text() : "", wanted) << text;
  }
}

TEST(DecimalTest, CountsExactly) {
  Decimal sum;
  for (int i = 0; i < 10; ++i)
    sum += *Decimal::parse("0.1");
  EXPECT_EQ(sum.text(), "1");
  EXPECT_EQ(Decimal::parse("19.99")->times(*Decimal::parse("3"))->text(), "59.97");
  EXPECT_EQ(Decimal::parse("10")->divided_by(*Decimal::parse("4"))->text(), "2.5");
  EXPECT_FALSE(Decimal::parse("10")->divided_by(Decimal{}));
  EXPECT_FALSE(Decimal::parse("999999999")->times(*Decimal::parse("2")));
}

}  // namespace
}  // namespace touchpoint::devices
