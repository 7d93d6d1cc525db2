// Finding people by what they say: terms give candidates, their documents decide.
#include <algorithm>
#include <tuple>

#include "profiles/replica_reader.hpp"
#include "profiles/traces.hpp"
#include "recognition/candidate.hpp"
#include "recognition/search.hpp"

namespace touchpoint::profiles {
namespace {

using recognition::SearchWord;

// Documents that are opened for one question. Whoever shares more with what was asked comes first,
// so what lies beyond is hardly ever meant.
constexpr std::size_t kOpenedMax = 256;
constexpr std::size_t kNamesakesMax = 64;
constexpr std::size_t kShownMax = 20;  // on a screen; another word is quicker than a longer list
constexpr std::size_t kOpenedOfOneWord = 64;
constexpr std::size_t kComparedMax = 40;  // of those, weighed field by field
constexpr int kClearFit = 80;             // of 100: as typed, no slip
constexpr int kMissingWordsFrom = 3;      // of so many words one may say what nobody here knows

using KnownPerson = ReplicaReader::KnownPerson;

struct Ranked {
  KnownPerson person;
  int words = 0;
  int fit = 0;
  bool begun = false;       // the last word is no more than the beginning of a name
  bool phone_said = false;  // a number that was typed is their phone's
  recognition::Comparison comparison;
};

std::vector<TermGroup> groups_of(const Secrecy& secrecy, const recognition::Search& search) {
  std::vector<TermGroup> groups;
  for (const auto& word : search.words) {
    auto& group = groups.emplace_back();
    for (const auto& term : word.terms)
      group.terms.push_back({secrecy.term(term.text), term.weight});
  }
  return groups;
}

std::vector<TermGroup> groups_of(const Secrecy& secrecy, const recognition::PersonFacts& said) {
  std::vector<TermGroup> groups;
  for (const auto& key : recognition::blocking_keys(recognition::person_of(said)))
    groups.push_back({{{secrecy.term("b:" + key), 1}}});
  return groups;
}

// How well the words say this person; 0 words when too few do.
void rank(Ranked& ranked, const recognition::Search& search, const TermHit& hit) {
  const auto facts = recognition::facts_of(ranked.person.profile);
  const auto names = recognition::names_of(facts);
  for (std::size_t i = 0; i < search.words.size(); ++i) {
    const auto& word = search.words[i];
    int fit = 0;
    ranked.begun = false;
    if (word.kind == SearchWord::Kind::name) {
      fit = recognition::fit(word, names);
      ranked.begun = fit == recognition::kBegunFit;
    } else {
      fit = hit.each[i];
      ranked.phone_said =
          ranked.phone_said || fit == recognition::kTailWeight || fit == recognition::kPhoneWeight;
      if (fit == recognition::kAreaWeight && !facts.postal_code.starts_with(word.text)) fit = 0;
    }
    ranked.words += fit > 0 ? 1 : 0;
    ranked.fit += fit;
  }
}

// Which name is the family's was not said.
recognition::PersonFacts turned(recognition::PersonFacts facts) {
  std::swap(facts.given_name, facts.family_name);
  return facts;
}

// The other order of the names, unless it takes right ones for swapped.
bool is_rather(const recognition::Comparison& other, const recognition::Comparison& one) {
  const auto swapped = [](const recognition::Comparison& comparison) {
    return std::ranges::any_of(comparison.fields, [](const recognition::FieldBits& field) {
      return field.level == recognition::Level::swapped;
    });
  };
  if (swapped(other) != swapped(one)) return swapped(one);
  return other.score > one.score;
}

// Of equals the one with the lower id: rows are in the order in which people came here, and another
// device's may be in another.
bool better(const Ranked& left, const Ranked& right) {
  return std::tie(right.words, right.fit, right.comparison.score, left.person.profile.id) <
         std::tie(left.words, left.fit, left.comparison.score, right.person.profile.id);
}

// Where somebody is all that was typed, those who are less of it are not meant.
void narrow(std::vector<Ranked>& found, int words) {
  if (found.empty() || found[0].words < words || found[0].fit < words * kClearFit) return;
  std::erase_if(found, [&](const Ranked& ranked) { return ranked.words < words; });
}

}  // namespace

Result<PeopleAnswer> ReplicaReader::find_people(const PeopleQuestion& question,
                                                const std::atomic<bool>& stop) {
  TP_TRY(auto view, sqlite::Transaction::begin_read(database_));
  if (!question.words.empty()) return search(question, stop);
  return answer(question, stop);
}

// As typed into one field: a list, the best first. It never says `matched`: which word is what was
// guessed.
Result<PeopleAnswer> ReplicaReader::search(const PeopleQuestion& question,
                                           const std::atomic<bool>& stop) {
  const auto search = recognition::read_search(question.words, question.country);
  PeopleAnswer answer;
  const auto words = static_cast<int>(search.words.size());
  if (words == 0) return answer;
  const auto least = words >= kMissingWordsFrom ? words - 1 : words;
  // One word is a beginning: whom it means another one will say.
  const auto opened = words == 1 ? kOpenedOfOneWord : kOpenedMax;
  TP_TRY(auto hits, terms_.best(groups_of(secrecy_, search), least, opened, stop));
  answer.superseded = hits.stopped;
  if (hits.stopped) return answer;

  const auto asked = Asked::of(secrecy_, search.said);
  const auto asked_turned = Asked::of(secrecy_, turned(search.said));
  const auto begun = Asked::of(secrecy_, search.begun);
  const auto begun_turned = Asked::of(secrecy_, turned(search.begun));
  std::vector<Ranked> found;
  for (const auto& hit : hits.best) {
    Ranked ranked;
    TP_TRY(ranked.person, known(hit.row));
    rank(ranked, search, hit);
    if (ranked.words >= least) found.push_back(std::move(ranked));
  }
  std::ranges::sort(found, better);
  narrow(found, words);
  answer.more = found.size() > kShownMax || hits.count > static_cast<std::int64_t>(opened);
  if (found.size() > kComparedMax) found.resize(kComparedMax);
  for (auto& each : found) {
    if (!asked.prints.empty()) {
      TP_CHECK(add_phones(each.person));
    }
    if (!each.phone_said) each.person.phones = {};
    each.comparison = compared(each.begun ? begun : asked, each.person);
    auto other = compared(each.begun ? begun_turned : asked_turned, each.person);
    if (is_rather(other, each.comparison)) each.comparison = std::move(other);
  }
  std::ranges::sort(found, better);
  if (found.size() > kShownMax) found.resize(kShownMax);
  std::vector<recognition::Candidate> candidates;
  for (auto& each : found) {
    TP_CHECK(add_last_bought(each.person));
    answer.candidates.push_back(
        recognition::candidate_of(each.person.profile, each.comparison, each.person.last_bought));
    candidates.push_back({std::ssize(candidates), std::move(each.comparison)});
  }
  TP_TRY(const auto people, count());
  const auto decided = recognition::decide(std::move(candidates), people);
  if (!found.empty()) answer.verdict = to_text(recognition::Verdict::possible);
  answer.ask = to_text(decided.ask);
  return answer;
}

// What was said field by field: weighed, with a verdict.
Result<PeopleAnswer> ReplicaReader::answer(const PeopleQuestion& question,
                                           const std::atomic<bool>& stop) {
  const auto asked = Asked::of(secrecy_, recognition::said_in(question));
  TP_TRY(auto hits, terms_.best(groups_of(secrecy_, asked.facts), 1, kOpenedMax, stop));
  TP_CHECK(add_namesakes(asked.facts, hits, stop));
  std::vector<KnownPerson> people;
  for (const auto& hit : hits.best) {
    TP_TRY(auto person, known(hit.row));
    if (!asked.prints.empty()) {
      TP_CHECK(add_phones(person));
    }
    people.push_back(std::move(person));
  }
  std::ranges::sort(people, {},
                    [](const KnownPerson& each) -> const std::string& { return each.profile.id; });
  std::vector<recognition::Candidate> candidates;
  for (const auto& person : people)
    candidates.push_back({std::ssize(candidates), compared(asked, person)});
  TP_TRY(const auto all, count());
  auto decided = recognition::decide(std::move(candidates), all);
  PeopleAnswer answer;
  answer.verdict = to_text(decided.verdict);
  answer.superseded = hits.stopped;
  answer.ask = to_text(decided.ask);
  for (const auto& candidate : decided.candidates) {
    auto& person = people[static_cast<std::size_t>(candidate.key)];
    TP_CHECK(add_last_bought(person));
    answer.candidates.push_back(
        recognition::candidate_of(person.profile, candidate.comparison, person.last_bought));
  }
  return answer;
}

// Who shares no more than the names shares no blocking key: they are found as staff would.
Result<void> ReplicaReader::add_namesakes(const recognition::PersonFacts& said, TermHits& hits,
                                          const std::atomic<bool>& stop) {
  if (said.given_name.empty() || said.family_name.empty()) return success();
  const auto search = recognition::read_search(said.given_name + " " + said.family_name, {});
  const auto words = static_cast<int>(search.words.size());
  TP_TRY(auto namesakes, terms_.best(groups_of(secrecy_, search), words, kNamesakesMax, stop));
  for (auto& hit : namesakes.best) {
    if (std::ranges::find(hits.best, hit.row, &TermHit::row) == hits.best.end()) {
      hits.best.push_back(hit);
    }
  }
  hits.stopped = hits.stopped || namesakes.stopped;
  return success();
}

ReplicaReader::Asked ReplicaReader::Asked::of(const Secrecy& secrecy,
                                              recognition::PersonFacts facts) {
  Asked asked{.facts = std::move(facts), .person = {}, .prints = {}};
  asked.person = recognition::person_of(asked.facts);
  for (const auto& phone : asked.facts.phones)
    asked.prints.push_back(hashed_prints(secrecy, phone));
  return asked;
}

Result<ReplicaReader::KnownPerson> ReplicaReader::known(std::int64_t row) {
  KnownPerson person;
  person.row = row;
  TP_TRY(auto profile, document(row));
  if (!profile) return damaged("a term in the replica leads nowhere");
  person.profile = std::move(*profile);
  return person;
}

Result<void> ReplicaReader::add_phones(KnownPerson& person) {
  auto rows = read_traces_.query(person.row);
  TP_TRY(const bool found, rows.next());
  if (!found || rows.is_null(0)) return success();
  const auto id = Uuid::parse(person.profile.id).value_or(Uuid{});
  TP_TRY(const auto plain, secrecy_.open(Secrecy::Place::traces, id.bytes(), rows.blob(0)));
  TP_TRY(person.phones, decode_traces(plain));
  return success();
}

recognition::Comparison ReplicaReader::compared(const Asked& asked,
                                                const KnownPerson& known) const {
  return recognition::compare(asked.person,
                              recognition::person_of(recognition::facts_of(known.profile)),
                              likeness_of(asked.prints, known.phones), frequencies_);
}

Result<void> ReplicaReader::add_last_bought(KnownPerson& person) {
  const auto id = Uuid::parse(person.profile.id).value_or(Uuid{});
  TP_CHECK(add_history(person.profile, id, person.row));
  for (const auto& experience : person.profile.history) {
    if (experience.type != "order.completed") continue;
    person.last_bought = experience.time;
    break;
  }
  return success();
}

Result<std::int64_t> ReplicaReader::count() {
  auto rows = count_.query();
  TP_TRY(const bool found, rows.next());
  return found ? rows.integer(0) : 0;
}

}  // namespace touchpoint::profiles
