#include "sync/hub/qr_code.hpp"

#include <memory>

#include <qrencode.h>

namespace touchpoint::hub {
namespace {

constexpr int kQuiet = 4;  // modules of margin that a reader needs (ISO/IEC 18004)

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

// A character cell holds two modules, one above the other.
Result<std::string> qr_code(const std::string& text) {
  const std::unique_ptr<QRcode, Free> code{QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M)};
  if (!code) return refused("this text does not fit into a QR code");
  const auto dark = [&](int row, int column) {
    const bool inside = row >= 0 && column >= 0 && row < code->width && column < code->width;
    return inside && (code->data[row * code->width + column] & 1) != 0;
  };
  std::string lines;
  for (int row = -kQuiet; row < code->width + kQuiet; row += 2) {
    lines += "\x1b[30;107m";
    for (int column = -kQuiet; column < code->width + kQuiet; ++column) {
      const bool upper = dark(row, column);
      const bool lower = dark(row + 1, column);
      lines += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    lines += "\x1b[0m\n";
  }
  return lines;
}

}  // namespace touchpoint::hub
