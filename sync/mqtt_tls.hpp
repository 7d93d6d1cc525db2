// libmosquitto judges certificates by the wall clock. Where that says a time before the floor, MQTT
// gets a TLS context of ours.
#pragma once

#include <memory>

#include "sync/enrol/identity.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace touchpoint::sync {

// Null while the clock is right enough, and the library's own way is good. For identities with a
// broker.
Result<std::shared_ptr<ssl_ctx_st>> tls_context_for_mqtt(const Identity& identity,
                                                         WallTime time_floor);

}  // namespace touchpoint::sync
