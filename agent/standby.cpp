#include "standby.hpp"

#include <csignal>

#include "api_settings.hpp"
#include "control/control.hpp"
#include "logging/logging.hpp"
#include "loop/supervisor.hpp"
#include "web/http/server.hpp"
#include "web/standby.hpp"

namespace touchpoint {

AfterStandby stand_by(const config::Config& config, const Error& why) {
  Loop loop;
  auto after = AfterStandby::try_again;
  web::Standby standby(api_settings(config), why.sentence());
  web::HttpServer server(loop,
                         [&standby](const web::Request& request, web::ResponderPtr responder) {
                           standby.handle(request, std::move(responder));
                         },
                         {});
  control::ControlServer control(
      loop, [&why](const std::string&, const std::string&, const control::ReplyPtr& reply) {
        reply->fail(why.within("nothing can be recorded now"));
      });
  // What cannot be opened here is no reason to end: the others still say why.
  const auto say = [](const Result<void>& opened) {
    if (!opened) log(Message::door_shut, "while standing by: " + opened.error().sentence());
  };
  say(server.listen({.name = "web", .address = config.web.listen.text(), .tls = {}}));
  say(server.listen(
      {.name = "api", .address = "unix:" + config.web.api_socket.string(), .tls = {}}));
  say(control.listen(config.control_socket().string()));

  loop.on_signals({SIGTERM, SIGINT}, [&] {
    after = AfterStandby::end;
    loop.stop();
  });
  const auto pause = loop.after(kStandbyPause, [&] { loop.stop(); });
  Supervisor supervisor{loop};
  supervisor.ready(why.sentence());
  loop.run();
  return after;
}

}  // namespace touchpoint
