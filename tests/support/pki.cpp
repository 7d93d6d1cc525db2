#include "support/pki.hpp"

#include <fstream>

namespace touchpoint::support {
namespace {

constexpr auto kValid = std::chrono::days{30};

WallTime now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

Pki::Pki() : authority_(sync::new_authority("Touchpoint test CA", now(), kValid).value()) {}

Credentials Pki::server(const std::vector<std::string>& hosts) {
  return issue({"server", ""}, sync::Usage::server, hosts);
}

Credentials Pki::device(const std::string& device, const std::string& store) {
  return issue({device, store}, sync::Usage::client, {});
}

Credentials Pki::issue(const sync::CertificateName& name, sync::Usage usage,
                       const std::vector<std::string>& hosts) {
  Credentials made;
  made.ca = authority_.certificate;
  made.private_key = sync::new_private_key();
  made.certificate = sync::issue(authority_, sync::new_request(made.private_key, name).value(),
                                 name, usage, hosts, now(), kValid)
                         .value();
  const auto write = [&](const std::string& suffix, const std::string& text) {
    const auto path = folder_ / (std::to_string(issued_) + suffix);
    std::ofstream(path) << text;
    return path;
  };
  made.ca_file = write("-ca.pem", made.ca);
  made.certificate_file = write("-certificate.pem", made.certificate);
  made.private_key_file = write("-key.pem", made.private_key);
  ++issued_;
  return made;
}

}  // namespace touchpoint::support
