#include <chrono>
#include <cstdio>

#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "core/text.hpp"
#include "sync/hub/command_support.hpp"
#include "sync/hub/commands.hpp"
#include "sync/hub/import/input_file.hpp"
#include "sync/hub/import/orders_import.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point began) {
  return std::chrono::duration<double>(Steady::now() - began).count();
}

// One line on stderr: rewritten in place on a terminal, a new one every few seconds in a log.
class ProgressLine {
 public:
  void show(double share, std::int64_t rows) {
    const auto now = Steady::now();
    if (now - shown_ < (terminal_ ? kRewrite : kRepeat)) return;
    shown_ = now;
    const double elapsed = seconds_since(began_);
    const double rate = elapsed > 0 ? static_cast<double>(rows) / elapsed : 0;
    const double left = share > 0 ? elapsed * (1 - share) / share : 0;
    fmt::print(stderr, "{}{:3.0f} %  {} rows  {:.0f} rows/s  {:.0f} s left{}",
               terminal_ ? "\r" : "", share * 100, rows, rate, left, terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
    begun_ = true;
  }
  void clear() {
    if (terminal_ && begun_) fmt::print(stderr, "\r\x1b[K");
  }
  double elapsed() const { return seconds_since(began_); }

 private:
  static constexpr auto kRewrite = std::chrono::milliseconds{100};
  static constexpr auto kRepeat = std::chrono::milliseconds{5000};
  const bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  const Steady::time_point began_ = Steady::now();
  Steady::time_point shown_ = began_;
  bool begun_ = false;
};

Result<BatchAnswer> send(control::ControlClient& hub, const std::string& source,
                         const std::string& elements) {
  TP_TRY(const auto answer, hub.call(R"({"verb":"source.batch","source":)" + json_quoted(source) +
                                     R"(,"batch":[)" + elements + "]}"));
  TP_TRY(const auto members, parse_object(answer));
  const auto count = [&members](std::string_view name) {
    return static_cast<std::int64_t>(number_member(members, name).value_or(0));
  };
  return BatchAnswer{.applied = count("applied"),
                     .repeated = count("repeated"),
                     .refused = count("refused"),
                     .first_refusal = text_member(members, "first_refusal")};
}

Result<ImportSummary> import(const std::filesystem::path& config, const ImportOptions& options,
                             ProgressLine& progress) {
  TP_TRY(auto file, InputFile::open(options.file));
  TP_TRY(auto hub, connect_to_hub(config));
  OrdersImport orders(options.currency, [&](const std::string& elements) {
    return send(hub, options.source, elements);
  });
  Result<void> taken = success();
  CsvReader reader([&](const CsvRecord& record) {
    if (taken) taken = orders.take(record);
  });
  while (taken) {
    TP_TRY(const auto piece, file.next());
    if (piece.empty()) break;
    reader.feed(piece);
    progress.show(static_cast<double>(file.read()) / static_cast<double>(file.size()),
                  orders.summary().lines);
  }
  if (taken) reader.finish();
  TP_CHECK(std::move(taken));
  TP_CHECK(orders.finish());
  return orders.summary();
}

void print_summary(const ImportSummary& summary, double seconds) {
  fmt::print(
      "{} lines, {} invoices: {} orders, {} refunds; {} customers, {} invoices of guests\n"
      "The hub applied {} calls, knew {} already and refused {}. {:.1f} s, {:.0f} lines/s.\n",
      summary.lines, summary.invoices(), summary.orders, summary.refunds, summary.customers,
      summary.of_guests, summary.applied, summary.repeated, summary.refused, seconds,
      seconds > 0 ? static_cast<double>(summary.lines) / seconds : 0);
  if (summary.bad_lines > 0) fmt::print("{} lines were passed over.\n", summary.bad_lines);
  for (const auto& problem : summary.first_problems)
    fmt::print("  {}\n", problem);
}

}  // namespace

int run_import_orders(const std::filesystem::path& config, const ImportOptions& options) {
  ProgressLine progress;
  const auto summary = import(config, options, progress);
  progress.clear();
  if (!summary) return fail(summary.error());
  print_summary(summary.value(), progress.elapsed());
  return EXIT_SUCCESS;
}

}  // namespace touchpoint::hub
