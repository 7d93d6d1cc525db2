#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "web_support.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

json::object parsed(const std::string& body) {
  return json::parse(body).as_object();
}

// An interaction of `type` with these facts and whatever else.
std::string event(std::string_view type, std::string_view data, std::string_view more = {}) {
  return R"({"type":")" + std::string(type) + R"(","data":)" + std::string(data) +
         std::string(more) + "}";
}

std::string with_id(std::string_view id, std::string_view text = "one") {
  return event("touchpoint.visit.noted", R"({"text":")" + std::string(text) + "\"}",
               R"(,"id":")" + std::string(id) + "\"");
}

constexpr std::string_view kSale =
    R"({"order_id":"M-1","total":129.99,"currency":"EUR",
        "products":[{"sku":"BAG-7","name":"Brown bag","quantity":1,"price":129.99}]})";

class InteractionsTest : public WebTest {
 protected:
  // The status and the code of a refusal; nothing may have been recorded.
  void expect_refused(const Reply& reply, int status, std::string_view code,
                      std::string_view what = {}) {
    EXPECT_EQ(reply.status, status) << what << reply.body;
    EXPECT_EQ(reply.error(), code) << what << reply.body;
    EXPECT_TRUE(device_.events.empty()) << what;
  }
};

TEST_F(InteractionsTest, AreRecordedAndAnsweredAfterTheCommit) {
  device_.holding = true;
  auto reply = start(as_program(
      post("localhost", "/v1/interactions", event("touchpoint.order.completed", kSale))));
  EXPECT_EQ(reply.wait_for(std::chrono::milliseconds{0}), std::future_status::timeout);
  on_loop([&] { device_.commit(); });
  const auto answer = reply.get();
  EXPECT_EQ(answer.status, 201);
  const auto recorded = parsed(answer.body);
  EXPECT_EQ(recorded.at("sequence").as_int64(), 1);
  EXPECT_EQ(recorded.at("repeated").as_bool(), false);
  EXPECT_EQ(recorded.at("recorded_at").as_string(), "2026-03-02T10:41:07.120Z");
  EXPECT_EQ(Uuid::parse(recorded.at("id").as_string())->version(), 7);

  ASSERT_EQ(device_.events.size(), 1U);
  const auto& kept = device_.events[0];
  EXPECT_EQ(kept.type, "touchpoint.order.completed");
  EXPECT_EQ(kept.actor, Actor::employee);
  EXPECT_EQ(kept.touchpoint, "counter-1");
  EXPECT_EQ(kept.time, clock_.wall());
  EXPECT_EQ(kept.data, R"({"order_id":"M-1","total":129.99,"currency":"EUR","products":)"
                       R"([{"sku":"BAG-7","name":"Brown bag","quantity":1,"price":129.99}]})");
}

TEST_F(InteractionsTest, RepeatedUnderTheSameIdAreRecordedOnce) {
  EXPECT_EQ(interaction(with_id(kId)).status, 201);
  clock_.advance(std::chrono::minutes{5});  // another time of day is not another event
  const auto again = interaction(with_id(kId));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(parsed(again.body).at("repeated").as_bool(), true);
  EXPECT_EQ(parsed(again.body).at("sequence").as_int64(), 1);
  EXPECT_EQ(device_.events.size(), 1U);
}

TEST_F(InteractionsTest, WithAnotherBodyUnderTheSameIdAreRefused) {
  EXPECT_EQ(interaction(with_id(kId, "one")).status, 201);
  const auto other = interaction(with_id(kId, "two"));
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.error(), "id_taken");
  EXPECT_EQ(device_.events.size(), 1U);
}

TEST_F(InteractionsTest, GiveTheJournalsTroubleItsOwnAnswer) {
  device_.failure = retry_later("the journal's queue is full");
  auto reply = interaction(with_id(kId));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("Retry-After"), "1");
  EXPECT_EQ(reply.error(), "busy");

  device_.failure = damaged("the journal has failed");
  reply = interaction(with_id(kId));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.error(), "out_of_order");

  device_.failure = Error(std::make_error_code(std::errc::no_space_on_device), "the disk is full");
  reply = interaction(with_id(kId));
  EXPECT_EQ(reply.status, 507);
  EXPECT_EQ(reply.error(), "disk_full");
  EXPECT_TRUE(device_.events.empty());
  EXPECT_EQ(interaction(with_id(kId)).status, 201);
}

TEST_F(InteractionsTest, InABatchHaveAResultEachInOrder) {
  const auto reply =
      interaction("[" + with_id(kId, "one") + ",{\"type\":1}," + with_id(kId, "one") + "," +
                  with_id(kId, "two") + "," + event("touchpoint.custom.thing", "{}") + ",7]");
  EXPECT_EQ(reply.status, 200);
  const auto results = parsed(reply.body).at("results").as_array();
  const std::vector<int> statuses = {201, 400, 200, 409, 201, 400};
  ASSERT_EQ(results.size(), statuses.size());
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const auto& result = results[i].as_object();
    EXPECT_EQ(result.at("status").as_int64(), statuses[i]) << i;
    EXPECT_EQ(result.contains("recorded"), statuses[i] < 300) << i;
    EXPECT_EQ(result.contains("error"), statuses[i] >= 300) << i;
  }
  EXPECT_EQ(device_.events.size(), 2U);
}

TEST_F(InteractionsTest, InABatchAreAnsweredWhenAllAreDone) {
  device_.holding = true;
  auto reply = start(as_program(
      post("localhost", "/v1/interactions", "[" + with_id(kId) + ",{}," + with_id(kId) + "]")));
  EXPECT_EQ(reply.wait_for(std::chrono::milliseconds{0}), std::future_status::timeout);
  on_loop([&] { device_.commit(); });
  EXPECT_EQ(reply.get().status, 200);
}

TEST_F(InteractionsTest, InABatchAreBetweenOneAndFiveHundred) {
  expect_refused(interaction("[]"), 400, "bad_batch");
  const auto many = [](int count) {
    std::string text = "[";
    for (int i = 0; i < count; ++i)
      text += (i == 0 ? "" : ",") + event("touchpoint.custom.thing", "{}");
    return text + "]";
  };
  expect_refused(interaction(many(501)), 400, "bad_batch");
  EXPECT_EQ(interaction(many(500)).status, 200);
  EXPECT_EQ(device_.events.size(), 500U);
}

TEST_F(InteractionsTest, OfUnknownTypesAreKept) {
  EXPECT_EQ(
      interaction(event("touchpoint.gift_card.sold_2", R"({"anything":[1,{"a":null}]})")).status,
      201);
  EXPECT_EQ(device_.events[0].data, R"({"anything":[1,{"a":null}]})");
}

TEST_F(InteractionsTest, OfTheWrongShapeAreRefused) {
  struct Case {
    std::string body;
    int status;
    std::string_view code;
  };
  const std::string type = R"("type":"touchpoint.custom.thing")";
  const std::vector<Case> cases = {
      {"", 400, "malformed_json"},
      {"7", 400, "wrong_type"},
      {"{}", 400, "missing_member"},
      {"{" + type + "}", 400, "missing_member"},
      {"{" + type + R"(,"data":[]})", 400, "wrong_type"},
      {"{" + type + R"(,"data":null})", 400, "wrong_type"},
      {R"({"type":"","data":{}})", 422, "empty"},
      {R"({"type":"order.completed","data":{}})", 422, "bad_type"},
      {R"({"type":"touchpoint.Order.completed","data":{}})", 422, "bad_type"},
      {R"({"type":"touchpoint.order","data":{}})", 422, "bad_type"},
      {R"({"type":"touchpoint.4111111111111111.sold","data":{}})", 422, "bad_type"},
      {"{" + type + R"(,"data":{},"data":{}})", 400, "duplicate_member"},
      {"{" + type + R"(,"data":{},"dato":{}})", 400, "unknown_member"},
      {"{" + type + R"(,"data":{},"consent":true})", 400, "unknown_member"},
      {"{" + type + R"(,"data":{},"specversion":"2.0"})", 422, "bad_specversion"},
      {"{" + type + R"(,"data":{},"specversion":1.0})", 400, "wrong_type"},
      {"{" + type + R"(,"data":{},"id":"not-a-uuid"})", 422, "bad_id"},
      {"{" + type + R"(,"data":{},"id":"550e8400-e29b-41d4-a716-446655440000"})", 422, "bad_id"},
      {"{" + type + R"(,"data":{},"id":"00000000-0000-0000-0000-000000000000"})", 422, "bad_id"},
      {"{" + type + R"(,"data":{},"id":"0197a2c0-6c1e-7a31-ca55-3f0c7c1d2b10"})", 422, "bad_id"},
      {"{" + type + R"(,"data":{},"actor":"robot"})", 422, "bad_actor"},
      {"{" + type + R"(,"data":{},"touchpoint":"counter-9"})", 422, "other_touchpoint"},
      {"{" + type + R"(,"data":{"a":1e999}})", 400, "number_out_of_range"},
      {"{" + type + R"(,"data":{"a":9007199254740993}})", 400, "number_out_of_range"},
  };
  for (const auto& each : cases)
    expect_refused(interaction(each.body), each.status, each.code, each.body);
}

TEST_F(InteractionsTest, MayNotCarryTheJournalsStamps) {
  for (const std::string name :
       {"source", "journal", "sequence", "chain", "recordedtime", "clockquality", "bootid",
        "uptimems", "salt", "dataschema", "datacontenttype"}) {
    expect_refused(interaction(event("touchpoint.custom.thing", "{}", ",\"" + name + "\":\"x\"")),
                   400, "stamp", name);
  }
}

TEST_F(InteractionsTest, HappenAtATimeThatExists) {
  const auto at = [](std::string_view time) {
    return event("touchpoint.custom.thing", "{}", R"(,"time":")" + std::string(time) + "\"");
  };
  for (const std::string_view time :
       {"2026-03-02T10:41:07", "2026-03-02", "yesterday", "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-02-30T00:00:00Z",
        "10000-01-01T00:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T10:41:07 Z"}) {
    expect_refused(interaction(at(time)), 422, "bad_time", time);
  }
  for (const std::string_view time :
       {"1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "9999-12-31T23:59:59.999Z",
        "2026-03-02T10:41:07.5+01:00", "2026-12-31T23:59:60Z"}) {
    EXPECT_EQ(interaction(at(time)).status, 201) << time;
  }
  EXPECT_EQ(to_rfc3339(device_.events[3].time), "2026-03-02T09:41:07.500Z");
}

TEST_F(InteractionsTest, OfAtMost64KiBAreTaken) {
  const auto sized = [](std::size_t size) {
    std::string text = R"({"type":"touchpoint.custom.thing","data":{"a":[)";
    const std::string piece = '"' + std::string(4000, 'x') + "\",";
    while (text.size() + piece.size() + 8 < size)
      text += piece;
    const std::string end = "\"]}}";
    return text + '"' + std::string(size - text.size() - 1 - end.size(), 'y') + end;
  };
  const auto largest = sized(limits::kEventFromCallerMax);
  ASSERT_EQ(largest.size(), limits::kEventFromCallerMax);
  expect_refused(interaction(sized(limits::kEventFromCallerMax + 1)), 422, "too_large");
  EXPECT_EQ(interaction(largest).status, 201);
}

TEST_F(InteractionsTest, WithWhatMayNotBeKeptAreRefused) {
  for (const std::string_view data :
       {R"({"text":"pay with 4111 1111 1111 1111 please"})", R"({"a":{"b":["4111111111111111"]}})",
        R"({"a":4111111111111111})", R"({"4111111111111111":1})", R"({"text":"RSSMRA85T10A562S"})",
        R"({"a":"80380000123456789012"})"}) {
    const auto reply = interaction(event("touchpoint.custom.thing", data));
    expect_refused(reply, 422, "forbidden_content", data);
    EXPECT_EQ(reply.body.find("4111"), std::string::npos);
  }
  for (const std::string_view data :
       {R"({"text":"a\u0000b"})", R"({"text":"\u001b[31m"})", R"({"\u007f":1})"}) {
    expect_refused(interaction(event("touchpoint.custom.thing", data)), 422, "control_characters",
                   data);
  }
  EXPECT_EQ(interaction(
                event("touchpoint.custom.thing", R"({"ean":"4006381333931","text":"two\nlines"})"))
                .status,
            201);
}

TEST_F(InteractionsTest, OfKnownTypesMustSayWhatTheContractSays) {
  struct Case {
    std::string_view type;
    std::string_view data;
    int status;
    std::string_view code;
  };
  constexpr std::string_view completed = "touchpoint.order.completed";
  constexpr std::string_view note = "touchpoint.note.added";
  constexpr std::string_view answered = "touchpoint.survey.answered";
  const std::vector<Case> cases = {
      {completed, R"({"total":1,"currency":"EUR","products":[]})", 400, "missing_member"},
      {completed, R"({"order_id":7,"total":1,"currency":"EUR","products":[]})", 400, "wrong_type"},
      {completed, R"({"order_id":"","total":1,"currency":"EUR","products":[]})", 422, "empty"},
      {completed, R"({"order_id":"M","total":-1,"currency":"EUR","products":[]})", 422,
       "out_of_range"},
      {completed, R"({"order_id":"M","total":"1","currency":"EUR","products":[]})", 400,
       "wrong_type"},
      {completed, R"({"order_id":"M","total":1,"currency":"eur","products":[]})", 422,
       "bad_currency"},
      {completed, R"({"order_id":"M","total":1,"currency":"EURO","products":[]})", 422,
       "bad_currency"},
      {completed, R"({"order_id":"M","total":1,"currency":"EUR"})", 400, "missing_member"},
      {completed, R"({"order_id":"M","total":1,"currency":"EUR","products":{}})", 400,
       "wrong_type"},
      {completed, R"({"order_id":"M","total":1,"currency":"EUR","products":[1]})", 400,
       "wrong_type"},
      {completed, R"({"order_id":"M","total":1,"currency":"EUR","products":[{}]})", 400,
       "missing_member"},
      {completed,
       R"({"order_id":"M","total":1,"currency":"EUR","products":[{"sku":"a","quantity":-1}]})", 422,
       "out_of_range"},
      {completed,
       R"({"order_id":"M","total":1,"currency":"EUR","products":[{"sku":"a","price":"1"}]})", 400,
       "wrong_type"},
      {"touchpoint.order.collected", "{}", 400, "missing_member"},
      {"touchpoint.order.collected", R"({"order_id":"M","profile":"anna"})", 422, "bad_profile"},
      {"touchpoint.order.collected", R"({"order_id":"M","profile":null})", 400, "wrong_type"},
      {"touchpoint.order.collected", R"({"order_id":"M","delegate":""})", 422, "empty"},
      {"touchpoint.order.partly_collected", R"({"order_id":"M"})", 400, "missing_member"},
      {"touchpoint.order.partly_collected", R"({"order_id":"M","products":[]})", 400,
       "missing_member"},
      {"touchpoint.order.partly_collected", R"({"products":[{"name":"Belt"}]})", 400,
       "missing_member"},
      {"touchpoint.consultation.given", R"({"text":" "})", 422, "empty"},
      {"touchpoint.order.refunded", R"({"total":1})", 400, "missing_member"},
      {"touchpoint.order.refunded", R"({"order_id":"M","currency":"xx"})", 422, "bad_currency"},
      {"touchpoint.order.refunded", R"({"order_id":"M","products":[]})", 400, "missing_member"},
      {"touchpoint.order.refunded", R"({"order_id":"M","products":[{}]})", 400, "missing_member"},
      {note, R"({"staff":"giulia"})", 400, "missing_member"},
      {note, R"({"text":"","staff":"giulia"})", 422, "empty"},
      {note, R"({"text":" \n ","staff":"giulia"})", 422, "empty"},
      {note, R"({"text":"strap broke"})", 400, "missing_member"},
      {note, R"({"text":["strap"],"staff":"giulia"})", 400, "wrong_type"},
      {"touchpoint.complaint.raised", R"({"complaint_id":"","text":"broke"})", 422, "empty"},
      {"touchpoint.complaint.raised",
       R"({"complaint_id":"0197a2c0-0000-7000-8000-000000000001","text":" "})", 422, "empty"},
      {"touchpoint.complaint.answered", R"({"text":"sorry"})", 400, "missing_member"},
      {"touchpoint.offer.made", R"({"offer_id":"0197a2c0-0000-7000-8000-000000000001"})", 400,
       "missing_member"},
      {"touchpoint.offer.made",
       R"({"offer_id":"0197a2c0-0000-7000-8000-000000000001","products":[]})", 400,
       "missing_member"},
      {"touchpoint.product.added_to_wishlist", R"({"products":[{"quantity":1}]})", 400,
       "missing_member"},
      {"touchpoint.task.opened",
       R"({"task_id":"0197a2c0-0000-7000-8000-000000000001","text":"call","due":"soon"})", 422,
       "bad_due"},
      {"touchpoint.task.completed", R"({})", 400, "missing_member"},
      {"touchpoint.manager.called", R"({})", 400, "missing_member"},
      {"touchpoint.interaction.undone", R"({"undoes":"the last one"})", 422, "bad_id"},
      {"touchpoint.rights.requested", R"({"right":"access"})", 400, "missing_member"},
      {"touchpoint.rights.requested",
       R"({"request_id":"r","right":"forgetting","due":"2026-04-02T10:00:00Z","text":"x"})", 422,
       "bad_right"},
      {"touchpoint.rights.requested", R"({"request_id":"r","right":"erasure","due":"soon"})", 422,
       "bad_due"},
      {"touchpoint.rights.requested",
       R"({"request_id":"r","right":"erasure","due":"2026-04-02T10:00:00Z","text":" "})", 422,
       "nobody"},
      {"touchpoint.rights.requested",
       R"({"request_id":"r","right":"rectification","due":"2026-04-02T10:00:00Z",)"
       R"("profile":"0197a2c0-0000-7000-8000-000000000001"})",
       422, "empty"},
      {answered,
       R"({"survey":"v","version":1,"question":"q","kind":"nps","score":11,"language":"it"})", 422,
       "out_of_range"},
      {answered,
       R"({"survey":"v","version":1,"question":"q","kind":"stars","score":1,"language":"it"})", 422,
       "bad_kind"},
      {"touchpoint.custom.thing", R"({"profile":"anna"})", 422, "bad_profile"},
      {"touchpoint.custom.thing", R"({"staff":7})", 400, "wrong_type"},
  };
  for (const auto& each : cases)
    expect_refused(interaction(event(each.type, each.data)), each.status, each.code, each.data);
}

TEST_F(InteractionsTest, OfKnownTypesAreTakenAsPeopleMakeThem) {
  for (const auto& [type, data] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"touchpoint.order.completed", kSale},
           {"touchpoint.order.completed",
            R"({"order_id":"M-2","total":0,"currency":"GBP","products":[{"name":"Null"}]})"},
           {"touchpoint.order.refunded", R"({"order_id":"M-1","reason":"strap broke"})"},
           {"touchpoint.order.refunded", R"({"order_id":"M-1","products":[{"sku":"A"}]})"},
           {"touchpoint.order.collected",
            R"({"order_id":"W-1043","profile":"0197a2c0-0000-7000-8000-000000000001"})"},
           {"touchpoint.order.partly_collected",
            R"({"order_id":"W-1043","products":[{"name":"Belt"}],"delegate":"Luca Neri"})"},
           {"touchpoint.consultation.given", R"({"text":"which size","staff":"giulia"})"},
           {"touchpoint.note.added",
            R"({"text":"O'Brien <b>\uD83D\uDC69\u200D\uD83D\uDC67</b> \u202Ex","staff":"giulia"})"},
           {"touchpoint.survey.answered",
            R"({"survey":"v","version":1,"question":"q","kind":"nps","score":0,"language":"it"})"},
           {"touchpoint.complaint.raised",
            R"({"complaint_id":"0197a2c0-0000-7000-8000-000000000001","text":"line\nline"})"},
           {"touchpoint.offer.declined", R"({"offer_id":"0197a2c0-0000-7000-8000-000000000001",)"
                                         R"("products":[{"name":"Belt"}]})"},
           {"touchpoint.task.opened", R"({"task_id":"0197a2c0-0000-7000-8000-000000000001",)"
                                      R"("text":"call","due":"2026-03-02T10:00:00+01:00"})"},
           {"touchpoint.manager.called", R"({"staff":"giulia"})"},
           {"touchpoint.rights.requested",
            R"({"request_id":"r","right":"access","due":"2026-04-02T10:00:00Z",)"
            R"("profile":"0197a2c0-0000-7000-8000-000000000001"})"},
           {"touchpoint.interaction.undone",
            R"({"undoes":"0197a2c0-0000-7000-8000-000000000001"})"},
       }) {
    EXPECT_EQ(interaction(event(type, data)).status, 201) << data;
  }
}

// An audit entry that a caller could write would prove nothing.
TEST_F(InteractionsTest, ThatTheDeviceRecordsItselfAreNotTaken) {
  for (const std::string_view type :
       {"touchpoint.scan.received", "touchpoint.customer.recognised", "touchpoint.profile.viewed",
        "touchpoint.profiles.searched", "touchpoint.staff.signed_in",
        "touchpoint.staff_survey.answered", "touchpoint.agent.started", "touchpoint.link.lost"}) {
    expect_refused(interaction(event(type, R"({"staff":"giulia"})")), 403, "own_type", type);
  }
}

TEST_F(InteractionsTest, CarryTheNameOfWhoIsSignedIn) {
  const auto path = "/v1/interactions";
  auto body = event("touchpoint.note.added", R"({"text":"strap broke"})");
  EXPECT_EQ(ask(as_staff(post("counter.localhost", path, body))).status, 201);
  EXPECT_EQ(device_.events.back().data, R"({"text":"strap broke","staff":"giulia"})");

  body = event("touchpoint.note.added", R"({"text":"strap broke","staff":"giulia"})");
  EXPECT_EQ(ask(as_staff(post("counter.localhost", path, body))).status, 201);

  const auto count = device_.events.size();
  body = event("touchpoint.note.added", R"({"text":"strap broke","staff":"marco"})");
  const auto reply = ask(as_staff(post("counter.localhost", path, body)));
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.error(), "other_staff");
  EXPECT_EQ(device_.events.size(), count);
}

class KioskTest : public InteractionsTest {
 protected:
  static std::string answered(std::string_view data, std::string_view more = {}) {
    return event("touchpoint.survey.answered", data, more);
  }
};

TEST_F(KioskTest, RecordsAnswersOfTheCustomer) {
  for (
      const std::string_view data :
      {R"({"survey":"visit","version":3,"question":"recommend","kind":"nps","score":0,"language":"it"})",
       R"({"survey":"visit","version":3,"question":"recommend","kind":"nps","score":10,"language":"en"})",
       R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":1,"language":"it"})",
       R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":5,"language":"it"})"}) {
    EXPECT_EQ(answer(answered(data)).status, 201) << data;
    EXPECT_EQ(device_.events.back().actor, Actor::customer);
    EXPECT_EQ(device_.events.back().touchpoint, "kiosk-1");
    EXPECT_EQ(device_.events.back().data, data);
  }
}

TEST_F(KioskTest, RecordsChoicesAndWordsOfTheCustomer) {
  for (
      const std::string_view data :
      {R"({"survey":"visit","version":3,"question":"reasons","kind":"choices","choices":["wait","price"],"language":"it"})",
       R"({"survey":"visit","version":3,"question":"tell","kind":"text","text":"Il commesso è stato gentile.\nGrazie","language":"it"})",
       R"({"survey":"visit","version":3,"question":"recommend","kind":"nps","score":9,"language":"it","response":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"})"}) {
    EXPECT_EQ(answer(answered(data)).status, 201) << data;
    EXPECT_EQ(device_.events.back().data, data);
  }
}

TEST_F(KioskTest, TakesADoubleTapOnce) {
  const auto body = answered(
      R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":4,"language":"it"})",
      R"(,"id":")" + std::string(kId) + "\"");
  EXPECT_EQ(answer(body).status, 201);
  EXPECT_EQ(answer(body).status, 200);
  EXPECT_EQ(device_.events.size(), 1U);
}

TEST_F(KioskTest, RefusesEverythingElse) {
  for (const std::string_view type : {"touchpoint.note.added", "touchpoint.order.completed",
                                      "touchpoint.custom.thing", "touchpoint.scan.received"}) {
    expect_refused(answer(event(type, "{}")), 403, "not_here", type);
  }
}

TEST_F(KioskTest, TakesWhoeverComesForAnOrderAndConfirmsNothing) {
  const auto announce = [&](std::string_view data) {
    return answer(event("touchpoint.collection.announced", data));
  };
  EXPECT_EQ(announce(R"({"order_id":"w-1043"})").status, 201);
  EXPECT_EQ(device_.events.back().actor, Actor::customer);
  device_.events.clear();
  expect_refused(announce(R"({"order_id":"4111111111111111"})"), 422, "forbidden_content");
  for (const std::string_view data :
       {R"({"order_id":"my order"})", R"({"order_id":"<b>"})", R"({"order_id":"è"})"}) {
    expect_refused(announce(data), 422, "bad_order", data);
  }
  expect_refused(announce(R"({})"), 400, "missing_member");
  expect_refused(announce(R"({"order_id":["W-1"]})"), 400, "wrong_type");
  expect_refused(announce(R"({"order_id":"W-1","profile":"0197a2c0-0000-7000-8000-000000000001"})"),
                 400, "unknown_member");
}

TEST_F(KioskTest, TakesWhoeverWantsTheAnswerThatIsPromised) {
  const auto request = [&](std::string_view changed, std::string_view into) {
    std::string data =
        R"({"task_id":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","text":"D Too dark","due":")" +
        to_rfc3339(clock_.wall() + std::chrono::hours{48}) +
        R"(","channel":"email","address":"anna@example.org","text_version":"one","survey":"visit",)"
        R"("version":3,"language":"it"})";
    const auto at = data.find(changed);
    EXPECT_NE(at, std::string::npos) << changed;
    data.replace(at, changed.size(), into);
    return answer(event("touchpoint.task.opened", data));
  };
  EXPECT_EQ(request("\"it\"", "\"en\"").status, 201);
  EXPECT_EQ(device_.events.back().actor, Actor::customer);
  EXPECT_EQ(device_.events.back().touchpoint, "kiosk-1");
  device_.events.clear();
  expect_refused(request("anna@example.org", "anna"), 422, "bad_address");
  expect_refused(request("anna@example.org", "@example.org"), 422, "bad_address");
  expect_refused(request("anna@example.org", "anna@example"), 422, "bad_address");
  expect_refused(request("anna@example.org", "anna maria@example.org"), 422, "bad_address");
  expect_refused(
      request(R"("email","address":"anna@example.org")", R"("phone","address":"+39 02 1234567")"),
      422, "not_promised");
  expect_refused(request("email", "post"), 422, "bad_channel");
  expect_refused(request("\"one\"", "\"two\""), 422, "other_text");
  expect_refused(request("visit", "autumn"), 422, "other_survey");
  expect_refused(request("Too dark", "4111111111111111"), 422, "forbidden_content");
  expect_refused(request("Too dark", "IT60X0542811101000000123456"), 422, "forbidden_content");
  expect_refused(request("\"it\"", R"("it","profile":"0197a2c0-0000-7000-8000-000000000001")"), 400,
                 "unknown_member");
  expect_refused(request("\"it\"", R"("it","staff":"giulia")"), 400, "unknown_member");
  expect_refused(request(to_rfc3339(clock_.wall() + std::chrono::hours{48}),
                         to_rfc3339(clock_.wall() + std::chrono::hours{49})),
                 422, "bad_due");
  expect_refused(
      request(to_rfc3339(clock_.wall() + std::chrono::hours{48}), to_rfc3339(clock_.wall())), 422,
      "bad_due");
}

class KioskNumbersTest : public KioskTest {
 protected:
  static std::string claimed(std::string_view code, std::string_view version = "1") {
    return event("touchpoint.answers.claimed",
                 R"({"response":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","code":")" +
                     std::string(code) + R"(","via":"wedge","text_version":")" +
                     std::string(version) + R"(","language":"it"})");
  }
};

// Nobody is looked up here, so there is nothing by which one number could be told from another.
TEST_F(KioskNumbersTest, ANumberOfSomebodyAndOneOfNobodyAreRecordedAlike) {
  const auto one = answer(claimed("2950000000017"));
  const auto other = answer(claimed("2950000000024"));
  EXPECT_EQ(one.status, 201);
  EXPECT_EQ(other.status, 201);
  const auto as_said = [](const Reply& reply) {
    auto said = parsed(reply.body);
    said.erase("id");
    said.erase("sequence");
    return said;
  };
  EXPECT_EQ(as_said(one), as_said(other));
  EXPECT_EQ(device_.events.at(0).data,
            R"({"response":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","language":"it","via":"wedge",)"
            R"("text_version":"1","identifiers":[{"kind":"loyalty","value":"2950000000017"}]})");
  EXPECT_EQ(device_.events.at(0).actor, Actor::customer);
  EXPECT_TRUE(device_.asked.empty());
  EXPECT_TRUE(device_.questions.empty());
}

TEST_F(KioskNumbersTest, WhoAgreedToNothingIsTiedToNothing) {
  expect_refused(answer(claimed("2950000000017", "2")), 422, "other_text");
  expect_refused(answer(event("touchpoint.answers.claimed",
                              R"({"response":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10",)"
                              R"("code":"2950000000017","via":"wedge","language":"it"})")),
                 400, "missing_member");
  expect_refused(answer(event("touchpoint.answers.claimed",
                              R"({"response":"1","code":"2","via":"wedge","text_version":"1",)"
                              R"("language":"it"})")),
                 422, "bad_response");
  expect_refused(answer(claimed("none of them")), 422, "no_number");
  expect_refused(answer(claimed("bad one")), 422, "forbidden_content");
  expect_refused(answer(claimed("4111111111111111")), 422, "forbidden_content");
  EXPECT_TRUE(device_.events.empty());
}

TEST_F(KioskNumbersTest, WhatWasAgreedToIsTakenBack) {
  const std::string released = event("touchpoint.answers.released",
                                     R"({"response":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10"})");
  EXPECT_EQ(answer(released).status, 201);
  EXPECT_EQ(device_.events.back().actor, Actor::customer);
  device_.events.clear();
  expect_refused(answer(event("touchpoint.answers.released", R"({"response":"x"})")), 422,
                 "bad_response");
}

TEST_F(KioskNumbersTest, WhoeverGuessesIsSlow) {
  const auto come = [&](std::string_view order) {
    return answer(event("touchpoint.collection.announced",
                        R"({"order_id":")" + std::string(order) + R"("})"));
  };
  for (int i = 0; i < limits::kNumbersAtOnce; ++i)
    EXPECT_EQ(come("W-" + std::to_string(i)).status, 201);
  device_.events.clear();
  expect_refused(come("W-11"), 429, "too_many_numbers");
  expect_refused(answer(claimed("2950000000017")), 429, "too_many_numbers");
  EXPECT_EQ(come("W-11").header("Retry-After"), "15");
  EXPECT_EQ(
      answer(
          answered(
              R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":4,"language":"it"})"))
          .status,
      201)
      << "an answer is no number";
  clock_.advance(limits::kNumberEvery);
  EXPECT_EQ(come("W-12").status, 201);
  device_.events.clear();
  expect_refused(come("W-13"), 429, "too_many_numbers");
}

class KioskHandoverTest : public KioskNumbersTest {
 protected:
  // What a page sends, with one thing changed.
  Reply hand(std::string_view changed = "\"it\"", std::string_view into = "\"it\"") {
    std::string data =
        R"({"response":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","survey":"visit","version":3,)"
        R"("language":"it","code":")" +
        std::string(kCode) + R"(","until":")" + to_rfc3339(clock_.wall() + std::chrono::hours{24}) +
        R"(","answers":{"recommend":9,"reasons":["wait"],"tell":"Too dark"}})";
    const auto at = data.find(changed);
    EXPECT_NE(at, std::string::npos) << changed;
    data.replace(at, changed.size(), into);
    return answer(event("touchpoint.survey.handed_over", data));
  }

  // Its digits hold what would be a card's number elsewhere.
  static constexpr std::string_view kCode =
      "4111111111111111b0c0ffee00000000000000000000000000000000000000aa";
};

TEST_F(KioskHandoverTest, IsRecordedWithAllThatAPhoneNeedsAndNoCode) {
  ASSERT_EQ(hand().status, 201);
  const auto& kept = device_.events.at(0);
  EXPECT_EQ(kept.actor, Actor::customer);
  EXPECT_EQ(kept.touchpoint, "kiosk-1");
  const auto data = parsed(kept.data);
  EXPECT_EQ(data.at("code").as_string(), kCode);
  EXPECT_EQ(data.at("answers").at("recommend").to_number<int>(), 9);
  EXPECT_EQ(data.at("store_name").as_string(), "Milano Duomo");
  EXPECT_EQ(data.at("store_language").as_string(), "it");
  EXPECT_EQ(data.at("languages").as_array().size(), 2U);
  const auto asked = feedback::read_survey(json::serialize(data.at("asked")));
  ASSERT_TRUE(asked) << asked.error().sentence();
  EXPECT_EQ(asked.value().survey, "visit");
  EXPECT_EQ(asked.value().questions.size(), 4U);
}

TEST_F(KioskHandoverTest, TakesOnlyAnswersToWhatIsAskedHere) {
  expect_refused(hand("\"recommend\":9", "\"recommend\":11"), 422, "out_of_range");
  expect_refused(hand("\"recommend\":9", "\"recommend\":\"9\""), 400, "wrong_type");
  expect_refused(hand("\"recommend\":9", "\"robots\":9"), 422, "not_asked");
  expect_refused(hand("[\"wait\"]", "[\"robots\"]"), 422, "not_offered");
  expect_refused(hand("Too dark", std::string(41, 'x')), 422, "too_long");
  expect_refused(hand("Too dark", "4111111111111111"), 422, "forbidden_content");
  expect_refused(hand("Too dark", "IT60X0542811101000000123456"), 422, "forbidden_content");
  expect_refused(hand("\"visit\"", "\"autumn\""), 422, "other_survey");
  expect_refused(hand("\"version\":3", "\"version\":2"), 422, "other_survey");
  expect_refused(hand("\"it\"", "\"fr\""), 422, "other_language");
}

TEST_F(KioskHandoverTest, IsGoodForADayAndForADigestOnly) {
  expect_refused(hand(kCode, "AbCdEfGhIjKlMnOpQrStUv"), 422, "bad_code");
  expect_refused(hand(kCode, std::string(64, 'G')), 422, "bad_code");
  expect_refused(hand("-7a31-", "-nope-"), 422, "bad_response");
  expect_refused(hand("\"it\"", R"("it","asked":{})"), 400, "unknown_member");
  expect_refused(hand("\"it\"", R"("it","profile":"0197a2c0-0000-7000-8000-000000000001")"), 400,
                 "unknown_member");
  expect_refused(hand(to_rfc3339(clock_.wall() + std::chrono::hours{24}),
                      to_rfc3339(clock_.wall() + std::chrono::hours{25})),
                 422, "bad_until");
  expect_refused(
      hand(to_rfc3339(clock_.wall() + std::chrono::hours{24}), to_rfc3339(clock_.wall())), 422,
      "bad_until");
}

TEST_F(KioskHandoverTest, IsTheKiosksAloneAndBounded) {
  for (int i = 0; i < limits::kNumbersAtOnce; ++i)
    EXPECT_EQ(hand().status, 201);
  device_.events.clear();
  expect_refused(hand(), 429, "too_many_numbers");
  expect_refused(interaction(event("touchpoint.survey.handed_over", R"({"code":"1"})")), 403,
                 "own_type");
  bare_ = true;
  restart();
  expect_refused(hand(), 403, "not_here");
}

// The catalogue "Answers / staff input" of hostile and odd words, one by one (PROMISES.md, A…).
TEST_F(KioskTest, KeepsOddWordsAsTheyAre) {
  for (const std::string_view text :
       {"Null", "O'Brien", "X", "\U0001F469\u200D\U0001F469\u200D\U0001F467", "\u202Eevil\u202C",
        "\u0645\u0631\u062D\u0628\u0627", "<script>alert(1)</script>", "{{7*7}} ${7*7}",
        "'; DROP TABLE x;--", "=1+1", "a\u0301"}) {
    const auto data = R"({"survey":"visit","version":3,"question":"tell","kind":"text","text":")" +
                      std::string(text) + R"(","language":"it"})";
    EXPECT_EQ(answer(answered(data)).status, 201) << text;
    EXPECT_EQ(device_.events.back().data, data);
  }
}

TEST_F(KioskTest, RefusesWordsThatAreTooManyOrMayNotBeKept) {
  const auto tell = [&](const std::string& text) {
    return answer(
        answered(R"({"survey":"visit","version":3,"question":"tell","kind":"text","text":")" +
                 text + R"(","language":"it"})"));
  };
  expect_refused(tell(std::string(10'000, 'a')), 400, "too_long");  // no event has such a text
  expect_refused(tell(std::string(41, 'a')), 422, "too_long");      // this question wants less
  expect_refused(tell("IT60 X054 2811 1010 0000 0123 456"), 422, "forbidden_content");
  expect_refused(tell("RSSMRA80A01H501U"), 422, "forbidden_content");
  expect_refused(tell(""), 422, "empty");
}

TEST_F(KioskTest, RefusesAnswersToWhatWasNotAsked) {
  struct Case {
    std::string_view data;
    int status;
    std::string_view code;
  };
  const std::vector<Case> cases = {
      {R"({"survey":"visit","version":3,"question":"recommend","kind":"nps","score":11,"language":"it"})",
       422, "out_of_range"},
      {R"({"survey":"visit","version":3,"question":"recommend","kind":"nps","score":-1,"language":"it"})",
       422, "out_of_range"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":0,"language":"it"})",
       422, "out_of_range"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":6,"language":"it"})",
       422, "out_of_range"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":2.5,"language":"it"})",
       400, "wrong_type"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":[3],"language":"it"})",
       400, "wrong_type"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"nps","score":3,"language":"it"})",
       422, "not_asked"},
      {R"({"survey":"visit","version":3,"question":"other","kind":"nps","score":3,"language":"it"})",
       422, "not_asked"},
      {R"({"survey":"other","version":3,"question":"service","kind":"csat","score":3,"language":"it"})",
       422, "other_survey"},
      {R"({"survey":"visit","version":2,"question":"service","kind":"csat","score":3,"language":"it"})",
       422, "other_survey"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"language":"de"})",
       422, "other_language"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","language":"it"})", 400,
       "missing_member"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"smile","score":3,"language":"it"})",
       422, "bad_kind"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"text":"x","language":"it"})",
       422, "other_answer"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"response":"7","language":"it"})",
       422, "bad_response"},
      {R"({"survey":"visit","version":3,"question":"reasons","kind":"choices","choices":["sun"],"language":"it"})",
       422, "not_offered"},
      {R"({"survey":"visit","version":3,"question":"reasons","kind":"choices","choices":[],"language":"it"})",
       422, "bad_choices"},
      {R"({"survey":"visit","version":3,"question":"reasons","kind":"choices","choices":["wait","wait"],"language":"it"})",
       422, "bad_choices"},
      {R"({"survey":"visit","version":3,"question":"reasons","kind":"choice","choices":["wait"],"language":"it"})",
       422, "not_asked"},
      {R"({"survey":"visit","version":3,"question":"tell","kind":"text","text":" ","language":"it"})",
       422, "empty"},
      {R"({"survey":"visit","version":3,"question":"tell","kind":"text","text":"more than the forty characters that were asked for","language":"it"})",
       422, "too_long"},
      {R"({"survey":"visit","version":3,"question":"tell","kind":"text","text":"4111 1111 1111 1111","language":"it"})",
       422, "forbidden_content"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"language":"it","points":9})",
       400, "unknown_member"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"language":"it","consent":true})",
       400, "unknown_member"},
      {R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"language":"it","profile":"0197a2c0-0000-7000-8000-000000000001"})",
       400, "unknown_member"},
  };
  for (const auto& each : cases)
    expect_refused(answer(answered(each.data)), each.status, each.code, each.data);
}

TEST_F(KioskTest, IsTheCustomersAndNobodyElses) {
  constexpr std::string_view data =
      R"({"survey":"visit","version":3,"question":"service","kind":"csat","score":3,"language":"it"})";
  expect_refused(answer(answered(data, R"(,"actor":"employee")")), 403, "bad_actor");
  expect_refused(answer(answered(data, R"(,"touchpoint":"counter-1")")), 422, "other_touchpoint");
  EXPECT_EQ(answer(answered(data, R"(,"actor":"customer","touchpoint":"kiosk-1")")).status, 201);
}

}  // namespace
}  // namespace touchpoint::web
