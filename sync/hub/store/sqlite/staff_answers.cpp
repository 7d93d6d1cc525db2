#include "sync/hub/store/sqlite/staff_answers.hpp"

#include "sync/codec/event_json.hpp"

namespace touchpoint::hub {

Result<std::vector<StaffAnswer>> all_staff_answers(Session& session) {
  TP_TRY(auto rows, session.query("SELECT devices.store, events.raw FROM events"
                                  " JOIN journals ON journals.id = events.journal"
                                  " JOIN devices ON devices.id = journals.device"
                                  " WHERE events.type = 'touchpoint.staff_survey.answered'"
                                  " AND events.sequence <= journals.through"));
  std::vector<StaffAnswer> answers;
  while (true) {
    TP_TRY(const bool more, rows.next());
    if (!more) return answers;
    auto event = sync::read_event_of_run(as_text(rows.blob(1)));
    if (!event) continue;
    if (auto answer = staff_answer_of(std::string(rows.text(0)), event.value().data)) {
      answers.push_back(std::move(*answer));
    }
  }
}

}  // namespace touchpoint::hub
