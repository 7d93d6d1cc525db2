#include "sync/hub/approval_list.hpp"

#include <map>

#include "core/text.hpp"
#include "sync/enrol/key_print.hpp"
#include "sync/hub/import/csv.hpp"

namespace touchpoint::hub {
namespace {

class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  void take(const CsvRecord& record) {
    if (!record.problem.empty()) return complain(record, record.problem);
    const bool blank = record.fields.size() == 1 && trimmed(record.fields[0]).empty();
    if (blank) return;
    if (columns_ == 0) return take_head(record);
    if (record.fields.size() != columns_) {
      return complain(record, "has " + std::to_string(record.fields.size()) +
                                  " fields instead of " + std::to_string(columns_));
    }
    take_device(record);
  }

  ApprovalList finish() && {
    if (columns_ == 0 && list_.problems.empty()) list_.problems.push_back(name_ + " is empty");
    return std::move(list_);
  }

 private:
  void complain(const CsvRecord& record, std::string_view sentence) {
    list_.problems.push_back(name_ + ":" + std::to_string(record.line) + ": " +
                             std::string(sentence));
  }

  void take_head(const CsvRecord& record) {
    const auto& fields = record.fields;
    columns_ = fields.size();
    const bool right = (columns_ == 2 || columns_ == 3) && trimmed(fields[0]) == "device" &&
                       trimmed(fields[1]) == "store" &&
                       (columns_ == 2 || trimmed(fields[2]) == "fingerprint");
    if (!right) complain(record, "the first line must be device,store or device,store,fingerprint");
  }

  void take_device(const CsvRecord& record) {
    Expected device{.sender = {.device = std::string(trimmed(record.fields[0])),
                               .store = std::string(trimmed(record.fields[1]))},
                    .key = {}};
    for (const auto& name : {device.sender.device, device.sender.store}) {
      if (is_slug(name)) continue;
      return complain(record, "\"" + name + "\" is no name: 1 to 64 of a-z, 0-9 and '-'");
    }
    const auto print = columns_ == 3 ? trimmed(record.fields[2]) : std::string_view();
    if (!print.empty()) {
      device.key = sync::print_from_text(print);
      if (!device.key) {
        return complain(record,
                        "the fingerprint must have 64 hex digits, as touchpointctl identity prints "
                        "it");
      }
      const auto [same, fresh] = keys_.emplace(*device.key, record.line);
      if (!fresh) {
        return complain(record, "this key stands on line " + std::to_string(same->second) +
                                    " already; every device has its own");
      }
    }
    const auto [same, fresh] = names_.emplace(device.sender.device, record.line);
    if (!fresh) {
      return complain(record, device.sender.device + " stands on line " +
                                  std::to_string(same->second) + " already");
    }
    list_.devices.push_back(std::move(device));
    if (list_.devices.size() == kApprovalsMax + 1) {
      complain(record,
               "a list has at most " + std::to_string(kApprovalsMax) + " devices: split it");
    }
  }

  const std::string name_;
  std::size_t columns_ = 0;  // 0: the head has not come
  std::map<std::string, std::int64_t> names_;
  std::map<Digest, std::int64_t> keys_;
  ApprovalList list_;
};

}  // namespace

ApprovalList read_approvals(std::string_view csv, const std::string& name) {
  Reader reader(name);
  CsvReader records([&reader](const CsvRecord& record) { reader.take(record); });
  records.feed(csv);
  records.finish();
  return std::move(reader).finish();
}

}  // namespace touchpoint::hub
