// The answers of openapi.yaml, written from the device's plain values. Cards and timelines hold
// personal data; they go to a signed-in person only.
#pragma once

#include <string>
#include <string_view>

#include "core/board.hpp"
#include "core/card.hpp"
#include "core/event.hpp"
#include "core/finding.hpp"
#include "core/people.hpp"
#include "core/proof.hpp"
#include "core/status.hpp"
#include "core/tasks.hpp"

namespace touchpoint::web {

std::string to_json(const Recorded& recorded);
std::string to_json(const Card& card);
std::string to_json(const DeviceStatus& status);
std::string to_json(const Proof& proof);
std::string to_json(const PeopleAnswer& answer);
std::string to_json(const std::vector<StoreTask>& tasks);
std::string to_json(const Board& board);

// Whose identifiers these are: the profile's id and nothing of the profile.
std::string recognition_json(const Finding& finding);
// The newest `limit` experiences of the profile that was found.
std::string timeline_json(const Finding& finding, std::size_t limit);

}  // namespace touchpoint::web
