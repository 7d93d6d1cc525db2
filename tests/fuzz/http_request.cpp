// Bytes on a connection of the HTTP server: requests one after another, as the reader finds them.
// However they arrive, in one piece, in two or byte by byte, they mean the same.
#include <string>

#include "fuzz/fuzz.hpp"
#include "web/http/request_reader.hpp"

namespace {

using touchpoint::fuzz::must;
using touchpoint::fuzz::must_be_a_sentence;
using touchpoint::web::BodyLimit;
using touchpoint::web::Method;
using touchpoint::web::RequestReader;
using Step = RequestReader::Step;

constexpr std::size_t kBodyMax = 4096;
constexpr std::size_t kRequestsMax = 8;
constexpr std::size_t kTrickleMax = 512;  // bytes; slow beyond

// What was read, in a form that can be compared.
class Connection {
 public:
  void receive(std::string_view piece) {
    waiting_ += piece;
    while (!over_ && !waiting_.empty()) {
      std::size_t consumed = 0;
      const auto step = reader_.read(waiting_, consumed);
      must(consumed <= waiting_.size(), "no more is consumed than was there");
      waiting_.erase(0, consumed);
      if (step == Step::refused) {
        over_ = true;
        read_ += "refused " + std::to_string(reader_.refusal().status);
        must(reader_.refusal().status >= 400 && reader_.refusal().status < 600,
             "a refusal's status");
        must_be_a_sentence(reader_.refusal().message);
      } else if (step == Step::complete) {
        take();
      } else if (consumed == 0) {
        must(waiting_.size() <= touchpoint::limits::kHttpHeaderMax, "what waits is bounded");
        return;
      }
    }
  }

  const std::string& what_was_read() const { return read_; }

 private:
  void take() {
    const bool keep_alive = reader_.keep_alive();
    const auto request = reader_.take();
    must(request.body.size() <= kBodyMax, "a body is bounded");
    must(request.path.starts_with('/'), "a path begins with a slash");
    read_ += std::to_string(static_cast<int>(request.method)) + " " + request.host + request.path;
    for (const auto& [name, value] : request.query)
      read_ += "?" + name + "=" + value;
    for (const auto& [name, value] : request.headers)
      read_ += "\n" + name + ":" + value;
    read_ += "\n" + request.body + "\n";
    static_cast<void>(request.cookie("touchpoint_session"));
    over_ = !keep_alive || ++requests_ == kRequestsMax;
    reader_.reset();
  }

  const BodyLimit limit_ = [](Method, std::string_view) { return kBodyMax; };
  RequestReader reader_{limit_};
  std::string waiting_;
  std::string read_;
  std::size_t requests_ = 0;
  bool over_ = false;
};

// What is wrong may be seen later when less of it has come.
bool agree(const Connection& whole, const Connection& pieces) {
  const std::string_view all = whole.what_was_read();
  const std::string_view some = pieces.what_was_read();
  return all == some || (all.starts_with(some) && all.substr(some.size()).starts_with("refused"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = touchpoint::fuzz::text_of(data, size);
  Connection whole;
  whole.receive(bytes);
  Connection halves;
  const auto cut = bytes.size() / 2;
  halves.receive(bytes.substr(0, cut));
  halves.receive(bytes.substr(cut));
  must(agree(whole, halves), "how bytes arrive changes nothing");
  if (bytes.size() > kTrickleMax) return 0;
  Connection trickle;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    trickle.receive(bytes.substr(at, 1));
  must(agree(whole, trickle), "byte by byte it is the same");
  return 0;
}
