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

// The same for a library that makes its own sessions: they believe only `host`.
Result<std::shared_ptr<ssl_ctx_st>> make_tls_context_for(const std::string& host,
                                                         const HttpsIdentity& identity);

// A session that asks for `host` and believes only a certificate with that name or IP address.
// Null when memory is short; the caller owns it.
ssl_st* new_tls_session(ssl_ctx_st* context, const std::string& host);

}  // namespace touchpoint::sync
