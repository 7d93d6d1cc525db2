// Lines on the control socket: what an operator's command says to a program, and what comes back.
#include "control/wire.hpp"
#include "fuzz/fuzz.hpp"

using namespace touchpoint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto line = fuzz::text_of(data, size);
  const auto verb = control::verb_of(line);
  if (!verb) fuzz::must_be_a_sentence(verb.error().sentence());
  fuzz::must(!verb || !verb.value().empty(), "a command has a verb");

  const auto answer = control::answer_of(line);
  if (!answer) fuzz::must_be_a_sentence(answer.error().sentence());
  if (answer && answer.value().ok) {
    const auto again = control::ok_line(*answer.value().ok);
    fuzz::must(again.find('\n') == again.size() - 1, "an answer is one line");
    const auto read = control::answer_of(std::string_view(again).substr(0, again.size() - 1));
    fuzz::must(read.has_value() && read.value().ok.has_value(), "what is written can be read");
  }
  const auto told = control::progress_line(line);
  fuzz::must(told.find('\n') == told.size() - 1, "progress is one line");
  return 0;
}
