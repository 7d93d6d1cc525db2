#include "web/standby.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "web/answer.hpp"
#include "web/surface.hpp"

extern "C" {
extern const unsigned char touchpoint_standby_css[];
extern const unsigned long touchpoint_standby_css_size;
}

namespace touchpoint::web {
namespace {

constexpr std::string_view kRoute = "standby";
constexpr int kAskAgain = 10;  // seconds

struct Words {
  std::string_view language;
  std::string_view title;
  std::string_view staff;     // what the counter says
  std::string_view customer;  // what the kiosk says
};

constexpr std::array kWords = {
    Words{"it", "Fuori servizio",
          "Il disco di questo dispositivo non si può usare: ora niente può essere registrato. "
          "Avvisa chi lo gestisce. Appena il disco torna, il dispositivo riprende da solo.",
          "Rivolgiti al personale, per favore."},
    Words{"en", "Out of order",
          "This device's disk cannot be used: nothing can be recorded now. "
          "Tell whoever looks after it. As soon as the disk is back the device goes on by itself.",
          "Please ask our staff."},
};

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '&') {
      html += "&amp;";
    } else if (c == '<') {
      html += "&lt;";
    } else {
      html += c;
    }
  }
  return html;
}

void add_section(std::string& html, const Words& words, std::string_view sentence) {
  html += "<section lang=\"" + std::string(words.language) + "\"><h1>" + std::string(words.title) +
          "</h1><p>" + std::string(sentence) + "</p></section>\n";
}

// In the store's own language first.
std::string page(Surface surface, std::string_view language, std::string_view why) {
  const bool italian_first = language.substr(0, 2) == kWords[0].language;
  const std::array order = {italian_first ? 0 : 1, italian_first ? 1 : 0};
  const bool counter = surface == Surface::counter;
  std::string html = "<!doctype html>\n<html lang=\"" +
                     std::string(kWords[static_cast<std::size_t>(order[0])].language) +
                     "\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                     "<title>Touchpoint</title><link rel=\"stylesheet\" href=\"/standby.css\">"
                     "</head>\n<body><main>\n";
  for (const auto index : order) {
    const auto& words = kWords[static_cast<std::size_t>(index)];
    add_section(html, words, counter ? words.staff : words.customer);
  }
  if (counter) html += "<p class=\"why\" lang=\"en\">" + escaped(why) + "</p>\n";
  return html + "</main></body></html>\n";
}

}  // namespace

Standby::Standby(ApiSettings settings, std::string why)
    : settings_(std::move(settings)), why_(std::move(why)), metrics_(std::make_shared<Metrics>()) {}

Standby::~Standby() = default;

void Standby::handle(const Request& request, ResponderPtr responder) {
  Answer answer(std::move(responder), metrics_, request.method, kRoute);
  const auto surface = surface_of(request, settings_);
  if (!surface) {
    return answer.refuse({421, "foreign_host", "this device does not answer to that name"});
  }
  if (*surface == Surface::api && request.path == "/healthz") {
    Response health;
    health.status = 503;
    health.content_type = "text/plain; charset=utf-8";
    health.body = why_ + "\n";
    return answer.send(std::move(health));
  }
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (*surface == Surface::api || !reads || request.path.starts_with("/v1/")) {
    // What is wrong with the disk is not for customers.
    const auto sentence = *surface == Surface::kiosk ? "this device is out of order"
                                                     : "nothing can be recorded now: " + why_;
    return answer.refuse({503, "no_storage", sentence, kAskAgain});
  }
  Response response;
  if (request.path == "/standby.css") {
    response.content_type = "text/css; charset=utf-8";
    response.static_body = {reinterpret_cast<const char*>(touchpoint_standby_css),
                            touchpoint_standby_css_size};
    return answer.send(std::move(response));
  }
  response.status = 503;
  response.content_type = "text/html; charset=utf-8";
  response.body = page(*surface, settings_.language, why_);
  response.headers = {{"Retry-After", std::to_string(kAskAgain)},
                      {"Refresh", std::to_string(kAskAgain)}};  // screens have nobody to press F5
  answer.send(std::move(response));
}

}  // namespace touchpoint::web
