#include "store_device.hpp"

#include <algorithm>

#include "recognition/identifiers.hpp"
#include "recognition/strength.hpp"

namespace touchpoint {

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
  replica_.find(std::move(wanted), [given, done = std::move(done)](Result<Finding> found) mutable {
    if (found) {
      found.value().assurance = given;
      found.value().strength = recognition::strength_of(found.value().led, given);
    }
    done(std::move(found));
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
  replica_.find_people(std::move(question), std::move(done));
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
