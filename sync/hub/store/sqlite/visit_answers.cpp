#include "sync/hub/store/sqlite/visit_answers.hpp"

#include <algorithm>
#include <iterator>

#include "sync/hub/store/sqlite/handovers.hpp"

namespace touchpoint::hub {
namespace {

// Answers of one visit to a kiosk stand close together in its journal, whatever else the device
// records meanwhile.
constexpr std::int64_t kVisitRows = 64;
constexpr const char* kAnswered = "touchpoint.survey.answered";

}  // namespace

Result<std::vector<sync::ReceivedEvent>> answers_around(Session& session,
                                                        const sync::ReceivedEvent& event,
                                                        const std::string& visit,
                                                        const Sender& sender) {
  TP_TRY(auto rows,
         session.query("SELECT raw FROM events JOIN journals ON journals.id = events.journal"
                       " JOIN devices ON devices.id = journals.device"
                       " WHERE devices.device = ?1 AND journals.journal = ?2"
                       " AND sequence BETWEEN ?3 - ?4 AND ?3 + ?4"
                       " AND (sequence < ?3 OR sequence <= journals.through)"
                       " AND type = ?5 AND instr(raw, ?6) > 0 ORDER BY sequence",
                       sender.device, event.journal, event.sequence, kVisitRows,
                       std::string_view(kAnswered), as_bytes(visit)));
  std::vector<sync::ReceivedEvent> answers;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) break;
    // Stored by a release that read less strictly, perhaps: that must not hold up this event.
    if (auto answer = sync::read_event_of_run(as_text(rows.blob(0)))) {
      answers.push_back(std::move(answer).value());
    }
  }
  TP_TRY(auto by_phone, answers_by_phone(session, visit));
  std::ranges::move(by_phone, std::back_inserter(answers));
  return answers;
}

}  // namespace touchpoint::hub
