#include <regex>
#include <set>
#include <sstream>

#include <boost/json/parse.hpp>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

class OperateTest : public WebTest {
 protected:
  std::string metrics() { return ask(request(Method::get, "localhost", "/metrics")).body; }
};

TEST_F(OperateTest, StatusIsForProgramsAndStaff) {
  device_.status_now.store = "milano-01";
  const auto program = ask(as_program(request(Method::get, "localhost", "/v1/status")));
  EXPECT_EQ(program.status, 200);
  EXPECT_EQ(boost::json::parse(program.body).as_object().at("store").as_string(), "milano-01");
  EXPECT_EQ(ask(as_staff(request(Method::get, "counter.localhost", "/v1/status"))).body,
            program.body);
}

TEST_F(OperateTest, HealthIsTheJournals) {
  EXPECT_EQ(ask(request(Method::get, "localhost", "/healthz")).body, "well\n");
  device_.status_now.journal.well = false;
  const auto reply = ask(request(Method::get, "localhost", "/healthz"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.content_type, "text/plain; charset=utf-8");
}

TEST_F(OperateTest, AFullDeviceSaysSoEverywhere) {
  device_.status_now.journal.full = true;
  const auto health = ask(request(Method::get, "localhost", "/healthz"));
  EXPECT_EQ(health.status, 503);
  EXPECT_EQ(health.body, "there is no room: nothing new can be recorded\n");
  const auto state = [&] {
    const auto reply = ask(as_program(request(Method::get, "localhost", "/v1/status")));
    const auto status = boost::json::parse(reply.body);
    return std::string(status.at("journal").at("state").as_string());
  };
  EXPECT_EQ(state(), "full");
  const auto page = ask(request(Method::get, "counter.localhost", "/v1/touchpoint"));
  EXPECT_FALSE(boost::json::parse(page.body).at("recording").as_bool());
  device_.status_now.journal.well = false;
  EXPECT_EQ(state(), "failed") << "which is worse";
}

TEST_F(OperateTest, TheDescriptionIsServed) {
  const auto reply = ask(request(Method::get, "localhost", "/v1/openapi.yaml"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "application/yaml");
  EXPECT_TRUE(reply.body.starts_with("openapi: 3.1.0\n"));
  EXPECT_TRUE(reply.body.ends_with("\n"));
}

TEST_F(OperateTest, PagesLearnWhereTheyAre) {
  bare_ = true;
  restart();
  const std::string survey =
      R"("survey":{"survey":"visit","version":3,"questions":[)"
      R"({"question":"recommend","kind":"nps","look":"numbers","title":{"default":"A"},)"
      R"("least":0,"most":10,"least_words":{},"most_words":{}},)"
      R"({"question":"service","kind":"csat","look":"faces","title":{"default":"B"},)"
      R"("least":1,"most":5,"least_words":{},"most_words":{}},)"
      R"({"question":"reasons","kind":"choices","look":"list","title":{"default":"C"},"choices":[)"
      R"({"value":"wait","words":{"default":"wait"}},{"value":"price","words":{"default":"price"}}]},)"
      R"({"question":"tell","kind":"text","look":"lines","title":{"default":"D"},"length_max":40,)"
      R"("when":[[["service","<",3]]]}],)"
      R"("promise":{"hours":48,"channels":["email"],"version":"one","text":{"default":"For this only."}},)"
      R"("identify":{"version":"1","text":{"default":"Yours."}}}})";
  const auto counter = ask(request(Method::get, "counter.localhost", "/v1/touchpoint"));
  EXPECT_EQ(counter.body,
            R"({"store":"milano-01","store_name":"Milano Duomo","device":"milano-01-pos-3",)"
            R"("touchpoint":"counter-1","kind":"counter","languages":["it","en"],"language":"it",)"
            R"("currency":"EUR","idle_s":20,"recording":true,"staff":[)"
            R"({"name":"giulia","display_name":"Displayed giulia"},)"
            R"({"name":"marco","display_name":"Displayed marco"}],)"
            R"("time_zone":"UTC","day_turns_at":0,)" +
                survey);
  const auto kiosk = ask(request(Method::get, "kiosk.localhost", "/v1/touchpoint"));
  EXPECT_EQ(
      kiosk.body,
      R"({"store":"milano-01","store_name":"Milano Duomo","device":"milano-01-pos-3",)"
      R"("touchpoint":"kiosk-1","kind":"kiosk","languages":["it","en"],"language":"it",)"
      R"("currency":"EUR","idle_s":20,"recording":true,"collections":true,"staff_hear":"nobody",)" +
          survey);
}

TEST_F(OperateTest, AKioskSaysWherePhonesCarryOnOnceItKnowsTheTime) {
  const auto told = [&](std::string_view host) {
    return ask(request(Method::get, host, "/v1/touchpoint")).body.find(R"("carry_on":{)");
  };
  EXPECT_EQ(told("kiosk.localhost"), std::string::npos) << "nobody knew how long a link is good";
  device_.status_now.clock_quality = ClockQuality::synchronised;
  EXPECT_EQ(told("counter.localhost"), std::string::npos);
  device_.status_now.hub.online = true;
  EXPECT_NE(
      ask(request(Method::get, "kiosk.localhost", "/v1/touchpoint"))
          .body.find(R"("carry_on":{"url":"https://feedback.example.org/","until":")" +
                     to_rfc3339(clock_.wall() + std::chrono::hours{24}) + R"(","online":true})"),
      std::string::npos);
  bare_ = true;
  restart();
  EXPECT_EQ(told("kiosk.localhost"), std::string::npos) << "it is not offered";
}

TEST_F(OperateTest, MetricsAreInPrometheusTextFormat) {
  device_.status_now.journal.last = 20;
  device_.status_now.journal.through = 17;
  device_.status_now.journal.oldest_unsent = clock_.wall();
  device_.status_now.hub.transport = "mqtt";
  device_.status_now.hub.last_receipt = clock_.wall();
  device_.status_now.replica.state = "well";
  device_.status_now.replica.age_s = 5;
  ask(request(Method::get, "evil.example", "/"));
  const auto reply = ask(request(Method::get, "localhost", "/metrics"));
  EXPECT_EQ(reply.content_type, "text/plain; version=0.0.4; charset=utf-8");

  static const std::regex help("# HELP [a-z_]+ [A-Z0-9].+\\.");
  static const std::regex type("# TYPE ([a-z_]+) (gauge|counter)");
  static const std::regex sample(
      "([a-z_]+)(\\{[a-z]+=\"[^\"\n]*\"(,[a-z]+=\"[^\"\n]*\")*\\})? -?[0-9]+(\\.[0-9]+)?");
  std::istringstream lines(reply.body);
  std::set<std::string> families;
  std::set<std::string> samples;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_match(line, help)) continue;
    if (std::regex_match(line, found, type)) {
      family = found[1];
      EXPECT_TRUE(families.insert(family).second) << line;
      EXPECT_EQ(found[2] == "counter", family.ends_with("_total")) << line;
      continue;
    }
    ASSERT_TRUE(std::regex_match(line, found, sample)) << line;
    EXPECT_EQ(found[1], family) << line;
    EXPECT_TRUE(samples.insert(line.substr(0, line.rfind(' '))).second) << line;
  }
  for (const std::string_view line :
       {"touchpoint_build_info{version=\"0.1.0\"} 1", "touchpoint_journal_to_send 3",
        "touchpoint_journal_oldest_unsent_timestamp_seconds 1772448067.120",
        "touchpoint_hub_transport{transport=\"mqtt\"} 1",
        "touchpoint_hub_transport{transport=\"https\"} 0",
        "touchpoint_replica_state{state=\"well\"} 1", "touchpoint_replica_age_seconds 5",
        "touchpoint_http_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"} 1",
        "touchpoint_inputs_refused_total{reason=\"foreign_host\"} 1"}) {
    EXPECT_NE(reply.body.find("\n" + std::string(line) + "\n"), std::string::npos) << line;
  }
}

TEST_F(OperateTest, WhatIsRefusedIsCountedByReason) {
  interaction("[{\"type\":1},{\"type\":1}]");
  interaction("{");
  sign_in("giulia", "493818");
  const auto text = metrics();
  for (const std::string_view line :
       {"touchpoint_inputs_refused_total{reason=\"wrong_type\"} 2",
        "touchpoint_inputs_refused_total{reason=\"malformed_json\"} 1",
        "touchpoint_http_requests_total{route=\"/v1/interactions\",method=\"POST\",status=\"2xx\"} "
        "1",
        "touchpoint_http_requests_total{route=\"/v1/interactions\",method=\"POST\",status=\"4xx\"} "
        "1",
        "touchpoint_sign_ins_total{outcome=\"wrong\"} 1"}) {
    EXPECT_NE(text.find("\n" + std::string(line) + "\n"), std::string::npos) << line;
  }
}

// Labels are made of what is ours: no path, host or text of a caller gets into them.
TEST_F(OperateTest, CallersCannotAddSeries) {
  const auto before = metrics().size();
  for (int i = 0; i < 50; ++i) {
    const auto odd = "/4111111111111111/" + std::to_string(i);
    ask(request(Method::get, "localhost", odd));
    ask(request(Method::get, "host" + std::to_string(i) + ".example", odd));
    interaction("{\"member" + std::to_string(i) + "\":1}");
  }
  const auto after = metrics();
  EXPECT_LT(after.size(), before + 600);
  EXPECT_EQ(after.find("4111"), std::string::npos);
}

}  // namespace
}  // namespace touchpoint::web
