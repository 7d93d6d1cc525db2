#include "sync/hub/enrolment.hpp"

#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "sync/codec/receipt.hpp"

namespace touchpoint::hub {
namespace {

constexpr auto kDeviceValid = std::chrono::days{365};

EnrolmentAnswer no(int status, std::string sentence) {
  return {.status = status, .json = {}, .sentence = std::move(sentence)};
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
                     BrokerAddress broker, const Clock& clock, Random& random)
    : store_(store),
      authority_(authority),
      signer_(signer),
      broker_(std::move(broker)),
      clock_(clock),
      random_(random) {}

void Enrolment::enrol(EnrolmentRequest request,
                      std::move_only_function<void(EnrolmentAnswer)> answer) {
  if (!is_slug(request.sender.device) || !is_slug(request.sender.store)) {
    return answer(no(422, "device and store are names of a-z, 0-9 and '-'"));
  }
  TokenUse use{.digest = crypto::sha256(as_bytes(request.secret)),
               .sender = request.sender,
               .serial = {},
               .until = clock_.wall() + kDeviceValid};
  // Asked first, so that only who holds a token makes the hub sign; used up last, so that a request
  // that does not verify costs no token.
  store_.check_token(use, [this, use, csr = std::move(request.csr),
                           answer = std::move(answer)](Result<TokenVerdict> checked) mutable {
    if (!checked) return answer(busy(checked.error()));
    if (auto objected = objection(checked.value())) return answer(std::move(*objected));
    auto certificate =
        sync::issue(authority_, csr, {.common_name = use.sender.device, .unit = use.sender.store},
                    sync::Usage::client, {}, clock_.wall(), kDeviceValid);
    if (!certificate) return answer(no(422, certificate.error().sentence()));
    const auto facts = sync::facts_of(certificate.value());
    if (!facts) return answer(no(503, facts.error().sentence()));
    use.serial = facts.value().serial;
    store_.redeem_token(use, [this, sender = use.sender, made = std::move(certificate).value(),
                              answer = std::move(answer)](Result<TokenVerdict> redeemed) mutable {
      if (!redeemed) return answer(busy(redeemed.error()));
      if (auto objected = objection(redeemed.value())) return answer(std::move(*objected));
      answer(welcome(sender, made));
    });
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
