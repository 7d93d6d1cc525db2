// The bytes of an HTTP answer, from a hub, a proxy or a captive portal. However they arrive, they
// mean the same.
#include <string>

#include "fuzz/fuzz.hpp"
#include "sync/https/answer.hpp"
#include "sync/https/answer_reader.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;
using Step = sync::AnswerReader::Step;

constexpr std::size_t kBodyMax = 4096;

std::string read(const std::vector<std::string_view>& pieces, bool without_body) {
  sync::AnswerReader reader(kBodyMax, without_body);
  auto step = Step::more;
  for (const auto piece : pieces) {
    if (step == Step::more && !piece.empty()) step = reader.read(piece);
  }
  if (step == Step::more) step = reader.end();
  if (step != Step::complete) {
    must(!reader.failure().empty() || step == Step::more, "a failure is explained");
    return "failed";
  }
  std::string text = reader.reusable() ? "reusable " : "";
  const auto answer = reader.take();
  must(answer.body.size() <= kBodyMax, "a body is bounded");
  text += std::to_string(answer.status);
  for (const auto& [name, value] : answer.headers)
    text += "\n" + name + ": " + value;
  if (const auto error = sync::unexpected(answer, 200, "application/json")) {
    fuzz::must_be_a_sentence(error->sentence());
  }
  if (const auto wait = sync::retry_after(answer)) must(wait->count() >= 0, "time goes on");
  return text + "\n\n" + answer.body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  static_cast<void>(read({bytes}, true));
  const auto whole = read({bytes}, false);
  const auto cut = bytes.size() / 2;
  const auto halves = read({bytes.substr(0, cut), bytes.substr(cut)}, false);
  std::vector<std::string_view> trickle;
  for (std::size_t at = 0; at < bytes.size() && bytes.size() <= 512; ++at)
    trickle.push_back(bytes.substr(at, 1));
  const auto drops = read(trickle, false);
  // What follows a complete answer is noticed only when it comes with it.
  if (!whole.starts_with("reusable")) return 0;
  must(whole == halves, "how bytes arrive changes nothing");
  must(trickle.empty() || whole == drops, "byte by byte it is the same");
  return 0;
}
