#include "profiles/collections.hpp"

#include "profiles/document.hpp"
#include "profiles/replica_writer.hpp"
#include "profiles/statements.hpp"

namespace touchpoint::profiles {
namespace {

constexpr int kProfilesAtATime = 256;  // some 5 ms: so long a page of the feed may have to wait

}  // namespace

void Collections::begin() {
  over_ = false;
  changed_.clear();
}

void Collections::start_over() {
  over_ = true;
  changed_.clear();
}

void Collections::put(const Uuid& profile, const std::vector<Order>& orders,
                      const Secrecy& secrecy) {
  std::vector<Waiting> here;
  for (const auto& order : orders) {
    const bool open = order.status == OrderStatus::placed || order.status == OrderStatus::ready;
    if (store_.empty() || order.store != store_ || !open) continue;
    here.push_back({secrecy.hash({IdentifierKind::order, order.order_id}), order.status});
  }
  changed_[profile] = std::move(here);
}

void Collections::remove(const Uuid& profile) {
  changed_[profile] = {};
}

void Collections::committed() {
  if (over_) waiting_.clear();
  for (auto& [profile, orders] : changed_) {
    if (orders.empty()) {
      waiting_.erase(profile);
    } else {
      waiting_[profile] = std::move(orders);
    }
  }
  begin();
}

// What was done here counts for more than what the centre has said.
Result<std::int64_t> ReplicaWriter::ready_now() {
  std::int64_t ready = 0;
  for (const auto& [profile, orders] : collections_.waiting()) {
    for (const auto& each : orders) {
      auto rows = statements_->status_here.query(BytesView{each.order});
      TP_TRY(const bool done_here, rows.next());
      const bool is_ready =
          done_here ? rows.integer(0) == static_cast<std::int64_t>(number_of(OrderStatus::ready))
                    : each.status == OrderStatus::ready;
      ready += is_ready ? 1 : 0;
    }
  }
  return ready;
}

Result<void> ReplicaWriter::count_collections() {
  if (!looked_at_all_) return success();
  TP_TRY(holding_.collections, ready_now());
  return success();
}

Result<bool> ReplicaWriter::look_for_collections() {
  if (looked_at_all_) return false;
  collections_.begin();
  int looked_at = 0;
  {
    auto rows = statements_->profiles_after.query(looked_at_, kProfilesAtATime);
    while (true) {
      TP_TRY(const bool found, rows.next());
      if (!found) break;
      ++looked_at;
      looked_at_ = rows.integer(0);
      const auto id = Uuid::from_bytes(rows.blob(1)).value_or(Uuid{});
      // What cannot be read is for whoever asks for that person to find: then nothing is counted.
      const auto plain = secrecy_.open(Secrecy::Place::document, id.bytes(), rows.blob(2));
      if (!plain) return false;
      const auto profile = decode_document(plain.value());
      if (!profile) return false;
      collections_.put(id, profile.value().orders, secrecy_);
    }
  }
  collections_.committed();
  looked_at_all_ = looked_at < kProfilesAtATime;
  TP_CHECK(count_collections());
  return !looked_at_all_;
}

}  // namespace touchpoint::profiles
