// What every part of the operator's door does with a question and its reply.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "control/control.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

// parse_object(), or the reply's end.
inline std::optional<boost::json::object> members_of(std::string_view text,
                                                     const control::ReplyPtr& reply) {
  auto members = parse_object(text);
  if (members) return std::move(members).value();
  reply->fail(members.error());
  return std::nullopt;
}

// Answers how something ended that has nothing else to say.
inline Done<void> done_with(control::ReplyPtr reply) {
  return [reply = std::move(reply)](Result<void> done) {
    if (!done) return reply->fail(done.error());
    reply->ok("{}");
  };
}

}  // namespace touchpoint::hub
