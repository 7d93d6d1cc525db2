// POSLog as a till writes it, from its parts, for tests.
#pragma once

#include <string>

namespace touchpoint::support {

struct PoslogParts {
  std::string sequence = "4711";
  std::string date = "2026-03-02";
  std::string header{};      // elements of Transaction
  std::string attributes{};  // of Transaction
  std::string status{};      // an attribute of RetailTransaction
  std::string body{};        // of RetailTransaction
};

inline std::string transaction(const PoslogParts& parts) {
  return "<Transaction " + parts.attributes + "><RetailStoreID>0012</RetailStoreID>" +
         "<WorkstationID>3</WorkstationID><SequenceNumber>" + parts.sequence +
         "</SequenceNumber><BusinessDayDate>" + parts.date + "</BusinessDayDate>" +
         "<BeginDateTime>2026-03-02T11:40:00+01:00</BeginDateTime>" +
         "<EndDateTime>2026-03-02T11:41:07+01:00</EndDateTime>" +
         "<OperatorID OperatorName=\"x\">0042</OperatorID>" + parts.header + "<RetailTransaction " +
         parts.status + ">" + parts.body + "</RetailTransaction></Transaction>";
}

inline std::string poslog(const std::string& transactions) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<POSLog xmlns=\"http://www.nrf-arts.org/IXRetail/namespace/\" xmlns:v=\"urn:vendor\">" +
         transactions + "</POSLog>\n";
}

inline std::string sale_line(const std::string& sku, const std::string& name,
                             const std::string& quantity, const std::string& extended,
                             const std::string& attributes = {}) {
  return "<LineItem " + attributes +
         "><SequenceNumber>1</SequenceNumber><Sale ItemType=\"Stock\"><POSIdentity "
         "POSIDType=\"EAN\"><POSItemID>" +
         sku + "</POSItemID></POSIdentity><ItemID>i-" + sku + "</ItemID><Description>" + name +
         "</Description><ExtendedAmount>" + extended + "</ExtendedAmount><Quantity Units=\"1\">" +
         quantity + "</Quantity></Sale></LineItem>";
}

inline std::string total(const std::string& type, const std::string& amount) {
  return "<Total TotalType=\"" + type + "\">" + amount + "</Total>";
}

}  // namespace touchpoint::support
