// A proof in plain words: the figures that must add up, and what is wrong where they do not. Pure.
#pragma once

#include "core/proof.hpp"
#include "ctl/status_words.hpp"

namespace touchpoint::ctl {

Report describe(const Proof& proof, Language language);

}  // namespace touchpoint::ctl
