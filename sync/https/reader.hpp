// HttpsReader pulls from the hub over HTTPS. It owns its connection. Loop thread.
#pragma once

#include <memory>

#include "core/lookup.hpp"
#include "core/status.hpp"
#include "sync/https/client.hpp"
#include "sync/hub_reader.hpp"

namespace touchpoint::sync {

class HttpsReader final : public HubReader {
 public:
  HttpsReader(std::unique_ptr<HttpsClient> client, std::chrono::milliseconds timeout)
      : client_(std::move(client)), timeout_(timeout) {}

  void news(Done<News> done) override;
  void changes(const FeedCursor& cursor, std::size_t limit, Done<ChangePage> done) override;
  void refusals(const std::string& journal, std::int64_t since,
                Done<std::vector<Refusal>> done) override;
  // What the hub gives to this device, signed and unverified. `version`: what the device has.
  void settings(const std::string& epoch, std::int64_t version, Done<std::string> done);
  // How the devices of this device's store are.
  void devices(Done<StoreDevices> done);
  // The hub's statement about a journal, signed and unverified.
  void statement(const std::string& journal, Done<std::string> done);
  // Whom the replica does not know; unsigned.
  void look_up(const Lookup& lookup, std::chrono::milliseconds timeout, Done<LookupAnswer> done);

 private:
  // The body of a 200 of that type, through `read`.
  template <class T>
  void get(std::string target, std::string_view type, std::size_t answer_max,
           Result<T> (*read)(std::string_view), Done<T> done);
  template <class T>
  void ask(HttpsRequest request, std::string_view type, Result<T> (*read)(std::string_view),
           Done<T> done);

  std::unique_ptr<HttpsClient> client_;
  std::chrono::milliseconds timeout_;
};

}  // namespace touchpoint::sync
