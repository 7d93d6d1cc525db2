#include "sync/codec/lookup.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json/array.hpp>

#include "core/text.hpp"
#include "core/uuid.hpp"
#include "sync/codec/identifier_json.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

using reading::Members;
using reading::read_all;

constexpr std::size_t kIdentifiersMax = 16;  // two readings of eight
constexpr std::size_t kPhonesMax = 4;
constexpr std::size_t kValueMax = 256;      // bytes of an identifier, a name, a phone
constexpr std::size_t kCandidatesMax = 20;  // more are no answer
constexpr double kBitsMax = 100'000;        // hundredths of a bit; no person says so much

std::string evidence_json(const FieldEvidence& evidence) {
  ObjectWriter json;
  json.text("field", evidence.field).text("level", evidence.level).integer("bits", evidence.bits);
  return json.done();
}

std::string candidate_json(const PersonCandidate& candidate) {
  ObjectWriter json;
  json.text("profile", candidate.profile)
      .text("given_name", candidate.given_name)
      .text("family_name", candidate.family_name)
      .text("area", candidate.area)
      .time("last_bought", candidate.last_bought)
      .integer("score", candidate.score)
      .list("fields", candidate.fields, evidence_json)
      .list("caps", candidate.caps, [](const auto& cap) { return json_quoted(cap); });
  return json.done();
}

std::vector<std::string> read_texts(const Members& members, std::string_view name,
                                    std::size_t most) {
  std::vector<std::string> texts;
  const auto* list = members.list(name);
  if (list == nullptr) return texts;
  for (const auto& element : *list) {
    const auto* text = element.if_string();
    if (text == nullptr || text->size() > kValueMax || texts.size() == most) {
      members.wrong(name, "a list of at most " + std::to_string(most) + " short texts");
      return {};
    }
    texts.emplace_back(text->data(), text->size());
  }
  return texts;
}

std::string read_short(const Members& members, std::string_view name) {
  const auto text = members.text(name);
  if (text.size() > kValueMax) {
    members.wrong(name, "at most " + std::to_string(kValueMax) + " bytes");
  }
  return std::string(text);
}

// Hundredths of a bit.
std::int32_t read_bits(const Members& members, std::string_view name) {
  const double bits = members.number(name).value_or(0);
  if (std::abs(bits) <= kBitsMax) return static_cast<std::int32_t>(std::lround(bits));
  members.wrong(name, "a number of hundredths of a bit");
  return 0;
}

std::string read_profile_id(const Members& members) {
  const auto id = Uuid::parse(members.text("profile"));
  if (!id) members.wrong("profile", "a UUID");
  return id.value_or(Uuid{}).text();
}

void read_person(const Members& members, Lookup& lookup) {
  lookup.given_name = read_short(members, "given_name");
  lookup.family_name = read_short(members, "family_name");
  lookup.birth_date = read_short(members, "birth_date");
  lookup.postal_code = read_short(members, "postal_code");
  lookup.phones = read_texts(members, "phones", kPhonesMax);
  lookup.names_in_order = !members.flag("names_turnable");
}

std::optional<Lookup> read_lookup(const Members& members, Members::Problem& problem) {
  Lookup lookup;
  const bool by_identifiers = members.has("identifiers");
  const bool by_profile = members.has("profile");
  const auto* person = members.object("person");
  if (int{by_identifiers} + int{by_profile} + int{person != nullptr} != 1) {
    members.wrong("identifiers", "there, or `profile`, or `person`, and one of them only");
    return lookup;
  }
  if (by_profile) lookup.profile = read_profile_id(members);
  if (person != nullptr) read_person(Members{*person, "the lookup's `person`", problem}, lookup);
  if (!by_identifiers) return lookup;
  lookup.identifiers = members.each<Identifier>("identifiers", "an identifier", read_identifier);
  const bool long_one = std::ranges::any_of(
      lookup.identifiers, [](const auto& each) { return each.value.size() > kValueMax; });
  if (lookup.identifiers.size() > kIdentifiersMax || long_one) {
    members.wrong("identifiers", "at most " + std::to_string(kIdentifiersMax) + " short ones");
  }
  return lookup;
}

std::optional<FieldEvidence> read_evidence(const Members& members) {
  return FieldEvidence{.field = read_short(members, "field"),
                       .level = read_short(members, "level"),
                       .bits = read_bits(members, "bits")};
}

std::optional<PersonCandidate> read_candidate(const Members& members) {
  PersonCandidate candidate;
  candidate.profile = read_profile_id(members);
  candidate.given_name = read_short(members, "given_name");
  candidate.family_name = read_short(members, "family_name");
  candidate.area = read_short(members, "area");
  candidate.last_bought = members.time("last_bought");
  candidate.score = read_bits(members, "score");
  candidate.fields = members.each<FieldEvidence>("fields", "a field", read_evidence);
  candidate.caps = read_texts(members, "caps", kCandidatesMax);
  return candidate;
}

std::optional<LookupAnswer> read_answer(const Members& members) {
  LookupAnswer answer;
  answer.people = members.count("people");
  answer.found.verdict = read_short(members, "verdict");
  answer.found.ask = read_short(members, "ask");
  answer.found.partial = members.flag("partial");
  answer.found.candidates =
      members.each<PersonCandidate>("candidates", "a candidate", read_candidate);
  if (answer.found.candidates.size() > kCandidatesMax) {
    members.wrong("candidates", "at most " + std::to_string(kCandidatesMax));
  }
  answer.epoch = read_short(members, "epoch");
  answer.through = members.count("through");
  if (answer.epoch.empty()) members.wrong("epoch", "there");
  return answer;
}

}  // namespace

std::string to_json(const Lookup& lookup) {
  ObjectWriter json;
  if (!lookup.identifiers.empty()) {
    return json.list("identifiers", lookup.identifiers, identifier_json).done();
  }
  if (!lookup.profile.empty()) return json.text("profile", lookup.profile).done();
  ObjectWriter person;
  person.text("given_name", lookup.given_name)
      .text("family_name", lookup.family_name)
      .text("birth_date", lookup.birth_date)
      .text("postal_code", lookup.postal_code)
      .list("phones", lookup.phones, [](const auto& phone) { return json_quoted(phone); });
  if (!lookup.names_in_order) person.flag("names_turnable", true);
  return json.json("person", person.done()).done();
}

Result<Lookup> lookup_from_json(std::string_view json) {
  return read_all<Lookup>(json, "the lookup", read_lookup);
}

std::string to_json(const LookupAnswer& answer) {
  ObjectWriter json;
  json.integer("people", answer.people)
      .text("verdict", answer.found.verdict)
      .text("ask", answer.found.ask)
      .list("candidates", answer.found.candidates, candidate_json);
  if (answer.found.partial) json.flag("partial", true);
  return json.text("epoch", answer.epoch).integer("through", answer.through).done();
}

Result<LookupAnswer> lookup_answer_from_json(std::string_view json) {
  return read_all<LookupAnswer>(json, "the hub's answer", read_answer);
}

}  // namespace touchpoint::sync
