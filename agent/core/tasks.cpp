#include "core/tasks.hpp"

namespace touchpoint {

std::optional<int> low_at(std::string_view kind, const LowScores& low) {
  if (kind == "nps") return low.nps;
  if (kind == "csat") return low.csat;
  if (kind == "ces") return low.ces;
  return std::nullopt;
}

bool only_follows(const TaskStep& step) {
  return (step.type == "survey.answered" && !step.score) || step.type == "order.collected" ||
         step.type == "order.partly_collected";
}

std::string_view to_text(TaskKind kind) {
  switch (kind) {
    case TaskKind::complaint:
      return "complaint";
    case TaskKind::promise:
      return "promise";
    case TaskKind::call:
      return "call";
    case TaskKind::answer:
      return "answer";
    case TaskKind::collection:
      return "collection";
    case TaskKind::rights:
      return "rights";
  }
  return "";
}

}  // namespace touchpoint
