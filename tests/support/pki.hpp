// A private CA of a test's own, made anew each time, and certificates by it as text and as files.
#pragma once

#include <filesystem>
#include <string>

#include "support/temp_folder.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint::support {

struct Credentials {
  std::string ca;
  std::string certificate;
  std::string private_key;
  std::filesystem::path ca_file;
  std::filesystem::path certificate_file;
  std::filesystem::path private_key_file;
};

class Pki {
 public:
  Pki();

  const sync::Authority& authority() const { return authority_; }
  Credentials server(const std::vector<std::string>& hosts = {"127.0.0.1", "localhost"});
  Credentials device(const std::string& device, const std::string& store);

 private:
  Credentials issue(const sync::CertificateName& name, sync::Usage usage,
                    const std::vector<std::string>& hosts);

  TempFolder folder_;
  sync::Authority authority_;
  int issued_ = 0;
};

}  // namespace touchpoint::support
