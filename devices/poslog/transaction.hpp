// A till's transaction as POSLog tells it (ARTS/OMG POSLog 2.2 to 6.0): the texts that are read of
// it, as they stand there. What they mean is mapping.hpp's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace touchpoint::devices {

inline constexpr std::size_t kTransactionLinesMax = 5000;

// By these four a retailer knows a transaction from all others.
struct TransactionKey {
  std::string store;
  std::string workstation;
  std::string date;  // the business day: "2026-03-02"
  std::string sequence;
};

// A line on which goods change hands. Tenders, taxes and whatever else stands on a line are not
// read: a payment card's number does not get in here.
struct TransactionLine {
  bool returned = false;
  bool voided = false;
  std::string scanned;  // POSItemID: what stands on the article
  std::string item;     // ItemID: what the retailer calls it
  std::string name;
  std::string quantity;
  std::string sold_at;  // ActualSalesUnitPrice
  std::string marked;   // RegularSalesUnitPrice
  std::string extended;
  std::string reason;
  std::string reason_code;
  std::optional<TransactionKey> bought_in;  // of a return: parts may be missing
};

struct Transaction {
  TransactionKey key;
  bool retail = false;  // goods, not an opened drawer or a counted till
  bool training = false;
  bool cancelled = false;
  std::string status;
  std::string began, ended, receipt_at;
  std::string staff;
  std::string currency;
  std::string customer;  // CustomerID
  std::string loyalty;   // LoyaltyAccountID
  std::vector<TransactionLine> lines;
  std::vector<std::pair<std::string, std::string>> totals;  // TotalType, amount
  std::optional<TransactionKey> link;                       // the transaction that this one voids
  bool too_long = false;                                    // it had more lines than are read
};

}  // namespace touchpoint::devices
