#include "http_fixture.hpp"

#include <cstdlib>

namespace touchpoint::testing {

HttpFixture::HttpFixture() {
  auto name = (std::filesystem::temp_directory_path() / "touchpoint-http-XXXXXX").string();
  folder_ = ::mkdtemp(name.data());
}

HttpFixture::~HttpFixture() {
  stop();
  std::filesystem::remove_all(folder_);
}

void HttpFixture::serve(web::Handler handler, web::HttpServer::Options options) {
  on_loop([&] {
    auto remembering = [this, handler = std::move(handler)](web::Request request,
                                                            web::ResponderPtr responder) {
      remember(request);
      handler(std::move(request), std::move(responder));
    };
    server_ = std::make_unique<web::HttpServer>(loop(), std::move(remembering), std::move(options));
    ASSERT_TRUE(server_->listen({.name = "api", .address = "127.0.0.1:0"}));
  });
}

void HttpFixture::serve() {
  serve([](const web::Request& request, const web::ResponderPtr& responder) {
    responder->respond(text_response(request.path));
  });
}

void HttpFixture::stop() {
  on_loop([this] { stop_on_loop(); });
}

void HttpFixture::stop_on_loop() {
  server_.reset();
  next_look_.cancel();
}

void HttpFixture::drain() {
  on_loop([this] { server_->drain(); });
}

Result<void> HttpFixture::listen(web::Listen listen) {
  return on_loop([&] { return server_->listen(listen); });
}

std::uint16_t HttpFixture::port(const std::string& listener) {
  return on_loop([&] { return server_->port(listener).value_or(0); });
}

std::size_t HttpFixture::connections() {
  return on_loop([this] { return server_->connections(); });
}

bool HttpFixture::wait_until(std::function<bool()> holds) {
  std::promise<bool> done;
  on_loop([&] {
    holds_ = std::move(holds);
    told_ = [&done](bool held) { done.set_value(held); };
    looks_ = 5000;
    look_again();
  });
  return done.get_future().get();
}

void HttpFixture::look_again() {
  const bool held = holds_();
  if (held || --looks_ == 0) return told_(held);
  next_look_ = loop().after(std::chrono::milliseconds{2}, [this] { look_again(); });
}

bool HttpFixture::wait_for_connections(std::size_t number) {
  return wait_until([this, number] { return server_->connections() == number; });
}

void HttpFixture::remember(const web::Request& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
}

web::Request HttpFixture::last_request() {
  const std::lock_guard lock(mutex_);
  return requests_.empty() ? web::Request{} : requests_.back();
}

int HttpFixture::requests() {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(requests_.size());
}

web::Response text_response(std::string text, int status) {
  web::Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::move(text);
  return response;
}

}  // namespace touchpoint::testing
