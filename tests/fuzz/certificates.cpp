// What travels when a device enrols, as text: tokens, certificate requests, certificates.
#include "sync/enrol/certificates.hpp"

#include "fuzz/fuzz.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

template <class T>
void look_at(const Result<T>& read) {
  if (!read) must(!read.error().sentence().empty(), "what is wrong is said");
}

const sync::Authority& authority() {
  static const auto kAuthority =
      sync::new_authority("A hub", *from_rfc3339("2026-03-02T10:00:00Z"), std::chrono::days{30})
          .value();
  return kAuthority;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{fuzz::text_of(data, size)};
  if (const auto token = sync::token_from_text(text)) {
    must(sync::to_text(token.value()) == text, "a token is written as it was read");
  }
  look_at(sync::facts_of(text));
  look_at(sync::fingerprint(text));
  look_at(sync::first_certificate(text));
  look_at(sync::name_of_request(text));
  const auto issued =
      sync::issue(authority(), text, {"milano-01-pos-3", "milano-01"}, sync::Usage::client, {},
                  *from_rfc3339("2026-03-02T10:00:00Z"), std::chrono::days{1});
  look_at(issued);
  if (issued) {
    const auto facts = sync::facts_of(issued.value());
    must(facts.has_value() && facts.value().name.common_name == "milano-01-pos-3",
         "the name in a certificate is the hub's to decide");
  }
  return 0;
}
