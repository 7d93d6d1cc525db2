// Pages of the program are let go while it runs: nothing that it does is any different.
#include "loop/program_pages.hpp"

#include <atomic>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchpoint {
namespace {

#ifdef __x86_64__  // under an emulator the figure would be the emulator's
long file_pages_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssFile:")) return std::stol(line.substr(8));
  }
  return -1;
}

TEST(ProgramPages, AreTakenOutOfTheProcess) {
  const auto before = file_pages_kib();
  ASSERT_GT(before, 0);
  let_program_pages_go();
  EXPECT_LT(file_pages_kib(), before);
}
#endif

int thrown_and_caught(int value) {
  try {
    if (value >= 0) throw std::runtime_error(std::to_string(value));
  } catch (const std::exception& error) {
    return std::stoi(error.what());
  }
  return -1;
}

TEST(ProgramPages, ComeBackWhenTheyAreWanted) {
  static std::string kept = "what was written to stays as it is";
  kept += '!';
  std::atomic<bool> done = false;
  std::atomic<int> rounds = 0;
  std::thread working([&] {
    while (!done)
      rounds = thrown_and_caught(rounds + 1);
  });
  while (rounds < 10)
    std::this_thread::yield();
  for (int i = 0; i < 20; ++i)
    EXPECT_GT(let_program_pages_go(), 0U);
  const int then = rounds;
  while (rounds < then + 10)
    std::this_thread::yield();
  done = true;
  working.join();
  EXPECT_EQ(kept, "what was written to stays as it is!");
}

}  // namespace
}  // namespace touchpoint
