#include "sync/https/failure.hpp"

#include <optional>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "core/result.hpp"

namespace touchpoint::sync {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

int ssl_reason(const error_code& error) {
  if (error.category() != asio::error::get_ssl_category()) return 0;
  return ERR_GET_REASON(static_cast<unsigned long>(error.value()));
}

// What the server's alert says about the certificate that we presented, or did not.
std::optional<std::string> ours_refused(const error_code& error) {
  switch (ssl_reason(error)) {
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return "it is signed by another CA; enrol the device again";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return "it has expired, or the server's clock is wrong; this device asks for another one";
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
      return "it was revoked; ask the head office";
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
      return "it does not accept it; enrol the device again";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      return "it wants one, and none was presented; enrol the device again";
    default:
      return std::nullopt;
  }
}

Error refused_ours(const std::string& server, const std::string& why) {
  return misconfigured(server + " refused this device's certificate: " + why);
}

Error theirs_refused(const std::string& server, long verified) {
  switch (verified) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return retry_later("the certificate of " + server +
                         " has expired, or this device's clock is wrong");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return retry_later("the certificate of " + server +
                         " is not valid yet, or this device's clock is wrong");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return misconfigured("the certificate of " + server +
                           " is for another name; use the name that the hub was given");
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return misconfigured("the certificate of " + server +
                           " is not signed by the hub's CA: something else answers there (a proxy, "
                           "a captive portal), or the hub has a new CA and this device must be "
                           "enrolled again");
    default:
      return misconfigured("the certificate of " + server +
                           " cannot be trusted: " + X509_verify_cert_error_string(verified));
  }
}

bool is_not_tls(const error_code& error) {
  switch (ssl_reason(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_UNEXPECTED_MESSAGE:
    case SSL_R_BAD_RECORD_TYPE:
      return true;
    default:
      return false;
  }
}

bool is_end(const error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
         error == asio::error::connection_reset || error == asio::error::broken_pipe;
}

}  // namespace

Error cannot_resolve(const std::string& host, const error_code& error) {
  return retry_later("cannot find the address of " + host + ": " + error.message());
}

Error cannot_connect(const std::string& server, const error_code& error) {
  if (error == asio::error::connection_refused)
    return retry_later(server + " refuses connections: is the hub running, and is this its port?");
  return retry_later("cannot connect to " + server + ": " + error.message());
}

Error cannot_connect_to_proxy(const std::string& proxy, const error_code& error) {
  if (error == asio::error::connection_refused) {
    return retry_later("the proxy " + proxy +
                       " refuses connections: is it running, and is this its port? ([sync] proxy)");
  }
  return retry_later("cannot connect to the proxy " + proxy + ": " + error.message());
}

Error handshake_failed(const std::string& server, const error_code& error, const SSL* session) {
  if (ssl_reason(error) == SSL_R_CERTIFICATE_VERIFY_FAILED)
    return theirs_refused(server, SSL_get_verify_result(session));
  if (const auto why = ours_refused(error)) return refused_ours(server, *why);
  if (is_not_tls(error))
    return retry_later("what answers at " + server +
                       " does not speak TLS: a proxy, a captive portal or another service");
  const auto reason = ssl_reason(error);
  if (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION)
    return misconfigured(server + " speaks no TLS newer than 1.1");
  if (is_end(error)) return retry_later(server + " closed the connection during the TLS handshake");
  return retry_later("the TLS handshake with " + server + " failed: " + error.message());
}

Error broken_off(const std::string& server, const error_code& error) {
  if (const auto why = ours_refused(error)) return refused_ours(server, *why);
  if (is_end(error)) return retry_later(server + " closed the connection before it had answered");
  return retry_later("the connection to " + server + " failed: " + error.message());
}

}  // namespace touchpoint::sync
