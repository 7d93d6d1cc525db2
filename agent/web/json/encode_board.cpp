#include <cmath>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "web/json/encode.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

// No figure here is known to more than four places.
double rounded(double value) {
  constexpr double kPlaces = 10'000;
  return std::round(value * kPlaces) / kPlaces;
}

json::object encode(const Estimate& estimate) {
  json::object object{{"n", estimate.n}};
  if (!estimate.of) return object;
  object.emplace("value", rounded(estimate.of->value));
  object.emplace("low", rounded(estimate.of->low));
  object.emplace("high", rounded(estimate.of->high));
  return object;
}

json::object encode(const BoardRow& row) {
  json::object object;
  if (!row.day.empty()) object.emplace("day", row.day);
  if (!row.touchpoint.empty()) object.emplace("touchpoint", row.touchpoint);
  object.emplace("recognition", encode(row.recognition));
  object.emplace("nps", encode(row.nps));
  object.emplace("csat", encode(row.csat));
  object.emplace("ces", encode(row.ces));
  object.emplace("sales", row.sales);
  object.emplace("collections", row.collections);
  object.emplace("returns", row.returns);
  object.emplace("complaints", row.complaints);
  return object;
}

std::string_view to_text(Happening::Scale scale) {
  switch (scale) {
    case Happening::Scale::nps:
      return "nps";
    case Happening::Scale::csat:
      return "csat";
    case Happening::Scale::ces:
      return "ces";
  }
  return "";
}

json::object encode(const TrustRow& row) {
  json::object flagged;
  for (const auto& [rule, count] : row.flagged)
    flagged.emplace(rule, count);
  return {{"scale", to_text(row.scale)},
          {"raw", encode(row.raw)},
          {"cleaned", encode(row.cleaned)},
          {"flagged", std::move(flagged)}};
}

json::object encode(const StoreRow& row) {
  json::object object;
  if (!row.day.empty()) object.emplace("day", row.day);
  object.emplace("opened", row.opened);
  object.emplace("waiting", row.waiting);
  object.emplace("action", encode(row.action));
  object.emplace("wait", encode(row.wait));
  return object;
}

template <class Row>
json::array all_of(const std::vector<Row>& rows) {
  json::array all;
  for (const auto& row : rows)
    all.push_back(encode(row));
  return all;
}

}  // namespace

std::string to_json(const Board& board) {
  json::object object{
      {"as_of", to_rfc3339(board.as_of)},   {"today", board.today}, {"time_zone", board.time_zone},
      {"day_turns_at", board.day_turns_at}, {"whole", board.whole}, {"rows", all_of(board.rows)}};
  if (board.since) object.emplace("since", to_rfc3339(*board.since));
  object.emplace("trust", all_of(board.trust));
  if (board.store) object.emplace("store", all_of(*board.store));
  return to_text(object);
}

}  // namespace touchpoint::web
