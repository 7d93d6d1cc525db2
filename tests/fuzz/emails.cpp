// An e-mail address as somebody types it.
#include "core/text.hpp"
#include "fuzz/fuzz.hpp"
#include "recognition/identifiers.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

void compare(std::string_view text) {
  const auto read = recognition::normalise(IdentifierKind::email, text, "");
  if (!read) return fuzz::must_be_a_sentence(read.error().sentence());
  const auto& key = read.value().value;
  must(is_utf8(key) && key.size() <= 254, "a key is text, and no longer than an address may be");
  must(key.find('@') != std::string::npos && key.front() != '@' && key.back() != '@',
       "it has two sides");
  const auto again = recognition::normalise(IdentifierKind::email, key, "");
  must(again.has_value() && again.value().value == key, "what is normal stays as it is");
  const auto spaced =
      recognition::normalise(IdentifierKind::email, " " + std::string(text) + "\n", "");
  must(spaced.has_value() && spaced.value().value == key, "space around it means nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  compare(fuzz::text_of(data, size));
  return 0;
}
