#include "core/error.hpp"

namespace touchpoint {
namespace {

class ConditionCategory final : public std::error_category {
 public:
  const char* name() const noexcept override { return "touchpoint"; }
  std::string message(int value) const override {
    switch (static_cast<Condition>(value)) {
      case Condition::retry_later:
        return "try again later";
      case Condition::refused:
        return "refused";
      case Condition::misconfigured:
        return "misconfigured";
      case Condition::damaged:
        return "damaged";
    }
    return "unknown";
  }
};

}  // namespace

const std::error_category& condition_category() noexcept {
  static const ConditionCategory category;
  return category;
}

std::error_code make_error_code(Condition condition) noexcept {
  return {static_cast<int>(condition), condition_category()};
}

bool Error::is(Condition condition) const noexcept {
  if (is_full()) return condition == Condition::retry_later;
  return code_.default_error_condition() == make_error_code(condition).default_error_condition();
}

Error Error::within(std::string_view doing) const {
  return {code_, std::string(doing) + ": " + sentence_};
}

}  // namespace touchpoint
