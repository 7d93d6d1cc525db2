// Answers to a survey: what CONTRACT.md says of them, and, where a visitor sends one, what was
// asked here.
#pragma once

#include <vector>

#include <boost/json/object.hpp>

#include "core/clock.hpp"
#include "core/voice.hpp"
#include "web/api_refusal.hpp"
#include "web/settings.hpp"

namespace touchpoint::web {

// The facts of any `touchpoint.survey.answered`.
Checked<void> check_survey_answer(const boost::json::object& data);

// A visitor's: exactly the members of an answer that one of the kiosk's questions can have.
// `of_another_day`: it waited on a tablet, and may answer a survey that is asked no more; then it
// has to be a right answer to some survey.
Checked<void> check_visitors_answer(const boost::json::object& data, const ApiSettings& settings,
                                    bool of_another_day = false);

// All that somebody of the staff answers, in one go: each question at most once, at least one of
// them.
Checked<std::vector<Voice>> read_voices(const boost::json::object& data,
                                        const feedback::Survey& survey);

// A visitor who wants the answer that the survey promises: the task that this becomes, recorded at
// `time`.
Checked<void> check_visitors_request(const boost::json::object& data, WallTime time,
                                     const ApiSettings& settings, bool of_another_day = false);

// A visitor who carries on with their phone, `now`: what the link needs is in it, but for the code
// that it carries, of which there is a digest only.
inline constexpr std::chrono::hours kHandoverFor{24};
Checked<void> check_visitors_handover(const boost::json::object& data, WallTime now,
                                      const ApiSettings& settings);
// … and what the centre needs to ask on.
void add_what_is_asked(boost::json::object& data, const ApiSettings& settings);

// A visitor who has agreed that their answers are theirs by the number that they show: `code`, as
// it was read; or who takes that back.
Checked<void> check_visitors_claim(const boost::json::object& data, const ApiSettings& settings,
                                   bool of_another_day = false);
Checked<void> check_visitors_release(const boost::json::object& data);
// The facts of any `touchpoint.answers.claimed`, and of any `.released`.
Checked<void> check_claim(const boost::json::object& data);
Checked<void> check_release(const boost::json::object& data);

}  // namespace touchpoint::web
