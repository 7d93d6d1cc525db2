// Each guard as a table: what is known of somebody, and which lines follow.
#include "journey/guards.hpp"

#include <gtest/gtest.h>

#include "journey/threads.hpp"

namespace touchpoint::journey {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 10h};
constexpr std::chrono::hours kDay{24};

Experience fact(std::string type, Span ago, std::string channel = "web") {
  Experience experience;
  experience.id = type + std::to_string(ago.count());
  experience.time = kNow - ago;
  experience.channel = std::move(channel);
  experience.source = "shop-eu";
  experience.type = std::move(type);
  return experience;
}

Experience about(std::string subject, Experience experience, std::string title = {}) {
  experience.subject = std::move(subject);
  experience.title = std::move(title);
  return experience;
}

Experience of_order(std::string order, Experience experience) {
  experience.order_id = std::move(order);
  return experience;
}

Experience with(std::string sku, Experience experience) {
  experience.items = {{.sku = sku, .name = sku, .quantity = 1, .price = {}}};
  return experience;
}

Experience scored(std::string scale, int score, Span ago) {
  auto answer = fact("survey.answered", ago, "kiosk");
  answer.title = std::move(scale);
  answer.score = score;
  return answer;
}

Experience promised(std::string subject, Span ago, Span due_in) {
  auto task = about(std::move(subject), fact("task.opened", ago, "store"), "call her");
  task.due = kNow + due_in;
  return task;
}

Consent consent(std::string purpose, bool granted) {
  return {.purpose = std::move(purpose), .granted = granted, .at = kNow - kDay};
}

const std::vector<Consent> kAll{consent("marketing", true), consent("profiling", true)};

struct Case {
  const char* name;
  std::vector<Experience> history;  // newest first
  std::vector<std::string> lines;   // "<guard> <what it names>"
  std::vector<Consent> consents = kAll;
};

void PrintTo(const Case& each, std::ostream* out) {
  *out << each.name;
}

std::string in_short(const CardItem& item) {
  std::string text(to_text(item.guard));
  if (item.item) text += " " + item.item->sku;
  if (!item.subject.empty()) text += " " + item.subject;
  if (item.score) text += " " + std::to_string(*item.score);
  if (item.days > 0) text += " " + std::to_string(item.days);
  if (item.guard == Guard::missing_consent) text += " " + item.text;
  return text;
}

Card card_of(const std::vector<Experience>& history, const std::vector<Consent>& consents,
             const GuardSettings& settings = {}) {
  Profile profile;
  profile.consents = consents;
  Card card;
  const std::string store = "milano-01";
  apply_guards(
      card,
      {.profile = profile, .history = history, .store = store, .settings = settings, .now = kNow});
  return card;
}

std::vector<std::string> lines_of(const Card& card) {
  std::vector<std::string> lines;
  for (const auto* list : {&card.now, &card.do_not, &card.suggest}) {
    for (const auto& item : *list)
      lines.push_back(in_short(item));
  }
  return lines;
}

class GuardsTest : public testing::TestWithParam<Case> {};

TEST_P(GuardsTest, SaysWhatFollows) {
  EXPECT_EQ(lines_of(card_of(GetParam().history, GetParam().consents)), GetParam().lines);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(Table, GuardsTest, testing::Values(
  Case{"nothing_is_known", {}, {}},

  Case{"a_complaint_is_open", {about("C1", fact("complaint.raised", 3 * kDay))}, {"open_complaint C1"}},
  Case{"it_was_answered", {about("C1", fact("complaint.answered", kDay)), about("C1", fact("complaint.raised", 3 * kDay))}, {}},
  Case{"another_was_answered", {about("C2", fact("complaint.answered", kDay)), about("C1", fact("complaint.raised", 3 * kDay))}, {"open_complaint C1"}},
  Case{"an_answer_before_it_is_none", {about("C1", fact("complaint.raised", kDay)), about("C1", fact("complaint.answered", 3 * kDay))}, {"open_complaint C1"}},
  Case{"without_an_id_any_answer_without_one", {fact("complaint.answered", kDay), fact("complaint.raised", 3 * kDay)}, {}},
  Case{"raised_twice_is_one", {about("C1", fact("complaint.raised", kDay)), about("C1", fact("complaint.raised", 3 * kDay))}, {"open_complaint C1"}},
  Case{"withdrawn", {about("C1", fact("complaint.withdrawn", kDay)), about("C1", fact("complaint.raised", 3 * kDay))}, {}},

  Case{"a_promise_is_due", {promised("T1", kDay, 23h)}, {"promise_due T1"}},
  Case{"not_yet", {promised("T1", kDay, 25h)}, {}},
  Case{"the_late_one_first", {promised("T2", kDay, 2h), promised("T1", 2 * kDay, -2h)}, {"promise_due T1", "promise_due T2"}},
  Case{"kept", {about("T1", fact("task.completed", 1h)), promised("T1", kDay, 2h)}, {}},
  Case{"a_task_without_a_time", {about("T1", fact("task.opened", kDay))}, {}},

  Case{"nps_6_is_low", {scored("nps", 6, kDay)}, {"detractor 6"}},
  Case{"nps_7_is_not", {scored("nps", 7, kDay)}, {}},
  Case{"csat_2_is_low", {scored("csat", 2, kDay)}, {"detractor 2"}},
  Case{"ces_3_is_not", {scored("ces", 3, kDay)}, {}},
  Case{"of_an_unknown_scale_nothing_is", {scored("stars", 1, kDay)}, {}},
  Case{"the_last_score_counts", {scored("nps", 9, kDay), scored("nps", 2, 2 * kDay)}, {}},
  Case{"an_old_score_is_forgotten", {scored("nps", 2, 181 * kDay)}, {}},

  Case{"a_return_is_on_its_way", {about("R1", fact("return.shipped", kDay))}, {"return_on_its_way R1"}},
  Case{"it_has_arrived", {about("R1", fact("return.received", 1h)), about("R1", fact("return.shipped", kDay))}, {}},
  Case{"refunded_by_its_order", {of_order("W-1", fact("order.refunded", 1h)), of_order("W-1", about("R1", fact("return.started", kDay)))}, {}},
  Case{"never_arrived", {about("R1", fact("return.started", 31 * kDay))}, {}},

  Case{"nobody_asked_about_contact", {}, {"do_not_contact", "missing_consent marketing"}, {consent("profiling", true)}},
  Case{"contact_was_refused", {}, {"do_not_contact"}, {consent("marketing", false), consent("profiling", true)}},
  Case{"nothing_was_asked", {}, {"do_not_contact", "missing_consent marketing", "missing_consent profiling"}, {}},

  Case{"bought_lately", {with("BAG", fact("order.completed", 59 * kDay))}, {"already_bought BAG"}},
  Case{"bought_long_ago", {with("BAG", fact("order.completed", 61 * kDay))}, {}},
  Case{"given_back", {of_order("W-1", fact("order.refunded", kDay)), with("BAG", of_order("W-1", fact("order.completed", 2 * kDay)))}, {}},
  Case{"another_order_given_back", {of_order("W-2", fact("order.refunded", kDay)), with("BAG", of_order("W-1", fact("order.completed", 2 * kDay)))}, {"already_bought BAG"}},
  Case{"declined", {with("BAG", fact("offer.declined", 89 * kDay, "store"))}, {"declined BAG"}},
  Case{"declined_long_ago", {with("BAG", fact("offer.declined", 91 * kDay, "store"))}, {}},
  Case{"declined_and_taken_after_all", {with("BAG", fact("offer.accepted", kDay)), with("BAG", fact("offer.declined", 2 * kDay))}, {}},
  Case{"declined_and_bought_after_all", {with("BAG", fact("order.completed", kDay)), with("BAG", fact("offer.declined", 2 * kDay))}, {"already_bought BAG"}},

  Case{"left_in_the_cart", {with("BAG", fact("product.added", 2h))}, {"abandoned_cart BAG"}},
  Case{"the_cart_is_fresh", {with("BAG", fact("product.added", 30min))}, {}},
  Case{"the_cart_is_old", {with("BAG", fact("product.added", 15 * kDay))}, {}},
  Case{"taken_out_again", {with("BAG", fact("product.removed", kDay)), with("BAG", fact("product.added", 2 * kDay))}, {}},
  Case{"bought_since", {with("BAG", fact("order.completed", kDay)), with("BAG", fact("product.added", 2 * kDay))}, {"already_bought BAG"}},
  Case{"offered_and_declined", {with("BAG", fact("offer.declined", kDay, "store")), with("BAG", fact("product.added", 2 * kDay))}, {"declined BAG"}},
  Case{"put_in_again", {with("BAG", fact("product.added", 2h)), with("BAG", fact("product.removed", kDay))}, {"abandoned_cart BAG"}},
  Case{"no_cart_without_consent_to_profiling", {with("BAG", fact("product.added", 2h))}, {}, {consent("marketing", true), consent("profiling", false)}},

  Case{"comes_late", {fact("order.completed", 91 * kDay), fact("order.completed", 121 * kDay), fact("order.completed", 151 * kDay)}, {"late_engagement 30"}},
  Case{"comes_when_they_use_to", {fact("order.completed", 59 * kDay), fact("order.completed", 89 * kDay), fact("order.completed", 119 * kDay)}, {}},
  Case{"too_few_orders_for_a_rhythm", {fact("order.completed", 300 * kDay), fact("order.completed", 310 * kDay)}, {}},
  Case{"all_in_one_afternoon", {fact("order.completed", 300 * kDay), fact("order.completed", 300 * kDay + 1h), fact("order.completed", 300 * kDay + 2h)}, {}},
  Case{"no_rhythm_without_consent_to_profiling", {fact("order.completed", 91 * kDay), fact("order.completed", 121 * kDay), fact("order.completed", 151 * kDay)}, {}, {consent("marketing", true), consent("profiling", false)}}
), [](const auto& each) { return std::string(each.param.name); });
// clang-format on

TEST(GuardTableTest, HasEachGuardOnceUnderItsName) {
  std::vector<std::string_view> seen;
  for (const auto& row : guards()) {
    EXPECT_EQ(guard_from_text(to_text(row.guard)), row.guard);
    EXPECT_EQ(std::ranges::count(seen, to_text(row.guard)), 0);
    seen.push_back(to_text(row.guard));
  }
  EXPECT_EQ(seen.size(), 12U);
  EXPECT_EQ(guard_from_text("nothing"), std::nullopt);
}

TEST(GuardTableTest, WhatIsOffSaysNothing) {
  const std::vector history{about("C1", fact("complaint.raised", kDay)),
                            with("BAG", fact("order.completed", kDay))};
  GuardSettings settings;
  settings.off = {Guard::open_complaint, Guard::already_bought};
  EXPECT_EQ(lines_of(card_of(history, kAll, settings)), std::vector<std::string>{});
}

TEST(GuardTableTest, ThresholdsAreTheSettings) {
  GuardSettings settings;
  settings.low.nps = 8;
  settings.already_bought = 2 * kDay;
  const std::vector history{scored("nps", 8, kDay), with("BAG", fact("order.completed", 3 * kDay))};
  EXPECT_EQ(lines_of(card_of(history, kAll, settings)), std::vector<std::string>{"detractor 8"});
}

TEST(GuardTableTest, ALineCarriesTheFactThatItFollowsFrom) {
  auto complaint = about("C1", fact("complaint.raised", kDay, "call"), "The strap broke");
  complaint.here = true;
  const auto card = card_of({complaint}, kAll);
  ASSERT_EQ(card.now.size(), 1U);
  EXPECT_EQ(card.now[0].text, "The strap broke");
  EXPECT_EQ(card.now[0].time, kNow - kDay);
  EXPECT_EQ(card.now[0].channel, "call");
  EXPECT_EQ(card.now[0].source, "shop-eu");
  EXPECT_TRUE(card.now[0].here);
}

TEST(GuardTableTest, WhatWasHandedOverInPartIsNotThereAnyMore) {
  const auto units = [](std::string sku, double quantity) {
    return Product{.sku = sku, .name = sku, .quantity = quantity, .price = {}};
  };
  Profile profile;
  profile.consents = kAll;
  auto& order = profile.orders.emplace_back();
  order.order_id = "W-1";
  order.status = OrderStatus::ready;
  order.store = "milano-01";
  order.total = 90;
  order.items = {units("BAG", 1), units("BLT", 3), units("HAT", 1)};
  auto part = of_order("W-1", fact("order.partly_collected", 1h, "store"));
  part.items = {units("BAG", 1), units("BLT", 2)};
  auto other = of_order("W-2", fact("order.partly_collected", 1h, "store"));
  other.items = {units("HAT", 1)};
  Card card;
  apply_guards(card, {.profile = profile,
                      .history = {part, other},
                      .store = "milano-01",
                      .settings = {},
                      .now = kNow});
  ASSERT_EQ(card.now.size(), 1U);
  EXPECT_EQ(card.now[0].order->items, (std::vector{units("BLT", 1), units("HAT", 1)}));
  EXPECT_EQ(card.now[0].order->total, std::nullopt) << "what was paid for is not what is left";
}

TEST(ThreadsTest, WhatWasUndoneIsNotTheirs) {
  const auto wrong = about("C1", fact("complaint.raised", kDay, "store"));
  const auto undoing = about(wrong.id, fact("interaction.undone", 1h, "store"));
  const auto kept = fact("note.added", 2h, "store");
  EXPECT_EQ(without_undone({undoing, kept, wrong}), std::vector<Experience>{kept});
}

}  // namespace
}  // namespace touchpoint::journey
