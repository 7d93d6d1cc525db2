#include "web/access/pairing.hpp"

#include <chrono>

#include "core/limits.hpp"
#include "crypto/hash.hpp"

namespace touchpoint::web {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kCodeLength = 8;
constexpr auto kPause = 1s;

// Each figure as likely as the others: bytes of which there are not equally many are thrown again.
std::string new_code(Random& random) {
  std::string code;
  while (code.size() < kCodeLength) {
    std::array<std::uint8_t, 1> byte{};
    random.fill(byte);
    if (byte[0] < 250) code.push_back(static_cast<char>('0' + byte[0] % 10));
  }
  return code;
}

}  // namespace

std::string Pairing::offer(std::string tablet, std::string by) {
  auto code = new_code(random_);
  open_ = Open{crypto::sha256(as_bytes(code)), std::move(tablet), std::move(by),
               clock_.since_boot() + limits::kPairingCodeLife};
  return code;
}

Pairing::Try Pairing::attempt(std::string_view code) {
  const auto now = clock_.since_boot();
  if (tried_ && now - *tried_ < kPause) return {.outcome = Try::Outcome::wait};
  tried_ = now;
  if (!open_ || now >= open_->until) {
    open_.reset();
    return {};
  }
  if (!equal_in_constant_time(open_->code, crypto::sha256(as_bytes(code)))) {
    if (++open_->tries >= limits::kPairingTriesMax) open_.reset();
    return {};
  }
  Try accepted{Try::Outcome::accepted, std::move(open_->tablet), std::move(open_->by)};
  open_.reset();
  return accepted;
}

}  // namespace touchpoint::web
