#include "sync/hub/store/sqlite/handovers.hpp"

#include <boost/json/object.hpp>

#include "core/bytes.hpp"
#include "core/uuid.hpp"
#include "sync/hub/json_members.hpp"

namespace touchpoint::hub {
namespace {

constexpr std::string_view kHandedOver = "touchpoint.survey.handed_over";
constexpr std::string_view kAnswered = "touchpoint.survey.answered";
// A visitor gives a few; whoever holds a link fills no disk with it.
constexpr std::int64_t kAnswersMax = 200;
constexpr auto kEndKnown = std::chrono::days{60};  // "not valid any more", and not "not here yet"

sync::ReceivedEvent event_of(const sqlite::Rows& rows) {
  sync::ReceivedEvent event;
  if (const auto id = Uuid::from_bytes(rows.blob(0))) event.id = id->text();
  event.type = rows.text(1);
  event.time = from_ms(rows.integer(2));
  event.recorded = event.time;
  event.actor = to_text(Actor::customer);
  event.touchpoint = rows.text(3);
  event.data = rows.text(4);
  return event;
}

}  // namespace

struct Handovers::Row {
  Handover::State state = Handover::State::unknown;
  bool opened = false;
  Sender sender{};
  std::string touchpoint{};
  std::string journal{};
  std::int64_t sequence = 0;
  WallTime at{};
  std::string response{};
  std::string body{};
};

Result<void> Handovers::apply(const sync::ReceivedEvent& event, const Sender& sender) {
  if (event.type != kHandedOver) return success();
  const auto data = parse_object(event.data);
  if (!data) return success();
  const auto code = from_hex(text_member(data.value(), "code"));
  const auto until = time_member(data.value(), "until");
  const auto response = text_member(data.value(), "response");
  if (!code || code->size() != sizeof(Digest) || !until || !Uuid::parse(response)) {
    return success();  // nobody holds such a link
  }
  return session_.run(
      "INSERT OR IGNORE INTO handovers (code, device, store, touchpoint, journal, sequence, at_ms,"
      " until_ms, response, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      BytesView(*code), sender.device, sender.store, event.touchpoint, event.journal,
      event.sequence, to_ms(event.time), to_ms(*until), response, event.data);
}

Result<Handovers::Row> Handovers::find(const HandoverUse& use, WallTime now) {
  const BytesView code = use.code;
  TP_TRY(auto rows, session_.query("SELECT device, store, touchpoint, journal, sequence, at_ms,"
                                   " until_ms, response, body, phone FROM handovers WHERE code = ?",
                                   code));
  TP_TRY(const bool found, rows.next());
  Row row;
  if (!found) return row;
  row.sender = {.device = std::string(rows.text(0)), .store = std::string(rows.text(1))};
  row.touchpoint = rows.text(2);
  row.journal = rows.text(3);
  row.sequence = rows.integer(4);
  row.at = from_ms(rows.integer(5));
  row.response = rows.text(7);
  row.body = rows.text(8);
  const auto phone = digest_at(rows, 9);
  row.opened = phone.has_value();
  row.state = from_ms(rows.integer(6)) <= now ? Handover::State::expired
              : phone && *phone != use.phone  ? Handover::State::used
                                              : Handover::State::open;
  return row;
}

Result<Handover> Handovers::open(const HandoverUse& use, WallTime now) {
  TP_TRY(auto row, find(use, now));
  Handover handover{.state = row.state,
                    .touchpoint = std::move(row.touchpoint),
                    .data = std::move(row.body),
                    .answers = {}};
  if (row.state != Handover::State::open) {
    handover.data.clear();
    return handover;
  }
  const BytesView code = use.code;
  const BytesView phone = use.phone;
  if (!row.opened) {
    TP_CHECK(session_.run("UPDATE handovers SET phone = ?, opened_ms = ? WHERE code = ?", phone,
                          to_ms(now), code));
  }
  TP_TRY(const auto answers, answers_by_phone(session_, row.response));
  for (const auto& answer : answers)
    handover.answers.push_back(answer.data);
  return handover;
}

Result<PhoneAnswered> Handovers::answer(const PhoneAnswer& answer, WallTime now,
                                        const Apply& apply) {
  TP_TRY(const auto row, find(answer.use, now));
  PhoneAnswered answered{.state = row.state, .at = now};
  if (row.state != Handover::State::open) return answered;
  if (!row.opened) return refused("this link was not opened");
  TP_TRY(const auto repeat, is_repeat(answer.event, row.response));
  if (repeat && !*repeat) return refused("another answer stands under this id");
  answered.repeated = repeat.has_value();
  if (repeat) return answered;
  // The phone's clock says nothing, and whatever it gives comes after what the kiosk was given.
  const auto at = std::max(now, row.at);
  TP_CHECK(keep(answer.event, row, at));
  sync::ReceivedEvent event;
  event.id = answer.event.id.text();
  event.source = "/stores/" + row.sender.store + "/phones";
  event.type = answer.event.type;
  event.journal = row.journal;  // beside what was answered at the kiosk
  event.sequence = row.sequence;
  event.time = at;
  event.recorded = at;
  event.actor = to_text(Actor::customer);
  event.touchpoint = row.touchpoint;
  event.data = answer.event.data;
  TP_CHECK(apply(event, row.sender));
  return answered;
}

// nullopt: it is new. Whoever holds the link of another visit learns nothing of this one.
Result<std::optional<bool>> Handovers::is_repeat(const NewEvent& event,
                                                 const std::string& response) {
  const BytesView id = event.id.bytes();
  TP_TRY(auto rows, session_.query("SELECT response, type, data FROM phone_answers"
                                   " WHERE event = ?",
                                   id));
  TP_TRY(const bool found, rows.next());
  if (!found) return std::optional<bool>{};
  return std::optional<bool>{rows.text(0) == response && rows.text(1) == event.type &&
                             rows.text(2) == event.data};
}

Result<void> Handovers::keep(const NewEvent& event, const Row& row, WallTime at) {
  TP_TRY(const auto given,
         session_.integer("SELECT count(*) FROM phone_answers WHERE response = ?", row.response));
  if (given.value_or(0) >= kAnswersMax) return refused("there are too many answers already");
  const BytesView id = event.id.bytes();
  return session_.run(
      "INSERT INTO phone_answers (event, device, store, touchpoint, response, type, at_ms, data)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      id, row.sender.device, row.sender.store, row.touchpoint, row.response, event.type, to_ms(at),
      event.data);
}

Result<void> Handovers::sweep(WallTime now) {
  TP_CHECK(session_.run("UPDATE handovers SET body = '' WHERE until_ms <= ? AND body <> ''",
                        to_ms(now)));
  return session_.run("DELETE FROM handovers WHERE until_ms <= ?", to_ms(now - kEndKnown));
}

Result<std::vector<sync::ReceivedEvent>> answers_by_phone(Session& session,
                                                          const std::string& visit) {
  TP_TRY(auto rows, session.query("SELECT event, type, at_ms, touchpoint, data FROM phone_answers"
                                  " WHERE response = ? AND type = ? ORDER BY id",
                                  visit, kAnswered));
  std::vector<sync::ReceivedEvent> answers;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return answers;
    answers.push_back(event_of(rows));
  }
}

}  // namespace touchpoint::hub
