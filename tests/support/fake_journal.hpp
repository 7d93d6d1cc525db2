// A device's journal as the hub sees it: rows with their chain, without a file.
#pragma once

#include <string>
#include <vector>

#include "core/event.hpp"
#include "crypto/hash.hpp"
#include "sync/hub/store.hpp"

namespace touchpoint::hub {

// Writes events as a device's journal does.
class FakeJournal {
 public:
  FakeJournal(Sender sender, std::string journal, UuidSource& ids, const Clock& clock)
      : sender_(std::move(sender)),
        journal_(std::move(journal)),
        ids_(ids),
        clock_(clock),
        chain_(crypto::chain_start(journal_)) {}

  std::string write(const std::string& type, const std::string& data) {
    return write(type, data, ids_.next());
  }
  std::string write(const std::string& type, const std::string& data, Uuid id,
                    std::string salvaged_from = {}) {
    const NewEvent event{.id = id,
                         .type = type,
                         .time = clock_.wall(),
                         .actor = Actor::employee,
                         .touchpoint = "counter-1",
                         .data = data,
                         .salvaged_from = std::move(salvaged_from)};
    const Stamps stamps{.source = "/stores/" + sender_.store + "/devices/" + sender_.device,
                        .journal = journal_,
                        .sequence = ++last_,
                        .recorded = clock_.wall(),
                        .clock_quality = ClockQuality::synchronised,
                        .boot_id = clock_.boot_id(),
                        .since_boot = clock_.since_boot(),
                        .salt = {}};
    std::string raw = to_json(event, stamps);
    chain_ = crypto::chain_next(chain_, crypto::sha256(as_bytes(raw)));
    chains.push_back(chain_);
    rows.push_back(with_chain(std::move(raw), chain_));
    return rows.back();
  }
  void write_many(int count) {
    for (int i = 0; i < count; ++i)
      write("touchpoint.scan.received", R"({"code":"1","via":"wedge","outcome":"unknown"})");
  }

  const Digest& chain_at(std::int64_t sequence) const {
    return chains.at(static_cast<std::size_t>(sequence - 1));
  }
  const std::string& journal() const { return journal_; }

  std::vector<std::string> rows;  // row n at n - 1
  std::vector<Digest> chains;

 private:
  Sender sender_;
  std::string journal_;
  UuidSource& ids_;
  const Clock& clock_;
  Digest chain_;
  std::int64_t last_ = 0;
};

}  // namespace touchpoint::hub
