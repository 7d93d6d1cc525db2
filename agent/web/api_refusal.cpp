#include "web/api_refusal.hpp"

namespace touchpoint::web {
namespace {

constexpr int kBusyRetrySeconds = 1;     // a queue empties in far less
constexpr int kStorageRetrySeconds = 5;  // somebody or something must make room first

ApiRefusal out_of_order(const Error& error) {
  if (error.is_full()) return {507, "disk_full", error.sentence(), kStorageRetrySeconds};
  if (error.is(Condition::retry_later)) return {503, "busy", error.sentence(), kBusyRetrySeconds};
  return {503, "out_of_order", error.sentence(), kStorageRetrySeconds};
}

}  // namespace

ApiRefusal malformed(std::string_view code, std::string message) {
  return {400, std::string(code), std::move(message)};
}
ApiRefusal unacceptable(std::string_view code, std::string message) {
  return {422, std::string(code), std::move(message)};
}
ApiRefusal not_allowed(std::string_view code, std::string message) {
  return {403, std::string(code), std::move(message)};
}
ApiRefusal not_found(std::string_view code, std::string message) {
  return {404, std::string(code), std::move(message)};
}

ApiRefusal no_notice() {
  return unacceptable("no_notice",
                      "nobody can be registered here yet: IT must set \"controller\" and "
                      "\"notice\" in [privacy] of touchpoint.toml, or publish them at the hub");
}

ApiRefusal not_recorded(const Error& error) {
  if (error.is(Condition::refused)) return {409, "id_taken", error.sentence()};
  return out_of_order(error);
}

ApiRefusal not_done(const Error& error) {
  if (error.is(Condition::refused)) return unacceptable("not_accepted", error.sentence());
  return out_of_order(error);
}

ApiRefusal staff_badge() {
  return unacceptable("staff_badge", "this is a staff badge, and is not kept");
}

}  // namespace touchpoint::web
