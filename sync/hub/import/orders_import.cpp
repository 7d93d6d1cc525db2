#include "sync/hub/import/orders_import.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/text.hpp"

namespace touchpoint::hub {
namespace {

enum Column { kInvoice, kStockCode, kDescription, kQuantity, kInvoicedAt, kUnitPrice, kCustomer };
constexpr std::array<std::string_view, 8> kHeader{"invoice",     "stock_code",  "description",
                                                  "quantity",    "invoiced_at", "unit_price",
                                                  "customer_id", "country"};
constexpr std::size_t kProblemsShown = 5;
constexpr std::size_t kNumberMax = 64;  // bytes of an invoice's or a customer's number

bool is_refund(std::string_view invoice) {
  return invoice.starts_with('C');
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

double in_cents(double amount) {
  return std::round(amount * 100) / 100;
}

// What is wrong with a line; empty: nothing.
std::string problem_of(const CsvRecord& record) {
  if (!record.problem.empty()) return record.problem;
  const auto& fields = record.fields;
  if (fields.size() != kHeader.size()) {
    return fmt::format("{} columns instead of {}", fields.size(), kHeader.size());
  }
  if (fields[kInvoice].empty() || fields[kInvoice].size() > kNumberMax) return "no invoice number";
  if (fields[kCustomer].size() > kNumberMax) return "the customer's number is too long";
  for (const auto& field : fields) {
    if (!is_utf8(field)) return "not UTF-8";
  }
  if (!number_of(fields[kQuantity])) return "the quantity is not a number";
  if (!number_of(fields[kUnitPrice])) return "the price is not a number";
  if (!from_rfc3339(fields[kInvoicedAt])) return "the time is not as in RFC 3339";
  return {};
}

std::string product_json(const CsvRecord& record, double quantity, double price) {
  return fmt::format(R"({{"sku":{},"name":{},"quantity":{},"price":{}}})",
                     json_quoted(record.fields[kStockCode]),
                     json_quoted(record.fields[kDescription]), quantity, price);
}

std::string identify_json(const std::string& customer, const std::string& time) {
  return fmt::format(
      R"({{"type":"identify","messageId":{},"userId":{},"timestamp":{},"traits":{{}}}})",
      json_quoted("customer-" + customer), json_quoted(customer), json_quoted(time));
}

}  // namespace

Result<void> OrdersImport::take(const CsvRecord& record) {
  if (!header_seen_) {
    header_seen_ = true;
    if (std::equal(record.fields.begin(), record.fields.end(), kHeader.begin(), kHeader.end())) {
      return success();
    }
    std::string columns;
    for (const auto name : kHeader)
      columns += (columns.empty() ? "" : ",") + std::string(name);
    return refused("the first line must name the columns: " + columns);
  }
  ++summary_.lines;
  if (auto problem = problem_of(record); !problem.empty()) {
    complain(record.line, problem);
    return success();
  }
  return take_line(record);
}

Result<void> OrdersImport::take_line(const CsvRecord& record) {
  if (closed_.contains(record.fields[kInvoice])) {
    complain(record.line, "its invoice ended long before");
    return success();
  }
  TP_TRY(const auto invoice, invoice_of(record));
  if (invoice->customer != record.fields[kCustomer]) {
    complain(record.line, "its invoice is another customer's");
    return success();
  }
  const bool refund = is_refund(invoice->number);
  double quantity = number_of(record.fields[kQuantity]).value_or(0);
  const double price = number_of(record.fields[kUnitPrice]).value_or(0);
  invoice->total += quantity * price;
  if (refund) quantity = std::abs(quantity);
  if (!invoice->products.empty()) invoice->products += ',';
  invoice->products += product_json(record, quantity, price);
  return success();
}

Result<OrdersImport::Open::iterator> OrdersImport::invoice_of(const CsvRecord& record) {
  const std::string& number = record.fields[kInvoice];
  if (const auto known = by_number_.find(number); known != by_number_.end()) {
    open_.splice(open_.end(), open_, known->second);
    return known->second;
  }
  if (open_.size() >= kOpenInvoicesMax) {
    TP_CHECK(close(open_.begin()));
  }
  open_.push_back({.number = number,
                   .customer = record.fields[kCustomer],
                   .time = record.fields[kInvoicedAt],
                   .products = {},
                   .total = 0,
                   .first_line = record.line});
  const auto invoice = std::prev(open_.end());
  by_number_.emplace(number, invoice);
  return invoice;
}

Result<void> OrdersImport::close(Open::iterator at) {
  const Invoice invoice = std::move(*at);
  by_number_.erase(invoice.number);
  open_.erase(at);
  closed_.insert(invoice.number);
  if (!invoice.customer.empty() && customers_.insert(invoice.customer).second) {
    ++summary_.customers;
    TP_CHECK(queue(identify_json(invoice.customer, invoice.time)));
  }
  const bool refund = is_refund(invoice.number);
  ++(refund ? summary_.refunds : summary_.orders);
  if (invoice.customer.empty()) ++summary_.of_guests;
  const double total = in_cents(refund ? std::abs(invoice.total) : invoice.total);
  const std::string call = fmt::format(
      R"({{"type":"track","event":"{}","messageId":{},{}"timestamp":{},"properties":{{"order_id":{},)"
      R"("total":{},{}"products":[{}]}}}})",
      refund ? "Order Refunded" : "Order Completed", json_quoted("order-" + invoice.number),
      invoice.customer.empty() ? "" : "\"userId\":" + json_quoted(invoice.customer) + ",",
      json_quoted(invoice.time), json_quoted(invoice.number), total,
      currency_.empty() ? "" : "\"currency\":" + json_quoted(currency_) + ",", invoice.products);
  if (call.size() <= kBatchTextMax) return queue(call);
  complain(invoice.first_line, "its invoice has too many lines");
  return success();
}

Result<void> OrdersImport::queue(const std::string& call) {
  if (batch_.size() + 1 + call.size() > kBatchTextMax) {
    TP_CHECK(flush());
  }
  if (!batch_.empty()) batch_ += ',';
  batch_ += call;
  return success();
}

Result<void> OrdersImport::flush() {
  if (batch_.empty()) return success();
  TP_TRY(const auto answer, send_(batch_));
  batch_.clear();
  summary_.applied += answer.applied;
  summary_.repeated += answer.repeated;
  summary_.refused += answer.refused;
  if (!answer.first_refusal.empty() && summary_.first_problems.size() < kProblemsShown) {
    summary_.first_problems.push_back("the hub refused a call: " + answer.first_refusal);
  }
  return success();
}

Result<void> OrdersImport::finish() {
  while (!open_.empty()) {
    TP_CHECK(close(open_.begin()));
  }
  return flush();
}

void OrdersImport::complain(std::int64_t line, const std::string& what) {
  ++summary_.bad_lines;
  if (summary_.first_problems.size() < kProblemsShown) {
    summary_.first_problems.push_back(fmt::format("line {}: {}", line, what));
  }
}

}  // namespace touchpoint::hub
