// What staff ask when somebody says who they are, and what the device answers: plain values, as the
// local API shows them (web/openapi.yaml, "People"). They hold personal data.
//
// Not found is `unknown`, never "invalid": the replica holds some of the people, as of some time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/finding.hpp"

namespace touchpoint {

// Either `words`, as typed into one field, or what was said field by field.
struct PeopleQuestion {
  std::string words;
  std::string given_name;
  std::string family_name;
  std::string birth_date;  // "1984-03-07", "1984-03", "1984"
  std::string postal_code;
  std::string phone;
  std::string email;  // with these who has them is found as well
  std::string card;
  std::string country;  // how a phone number without its country code is read
  std::string asker;    // a later question of the same asker ends this one; empty: nobody's
  bool hub = false;     // not the replica is asked, but the hub
};

// Hundredths of a bit for or against a candidate, by field; their sum is the score.
struct FieldEvidence {
  std::string field;  // "given_name", "phone", …
  std::string level;  // "same", "slip", …
  std::int32_t bits = 0;

  bool operator==(const FieldEvidence&) const = default;
};

struct PersonCandidate {
  std::string profile;  // its id
  std::string given_name;
  std::string family_name;
  std::string area;  // the first characters of the postcode
  std::optional<WallTime> last_bought;
  std::int32_t score = 0;
  std::vector<FieldEvidence> fields;
  std::vector<std::string> caps;  // why it is not `matched`, however high the score
  bool here = false;              // registered on this device, not yet confirmed by the centre

  bool operator==(const PersonCandidate&) const = default;
};

// Why somebody was taken for who they are: without personal data.
struct PersonDecision {
  std::string verdict;
  std::int32_t score = 0;
  std::vector<FieldEvidence> fields;
  std::vector<std::string> caps;

  bool operator==(const PersonDecision&) const = default;
};

// Whom staff chose from an answer.
struct ChosenPerson {
  std::string touchpoint;
  std::string profile;
  PersonDecision decision;
  bool present = true;  // false: staff look at their card for a task, and nobody was recognised
};

struct PeopleAnswer {
  std::string verdict = "unknown";          // "matched", "possible", "unknown"
  std::vector<PersonCandidate> candidates;  // the best first
  bool more = false;                        // there are others; another word would tell them apart
  std::string ask = "nothing";              // what to ask: "birth_month", …
  std::optional<WhyUnknown> why;            // when nobody can be found here at all
  bool superseded = false;                  // a later question of the same asker came meanwhile
  bool partial = false;                     // not everybody in the replica can be found so yet
  bool hub = false;                         // the hub says so; else this device's replica
  Freshness freshness;
};

}  // namespace touchpoint
