#include "sync/codec/happening.hpp"

#include <algorithm>
#include <array>

#include "sync/codec/reading.hpp"

namespace touchpoint::sync {
namespace {

using reading::Document;
using reading::Members;
using Kind = Happening::Kind;
using Scale = Happening::Scale;

struct Counted {
  std::string_view type;
  Kind kind;
};
constexpr auto kCounted = std::to_array<Counted>({
    {"touchpoint.customer.recognised", Kind::recognised},
    {"touchpoint.customer.unrecognised", Kind::unrecognised},
    {"touchpoint.order.completed", Kind::sold},
    {"touchpoint.order.refunded", Kind::returned},
    {"touchpoint.order.collected", Kind::collected},
    {"touchpoint.order.partly_collected", Kind::collected},
    {"touchpoint.complaint.raised", Kind::complained},
    {"touchpoint.survey.answered", Kind::answered},
    {"touchpoint.interaction.undone", Kind::undone},
});

// A score counts only on the scale that is defined for it; from 1 to 10 is no NPS.
struct Range {
  std::string_view kind;
  Scale scale;
  int least;
  int most;
};
constexpr auto kScales = std::to_array<Range>(
    {{"nps", Scale::nps, 0, 10}, {"csat", Scale::csat, 1, 5}, {"ces", Scale::ces, 1, 7}});

struct Answered {
  std::string_view kind;
  std::optional<int> score;
  std::string_view question;
  std::string_view response;
};

bool read_answer(const Answered& answer, Happening& happening) {
  const auto* range = std::ranges::find(kScales, answer.kind, &Range::kind);
  const auto& score = answer.score;
  if (range == kScales.end() || !score || *score < range->least || *score > range->most) {
    return false;
  }
  happening.scale = range->scale;
  happening.question = answer.question;
  happening.response = Uuid::parse(answer.response).value_or(Uuid{});
  happening.score = *score;
  return true;
}

}  // namespace

std::vector<std::string> types_of_happenings() {
  std::vector<std::string> types;
  for (const auto& counted : kCounted)
    types.emplace_back(counted.type);
  return types;
}

std::optional<Happening> happening_of(const ReceivedEvent& event) {
  const auto* counted = std::ranges::find(kCounted, event.type, &Counted::type);
  const auto id = Uuid::parse(event.id);
  if (counted == kCounted.end() || !id) return std::nullopt;
  Happening happening{
      .id = *id, .time = event.time, .touchpoint = event.touchpoint, .kind = counted->kind};
  const auto document = Document::parse(event.data, "the event's data");
  if (!document) return std::nullopt;
  Members::Problem problem;
  const Members data{document.value().root(), "the event's data", problem};
  switch (counted->kind) {
    case Kind::answered:
      if (!read_answer({.kind = data.text("kind"),
                        .score = data.small("score"),
                        .question = data.text("question"),
                        .response = data.text("response")},
                       happening)) {
        return std::nullopt;
      }
      break;
    case Kind::unrecognised:
      if (data.text("reason") == "blocked") return std::nullopt;  // nobody was to be recognised
      [[fallthrough]];
    case Kind::recognised:
      happening.about = Uuid::parse(data.text("scan")).value_or(Uuid{});
      break;
    case Kind::undone:
      happening.about = Uuid::parse(data.text("undoes")).value_or(Uuid{});
      if (happening.about.is_nil()) return std::nullopt;
      break;
    case Kind::sold:
    case Kind::returned:
    case Kind::collected:
    case Kind::complained:
      break;
  }
  if (problem.found()) return std::nullopt;
  return happening;
}

std::optional<Happening> happening_of(const TaskStep& step) {
  const auto id = Uuid::parse(step.id);
  if (!id || step.question.empty()) return std::nullopt;
  Happening happening{
      .id = *id, .time = step.time, .touchpoint = step.touchpoint, .kind = Kind::answered};
  const Answered answer{
      .kind = step.kind, .score = step.score, .question = step.question, .response = step.task};
  if (!read_answer(answer, happening)) return std::nullopt;
  return happening;
}

}  // namespace touchpoint::sync
