#include "sync/codec/batch.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>

#include <zstd.h>

#include "sync/codec/scan.hpp"

namespace touchpoint::sync {
namespace {

// What the decoder may need beside the text: 2^23 = 8 MiB, which RFC 8878 asks all to support.
constexpr int kZstdWindowLogMax = 23;

struct DecoderFree {
  void operator()(ZSTD_DCtx* decoder) const { ZSTD_freeDCtx(decoder); }
};

}  // namespace

std::string join_batch(const std::vector<std::string_view>& events) {
  std::string batch;
  batch.reserve(std::accumulate(
      events.begin(), events.end(), std::size_t{2},
      [](std::size_t sum, std::string_view event) { return sum + event.size() + 1; }));
  batch.push_back('[');
  for (const auto event : events) {
    if (batch.size() > 1) batch.push_back(',');
    batch.append(event);
  }
  batch.push_back(']');
  return batch;
}

Result<std::vector<std::string_view>> split_batch(std::string_view array) {
  const auto broken = [] { return refused("the batch is not one JSON array of objects"); };
  std::vector<std::string_view> elements;
  std::size_t at = scan::skip_space(array, 0);
  if (at == array.size() || array[at] != '[') return broken();
  at = scan::skip_space(array, at + 1);
  bool closed = at < array.size() && array[at] == ']';
  while (!closed) {
    if (at == array.size() || array[at] != '{') return broken();
    const auto end = scan::container_end(array, at);
    if (!end) return broken();
    elements.push_back(array.substr(at, *end - at));
    at = scan::skip_space(array, *end);
    if (at == array.size()) return broken();
    closed = array[at] == ']';
    if (closed) break;
    if (array[at] != ',') return broken();
    at = scan::skip_space(array, at + 1);
  }
  if (scan::skip_space(array, at + 1) != array.size()) return broken();
  return elements;
}

std::string compress(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const auto size = ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1);
  // It can only fail for want of memory; zstd's frame of the uncompressed text is never needed
  // then.
  if (ZSTD_isError(size) != 0) return std::string(text);
  packed.resize(size);
  return packed;
}

namespace {

Result<std::string> decompress_stream(ZSTD_DCtx* decoder, std::string_view text, std::size_t max) {
  std::string plain;
  std::array<char, 64 * 1024> piece;
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  std::size_t expected = 1;  // bytes that the decoder still wants; 0 at the end of a frame
  bool piece_was_full = false;
  while (in.pos < in.size || piece_was_full) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    expected = ZSTD_decompressStream(decoder, &out, &in);
    if (ZSTD_isError(expected) != 0) return refused("the batch is not what zstd wrote");
    if (plain.size() + out.pos > max) return refused("the batch is larger than the limit");
    plain.append(piece.data(), out.pos);
    piece_was_full = out.pos == out.size && expected != 0;
  }
  if (expected != 0) return refused("the compressed batch is cut short");
  return plain;
}

}  // namespace

Result<std::string> decompress_if_needed(std::string text, std::size_t max) {
  constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
  if (!text.starts_with(kMagic)) {
    if (text.size() > max) return refused("the batch is larger than the limit");
    return text;
  }
  const std::unique_ptr<ZSTD_DCtx, DecoderFree> decoder{ZSTD_createDCtx()};
  if (!decoder) return retry_later("there is no memory to decompress the batch");
  // One frame that says its size, as devices make them, needs no window and is written once.
  const auto size = ZSTD_getFrameContentSize(text.data(), text.size());
  if (size <= max && ZSTD_findFrameCompressedSize(text.data(), text.size()) == text.size()) {
    std::string plain(size, '\0');
    const auto written =
        ZSTD_decompressDCtx(decoder.get(), plain.data(), plain.size(), text.data(), text.size());
    if (written != plain.size()) return refused("the batch is not what zstd wrote");
    return plain;
  }
  ZSTD_DCtx_setParameter(decoder.get(), ZSTD_d_windowLogMax, kZstdWindowLogMax);
  return decompress_stream(decoder.get(), text, max);
}

}  // namespace touchpoint::sync
