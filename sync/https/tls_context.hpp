// What the client brings to every handshake: whom it trusts, and who it is itself.
#pragma once

#include <memory>

#include "sync/https/client.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX
struct ssl_st;      // OpenSSL's SSL

namespace touchpoint::sync {

// `misconfigured` for PEM text that does not parse, a key that is another certificate's, and for a
// certificate of ours that would be shown to a server nobody has checked.
Result<std::shared_ptr<ssl_ctx_st>> make_tls_context(const HttpsIdentity& identity);

// A context that presents and trusts nobody yet, and judges certificates not before `floor`: for a
// library that fills in the rest. Null while the clock is later than that, and needs no help.
std::shared_ptr<ssl_ctx_st> tls_context_not_before(WallTime floor);

// A session that asks for `host` and believes only a certificate with that name or IP address.
// Null when memory is short; the caller owns it.
ssl_st* new_tls_session(ssl_ctx_st* context, const std::string& host);

}  // namespace touchpoint::sync
