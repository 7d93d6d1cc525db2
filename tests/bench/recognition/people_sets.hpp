// The open sets of people, in the three forms of columns in which such sets are published
// (README.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "recognition/people.hpp"

namespace touchpoint::bench {

struct Record {
  std::string person;     // whose it is: the truth
  bool original = false;  // the one of which the set says that the others were made
  recognition::PersonFacts facts;
  recognition::Person form;
};

struct PeopleSet {
  std::string name;
  std::string
      family;  // sets made by the same program or of the same people: "febrl", "historical" …
  bool with_phone = false;
  bool with_postal_code = false;
  std::vector<Record> records;  // originals first, then in the order of the files
};

// All sets of a folder; files whose columns are in none of the forms are passed over.
std::vector<PeopleSet> read_people_sets(const std::filesystem::path& folder);

// Line by line, also of .zst and .gz.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& file);
  ~Lines();
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  bool next(std::string& line);

 private:
  std::FILE* stream_ = nullptr;
};

}  // namespace touchpoint::bench
