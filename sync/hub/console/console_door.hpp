// The door for people who run the hub: the console's pages and what they ask, on a listener and an
// origin of its own. Loop thread.
//
// Every request goes the same way: is it by a name of ours (else 421), is there such a route, may
// another origin have caused it, has an operator signed in, is it JSON; then it is the operator
// door's, under that operator's name. What is not in the table of routes is a page's file or
// nothing.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>

#include "sync/hub/console/operators.hpp"
#include "sync/hub/console/routes.hpp"
#include "sync/hub/operator_door.hpp"
#include "web/access/sessions.hpp"
#include "web/http/server.hpp"
#include "web/pages.hpp"

namespace touchpoint::hub {

inline constexpr web::SessionTerms kConsoleSession{.idle = std::chrono::minutes{15},
                                                   .life = std::chrono::hours{12}};

class ConsoleDoor {
 public:
  // `hosts`: the names by which a browser may call it, beside this machine's own.
  ConsoleDoor(OperatorDoor& door, Operators& operators, Store& store, const Clock& clock,
              Random& random, std::vector<std::string> hosts, std::span<const web::Asset> pages);

  void handle(web::Request request, web::ResponderPtr responder);

 private:
  bool is_ours(const web::Request& request) const;
  void send_page(const web::Request& request, web::ResponderPtr responder);
  void sign_in(const web::Request& request, web::ResponderPtr responder);
  void start_session(const std::string& name, const web::Request& request,
                     const web::ResponderPtr& responder);
  void show_session(const web::Session& session, const web::ResponderPtr& responder) const;
  void sign_out(const web::Session& session, const web::Request& request,
                const web::ResponderPtr& responder);
  std::string session_json(const web::Session& session) const;
  void note(const std::string& by, std::string what);

  OperatorDoor& door_;
  Operators& operators_;
  Store& store_;
  const Clock& clock_;
  const std::set<std::string> hosts_;
  const std::span<const web::Asset> pages_;
  web::Sessions sessions_;
  // Answers may come when this is gone.
  std::shared_ptr<ConsoleDoor*> self_ = std::make_shared<ConsoleDoor*>(this);
};

// "touchpoint_console", or with the prefix that keeps it to https and one host (RFC 6265bis).
std::string_view console_cookie(const web::Peer& peer);

}  // namespace touchpoint::hub
