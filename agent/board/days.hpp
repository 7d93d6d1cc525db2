// Days counts what happened at a device, by business day and touchpoint. Rows may come in any order
// and more than once; the figures are the same. What was undone does not count, and a scan counts
// once: as recognised, if anybody was in the end who was not let go as the wrong person.
//
// Kept are the last kDays days, and so many happenings that none is counted twice; of more than
// kHappeningsMax the rest is not counted, and whole() says so.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "board/business_day.hpp"
#include "core/board.hpp"

namespace touchpoint::board {

inline constexpr int kDays = 7;  // a week, with today: so long the journal keeps what the hub has
inline constexpr std::size_t kHappeningsMax = 100'000;  // of 7 days; 8 MB at the most

class Days {
 public:
  explicit Days(BusinessDay day) : day_(std::move(day)) {}

  // What is older than `today` allows is let go, and is not taken any more.
  void turn_to(Day today);
  void add(const Happening& happening);

  // The days since `since`, those before of which something was told later, and all of them
  // together.
  std::vector<BoardRow> rows(std::optional<WallTime> since) const;
  bool whole() const { return whole_; }
  Day today() const { return today_; }
  const BusinessDay& day() const { return day_; }

 private:
  struct Tally {
    std::int64_t recognised = 0;
    std::int64_t unrecognised = 0;
    std::int64_t sales = 0;
    std::int64_t collections = 0;
    std::int64_t returns = 0;
    std::int64_t complaints = 0;
    std::int64_t promoters = 0;
    std::int64_t detractors = 0;
    std::int64_t nps = 0;
    std::int64_t content = 0;
    std::int64_t csat = 0;
    std::int64_t easy = 0;
    std::int64_t ces = 0;

    void add(const Tally& other);
    bool operator==(const Tally&) const = default;
  };
  using Place = std::pair<Day, std::string>;
  struct Kept {
    Day day{};
    const std::string* touchpoint = nullptr;  // one of touchpoints_
    Happening::Kind kind{};
    Happening::Scale scale{};
    int score = 0;
  };
  // What came of a scan: where it was first said, how many of its recognitions stand, and whether
  // it was said that it led to nobody. With neither it does not count.
  struct Verdict {
    Day day{};
    const std::string* touchpoint = nullptr;
    WallTime time{};
    Uuid first{};
    int standing = 0;
    bool nobody = false;
  };
  struct HashUuid {
    std::size_t operator()(const Uuid& id) const;
  };

  bool is_room();
  void count(const Kept& kept, std::int64_t by);
  void count(const Verdict& verdict, std::int64_t by);
  void take_verdict(const Happening& happening, Day day);
  void take_back(const Happening& happening, Day day);
  BoardRow row(std::string day, std::string touchpoint, const Tally& tally) const;

  BusinessDay day_;
  Day today_{};
  Day first_{};
  bool whole_ = true;
  std::set<std::string> touchpoints_;
  std::unordered_map<Uuid, Kept, HashUuid> kept_;
  std::unordered_map<Uuid, Verdict, HashUuid> verdicts_;   // by scan
  std::unordered_map<Uuid, Uuid, HashUuid> recognitions_;  // the scan of each
  std::unordered_map<Uuid, Day, HashUuid> undone_;         // … and when
  std::map<Place, Tally> tallies_;
};

// The same of what there was to put right in the store.
std::vector<StoreRow> store_rows(const std::vector<TaskTime>& tasks, const BusinessDay& day,
                                 Day today);

}  // namespace touchpoint::board
