// X.509 for a private CA: the hub issues, devices ask. ECDSA P-256 with SHA-256 throughout, which
// every TLS stack on a till can verify.
//
// Everything is PEM text in and out; nothing here touches files.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {

std::string new_private_key();  // PKCS#8 PEM

struct CertificateName {
  std::string common_name;  // a device's name, or a server's
  std::string unit;         // a device's store; empty for servers
};

// A PKCS#10 request, signed with the key.
Result<std::string> new_request(const std::string& private_key, const CertificateName& name);

struct Authority {
  std::string certificate;
  std::string private_key;
};
// With `only_for` it vouches for those names and addresses and no others.
Result<Authority> new_authority(const std::string& common_name, WallTime now,
                                std::chrono::seconds valid,
                                const std::vector<std::string>& only_for = {});

enum class Usage { client, server };

// A certificate for the key in `request`, whose signature is verified; the name is the one given
// here, never the request's own. Servers get `hosts` (DNS names and IP addresses) as subject
// alternative names. Valid from a little before `now`: an hour, or a 24th of a life shorter than a
// day. `refused` for a request that does not verify or whose key is neither P-256 nor P-384 nor RSA
// of at least 2048 bits.
Result<std::string> issue(const Authority& authority, const std::string& request,
                          const CertificateName& name, Usage usage,
                          const std::vector<std::string>& hosts, WallTime now,
                          std::chrono::seconds valid);

Result<CertificateName> name_of_request(const std::string& request);

struct CertificateFacts {
  CertificateName name;
  std::string serial;  // hex
  WallTime not_before{};
  WallTime not_after{};
};
Result<CertificateFacts> facts_of(const std::string& certificate);

// The names and addresses that a server's certificate is for, as text; none when it cannot be read.
std::vector<std::string> hosts_of(const std::string& certificate);

// The names and addresses that a CA may vouch for; none: it is not bound, or cannot be read.
std::vector<std::string> constraints_of(const std::string& certificate);

// SHA-256 over the certificate's DER form.
Result<Digest> fingerprint(const std::string& certificate);

// Whether the certificate is for this key.
bool belongs_together(const std::string& certificate, const std::string& private_key);

// Each certificate in `pem`, in order; a text may hold all that are trusted.
std::vector<std::string> certificates_in(const std::string& pem);

// The first certificate in `pem` alone. Whoever checks a fingerprint goes on with this: what else
// stood in the text was not checked.
Result<std::string> first_certificate(const std::string& pem);

// "tp1.<secret>.<CA fingerprint>": what an operator carries from the hub to a device.
struct EnrolmentToken {
  std::string secret;  // empty: the hub approves the device by its key; the text is then no secret
  Digest ca_fingerprint{};
};
std::string to_text(const EnrolmentToken& token);
Result<EnrolmentToken> token_from_text(std::string_view text);

// "<hub's URL>#<token>": all that a device needs, in one text for a scanner or a stick.
struct EnrolmentLine {
  std::string url;
  std::string token;
};
std::string to_text(const EnrolmentLine& line);
// `refused` for what is none; the URL is looked at by who uses it.
Result<EnrolmentLine> line_from_text(std::string_view text);

}  // namespace touchpoint::sync
