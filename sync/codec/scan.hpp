// Finds where things begin and end in JSON text without building anything: in one pass, without
// copying and without recursion, so that its cost and its stack do not depend on the sender.
//
// It knows strings and brackets and which characters may stand outside strings; whether the rest
// is JSON is the parser's business. For the codecs of this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace touchpoint::sync::scan {

// The first position at or after `at` that is not white space (RFC 8259 section 2).
std::size_t skip_space(std::string_view text, std::size_t at);

// Behind the string whose opening quote stands at `at`.
std::optional<std::size_t> string_end(std::string_view text, std::size_t at);

// Behind the object or array that opens at `at`. nullopt when brackets do not match or are nested
// deeper than limits::kJsonDepthMax.
std::optional<std::size_t> container_end(std::string_view text, std::size_t at);

// The text of one member's value in an object that a parser has accepted. The name is compared as
// it is written: one with escapes in it is another name.
std::optional<std::string_view> member(std::string_view object, std::string_view name);

}  // namespace touchpoint::sync::scan
