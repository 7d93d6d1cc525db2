#include "recognition/phone.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "core/text.hpp"
#include "recognition/number_pattern.hpp"

namespace touchpoint::recognition {
namespace {

struct NumberingPlan {
  std::string_view region;  // "001": of no one region
  int country_code;
  bool main_region;                       // of those that share the code
  std::string_view international_prefix;  // pattern of what one dials before a country code
  std::string_view national_prefix;       // pattern of what one dials within the country
  std::string_view national_rule;         // what its groups become: "9$1"
  std::string_view national_number;       // pattern of what follows the country code
  std::uint32_t lengths;                  // bit n: there are numbers of n digits
};

constexpr auto kPlans = std::to_array<NumberingPlan>({
#include "recognition/tables/numbering_plans.inc"
});

constexpr std::size_t kWrittenMax = 64;        // bytes
constexpr std::size_t kNationalMin = 4;        // digits; the shortest that people have
constexpr std::size_t kInternationalMax = 15;  // digits with country code, E.164 section 6.2.1
constexpr std::size_t kCountryCodeMax = 3;

const NumberingPlan* plan_of_region(std::string_view region) {
  const auto found = std::ranges::find(kPlans, region, &NumberingPlan::region);
  return found == kPlans.end() || region == "001" ? nullptr : &*found;
}

const NumberingPlan* plan_of_code(int country_code) {
  const NumberingPlan* any = nullptr;
  for (const auto& plan : kPlans) {
    if (plan.country_code != country_code) continue;
    if (plan.main_region) return &plan;
    if (any == nullptr) any = &plan;
  }
  return any;
}

// The digits, after a "+" if there is one. Nullopt for anything that no number is written with.
struct Digits {
  bool plus = false;
  std::string text;
};
std::optional<Digits> digits_of(std::string_view written) {
  Digits digits;
  if (written.starts_with("tel:")) written.remove_prefix(4);
  written = written.substr(0, written.find(';'));  // RFC 3966's parameters
  if (written.size() > kWrittenMax) return std::nullopt;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const char c = written[i];
    if (is_digit(c)) {
      digits.text.push_back(c);
    } else if (c == '+' && digits.text.empty() && !digits.plus) {
      digits.plus = true;
    } else if (written.substr(i).starts_with("\xc2\xa0")) {
      ++i;  // a no-break space
    } else if (std::string_view(" .-()/").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return digits;
}

// The plan whose country code the digits begin with; the code is taken off them.
const NumberingPlan* take_country_code(std::string& digits) {
  int code = 0;
  for (std::size_t length = 1; length <= kCountryCodeMax && length < digits.size(); ++length) {
    code = code * 10 + (digits[length - 1] - '0');
    if (code == 0) return nullptr;  // none begins with a zero
    if (const auto* const plan = plan_of_code(code)) {
      digits.erase(0, length);
      return plan;
    }
  }
  return nullptr;
}

bool fits(const NumberingPlan& plan, std::string_view national) {
  return matches_whole(plan.national_number, national);
}

bool is_shorter_than_any(const NumberingPlan& plan, std::size_t length) {
  return std::cmp_less(length, std::countr_zero(plan.lengths));
}
bool is_longer_than_any(const NumberingPlan& plan, std::size_t length) {
  return length >= 32 || (plan.lengths >> length) == 0;
}
bool is_length_of(const NumberingPlan& plan, std::size_t length) {
  return length < 32 && (plan.lengths >> length & 1U) != 0;
}

// "9$1" with what the groups took.
std::string by_rule(std::string_view rule, const PatternMatch& match) {
  std::string text;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    if (rule[i] == '$' && i + 1 < rule.size()) {
      text += match.groups.at(rule[++i] == '2' ? 1 : 0);
    } else {
      text.push_back(rule[i]);
    }
  }
  return text;
}

// Takes off what is only dialled within the country: "0" before a British number, not before an
// Italian.
std::string without_national_prefix(const NumberingPlan& plan, const std::string& digits) {
  if (plan.national_prefix.empty()) return digits;
  const auto match = match_start(plan.national_prefix, digits);
  if (!match || match->length == 0) return digits;
  const auto rest = digits.substr(match->length);
  const bool by_groups =
      !plan.national_rule.empty() && !(match->groups[0].empty() && match->groups[1].empty());
  const auto shorter = by_groups ? by_rule(plan.national_rule, *match) + rest : rest;
  if (fits(plan, digits) && !fits(plan, shorter)) return digits;
  return shorter;
}

// Only where what remains can be a number; somebody who writes the prefix twice means it once, and
// what is written in E.164 stays as it is.
std::string national_number(const NumberingPlan& plan, std::string digits) {
  while (true) {
    auto shorter = without_national_prefix(plan, digits);
    const bool can_be = shorter.size() >= kNationalMin && shorter != digits &&
                        (is_length_of(plan, shorter.size()) || !is_length_of(plan, digits.size()));
    if (!can_be) return digits;
    const bool again = shorter.size() < digits.size();
    digits = std::move(shorter);
    if (!again) return digits;
  }
}

std::optional<std::string> international(const NumberingPlan& plan, const std::string& digits) {
  const auto number = std::to_string(plan.country_code) + national_number(plan, digits);
  const auto national = number.size() - std::to_string(plan.country_code).size();
  const bool possible = number.size() <= kInternationalMax &&
                        !is_shorter_than_any(plan, national) && !is_longer_than_any(plan, national);
  if (!possible) return std::nullopt;
  return "+" + number;
}

Error wrong_length() {
  return refused("a phone number of that country has another number of digits");
}

Result<std::vector<std::string>> abroad(std::string digits) {
  const auto* const plan = take_country_code(digits);
  if (plan == nullptr) return refused("there is no such country code");
  if (auto number = international(*plan, digits)) return std::vector{std::move(*number)};
  return wrong_length();
}

// The digits without the country code that they begin with; nullopt when it is not there or not
// meant.
std::optional<std::string> without_own_code(const NumberingPlan& plan, const std::string& digits) {
  const auto code = std::to_string(plan.country_code);
  if (!digits.starts_with(code)) return std::nullopt;
  return digits.substr(code.size());
}

}  // namespace

bool is_phone_region(std::string_view region) {
  return plan_of_region(region) != nullptr;
}

Result<std::vector<std::string>> e164(std::string_view written, std::string_view region) {
  auto digits = digits_of(written);
  if (!digits) {
    return refused("a phone number holds only digits, spaces, dots, dashes and brackets");
  }
  if (digits->text.size() < kNationalMin) return refused("a phone number has more digits");
  if (digits->plus) return abroad(std::move(digits->text));
  const auto* const plan = plan_of_region(region);
  if (plan == nullptr) {
    if (digits->text.starts_with("00")) return abroad(digits->text.substr(2));
    return refused("a phone number begins with + and its country code");
  }
  const auto prefix = match_start(plan->international_prefix, digits->text);
  if (prefix && prefix->length > 0 && prefix->length < digits->text.size() &&
      digits->text[prefix->length] != '0') {
    return abroad(digits->text.substr(prefix->length));
  }
  std::vector<std::string> numbers;
  const auto& whole = digits->text;
  if (auto number = international(*plan, whole)) numbers.push_back(std::move(*number));
  if (const auto rest = without_own_code(*plan, whole)) {
    const bool whole_fits = fits(*plan, whole);
    const bool rest_fits = fits(*plan, without_national_prefix(*plan, *rest));
    const bool meant = (!whole_fits && rest_fits) || is_longer_than_any(*plan, whole.size());
    auto number = meant || rest_fits ? international(*plan, *rest) : std::nullopt;
    if (number && meant) numbers = {std::move(*number)};
    if (number && !meant) numbers.push_back(std::move(*number));
  }
  if (numbers.empty()) return wrong_length();
  return numbers;
}

}  // namespace touchpoint::recognition
