// The identifiers that stand for nobody: 0000000 that a till fills in, noreply@… that a shop gave
// for customers without an address. What is on the list is never looked up. Pure.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/identifier.hpp"
#include "core/result.hpp"

namespace touchpoint::recognition {

class BlockList {
 public:
  // ECMAScript patterns for the whole normalised value, upper and lower case alike. `misconfigured`
  // when one does not compile.
  static Result<BlockList> make(const std::vector<std::string>& patterns);
  BlockList();
  ~BlockList();
  BlockList(BlockList&&) noexcept;
  BlockList& operator=(BlockList&&) noexcept;

  bool holds(const Identifier& identifier) const;
  // Takes those away that it holds; how many.
  std::size_t strike(std::vector<Identifier>& identifiers) const;

 private:
  struct Patterns;
  std::unique_ptr<const Patterns> patterns_;
};

}  // namespace touchpoint::recognition
