#include "sync/hub/import/input_file.hpp"

#include <fstream>
#include <vector>

#include <zstd.h>

namespace touchpoint::hub {
namespace {

constexpr std::size_t kPiece = 256 * 1024;  // bytes
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

}  // namespace

struct InputFile::State {
  std::string name;
  std::ifstream file;
  std::int64_t size = 0;
  std::int64_t read = 0;
  std::vector<char> raw = std::vector<char>(kPiece);
  std::vector<char> plain;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream;  // null: not compressed
  ZSTD_inBuffer input{};
  bool in_frame = false;
  bool begun = false;

  Result<bool> fill();
  Result<std::string_view> decompress();
};

// False at the end of the file.
Result<bool> InputFile::State::fill() {
  file.read(raw.data(), static_cast<std::streamsize>(raw.size()));
  const auto got = file.gcount();
  if (file.bad()) return damaged(name + " cannot be read to its end");
  read += got;
  input = {raw.data(), static_cast<std::size_t>(got), 0};
  return got > 0;
}

Result<std::string_view> InputFile::State::decompress() {
  while (true) {
    if (input.pos == input.size) {
      TP_TRY(const bool more, fill());
      if (!more && in_frame) return damaged(name + " ends in the middle");
      if (!more) return std::string_view{};
    }
    ZSTD_outBuffer output{plain.data(), plain.size(), 0};
    const std::size_t left = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(left) != 0) return damaged(name + " is not well compressed");
    in_frame = left != 0;
    if (output.pos > 0) return std::string_view{plain.data(), output.pos};
  }
}

Result<InputFile> InputFile::open(const std::filesystem::path& file) {
  auto state = std::make_unique<State>();
  state->name = file.filename().string();
  std::error_code failure;
  const auto size = std::filesystem::file_size(file, failure);
  if (failure) return misconfigured(state->name + " cannot be read: " + failure.message());
  state->size = static_cast<std::int64_t>(size);
  state->file.open(file, std::ios::binary);
  if (!state->file) return misconfigured(state->name + " cannot be opened");
  return InputFile(std::move(state));
}

Result<std::string_view> InputFile::next() {
  if (!state_->begun) {
    state_->begun = true;
    TP_TRY(const bool more, state_->fill());
    if (!more) return std::string_view{};
    const std::string_view start{state_->raw.data(), state_->input.size};
    if (!start.starts_with(kZstdMagic)) return start;
    state_->stream.reset(ZSTD_createDStream());
    state_->plain.resize(kPiece);
  }
  if (state_->stream) return state_->decompress();
  TP_TRY(const bool more, state_->fill());
  if (!more) return std::string_view{};
  return std::string_view{state_->raw.data(), state_->input.size};
}

std::int64_t InputFile::size() const {
  return state_->size;
}
std::int64_t InputFile::read() const {
  return state_->read;
}

InputFile::InputFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
InputFile::~InputFile() = default;
InputFile::InputFile(InputFile&&) noexcept = default;

}  // namespace touchpoint::hub
