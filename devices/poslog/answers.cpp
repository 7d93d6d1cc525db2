#include "devices/poslog/answers.hpp"

#include <boost/json/parse.hpp>

#include "core/text.hpp"
#include "core/uuid.hpp"

namespace touchpoint::devices {
namespace {

namespace json = boost::json;

constexpr std::int64_t kConflict = 409;

std::optional<json::object> object_of(std::string_view text) {
  json::error_code error;
  auto value = json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

std::string why_refused(std::int64_t code, const json::object* error) {
  // Its own sentence speaks of an id that no till has ever seen.
  if (code == kConflict) return "another one was recorded under this number and day";
  auto sentence = error == nullptr ? std::string() : text_of(*error, "message");
  return sentence.empty() ? "the agent refuses it" : sentence;
}

EventResult result_of(const json::value& value) {
  const auto* result = value.if_object();
  const auto* status = result == nullptr ? nullptr : result->if_contains("status");
  if (status == nullptr || !status->is_int64()) return {};
  const auto code = status->get_int64();
  if (code >= 200 && code < 300) return {EventResult::What::recorded, {}};
  if (code < 400 || code >= 500) return {};  // no room, or busy: it may go later
  const auto* error = result->if_contains("error");
  return {code == kConflict ? EventResult::What::taken : EventResult::What::refused,
          why_refused(code, error == nullptr ? nullptr : error->if_object())};
}

}  // namespace

std::string recognition_body(const Shown& shown) {
  return "{\"identifiers\":[{\"kind\":" + json_quoted(shown.kind) +
         ",\"value\":" + json_quoted(shown.value) + "}]}";
}

std::string profile_of(std::string_view recognition) {
  const auto answer = object_of(recognition);
  if (!answer || text_of(*answer, "outcome") != "matched") return {};
  auto profile = text_of(*answer, "profile");
  if (!Uuid::parse(profile)) return {};
  return profile;
}

std::string sentence_of(int status, std::string_view refusal) {
  const auto answer = object_of(refusal);
  return why_refused(status, answer ? &*answer : nullptr);
}

std::optional<std::vector<EventResult>> results_of(std::string_view batch, std::size_t size) {
  const auto answer = object_of(batch);
  const auto* results = answer ? answer->if_contains("results") : nullptr;
  if (results == nullptr || !results->is_array()) return std::nullopt;
  if (results->get_array().size() != size) return std::nullopt;
  std::vector<EventResult> all;
  for (const auto& result : results->get_array())
    all.push_back(result_of(result));
  return all;
}

}  // namespace touchpoint::devices
