#include "tablet_authority.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/files.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint {
namespace {

constexpr auto kAuthorityValid = std::chrono::days{3650};
constexpr auto kAuthorityLeft = std::chrono::days{365};  // with less, tablets get the next one
constexpr auto kServerValid = std::chrono::days{90};     // Apple takes 825 at most
constexpr auto kServerLeft = std::chrono::days{30};
constexpr std::string_view kContext = "lan-authority/1";
constexpr std::string_view kBegin = "-----BEGIN ";

// A text of several PEM blocks, taken apart.
std::vector<std::string> blocks_in(std::string_view text) {
  std::vector<std::string> blocks;
  while (text.starts_with(kBegin)) {
    const auto next = text.find(kBegin, kBegin.size());
    blocks.emplace_back(text.substr(0, next));
    if (next == std::string_view::npos) break;
    text.remove_prefix(next);
  }
  return blocks;
}

bool same_names(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::set(left.begin(), left.end()) == std::set(right.begin(), right.end());
}

sync::CertificateName called(std::string name) {
  name.resize(std::min(name.size(), limits::kSlugMax));
  return {.common_name = std::move(name), .unit = {}};
}

Result<void> new_authority(TabletPapers& papers, const std::string& device,
                           const std::vector<std::string>& names, WallTime now) {
  const auto name = called("Touchpoint " + device).common_name;
  TP_TRY(auto made, sync::new_authority(name, now, kAuthorityValid, names));
  papers.authority = std::move(made.certificate);
  papers.authority_key = std::move(made.private_key);
  return success();
}

Result<void> new_certificate(TabletPapers& papers, const std::vector<std::string>& names,
                             WallTime now) {
  papers.private_key = sync::new_private_key();
  const auto subject = called(names.front());
  TP_TRY(const auto request, sync::new_request(papers.private_key, subject));
  TP_TRY(papers.certificate, sync::issue({papers.authority, papers.authority_key}, request, subject,
                                         sync::Usage::server, names, now, kServerValid));
  return success();
}

}  // namespace

TabletAuthority::TabletAuthority(std::filesystem::path file, const Digest& key, Random& random)
    : file_(std::move(file)), sealer_(crypto::derive_key(key, "lan authority"), random) {}

Result<TabletPapers> TabletAuthority::read() {
  std::error_code failed;
  if (!std::filesystem::exists(std::filesystem::symlink_status(file_, failed)))
    return TabletPapers{};
  TP_TRY(const auto text, files::read(file_));
  const auto sealed = from_base64url(trimmed(text));
  if (!sealed) return damaged(file_.string() + " is no file of this device");
  TP_TRY(const auto plain, sealer_.open(*sealed, as_bytes(kContext)));
  auto blocks = blocks_in(as_text(plain));
  if (blocks.size() != 4) return damaged(file_.string() + " is incomplete");
  TabletPapers papers;
  papers.authority = std::move(blocks[0]);
  papers.authority_key = std::move(blocks[1]);
  papers.certificate = std::move(blocks[2]);
  papers.private_key = std::move(blocks[3]);
  return papers;
}

Result<void> TabletAuthority::write(const TabletPapers& papers) {
  const auto text =
      papers.authority + papers.authority_key + papers.certificate + papers.private_key;
  const auto sealed = sealer_.seal(as_bytes(text), as_bytes(kContext));
  return files::replace(file_, to_base64url(sealed) + "\n");
}

Result<TabletPapers> TabletAuthority::papers(const std::string& device,
                                             const std::vector<std::string>& names, WallTime now) {
  TabletPapers papers;
  if (auto kept = read()) {
    papers = std::move(kept).value();
  } else {
    // Another key sealed it, or it is broken: nothing in it can be had again. It is kept beside.
    auto aside = file_;
    aside += ".set-aside";
    std::error_code failed;
    std::filesystem::rename(file_, aside, failed);
    if (failed) return kept.error();
    papers.notice = "what tablets trust could not be read (" + kept.error().sentence() +
                    "): a new authority was made, and tablets must be given it";
  }
  bool changed = false;
  const auto authority = sync::facts_of(papers.authority);
  const bool others = authority && !same_names(sync::constraints_of(papers.authority), names);
  if (others) {
    papers.notice =
        "\"names\" in [lan] have changed: a new authority was made, and tablets must be "
        "given it";
  }
  if (!authority || others || authority.value().not_after - now < kAuthorityLeft) {
    if (authority && papers.notice.empty())
      papers.notice =
          "the authority that tablets trust ends within a year: a new one was made, and "
          "tablets must be given it";
    TP_CHECK(new_authority(papers, device, names, now));
    papers.certificate.clear();
    changed = true;
  }
  const auto server = sync::facts_of(papers.certificate);
  const bool good = server && sync::belongs_together(papers.certificate, papers.private_key) &&
                    same_names(sync::hosts_of(papers.certificate), names) &&
                    server.value().not_before <= now &&
                    server.value().not_after - now > kServerLeft;
  if (!good) {
    TP_CHECK(new_certificate(papers, names, now));
    changed = true;
  }
  if (changed) {
    TP_CHECK(write(papers));
  }
  TP_TRY(const auto trusted, sync::facts_of(papers.authority));
  TP_TRY(const auto shown, sync::facts_of(papers.certificate));
  papers.authority_ends = trusted.not_after;
  papers.renew_at = shown.not_after - kServerLeft;
  return papers;
}

}  // namespace touchpoint
