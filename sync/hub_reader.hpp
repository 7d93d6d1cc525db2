// HubReader asks the hub for what devices pull: news, pages of the change feed, refusals. By role;
// HttpsReader (sync/https/) does it.
//
// Loop thread; `done` is called later, never from inside the call, and not after the reader is
// gone. Errors carry one sentence for operators: retry_later when asking again may help, refused or
// damaged when what came is not what the contract says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "sync/codec/profile_json.hpp"
#include "sync/ports.hpp"

namespace touchpoint::sync {

class HubReader {
 public:
  template <class T>
  using Done = std::move_only_function<void(Result<T>)>;

  virtual ~HubReader() = default;
  virtual void news(Done<News> done) = 0;
  virtual void changes(const FeedCursor& cursor, std::size_t limit, Done<ChangePage> done) = 0;
  // Refused rows with a sequence above `since`, in ascending order.
  virtual void refusals(const std::string& journal, std::int64_t since,
                        Done<std::vector<Refusal>> done) = 0;
};

}  // namespace touchpoint::sync
