// Reads what web shops and apps send: Segment's HTTP tracking form (CONTRACT.md, "Sources").
//
// Pure functions. A call says who by `userId`; what that number means is the source's declaration
// and the store's business (store.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "sync/hub/facts.hpp"

namespace touchpoint::hub {

struct SourceCall {
  std::string message_id;   // empty: the caller gave none
  std::string user_id;      // empty: a guest
  bool identifies = false;  // an `identify`: only these make profiles
  Fact fact;
};

struct SourceCalls {
  std::vector<SourceCall> calls;
  std::size_t refused = 0;  // elements of a batch that were not calls
  std::string first_refusal;
};

enum class CallKind { track, identify, page, batch };

// `source` is the source's name. A time from the future is taken for `now`, so that a consent of
// 2038 cannot outlive today's withdrawal. `refused` when the body is not JSON, or a single call is
// not right; a batch keeps what is right in it.
Result<SourceCalls> read_calls(CallKind kind, std::string_view body, const std::string& source,
                               WallTime now);

// "Product List Viewed" → "product_list.viewed": the last word is the verb.
std::string experience_type(std::string_view event);

}  // namespace touchpoint::hub
