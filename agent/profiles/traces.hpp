// What the replica keeps of a person so that they can be found by what they say: terms, which find
// candidates, and prints of their phones, which tell how alike two numbers are. Both are keyed
// hashes; FORMAT.md says how they stand in the file.
//
// Terms of names, birth dates and postcodes can be made again from the sealed document. Those of
// phones cannot, since nobody keeps the numbers: they are kept beside it, sealed.
#pragma once

#include <cstdint>
#include <vector>

#include "core/profile.hpp"
#include "profiles/secrecy.hpp"
#include "recognition/people.hpp"

namespace touchpoint::profiles {

using Prints = std::vector<recognition::PhonePrint>;  // of one phone, hashed

struct PhoneTraces {
  std::vector<Prints> prints;
  std::vector<Term> terms;  // those that the person has because of their phones; sorted

  bool empty() const { return prints.empty(); }
};

struct Traces {
  std::vector<Term> terms;  // all; sorted, without repeats
  PhoneTraces phones;
};

Bytes encode_traces(const PhoneTraces& phones);
Result<PhoneTraces> decode_traces(BytesView bytes);

Traces traces_of(const Secrecy& secrecy, const recognition::PersonFacts& facts);
// The terms of somebody whose facts, all but the phones, were read back.
std::vector<Term> terms_of(const Secrecy& secrecy, const recognition::PersonFacts& facts,
                           const PhoneTraces& phones);

Prints hashed_prints(const Secrecy& secrecy, std::string_view phone);
// The best of all pairs.
recognition::PhoneLikeness likeness_of(const std::vector<Prints>& asked, const PhoneTraces& known);

}  // namespace touchpoint::profiles
