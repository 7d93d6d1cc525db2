// A survey with a question of each kind of answer, and the promise of another; and one of staff.
#pragma once

#include "feedback/survey.hpp"

namespace touchpoint::support {

inline feedback::Survey visit_survey() {
  return feedback::read_survey(R"({"id":"visit","version":3,
      "promise":{"hours":48,"channels":["email"],"version":"one","text":"For this only."},
      "identify":{"version":"1","text":"Yours."},"pages":[{"elements":[
      {"type":"rating","name":"recommend","title":"A","metric":"nps","rateMin":0,"rateMax":10},
      {"type":"rating","name":"service","title":"B","metric":"csat","rateType":"smileys"},
      {"type":"checkbox","name":"reasons","title":"C","choices":["wait","price"]},
      {"type":"comment","name":"tell","title":"D","maxLength":40,"visibleIf":"{service} < 3"}]}]})")
      .value();
}

inline feedback::Survey work_survey() {
  return feedback::read_staff_survey(R"({"id":"work","version":2,"pages":[{"elements":[
      {"type":"rating","name":"recommend","title":"A","metric":"enps","rateMin":0,"rateMax":10},
      {"type":"checkbox","name":"better","title":"B","choices":["shifts","tools"]},
      {"type":"comment","name":"tell","title":"C","maxLength":40}]}]})")
      .value();
}

}  // namespace touchpoint::support
