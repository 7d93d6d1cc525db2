// Requests to the local API, behind the HTTP reader: the first line says who asks what
// ("program POST /v1/interactions"), the rest is the body. Whoever asks is already let in, so that
// the routes and what they read are reached.
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/json/value.hpp>

#include "fuzz/fuzz.hpp"
#include "support/held_clock.hpp"
#include "support/repeatable_random.hpp"
#include "support/shop_notice.hpp"
#include "support/temp_folder.hpp"
#include "support/visit_survey.hpp"
#include "web/api.hpp"
#include "web/http/target.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

using fuzz::must;

// A journal, a counter and a replica that agree with everything.
class AgreeableDevice final : public Device {
 public:
  void record(NewEvent event, Done<Recorded> done) override {
    must(parse_json(event.data).has_value(), "what is recorded is JSON");
    done(Recorded{event.id, ++sequence_, {}, false});
  }
  void scan(Scan scan, Done<Recorded> done) override { done(Recorded{scan.id, 1, {}, false}); }
  void answer(QuestionAnswer answer, Done<Recorded> done) override {
    done(Recorded{answer.id, 1, {}, false});
  }
  void recognise(std::vector<Identifier>, Assurance, Done<Finding> done) override {
    done(Finding{});
  }
  Result<Identifier> normalise(IdentifierKind kind, const std::string& value) const override {
    if (value.size() > 64) return refused("that cannot be one");
    return Identifier{kind, value};
  }
  Result<std::vector<Identifier>> identifiers_in(const std::string& code) const override {
    return std::vector<Identifier>{{IdentifierKind::loyalty, code}};
  }
  void read_profile(std::string, Done<Finding> done) override { done(Finding{}); }
  void find_people(PeopleQuestion, Done<PeopleAnswer> done) override { done(PeopleAnswer{}); }
  Result<void> open_visit(ChosenPerson) override { return success(); }
  const Card& card(const std::string&) const override { return card_; }
  void close_visit(const std::string&, std::optional<Uuid>) override {}
  Result<void> park_visit(const std::string&, Uuid) override { return success(); }
  Result<void> return_visit(const std::string&, Uuid) override { return success(); }
  void let_go(WrongPerson wrong, Done<Recorded> done) override {
    done(Recorded{wrong.id, 1, {}, false});
  }
  DeviceStatus status() const override { return {}; }
  void prove(Done<Proof> done) override { done(proof_.emplace()); }
  const std::optional<Proof>& last_proof() const override { return proof_; }
  const std::vector<StoreTask>& tasks() const override { return tasks_; }
  void board(Done<Board> done) override { done(Board{}); }
  void voice_standing(std::string, Done<VoiceStanding> done) override { done(VoiceStanding{}); }
  void take_voices(std::string, std::vector<Voice>, Done<bool> done) override { done(true); }
  void postpone_voices(std::string, Done<void> done) override { done(success()); }

 private:
  std::int64_t sequence_ = 0;
  Card card_;
  std::vector<StoreTask> tasks_;
  std::optional<Proof> proof_;
};

class OnePageStream final : public EventStream {
 public:
  bool send(std::string_view, std::string_view) override { return open_; }
  bool open() const override { return open_; }
  void close() override {
    if (std::exchange(open_, false) && closed_) std::exchange(closed_, nullptr)();
  }
  void on_closed(Task task) override { closed_ = std::move(task); }

 private:
  bool open_ = true;
  Task closed_;
};

struct Answer {
  int answers = 0;
  Response response;
  std::shared_ptr<OnePageStream> stream;
};

class KeepingResponder final : public Responder {
 public:
  explicit KeepingResponder(Answer& answer) : answer_(answer) {}
  void respond(Response response) override {
    ++answer_.answers;
    answer_.response = std::move(response);
  }
  std::shared_ptr<EventStream> stream(std::vector<std::pair<std::string, std::string>>) override {
    ++answer_.answers;
    answer_.response.status = 200;
    return answer_.stream = std::make_shared<OnePageStream>();
  }

 private:
  Answer& answer_;
};

constexpr std::chrono::seconds kAnswerMax{10};

class World {
 public:
  World() {
    bool added = false;
    access_->token_add("till-1", [this](auto token) { token_ = std::move(token).value(); });
    access_->staff_add({"giulia", "Giulia R.", StaffRole::supervisor, "493817"},
                       [&](auto done) { added = done.has_value(); });
    settle([&] { return !token_.empty() && added; });
    Request request = made("staff", Method::post, "/v1/session");
    request.body = R"({"name":"giulia","pin":"493817"})";
    Answer answer;
    api_.handle(std::move(request), std::make_unique<KeepingResponder>(answer));
    settle([&] { return answer.answers > 0; });
    for (const auto& [name, value] : answer.response.headers) {
      if (name == "Set-Cookie") cookie_ = value.substr(0, value.find(';'));
    }
    must(!cookie_.empty(), "giulia is signed in");
  }

  Request made(std::string_view who, Method method, std::string_view target) {
    Request request;
    request.method = method;
    if (const auto parsed = parse_target(target)) {
      request.path = parsed.value().path;
      request.query = parsed.value().query;
    }
    request.host = who == "kiosk"   ? "kiosk.localhost"
                   : who == "staff" ? "counter.localhost"
                                    : "localhost";
    request.headers = {{"host", request.host + ":7080"},
                       {"content-type", "application/json"},
                       {"origin", "http://" + request.host + ":7080"}};
    if (who == "program") request.headers.emplace_back("authorization", "Bearer " + token_);
    if (who == "program") request.headers.erase(request.headers.begin() + 2);
    if (who == "staff") request.headers.emplace_back("cookie", cookie_);
    return request;
  }

  void ask(Request request) {
    Answer answer;
    api_.handle(std::move(request), std::make_unique<KeepingResponder>(answer));
    // What the slow worker is asked comes later.
    context().restart();
    context().poll();
    while (answer.answers == 0 && context().run_one_for(kAnswerMax) > 0) {
    }
    must(answer.answers == 1, "each request is answered once");
    if (answer.stream) return answer.stream->close();
    const auto& response = answer.response;
    must(response.status >= 200 && response.status < 600, "an answer has a status");
    must(response.status != 500, "no request makes the API fail");
    if (response.content_type.starts_with("application/json")) {
      must(parse_json(response.body).has_value(), "an answer is JSON");
    }
  }

 private:
  boost::asio::io_context& context() { return loop_.context(); }
  template <class Done>
  void settle(Done done) {
    while (!done()) {
      context().restart();
      context().run_one();
    }
  }

  static ApiSettings settings() {
    return {.store = "milano-01",
            .store_name = "Milano Duomo",
            .device = "milano-01-pos-3",
            .counter = "counter-1",
            .kiosk = "kiosk-1",
            .languages = {"it", "en"},
            .language = "it",
            .currency = "EUR",
            .controller = "Rossi Moda S.p.A.",
            .notice = privacy::read_notice(support::kShopNotice).value(),
            .survey = support::visit_survey(),
            .staff_survey = support::work_survey(),
            .carry_on = "https://feedback.example.org/",
            .lan_names = {}};
  }

  support::TempFolder folder_;
  support::HeldClock clock_;
  support::RepeatableRandom random_;
  Loop loop_;
  Worker slow_{"slow", limits::kSlowQueueMax};
  AgreeableDevice device_;
  std::unique_ptr<Access> access_ =
      Access::open(loop_, slow_, clock_, random_, folder_.path(), Digest{7}).value();
  Api api_{loop_, device_, *access_, clock_, random_, settings(), Pages{}};
  std::string token_;
  std::string cookie_;
};

// The next word of the first line.
std::string_view word(std::string_view& line) {
  const auto end = std::min(line.find(' '), line.size());
  const auto found = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return found;
}

Method method_of(std::string_view name) {
  if (name == "POST") return Method::post;
  if (name == "PUT") return Method::put;
  if (name == "DELETE") return Method::del;
  if (name == "HEAD") return Method::head;
  return Method::get;
}

// Nobody signs in or out: the one is slow on purpose, the other would end what the rest stands on.
bool is_left_alone(const Request& request) {
  return request.path.empty() || (request.path == "/v1/session" && request.method != Method::get);
}

void run(std::string_view input) {
  static World world;
  const auto line_end = std::min(input.find('\n'), input.size());
  auto line = input.substr(0, line_end);
  const auto body = input.substr(std::min(line_end + 1, input.size()));
  const auto who = word(line);
  const auto method = method_of(word(line));
  Request request = world.made(who, method, line);
  request.body = body;
  if (!is_left_alone(request)) world.ask(std::move(request));

  if (const auto value = parse_json(body)) {
    const auto written = to_text(value.value());
    const auto again = parse_json(written);
    must(again.has_value() && to_text(again.value()) == written, "what is written can be read");
  }
}

}  // namespace
}  // namespace touchpoint::web

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  touchpoint::web::run(touchpoint::fuzz::text_of(data, size));
  return 0;
}
