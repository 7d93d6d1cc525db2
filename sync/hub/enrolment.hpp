// Enrolment lets a device in: a one-time token, a certificate request, a certificate for a year.
// Loop thread; the private key never leaves the device.
#pragma once

#include <string>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "crypto/sign.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

struct EnrolmentRequest {
  std::string secret;
  Sender sender;
  std::string csr;  // PEM
};

struct EnrolmentAnswer {
  int status = 0;        // of HTTP: 201, 401, 403, 422, 503
  std::string json;      // for 201
  std::string sentence;  // for the others
};

// What a device is told of the broker; empty host: there is none.
struct BrokerAddress {
  std::string host;
  int port = 0;
};

class Enrolment {
 public:
  Enrolment(Store& store, const sync::Authority& authority, const crypto::Signer& signer,
            BrokerAddress broker, const Clock& clock, Random& random);

  const std::string& ca() const { return authority_.certificate; }
  void enrol(EnrolmentRequest request, std::move_only_function<void(EnrolmentAnswer)> answer);
  // A new token for this device, as text to carry there; `refused` when a name is no slug.
  void grant(Sender sender, std::chrono::seconds valid, Done<std::string> done);

 private:
  EnrolmentAnswer welcome(const Sender& sender, const std::string& certificate) const;

  Store& store_;
  const sync::Authority& authority_;
  const crypto::Signer& signer_;
  BrokerAddress broker_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace touchpoint::hub
