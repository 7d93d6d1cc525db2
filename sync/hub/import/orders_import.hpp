// OrdersImport turns lines of a web shop's invoices into calls of a source, in batches:
//
//   invoice,stock_code,description,quantity,invoiced_at,unit_price,customer_id,country
//
// All lines of an invoice make one `Order Completed`; of one whose number begins with C, one `Order
// Refunded`, whose amounts stand negative in the file and positive in the call. The customer's
// number is the userId; a line without one is a guest's. A customer's first invoice is preceded by
// an `identify`. Each call's messageId follows from the invoice, so that a second import changes
// nothing.
//
// Lines of one invoice may stand apart a little: the newest kOpenInvoicesMax are held open.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/hub/import/csv.hpp"

namespace touchpoint::hub {

inline constexpr std::size_t kOpenInvoicesMax = 256;

struct ImportSummary {
  std::int64_t lines = 0;  // without the header
  std::int64_t bad_lines = 0;
  std::vector<std::string> first_problems;  // "line 17: …"
  std::int64_t orders = 0;
  std::int64_t refunds = 0;
  std::int64_t of_guests = 0;  // of these, without a customer
  std::int64_t customers = 0;
  std::int64_t applied = 0;  // calls, as the hub counted them
  std::int64_t repeated = 0;
  std::int64_t refused = 0;

  std::int64_t invoices() const { return orders + refunds; }
};

// What the hub made of one batch.
struct BatchAnswer {
  std::int64_t applied = 0;
  std::int64_t repeated = 0;
  std::int64_t refused = 0;
  std::string first_refusal;
};

class OrdersImport {
 public:
  // `send` gets the elements of a `batch` array, joined by commas, at most kBatchTextMax bytes.
  using Send = std::function<Result<BatchAnswer>(const std::string& elements)>;
  static constexpr std::size_t kBatchTextMax = 960 * 1024;

  OrdersImport(std::string currency, Send send)
      : currency_(std::move(currency)), send_(std::move(send)) {}

  // The first record is the header. An error is the sender's, or `refused` for a header that is not
  // ours; lines that are wrong are counted and passed over.
  Result<void> take(const CsvRecord& record);
  Result<void> finish();

  const ImportSummary& summary() const { return summary_; }

 private:
  struct Invoice {
    std::string number;
    std::string customer;
    std::string time;
    std::string products;  // JSON objects, joined by commas
    double total = 0;
    std::int64_t first_line = 0;
  };
  using Open = std::list<Invoice>;

  Result<void> take_line(const CsvRecord& record);
  Result<Open::iterator> invoice_of(const CsvRecord& record);
  Result<void> close(Open::iterator invoice);
  Result<void> queue(const std::string& call);
  Result<void> flush();
  void complain(std::int64_t line, const std::string& what);

  std::string currency_;
  Send send_;
  bool header_seen_ = false;
  Open open_;  // the one that a line came for last stands last
  std::unordered_map<std::string, Open::iterator> by_number_;
  std::unordered_set<std::string> closed_;
  std::unordered_set<std::string> customers_;
  std::string batch_;
  ImportSummary summary_;
};

}  // namespace touchpoint::hub
