// TabletDoor is the listener that tablets reach from the store's network: TLS with the device's own
// authority, limits of its own, and the kiosk's routes only (web/surface.hpp). It opens once the
// clock can be trusted, tries again when it cannot, and renews its certificate by itself. Loop
// thread; the certificates are the slow worker's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "loop/loop.hpp"
#include "loop/worker.hpp"
#include "tablet_authority.hpp"
#include "web/api.hpp"
#include "web/http/server.hpp"

namespace touchpoint {

class TabletDoor {
 public:
  struct Place {
    std::string listen;  // "address:port"
    std::vector<std::string> names;
    std::string device;
  };
  // What is passed by reference outlives the door; the slow worker is stopped before it goes.
  TabletDoor(Loop& loop, Worker& slow, const Clock& clock, web::Api& api, TabletAuthority authority,
             Place place);

  void open();
  void drain();  // nobody new; answers under way are finished
  std::size_t connections() const;
  // One sentence for the operator when it is not open, or tablets must be told something; else
  // empty.
  const std::string& notice() const { return notice_; }

 private:
  void look();
  void took(Result<TabletPapers> papers);
  Result<void> listen(const TabletPapers& papers);
  void later(std::chrono::milliseconds pause);
  void say(std::string sentence);

  Loop& loop_;
  Worker& slow_;
  const Clock& clock_;
  web::Api& api_;
  TabletAuthority authority_;
  const Place place_;
  std::unique_ptr<web::HttpServer> server_;
  std::unique_ptr<web::HttpServer> before_;  // with the former certificate, until it is quiet
  std::string certificate_;                  // that the server shows
  std::string notice_;
  bool ended_ = false;
  Timer timer_;
};

}  // namespace touchpoint
