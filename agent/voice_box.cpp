#include "voice_box.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/files.hpp"
#include "core/random.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "sqlite/set_aside.hpp"

namespace touchpoint {
namespace {

namespace json = boost::json;

constexpr std::string_view kContext = "staff-voices/1";
constexpr std::size_t kFileMax = 16 * 1024 * 1024;  // bytes; 256 people and 20 comments are 10 MiB
constexpr std::size_t kTokenBytes = 16;
constexpr auto kGoesOnFor = std::chrono::days{14};  // while nothing is asked

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

int integer_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? static_cast<int>(value->get_int64()) : 0;
}

const json::array& list_of(const json::object& object, std::string_view name) {
  static const json::array kNone;
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

std::set<std::string> texts_of(const json::object& object, std::string_view name) {
  std::set<std::string> texts;
  for (const auto& one : list_of(object, name)) {
    if (one.is_string()) texts.emplace(std::string_view(one.get_string()));
  }
  return texts;
}

// What goes up; CONTRACT.md says what each member is.
std::string event_data(const VoiceWave& wave, const Voice& voice) {
  return "{\"survey\":" + json_quoted(wave.survey) +
         ",\"version\":" + std::to_string(wave.version) +
         ",\"question\":" + json_quoted(voice.question) + ",\"kind\":" + json_quoted(voice.kind) +
         "," + voice.answer + ",\"minimum\":" + std::to_string(wave.minimum) + "}";
}

}  // namespace

VoiceBox::VoiceBox(std::filesystem::path file, const Digest& key, const Clock& clock,
                   Random& random)
    : file_(std::move(file)),
      sealer_(crypto::derive_key(key, "staff voices"), random),
      clock_(clock),
      random_(random),
      ids_(clock, random) {}

Result<std::string> VoiceBox::open(const VoiceWave& wave) {
  std::string notice;
  auto found = read();
  if (!found) {
    TP_TRY(const auto aside, sqlite::set_aside(file_, clock_.wall()));
    notice = "what staff have answered could not be read (" + found.error().sentence() +
             "); it is kept as " + aside.filename().string() + ", and they are asked anew";
    found = State{};
  }
  const bool fresh = found.value().wave.survey.empty() && found.value().leaving.empty();
  if (fresh && wave.survey.empty()) return notice;  // nothing is asked, and nothing was
  const auto before = found.value();
  auto next = carried_on(before, wave, notice);
  if (next.wave == before.wave && next.unasked_since == before.unasked_since) {
    state_ = std::move(next);
    return notice;
  }
  TP_CHECK(commit(std::move(next)));
  return notice;
}

VoiceBox::State VoiceBox::carried_on(State found, const VoiceWave& wave, std::string& notice) {
  if (found.wave.survey == wave.survey && found.wave.version == wave.version) {
    found.wave.minimum = std::max(found.wave.minimum, wave.minimum);
    found.unasked_since = {};
    return found;
  }
  if (wave.survey.empty()) {
    const bool known = clock_.quality() != ClockQuality::unset;
    const auto now = clock_.wall();
    if (known && found.unasked_since == WallTime{}) found.unasked_since = now;
    if (!known || now - found.unasked_since < kGoesOnFor) return found;
  }
  if (!found.waiting.empty()) {
    notice = "the staff survey " + found.wave.survey +
             " has ended; what too few have answered was deleted unread";
  }
  State next;
  next.wave = wave;
  next.leaving = std::move(found.leaving);  // what had begun to leave goes on leaving
  random_.fill(next.key);
  return next;
}

VoiceStanding VoiceBox::standing(const std::string& staff) const {
  const auto token = token_of(staff);
  return {.answered = state_.answered.contains(token),
          .postponed = state_.postponed.contains(token),
          .minimum = state_.wave.minimum};
}

Result<bool> VoiceBox::put(const std::string& staff, std::vector<Voice> voices) {
  auto next = state_;
  if (!next.answered.insert(token_of(staff)).second) return false;
  for (auto& voice : voices)
    next.waiting.push_back(std::move(voice));
  shuffle(next.waiting);
  let_full_groups_go(next);
  TP_CHECK(commit(std::move(next)));
  return true;
}

Result<void> VoiceBox::postpone(const std::string& staff) {
  auto next = state_;
  if (!next.postponed.insert(token_of(staff)).second) return success();
  return commit(std::move(next));
}

Result<void> VoiceBox::left(const std::vector<Uuid>& recorded) {
  auto next = state_;
  std::erase_if(next.leaving, [&](const Leaving& event) {
    return std::ranges::find(recorded, event.id) != recorded.end();
  });
  return commit(std::move(next));
}

// Its own group for each question: not everybody answers, or is asked, each of them.
void VoiceBox::let_full_groups_go(State& state) {
  std::map<std::string, int> groups;
  for (const auto& voice : state.waiting)
    ++groups[voice.question];
  std::vector<Voice> stay;
  std::vector<Voice> go;
  for (auto& voice : state.waiting) {
    (groups[voice.question] >= state.wave.minimum ? go : stay).push_back(std::move(voice));
  }
  state.waiting = std::move(stay);
  shuffle(go);
  for (const auto& voice : go)
    state.leaving.push_back({.id = ids_.next(), .data = event_data(state.wave, voice)});
}

VoiceBox::Token VoiceBox::token_of(const std::string& staff) const {
  const auto digest = crypto::hmac_sha256(state_.key, as_bytes(staff));
  return to_hex(BytesView(digest).first(kTokenBytes));
}

// Even over [0, count): what would make some likelier is drawn again.
std::size_t VoiceBox::any_below(std::size_t count) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  const auto end = kMost - kMost % count;
  while (true) {
    std::array<std::uint8_t, 8> bytes{};
    random_.fill(bytes);
    std::uint64_t drawn = 0;
    for (const auto byte : bytes)
      drawn = drawn << 8 | byte;
    if (drawn < end) return static_cast<std::size_t>(drawn % count);
  }
}

// Fisher and Yates.
template <class T>
void VoiceBox::shuffle(std::vector<T>& items) {
  for (std::size_t left = items.size(); left > 1; --left)
    std::swap(items[left - 1], items[any_below(left)]);
}

Result<VoiceBox::State> VoiceBox::read() {
  std::error_code failed;
  if (!std::filesystem::exists(std::filesystem::symlink_status(file_, failed))) return State{};
  TP_TRY(const auto text, files::read(file_, kFileMax));
  const auto sealed = from_base64url(trimmed(text));
  if (!sealed) return damaged("it is no file of this device");
  TP_TRY(const auto plain, sealer_.open(*sealed, as_bytes(kContext)));
  json::error_code error;
  const auto value = json::parse(as_text(plain), error);
  const auto* object = error ? nullptr : value.if_object();
  const auto key = object == nullptr ? std::nullopt : from_hex(text_of(*object, "key"));
  State state;
  if (!key || key->size() != state.key.size()) return damaged("it is not what it should be");
  std::ranges::copy(*key, state.key.begin());
  state.wave = {.survey = text_of(*object, "survey"),
                .version = integer_of(*object, "version"),
                .minimum = integer_of(*object, "minimum")};
  const auto* unasked = object->if_contains("unasked_since_ms");
  if (unasked != nullptr && unasked->is_int64()) {
    state.unasked_since = WallTime{std::chrono::milliseconds{unasked->get_int64()}};
  }
  state.answered = texts_of(*object, "answered");
  state.postponed = texts_of(*object, "postponed");
  for (const auto& each : list_of(*object, "waiting")) {
    const auto* voice = each.if_object();
    if (voice == nullptr) return damaged("an answer in it is none");
    state.waiting.push_back({.question = text_of(*voice, "question"),
                             .kind = text_of(*voice, "kind"),
                             .answer = text_of(*voice, "answer")});
  }
  for (const auto& each : list_of(*object, "leaving")) {
    const auto* event = each.if_object();
    const auto id = event == nullptr ? std::nullopt : Uuid::parse(text_of(*event, "id"));
    if (!id) return damaged("an event in it is none");
    state.leaving.push_back({.id = *id, .data = text_of(*event, "data")});
  }
  return state;
}

Result<void> VoiceBox::commit(State next) {
  json::array answered(next.answered.begin(), next.answered.end());
  json::array postponed(next.postponed.begin(), next.postponed.end());
  json::array waiting;
  for (const auto& voice : next.waiting) {
    waiting.push_back(
        json::object{{"question", voice.question}, {"kind", voice.kind}, {"answer", voice.answer}});
  }
  json::array leaving;
  for (const auto& event : next.leaving)
    leaving.push_back(json::object{{"id", event.id.text()}, {"data", event.data}});
  const auto text = json::serialize(
      json::object{{"survey", next.wave.survey},
                   {"version", next.wave.version},
                   {"minimum", next.wave.minimum},
                   {"key", to_hex(next.key)},
                   {"unasked_since_ms", next.unasked_since.time_since_epoch().count()},
                   {"answered", std::move(answered)},
                   {"postponed", std::move(postponed)},
                   {"waiting", std::move(waiting)},
                   {"leaving", std::move(leaving)}});
  const auto sealed = sealer_.seal(as_bytes(text), as_bytes(kContext));
  TP_CHECK(files::replace(file_, to_base64url(sealed) + "\n"));
  state_ = std::move(next);
  return success();
}

}  // namespace touchpoint
