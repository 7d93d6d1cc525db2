// Why there is no answer, in a sentence that tells an operator where to look.
#pragma once

#include <string>

#include "core/error.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace boost::system {
class error_code;
}

namespace touchpoint::sync {

// `server` is "host:port" in all of them.
Error cannot_resolve(const std::string& host, const boost::system::error_code& error);
Error cannot_connect(const std::string& server, const boost::system::error_code& error);
// `proxy` is "host:port".
Error cannot_connect_to_proxy(const std::string& proxy, const boost::system::error_code& error);
Error handshake_failed(const std::string& server, const boost::system::error_code& error,
                       const ssl_st* session);
// The connection ended before the answer did. A server that speaks TLS 1.3 refuses our certificate
// only here, after the handshake.
Error broken_off(const std::string& server, const boost::system::error_code& error);

}  // namespace touchpoint::sync
