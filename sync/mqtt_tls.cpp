#include "sync/mqtt_tls.hpp"

#include "sync/https/tls_context.hpp"

namespace touchpoint::sync {

Result<std::shared_ptr<ssl_ctx_st>> tls_context_for_mqtt(const Identity& identity,
                                                         WallTime time_floor) {
  if (std::chrono::system_clock::now() >= time_floor) return nullptr;
  return make_tls_context_for(identity.hub.mqtt->host, {identity.ca, identity.certificate,
                                                        identity.private_key, time_floor});
}

}  // namespace touchpoint::sync
