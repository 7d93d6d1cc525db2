// A survey with a question of each kind of answer, and the promise of another.
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

}  // namespace touchpoint::support
