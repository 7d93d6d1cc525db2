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
  std::string message_id;      // empty: the caller gave none
  std::string user_id;         // empty: a guest
  std::string anonymous_id{};  // of the browser; empty: not said
  bool identifies = false;     // an `identify`: only these make profiles
  Fact fact;
};

struct SourceCalls {
  std::vector<SourceCall> calls;
  std::size_t refused = 0;  // elements of a batch that were not calls
  std::string first_refusal;
};

enum class CallKind { track, identify, page, batch };

// Who calls, and where its customers live (ISO 3166-1): how a phone number without its country code
// is read. With "" such numbers are nobody's.
struct Caller {
  std::string source;
  std::string country;
};

// E-mail addresses and phone numbers arrive as CONTRACT.md compares them; what is none is left out,
// for a typing error in a shop's form must not lose the rest of the call. A time from the future is
// taken for `now`, so that a consent of 2038 cannot outlive today's withdrawal. `refused` when the
// body is not JSON, or a single call is not right; a batch keeps what is right in it.
Result<SourceCalls> read_calls(CallKind kind, std::string_view body, const Caller& caller,
                               WallTime now);

// "Product List Viewed" → "product_list.viewed": the last word is the verb.
std::string experience_type(std::string_view event);

}  // namespace touchpoint::hub
