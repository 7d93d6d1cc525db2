// A survey as pages get it (web/openapi.yaml, Survey): what was read, not what was written.
#pragma once

#include <boost/json/object.hpp>

#include "feedback/survey.hpp"

namespace touchpoint::feedback {

// A text in its languages (openapi.yaml, Wording).
boost::json::object wording_json(const Wording& wording);
boost::json::object survey_json(const Survey& survey);

}  // namespace touchpoint::feedback
