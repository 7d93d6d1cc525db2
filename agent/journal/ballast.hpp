// Ballast is room on the disk that the journal holds in reserve. A write-ahead log needs room even
// to delete a row: on a disk that is full to the last byte nothing could ever be drained. So when a
// write finds no room the ballast is dropped, which leaves enough for receipts, trimming and the
// log; and new work is only taken again once it stands.
#pragma once

#include <cstdint>
#include <filesystem>

namespace touchpoint::journal {

class Ballast {
 public:
  // `bytes` 0: none is held, and it always stands.
  Ballast(std::filesystem::path file, std::int64_t bytes);

  // Takes the room, unless the disk has too little to spare. Whether it stands now.
  bool raise();
  void drop();

 private:
  const std::filesystem::path file_;
  const std::int64_t bytes_;
  bool stands_ = false;
};

}  // namespace touchpoint::journal
