// Salvaging records again what can be read of journals that were set aside and what the hub had not
// stored, each row under the id it had: what was stored after all is not stored twice.
//
// Starts by itself with the device and goes on after a restart; when a file is done it is renamed
// from "…aside-<time>" to "…salvaged-<time>", and stays for people to look at. Lives on the loop
// thread, reads on `slow`.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "counter/ports.hpp"
#include "journal/salvage.hpp"
#include "loop/worker.hpp"

namespace touchpoint {

class Salvaging {
 public:
  // The references outlive it.
  Salvaging(Loop& loop, Worker& slow, counter::Recorder& recorder, std::filesystem::path journal,
            const crypto::DeviceKeys& keys, Random& random);

  // `done` gets a sentence for each file when it is finished; also for one that cannot be read.
  void start(std::function<void(std::string sentence)> done);

 private:
  struct File;
  void next_file();
  void read(std::shared_ptr<File> file);
  void record(std::shared_ptr<File> file, std::vector<journal::SalvagedRow> rows);
  void finish(const File& file);

  Loop& loop_;
  Worker& slow_;
  counter::Recorder& recorder_;
  const std::filesystem::path journal_;
  const crypto::DeviceKeys keys_;
  Random& random_;
  std::vector<std::filesystem::path> files_;
  std::function<void(std::string sentence)> done_;
  Timer again_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace touchpoint
