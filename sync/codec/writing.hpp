// Writing one JSON object, member by member, in the order of the calls. What is unknown is left
// out, as the contract has it. For the .cpp files of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace touchpoint::sync {

class ObjectWriter {
 public:
  ObjectWriter& text(std::string_view name, std::string_view value);  // left out when empty
  ObjectWriter& integer(std::string_view name, std::int64_t value);
  ObjectWriter& number(std::string_view name, std::optional<double> value);  // shortest exact form
  ObjectWriter& flag(std::string_view name, bool value);
  ObjectWriter& time(std::string_view name, std::optional<WallTime> value);
  ObjectWriter& json(std::string_view name, std::string_view text);  // as it stands

  // Each element through `write(element) -> JSON text`; left out when there are none.
  template <class T, class Write>
  ObjectWriter& list(std::string_view name, const std::vector<T>& elements, Write write) {
    return elements.empty() ? *this : full_list(name, elements, write);
  }
  template <class T, class Write>
  ObjectWriter& full_list(std::string_view name, const std::vector<T>& elements, Write write) {
    begin(name);
    char separator = '[';
    for (const auto& element : elements) {
      text_.push_back(separator);
      text_.append(write(element));
      separator = ',';
    }
    if (elements.empty()) text_.push_back('[');
    text_.push_back(']');
    return *this;
  }

  std::string done();

 private:
  void begin(std::string_view name);
  std::string text_ = "{";
};

}  // namespace touchpoint::sync
