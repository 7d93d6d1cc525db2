// A line that a till has written, and the agent's answer on its way back.
#include "core/text.hpp"
#include "devices/poslog/answers.hpp"
#include "devices/till/line.hpp"
#include "fuzz/fuzz.hpp"

using namespace touchpoint;
using namespace touchpoint::devices;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const auto path = path_of(text);
  if (!path) fuzz::must_be_a_sentence(path.error().sentence());
  fuzz::must(!path || path.value() == "/v1/scans" || path.value() == "/v1/interactions",
             "a line goes to one of two");
  for (const int status : {201, 422, 503}) {
    const auto line = answer_line(AgentAnswer{status, std::string(text)});
    fuzz::must(line.find('\n') == line.size() - 1, "an answer is one line");
  }
  fuzz::must(profile_of(text).size() <= size, "a profile is in the answer");
  const auto results = results_of(text, 1);
  fuzz::must(!results || results->size() == 1, "as many results as events");
  fuzz::must(!sentence_of(422, text).empty(), "a refusal says why");
  return 0;
}
