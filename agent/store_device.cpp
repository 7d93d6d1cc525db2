#include "store_device.hpp"

#include <algorithm>

#include "recognition/identifiers.hpp"
#include "recognition/search.hpp"
#include "recognition/strength.hpp"

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

}  // namespace

void StoreDevice::record(NewEvent event, web::Done<Recorded> done) {
  recording_.record(std::move(event), std::move(done));
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

void StoreDevice::read_profile(std::string profile, web::Done<Finding> done) {
  if (!may_recognise_) {
    done(not_configured());
    return;
  }
  replica_.read(std::move(profile), std::move(done));
}

void StoreDevice::find_people(PeopleQuestion question, web::Done<PeopleAnswer> done) {
  if (!may_recognise_) {
    PeopleAnswer nobody;
    nobody.why = WhyUnknown::not_configured;
    done(std::move(nobody));
    return;
  }
  question.country = country_;
  if (!question.hub) return replica_.find_people(std::move(question), std::move(done));
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

const Card& StoreDevice::card(const std::string& touchpoint) const {
  return counter_.card(touchpoint);
}

void StoreDevice::close_visit(const std::string& touchpoint) {
  counter_.close(touchpoint);
}

Finding StoreDevice::not_configured() const {
  Finding finding;
  finding.why = WhyUnknown::not_configured;
  return finding;
}

}  // namespace touchpoint
