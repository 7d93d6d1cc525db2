// How names are written, how they sound, and which are short for another. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recognition/person.hpp"

namespace touchpoint::recognition {

// "Dott. D'Angelo-De Luca" -> "dangelo", "deluca": NFKD without marks, case folded; titles are left
// out, apostrophes vanish, particles stay with what they belong to.
std::vector<NameToken> name_tokens(std::string_view name);

// A key under which "Catherine" and "Katerina", "Iacopo" and "Jacopo" meet; at most 8 characters.
std::string sound_of(std::string_view folded);

// One is a short form of the other, or its writing in another language. Equal names are not.
bool are_nicknames(std::string_view left, std::string_view right);

// Whether anybody is known to be called so, "sofia" and "joan", or it is only how one is written.
bool is_given_name(std::string_view name);

// Both are names in their own right ("Mario" and "Maria", "Dario" and "Mario"): a letter that
// differs is then not a slip of the pen but another person.
bool are_two_names(std::string_view left, std::string_view right);

// The share of people who are called so, as far as it is known; 0 for a name that is not listed.
double given_name_share(std::string_view name);
double family_name_share(std::string_view name);

// Letters to change, drop, add or swap with their neighbour; 3 stands for more than two.
int slips_between(std::string_view left, std::string_view right);

// Jaro and Winkler's likeness, 0 to 1 (Winkler, "String Comparator Metrics", 1990).
double jaro_winkler(std::string_view left, std::string_view right);

}  // namespace touchpoint::recognition
