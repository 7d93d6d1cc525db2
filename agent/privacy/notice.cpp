#include "privacy/notice.hpp"

#include <algorithm>
#include <initializer_list>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/text.hpp"
#include "feedback/wording.hpp"

namespace touchpoint::privacy {
namespace {

namespace json = boost::json;

constexpr std::size_t kNoticeMax = 16 * 1024;  // bytes; of JSON
constexpr std::size_t kTextMax = 4000;         // characters of the notice in one language
constexpr std::size_t kTitleMax = 60;
constexpr std::size_t kPurposeMax = 500;
constexpr std::size_t kPurposesMax = 8;

Result<void> only(const json::object& object, std::initializer_list<std::string_view> known,
                  const std::string& where) {
  for (const auto& member : object) {
    if (std::ranges::find(known, std::string_view(member.key())) == known.end()) {
      return refused(where + ": a notice has no \"" + std::string(member.key()) + "\"");
    }
  }
  return success();
}

Result<std::string> slug_member(const json::object& object, std::string_view name,
                                const std::string& where) {
  const auto* value = object.if_contains(name);
  const auto text = value != nullptr && value->is_string()
                        ? std::string(std::string_view(value->get_string()))
                        : std::string();
  if (is_slug(text)) return text;
  return refused(where + ": its \"" + std::string(name) + "\" is 1 to 64 of a-z, 0-9 and '-'");
}

Result<Wording> wording_member(const json::object& object, std::string_view name,
                               const std::string& where, const feedback::WordingLimits& limits) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_object()) {
    return refused(where + ": its \"" + std::string(name) + "\" has a text for each language");
  }
  return feedback::read_wording(*value, where + ", " + std::string(name), limits);
}

bool same_languages(const Wording& one, const Wording& other) {
  return one.size() == other.size() && std::ranges::all_of(one, [&](const auto& each) {
           return std::ranges::find(other, each.first, &Wording::value_type::first) != other.end();
         });
}

Result<Purpose> read_purpose(const json::value& value, const Notice& notice, std::size_t number) {
  auto where = "purpose " + std::to_string(number);
  if (!value.is_object()) return refused(where + ": it must be an object");
  const auto& object = value.get_object();
  TP_CHECK(only(object, {"purpose", "title", "text"}, where));
  Purpose purpose;
  TP_TRY(purpose.purpose, slug_member(object, "purpose", where));
  where = "purpose \"" + purpose.purpose + "\"";
  if (notice.asks(purpose.purpose)) return refused(where + ": there are two of this name");
  TP_TRY(purpose.title, wording_member(object, "title", where, {.characters = kTitleMax}));
  TP_TRY(purpose.text, wording_member(object, "text", where, {.characters = kPurposeMax}));
  for (const auto* wording : {&purpose.title, &purpose.text}) {
    if (!same_languages(*wording, notice.text)) {
      return refused(where + ": it must be written in the languages of the notice's own text");
    }
  }
  return purpose;
}

}  // namespace

bool Notice::asks(std::string_view purpose) const {
  return std::ranges::find(purposes, purpose, &Purpose::purpose) != purposes.end();
}

Result<Notice> read_notice(std::string_view text) {
  const std::string where = "the notice";
  if (text.size() > kNoticeMax) return refused(where + ": it has more than 16 KiB");
  json::error_code error;
  const auto value = json::parse(text, error);
  if (error || !value.is_object()) return refused(where + ": it is not JSON of an object");
  const auto& object = value.get_object();
  TP_CHECK(only(object, {"version", "text", "purposes"}, where));
  Notice notice;
  TP_TRY(notice.version, slug_member(object, "version", where));
  TP_TRY(notice.text,
         wording_member(object, "text", where, {.characters = kTextMax, .lines = true}));
  const auto* purposes = object.if_contains("purposes");
  if (purposes == nullptr || !purposes->is_array() || purposes->get_array().empty() ||
      purposes->get_array().size() > kPurposesMax) {
    return refused(where + ": its \"purposes\" are 1 to 8");
  }
  for (const auto& each : purposes->get_array()) {
    TP_TRY(auto purpose, read_purpose(each, notice, notice.purposes.size() + 1));
    notice.purposes.push_back(std::move(purpose));
  }
  return notice;
}

std::string difference_of(const Notice& notice, const std::vector<std::string>& asked_for) {
  for (const auto& purpose : asked_for) {
    if (!notice.asks(purpose)) {
      return "\"consents\" in [guards] has the purpose \"" + purpose +
             "\", which \"notice\" in [privacy] does not explain to customers";
    }
  }
  for (const auto& each : notice.purposes) {
    if (std::ranges::find(asked_for, each.purpose) == asked_for.end()) {
      return "\"notice\" in [privacy] has the purpose \"" + each.purpose +
             "\", which is not in \"consents\" of [guards]";
    }
  }
  return {};
}

}  // namespace touchpoint::privacy
