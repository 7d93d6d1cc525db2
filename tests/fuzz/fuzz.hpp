// What a fuzz target is: bytes from anywhere go in, and it comes back. It may not crash, overrun,
// leak, hang or say one thing twice differently; what it must do besides it asks with `must`.
//
// libFuzzer calls it with bytes of its own making, replay_main.cpp with those of the corpus.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace touchpoint::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "this does not hold: %s\n", what);
  std::abort();
}

// One clear sentence, as every refusal has it.
inline void must_be_a_sentence(std::string_view sentence) {
  must(sentence.size() > 3 && sentence.size() < 1000, "a refusal is one sentence");
  must(sentence.find('\n') == std::string_view::npos, "a refusal has one line");
}

}  // namespace touchpoint::fuzz
