#include "devices/poslog/folder_watch.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <sys/inotify.h>

namespace touchpoint::devices {

namespace asio = boost::asio;

struct FolderWatch::State : std::enable_shared_from_this<State> {
  State(Loop& loop, std::function<void()> calls)
      : descriptor(loop.context()), changed(std::move(calls)) {}

  void wait() {
    descriptor.async_read_some(
        asio::buffer(events),
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
          if (error || !self->changed) return;
          self->changed();  // which file it was does not matter: all are looked at
          self->wait();
        });
  }

  asio::posix::stream_descriptor descriptor;
  std::function<void()> changed;
  alignas(inotify_event) std::array<char, 8 * 1024> events{};
};

FolderWatch::FolderWatch(Loop& loop, const std::filesystem::path& folder,
                         std::function<void()> changed)
    : state_(std::make_shared<State>(loop, std::move(changed))) {
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (watch < 0) return;
  boost::system::error_code error;
  state_->descriptor.assign(watch, error);
  if (error || ::inotify_add_watch(watch, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) return;
  state_->wait();
}

FolderWatch::~FolderWatch() {
  state_->changed = nullptr;
  boost::system::error_code ignored;  // it is closed afterwards, whatever it was before
  state_->descriptor.close(ignored);
}

}  // namespace touchpoint::devices
