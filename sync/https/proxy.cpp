#include "sync/https/proxy.hpp"

#include <algorithm>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace touchpoint::sync {
namespace {

constexpr int kCredentialsWanted = 407;  // RFC 9110 section 15.5.8

bool begins_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(), [](char left, char right) {
    return left == (right >= 'A' && right <= 'Z' ? static_cast<char>(right + 32) : right);
  });
}

// The schemes that a proxy offers, as it names them; `basic`: ours is among them, or it names none.
struct Offer {
  bool basic = false;
  std::string schemes;
};
Offer offer_of(const HttpsAnswer& answer) {
  Offer offer;
  for (const auto& [name, value] : answer.headers) {
    if (name != "proxy-authenticate") continue;
    offer.basic = offer.basic || begins_with_word(value, "basic");
    offer.schemes += (offer.schemes.empty() ? "" : ", ") + value.substr(0, value.find(' '));
  }
  offer.basic = offer.basic || offer.schemes.empty();
  return offer;
}

Error credentials_wanted(const Proxy& proxy, const HttpsAnswer& answer) {
  const auto where = "the proxy " + proxy.text();
  const auto offer = offer_of(answer);
  if (!offer.basic) {
    return retry_later(where + " wants to be signed in to by " + offer.schemes +
                       ", and this device knows only Basic (407): have it let this device through "
                       "without");
  }
  if (proxy.user.empty()) {
    return retry_later(where +
                       " wants a user and a password (407): set [sync] proxy to http://USER@… and "
                       "proxy_password_file");
  }
  return retry_later(where + " does not take the user \"" + proxy.user +
                     "\" with this password (407): compare [sync] proxy and the file that "
                     "proxy_password_file names");
}

}  // namespace

std::string Proxy::text() const {
  return ServerAddress{host, port}.text();
}

std::string connect_text(const Proxy& proxy, const ServerAddress& server) {
  std::string text = "CONNECT " + server.text() + " HTTP/1.1\r\nHost: " + server.text() + "\r\n";
  if (!proxy.user.empty()) {  // RFC 7617
    const auto credentials = proxy.user + ":" + proxy.password;
    text += "Proxy-Authorization: Basic " + to_base64(as_bytes(credentials)) + "\r\n";
  }
  return text + "\r\n";
}

std::optional<Error> no_tunnel(const Proxy& proxy, const ServerAddress& server,
                               const HttpsAnswer& answer) {
  const auto where = "the proxy " + proxy.text();
  const auto status = std::to_string(answer.status);
  const bool page = answer.header("content-type").starts_with("text/html");
  if (answer.status / 100 == 2 && !page) return std::nullopt;
  switch (answer.status) {
    case kCredentialsWanted:
      return credentials_wanted(proxy, answer);
    case 403:
    case 405:
      return retry_later(where + " refuses to let this device through to " + server.text() + " (" +
                         status + "): have it allow CONNECT to this name and port");
    case 502:
    case 503:
    case 504:
      return retry_later(where + " cannot reach " + server.text() + " itself (" + status + ")");
    default:
      break;
  }
  if (page) {
    return retry_later("what answers at " + proxy.text() +
                       " is no proxy, or one that wants somebody to sign in: it sends a page (" +
                       status + ")");
  }
  return retry_later(where + " made no way to " + server.text() + ": it answered " + status);
}

}  // namespace touchpoint::sync
