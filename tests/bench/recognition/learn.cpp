// learn_likeness DIR > agent/recognition/tables/likeness.inc: the parameters by which people are
// compared, of the sets of people in DIR whose truth is known (../shared/data/people).
#include <cstdio>

#include "bench/recognition/learning.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "learn_likeness DIR\n");
    return 2;
  }
  const auto sets = touchpoint::bench::read_people_sets(argv[1]);
  std::vector<const touchpoint::bench::PeopleSet*> all;
  for (const auto& set : sets)
    all.push_back(&set);
  std::fputs(touchpoint::bench::written(touchpoint::bench::learn(all)).c_str(), stdout);
  return 0;
}
