#include "journal/body.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <zstd.h>

#include "core/limits.hpp"
#include "journal/dictionary.hpp"

extern "C" const unsigned char touchpoint_journal_dictionary_1[];
extern "C" const unsigned long touchpoint_journal_dictionary_1_size;

namespace touchpoint::journal {
namespace {

constexpr std::size_t kRoomBehind = 80;  // bytes; an event that goes up gets a member more
// Without entropy coding: half the time to write and a third to read for 75 bytes more an event.
constexpr int kLevel = -6;
enum Format : std::uint8_t { kPlain = 0, kDictionary1Zstd = 1 };

// Both halves of the context have a fixed length, so that no two contexts read alike.
using Context = std::array<std::uint8_t, Uuid::kSize + 8>;

Context context_of(const Uuid& journal, std::int64_t sequence) {
  Context context{};
  std::ranges::copy(journal.bytes(), context.begin());
  for (std::size_t i = 0; i < 8; ++i)
    context[Uuid::kSize + i] = static_cast<std::uint8_t>(sequence >> (56 - 8 * i));
  return context;
}

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

void require(bool ok) {
  if (!ok) std::abort();  // only memory can be missing
}

}  // namespace

BytesView dictionary_1() {
  return {touchpoint_journal_dictionary_1, touchpoint_journal_dictionary_1_size};
}

struct BodySealer::Compression {
  Compression()
      : compress_dictionary(ZSTD_createCDict(dictionary_1().data(), dictionary_1().size(), kLevel)),
        expand_dictionary(ZSTD_createDDict(dictionary_1().data(), dictionary_1().size())),
        compress(ZSTD_createCCtx()),
        expand(ZSTD_createDCtx()) {
    require(compress_dictionary && expand_dictionary && compress && expand);
    // The seal authenticates and the format byte names the dictionary: zstd need not.
    ZSTD_CCtx_setParameter(compress.get(), ZSTD_c_checksumFlag, 0);
    ZSTD_CCtx_setParameter(compress.get(), ZSTD_c_dictIDFlag, 0);
    require(ZSTD_isError(ZSTD_CCtx_refCDict(compress.get(), compress_dictionary.get())) == 0);
  }

  std::unique_ptr<ZSTD_CDict, Free> compress_dictionary;
  std::unique_ptr<ZSTD_DDict, Free> expand_dictionary;
  std::unique_ptr<ZSTD_CCtx, Free> compress;
  std::unique_ptr<ZSTD_DCtx, Free> expand;
};

BodySealer::BodySealer(const Uuid& journal, const Digest& key, Random& random)
    : journal_(journal), sealer_(key, random), compression_(std::make_unique<Compression>()) {}
BodySealer::~BodySealer() = default;
BodySealer::BodySealer(BodySealer&&) noexcept = default;

Bytes BodySealer::seal(std::int64_t sequence, std::string_view event) {
  packed_.resize(1 + ZSTD_compressBound(event.size()));
  packed_[0] = kDictionary1Zstd;
  const std::size_t size = ZSTD_compress2(compression_->compress.get(), packed_.data() + 1,
                                          packed_.size() - 1, event.data(), event.size());
  if (ZSTD_isError(size) == 0 && size < event.size()) {
    packed_.resize(1 + size);
  } else {
    packed_.resize(1 + event.size());
    packed_[0] = kPlain;
    std::ranges::copy(event, packed_.begin() + 1);
  }
  return sealer_.seal(packed_, context_of(journal_, sequence));
}

Result<std::string> BodySealer::open(std::int64_t sequence, BytesView body) {
  TP_TRY(const auto packed, sealer_.open(body, context_of(journal_, sequence), packed_));
  if (packed.empty()) return damaged("a journal row has an empty body");
  const auto content = packed.subspan(1);
  if (packed[0] == kPlain) return std::string{as_text(content)};
  if (packed[0] != kDictionary1Zstd) return damaged("a journal row has an unknown body format");

  const auto size = ZSTD_getFrameContentSize(content.data(), content.size());
  if (size > limits::kEventStampedMax) return damaged("a journal row has an impossible size");
  std::string event;
  event.reserve(size + kRoomBehind);
  event.resize(size);
  const std::size_t expanded = ZSTD_decompress_usingDDict(
      compression_->expand.get(), event.data(), event.size(), content.data(), content.size(),
      compression_->expand_dictionary.get());
  if (expanded != event.size()) return damaged("a journal row does not decompress");
  return event;
}

}  // namespace touchpoint::journal
