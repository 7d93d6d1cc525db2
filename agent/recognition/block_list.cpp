#include "recognition/block_list.hpp"

#include <algorithm>
#include <regex>

namespace touchpoint::recognition {

struct BlockList::Patterns {
  std::vector<std::regex> all;
};

BlockList::BlockList() : patterns_(std::make_unique<const Patterns>()) {}
BlockList::~BlockList() = default;
BlockList::BlockList(BlockList&&) noexcept = default;
BlockList& BlockList::operator=(BlockList&&) noexcept = default;

Result<BlockList> BlockList::make(const std::vector<std::string>& patterns) {
  Patterns compiled;
  for (const auto& pattern : patterns) {
    try {
      compiled.all.emplace_back(pattern, std::regex::ECMAScript | std::regex::icase);
    } catch (const std::regex_error&) {
      return misconfigured("\"" + pattern + "\" is not a regular expression");
    }
  }
  BlockList list;
  list.patterns_ = std::make_unique<const Patterns>(std::move(compiled));
  return list;
}

bool BlockList::holds(const Identifier& identifier) const {
  const std::string_view value = identifier.value;
  return std::ranges::any_of(patterns_->all, [&](const std::regex& pattern) {
    return std::regex_match(value.begin(), value.end(), pattern);
  });
}

std::size_t BlockList::strike(std::vector<Identifier>& identifiers) const {
  return std::erase_if(identifiers, [&](const Identifier& each) { return holds(each); });
}

}  // namespace touchpoint::recognition
