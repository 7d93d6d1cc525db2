// The words of an explanation, as they stand in events, the API and `touchpointctl why`.
#include "recognition/people.hpp"

namespace touchpoint::recognition {

std::string_view to_text(Field field) {
  constexpr std::string_view kTexts[] = {"given_name",  "family_name", "birth_date",
                                         "postal_code", "phone",       "household"};
  return kTexts[static_cast<std::size_t>(field)];
}

std::string_view to_text(Level level) {
  constexpr std::string_view kTexts[] = {"same",  "part",    "nickname", "swapped",   "slip",
                                         "sound", "similar", "initial",  "month",     "year",
                                         "area",  "ending",  "other",    "not_asked", "not_known"};
  return kTexts[static_cast<std::size_t>(level)];
}

std::string_view to_text(Cap cap) {
  constexpr std::string_view kTexts[] = {"given_name_differs",
                                         "birth_date_differs",
                                         "given_name_missing",
                                         "family_name_missing",
                                         "birth_date_missing",
                                         "one_kind_only",
                                         "namesake"};
  return kTexts[static_cast<std::size_t>(cap)];
}

std::string_view to_text(Verdict verdict) {
  constexpr std::string_view kTexts[] = {"matched", "possible", "unknown"};
  return kTexts[static_cast<std::size_t>(verdict)];
}

std::string_view to_text(Question question) {
  constexpr std::string_view kTexts[] = {"nothing",     "given_name", "family_name", "birth_year",
                                         "birth_month", "birth_day",  "postal_code", "phone"};
  return kTexts[static_cast<std::size_t>(question)];
}

}  // namespace touchpoint::recognition
