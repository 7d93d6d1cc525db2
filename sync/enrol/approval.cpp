#include "sync/enrol/approval.hpp"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

#include "core/files.hpp"
#include "core/text.hpp"
#include "sync/enrol/key_print.hpp"

namespace touchpoint::sync {
namespace {

namespace fs = std::filesystem;

Result<void> make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return success();
  return files::file_error("make", folder);
}

}  // namespace

Result<std::string> Approval::key() const {
  const auto file = folder_ / "key.pem";
  std::error_code failed;
  if (fs::exists(file, failed)) {
    auto kept = files::read(file);
    if (kept && print_of_key(kept.value())) return kept;
    return damaged(file.string() + " holds no key: remove it, and have the next one approved");
  }
  TP_CHECK(make_folder(folder_));
  auto made = new_private_key();
  TP_CHECK(files::replace(file, made));
  return made;
}

Result<std::string> Approval::print() const {
  TP_TRY(const auto own, key());
  TP_TRY(const auto print, print_of_key(own));
  return print_text(print);
}

Result<void> Approval::keep(const EnrolmentLine& line) const {
  TP_CHECK(make_folder(folder_));
  return files::replace(folder_ / "line", to_text(line) + "\n");
}

std::optional<EnrolmentLine> Approval::kept() const {
  std::error_code failed;
  if (!fs::exists(folder_ / "line", failed)) return std::nullopt;
  const auto text = files::read(folder_ / "line");
  auto line = text ? line_from_text(trimmed(text.value())) : text.error();
  return line ? std::optional(std::move(line).value()) : std::nullopt;
}

void Approval::forget_line() const {
  std::error_code gone_already;
  fs::remove(folder_ / "line", gone_already);
}

void Approval::forget() const {
  std::error_code gone_already;
  fs::remove_all(folder_, gone_already);
}

}  // namespace touchpoint::sync
