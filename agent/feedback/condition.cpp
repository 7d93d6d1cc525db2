#include "feedback/condition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace touchpoint::feedback {
namespace {

constexpr std::size_t kExpressionMax = 500;  // bytes
constexpr std::size_t kReasonsMax = 32;      // parentheses multiply
constexpr int kDepthMax = 8;

struct Written {
  std::string_view text;
  Comparison comparison;
};
// The first spelling of each is the one that is written; longer ones stand before their beginnings.
constexpr std::array kComparisons = {Written{"<>", Comparison::not_equal},
                                     Written{"!=", Comparison::not_equal},
                                     Written{"<=", Comparison::at_most},
                                     Written{">=", Comparison::at_least},
                                     Written{"==", Comparison::equal},
                                     Written{"=", Comparison::equal},
                                     Written{"<", Comparison::less},
                                     Written{">", Comparison::more},
                                     Written{"contains", Comparison::contains},
                                     Written{"empty", Comparison::empty},
                                     Written{"notempty", Comparison::not_empty}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Both hold: each reason of one with each of the other.
Conditions both(const Conditions& left, const Conditions& right) {
  Conditions all;
  for (const auto& one : left) {
    for (const auto& other : right) {
      auto& reason = all.emplace_back(one);
      reason.insert(reason.end(), other.begin(), other.end());
    }
  }
  return all;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : left_(text) {}

  Result<Conditions> all() {
    TP_TRY(auto conditions, any_of(0));
    skip_spaces();
    if (!left_.empty()) return unexpected();
    return conditions;
  }

 private:
  Result<Conditions> any_of(int depth) {
    TP_TRY(auto conditions, all_of(depth));
    while (word("or") || mark("||")) {
      TP_TRY(auto more, all_of(depth));
      conditions.insert(conditions.end(), more.begin(), more.end());
      TP_CHECK(few(conditions));
    }
    return conditions;
  }

  Result<Conditions> all_of(int depth) {
    TP_TRY(auto conditions, part(depth));
    while (word("and") || mark("&&")) {
      TP_TRY(const auto more, part(depth));
      conditions = both(conditions, more);
      TP_CHECK(few(conditions));
    }
    return conditions;
  }

  Result<Conditions> part(int depth) {
    if (depth > kDepthMax) return refused("has too many parentheses");
    if (!mark("(")) return comparison();
    TP_TRY(auto inside, any_of(depth + 1));
    if (!mark(")")) return refused("lacks a ')'");
    return inside;
  }

  Result<Conditions> comparison() {
    if (!mark("{")) return unexpected();
    const auto end = left_.find('}');
    if (end == std::string_view::npos) return refused("lacks a '}'");
    Condition condition{.question = std::string(left_.substr(0, end))};
    left_.remove_prefix(end + 1);
    const auto found = std::ranges::find_if(kComparisons, [this](const Written& written) {
      return is_letter(written.text.front()) ? word(written.text) : mark(written.text);
    });
    if (found == kComparisons.end()) return unexpected();
    condition.comparison = found->comparison;
    if (found->comparison != Comparison::empty && found->comparison != Comparison::not_empty) {
      TP_CHECK(read_value(condition));
    }
    return Conditions{{std::move(condition)}};
  }

  Result<void> read_value(Condition& condition) {
    skip_spaces();
    for (const char quote : {'\'', '"'}) {
      if (!left_.starts_with(quote)) continue;
      const auto end = left_.find(quote, 1);
      if (end == std::string_view::npos) return refused("lacks a closing quotation mark");
      condition.value = std::string(left_.substr(1, end - 1));
      left_.remove_prefix(end + 1);
      return success();
    }
    double number = 0;
    const auto [end, error] = std::from_chars(left_.begin(), left_.end(), number);
    if (error != std::errc{}) return unexpected();
    condition.value = number;
    left_ = {end, left_.end()};
    return success();
  }

  static Result<void> few(const Conditions& conditions) {
    if (conditions.size() > kReasonsMax) return refused("has too many combinations");
    return success();
  }

  void skip_spaces() {
    while (left_.starts_with(' '))
      left_.remove_prefix(1);
  }
  bool mark(std::string_view text) {
    skip_spaces();
    if (!left_.starts_with(text)) return false;
    left_.remove_prefix(text.size());
    return true;
  }
  bool word(std::string_view text) {
    skip_spaces();
    if (!left_.starts_with(text)) return false;
    if (left_.size() > text.size() && is_letter(left_[text.size()])) return false;
    left_.remove_prefix(text.size());
    return true;
  }
  Error unexpected() {
    skip_spaces();
    if (left_.empty()) return refused("ends too early");
    return refused("is not understood at \"" + std::string(left_.substr(0, 20)) +
                   "\": comparisons of {questions}, and, or, parentheses are");
  }

  std::string_view left_;
};

}  // namespace

std::string_view to_text(Comparison comparison) {
  return std::ranges::find(kComparisons, comparison, &Written::comparison)->text;
}

Result<Conditions> read_conditions(std::string_view expression) {
  if (expression.size() > kExpressionMax) return refused("has more than 500 bytes");
  return Reader{expression}.all();
}

}  // namespace touchpoint::feedback
