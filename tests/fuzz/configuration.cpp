// A configuration file, read as the agent's and as the hub's. What is wrong with it is said in one
// sentence that names the file.
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "config/agent_config.hpp"
#include "fuzz/fuzz.hpp"
#include "sync/hub/config.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

// A regular file that is nowhere on a disk.
class MemoryFile {
 public:
  MemoryFile() : file_(::memfd_create("configuration", 0)) {
    must(file_ >= 0, "there is memory for a file");
  }
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }
  void hold(std::string_view text) const {
    must(::ftruncate(file_, 0) == 0, "the file can be emptied");
    const auto written = ::pwrite(file_, text.data(), text.size(), 0);
    must(written == static_cast<ssize_t>(text.size()), "the file can be written");
  }

 private:
  int file_;
};

template <class T>
void look_at(const Result<T>& read) {
  if (read) return;
  must(read.error().is(Condition::misconfigured), "a wrong file needs a person");
  must(!read.error().sentence().empty(), "what is wrong is said");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const MemoryFile kFile;
  kFile.hold(fuzz::text_of(data, size));
  look_at(config::read_config(kFile.path()));
  look_at(config::check_central("settings", fuzz::text_of(data, size)));
  const auto hub = hub::read_hub_config(kFile.path());
  look_at(hub);
  if (hub) {
    kFile.hold(hub::write_hub_config(hub.value()));
    must(hub::read_hub_config(kFile.path()).has_value(), "what is written can be read");
  }
  return 0;
}
