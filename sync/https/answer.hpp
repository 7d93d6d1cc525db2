// What an HTTP answer means that is not the one the contract speaks of: in a sentence for
// operators, and in what the device does next.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "sync/https/client.hpp"

namespace touchpoint::sync {

// The hub has revoked this device: it is let in no more, and goes on recording.
inline constexpr std::string_view kRevokedSentence = "the hub has revoked this device";

// "error" of an answer that brings nothing: a word for programs; empty when there is none.
std::string error_word(const HttpsAnswer& answer);

// Of the status as it should be and the content type as it should begin; nullopt when both are.
std::optional<Error> unexpected(const HttpsAnswer& answer, int status,
                                std::string_view content_type);

// Retry-After in seconds (RFC 9110 section 10.2.3); its other form, a date, is passed over.
std::optional<std::chrono::seconds> retry_after(const HttpsAnswer& answer);

}  // namespace touchpoint::sync
