// How common names are: two people called "Bugnon" are likelier the same one than two called
// "Rossi".
//
// The tables of common names (tables/) are built in; who knows its own people counts theirs on top.
// Names are kept as numbers made of them, so that a count of a million people stays small and is no
// list of customers. Values only: no clock, no storage.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "recognition/person.hpp"

namespace touchpoint::recognition {

class Frequencies {
 public:
  // One more person of the base that is searched.
  void add(const Person& person);
  // What add() counted is given back, for whoever leaves the base.
  void remove(const Person& person);

  // The share of people with that name, between a floor for names seen nowhere and 1.
  double given(const NameToken& name) const;
  double family(const NameToken& name) const;

  // Listed, or counted so often that it is no slip of the pen: a name in its own right.
  bool is_given_name(const NameToken& name) const;

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> given_;
  std::unordered_map<std::uint64_t, std::uint32_t> family_;
  std::uint64_t people_ = 0;
};

}  // namespace touchpoint::recognition
