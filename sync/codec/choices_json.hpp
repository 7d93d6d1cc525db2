// What somebody chose, as words: the values of "choices", one behind the other. For the .cpp files
// of this folder.
#pragma once

#include <string>

#include "sync/codec/reading.hpp"

namespace touchpoint::sync {

inline std::string chosen_words(const reading::Members& data) {
  std::string words;
  const auto* choices = data.list("choices");
  for (std::size_t i = 0; choices != nullptr && i < choices->size(); ++i) {
    if (!choices->at(i).is_string()) continue;
    words.append(words.empty() ? "" : ", ").append(std::string_view(choices->at(i).get_string()));
  }
  return words;
}

}  // namespace touchpoint::sync
