// Enrolment lets a device in and keeps it in: a one-time token, or a key that an operator has
// approved, and a certificate request make a certificate, and a device that holds one gets the next
// without anybody's help. Loop thread; the private key never leaves the device.
#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "crypto/sign.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

struct EnrolmentRequest {
  std::string secret;  // empty: by the key, which must be approved
  Sender sender;
  std::string csr;  // PEM
};

// A device that is known asks for a new certificate. It shows its present one by TLS, or, when that
// has expired, encloses it with a proof that it holds its key.
struct RenewalRequest {
  Sender sender;            // by TLS; no device: by proof
  std::string csr;          // PEM
  std::string certificate;  // PEM, of the proof
  Bytes proof;              // a signature over `csr` with that certificate's key
};

// For how long a certificate is good, and for how long after that it still proves who asks.
struct CertificateTerms {
  std::chrono::seconds valid = std::chrono::days{365};
  std::chrono::seconds grace = std::chrono::days{90};
};

struct EnrolmentAnswer {
  int status = 0;        // of HTTP: 201, 202, 401, 403, 422, 429, 503
  std::string json;      // for 201 and 202
  std::string sentence;  // for the others
  std::string word{};    // the same for programs; empty: the status's own
};

// What a device is told of the broker; empty host: there is none.
struct BrokerAddress {
  std::string host;
  int port = 0;
};

class Enrolment {
 public:
  Enrolment(Store& store, const sync::Authority& authority, const crypto::Signer& signer,
            BrokerAddress broker, CertificateTerms terms, const Clock& clock, Random& random);

  const std::string& ca() const { return authority_.certificate; }
  void enrol(EnrolmentRequest request, std::move_only_function<void(EnrolmentAnswer)> answer);
  void renew(RenewalRequest request, std::move_only_function<void(EnrolmentAnswer)> answer);
  // The enrolment line for devices that are approved by their key: the same for all, and no secret.
  Result<std::string> open_line(const std::string& url) const;
  // A new token for this device, as text to carry there; `refused` when a name is no slug.
  void grant(Sender sender, std::chrono::seconds valid, Done<std::string> done);

 private:
  struct Made {
    std::string certificate;
    sync::CertificateFacts facts;
  };
  void enrol_by_key(EnrolmentRequest request,
                    std::move_only_function<void(EnrolmentAnswer)> answer);
  bool may_ask_now();
  Result<Made> issue_for(const Sender& sender, const std::string& csr) const;
  // Who encloses that proof; `refused` when it proves nothing.
  Result<Sender> prover_of(const RenewalRequest& request) const;
  EnrolmentAnswer welcome(const Sender& sender, const std::string& certificate) const;

  Store& store_;
  const sync::Authority& authority_;
  const crypto::Signer& signer_;
  BrokerAddress broker_;
  CertificateTerms terms_;
  const Clock& clock_;
  Random& random_;
  double asks_left_;  // of those who show neither a token nor a certificate
  BootTime asked_{};
};

}  // namespace touchpoint::hub
