// Replays the golden examples of the contract through the readers that the programs use: what the
// index calls good is read as it says, what it calls refused is refused.
//
// TOUCHPOINT_EXAMPLES names another folder: the examples of an earlier release must still hold.
#include <array>
#include <charconv>
#include <cstdlib>
#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <gtest/gtest.h>

#include "core/event.hpp"
#include "core/text.hpp"
#include "crypto/hash.hpp"
#include "sync/codec/batch.hpp"
#include "sync/codec/device_json.hpp"
#include "sync/codec/event_json.hpp"
#include "sync/codec/lookup.hpp"
#include "sync/codec/profile_json.hpp"
#include "sync/codec/receipt.hpp"
#include "sync/codec/settings.hpp"
#include "sync/codec/statement.hpp"
#include "sync/enrol/certificates.hpp"
#include "sync/enrol/possession.hpp"
#include "sync/hub/device_batch.hpp"
#include "sync/hub/json_members.hpp"
#include "sync/hub/source_calls.hpp"

namespace touchpoint {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path folder() {
  const char* other = std::getenv("TOUCHPOINT_EXAMPLES");
  return other == nullptr ? fs::path(TOUCHPOINT_CONTRACT) / "examples" : fs::path(other);
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string text_of(double number) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), number);
  return {digits.begin(), end};
}

// What a reader understood, by the names that the index uses.
using Facts = std::map<std::string, std::string>;
using Reader = std::function<Result<Facts>(const std::string& bytes)>;

template <class T>
std::string number(T value) {
  return std::to_string(value);
}

const std::vector<sync::PinnedKey>& pinned() {
  static const auto kKeys = [] {
    const auto file = R"({"url":"https://hub",)" + content(folder() / "keys.json").substr(1);
    return sync::hub_file_from_json(file).value().keys;
  }();
  return kKeys;
}

// As the hub takes it from the device that the examples are of.
Result<hub::DeviceBatch> take_batch(const std::string& bytes) {
  return hub::read_device_batch({.device = "milano-01-pos-3", .store = "milano-01", .serial = {}},
                                "k3x9", bytes);
}

Result<Facts> read_event(const std::string& bytes) {
  TP_TRY(const auto event, sync::read_event(bytes));
  if (with_chain(event.raw, event.chain) != bytes) return refused("the bytes were not kept");
  TP_TRY(const auto batch, take_batch(sync::join_batch({bytes})));
  const auto& row = batch.rows.front();
  if (!row.problem.empty()) return refused(row.problem);
  return Facts{{"id", event.id},
               {"type", event.type},
               {"journal", event.journal},
               {"sequence", number(event.sequence)},
               {"actor", event.actor},
               {"touchpoint", event.touchpoint},
               {"time", to_rfc3339(event.time)},
               {"salvagedfrom", event.salvaged_from},
               {"data", event.data},
               {"digest", to_hex(row.digest)}};
}

// Each row by itself, and the chain over what the hub takes for their digests.
Result<Facts> read_journal(const std::string& bytes) {
  std::istringstream lines(bytes);
  std::int64_t rows = 0;
  std::int64_t tombstones = 0;
  Digest chain{};
  for (std::string line; std::getline(lines, line);) {
    TP_TRY(const auto batch, take_batch(sync::join_batch({line})));
    const auto& row = batch.rows.front();
    if (!row.problem.empty()) return refused(row.problem);
    if (row.sequence != ++rows) return refused("a row is missing");
    if (rows == 1) chain = crypto::chain_start(batch.journal);
    chain = crypto::chain_next(chain, row.digest);
    if (chain != row.event.chain) return refused("the chain is broken");
    if (row.event.type == kTombstoneType) ++tombstones;
  }
  return Facts{
      {"rows", number(rows)}, {"tombstones", number(tombstones)}, {"chain", to_hex(chain)}};
}

Result<Facts> read_batch(const std::string& bytes) {
  TP_TRY(const auto batch, take_batch(bytes));
  const auto wrong =
      std::ranges::count_if(batch.rows, [](const auto& row) { return !row.problem.empty(); });
  std::string rows;  // each as it goes up by itself
  for (const auto& row : batch.rows) {
    if (row.problem.empty()) rows.append(with_chain(row.event.raw, row.event.chain));
    rows.push_back('\n');
  }
  return Facts{{"rows", number(batch.rows.size())},
               {"wrong", number(wrong)},
               {"restores", to_hex(crypto::sha256(as_bytes(rows)))},
               {"first", number(batch.rows.front().sequence)},
               {"last", number(batch.rows.back().sequence)}};
}

Result<Facts> read_keys(const std::string& bytes) {
  TP_TRY(const auto file, sync::hub_file_from_json(R"({"url":"https://hub",)" + bytes.substr(1)));
  return Facts{{"keys", number(file.keys.size())}, {"kid", file.keys.front().kid}};
}

Result<Facts> read_receipt(const std::string& bytes) {
  TP_TRY(const auto receipt, sync::verify_receipt(bytes, pinned()));
  return Facts{{"device", receipt.device},       {"journal", receipt.journal},
               {"answers", receipt.answers},     {"through", number(receipt.through)},
               {"chain", to_hex(receipt.chain)}, {"refused", number(receipt.refused)},
               {"at", to_rfc3339(receipt.at)},   {"runs", receipt.runs ? "true" : "false"}};
}

Result<Facts> read_statement(const std::string& bytes) {
  TP_TRY(const auto statement, sync::verify_statement(bytes, pinned()));
  std::string holes;
  for (const auto& [first, last] : statement.holes) {
    if (!holes.empty()) holes += ' ';
    holes += number(first) + "-" + number(last);
  }
  return Facts{{"device", statement.device},
               {"journal", statement.journal},
               {"through", number(statement.through)},
               {"chain", statement.chain_known ? to_hex(statement.chain) : ""},
               {"stored", number(statement.stored)},
               {"waiting", number(statement.waiting)},
               {"refused", number(statement.refused)},
               {"erased", number(statement.erased)},
               {"in_holes", number(statement.in_holes)},
               {"holes", holes},
               {"at", to_rfc3339(statement.at)}};
}

Result<Facts> read_configuration(const std::string& bytes) {
  TP_TRY(const auto given, sync::verify_settings(bytes, pinned()));
  std::string staff;
  for (const auto& one : given.staff)
    staff += (staff.empty() ? "" : " ") + one.name;
  return Facts{{"device", given.device},
               {"store", given.store},
               {"epoch", given.epoch},
               {"version", number(given.version)},
               {"number", number(given.number)},
               {"at", to_rfc3339(given.at)},
               {"body", given.body},
               {"staff", staff}};
}

Result<Facts> read_profile(const std::string& bytes) {
  TP_TRY(const auto profile, sync::profile_from_json(bytes));
  TP_TRY(const auto again, sync::profile_from_json(sync::to_json(profile)));
  if (again != profile) return refused("it is not written as it was read");
  return Facts{{"profile", profile.id},
               {"version", number(profile.version)},
               {"tier", profile.tier},
               {"vouchers", number(profile.vouchers.size())},
               {"identifiers", number(profile.identifiers.size())},
               {"merged", number(profile.merged.size())},
               {"consents", number(profile.consents.size())},
               {"orders", number(profile.orders.size())},
               {"history", number(profile.history.size())}};
}

// Written again as the hub does.
Result<Facts> read_changes(const std::string& bytes) {
  TP_TRY(const auto page, sync::page_from_json(bytes));
  TP_TRY(const auto again, sync::page_from_json(sync::to_json(page)));
  if (again.task_steps != page.task_steps) return refused("it is not written as it was read");
  const auto step = page.task_steps.empty() ? TaskStep{} : page.task_steps.front();
  return Facts{{"epoch", page.epoch},
               {"since", number(page.since)},
               {"through", number(page.through)},
               {"more", page.more ? "true" : "false"},
               {"as_of", to_rfc3339(page.as_of)},
               {"reflects", number(page.reflects_through)},
               {"profiles", number(page.profiles.size())},
               {"gone", number(page.gone.size())},
               {"task_steps", number(page.task_steps.size())},
               {"step", step.type},
               {"task", step.task},
               {"score", number(step.score.value_or(-1))}};
}

Result<Facts> read_news(const std::string& bytes) {
  TP_TRY(const auto news, sync::news_from_json(bytes));
  return Facts{{"epoch", news.epoch}, {"profiles", number(news.profiles)}};
}

Result<Facts> read_devices(const std::string& bytes) {
  TP_TRY(const auto devices, sync::store_devices_from_json(bytes));
  std::string unwell;
  for (const auto& one : devices.unwell)
    unwell += one.device + ":" + one.code;
  return Facts{
      {"at", to_rfc3339(devices.at)}, {"devices", number(devices.devices)}, {"unwell", unwell}};
}

// Read as the hub does, and written again as a device does.
Result<Facts> read_lookup(const std::string& bytes) {
  TP_TRY(const auto read, sync::lookup_from_json(bytes));
  TP_TRY(const auto lookup, sync::lookup_from_json(sync::to_json(read)));
  const auto& identifiers = lookup.identifiers;
  return Facts{{"identifiers", number(identifiers.size())},
               {"first", identifiers.empty() ? ""
                                             : std::string(to_text(identifiers.front().kind)) +
                                                   " " + identifiers.front().value},
               {"profile", lookup.profile},
               {"given_name", lookup.given_name},
               {"birth_date", lookup.birth_date},
               {"phones", number(lookup.phones.size())},
               {"names_in_order", lookup.names_in_order ? "true" : "false"}};
}

Result<Facts> read_lookup_answer(const std::string& bytes) {
  TP_TRY(const auto read, sync::lookup_answer_from_json(bytes));
  TP_TRY(const auto answer, sync::lookup_answer_from_json(sync::to_json(read)));
  const auto& candidates = answer.found.candidates;
  Facts facts{{"people", number(answer.people)},
              {"epoch", answer.epoch},
              {"through", number(answer.through)},
              {"verdict", answer.found.verdict},
              {"candidates", number(candidates.size())}};
  if (candidates.empty()) return facts;
  std::int64_t bits = 0;
  for (const auto& field : candidates.front().fields)
    bits += field.bits;
  facts["score"] = number(candidates.front().score);
  facts["bits"] = number(bits);
  return facts;
}

Result<Facts> read_refusals(const std::string& bytes) {
  TP_TRY(const auto refusals, sync::refusals_from_json(bytes));
  Facts facts{{"refusals", number(refusals.size())}};
  if (!refusals.empty()) {
    facts["first"] = number(refusals.front().sequence);
    facts["last"] = number(refusals.back().sequence);
  }
  return facts;
}

// Read as the hub does, and written again as a device does.
Result<Facts> read_state(const std::string& bytes) {
  TP_TRY(const auto members, hub::parse_object(bytes));
  const bool online = hub::bool_member(members, "online").value_or(false);
  if (!online) {
    if (bytes != sync::kOfflineState) return refused("it is not what a device writes");
    return Facts{{"online", "false"}};
  }
  const auto count = [&](std::string_view name) {
    return static_cast<std::int64_t>(hub::number_member(members, name).value_or(-1));
  };
  const auto quality = hub::text_member(members, "clockquality");
  sync::DeviceState state{
      .version = hub::text_member(members, "version"),
      .journal = hub::text_member(members, "journal"),
      .first_kept = count("first_kept"),
      .last = count("last"),
      .queue = count("queue"),
      .clock_quality = ClockQuality::synchronised,
      .at = hub::time_member(members, "at").value_or(WallTime{}),
      .certificate_until = hub::time_member(members, "certificate_until"),
      .condition = {.oldest_unsent = hub::time_member(members, "oldest_unsent"),
                    .profiles_as_of = hub::time_member(members, "profiles_as_of"),
                    .disk_free = {}}};
  if (members.contains("disk_free")) state.condition.disk_free = count("disk_free");
  if (sync::to_json(state) != bytes) return refused("it is not what a device writes");
  Facts facts{{"online", "true"},           {"version", state.version},
              {"journal", state.journal},   {"first_kept", number(state.first_kept)},
              {"last", number(state.last)}, {"queue", number(state.queue)},
              {"clockquality", quality},    {"at", to_rfc3339(state.at)}};
  for (const auto* name : {"certificate_until", "oldest_unsent", "profiles_as_of"}) {
    if (const auto time = hub::time_member(members, name)) facts[name] = to_rfc3339(*time);
  }
  if (state.condition.disk_free) facts["disk_free"] = number(*state.condition.disk_free);
  return facts;
}

Result<Facts> read_enrolment_request(const std::string& bytes) {
  TP_TRY(const auto members, hub::parse_object(bytes));
  const auto* csr = members.if_contains("csr");
  if (csr == nullptr || !csr->is_string()) return refused("there is no request");
  const sync::CertificateName name{hub::text_member(members, "device"),
                                   hub::text_member(members, "store")};
  const auto now = *from_rfc3339("2026-03-02T10:00:00Z");
  TP_TRY(const auto authority, sync::new_authority("A hub", now, std::chrono::days{30}));
  TP_TRY(const auto certificate, sync::issue(authority, json::value_to<std::string>(*csr), name,
                                             sync::Usage::client, {}, now, std::chrono::days{1}));
  TP_TRY(const auto facts, sync::facts_of(certificate));
  return Facts{{"device", facts.name.common_name}, {"store", facts.name.unit}};
}

std::string pem_of(const json::object& members, std::string_view name) {
  const auto* text = members.if_contains(name);
  return text != nullptr && text->is_string() ? json::value_to<std::string>(*text) : std::string{};
}

Result<Facts> read_reenrolment_request(const std::string& bytes) {
  TP_TRY(const auto members, hub::parse_object(bytes));
  const auto csr = pem_of(members, "csr");
  TP_TRY(const auto asked, sync::name_of_request(csr));
  const auto certificate = pem_of(members, "certificate");
  if (certificate.empty()) return Facts{{"csr", asked.common_name}, {"proof", ""}};
  const auto proof = from_base64url(hub::text_member(members, "proof"));
  if (!proof || !sync::is_signed_by(certificate, csr, *proof)) return refused("it proves nothing");
  TP_TRY(const auto facts, sync::facts_of(certificate));
  return Facts{{"csr", asked.common_name}, {"proof", facts.name.common_name}};
}

Result<Facts> read_enrolment_answer(const std::string& bytes) {
  TP_TRY(const auto answer, sync::enrolment_answer_from_json(bytes));
  TP_TRY(const auto facts, sync::facts_of(answer.certificate));
  if (facts.name.common_name != answer.device || facts.name.unit != answer.store) {
    return refused("the certificate is somebody else's");
  }
  const auto& mqtt = answer.mqtt;
  return Facts{{"device", answer.device},
               {"store", answer.store},
               {"keys", number(answer.keys.size())},
               {"mqtt", mqtt ? mqtt->host + ":" + number(mqtt->port) : ""}};
}

Result<Facts> read_ca(const std::string& bytes) {
  TP_TRY(const auto ca, sync::ca_from_json(bytes));
  TP_TRY(const auto fingerprint, sync::fingerprint(ca));
  return Facts{{"fingerprint", to_hex(fingerprint)}};
}

Result<Facts> read_token(const std::string& bytes) {
  TP_TRY(const auto token, sync::token_from_text(bytes));
  return Facts{{"secret", token.secret}, {"fingerprint", to_hex(token.ca_fingerprint)}};
}

Result<Facts> read_calls(hub::CallKind kind, const std::string& bytes) {
  const auto now = *from_rfc3339("2026-03-02T10:00:00Z");
  TP_TRY(const auto read, hub::read_calls(kind, bytes, {"shop", "IT"}, now));
  Facts facts{{"calls", number(read.calls.size())}, {"refused", number(read.refused)}};
  if (read.calls.empty()) return facts;
  const auto& call = read.calls.front();
  facts["user_id"] = call.user_id;
  facts["message_id"] = call.message_id;
  facts["consents"] = number(call.fact.consents.size());
  if (call.fact.traits) {
    facts["given_name"] = call.fact.traits->given_name;
    facts["language"] = call.fact.traits->language;
  }
  if (const auto& experience = call.fact.experience) {
    facts["type"] = experience->type;
    facts["title"] = experience->title;
  }
  if (const auto& order = call.fact.order) {
    facts["order"] = order->order_id;
    facts["step"] = hub::to_text(order->step);
    facts["store"] = order->store;
    facts["shelf"] = order->shelf;
    if (order->total) facts["total"] = text_of(*order->total);
  }
  return facts;
}

Reader calls(hub::CallKind kind) {
  return [kind](const std::string& bytes) { return read_calls(kind, bytes); };
}

const std::map<std::string, Reader>& readers() {
  static const std::map<std::string, Reader> kReaders{
      {"batch", read_batch},
      {"ca", read_ca},
      {"call-batch", calls(hub::CallKind::batch)},
      {"call-identify", calls(hub::CallKind::identify)},
      {"call-page", calls(hub::CallKind::page)},
      {"call-track", calls(hub::CallKind::track)},
      {"changes", read_changes},
      {"enrol-answer", read_enrolment_answer},
      {"devices", read_devices},
      {"enrol-request", read_enrolment_request},
      {"reenrol-request", read_reenrolment_request},
      {"event", read_event},
      {"journal", read_journal},
      {"keys", read_keys},
      {"lookup", read_lookup},
      {"lookup-answer", read_lookup_answer},
      {"news", read_news},
      {"profile", read_profile},
      {"receipt", read_receipt},
      {"refusals", read_refusals},
      {"state", read_state},
      {"configuration", read_configuration},
      {"statement", read_statement},
      {"token", read_token},
  };
  return kReaders;
}

json::array examples() {
  return json::parse(content(folder() / "index.json")).at("examples").as_array();
}

std::string as_text(const json::value& value) {
  return value.is_string() ? json::value_to<std::string>(value) : json::serialize(value);
}

class ContractExamples : public testing::TestWithParam<std::string> {};

TEST_P(ContractExamples, AreReadAsTheIndexSays) {
  std::size_t replayed = 0;
  for (const auto& element : examples()) {
    const auto& example = element.as_object();
    if (example.at("as").as_string() != GetParam()) continue;
    ++replayed;
    const auto file = json::value_to<std::string>(example.at("file"));
    SCOPED_TRACE(file + ": " + json::value_to<std::string>(example.at("shows")));
    auto read = readers().at(GetParam())(content(folder() / file));
    if (example.contains("refused")) {
      ASSERT_FALSE(read);
      EXPECT_FALSE(read.error().sentence().empty());
      EXPECT_EQ(read.error().sentence().find('\n'), std::string::npos);
      continue;
    }
    ASSERT_TRUE(read) << read.error().sentence();
    const auto* expected = example.if_contains("expect");
    if (expected == nullptr) continue;
    for (const auto& [name, value] : expected->as_object()) {
      EXPECT_EQ(read.value()[name], as_text(value)) << name;
    }
  }
  EXPECT_GT(replayed, 0U);
}

INSTANTIATE_TEST_SUITE_P(Contract, ContractExamples, testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const auto& [name, reader] : readers())
                             names.push_back(name);
                           return names;
                         }()),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(ContractIndex, NamesEveryExampleOnceAndNothingElse) {
  std::set<std::string> named{"index.json", "README.md"};
  for (const auto& element : examples()) {
    const auto& example = element.as_object();
    EXPECT_TRUE(readers().contains(json::value_to<std::string>(example.at("as"))));
    EXPECT_TRUE(named.insert(json::value_to<std::string>(example.at("file"))).second)
        << example.at("file");
  }
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder())) {
    if (entry.is_regular_file()) found.insert(fs::relative(entry.path(), folder()).string());
  }
  found.insert("README.md");
  EXPECT_EQ(named, found);
}

}  // namespace
}  // namespace touchpoint
