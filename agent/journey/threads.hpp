// A thread is what several experiences are about: a complaint and its answer, a return and its
// arrival, a promise and its keeping. Pure.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/profile.hpp"

namespace touchpoint::journey {

struct ThreadKind {
  std::span<const std::string_view> opened_by;
  std::span<const std::string_view> closed_by;
};
const ThreadKind& complaints();
const ThreadKind& returns();
const ThreadKind& promises();

// What opened the threads that nothing known has closed, newest first; of one thread the oldest
// opening. A thread is told by `subject`, without one by `order_id`; what has neither is closed by
// any later closing that has no subject either. The result points into `history`.
std::vector<const Experience*> open_threads(const std::vector<Experience>& history,
                                            const ThreadKind& kind);

// `history` without what was undone, and without the undoing.
std::vector<Experience> without_undone(const std::vector<Experience>& history);

}  // namespace touchpoint::journey
