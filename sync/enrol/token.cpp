#include <algorithm>

#include "sync/enrol/certificates.hpp"

namespace touchpoint::sync {
namespace {

constexpr std::string_view kPrefix = "tp1.";
constexpr std::size_t kSecretMax = 128;  // characters; ours have 43

}  // namespace

std::string to_text(const EnrolmentToken& token) {
  std::string text(kPrefix);
  return text.append(token.secret).append(".").append(to_base64url(token.ca_fingerprint));
}

Result<EnrolmentToken> token_from_text(std::string_view text) {
  const auto malformed = [] {
    return refused("this is not an enrolment token; it begins with \"tp1.\" and has three parts");
  };
  if (!text.starts_with(kPrefix)) return malformed();
  text.remove_prefix(kPrefix.size());
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot > kSecretMax) return malformed();
  EnrolmentToken token;
  token.secret = text.substr(0, dot);
  const auto fingerprint = from_base64url(text.substr(dot + 1));
  if (!from_base64url(token.secret) || !fingerprint ||
      fingerprint->size() != token.ca_fingerprint.size()) {
    return malformed();
  }
  std::ranges::copy(*fingerprint, token.ca_fingerprint.begin());
  return token;
}

std::string to_text(const EnrolmentLine& line) {
  return line.url + "#" + line.token;
}

Result<EnrolmentLine> line_from_text(std::string_view text) {
  const auto hash = text.find('#');
  const bool whole = text.starts_with("https://") && hash != std::string_view::npos;
  if (!whole || !token_from_text(text.substr(hash + 1))) {
    return refused(
        "this is not an enrolment line, such as https://hub.example:8443#tp1.…; if a scanner typed "
        "it, set the scanner to this terminal's keyboard layout");
  }
  return EnrolmentLine{std::string(text.substr(0, hash)), std::string(text.substr(hash + 1))};
}

}  // namespace touchpoint::sync
