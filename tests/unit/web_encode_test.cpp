#include <gtest/gtest.h>

#include "support/held_clock.hpp"
#include "web/json/encode.hpp"

namespace touchpoint::web {
namespace {

const WallTime kNow = support::HeldClock().wall();  // 2026-03-02T10:41:07.120Z
constexpr std::string_view kVisit = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10";

Card card(CardState state) {
  Card made;
  made.state = state;
  made.touchpoint = "counter-1";
  made.visit = *Uuid::parse(kVisit);
  made.at = kNow;
  return made;
}

TEST(EncodeTest, ACardOfNobodySaysNothingElse) {
  EXPECT_EQ(to_json(card(CardState::nobody)), R"({"state":"nobody","touchpoint":"counter-1"})");
}

TEST(EncodeTest, WhoeverWaitsIsToldByInitialsInAnyState) {
  auto nobody = card(CardState::nobody);
  nobody.parked = {{.visit = *Uuid::parse(kVisit), .initials = "A. B.", .since = kNow},
                   {.visit = *Uuid::parse(kVisit), .initials = "", .since = kNow}};
  EXPECT_EQ(
      to_json(nobody),
      R"({"state":"nobody","touchpoint":"counter-1","parked":[)"
      R"({"visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","since":"2026-03-02T10:41:07.120Z",)"
      R"("initials":"A. B."},)"
      R"({"visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","since":"2026-03-02T10:41:07.120Z"}]})");
}

TEST(EncodeTest, AnUnknownCardSaysWhyAndHowFresh) {
  auto unknown = card(CardState::unknown);
  unknown.reason = "not_in_replica";
  unknown.freshness = {kNow, 12};
  EXPECT_EQ(to_json(unknown),
            R"({"state":"unknown","touchpoint":"counter-1",)"
            R"("visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","at":"2026-03-02T10:41:07.120Z",)"
            R"("reason":"not_in_replica","as_of":"2026-03-02T10:41:07.120Z","age_s":12,)"
            R"("source":"replica"})");
}

TEST(EncodeTest, ARefusedCardSaysWhatIsWrongWithTheScan) {
  auto refused = card(CardState::refused);
  refused.reason = "card_number";
  EXPECT_EQ(to_json(refused),
            R"({"state":"refused","touchpoint":"counter-1",)"
            R"("visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","at":"2026-03-02T10:41:07.120Z",)"
            R"("reason":"card_number"})");
}

TEST(EncodeTest, AShownCardSaysWhoWhatIsOpenAndWhatNotToDo) {
  auto shown = card(CardState::shown);
  Product bag{.sku = "BAG-7", .name = "Brown \"bag\"", .quantity = 2, .price = 129.99};
  Order order{.order_id = "W-1043",
              .status = OrderStatus::ready,
              .store = "milano-01",
              .placed = kNow,
              .ready = kNow,
              .shelf = "B4",
              .total = 259.98,
              .currency = "EUR",
              .items = {bag}};
  Profile who;
  who.id = "0197a2c0-0000-7000-8000-000000000001";
  who.given_name = "Anna";
  who.since = kNow;
  who.order_count = 14;
  who.tier = "Oro";
  who.vouchers = {{.code = "V-1", .title = "10 €", .until = kNow},
                  {.code = {}, .title = "a coffee"}};
  who.identifiers = {{IdentifierKind::email, "anna@example.org"}};
  who.consents = {{"marketing", false, kNow}};
  who.history.push_back({.id = "e1",
                         .time = kNow,
                         .channel = "kiosk",
                         .source = {},
                         .type = "survey.answered",
                         .order_id = {},
                         .total = {},
                         .currency = {},
                         .items = {},
                         .title = "nps",
                         .score = 9,
                         .here = true});
  shown.who = who;
  shown.by = IdentifierKind::loyalty;
  shown.number = "2900417";
  shown.now = {{.guard = Guard::ready_to_collect, .order = order}};
  shown.do_not = {{.guard = Guard::do_not_contact},
                  {.guard = Guard::already_bought, .item = bag, .time = kNow, .channel = "web"}};
  shown.suggest = {{.guard = Guard::missing_consent, .text = "profiling"}};
  shown.stage = Stage::loyalty;
  shown.gaps = {{.gap = Gap::ready_not_collected, .since = kNow, .order_id = "W-1043", .text = {}}};
  const std::string product =
      R"({"sku":"BAG-7","name":"Brown \"bag\"","quantity":2,"price":129.99})";
  EXPECT_EQ(
      to_json(shown),
      R"({"state":"shown","touchpoint":"counter-1",)"
      R"("visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","at":"2026-03-02T10:41:07.120Z",)"
      R"("who":{"profile":"0197a2c0-0000-7000-8000-000000000001","given_name":"Anna",)"
      R"("since":"2026-03-02T10:41:07.120Z","order_count":14,"tier":"Oro",)"
      R"("vouchers":[{"title":"10 €","until":"2026-03-02T10:41:07.120Z","code":"V-1"},{"title":"a coffee","until":null}],"by":"loyalty",)"
      R"("assurance":"possessed","strength":"strong","number":"2900417"},"consents":[{"purpose":"marketing","granted":false}],)"
      R"("now":[{"kind":"ready_to_collect","order":{"order_id":"W-1043","status":"ready",)"
      R"("store":"milano-01","placed":"2026-03-02T10:41:07.120Z",)"
      R"("ready":"2026-03-02T10:41:07.120Z","shelf":"B4","total":259.98,"currency":"EUR",)"
      R"("items":[)" +
          product + R"(]}}],"do_not":[{"kind":"do_not_contact"},{"kind":"already_bought","item":)" +
          product +
          R"(,"time":"2026-03-02T10:41:07.120Z","channel":"web","here":false}],)"
          R"("suggest":[{"kind":"missing_consent","text":"profiling"}],"stage":"loyalty",)"
          R"("gaps":[{"kind":"ready_not_collected","since":"2026-03-02T10:41:07.120Z",)"
          R"("order_id":"W-1043"}],)"
          R"("timeline":[{"id":"e1","time":"2026-03-02T10:41:07.120Z","channel":"kiosk",)"
          R"("type":"survey.answered","total":null,"items":[],"title":"nps","score":9,)"
          R"("here":true}],"as_of":null,"age_s":null,"source":"replica"})");
}

TEST(EncodeTest, OfSomebodyPossibleOnlyTheNameIsShown) {
  auto asking = card(CardState::asking);
  Profile who;
  who.id = "0197a2c0-0000-7000-8000-000000000001";
  who.given_name = "Anna";
  who.order_count = 14;
  who.consents = {{"marketing", false, kNow}};
  asking.who = who;
  asking.by = IdentifierKind::phone;
  asking.question = CardQuestion{CardQuestion::Kind::who, asking.visit, {"yes", "no"}};
  EXPECT_EQ(to_json(asking),
            R"({"state":"asking","touchpoint":"counter-1",)"
            R"("visit":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","at":"2026-03-02T10:41:07.120Z",)"
            R"("who":{"profile":"0197a2c0-0000-7000-8000-000000000001","given_name":"Anna",)"
            R"("by":"phone"},"question":{"kind":"who",)"
            R"("question":"0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b10","choices":["yes","no"]}})");
  asking.who.reset();
  asking.question = CardQuestion{CardQuestion::Kind::what, asking.visit, {"loyalty", "gift_card"}};
  EXPECT_NE(to_json(asking).find(R"({"kind":"what",)"), std::string::npos);
}

TEST(EncodeTest, AStatusHasEveryMember) {
  DeviceStatus status;
  status.version = "0.1.0";
  status.store = "milano-01";
  status.device = "milano-01-pos-3";
  status.uptime_s = 60;
  status.journal = {.journal = "7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11",
                    .last = 20,
                    .through = 17,
                    .refused = 1,
                    .oldest_unsent = kNow};
  status.hub = {true, true, "mqtt", kNow, kNow, {}, "proxy.example:3128"};
  status.hub.devices = {.at = kNow,
                        .devices = 2,
                        .unwell = {{.device = "kiosk-1", .code = "offline", .since = kNow}}};
  status.certificate = {.expires = kNow, .expired = true, .problem = "the hub is away"};
  status.replica = {"well", 912, kNow, 5, 3};
  status.settings = {.number = 12, .after_restart = {"kiosk.idle"}, .problem = {}};
  status.clock_quality = ClockQuality::synchronised;
  status.now = kNow;
  const std::string now = "\"2026-03-02T10:41:07.120Z\"";
  EXPECT_EQ(
      to_json(status),
      R"({"version":"0.1.0","store":"milano-01","device":"milano-01-pos-3","uptime_s":60,)"
      R"("journal":{"journal":"7f3c1f0e-55a0-4f6e-8d2d-0f4d8c8a9b11","state":"well",)"
      R"("last":20,"through":17,"to_send":3,"refused":1,"oldest_unsent":)" +
          now + R"(},"hub":{"enrolled":true,"online":true,"transport":"mqtt","since":)" + now +
          R"(,"last_receipt":)" + now +
          R"(,"problem":null,"proxy":"proxy.example:3128","approval":null,"revoked":false,"devices":{"at":)" +
          now + R"(,"devices":2,"unwell":[{"device":"kiosk-1","code":"offline","since":)" + now +
          R"(}]}},"certificate":{"expires":)" + now +
          R"(,"days_left":0,"expired":true,"problem":"the hub is away"},)"
          R"("settings":{"number":12,"after_restart":["kiosk.idle"],"problem":null},"replica":{"state":"well","profiles":912,"as_of":)" +
          now + R"(,"age_s":5,"collections":3},"clock":{"quality":"synchronised","now":)" + now +
          "}}");
}

}  // namespace
}  // namespace touchpoint::web
