#include <array>
#include <charconv>

#include "web/handlers.hpp"
#include "web/json/encode.hpp"

namespace touchpoint::web {
namespace {

std::string plain(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, 4).ptr;
  return {text.begin(), end};
}

// n, the figure, and between what it lies; what there is not is an empty cell.
std::string cells(const Estimate& estimate) {
  auto text = "," + std::to_string(estimate.n);
  if (!estimate.of) return text + ",,,";
  return text + "," + plain(estimate.of->value) + "," + plain(estimate.of->low) + "," +
         plain(estimate.of->high);
}

std::string cells(std::initializer_list<std::int64_t> counts) {
  std::string text;
  for (const auto count : counts)
    text += "," + std::to_string(count);
  return text;
}

std::string headings(std::string_view name) {
  std::string text;
  for (const auto* part : {"_n", "", "_low", "_high"})
    text.append(",").append(name).append(part);
  return text;
}

// RFC 4180. Nothing in it needs quotes: days, names of touchpoints, numbers.
std::string to_csv(const Board& board, const std::string& device) {
  std::string csv = "of,day,touchpoint" + headings("recognised") + headings("nps") +
                    headings("csat") + headings("ces") +
                    ",sales,collections,returns,complaints,tasks,tasks_waiting" +
                    headings("time_to_action_s") + headings("wait_for_manager_s") + "\r\n";
  constexpr auto kNoStoreCells = ",,,,,,,,,,";
  constexpr auto kNoDeviceCells = ",,,,,,,,,,,,,,,,,,,,";
  for (const auto& row : board.rows) {
    csv += device + "," + (row.day.empty() ? "all" : row.day) + "," + row.touchpoint +
           cells(row.recognition) + cells(row.nps) + cells(row.csat) + cells(row.ces) +
           cells({row.sales, row.collections, row.returns, row.complaints}) + kNoStoreCells +
           "\r\n";
  }
  for (const auto& row : board.store.value_or(std::vector<StoreRow>{})) {
    csv += std::string("store,") + (row.day.empty() ? "all" : row.day) + "," + kNoDeviceCells +
           cells({row.opened, row.waiting}) + cells(row.action) + cells(row.wait) + "\r\n";
  }
  return csv;
}

}  // namespace

void show_board(Parts& parts, Call call) {
  parts.device.board([answer = std::move(call.answer)](Result<Board> board) mutable {
    if (!board) return answer.refuse(not_done(board.error()));
    answer.json(200, to_json(board.value()));
  });
}

void save_board(Parts& parts, Call call) {
  parts.device.board([answer = std::move(call.answer),
                      device = parts.settings.device](Result<Board> board) mutable {
    if (!board) return answer.refuse(not_done(board.error()));
    Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.body = to_csv(board.value(), device);
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"board-" + device +
                                                             "-" + board.value().today + ".csv\"");
    answer.send(std::move(response));
  });
}

}  // namespace touchpoint::web
