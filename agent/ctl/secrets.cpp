#include "ctl/secrets.hpp"

#include <algorithm>
#include <array>

#include <unistd.h>

#include "config/file.hpp"
#include "core/limits.hpp"
#include "core/text.hpp"
#include "ctl/terminal.hpp"

namespace touchpoint::ctl {
namespace {

constexpr std::size_t kSecretMax = 4 * 1024;  // bytes; tokens of ours have about 100

Result<std::string> read_stdin() {
  std::string text;
  std::array<char, 1024> bytes{};
  while (text.size() <= kSecretMax) {
    const auto length = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (length < 0) return refused("cannot read standard input");
    if (length == 0) return text;
    text.append(bytes.data(), static_cast<std::size_t>(length));
  }
  return refused("standard input holds more than a secret");
}

Result<std::string> read_source(const std::string& source, std::string_view prompt) {
  if (source != "-") return config::read_small_file(source, kSecretMax);
  return stdin_is_terminal() ? ask_secretly(prompt) : read_stdin();
}

Result<std::string> checked_pin(std::string pin) {
  const bool digits = std::ranges::all_of(pin, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && pin.size() >= limits::kPinMin && pin.size() <= limits::kPinMax) return pin;
  return refused("a PIN has 6 to 12 digits");
}

}  // namespace

Result<std::string> read_secret(const std::string& file_or_dash, std::string_view prompt) {
  TP_TRY(const auto text, read_source(file_or_dash, prompt));
  const std::string secret{trimmed(text)};
  if (secret.empty()) return refused("the secret is empty");
  if (has_control_characters(secret)) return refused("a secret is one line");
  return secret;
}

Result<std::string> read_pin(const std::optional<std::string>& file_or_dash) {
  if (file_or_dash) {
    TP_TRY(auto pin, read_secret(*file_or_dash, "PIN: "));
    return checked_pin(std::move(pin));
  }
  if (!stdin_is_terminal()) {
    return refused("there is no terminal to ask for the PIN: use --pin-file FILE, or --pin-file -");
  }
  TP_TRY(auto first, ask_secretly("PIN (6 to 12 digits): "));
  TP_TRY(auto pin, checked_pin(std::move(first)));
  TP_TRY(const auto second, ask_secretly("The same PIN again: "));
  if (pin != second) return refused("the two PINs differ");
  return pin;
}

}  // namespace touchpoint::ctl
