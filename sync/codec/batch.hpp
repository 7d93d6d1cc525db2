// Batches of events as they travel: a JSON array of events, perhaps compressed with zstd.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace touchpoint::sync {

inline constexpr std::size_t kBatchBytesMax = 1024 * 1024;  // before compression

// The array over events that are JSON already; their bytes are not touched.
std::string join_batch(const std::vector<std::string_view>& events);

// The bytes of each element of a JSON array, untouched. `refused` when the text is not one array of
// objects, is deeper than limits::kJsonDepthMax, or has anything behind it.
Result<std::vector<std::string_view>> split_batch(std::string_view array);

std::string compress(std::string_view text);  // zstd, level 1
// `text` itself unless it begins with zstd's magic number. `refused` when it would grow beyond
// `max`.
Result<std::string> decompress_if_needed(std::string text, std::size_t max);

}  // namespace touchpoint::sync
