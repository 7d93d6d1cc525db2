// People are found by what they say, in whatever order and writing; on a real file.
#include <algorithm>
#include <fstream>
#include <map>

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "support/replica_fixture.hpp"

namespace touchpoint::profiles {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProfilesPeopleTest : public support::ReplicaFixture {
 protected:
  void SetUp() override { open(); }

  Profile somebody(int number, std::string given, std::string family, std::string birth_date,
                   std::string postal_code, std::string phone) {
    Profile profile;
    profile.id = "0197a2c0-6c1e-7a31-9a55-3f0c7c1d" + std::to_string(1000 + number);
    profile.version = 1;
    profile.given_name = std::move(given);
    profile.family_name = std::move(family);
    profile.birth_date = std::move(birth_date);
    profile.postal_code = std::move(postal_code);
    profile.identifiers = {{IdentifierKind::loyalty, std::to_string(2'900'000 + number)}};
    if (!phone.empty()) profile.identifiers.push_back({IdentifierKind::phone, std::move(phone)});
    return profile;
  }
  std::vector<Profile> people() {
    return {
        somebody(1, "Niccolò", "D'Angelo", "1984-03-07", "20121", "+393331234567"),
        somebody(2, "Maria Chiara", "De Luca", "1990-11-30", "20122", "+393471112223"),
        somebody(3, "Giuseppe", "Bianchi-Verdi", "1958", "00184", ""),
        somebody(4, "Jürgen", "Müller", "1971-06-02", "39100", "+390471555666"),
    };
  }

  PeopleAnswer ask(PeopleQuestion question) {
    question.country = "IT";
    auto answer = runner_.wait<PeopleAnswer>(
        [&](auto done) { replica_->find_people(std::move(question), std::move(done)); });
    EXPECT_TRUE(answer) << answer.error().sentence();
    return answer ? std::move(answer).value() : PeopleAnswer{};
  }
  PeopleAnswer search(std::string words) {
    PeopleQuestion question;
    question.words = std::move(words);
    return ask(std::move(question));
  }
  // The last four digits of the ids of those who are found, the best first.
  std::vector<std::string> found(const PeopleAnswer& answer) {
    std::vector<std::string> ids;
    for (const auto& candidate : answer.candidates)
      ids.push_back(candidate.profile.substr(candidate.profile.size() - 4));
    return ids;
  }
  std::vector<std::string> found(std::string words) { return found(search(std::move(words))); }
};

TEST_F(ProfilesPeopleTest, FindsWhateverTheOrderAccentsAndCase) {
  ASSERT_TRUE(apply(page(people(), 10)));
  for (const char* words :
       {"Niccolò D'Angelo", "d'angelo niccolo", "NICCOLO DANGELO", "angelo nicc", "dangelo 1984",
        "niccolo 20121", "1984 dangelo 20121", "7/3/1984 niccolo",
        "d\xe2\x80\x99"
        "angelo",
        "niccolò", "Nicco\xcc\x80l"}) {
    EXPECT_THAT(found(words), ElementsAre("1001")) << words;
  }
  for (const char* words : {"de luca maria", "luca chiara", "deluca", "maria 1990", "chi luc"})
    EXPECT_THAT(found(words), ElementsAre("1002")) << words;
  for (const char* words : {"bianchi giuseppe", "verdi", "bianchi-verdi", "giuseppe 1958"})
    EXPECT_THAT(found(words), ElementsAre("1003")) << words;
  for (const char* words : {"muller jurgen", "Müller", "JÜRGEN 39100"})
    EXPECT_THAT(found(words), ElementsAre("1004")) << words;
  EXPECT_THAT(found("rossi"), IsEmpty());
  EXPECT_THAT(found("niccolo luca"), IsEmpty());
}

TEST_F(ProfilesPeopleTest, ForgivesSlipsOfTheFinger) {
  ASSERT_TRUE(apply(page(people(), 10)));
  for (const char* words : {"dangello", "dangeo", "nicollo", "bangelo niccolo"})
    EXPECT_THAT(found(words), ElementsAre("1001")) << words;
  EXPECT_THAT(found("biancki"), ElementsAre("1003"));
  EXPECT_THAT(found("miller"), ElementsAre("1004"));
  // Of three words one may say what nobody here knows.
  EXPECT_THAT(found("giuseppe bianchi 1960"), ElementsAre("1003"));
  EXPECT_THAT(found("giuseppe 1960"), IsEmpty());
}

TEST_F(ProfilesPeopleTest, FindsByPartsOfAPhone) {
  ASSERT_TRUE(apply(page(people(), 10)));
  for (const char* words : {"567", "4567", "34567", "234567", "333 123 4567", "3331234567",
                            "+39 333 1234567", "niccolo 567"})
    EXPECT_THAT(found(words), ElementsAre("1001")) << words;
  EXPECT_THAT(found("9999"), IsEmpty());
}

TEST_F(ProfilesPeopleTest, SaysThatThereAreMoreThanItShows) {
  std::vector<Profile> many;
  for (int i = 0; i < 30; ++i)
    many.push_back(somebody(i, "Anna", "Rossi", std::to_string(1950 + i), "20121", ""));
  ASSERT_TRUE(apply(page(many, 10)));
  const auto answer = search("rossi");
  EXPECT_EQ(answer.candidates.size(), 20U);
  EXPECT_TRUE(answer.more);
  EXPECT_EQ(answer.verdict, "possible");
  EXPECT_EQ(found(answer), found("rossi")) << "the same question has the same answer";
  EXPECT_THAT(found("rossi 1953"), ElementsAre("1003"));
  EXPECT_THAT(found("rossi anna 1953"), ElementsAre("1003"));
  EXPECT_EQ(found("rossi anna 1899").size(), 20U) << "a year that nobody has";
  EXPECT_FALSE(search("rossi 1953").more);
}

TEST_F(ProfilesPeopleTest, WeighsWhatWasSaidFieldByField) {
  ASSERT_TRUE(apply(page(people(), 10)));
  PeopleQuestion question;
  question.given_name = "Nicolo";
  question.family_name = "D Angelo";
  question.birth_date = "1984-03-07";
  question.postal_code = "20121";
  const auto matched = ask(question);
  ASSERT_THAT(found(matched), ElementsAre("1001"));
  EXPECT_EQ(matched.verdict, "matched");
  const auto& candidate = matched.candidates[0];
  std::int32_t sum = 0;
  for (const auto& field : candidate.fields)
    sum += field.bits;
  EXPECT_EQ(sum, candidate.score);
  EXPECT_EQ(candidate.area, "201");

  question.phone = "333 1234576";
  const auto with_slip = ask(question);
  ASSERT_THAT(found(with_slip), ElementsAre("1001"));
  EXPECT_TRUE(std::ranges::any_of(with_slip.candidates[0].fields, [](const auto& field) {
    return field.field == "phone" && field.level == "slip";
  }));

  question.phone.clear();
  question.given_name = "Chiara";
  EXPECT_NE(ask(question).verdict, "matched") << "a relative";
  PeopleQuestion stranger;
  stranger.given_name = "Paolo";
  stranger.family_name = "Ferri";
  stranger.birth_date = "1960-01-01";
  EXPECT_EQ(ask(stranger).verdict, "unknown");
}

TEST_F(ProfilesPeopleTest, ChangesAndRemovalsKeepStep) {
  ASSERT_TRUE(apply(page(people(), 10)));
  auto changed = people()[0];
  changed.family_name = "Ferri";
  changed.identifiers.pop_back();
  ASSERT_TRUE(apply(page({changed}, 11)));
  EXPECT_THAT(found("dangelo"), IsEmpty());
  EXPECT_THAT(found("4567"), IsEmpty());
  EXPECT_THAT(found("ferri nicc"), ElementsAre("1001"));
  auto gone = page({}, 12);
  gone.gone = {changed.id, people()[1].id, people()[2].id, people()[3].id};
  ASSERT_TRUE(apply(gone));
  EXPECT_THAT(found("ferri"), IsEmpty());
  stop();
  auto database = sqlite::Database::open(file_, {}).value();
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM terms").value(), 0);
  EXPECT_EQ(database.ask_integer("SELECT count(*) FROM traces").value(), 0);
}

// Whatever pages come: the table holds what it would hold if the last state had come at once.
TEST_F(ProfilesPeopleTest, AnyPagesLeaveTheTermsOfTheLastState) {
  const auto terms_in = [](const std::filesystem::path& file) {
    auto database = sqlite::Database::open(file, {}).value();
    auto select = database
                      .prepare(
                          "SELECT terms.term, length(terms.rows) FROM terms "
                          "ORDER BY block, term")
                      .value();
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    auto rows = select.query();
    while (rows.next().value())
      found.emplace_back(rows.integer(0), rows.integer(1));
    return found;
  };
  const auto base = people();
  std::map<std::string, Profile> last;
  std::int64_t through = 0;
  for (int step = 0; step < 40; ++step) {
    auto next = page({}, ++through);
    for (int i = 0; i < 3; ++i) {
      auto profile = base[random_.below(base.size())];
      if (random_.below(4) == 0) {
        next.gone.push_back(profile.id);
        continue;
      }
      profile.family_name = base[random_.below(base.size())].family_name;
      if (random_.below(2) == 0) profile.identifiers.resize(1);
      profile.version = ++through;
      next.profiles.push_back(profile);
    }
    ASSERT_TRUE(apply(next));
    for (const auto& profile : next.profiles)
      last[profile.id] = profile;
    for (const auto& id : next.gone)
      last.erase(id);
  }
  std::vector<Profile> kept;
  for (const auto& [id, profile] : last)
    kept.push_back(profile);
  stop();
  const auto stepped = terms_in(file_);
  file_ = folder_ / "at_once.db";
  open();
  ASSERT_TRUE(apply(page(kept, through)));
  stop();
  EXPECT_EQ(terms_in(file_), stepped);
}

// Thirty namesakes and relatives of each other, so that much depends on the order of equals.
TEST_F(ProfilesPeopleTest, TheSameAnswerWhateverThePagesTheirOrderAndARestart) {
  std::vector<Profile> family;
  for (int i = 0; i < 30; ++i) {
    family.push_back(somebody(i, i % 3 == 0 ? "Anna" : "Annamaria", i % 5 == 0 ? "Russo" : "Rossi",
                              std::to_string(1950 + i % 7), "20121",
                              i % 4 == 0 ? "+393331234567" : ""));
  }
  const auto answers = [this] {
    std::vector<std::vector<PersonCandidate>> all;
    for (const char* words : {"rossi", "anna rossi", "anna 1953", "rossi 567", "russo anna 20121"})
      all.push_back(search(words).candidates);
    PeopleQuestion said;
    said.given_name = "Anna";
    said.family_name = "Rossi";
    said.postal_code = "20121";
    all.push_back(ask(said).candidates);
    return all;
  };
  ASSERT_TRUE(apply(page(family, 10)));
  const auto first = answers();
  ASSERT_GT(first.back().size(), 1U);
  EXPECT_EQ(answers(), first);
  restart();
  EXPECT_EQ(answers(), first);
  for (int order = 0; order < 3; ++order) {
    stop();
    file_ = folder_ / ("order-" + std::to_string(order) + ".db");
    open();
    for (std::size_t i = family.size(); i > 1; --i)
      std::swap(family[i - 1], family[random_.below(i)]);
    for (std::size_t from = 0; from < family.size(); from += 7) {
      const auto to = std::min(from + 7, family.size());
      ASSERT_TRUE(apply(page({family.begin() + static_cast<std::ptrdiff_t>(from),
                              family.begin() + static_cast<std::ptrdiff_t>(to)},
                             static_cast<std::int64_t>(to))));
    }
    EXPECT_EQ(answers(), first) << "order " << order;
  }
}

TEST_F(ProfilesPeopleTest, WhatAnEarlierReleaseWroteIsPulledAgainAndShownMeanwhile) {
  ASSERT_TRUE(apply(page(people(), 10)));
  stop();
  {
    auto database = sqlite::Database::open(file_, {}).value();
    // As after a release that knows nothing of terms has moved on.
    ASSERT_TRUE(database.execute("UPDATE replica SET since = 12"));
    static_cast<void>(database.empty_log().has_value());
  }
  open();
  EXPECT_EQ(cursor().epoch, "6f1d");
  EXPECT_EQ(cursor().since, 0);
  EXPECT_TRUE(find_card("2900001").profile);
  EXPECT_TRUE(search("dangelo").partial);
  EXPECT_THAT(found("dangelo"), IsEmpty());
  ASSERT_TRUE(apply(page(people(), 12)));
  EXPECT_THAT(found("dangelo"), ElementsAre("1001"));
  EXPECT_FALSE(search("dangelo").partial);
  restart();
  EXPECT_EQ(cursor().since, 12);
  EXPECT_THAT(found("4567"), ElementsAre("1001"));
}

TEST_F(ProfilesPeopleTest, SaysWhyNobodyCanBeFound) {
  EXPECT_EQ(search("rossi").why, WhyUnknown::no_replica);
  ASSERT_TRUE(apply(page(people(), 10)));
  EXPECT_FALSE(search("rossi").why);
  EXPECT_EQ(search("rossi").verdict, "unknown");
  EXPECT_EQ(search("angelo").freshness.age_s, 0);
  clock_.advance(limits::kReplicaLease + std::chrono::hours{1});
  EXPECT_EQ(search("angelo").why, WhyUnknown::lease_expired);
  EXPECT_THAT(found("angelo"), IsEmpty());
}

TEST_F(ProfilesPeopleTest, ALaterQuestionOfTheSameAskerEndsTheEarlier) {
  ASSERT_TRUE(apply(page(people(), 10)));
  const auto answers = runner_.wait<std::vector<PeopleAnswer>>([&](auto done) {
    auto all = std::make_shared<std::vector<PeopleAnswer>>();
    auto answered = std::make_shared<decltype(done)>(std::move(done));
    const auto each = [all, answered](Result<PeopleAnswer> answer) {
      all->push_back(std::move(answer).value());
      if (all->size() == 3) (*answered)(std::move(*all));
    };
    PeopleQuestion question;
    question.words = "angelo";
    question.asker = "giulia";
    replica_->find_people(question, each);
    replica_->find_people(question, each);
    question.asker = "marco";
    replica_->find_people(question, each);
  });
  ASSERT_TRUE(answers);
  EXPECT_FALSE(answers.value()[1].superseded);
  EXPECT_EQ(answers.value()[1].candidates.size(), 1U);
  EXPECT_EQ(answers.value()[2].candidates.size(), 1U);
}

TEST_F(ProfilesPeopleTest, NothingOfAPersonCanBeReadInTheFile) {
  auto marked = somebody(7, "Ermenegilda", "Zanzottovich", "1937-12-24", "77123", "+393209988776");
  ASSERT_TRUE(apply(page({marked}, 10)));
  EXPECT_THAT(found("zanzo erme"), ElementsAre("1007"));
  stop();
  std::string bytes;
  for (const auto* ending : {"", "-wal"}) {
    std::ifstream file(file_.string() + ending, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>{file}, {});
  }
  ASSERT_GT(bytes.size(), 4096U);
  for (const char* marker :
       {"rmenegild", "anzottovi", "zanzo", "ERMEN", "1937", "77123", "3209988776", "988776"})
    EXPECT_EQ(bytes.find(marker), std::string::npos) << marker;
}

}  // namespace
}  // namespace touchpoint::profiles
