// A profile and an entry of its chronology as bytes, before they are sealed. The first byte is the
// version of the layout (FORMAT.md); a reader that does not know it says `damaged`, and the replica
// is pulled anew.
#pragma once

#include "core/profile.hpp"
#include "core/result.hpp"

namespace touchpoint::profiles {

// Everything but id, version, identifiers and history, which stand elsewhere.
Bytes encode_document(const Profile& profile);
Result<Profile> decode_document(BytesView bytes);

// Everything but `here`, which depends on where it is read from.
Bytes encode_experience(const Experience& experience);
Result<Experience> decode_experience(BytesView bytes);

// The numbers that stand for statuses in the file, whatever the order of the enumeration.
std::uint64_t number_of(OrderStatus status);
OrderStatus order_status_of(std::uint64_t number);

}  // namespace touchpoint::profiles
