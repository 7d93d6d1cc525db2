// What a member of staff says of their work when they are asked: one answer to one question,
// without a name.
#pragma once

#include <string>

namespace touchpoint {

struct Voice {
  std::string question;
  std::string kind;    // as feedback::AnswerKind is written
  std::string answer;  // one member of a JSON object: "score":9
};

// How somebody stands to what staff are asked now.
struct VoiceStanding {
  bool answered = false;
  bool postponed = false;  // it was offered to them, and they said later
  int minimum = 0;         // so many answers to a question leave the device together
};

}  // namespace touchpoint
