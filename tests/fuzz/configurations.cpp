// What the hub gives to a device: a JWS as it came, and a payload under a good signature; and its
// text as the device keeps it.
#include <algorithm>

#include "config/agent_config.hpp"
#include "fuzz/fuzz.hpp"
#include "sync/codec/settings.hpp"

namespace {

using namespace touchpoint;
using fuzz::must;

const crypto::Signer& signer() {
  static const crypto::Signer kSigner{crypto::SigningSeed{0x9d, 0x61, 0xb1}};
  return kSigner;
}

// A device of which no file says anything that the hub may give.
config::Config device() {
  config::Config config;
  config.file.path = "touchpoint.toml";
  config.file.text = "[device]\nstore = \"milano-01\"\nname = \"milano-01-pos-3\"\n";
  return config;
}

void look_at(const Result<sync::GivenSettings>& read, const std::vector<sync::PinnedKey>& keys) {
  if (!read) return fuzz::must_be_a_sentence(read.error().sentence());
  const auto& given = read.value();
  must(given.version > 0 && given.number >= 0, "versions are counted");
  must(given.body.size() <= sync::GivenSettings::kBodyMax, "a body is bounded");
  must(given.staff.size() <= sync::GivenSettings::kStaffMax, "so are people");
  must(std::ranges::all_of(given.staff,
                           [](const auto& one) { return sync::problem_of(one).empty(); }),
       "a person is right");
  const auto again = sync::verify_settings(sync::sign_settings(signer(), given), keys);
  must(given.device.empty() || given.store.empty() || again.has_value(), "it is written as read");

  const auto now = device();
  const auto next = config::with_central(now, {.number = given.number,
                                               .version = given.version,
                                               .device = given.device,
                                               .epoch = given.epoch,
                                               .at = given.at,
                                               .body = given.body});
  if (!next) return fuzz::must_be_a_sentence(next.error().sentence());
  must(config::check_central("settings", given.body).has_value(), "the hub would publish it");
  const auto& config = next.value();
  must(config.storage.state == "/var/lib/touchpoint" && config.web.listen.is_loopback() &&
           config.device.name == "milano-01-pos-3" && config.sync.batch_rows >= 50 &&
           config.sync.backoff_max <= std::chrono::minutes{15},
       "nothing of it stops a device");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<sync::PinnedKey> kKeys{
      {sync::key_id(signer().public_key()), signer().public_key()}};
  const auto text = fuzz::text_of(data, size);
  look_at(sync::verify_settings(text, kKeys), kKeys);
  look_at(sync::verify_settings(sync::sign_jws(signer(), text), kKeys), kKeys);
  sync::GivenSettings given{.device = "milano-01-pos-3",
                            .store = "milano-01",
                            .epoch = "6f1d",
                            .version = 1,
                            .body = std::string(text),
                            .staff = {}};
  look_at(sync::verify_settings(sync::sign_settings(signer(), given), kKeys), kKeys);
  return 0;
}
