#include "tablet_door.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "logging/logging.hpp"
#include "sync/enrol/certificates.hpp"

namespace touchpoint {
namespace {

using namespace std::chrono_literals;

constexpr auto kTryAgain = 15s;  // the address is not there yet, or the clock is not set
constexpr auto kLookEvery = 6h;

std::string url_of(const TabletDoor::Place& place) {
  const auto& name = place.names.front();
  const auto host = name.find(':') == std::string::npos ? name : "[" + name + "]";
  const auto port = place.listen.substr(place.listen.rfind(':'));
  return "https://" + host + (port == ":443" ? "" : port) + "/";
}

}  // namespace

TabletDoor::TabletDoor(Loop& loop, Worker& slow, const Clock& clock, web::Api& api,
                       TabletAuthority authority, Place place)
    : loop_(loop),
      slow_(slow),
      clock_(clock),
      api_(api),
      authority_(std::move(authority)),
      place_(std::move(place)) {}

void TabletDoor::open() {
  look();
}

void TabletDoor::drain() {
  ended_ = true;
  timer_.cancel();
  if (server_) server_->drain();
  if (before_) before_->drain();
}

std::size_t TabletDoor::connections() const {
  return (server_ ? server_->connections() : 0) + (before_ ? before_->connections() : 0);
}

void TabletDoor::look() {
  before_.reset();
  // A certificate of 1970 is valid for nobody.
  if (clock_.quality() == ClockQuality::unset) {
    say("the door for tablets is shut until the clock is set");
    return later(kTryAgain);
  }
  const bool taken = slow_.post([this, now = clock_.wall()] {
    loop_.post([this, papers = authority_.papers(place_.device, place_.names, now)]() mutable {
      took(std::move(papers));
    });
  });
  if (!taken) later(kTryAgain);
}

void TabletDoor::took(Result<TabletPapers> papers) {
  if (ended_) return;
  if (!papers) {
    say("the door for tablets is shut: " + papers.error().sentence());
    return later(kTryAgain);
  }
  if (papers.value().certificate != certificate_) {
    const auto opened = listen(papers.value());
    if (!opened) {
      say("the door for tablets is shut: " + opened.error().sentence());
      return later(kTryAgain);
    }
    certificate_ = papers.value().certificate;
    say(papers.value().notice);
  }
  const auto left = papers.value().renew_at - clock_.wall();
  later(std::clamp<std::chrono::milliseconds>(left, kTryAgain, kLookEvery));
}

Result<void> TabletDoor::listen(const TabletPapers& papers) {
  web::HttpServer::Options options;
  options.connections_max = limits::kLanConnectionsMax;
  options.per_address_max = limits::kLanConnectionsEach;
  options.idle_timeout = limits::kLanIdleTimeout;
  auto server = std::make_unique<web::HttpServer>(
      loop_,
      [this](web::Request request, web::ResponderPtr responder) {
        api_.handle(std::move(request), std::move(responder));
      },
      std::move(options));
  // The port is given up before it is taken again; who is connected is answered.
  if (server_) {
    server_->drain();
    before_ = std::move(server_);
    certificate_.clear();
  }
  TP_CHECK(server->listen({.name = std::string(web::kLanListener),
                           .address = place_.listen,
                           .tls = web::TlsFiles{.certificate_chain = papers.certificate,
                                                .private_key = papers.private_key,
                                                .client_ca = {}}}));
  server_ = std::move(server);
  TP_TRY(const auto print, sync::fingerprint(papers.authority));
  api_.set_tablet_authority({.certificate = papers.authority,
                             .fingerprint = to_hex(print),
                             .not_after = papers.authority_ends,
                             .url = url_of(place_)});
  return success();
}

void TabletDoor::later(std::chrono::milliseconds pause) {
  if (!ended_) timer_ = loop_.after(pause, [this] { look(); });
}

void TabletDoor::say(std::string sentence) {
  if (sentence != notice_ && !sentence.empty()) log(Message::door_shut, sentence);
  notice_ = std::move(sentence);
}

}  // namespace touchpoint
