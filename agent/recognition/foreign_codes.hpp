// Codes that are not the shop's and are not kept: those that program a scanner, and the state's
// receipt lottery. Pure.
//
// Scanner programming: most begin with FNC3 in Code 128 and are obeyed, not passed on; of
// another maker's scanner, or read by a camera, they arrive as text.
//
//   Newland     "@UPAAD50", "#KBWCTY1"   "@" kept or "#" until power goes, tag (3), sub-tag (3),
//   data Newland     "$$%^5917…"              older models Honeywell   "PAPHHF.", "232BAD9!"    tag
//   (3), sub-tag (3), data, "." kept or "!" until power goes Datalogic   "$P", "$AE0301" commands
//   and their labels any         "<FNC3>…", "ó…"          FNC3 as decoders spell it (ó is where
//   Latin-1 has it)
//
// From the makers' programming guides.
#pragma once

#include <string_view>

namespace touchpoint::recognition {

bool is_programming_code(std::string_view code);

// An Italian receipt-lottery code: eight capital letters and digits. It stands for a person in the
// state's lottery, so it is not ours to keep. All digits is never taken for one (a card, an EAN-8),
// all letters only from a scanner: staff type names.
bool is_lottery_code(std::string_view code, bool typed);

}  // namespace touchpoint::recognition
