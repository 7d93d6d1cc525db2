// Whatever is decided and told, and in whatever order: who is one person as the store keeps it is
// what the edges that hold say, and nothing else. Tried on worlds made by chance from fixed seeds.
#include <gmock/gmock.h>

#include "support/hub_people_fixture.hpp"
#include "sync/hub/identity_graph.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::size_t kPeople = 7;

std::string id_of(std::size_t person) {
  return "0197a2c0-6c1e-7a31-9a55-3f0c7c1d2b" + std::to_string(10 + person);
}

class HubPeopleOrderTest : public HubPeopleTest {
 protected:
  // Everybody is registered in a store, in the order of their ids and without a card.
  HubPeopleOrderTest() {
    auto journal = new_journal();
    for (std::size_t i = 0; i < kPeople; ++i) {
      write_registered(journal, i, "");
      journal.write("touchpoint.order.completed", R"({"profile":")" + id_of(i) +
                                                      R"(","order_id":"T-)" + std::to_string(i) +
                                                      R"(","total":5})");
    }
    EXPECT_TRUE(send(journal, 1, journal.rows.size()));
  }

  static void write_registered(FakeJournal& journal, std::size_t person, const std::string& card) {
    const auto identifiers = card.empty() ? "" : R"({"kind":"loyalty","value":")" + card + "\"}";
    journal.write("touchpoint.customer.registered", R"({"profile":")" + id_of(person) +
                                                        R"(","given_name":"P","identifiers":[)" +
                                                        identifiers + "]}");
  }
  void has_card(std::size_t person, const std::string& card) {
    auto journal = new_journal();
    write_registered(journal, person, card);
    ASSERT_TRUE(send(journal, 1, 1));
  }

  // Somebody has a card, or, without one, is not the other.
  struct Told {
    std::size_t one = 0;
    std::size_t other = 0;
    std::string card{};
  };
  void tell(const Told& told) {
    if (!told.card.empty()) return has_card(told.one, told.card);
    EXPECT_TRUE(split(id_of(told.one), id_of(told.other)));
  }

  // By the place of each in the order of their ids, which is that of their records.
  std::map<std::int64_t, std::int64_t> kept_heads() {
    std::map<std::int64_t, std::int64_t> heads;
    for (std::size_t i = 0; i < kPeople; ++i)
      heads[place(id_of(i))] = place(view(id_of(i)).records.front().profile.id);
    return heads;
  }
  std::vector<Edge> edges_that_hold() {
    std::set<std::tuple<std::int64_t, std::int64_t, EdgeKind>> held;
    for (std::size_t i = 0; i < kPeople; ++i) {
      for (const auto& edge : view(id_of(i)).edges) {
        if (!edge.ended) held.emplace(place(edge.older), place(edge.newer), edge.kind);
      }
    }
    std::vector<Edge> edges;
    for (const auto& [older, newer, kind] : held)
      edges.push_back({.older = older, .newer = newer, .kind = kind});
    return edges;
  }
  static std::int64_t place(const std::string& id) { return std::stoll(id.substr(34)); }

  static std::set<std::int64_t> everybody() {
    std::set<std::int64_t> all;
    for (std::size_t i = 0; i < kPeople; ++i)
      all.insert(place(id_of(i)));
    return all;
  }
};

class HubPeopleByChanceTest : public HubPeopleOrderTest,
                              public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(HubPeopleByChanceTest, WhatIsKeptIsWhatTheEdgesSay) {
  support::RepeatableRandom random{GetParam()};
  int joined = 0;
  for (int round = 0; round < 30; ++round) {
    const auto one = random.below(kPeople);
    const auto other = random.below(kPeople);
    switch (random.below(4)) {
      case 0:
        static_cast<void>(merge(id_of(one), id_of(other)).has_value());
        break;
      case 1:
        static_cast<void>(split(id_of(one), id_of(other)).has_value());
        break;
      case 2:
        static_cast<void>(reconsider(id_of(one), id_of(other)).has_value());
        break;
      default:
        has_card(one, "290050" + std::to_string(random.below(3)));
    }
    const auto heads = kept_heads();
    ASSERT_EQ(heads, heads_of(everybody(), edges_that_hold())) << "round " << round;
    joined += std::ranges::any_of(heads, [](auto each) { return each.first != each.second; });
  }
  EXPECT_GT(joined, 0) << "somebody was joined at all";
  const auto before = exported();
  restart();
  EXPECT_EQ(exported(), before);
}

// Two stores are told the same, each in an order of its own.
TEST_P(HubPeopleByChanceTest, TheOrderInWhichItIsToldSaysNothing) {
  support::RepeatableRandom random{GetParam()};
  std::vector<Told> all;
  for (int i = 0; i < 14; ++i) {
    const auto one = static_cast<std::size_t>(random.below(kPeople));
    if (i < 10) {
      all.push_back({.one = one, .other = {}, .card = "290050" + std::to_string(random.below(4))});
    } else {
      all.push_back(
          {.one = one,
           .other = (one + 1 + static_cast<std::size_t>(random.below(kPeople - 1))) % kPeople});
    }
  }
  for (const auto& each : all)
    tell(each);
  class AnotherStore final : public HubPeopleOrderTest {
   public:
    using HubPeopleOrderTest::exported;
    using HubPeopleOrderTest::tell;
    void TestBody() override {}
  } another;
  for (std::size_t i = all.size(); i > 1; --i)
    std::swap(all[i - 1], all[random.below(i)]);
  for (const auto& each : all)
    another.tell(each);
  EXPECT_EQ(exported(), another.exported());
}

INSTANTIATE_TEST_SUITE_P(Seeds, HubPeopleByChanceTest, ::testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace touchpoint::hub
