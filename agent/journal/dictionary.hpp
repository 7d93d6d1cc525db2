// What events have in common, so that zstd need not say it in each: dictionary/1.zstd. Dictionary 1
// is part of the file format and never changes; a better one becomes dictionary 2 with a format
// byte of its own.
#pragma once

#include "core/bytes.hpp"

namespace touchpoint::journal {

BytesView dictionary_1();

}  // namespace touchpoint::journal
