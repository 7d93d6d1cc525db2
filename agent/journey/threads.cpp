#include "journey/threads.hpp"

#include <algorithm>
#include <array>

namespace touchpoint::journey {
namespace {

constexpr std::string_view kUndone = "interaction.undone";

constexpr std::array<std::string_view, 1> kComplaintOpens{"complaint.raised"};
constexpr std::array<std::string_view, 2> kComplaintCloses{"complaint.answered",
                                                           "complaint.withdrawn"};
constexpr std::array<std::string_view, 2> kReturnOpens{"return.started", "return.shipped"};
constexpr std::array<std::string_view, 3> kReturnCloses{"return.received", "return.cancelled",
                                                        "order.refunded"};
constexpr std::array<std::string_view, 1> kPromiseOpens{"task.opened"};
constexpr std::array<std::string_view, 2> kPromiseCloses{"task.completed", "task.cancelled"};

bool one_of(std::span<const std::string_view> types, const std::string& type) {
  return std::ranges::find(types, type) != types.end();
}

bool same_thread(const Experience& left, const Experience& right) {
  if (!left.subject.empty() && !right.subject.empty()) return left.subject == right.subject;
  if (!left.order_id.empty() || !right.order_id.empty()) return left.order_id == right.order_id;
  return left.subject == right.subject;
}

}  // namespace

const ThreadKind& complaints() {
  static constexpr ThreadKind kKind{kComplaintOpens, kComplaintCloses};
  return kKind;
}

const ThreadKind& returns() {
  static constexpr ThreadKind kKind{kReturnOpens, kReturnCloses};
  return kKind;
}

const ThreadKind& promises() {
  static constexpr ThreadKind kKind{kPromiseOpens, kPromiseCloses};
  return kKind;
}

std::vector<const Experience*> open_threads(const std::vector<Experience>& history,
                                            const ThreadKind& kind) {
  std::vector<const Experience*> open;
  for (const auto& opened : history) {
    if (!one_of(kind.opened_by, opened.type)) continue;
    const bool closed = std::ranges::any_of(history, [&](const Experience& other) {
      return one_of(kind.closed_by, other.type) && other.time >= opened.time &&
             same_thread(opened, other);
    });
    if (closed) continue;
    const bool told = !opened.subject.empty() || !opened.order_id.empty();
    const auto same = std::ranges::find_if(
        open, [&](const Experience* each) { return told && same_thread(*each, opened); });
    if (same == open.end()) {
      open.push_back(&opened);
    } else {
      *same = &opened;  // history is newest first: this is the older one
    }
  }
  return open;
}

std::vector<Experience> without_undone(const std::vector<Experience>& history) {
  std::vector<Experience> left;
  for (const auto& each : history) {
    const bool undone = std::ranges::any_of(history, [&](const Experience& other) {
      return other.type == kUndone && other.subject == each.id;
    });
    if (!undone && each.type != kUndone) left.push_back(each);
  }
  return left;
}

}  // namespace touchpoint::journey
