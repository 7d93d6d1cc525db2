// A device without a token waits to be approved at the hub. Its key is made before it is known, so
// that its fingerprint can be compared, and what it asks is kept: it goes on asking after a
// restart.
//
// A folder beside the identity's: key.pem (mode 0600) and line, the enrolment line, which is no
// secret. An enrolment takes the key into the identity and the folder away.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync {

class Approval {
 public:
  explicit Approval(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<std::string> key() const;                     // PEM; made when there is none
  Result<std::string> print() const;                   // print_text of it
  Result<void> keep(const EnrolmentLine& line) const;  // asked for from now on
  std::optional<EnrolmentLine> kept() const;           // nullopt: nothing is asked for
  void forget_line() const;  // the key stays: somebody may have compared it
  void forget() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace touchpoint::sync
