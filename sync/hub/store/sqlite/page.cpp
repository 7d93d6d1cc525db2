#include "sync/hub/store/sqlite/page.hpp"

#include "core/limits.hpp"
#include "sync/codec/task_step.hpp"
#include "sync/hub/store/sqlite/audit.hpp"
#include "sync/hub/store/sqlite/store_thread.hpp"

namespace touchpoint::hub {
namespace {

// Room for the envelope and for what the estimate of profiles leaves out.
constexpr std::size_t kPageBytesAimed = limits::kFeedPageBytesMax * 3 / 4;
// A page always has room for its first step, also where every byte is escaped.
static_assert(limits::kEventStampedMax * 6 < kPageBytesAimed);

// A change number from the future: this database is older than what the device has seen.
Result<void> renew_epoch_if_restored(Tables& tables, const ChangeQuery& query, WallTime now) {
  TP_TRY(const auto epoch, tables.feed.epoch());
  TP_TRY(const auto change, tables.feed.change());
  if (query.epoch != epoch || query.since <= change) return success();
  TP_CHECK(tables.feed.renew_epoch(tables.ids.next().text()));
  return note(tables.session, {now, "the feed was set back", query.sender.device, "", 0});
}

// False: it is too much for this page.
Result<bool> add_profile(Tables& tables, const FeedRow& row, std::size_t& bytes,
                         sync::ChangePage& page, bool first) {
  if (row.gone) {
    if (page.since > 0) {
      TP_TRY(auto id, tables.profiles.id_of(row.profile));
      page.gone.push_back(std::move(id));
    }
    return true;
  }
  TP_TRY(auto profile, tables.profiles.load(row.profile, bytes));
  if (bytes > kPageBytesAimed && !first) return false;
  if (profile) page.profiles.push_back(std::move(*profile));
  return true;
}

Result<bool> add_step(const TaskStepRow& row, std::size_t& bytes, sync::ChangePage& page,
                      bool first) {
  bytes += row.step.size();
  if (bytes > kPageBytesAimed && !first) return false;
  TP_TRY(auto step, sync::task_step_from_json(row.step));
  page.task_steps.push_back(std::move(step));
  return true;
}

// Profiles and steps of tasks in the one order of their change numbers, so that the page can end
// anywhere.
Result<void> fill(Tables& tables, const ChangeQuery& query, sync::ChangePage& page) {
  const auto& store = query.sender.store;
  TP_TRY(const auto rows, tables.feed.after(store, page.since, query.limit + 1));
  TP_TRY(const auto steps,
         tables.task_steps.after(store, page.since, query.limit + 1, kPageBytesAimed));
  auto row = rows.begin();
  auto step = steps.begin();
  std::size_t bytes = 0;
  for (std::size_t taken = 0; row != rows.end() || step != steps.end(); ++taken) {
    const bool is_step = row == rows.end() || (step != steps.end() && step->change < row->change);
    bool fits = taken < query.limit;
    if (fits && is_step) {
      TP_TRY(fits, add_step(*step, bytes, page, taken == 0));
    } else if (fits) {
      TP_TRY(fits, add_profile(tables, *row, bytes, page, taken == 0));
    }
    if (!fits) {
      page.more = true;
      return success();
    }
    page.through = is_step ? (step++)->change : (row++)->change;
  }
  return success();
}

}  // namespace

Result<sync::ChangePage> read_page(Tables& tables, const ChangeQuery& query) {
  const WallTime now = tables.clock.wall();
  TP_TRY(const auto device, tables.access.admit(query.sender, now));
  TP_CHECK(renew_epoch_if_restored(tables, query, now));
  sync::ChangePage page;
  TP_TRY(page.epoch, tables.feed.epoch());
  page.since = query.epoch == page.epoch ? query.since : 0;
  page.through = page.since;
  page.as_of = now;
  TP_TRY(const auto reflects, tables.events.newest_journal(device));
  page.reflects_journal = reflects.first;
  page.reflects_through = reflects.second;
  TP_CHECK(fill(tables, query, page));
  return page;
}

}  // namespace touchpoint::hub
