// What a scanner or a person puts in: a code of any kind, and identifiers as they are typed.
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "fuzz/fuzz.hpp"
#include "recognition/identifiers.hpp"
#include "recognition/scan.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

void scan_as(const recognition::ScanReading& reading);

void scan(std::string_view text) {
  using recognition::Namespace;
  static const auto kReader =
      recognition::ScanReader::make(
          {.namespaces = {{Namespace::loyalty, "29[0-9]{11}|[0-9]{7}"},
                          {Namespace::order, "[A-Z]{1,2}-?[0-9]{3,12}"},
                          {Namespace::gift_card, "[0-9]{7,16}"},
                          {Namespace::receipt, "R([0-9]{6})"},
                          {Namespace::wallet, "WP[A-Za-z0-9_-]{20,60}", {"Q"}},
                          {Namespace::payment_account, "[0-9A-Z]{29}"}},
           .country = "IT"})
          .value();
  scan_as(kReader.read(text, false));
  scan_as(kReader.read(text, true));
}

void scan_as(const recognition::ScanReading& reading) {
  using Kind = recognition::ScanReading::Kind;
  if (reading.kind == Kind::refused) {
    must(reading.code.empty() && reading.fits.empty(), "what is refused is not repeated");
    return fuzz::must_be_a_sentence(recognition::describe_refusal(reading.reason));
  }
  must(!find_forbidden(reading.code), "no card number is kept");
  must(is_utf8(reading.code) && !has_control_characters(reading.code), "a code is plain text");
  must(reading.kind != Kind::person || !reading.identifiers().empty(), "a person has identifiers");
  must((reading.kind == Kind::several) == (reading.fits.size() > 1), "several fits are several");
  const auto kept = recognition::kept_code(reading);
  must(is_utf8(kept) && !kept.empty(), "what is kept of a code is text");
  must(!reading.fits_in(recognition::Namespace::gift_card) || kept.size() <= 3 + 4,
       "four characters of a gift card at most");
}

void identify(std::string_view text) {
  for (const auto kind : kIdentifierKinds) {
    const auto read = recognition::normalise(kind, text, "IT");
    if (!read) {
      fuzz::must_be_a_sentence(read.error().sentence());
      continue;
    }
    const auto again = recognition::normalise(kind, read.value().value, "IT");
    must(again.has_value() && again.value().value == read.value().value,
         "what is normal stays as it is");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  scan(text);
  identify(text);
  return 0;
}
