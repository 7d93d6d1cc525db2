#include "store_device.hpp"

#include <algorithm>

#include "recognition/candidate.hpp"
#include "recognition/identifiers.hpp"
#include "recognition/scan.hpp"
#include "recognition/search.hpp"
#include "recognition/strength.hpp"
#include "sync/codec/reading.hpp"

namespace touchpoint {

namespace {

// What was said, as far as the hub can look for somebody by it.
Lookup lookup_of(const PeopleQuestion& question) {
  auto said = recognition::said_in(question);
  Lookup lookup;
  lookup.given_name = std::move(said.given_name);
  lookup.family_name = std::move(said.family_name);
  lookup.birth_date = std::move(said.birth_date);
  lookup.postal_code = std::move(said.postal_code);
  for (auto& phone : said.phones) {
    if (phone.starts_with('+')) lookup.phones.push_back(std::move(phone));  // whole
  }
  lookup.names_in_order = question.words.empty();
  return lookup;
}

// The hub looks among those who were born on a day, live at a postcode or have a phone.
bool is_enough(const Lookup& lookup) {
  constexpr std::size_t kWholeDate = 10;
  return lookup.birth_date.size() == kWholeDate || !lookup.postal_code.empty() ||
         !lookup.phones.empty();
}

std::optional<WallTime> last_bought(const Profile& profile) {
  const auto at = std::ranges::find(profile.history, "order.completed", &Experience::type);
  return at == profile.history.end() ? std::nullopt : std::optional{at->time};
}

// What concerns somebody who may be on a screen; a look at them does not.
std::optional<counter::Noted> noted_of(const NewEvent& event) {
  if (event.type == "touchpoint.profile.viewed") return std::nullopt;
  const auto document = sync::reading::Document::parse(event.data, "the event's data");
  if (!document) return std::nullopt;
  sync::reading::Members::Problem problem;
  const sync::reading::Members data{document.value().root(), "the event's data", problem};
  counter::Noted noted{.event = event.id,
                       .touchpoint = event.touchpoint,
                       .profile = std::string(data.text("profile")),
                       .type = event.type,
                       .time = event.time,
                       .undoes = std::string(data.text("undoes"))};
  if (noted.profile.empty() && noted.undoes.empty()) return std::nullopt;
  return noted;
}

}  // namespace

void StoreDevice::record(NewEvent event, web::Done<Recorded> done) {
  auto noted = noted_of(event);
  if (!noted) return recording_.record(std::move(event), std::move(done));
  recording_.record(std::move(event), [this, noted = std::move(*noted),
                                       done = std::move(done)](Result<Recorded> recorded) mutable {
    if (recorded && !recorded.value().repeated) counter_.note(std::move(noted));
    done(std::move(recorded));
  });
}

void StoreDevice::let_go(web::WrongPerson wrong, web::Done<Recorded> done) {
  counter_.let_go({.id = wrong.id,
                   .touchpoint = std::move(wrong.touchpoint),
                   .visit = wrong.visit,
                   .staff = std::move(wrong.staff)},
                  std::move(done));
}

void StoreDevice::scan(web::Scan scan, web::Done<Recorded> done) {
  counter_.scan({.id = scan.id,
                 .touchpoint = std::move(scan.touchpoint),
                 .code = std::move(scan.code),
                 .via = std::move(scan.via)},
                std::move(done));
}

void StoreDevice::answer(web::QuestionAnswer answer, web::Done<Recorded> done) {
  counter_.answer({.id = answer.id,
                   .touchpoint = std::move(answer.touchpoint),
                   .question = answer.question,
                   .choice = std::move(answer.choice),
                   .staff = std::move(answer.staff)},
                  std::move(done));
}

void StoreDevice::recognise(std::vector<Identifier> identifiers, Assurance given,
                            web::Done<Finding> done) {
  std::vector<Identifier> wanted;
  for (const auto& identifier : identifiers) {
    auto readings = recognition::readings(identifier.kind, identifier.value, country_);
    if (!readings) return done(readings.error());
    std::ranges::move(readings.value(), std::back_inserter(wanted));
  }
  if (!may_recognise_) {
    done(not_configured());
    return;
  }
  if (blocked_.strike(wanted) > 0 && wanted.empty()) {
    Finding finding;
    finding.why = WhyUnknown::blocked;
    return done(std::move(finding));
  }
  find(std::move(wanted), true, [given, done = std::move(done)](Result<Finding> found) mutable {
    if (found) {
      found.value().assurance = given;
      found.value().strength = recognition::strength_of(found.value().led, given);
    }
    done(std::move(found));
  });
}

// Whom the replica does not know the hub may; whoever it finds is in the replica then.
void StoreDevice::find(std::vector<Identifier> wanted, bool may_ask, web::Done<Finding> done) {
  replica_.find(
      wanted, [this, wanted, may_ask, done = std::move(done)](Result<Finding> found) mutable {
        const bool nobody =
            found && !found.value().profile && found.value().why == WhyUnknown::not_in_replica;
        if (!nobody || !may_ask || !hub_.may_ask()) return done(std::move(found));
        hub_.look_up({.identifiers = wanted},
                     [this, wanted, found = std::move(found),
                      done = std::move(done)](const Result<LookupAnswer>& answer) mutable {
                       const bool here = answer && answer.value().people == 1;
                       if (!here) return done(std::move(found));
                       find(std::move(wanted), false, std::move(done));
                     });
      });
}

Result<Identifier> StoreDevice::normalise(IdentifierKind kind, const std::string& value) const {
  TP_TRY(auto identifier, recognition::normalise(kind, value, country_));
  std::vector<Identifier> left{identifier};
  if (blocked_.strike(left) > 0) return refused("that number or address stands for nobody");
  return identifier;
}

Result<std::vector<Identifier>> StoreDevice::identifiers_in(const std::string& code) const {
  const auto reading = counter_.read(code);
  if (reading.kind == recognition::ScanReading::Kind::refused) {
    return refused(std::string(recognition::describe_refusal(reading.reason)));
  }
  auto identifiers = reading.identifiers();
  blocked_.strike(identifiers);
  return identifiers;
}

void StoreDevice::read_profile(std::string profile, web::Done<Finding> done) {
  if (!may_recognise_) {
    done(not_configured());
    return;
  }
  replica_.read(std::move(profile), std::move(done));
}

// Beside who may be meant by what was said: whose address or card it is.
struct StoreDevice::Owners {
  std::vector<std::vector<Identifier>> wanted;
  PeopleAnswer answer;
  web::Done<PeopleAnswer> done;
};

void StoreDevice::find_people(PeopleQuestion question, web::Done<PeopleAnswer> done) {
  if (!may_recognise_) {
    PeopleAnswer nobody;
    nobody.why = WhyUnknown::not_configured;
    done(std::move(nobody));
    return;
  }
  question.country = country_;
  if (!question.hub) {
    auto owners = std::make_shared<Owners>();
    for (const auto& [kind, value] : {std::pair{IdentifierKind::email, question.email},
                                      std::pair{IdentifierKind::loyalty, question.card}}) {
      if (value.empty()) continue;
      if (auto readings = recognition::readings(kind, value, country_)) {
        owners->wanted.push_back(std::move(readings).value());
      }
    }
    if (owners->wanted.empty()) return replica_.find_people(std::move(question), std::move(done));
    owners->done = std::move(done);
    return replica_.find_people(std::move(question),
                                [this, owners](Result<PeopleAnswer> answer) mutable {
                                  if (!answer) return owners->done(answer.error());
                                  owners->answer = std::move(answer).value();
                                  add_owners(std::move(owners));
                                });
  }
  auto lookup = lookup_of(question);
  if (!is_enough(lookup)) {
    return done(refused("head office needs a birth date, a postcode or a phone to look by"));
  }
  hub_.look_up(std::move(lookup), [done = std::move(done)](Result<LookupAnswer> answer) mutable {
    if (!answer) return done(answer.error());
    answer.value().found.hub = true;
    done(std::move(answer.value().found));
  });
}

void StoreDevice::add_owners(std::shared_ptr<Owners> owners) {
  if (owners->wanted.empty()) return owners->done(std::move(owners->answer));
  auto wanted = std::move(owners->wanted.back());
  owners->wanted.pop_back();
  // Of an address it may be either reading; what was said is an address.
  const auto kind = wanted.front().kind == IdentifierKind::verified_email ? IdentifierKind::email
                                                                          : wanted.front().kind;
  replica_.find(std::move(wanted), [this, kind, owners](const Result<Finding>& found) mutable {
    auto& answer = owners->answer;
    if (found && found.value().profile) {
      const auto& profile = *found.value().profile;
      auto at = std::ranges::find(answer.candidates, profile.id, &PersonCandidate::profile);
      if (at == answer.candidates.end()) {
        at = answer.candidates.insert(answer.candidates.begin(),
                                      recognition::candidate_of(profile, {}, last_bought(profile)));
      }
      at->fields.push_back({std::string(to_text(kind)), "same", 0});
      if (answer.verdict == "unknown") answer.verdict = "possible";
      answer.why.reset();
    }
    add_owners(std::move(owners));
  });
}

const Card& StoreDevice::card(const std::string& touchpoint) const {
  return counter_.card(touchpoint);
}

void StoreDevice::close_visit(const std::string& touchpoint, std::optional<Uuid> visit) {
  counter_.close(touchpoint, visit);
}

Finding StoreDevice::not_configured() const {
  Finding finding;
  finding.why = WhyUnknown::not_configured;
  return finding;
}

}  // namespace touchpoint
