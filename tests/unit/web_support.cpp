#include "web_support.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "crypto/hash.hpp"
#include "crypto/random.hpp"
#include "support/shop_notice.hpp"
#include "support/visit_survey.hpp"
#include "web/access/access_file.hpp"

namespace touchpoint::web {
namespace {

const Digest kStaffKey{7, 7, 7};

// Of kPin under kStaffKey with a salt of zeros: scrypt is slow on purpose, and once is enough.
constexpr std::string_view kVerifier =
    "b6d16d6f33dc195525b6a3a726fbc7add4430eaa4c47bde4dd387465f60ed7e5";

AccessRecords two_people_and_a_till(std::string_view token) {
  AccessRecords records;
  for (const std::string name : {"giulia", "marco"}) {
    StaffRecord record;
    record.staff = {name, "Displayed " + name, StaffRole::associate};
    std::ranges::copy(from_hex(kVerifier).value(), record.verifier.begin());
    records.staff.push_back(record);
  }
  records.tokens.push_back({"till-1", crypto::sha256(as_bytes(token)), {}});
  return records;
}

class HeldResponder final : public Responder {
 public:
  using StreamSlot = std::shared_ptr<std::shared_ptr<HeldStream>>;
  HeldResponder(std::promise<Reply> promise, StreamSlot slot)
      : promise_(std::move(promise)), slot_(std::move(slot)) {}
  ~HeldResponder() override {
    if (!answered_) promise_.set_value({});  // status 0: never answered
  }

  void respond(Response response) override {
    answered_ = true;
    auto body = response.body.empty() ? std::string(response.static_body) : response.body;
    promise_.set_value(
        {response.status, response.content_type, std::move(body), std::move(response.headers)});
  }
  std::shared_ptr<EventStream> stream(
      std::vector<std::pair<std::string, std::string>> headers) override {
    answered_ = true;
    auto stream = std::make_shared<HeldStream>();
    if (slot_) *slot_ = stream;
    promise_.set_value({200, "text/event-stream", {}, std::move(headers)});
    return stream;
  }

 private:
  std::promise<Reply> promise_;
  StreamSlot slot_;
  bool answered_ = false;
};

}  // namespace

std::string Reply::header(std::string_view name) const {
  for (const auto& [its_name, value] : headers) {
    if (its_name == name) return value;
  }
  return {};
}

std::string Reply::error() const {
  boost::json::error_code failed;
  const auto value = boost::json::parse(body, failed);
  if (failed || !value.is_object() || !value.get_object().contains("error")) return {};
  const auto& refusal = value.get_object();
  EXPECT_TRUE(refusal.at("message").get_string().size() > 10);
  return std::string(refusal.at("error").get_string());
}

bool HeldStream::send(std::string_view event, std::string_view data) {
  if (!open_) return false;
  if (!reading) {
    close();
    return false;
  }
  events.push_back(std::string(event) + " " + std::string(data));
  if (heard) heard(events.back());
  return true;
}

void HeldStream::close() {
  if (!std::exchange(open_, false)) return;
  if (closed_) std::exchange(closed_, nullptr)();
}

Recorded HeldDevice::keep(const NewEvent& event, const std::string& offered) {
  Recorded recorded{event.id, static_cast<std::int64_t>(events.size()) + 1, clock_.wall(), false};
  kept_[event.id] = {offered, recorded};
  events.push_back(event);
  return recorded;
}

void HeldDevice::record(NewEvent event, Done<Recorded> done) {
  Result<Recorded> result = [&]() -> Result<Recorded> {
    if (fail_records) return *fail_records;
    if (failure) return *std::exchange(failure, std::nullopt);
    const auto offered = event.offered.empty() ? event.type + event.data : event.offered;
    const auto before = kept_.find(event.id);
    if (before == kept_.end()) return keep(event, offered);
    if (before->second.first != offered) return refused("the id is taken by another event");
    auto recorded = before->second.second;
    recorded.repeated = true;
    return recorded;
  }();
  waiting_.push_back(
      [done = std::move(done), result = std::move(result)]() mutable { done(std::move(result)); });
  if (!holding) commit();
}

void HeldDevice::commit() {
  for (auto& task : std::exchange(waiting_, {}))
    task();
}

void HeldDevice::scan(Scan scan, Done<Recorded> done) {
  if (failure) return done(*std::exchange(failure, std::nullopt));
  scans.push_back(scan);
  done(Recorded{scan.id, 1, clock_.wall(), false});
}

void HeldDevice::answer(QuestionAnswer answer, Done<Recorded> done) {
  if (failure) return done(*std::exchange(failure, std::nullopt));
  taps.push_back(answer);
  done(Recorded{answer.id, 1, clock_.wall(), false});
}

void HeldDevice::recognise(std::vector<Identifier> identifiers, Assurance given,
                           Done<Finding> done) {
  asked_given = given;
  asked = std::move(identifiers);
  if (failure) return done(*std::exchange(failure, std::nullopt));
  done(finding);
}

// What is no identifier is said by beginning with "no".
Result<Identifier> HeldDevice::normalise(IdentifierKind kind, const std::string& value) const {
  if (value.starts_with("no")) return refused("that cannot be one");
  return Identifier{kind, value};
}

// A code is a card's, unless it begins with "no"; "bad" may not be kept.
Result<std::vector<Identifier>> HeldDevice::identifiers_in(const std::string& code) const {
  if (code.starts_with("bad")) return refused("that may not be kept");
  if (code.starts_with("no")) return std::vector<Identifier>{};
  return std::vector<Identifier>{{IdentifierKind::loyalty, code},
                                 {IdentifierKind::email, "a@example.org"}};
}

void HeldDevice::read_profile(std::string, Done<Finding> done) {
  if (failure) return done(*std::exchange(failure, std::nullopt));
  done(finding);
}

void HeldDevice::find_people(PeopleQuestion question, Done<PeopleAnswer> done) {
  if (failure) return done(*std::exchange(failure, std::nullopt));
  questions.push_back(std::move(question));
  done(people);
}

Result<void> HeldDevice::open_visit(ChosenPerson person) {
  if (failure) return *std::exchange(failure, std::nullopt);
  chosen.push_back(std::move(person));
  return success();
}

Result<void> HeldDevice::park_visit(const std::string&, Uuid visit) {
  if (failure) return *std::exchange(failure, std::nullopt);
  moved_visits.push_back("parked " + visit.text());
  return success();
}

Result<void> HeldDevice::return_visit(const std::string&, Uuid visit) {
  if (failure) return *std::exchange(failure, std::nullopt);
  moved_visits.push_back("returned " + visit.text());
  return success();
}

void HeldDevice::let_go(WrongPerson person, Done<Recorded> done) {
  if (failure) return done(*std::exchange(failure, std::nullopt));
  wrong.push_back(person);
  done(Recorded{.id = person.id, .sequence = 1, .at = clock_.wall(), .repeated = false});
}

const Card& HeldDevice::card(const std::string&) const {
  return card_now;
}

std::vector<std::string> HeldDevice::recorded_types() const {
  std::vector<std::string> types;
  for (const auto& event : events)
    types.push_back(event.type);
  return types;
}

WebTest::WebTest() : token_(crypto::random_token(random_)) {
  AccessFile file(folder_ / "access.json", kStaffKey, random_);
  EXPECT_TRUE(file.save(two_people_and_a_till(token_)));
  device_.status_now.version = "0.1.0";
  device_.card_now.touchpoint = "counter-1";
  restart();
}

WebTest::~WebTest() {
  slow_.stop();
  runner_.stop();
}

void WebTest::add_staff(std::string_view name, StaffRole role) {
  EXPECT_TRUE(wait<void>([&](auto done) {
    access_->staff_add({.name = std::string(name),
                        .display_name = "Displayed " + std::string(name),
                        .role = role,
                        .pin = std::string(kPin)},
                       std::move(done));
  }));
}

void WebTest::open_access() {
  runner_.on_loop([&] { api_.reset(); });
  access_ = Access::open(runner_.loop(), slow_, clock_, random_, folder_.path(), kStaffKey).value();
}

void WebTest::given_failures(std::string_view name, int failures) {
  AccessFile file(folder_ / "access.json", kStaffKey, random_);
  auto records = file.load().value().records;
  for (auto& record : records.staff) {
    if (record.staff.name != name) continue;
    record.failures = failures;
    record.boot_id = clock_.boot_id();
    record.not_before = {};
  }
  EXPECT_TRUE(file.save(records));
  restart();
}

void WebTest::restart() {
  open_access();
  cookie_.clear();
  auto settings = bare_ ? bare_settings() : usual_settings();
  settings.badge_alone_for = alone_for_;
  runner_.on_loop([&] {
    api_ = std::make_unique<Api>(runner_.loop(), device_, *access_, clock_, random_,
                                 std::move(settings), Pages{counter_assets_, kiosk_assets_});
  });
}

ApiSettings WebTest::bare_settings() {
  auto settings = usual_settings();
  settings.notice = {};
  settings.staff_survey = {};
  settings.carry_on = {};
  return settings;
}

ApiSettings WebTest::usual_settings() {
  return {.store = "milano-01",
          .store_name = "Milano Duomo",
          .device = "milano-01-pos-3",
          .counter = "counter-1",
          .kiosk = "kiosk-1",
          .languages = {"it", "en"},
          .language = "it",
          .currency = "EUR",
          .idle = std::chrono::seconds{20},
          .controller = "Rossi Moda S.p.A.",
          .notice = privacy::read_notice(support::kShopNotice).value(),
          .survey = support::visit_survey(),
          .staff_survey = support::work_survey(),
          .carry_on = "https://feedback.example.org/",
          .lan_names = {"tablets.example.org", "192.168.1.20"}};
}

Request WebTest::request(Method method, std::string_view host, std::string_view path) {
  Request made;
  made.method = method;
  made.host = host;
  made.path = path;
  made.headers = {{"host", std::string(host) + ":7080"}};
  return made;
}

Request WebTest::post(std::string_view host, std::string_view path, std::string_view body) {
  auto made = with(request(Method::post, host, path), "content-type", "application/json");
  made.body = body;
  return made;
}

Request WebTest::with(Request request, std::string_view header, std::string_view value) {
  request.headers.emplace_back(header, value);
  return request;
}

Request WebTest::as_program(Request request) const {
  return with(std::move(request), "authorization", "Bearer " + token_);
}

Request WebTest::as_staff(Request request) {
  if (cookie_.empty()) cookie_ = cookie_of(sign_in());
  return with(std::move(request), "cookie", "touchpoint_session=" + cookie_);
}

std::future<Reply> WebTest::start(Request request) {
  std::promise<Reply> promise;
  auto future = promise.get_future();
  on_loop([&] {
    api_->handle(std::move(request), std::make_unique<HeldResponder>(std::move(promise), nullptr));
  });
  return future;
}

Reply WebTest::ask(Request request) {
  auto future = start(std::move(request));
  if (future.wait_for(support::kPatience) != std::future_status::ready) {
    ADD_FAILURE() << "no answer";
    return {};
  }
  return future.get();
}

std::shared_ptr<HeldStream> WebTest::open_stream(std::string_view query_touchpoint) {
  auto made = as_staff(request(Method::get, "counter.localhost", "/v1/stream"));
  if (!query_touchpoint.empty()) made.query["touchpoint"] = query_touchpoint;
  auto slot = std::make_shared<std::shared_ptr<HeldStream>>();
  on_loop([&] {
    api_->handle(std::move(made), std::make_unique<HeldResponder>(std::promise<Reply>(), slot));
  });
  return *slot;
}

std::vector<std::string> WebTest::seen(const std::shared_ptr<HeldStream>& stream) {
  return on_loop([&] { return stream->events; });
}

Reply WebTest::sign_in(std::string_view name, std::string_view pin) {
  return ask(post("counter.localhost", "/v1/session",
                  R"({"name":")" + std::string(name) + R"(","pin":")" + std::string(pin) + "\"}"));
}

std::string WebTest::cookie_of(const Reply& reply) {
  const auto cookie = reply.header("Set-Cookie");
  const auto from = cookie.find('=') + 1;
  return cookie.substr(from, cookie.find(';') - from);
}

Reply WebTest::interaction(std::string_view body) {
  return ask(as_program(post("localhost", "/v1/interactions", body)));
}

Reply WebTest::answer(std::string_view body) {
  return ask(post("kiosk.localhost", "/v1/interactions", body));
}

}  // namespace touchpoint::web
