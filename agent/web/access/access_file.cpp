#include "web/access/access_file.hpp"

#include <algorithm>
#include <limits>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/files.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "web/json/parse.hpp"

namespace touchpoint::web {
namespace {

namespace json = boost::json;

constexpr std::string_view kContext = "access.json/1";
constexpr std::size_t kFileMax = 4 * 1024 * 1024;  // bytes; 256 people and 64 programs are 100 KiB

template <std::size_t N>
bool read_hex(const json::object& object, std::string_view name,
              std::array<std::uint8_t, N>& into) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return false;
  const auto bytes = from_hex(std::string_view(value->get_string()));
  if (!bytes || bytes->size() != N) return false;
  std::ranges::copy(*bytes, into.begin());
  return true;
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t integer_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

json::object to_json(const StaffRecord& record) {
  json::object object{{"name", record.staff.name},
                      {"display_name", record.staff.display_name},
                      {"role", std::string(to_text(record.staff.role))},
                      {"salt", to_hex(record.salt)},
                      {"verifier", to_hex(record.verifier)},
                      {"failures", record.failures},
                      {"disabled", record.disabled},
                      {"from_hub", record.from_hub},
                      {"not_before_ms", record.not_before.count()},
                      {"boot", record.boot_id.text()}};
  if (record.badge) object.emplace("badge", to_hex(*record.badge));
  return object;
}

json::object to_json(const TokenRecord& record) {
  return {{"name", record.name},
          {"digest", to_hex(record.digest)},
          {"added", to_rfc3339(record.added)}};
}

json::object to_json(const TabletRecord& record) {
  return {{"name", record.name},
          {"digest", to_hex(record.digest)},
          {"paired", to_rfc3339(record.paired)},
          {"seen", to_rfc3339(record.seen)}};
}

std::optional<StaffRecord> staff_from_json(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  StaffRecord record;
  record.staff.name = text_of(*object, "name");
  record.staff.display_name = text_of(*object, "display_name");
  const auto role = staff_role_from_text(text_of(*object, "role"));
  if (!is_slug(record.staff.name) || !role || !read_hex(*object, "salt", record.salt) ||
      !read_hex(*object, "verifier", record.verifier)) {
    return std::nullopt;
  }
  record.staff.role = *role;
  record.failures = static_cast<int>(integer_of(*object, "failures"));
  const auto* disabled = object->if_contains("disabled");
  record.disabled = disabled == nullptr || !disabled->is_bool() || disabled->get_bool();
  const auto* from_hub = object->if_contains("from_hub");
  record.from_hub = from_hub != nullptr && from_hub->is_bool() && from_hub->get_bool();
  record.not_before = BootTime{integer_of(*object, "not_before_ms")};
  record.boot_id = Uuid::parse(text_of(*object, "boot")).value_or(Uuid{});
  if (Digest badge; read_hex(*object, "badge", badge)) record.badge = badge;
  return record;
}

std::optional<TokenRecord> token_from_json(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  TokenRecord record;
  record.name = text_of(*object, "name");
  const auto added = from_rfc3339(text_of(*object, "added"));
  if (!is_slug(record.name) || !added || !read_hex(*object, "digest", record.digest)) {
    return std::nullopt;
  }
  record.added = *added;
  return record;
}

std::optional<TabletRecord> tablet_from_json(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  TabletRecord record;
  record.name = text_of(*object, "name");
  const auto paired = from_rfc3339(text_of(*object, "paired"));
  const auto seen = from_rfc3339(text_of(*object, "seen"));
  if (!is_slug(record.name) || !paired || !seen || !read_hex(*object, "digest", record.digest)) {
    return std::nullopt;
  }
  record.paired = *paired;
  record.seen = *seen;
  return record;
}

std::string records_text(const AccessRecords& records) {
  json::array staff;
  for (const auto& record : records.staff)
    staff.push_back(to_json(record));
  json::array tokens;
  for (const auto& record : records.tokens)
    tokens.push_back(to_json(record));
  json::array tablets;
  for (const auto& record : records.tablets)
    tablets.push_back(to_json(record));
  json::array former;
  for (const auto& badge : records.former_badges)
    former.push_back(json::string(to_hex(badge)));
  return to_text(json::value{{"staff", std::move(staff)},
                             {"former_badges", std::move(former)},
                             {"tokens", std::move(tokens)},
                             {"tablets", std::move(tablets)},
                             {"hub_version", records.hub_version}});
}

Result<AccessRecords> records_from_text(std::string_view text) {
  const auto wrong = [] { return damaged("its records are not what they should be"); };
  json::error_code error;
  const auto value = json::parse(text, error);
  const auto* object = error ? nullptr : value.if_object();
  if (object == nullptr) return wrong();
  const auto* staff = object->if_contains("staff");
  const auto* tokens = object->if_contains("tokens");
  if (staff == nullptr || !staff->is_array() || tokens == nullptr || !tokens->is_array()) {
    return wrong();
  }
  AccessRecords records;
  records.hub_version = integer_of(*object, "hub_version");
  for (const auto& element : staff->get_array()) {
    auto record = staff_from_json(element);
    if (!record) return wrong();
    records.staff.push_back(std::move(*record));
  }
  for (const auto& element : tokens->get_array()) {
    auto record = token_from_json(element);
    if (!record) return wrong();
    records.tokens.push_back(std::move(*record));
  }
  // A file of a release without tablets has none.
  const auto* tablets = object->if_contains("tablets");
  if (tablets != nullptr && !tablets->is_array()) return wrong();
  for (const auto& element : tablets == nullptr ? json::array{} : tablets->get_array()) {
    auto record = tablet_from_json(element);
    if (!record) return wrong();
    records.tablets.push_back(std::move(*record));
  }
  // A file of a release without badges has none, either.
  const auto* former = object->if_contains("former_badges");
  if (former != nullptr && !former->is_array()) return wrong();
  for (const auto& element : former == nullptr ? json::array{} : former->get_array()) {
    const auto bytes =
        element.is_string() ? from_hex(std::string_view(element.get_string())) : std::nullopt;
    Digest badge{};
    if (!bytes || bytes->size() != badge.size()) return wrong();
    std::ranges::copy(*bytes, badge.begin());
    records.former_badges.push_back(badge);
  }
  return records;
}

}  // namespace

AccessFile::AccessFile(std::filesystem::path file, const Digest& staff_key, Random& random)
    : file_(std::move(file)), sealer_(crypto::derive_key(staff_key, "access file"), random) {}

Result<AccessRecords> AccessFile::unsealed(std::string_view text) {
  json::error_code error;
  const auto value = json::parse(text, error);
  const auto* object = error ? nullptr : value.if_object();
  if (object == nullptr || integer_of(*object, "touchpoint_access") != 1) {
    return damaged("it is not a file of this release");
  }
  const auto sealed = from_base64url(text_of(*object, "sealed"));
  if (!sealed) return damaged("it is incomplete");
  TP_TRY(const auto plain, sealer_.open(*sealed, as_bytes(kContext)));
  return records_from_text(as_text(plain));
}

Result<std::filesystem::path> AccessFile::set_aside() const {
  for (int i = 1; i < std::numeric_limits<int>::max(); ++i) {
    auto aside = file_;
    aside += ".set-aside-" + std::to_string(i);
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(aside, error))) continue;
    if (::rename(file_.c_str(), aside.c_str()) != 0) return files::file_error("rename", file_);
    return aside;
  }
  return damaged("too many files were set aside beside " + file_.string());
}

Result<AccessFile::Loaded> AccessFile::load() {
  std::error_code error;
  if (!std::filesystem::exists(std::filesystem::symlink_status(file_, error))) return Loaded{};
  if (!std::filesystem::is_regular_file(file_, error)) {
    return misconfigured(file_.string() + " is not a regular file");
  }
  TP_TRY(const auto text, files::read(file_, kFileMax));
  auto records = unsealed(text);
  if (records) return Loaded{std::move(records).value(), {}};
  TP_TRY(const auto aside, set_aside());
  return Loaded{{},
                "the staff file could not be read (" + records.error().sentence() +
                    "); it is kept as " + aside.filename().string() +
                    ", and nobody can sign in until staff are added again"};
}

Result<void> AccessFile::save(const AccessRecords& records) {
  const auto sealed = sealer_.seal(as_bytes(records_text(records)), as_bytes(kContext));
  const json::value envelope{{"touchpoint_access", 1}, {"sealed", to_base64url(sealed)}};
  return files::replace(file_, to_text(envelope) + "\n");
}

}  // namespace touchpoint::web
