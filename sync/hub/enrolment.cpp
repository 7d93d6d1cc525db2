#include "sync/hub/enrolment.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "sync/codec/receipt.hpp"
#include "sync/enrol/key_print.hpp"
#include "sync/enrol/possession.hpp"

namespace touchpoint::hub {
namespace {

EnrolmentAnswer no(int status, std::string sentence) {
  return {.status = status, .json = {}, .sentence = std::move(sentence)};
}

// What those may ask who show nothing, so that nobody keeps the hub busy: four hundred devices that
// ask once a minute are 7 a second.
constexpr double kAsksAtOnce = 200;
constexpr double kAsksPerSecond = 20;

// nullopt: good.
std::optional<EnrolmentAnswer> objection(KeyVerdict verdict, const Digest& key) {
  const auto forbidden = [](std::string_view word, std::string sentence) {
    return EnrolmentAnswer{403, {}, std::move(sentence), std::string(word)};
  };
  switch (verdict) {
    case KeyVerdict::waiting:
      return EnrolmentAnswer{
          202, "{\"waiting\":true,\"fingerprint\":" + json_quoted(sync::print_text(key)) + "}", {}};
    case KeyVerdict::unexpected:
      return forbidden("not_expected", "nobody has announced this device; it needs a token");
    case KeyVerdict::other_store:
      return forbidden("other_store", "this device was announced in another store");
    case KeyVerdict::refused:
      return forbidden("refused", "an operator has refused this device's key");
    case KeyVerdict::good:
      break;
  }
  return std::nullopt;
}

EnrolmentAnswer busy(const Error& error) {
  return no(503, error.sentence());
}

// nullopt: good.
std::optional<EnrolmentAnswer> objection(TokenVerdict verdict) {
  switch (verdict) {
    case TokenVerdict::unknown:
      return no(401, "the token is not known, used up or expired; ask for a new one");
    case TokenVerdict::elsewhere:
      return no(403, "the token is for another device or store");
    case TokenVerdict::good:
      break;
  }
  return std::nullopt;
}

}  // namespace

Enrolment::Enrolment(Store& store, const sync::Authority& authority, const crypto::Signer& signer,
                     BrokerAddress broker, CertificateTerms terms, const Clock& clock,
                     Random& random)
    : store_(store),
      authority_(authority),
      signer_(signer),
      broker_(std::move(broker)),
      terms_(terms),
      clock_(clock),
      random_(random),
      asks_left_(kAsksAtOnce) {}

void Enrolment::enrol(EnrolmentRequest request,
                      std::move_only_function<void(EnrolmentAnswer)> answer) {
  if (!is_slug(request.sender.device) || !is_slug(request.sender.store)) {
    return answer(no(422, "device and store are names of a-z, 0-9 and '-'"));
  }
  if (request.secret.empty()) return enrol_by_key(std::move(request), std::move(answer));
  TokenUse use{.digest = crypto::sha256(as_bytes(request.secret)),
               .sender = request.sender,
               .serial = {},
               .until = {}};
  // Asked first, so that only who holds a token makes the hub sign; used up last, so that a request
  // that does not verify costs no token.
  store_.check_token(use, [this, use, csr = std::move(request.csr),
                           answer = std::move(answer)](Result<TokenVerdict> checked) mutable {
    if (!checked) return answer(busy(checked.error()));
    if (auto objected = objection(checked.value())) return answer(std::move(*objected));
    auto made = issue_for(use.sender, csr);
    if (!made) return answer(no(422, made.error().sentence()));
    use.serial = made.value().facts.serial;
    use.until = made.value().facts.not_after;
    store_.redeem_token(use, [this, sender = use.sender, made = std::move(made.value().certificate),
                              answer = std::move(answer)](Result<TokenVerdict> redeemed) mutable {
      if (!redeemed) return answer(busy(redeemed.error()));
      if (auto objected = objection(redeemed.value())) return answer(std::move(*objected));
      answer(welcome(sender, made));
    });
  });
}

bool Enrolment::may_ask_now() {
  const auto now = clock_.since_boot();
  const std::chrono::duration<double> passed = now - asked_;
  asks_left_ = std::min(kAsksAtOnce, asks_left_ + passed.count() * kAsksPerSecond);
  asked_ = now;
  if (asks_left_ < 1) return false;
  asks_left_ -= 1;
  return true;
}

void Enrolment::enrol_by_key(EnrolmentRequest request,
                             std::move_only_function<void(EnrolmentAnswer)> answer) {
  if (!may_ask_now()) return answer(no(429, "too many devices ask to be let in; come back later"));
  const auto key = sync::print_of_request(request.csr);
  if (!key) return answer(no(422, key.error().sentence()));
  KeyUse use{.sender = request.sender, .key = key.value(), .serial = {}, .until = {}};
  store_.check_key(use, [this, use, csr = std::move(request.csr),
                         answer = std::move(answer)](Result<KeyVerdict> checked) mutable {
    if (!checked) return answer(busy(checked.error()));
    if (auto objected = objection(checked.value(), use.key)) return answer(std::move(*objected));
    auto made = issue_for(use.sender, csr);
    if (!made) return answer(no(422, made.error().sentence()));
    use.serial = made.value().facts.serial;
    use.until = made.value().facts.not_after;
    store_.redeem_key(
        use, [this, sender = use.sender, key = use.key, made = std::move(made.value().certificate),
              answer = std::move(answer)](Result<KeyVerdict> redeemed) mutable {
          if (!redeemed) return answer(busy(redeemed.error()));
          if (auto objected = objection(redeemed.value(), key)) return answer(std::move(*objected));
          answer(welcome(sender, made));
        });
  });
}

Result<Enrolment::Made> Enrolment::issue_for(const Sender& sender, const std::string& csr) const {
  Made made;
  TP_TRY(made.certificate,
         sync::issue(authority_, csr, {.common_name = sender.device, .unit = sender.store},
                     sync::Usage::client, {}, clock_.wall(), terms_.valid));
  TP_TRY(made.facts, sync::facts_of(made.certificate));
  return made;
}

Result<Sender> Enrolment::prover_of(const RenewalRequest& request) const {
  TP_CHECK(sync::check_issuer(request.certificate, authority_.certificate));
  if (!sync::is_signed_by(request.certificate, request.csr, request.proof)) {
    return refused("the request is not signed by the key of that certificate");
  }
  TP_TRY(const auto shown, sync::facts_of(request.certificate));
  if (clock_.wall() > shown.not_after + terms_.grace) {
    return refused("that certificate ended too long ago; the device must be enrolled again");
  }
  return Sender{.device = shown.name.common_name, .store = shown.name.unit, .serial = shown.serial};
}

void Enrolment::renew(RenewalRequest request,
                      std::move_only_function<void(EnrolmentAnswer)> answer) {
  if (request.sender.device.empty()) {
    auto prover = prover_of(request);
    if (!prover) return answer(no(403, prover.error().sentence()));
    request.sender = std::move(prover).value();
  }
  auto made = issue_for(request.sender, request.csr);
  if (!made) return answer(no(422, made.error().sentence()));
  // The certificate goes out only when the store knows it.
  Renewed renewed{.sender = request.sender,
                  .serial = made.value().facts.serial,
                  .until = made.value().facts.not_after};
  store_.renew(std::move(renewed), [this, sender = std::move(request.sender),
                                    certificate = std::move(made.value().certificate),
                                    answer = std::move(answer)](Result<void> known) mutable {
    if (known) return answer(welcome(sender, certificate));
    const bool barred = known.error().is(Condition::refused);
    answer(barred ? no(403, known.error().sentence()) : busy(known.error()));
  });
}

EnrolmentAnswer Enrolment::welcome(const Sender& sender, const std::string& certificate) const {
  const auto& key = signer_.public_key();
  std::string json =
      "{\"device\":" + json_quoted(sender.device) + ",\"store\":" + json_quoted(sender.store) +
      ",\"certificate\":" + json_quoted(certificate) + ",\"ca\":" + json_quoted(ca()) +
      ",\"keys\":[{\"kid\":" + json_quoted(sync::key_id(key)) +
      ",\"x\":" + json_quoted(to_base64url(key)) + "}],\"mqtt\":";
  if (broker_.host.empty()) {
    json += "null}";
  } else {
    json += "{\"host\":" + json_quoted(broker_.host) + ",\"port\":" + std::to_string(broker_.port) +
            "}}";
  }
  return {.status = 201, .json = std::move(json), .sentence = {}};
}

Result<std::string> Enrolment::open_line(const std::string& url) const {
  TP_TRY(const auto print, sync::fingerprint(authority_.certificate));
  const auto token = sync::to_text(sync::EnrolmentToken{.secret = {}, .ca_fingerprint = print});
  return sync::to_text(sync::EnrolmentLine{.url = url, .token = token});
}

void Enrolment::grant(Sender sender, std::chrono::seconds valid, Done<std::string> done) {
  if (!is_slug(sender.device) || !is_slug(sender.store)) {
    return done(refused("device and store are names of a-z, 0-9 and '-'"));
  }
  const auto print = sync::fingerprint(authority_.certificate);
  if (!print) return done(print.error());
  sync::EnrolmentToken token{.secret = crypto::random_token(random_),
                             .ca_fingerprint = print.value()};
  TokenGrant grant{.digest = crypto::sha256(as_bytes(token.secret)),
                   .sender = std::move(sender),
                   .expires = clock_.wall() + valid};
  store_.grant_token(std::move(grant), [text = sync::to_text(token),
                                        done = std::move(done)](Result<void> granted) mutable {
    if (!granted) return done(granted.error());
    done(std::move(text));
  });
}

}  // namespace touchpoint::hub
