#include "backup/archive.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>

#include <sys/stat.h>

#include "backup/files.hpp"
#include "core/files.hpp"
#include "sqlite/set_aside.hpp"

namespace touchpoint::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 512;
constexpr std::size_t kPiece = 64 * 1024;
constexpr std::int64_t kMemberMax = 077777777777;  // bytes; what eleven octal digits say
constexpr std::size_t kNameMax = 100;
constexpr int kEndBlocks = 2;

// The header's fields: where they begin and how long they are.
struct Field {
  std::size_t at;
  std::size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kOwner{108, 8};
constexpr Field kGroup{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kTime{136, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kType = 156;
constexpr Field kMagic{257, 8};

using Block = std::array<char, kBlock>;

void put_number(Block& block, Field field, std::int64_t number) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, 8);
  const auto length = static_cast<std::size_t>(end - digits.data());
  std::fill_n(block.begin() + static_cast<std::ptrdiff_t>(field.at), field.size - 1, '0');
  std::copy_n(digits.begin(), length,
              block.begin() + static_cast<std::ptrdiff_t>(field.at + field.size - 1 - length));
}

std::optional<std::int64_t> number_in(const Block& block, Field field) {
  const std::string_view text(block.data() + field.at, field.size);
  const auto begin = text.find_first_not_of(' ');
  std::int64_t number = 0;
  if (begin == std::string_view::npos) return std::nullopt;
  const auto [end, error] =
      std::from_chars(text.data() + begin, text.data() + text.size(), number, 8);
  const bool ended = end == text.data() + text.size() || *end == '\0' || *end == ' ';
  return error == std::errc{} && ended && number >= 0 ? std::optional(number) : std::nullopt;
}

// The sum of all bytes, with the sum's own field as blanks.
std::int64_t checksum(Block block) {
  std::fill_n(block.begin() + kChecksum.at, kChecksum.size, ' ');
  std::int64_t sum = 0;
  for (const char c : block)
    sum += static_cast<unsigned char>(c);
  return sum;
}

Block header(const Member& member, std::int64_t size, WallTime now) {
  Block block{};
  std::ranges::copy(member.name, block.begin());
  put_number(block, kMode, 0600);
  put_number(block, kOwner, 0);
  put_number(block, kGroup, 0);
  put_number(block, kSize, size);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  put_number(block, kTime, std::max<std::int64_t>(seconds, 0));
  block[kType] = '0';
  std::copy_n("ustar\00000", kMagic.size, block.begin() + kMagic.at);
  put_number(block, kChecksum, checksum(block));
  return block;
}

std::size_t padding_of(std::int64_t size) {
  return (kBlock - static_cast<std::size_t>(size) % kBlock) % kBlock;
}

// What a member holds, piece by piece.
class Content {
 public:
  static Result<Content> open(const Member& member) {
    Content content(member);
    content.size_ = std::ssize(member.text);
    if (member.file.empty()) return content;
    content.file_.emplace(member.file, O_RDONLY | O_NONBLOCK);
    struct stat status {};
    if (!content.file_->is_open() || ::fstat(content.file_->get(), &status) != 0) {
      return files::file_error("read", member.file);
    }
    content.size_ = status.st_size;
    return content;
  }

  std::int64_t size() const { return size_; }
  // Empty at the end.
  Result<std::string_view> next(std::array<char, kPiece>& buffer) {
    if (!file_) {
      auto piece = std::string_view(member_.text).substr(at_, kPiece);
      at_ += piece.size();
      return piece;
    }
    const auto length = ::read(file_->get(), buffer.data(), buffer.size());
    if (length < 0) return files::file_error("read", member_.file);
    return std::string_view(buffer.data(), static_cast<std::size_t>(length));
  }

 private:
  explicit Content(const Member& member) : member_(member) {}
  const Member& member_;
  std::optional<files::Descriptor> file_;
  std::size_t at_ = 0;
  std::int64_t size_ = 0;
};

// Where an archive's bytes go: first into a file, then, to be compared, against what is in it.
using Sink = std::function<Result<void>(std::string_view bytes)>;

Result<void> write_member(const Member& member, WallTime now, const Sink& sink) {
  if (member.name.empty() || member.name.size() > kNameMax) {
    return refused("a name in an archive has 1 to 100 bytes: " + member.name);
  }
  TP_TRY(auto content, Content::open(member));
  if (content.size() > kMemberMax) return refused(member.name + " is larger than 8 GiB");
  const auto head = header(member, content.size(), now);
  TP_CHECK(sink({head.data(), head.size()}));
  std::array<char, kPiece> buffer;
  std::int64_t written = 0;
  while (true) {
    TP_TRY(const auto piece, content.next(buffer));
    if (piece.empty()) break;
    written += std::ssize(piece);
    TP_CHECK(sink(piece));
  }
  if (written != content.size()) return retry_later(member.name + " changed while it was read");
  const Block padding{};
  return sink({padding.data(), padding_of(content.size())});
}

Result<void> write_members(const std::vector<Member>& members, WallTime now, const Sink& sink) {
  for (const auto& member : members) {
    TP_CHECK(write_member(member, now, sink));
  }
  const Block end{};
  for (int i = 0; i < kEndBlocks; ++i) {
    TP_CHECK(sink({end.data(), end.size()}));
  }
  return success();
}

Result<void> fill(const fs::path& part, const std::vector<Member>& members, WallTime now,
                  const ArchiveProgress& progress, std::int64_t bytes_all) {
  const files::Descriptor file(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (!file.is_open()) return files::file_error("make", part);
  std::int64_t done = 0;
  TP_CHECK(write_members(members, now, [&](std::string_view bytes) -> Result<void> {
    if (!files::write_all(file.get(), bytes)) return files::file_error("write", part);
    done += std::ssize(bytes);
    if (progress) progress(done, bytes_all);
    return success();
  }));
  if (::fsync(file.get()) != 0) return files::file_error("write", part);
  ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);  // what is read again comes from the disk
  return success();
}

// Reads the archive again, beside what it was made of.
Result<void> compare(const fs::path& part, const std::vector<Member>& members, WallTime now) {
  const files::Descriptor file(part, O_RDONLY | O_NOFOLLOW);
  if (!file.is_open()) return files::file_error("read", part);
  const auto differs = [&] { return damaged(part.string() + " is not what was written to it"); };
  std::array<char, kPiece> buffer;
  TP_CHECK(write_members(members, now, [&](std::string_view bytes) -> Result<void> {
    while (!bytes.empty()) {
      const auto length = ::read(file.get(), buffer.data(), std::min(bytes.size(), buffer.size()));
      if (length <= 0) return differs();
      const auto size = static_cast<std::size_t>(length);
      if (bytes.substr(0, size) != std::string_view(buffer.data(), size)) return differs();
      bytes.remove_prefix(size);
    }
    return success();
  }));
  return ::read(file.get(), buffer.data(), 1) == 0 ? Result<void>(success()) : differs();
}

// One file out of an archive.
Result<void> take_out(const files::Descriptor& archive, const fs::path& from, const fs::path& to,
                      std::int64_t size) {
  const auto cut = [&] { return damaged(from.string() + " is cut short"); };
  std::error_code failed;
  fs::create_directories(to.parent_path(), failed);
  fs::permissions(to.parent_path(), fs::perms::owner_all, failed);
  const files::Descriptor file(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (!file.is_open()) return files::file_error("make", to);
  std::array<char, kPiece> buffer;
  for (auto left = static_cast<std::size_t>(size); left > 0;) {
    const auto length = ::read(archive.get(), buffer.data(), std::min(left, buffer.size()));
    if (length <= 0) return cut();
    const auto got = static_cast<std::size_t>(length);
    if (!files::write_all(file.get(), {buffer.data(), got})) return files::file_error("write", to);
    left -= got;
  }
  if (::fsync(file.get()) != 0) return files::file_error("write", to);
  const auto padding = padding_of(size);
  if (::read(archive.get(), buffer.data(), padding) != static_cast<ssize_t>(padding)) return cut();
  return success();
}

bool is_plain(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  while (true) {
    const auto word = name.substr(0, name.find('/'));
    if (word.empty() || word.front() == '.' || !std::ranges::all_of(word, fits)) return false;
    if (word.size() == name.size()) return true;
    name.remove_prefix(word.size() + 1);
  }
}

}  // namespace

Result<void> write_archive(const fs::path& to, const std::vector<Member>& members, WallTime now,
                           const ArchiveProgress& progress) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(to, failed))) {
    return refused("there is a file " + to.string() + " already: name another one");
  }
  std::int64_t bytes_all = kEndBlocks * static_cast<std::int64_t>(kBlock);
  for (const auto& member : members) {
    TP_TRY(const auto content, Content::open(member));
    bytes_all += static_cast<std::int64_t>(kBlock + padding_of(content.size())) + content.size();
  }
  auto part = to;
  part += ".part";
  fs::remove(part, failed);  // of one that was cut short; what cannot be removed is told below
  const auto write = [&]() -> Result<void> {
    TP_CHECK(fill(part, members, now, progress, bytes_all));
    TP_CHECK(compare(part, members, now));
    if (::renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
      return files::file_error("make", to);
    }
    return success();
  };
  const auto written = write();
  if (!written) {
    fs::remove(part, failed);
    return written.error();
  }
  const auto folder = to.parent_path().empty() ? fs::path(".") : to.parent_path();
  TP_CHECK(files::sync_folder(folder));
  return success();
}

Result<std::vector<Member>> members_of(const fs::path& folder) {
  std::vector<Member> members;
  std::error_code failed;
  for (auto entry = fs::recursive_directory_iterator(folder, failed);
       !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    if (!entry->is_regular_file(failed)) continue;
    members.push_back(
        {.name = entry->path().lexically_relative(folder).string(), .file = entry->path()});
  }
  if (failed) return retry_later("cannot read " + folder.string() + ": " + failed.message());
  std::ranges::sort(members, {}, &Member::name);
  return members;
}

Result<void> unpack(const fs::path& archive, const fs::path& folder,
                    const std::function<bool(std::string_view name)>& wanted) {
  const files::Descriptor file(archive, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  if (!file.is_open()) return files::file_error("read", archive);
  while (true) {
    Block block{};
    if (::read(file.get(), block.data(), block.size()) != std::ssize(block)) {
      return damaged(archive.string() + " is cut short, or is no backup");
    }
    if (std::ranges::all_of(block, [](char c) { return c == '\0'; })) return success();
    const auto size = number_in(block, kSize);
    if (number_in(block, kChecksum) != checksum(block) || !size) {
      return damaged(archive.string() + " is damaged, or is no backup");
    }
    const std::string_view field(block.data() + kName.at, kName.size);
    const std::string name(field.substr(0, field.find('\0')));
    if (block[kType] != '0' || !is_plain(name) || !wanted(name)) {
      return refused(archive.string() + " holds something that is no part of a backup");
    }
    TP_CHECK(take_out(file, archive, folder / name, *size));
  }
}

}  // namespace touchpoint::backup
