#include "sync/hub/findings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kSilentMax =
    1h;  // without a broker a device still asks for news more often
constexpr std::chrono::milliseconds kAwayLong = 24h;  // longer than a shop is closed at night
constexpr auto kUnsentMax = 15min;
constexpr auto kUnsentLong = 24h;
constexpr std::int64_t kQueueMax = 1000;  // rows, of a device that does not say how old they are
constexpr auto kDataOld = 24h;
constexpr auto kDataVeryOld = 24h * 30;  // at 45 days the lease ends, and nobody is recognised
constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kDiskLow = 256 * kMiB;  // as `touchpointctl doctor` judges
constexpr std::int64_t kDiskFull = 32 * kMiB;
constexpr auto kCertificateSoon = 24h * 30;
constexpr auto kCertificateVerySoon = 24h * 14;

enum class Weight { watch, act };

class Findings {
 public:
  json::object& add(Weight weight, std::string_view code) {
    auto& list = weight == Weight::act ? act_ : watch_;
    list.push_back(json::object{{"code", json::string(code)},
                                {"weight", weight == Weight::act ? "act" : "watch"}});
    return list.back().get_object();
  }
  json::array done() {
    for (auto& finding : watch_)
      act_.push_back(std::move(finding));
    return std::move(act_);
  }

 private:
  json::array act_;
  json::array watch_;
};

Weight weight_if(bool grave) {
  return grave ? Weight::act : Weight::watch;
}

void judge_journals(const DeviceStatus& device, Findings& findings) {
  std::int64_t missing = 0;
  std::int64_t refused = 0;
  for (const auto& journal : device.journals) {
    missing += journal.missing;
    refused += journal.refused;
    if (journal.outlived) findings.add(Weight::act, "two_live_journals");
  }
  if (missing > 0) findings.add(Weight::act, "missing")["count"] = missing;
  if (refused > 0) findings.add(Weight::watch, "refused")["count"] = refused;
}

void offline(WallTime since, WallTime now, Findings& findings) {
  findings.add(weight_if(now - since > kAwayLong), "offline")["since"] = to_rfc3339(since);
}

void judge_presence(const DeviceStatus& device, const json::object& state, WallTime now,
                    Findings& findings) {
  if (!device.seen) {
    findings.add(Weight::watch, "never_seen");
    return;
  }
  const auto online = bool_member(state, "online");
  // A last will counts until the device is heard of again, by HTTPS for one.
  if (online == false && device.state_at && *device.seen <= *device.state_at) {
    return offline(*device.state_at, now, findings);
  }
  // One that the broker holds for connected says nothing for as long as nothing happens there.
  if (now - *device.seen > (online == true ? kAwayLong : kSilentMax)) {
    offline(*device.seen, now, findings);
  }
}

void judge_queue(const json::object& state, WallTime now, Findings& findings) {
  const auto queue = static_cast<std::int64_t>(number_member(state, "queue").value_or(0));
  if (queue <= 0) return;
  const auto oldest = time_member(state, "oldest_unsent");
  if (oldest ? now - *oldest <= kUnsentMax : queue <= kQueueMax) return;
  auto& finding = findings.add(weight_if(oldest && now - *oldest > kUnsentLong), "queue");
  finding["count"] = queue;
  if (oldest) finding["oldest"] = to_rfc3339(*oldest);
}

void judge_certificate(const DeviceStatus& device, const json::object& state,
                       const FleetTerms& terms, WallTime now, Findings& findings) {
  const auto until = time_member(state, "certificate_until").value_or(device.until);
  if (until <= now) {
    findings.add(Weight::act, "certificate_expired")["since"] = to_rfc3339(until);
    return;
  }
  // It renews itself at two thirds of its life; later than that something stands in its way.
  const auto soon =
      std::min<std::chrono::milliseconds>(kCertificateSoon, terms.certificate_valid / 4);
  const auto very_soon =
      std::min<std::chrono::milliseconds>(kCertificateVerySoon, terms.certificate_valid / 8);
  if (until - now > soon) return;
  findings.add(weight_if(until - now <= very_soon), "certificate")["since"] = to_rfc3339(until);
}

void judge_machine(const json::object& state, const FleetTerms& terms, WallTime now,
                   Findings& findings) {
  if (const auto free = number_member(state, "disk_free"); free && *free < double{kDiskLow}) {
    findings.add(weight_if(*free < double{kDiskFull}), "disk")["bytes"] =
        static_cast<std::int64_t>(*free);
  }
  if (const auto as_of = time_member(state, "profiles_as_of"); as_of && now - *as_of > kDataOld) {
    findings.add(weight_if(now - *as_of > kDataVeryOld), "old_data")["since"] = to_rfc3339(*as_of);
  }
  if (const auto clock = text_member(state, "clockquality");
      !clock.empty() && clock != "synchronised") {
    findings.add(Weight::watch, "clock");
  }
  if (const auto version = text_member(state, "version");
      !version.empty() && is_older_version(version, terms.version)) {
    findings.add(Weight::watch, "old_version")["version"] = version;
  }
}

void judge_settings(const DeviceStatus& device, Findings& findings) {
  if (!device.settings_refused) return;
  const auto& refusal = *device.settings_refused;
  auto& finding = findings.add(Weight::watch, "settings_refused");
  finding["since"] = to_rfc3339(refusal.at);
  if (refusal.number) finding["number"] = *refusal.number;
  finding["reason"] = refusal.reason;
}

}  // namespace

json::array findings_of(const DeviceStatus& device, const json::object& state,
                        const FleetTerms& terms, WallTime now) {
  Findings findings;
  if (device.revoked) return findings.done();
  judge_journals(device, findings);
  judge_presence(device, state, now, findings);
  judge_queue(state, now, findings);
  judge_certificate(device, state, terms, now, findings);
  judge_machine(state, terms, now, findings);
  judge_settings(device, findings);
  return findings.done();
}

bool concerns_store(const json::object& finding) {
  constexpr std::array<std::string_view, 5> kAlways = {"offline", "never_seen", "queue", "disk",
                                                       "old_data"};
  return text_member(finding, "weight") == "act" ||
         std::ranges::count(kAlways, text_member(finding, "code")) > 0;
}

StoreDevices store_devices(const std::vector<DeviceStatus>& devices, const FleetTerms& terms,
                           WallTime now) {
  StoreDevices store{.at = now};
  for (const auto& device : devices) {
    if (device.revoked) continue;
    ++store.devices;
    json::object state;
    if (auto told = parse_object(device.state)) state = std::move(told).value();
    for (const auto& finding : findings_of(device, state, terms, now)) {
      const auto& found = finding.get_object();
      if (!concerns_store(found)) continue;
      store.unwell.push_back({.device = device.sender.device,
                              .code = text_member(found, "code"),
                              .since = time_member(found, "since")});
      break;
    }
  }
  return store;
}

std::string in_words(const json::object& finding) {
  auto code = text_member(finding, "code");
  const auto since = text_member(finding, "since");
  const auto count = text_member(finding, "count");
  if (code == "two_live_journals") return "two devices seem to use this name";
  if (code == "missing") return count + " rows are missing for good";
  if (code == "refused") return count + " rows are refused";
  if (code == "never_seen") return "enrolled, and not heard of since";
  if (code == "offline") return "offline since " + since;
  if (code == "queue") {
    const auto oldest = text_member(finding, "oldest");
    return count + " rows to send" + (oldest.empty() ? "" : ", the oldest of " + oldest);
  }
  if (code == "certificate_expired") return "its certificate expired " + since;
  if (code == "certificate") return "its certificate ends " + since + " and does not renew itself";
  if (code == "disk") {
    return fmt::format(
        "{} MiB of disk left",
        static_cast<std::int64_t>(number_member(finding, "bytes").value_or(0)) / kMiB);
  }
  if (code == "old_data") return "its customers are as of " + since;
  if (code == "clock") return "its clock is not synchronised";
  if (code == "settings_refused") {
    const auto number = text_member(finding, "number");
    return "it does not take settings" + (number.empty() ? "" : " " + number) + " (" +
           text_member(finding, "reason") + ")";
  }
  if (code == "old_version") return "it runs version " + text_member(finding, "version");
  return code;
}

bool is_older_version(std::string_view one, std::string_view other) {
  const auto next = [](std::string_view& rest) {
    int number = 0;
    const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.starts_with('.')) rest.remove_prefix(1);
    return failed == std::errc{} ? number : 0;
  };
  for (int part = 0; part < 4; ++part) {
    const int left = next(one);
    const int right = next(other);
    if (left != right) return left < right;
  }
  return false;
}

}  // namespace touchpoint::hub
