// A phone number as somebody writes it. The first two letters are the region it is written in: any
// numbering plan may be asked.
#include <algorithm>

#include "fuzz/fuzz.hpp"
#include "recognition/phone.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

bool is_e164(std::string_view number) {
  return number.size() >= 2 && number.size() <= 1 + 15 && number.front() == '+' &&
         std::ranges::all_of(number.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

void write_down(std::string_view written, std::string_view region) {
  const auto numbers = recognition::e164(written, region);
  if (!numbers) return fuzz::must_be_a_sentence(numbers.error().sentence());
  must(!numbers.value().empty() && numbers.value().size() <= 2, "one meaning or two");
  for (const auto& number : numbers.value()) {
    must(is_e164(number), "what is read is E.164");
    // With its country code a number means the same everywhere.
    const auto abroad = recognition::e164(number, "");
    const auto here = recognition::e164(number, region);
    must(abroad.has_value() == here.has_value(), "read everywhere or nowhere");
    must(!abroad || abroad.value() == here.value(), "the same everywhere");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  write_down(text, "IT");
  write_down(text, "");
  if (text.size() > 2) write_down(text.substr(2), text.substr(0, 2));
  return 0;
}
