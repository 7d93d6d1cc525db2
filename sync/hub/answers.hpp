// The short answers that all doors give.
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "web/http/server.hpp"

namespace touchpoint::hub {

web::Response json_answer(int status, std::string json);
// {"error":"…","message":"…"}; the word is the status's own unless one is given.
web::Response error_answer(int status, std::string_view sentence, std::string_view word = {});
// 503 for what may succeed later, else 500.
web::Response failure_answer(const Error& error);
// 403, for a device that is not let in; `sentence` says why.
web::Response barred(std::string_view sentence);
// What the store could not do for a device: `refused` is that it does not let it in.
web::Response device_failure(const Error& error);
// The media type of the request's body, in lower case, without parameters.
std::string media_type(const web::Request& request);

}  // namespace touchpoint::hub
