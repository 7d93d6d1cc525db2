#include "sync/codec/settings.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "sync/codec/reading.hpp"
#include "sync/codec/writing.hpp"

namespace touchpoint::sync {
namespace {

using reading::Members;

constexpr std::string_view kWhat = "the hub's configuration";
constexpr std::size_t kDisplayNameMax = 64;  // bytes
constexpr std::size_t kEpochMax = 64;        // bytes

bool is_known(std::string_view role) {
  return role == "associate" || role == "supervisor" || role == "it";
}

std::string staff_json(const GivenStaff& staff) {
  ObjectWriter json;
  json.text("name", staff.name)
      .text("display_name", staff.display_name)
      .text("role", staff.role)
      .text("salt", to_hex(staff.salt))
      .text("stretched", to_hex(staff.stretched));
  return json.done();
}

template <std::size_t N>
void read_bytes(const Members& members, std::string_view name, std::array<std::uint8_t, N>& into) {
  const auto bytes = from_hex(members.text(name));
  if (!bytes || bytes->size() != N) {
    return members.wrong(name, std::to_string(2 * N) + " hex digits");
  }
  std::ranges::copy(*bytes, into.begin());
}

std::vector<GivenStaff> read_staff(const Members& members, Members::Problem& problem) {
  auto staff = members.each<GivenStaff>("staff", "a member of staff", [&](const Members& each) {
    GivenStaff one{.name = std::string(each.text("name")),
                   .display_name = std::string(each.text("display_name")),
                   .role = std::string(each.text("role"))};
    read_bytes(each, "salt", one.salt);
    read_bytes(each, "stretched", one.stretched);
    // A later release may know more roles: whoever has one does not sign in here, and nobody else
    // is kept waiting.
    if (!is_known(one.role)) return std::optional<GivenStaff>{};
    if (!problem.found()) problem.sentence = problem_of(one);
    return std::optional{std::move(one)};
  });
  if (staff.size() > GivenSettings::kStaffMax) members.wrong("staff", "at most 256 people");
  std::ranges::sort(staff, {}, &GivenStaff::name);
  const auto twice = std::ranges::adjacent_find(staff, {}, &GivenStaff::name);
  if (twice != staff.end()) members.wrong("staff", "each name once");
  return staff;
}

}  // namespace

std::string problem_of(const GivenStaff& staff) {
  if (!is_slug(staff.name)) {
    return "a name to sign in with is 1 to 64 of a-z, 0-9 and '-', with no '-' at an end";
  }
  const auto& shown = staff.display_name;
  if (trimmed(shown).empty() || shown.size() > kDisplayNameMax || !is_utf8(shown) ||
      has_control_characters(shown)) {
    return "the name to display must be 1 to 64 bytes of plain text";
  }
  if (!is_known(staff.role)) return "a role is associate, supervisor or it";
  return {};
}

std::string sign_settings(const crypto::Signer& signer, const GivenSettings& settings) {
  ObjectWriter payload;
  payload.text("device", settings.device)
      .text("store", settings.store)
      .text("epoch", settings.epoch)
      .integer("version", settings.version)
      .integer("number", settings.number)
      .time("at", settings.at)
      .json("body", json_quoted(settings.body))
      .full_list("staff", settings.staff, staff_json);
  return sign_jws(signer, payload.done());
}

Result<GivenSettings> verify_settings(std::string_view jws, const std::vector<PinnedKey>& keys) {
  TP_TRY(const auto payload, verify_jws(jws, keys));
  TP_TRY(const auto document, reading::Document::parse(payload, kWhat));
  Members::Problem problem;
  const Members members{document.root(), kWhat, problem};
  for (const auto* name :
       {"device", "store", "epoch", "version", "number", "at", "body", "staff"}) {
    if (!members.has(name)) members.wrong(name, "there");
  }
  GivenSettings settings;
  settings.device = members.text("device");
  settings.store = members.text("store");
  settings.epoch = members.text("epoch");
  settings.version = members.count("version");
  settings.number = members.count("number");
  settings.at = members.time("at").value_or(WallTime{});
  settings.body = members.text("body");
  settings.staff = read_staff(members, problem);
  if (settings.version < 1) members.wrong("version", "at least 1");
  if (settings.body.size() > GivenSettings::kBodyMax) members.wrong("body", "at most 32 KiB");
  if (settings.epoch.empty() || settings.epoch.size() > kEpochMax ||
      has_control_characters(settings.epoch)) {
    members.wrong("epoch", "a short text");
  }
  if (problem.found()) return refused(std::move(problem.sentence));
  return settings;
}

}  // namespace touchpoint::sync
