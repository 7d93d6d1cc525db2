// The door for visitors' phones: what is reachable by it, by which name and from which page, and
// that a guessed code learns nothing. Real sockets, a hub as `init` makes it.
#include "http_client.hpp"
#include "hub_world.hpp"

namespace touchpoint::hub {
namespace {

using touchpoint::testing::Answer;
using touchpoint::testing::RawClient;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kHost = "feedback.example.org";
constexpr const char* kOrigin = "https://feedback.example.org";
constexpr const char* kCode = "AbCdEfGhIjKlMnOpQrStUv";
constexpr const char* kPhone = "0123456789abcdefghijkl";
constexpr const char* kVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b11";

constexpr web::Asset kPages[] = {{.path = "/index.html",
                                  .content_type = "text/html",
                                  .gzip = {},
                                  .plain = "<!doctype html>",
                                  .etag = "1",
                                  .immutable = false}};

class HubPhonesTest : public HubWorld {
 protected:
  HubPhonesTest() {
    stop();
    settings_.phones_listen = "127.0.0.1:0";
    settings_.phones_url = std::string(kOrigin) + "/";
    settings_.phone_pages = kPages;
    start();
  }

  Answer ask_phone(std::string_view method, std::string_view path, const Headers& headers = {},
                   std::string_view body = {}, std::string_view host = kHost) {
    std::string text = std::string(method) + " " + std::string(path) +
                       " HTTP/1.1\r\nHost: " + std::string(host) +
                       "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers)
      text += name + ": " + value + "\r\n";
    auto client = RawClient::tcp(hub_->phones_port());
    EXPECT_TRUE(client.send(text + "\r\n" + std::string(body)));
    return client.answer(method == "HEAD");
  }
  Answer post(std::string_view path, const json::object& body, Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return ask_phone("POST", path, headers, json::serialize(body));
  }
  Answer visit(std::string_view code = kCode, std::string_view phone = kPhone) {
    return post("/v1/visit", {{"code", code}, {"phone", phone}});
  }
  Answer answer(json::object interaction, std::string_view phone = kPhone) {
    return post("/v1/interactions",
                {{"code", kCode}, {"phone", phone}, {"interaction", std::move(interaction)}});
  }
  static json::object score(int given, std::string_view id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b20",
                            std::string_view of = kVisit) {
    return {{"id", id},
            {"type", "touchpoint.survey.answered"},
            {"data", json::object{{"survey", "visit"},
                                  {"version", 1},
                                  {"question", "service"},
                                  {"kind", "csat"},
                                  {"language", "en"},
                                  {"response", of},
                                  {"score", given}}}};
  }

  void hand_over() {
    const auto device = enrol("milano-01-pos-3", "milano-01");
    auto journal = new_journal(device);
    json::object said{{"response", kVisit},
                      {"survey", "visit"},
                      {"version", 1},
                      {"language", "it"},
                      {"code", to_hex(crypto::sha256(as_bytes(kCode)))},
                      {"until", to_rfc3339(clock_.wall() + std::chrono::hours{1})},
                      {"answers", json::object{{"recommend", 9}}},
                      {"store_name", "Milano Duomo"},
                      {"store_language", "it"},
                      {"languages", json::array{"it", "en"}},
                      {"asked", json::parse(R"({"id":"visit","version":1,
           "identify":{"version":"1","text":"Yours."},"pages":[{"elements":[
           {"type":"rating","name":"recommend","title":"A","metric":"nps","rateMin":0,"rateMax":10},
           {"type":"rating","name":"service","title":"B","metric":"csat","rateType":"smileys"},
           {"type":"comment","name":"tell","title":"C","maxLength":40}]}]})")}};
    journal.write("touchpoint.survey.handed_over", json::serialize(said));
    ASSERT_EQ(post_batch(device, batch_of(journal)).status, 200);
  }
  static std::string error_of(const Answer& answer) {
    auto said = json_of(answer.body);
    return said.contains("error") ? text_of(said["error"]) : "";
  }
};

TEST_F(HubPhonesTest, HasAPageAndTwoPathsAndNothingElse) {
  const auto page = ask_phone("GET", "/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.headers.at("content-security-policy").find("default-src 'none'"),
            std::string::npos);
  EXPECT_EQ(page.headers.at("referrer-policy"), "no-referrer");
  EXPECT_EQ(ask_phone("POST", "/").status, 405);
  for (const auto* path : {"/healthz", "/metrics", "/v1/ca", "/v1/enrol", "/v1/session",
                           "/v1/track", "/v1/events", "/v1/changes", "/v1/fleet"}) {
    EXPECT_EQ(ask_phone("GET", path).status, 404) << path;
  }
  for (const auto* path : {"/v1/visit", "/v1/interactions"}) {
    EXPECT_EQ(ask_phone("GET", path).status, 405) << path;
    EXPECT_EQ(ask_phone("POST", path, {{"Content-Type", "text/plain"}}, "{}").status, 415) << path;
  }
}

TEST_F(HubPhonesTest, AnswersToItsOwnNameAndItsOwnPageOnly) {
  for (const auto* host : {"localhost", "127.0.0.1", "evil.example", "feedback.example.org.evil"})
    EXPECT_EQ(ask_phone("GET", "/", {}, {}, host).status, 421) << host;
  for (const auto& foreign :
       {Headers{{"Origin", "https://evil.example"}}, Headers{{"Origin", "null"}},
        Headers{{"Origin", "http://feedback.example.org"}},
        Headers{{"Sec-Fetch-Site", "same-site"}}, Headers{{"Sec-Fetch-Site", "cross-site"}}}) {
    EXPECT_EQ(post("/v1/visit", {{"code", kCode}, {"phone", kPhone}}, foreign).status, 403);
  }
  EXPECT_EQ(post("/v1/visit", {{"code", kCode}, {"phone", kPhone}},
                 {{"Origin", kOrigin}, {"Sec-Fetch-Site", "same-origin"}})
                .status,
            404);
}

TEST_F(HubPhonesTest, TakesNothingButWhatThePageSends) {
  for (const auto* body : {"", "[]", "{", "1", R"({"code":"x"})", R"({"code":1,"phone":2})",
                           R"({"code":"AbCdEfGhIjKlMnOpQrStUv","phone":"short"})"}) {
    EXPECT_EQ(ask_phone("POST", "/v1/visit", {{"Content-Type", "application/json"}}, body).status,
              400)
        << body;
  }
  EXPECT_EQ(post("/v1/interactions", {{"code", kCode}, {"phone", kPhone}}).status, 400);
  EXPECT_EQ(ask_phone("POST", "/v1/visit", {{"Content-Type", "application/json"}},
                      std::string(70'000, ' '))
                .status,
            413);
}

TEST_F(HubPhonesTest, AGuessedCodeLooksLikeOneThatHasNotComeYet) {
  const auto early = visit();
  hand_over();
  const auto guessed = visit("guessed-guessed-guesse");
  EXPECT_EQ(early.status, 404);
  EXPECT_EQ(error_of(early), "not_here_yet");
  EXPECT_EQ(guessed.status, early.status);
  EXPECT_EQ(guessed.body, early.body);
  EXPECT_EQ(visit().status, 200);
}

TEST_F(HubPhonesTest, WhoeverGuessesALotIsTold) {
  int tries = 0;
  while (visit("guessed-guessed-" + std::to_string(100'000 + tries)).status == 404 && tries < 1000)
    ++tries;
  EXPECT_GE(tries, 50);
  EXPECT_LT(tries, 1000);
}

TEST_F(HubPhonesTest, TheVisitIsGivenToOnePhone) {
  hand_over();
  const auto given = visit();
  ASSERT_EQ(given.status, 200) << given.body;
  auto said = json_of(given.body);
  EXPECT_EQ(text_of(said["store_name"]), "Milano Duomo");
  EXPECT_EQ(said["answers"].at("recommend").as_int64(), 9);
  EXPECT_EQ(said["survey"].at("questions").as_array().size(), 3U);
  EXPECT_FALSE(said["survey"].as_object().contains("identify")) << "a phone is no scanner";
  EXPECT_FALSE(said.contains("code"));
  const auto other = visit(kCode, "another-phone-another-");
  EXPECT_EQ(other.status, 410);
  EXPECT_EQ(error_of(other), "used");
  EXPECT_EQ(answer(score(5), "another-phone-another-").status, 410);
}

TEST_F(HubPhonesTest, AnswersAreJudgedByTheSurveyThatWasAsked) {
  hand_over();
  ASSERT_EQ(visit().status, 200);
  EXPECT_EQ(answer(score(5)).status, 201);
  EXPECT_EQ(answer(score(5)).status, 200) << "sent again";
  EXPECT_EQ(answer(score(4)).status, 409) << "another answer under its id";
  EXPECT_EQ(json_of(visit().body)["answers"].at("service").as_int64(), 5);

  const auto id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b21";
  EXPECT_EQ(error_of(answer(score(6, id))), "out_of_range");
  EXPECT_EQ(error_of(answer(score(5, id, "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b99"))), "other_visit");
  auto other = score(5, id);
  other["data"].as_object()["question"] = "robots";
  EXPECT_EQ(error_of(answer(other)), "not_asked");
  auto words = score(5, id);
  words["data"] = json::object{
      {"survey", "visit"}, {"version", 1},       {"question", "tell"},           {"kind", "text"},
      {"language", "en"},  {"response", kVisit}, {"text", "4111 1111 1111 1111"}};
  EXPECT_EQ(error_of(answer(words)), "forbidden_content");
  for (const auto* type : {"touchpoint.answers.claimed", "touchpoint.answers.released",
                           "touchpoint.survey.handed_over", "touchpoint.collection.announced",
                           "touchpoint.task.opened", "touchpoint.order.completed"}) {
    auto foreign = score(5, id);
    foreign["type"] = type;
    EXPECT_EQ(error_of(answer(foreign)), "not_here") << type;
  }
}

}  // namespace
}  // namespace touchpoint::hub
